//! What kinds compile with: the keys of a `[[detect]]`, the columns that its expressions see, and short ways to write a plan.

mod ask;
mod columns;
mod given;
mod keys;
mod links;
mod nodes;
mod numbers;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod plans_of_numbers;
#[cfg(test)]
mod plans_of_pairs;
mod rungs;
mod serial;
mod shape;
#[cfg(test)]
pub(crate) mod sound;
mod terms;
mod words;

pub(crate) use ask::{Ask, only};
pub(crate) use columns::{Columns, other_subject};
pub(crate) use given::{Called, Given, example, unit};
pub(crate) use keys::one_of;
pub(crate) use links::{Link, absence, covered, joined_by, uncovered};
pub(crate) use nodes::{
    count, crowded, derive, feed as feed_rows, filter, group, lag, measure, place, window,
};
pub(crate) use rungs::{Rung, Rungs};
pub(crate) use serial::{NUMBER, Serial};
pub(crate) use shape::Shape;
pub(crate) use terms::{
    add_years, all_of, any_of, as_of, at_least, at_most, between, call, coalesce, column, date,
    days, differs, divided, end_of, equal, int, is_null, known, less, minus, money, month_of, more,
    not_true, or_zero, plus, product, provided, size, text, text_is, truth, year_of,
};
pub(crate) use words::{append, columns_read, days_read, rows_read};
