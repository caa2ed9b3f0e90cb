//! Reads of a plan with the style of each, column by column.

use std::collections::BTreeMap;

use super::heading::Heading;
use super::sample::Sample;
use super::styles::{Cells, Doubt, date_choice, decimal_choice, left_out, unit};
use super::{Banner, ReadColumn};
use crate::lines::How;
use crate::readers::Fault;
use crate::values::ValueFault;
use crate::{Choice, Column, Feed, SourcePin, Type, Wording};

/// Columns of sums that a row of payments or of a journal is judged by.
const SUMS: [&str; 8] = [
    "amount",
    "amount_in",
    "amount_out",
    "amount_debit",
    "amount_credit",
    "debit",
    "credit",
    "amount_side",
];

/// Reads and styles, column by column.
#[derive(Default)]
pub(super) struct Styled {
    pub(super) reads: Vec<ReadColumn>,
    pub(super) choices: Vec<Choice>,
    /// Why the source cannot be read, where a column that it needs is ambiguous.
    pub(super) refused: Option<Wording>,
}

impl Styled {
    #[expect(
        clippy::too_many_arguments,
        reason = "Each is one thing that a style may rest on, and a bundle would be made for this call alone."
    )]
    pub(super) fn column(
        &mut self,
        cells: &Cells<'_>,
        pin: Option<&SourcePin>,
        banner: &Banner,
        feed: &Feed,
        (at, column): (usize, &Column),
        cell: usize,
        best: &Heading,
    ) -> Result<(), Fault> {
        let heading = best.headings.get(cell).map_or("", String::as_str);
        let strict = is_strict(feed, column);
        let refused = |doubt: Doubt| match doubt {
            Doubt::Unreadable(fault) => Err(fault),
            Doubt::Refused(fault) => Ok(fault),
        };
        let how = match column.ty {
            Type::Money => {
                let (fen, why) = unit(heading, banner, pin);
                self.add(why);
                match cells.money(cell, fen, pin.and_then(|p| p.decimal.as_deref())) {
                    Ok((style, why)) => {
                        self.add(why.map(|w| decimal_choice(&style, w)));
                        How::Money(style)
                    }
                    Err(doubt) => {
                        self.refuse(strict, column, heading, &refused(doubt)?);
                        return Ok(());
                    }
                }
            }
            Type::Date => match cells.dates(cell, pin.and_then(|p| p.date.as_deref()), banner.year)
            {
                Ok((style, why)) => {
                    self.add(why.map(|w| date_choice(&style, w)));
                    How::Date(style)
                }
                Err(doubt) => {
                    self.refuse(strict, column, heading, &refused(doubt)?);
                    return Ok(());
                }
            },
            Type::Time => How::Time,
            Type::Int => How::Int,
            Type::Ratio => How::Ratio,
            Type::Bool => How::Bool,
            Type::Text if column.values.is_empty() => How::Text(column.domain),
            Type::Text => How::Word(column.domain),
        };
        self.reads.push(ReadColumn {
            cell,
            column: at,
            how,
            strict,
        });
        Ok(())
    }

    /// One choice of a kind is enough where all columns agree.
    fn add(&mut self, choice: Option<Choice>) {
        if let Some(choice) = choice
            && !self
                .choices
                .iter()
                .any(|c| c.what == choice.what && c.value == choice.value)
        {
            self.choices.push(choice);
        }
    }

    fn refuse(&mut self, strict: bool, column: &Column, heading: &str, fault: &ValueFault) {
        if !strict {
            self.choices.push(left_out(&column.name, heading, fault));
            return;
        }
        self.refused.get_or_insert_with(|| {
            Wording::new(
                format!("“{}”栏：{}", heading.trim(), fault.text.zh),
                format!("column {:?}: {}", heading.trim(), fault.text.en),
            )
        });
    }

    /// A column of dates may hold the time of day too.
    pub(super) fn times(
        &mut self,
        feed: &Feed,
        mapped: &BTreeMap<String, usize>,
        sample: &Sample,
        heading: u32,
    ) {
        let Some(time) = feed
            .columns
            .iter()
            .position(|c| c.name == "time" && c.ty == Type::Time)
        else {
            return;
        };
        let Some(cell) = feed.date.as_ref().and_then(|d| mapped.get(d)) else {
            return;
        };
        if !mapped.contains_key("time")
            && sample.column(heading, *cell).any(|(c, _)| c.contains(':'))
        {
            self.reads.push(ReadColumn {
                cell: *cell,
                column: time,
                how: How::TimeOfDate,
                strict: false,
            });
        }
    }
}

/// Whether a value that cannot be read makes the row a reject: the day and the sums that rules judge.
fn is_strict(feed: &Feed, column: &Column) -> bool {
    let judged = [&feed.date, &feed.amount]
        .into_iter()
        .flatten()
        .any(|n| *n == column.name);
    judged
        || (matches!(feed.name.as_str(), "payments" | "journal")
            && SUMS.contains(&column.name.as_str()))
}
