//! How figures and dates of each column are written, from all its cells where a sample leaves doubt.

use crate::headings::{unit_in, unit_of};
use crate::readers::{CellKind, Fault, Opened, all_records};
use crate::values::{
    DateEvidence, DateOrder, DateStyle, DecimalSign, MoneyEvidence, MoneyStyle, ValueFault,
};
use crate::{Choice, SourcePin, Wording};

use super::sample::Sample;
use super::{Banner, choice, doubtful};

/// Where cells of a column come from.
pub(super) struct Cells<'a> {
    pub(super) opened: &'a Opened,
    pub(super) sample: &'a Sample,
    /// Record number of the last heading.
    pub(super) heading: u32,
}

/// A style that could not be decided, or a file that could not be read on.
pub(super) enum Doubt {
    Refused(ValueFault),
    Unreadable(Fault),
}

impl Cells<'_> {
    /// Shows every cell of a column to `observe`: those of the sample, or all of the file.
    fn each(
        &self,
        cell: usize,
        all: bool,
        mut observe: impl FnMut(&str, CellKind),
    ) -> Result<(), Fault> {
        if !all || self.sample.whole {
            for (text, kind) in self.sample.column(self.heading, cell) {
                observe(text, kind);
            }
            return Ok(());
        }
        for records in all_records((self.opened.batches)()?) {
            let records = records?;
            for index in 0..records.len() {
                if records
                    .records
                    .get(index)
                    .is_some_and(|r| r.1 > self.heading)
                    && let Some(&range) = records.cells_of(index).get(cell)
                {
                    observe(records.text_of(range), range.2);
                }
            }
        }
        Ok(())
    }

    /// The style of a column of dates.
    pub(super) fn dates(
        &self,
        cell: usize,
        pin: Option<&str>,
        year: Option<i16>,
    ) -> Result<(DateStyle, Option<Wording>), Doubt> {
        let decide =
            |all: bool| -> Result<Result<(DateStyle, Option<Wording>), ValueFault>, Fault> {
                let mut evidence = DateEvidence::default();
                self.each(cell, all, |text, kind| evidence.observe(text, kind))?;
                if let Some(year) = year {
                    evidence.period(year);
                }
                Ok(evidence.decide(pin))
            };
        let mut decided = decide(false).map_err(Doubt::Unreadable)?;
        if decided.is_err() && !self.sample.whole {
            decided = decide(true).map_err(Doubt::Unreadable)?;
        }
        let (mut style, why) = decided.map_err(Doubt::Refused)?;
        style.year = style.year.or(year);
        Ok((style, why))
    }

    /// The style of a column of money.
    pub(super) fn money(
        &self,
        cell: usize,
        fen_per_unit: i64,
        pin: Option<&str>,
    ) -> Result<(MoneyStyle, Option<Wording>), Doubt> {
        let decide =
            |all: bool| -> Result<Result<(DecimalSign, Option<Wording>), ValueFault>, Fault> {
                let mut evidence = MoneyEvidence::default();
                self.each(cell, all, |text, kind| evidence.observe(text, kind))?;
                Ok(evidence.decide(pin))
            };
        let mut decided = decide(false).map_err(Doubt::Unreadable)?;
        if decided.is_err() && !self.sample.whole {
            decided = decide(true).map_err(Doubt::Unreadable)?;
        }
        let (decimal, why) = decided.map_err(Doubt::Refused)?;
        Ok((
            MoneyStyle {
                fen_per_unit,
                decimal,
            },
            why,
        ))
    }
}

/// Fen for each unit of a column, and why where it is not plain yuan: pin, heading, banner.
pub(super) fn unit(
    heading: &str,
    banner: &Banner,
    pin: Option<&SourcePin>,
) -> (i64, Option<Choice>) {
    if let Some(word) = pin.and_then(|p| p.unit.as_deref())
        && let Some(fen) = unit_of(word)
    {
        return (
            fen,
            Some(choice(
                "unit",
                word,
                "sanzi.toml 指定",
                "pinned in sanzi.toml",
            )),
        );
    }
    if let Some(fen) = unit_in(heading) {
        let found = choice(
            "unit",
            word_of(fen),
            format!("表头“{}”", heading.trim()),
            format!("the heading {:?}", heading.trim()),
        );
        return (fen, (fen != 100).then_some(found));
    }
    if let Some(unit) = &banner.unit
        && let Some(fen) = unit_of(&unit.word)
    {
        let (zh, en) = (
            format!("原件写明“{}”", unit.said),
            format!("the source says {:?}", unit.said),
        );
        if !unit.certain {
            return (fen, Some(doubtful("unit", unit.word.clone(), zh, en)));
        }
        let found = choice("unit", unit.word.clone(), zh, en);
        return (fen, (fen != 100).then_some(found));
    }
    (100, None)
}

/// How `sanzi.toml` writes the order of dates.
pub(super) fn date_choice(style: &DateStyle, why: Wording) -> Choice {
    let value = match style.order {
        Some(DateOrder::Dmy) => "dmy",
        Some(DateOrder::Mdy) => "mdy",
        Some(DateOrder::Ymd) | None => "ymd",
    };
    choice("date", value, why.zh, why.en)
}

/// How `sanzi.toml` writes the decimal sign.
pub(super) fn decimal_choice(style: &MoneyStyle, why: Wording) -> Choice {
    choice(
        "decimal",
        if style.decimal == DecimalSign::Comma {
            ","
        } else {
            "."
        },
        why.zh,
        why.en,
    )
}

/// A column that is left out because its style cannot be told.
pub(super) fn left_out(column: &str, heading: &str, fault: &ValueFault) -> Choice {
    doubtful(
        "columns",
        format!("{column} = \"\""),
        format!("“{}”栏未读：{}", heading.trim(), fault.text.zh),
        format!(
            "the column {:?} was not read: {}",
            heading.trim(),
            fault.text.en
        ),
    )
}

fn word_of(fen: i64) -> &'static str {
    match fen {
        1 => "分",
        10 => "角",
        10_000 => "百元",
        100_000 => "千元",
        1_000_000 => "万元",
        10_000_000_000 => "亿元",
        _ => "元",
    }
}
