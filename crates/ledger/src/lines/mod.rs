//! Lines of a source: each is classed once as detail, subtotal, layout, repeat or reject; details become canonical values.

mod civil;
mod class;
mod codes;
mod column_texts;
mod columns;
mod mark;
mod merge;
mod needs;
mod parse;
mod part;
mod table;
mod value;
mod words;

pub(crate) use civil::{civil_from_days, days_from_civil, month_of};
pub(crate) use mark::{Mark, Marked};
pub(crate) use merge::{Lines, read};
pub(crate) use part::{Refusal, Subtotal};
pub(crate) use table::{Kept, Stored, Table};
pub(crate) use value::{How, known, number, text};
pub(crate) use words::{Label, is_rule};
