//! A column 单位 that holds 元 and 万元 beside the sums: each row names its own unit of money.

use std::collections::{BTreeMap, BTreeSet};

use super::heading::Heading;
use super::sample::Sample;
use super::{Banner, choice, doubtful};
use crate::headings::{normalise, unit_in, unit_of};
use crate::values::ValueFault;
use crate::{Choice, Feed, SourcePin, Type, Wording};

/// Headings of such a column, as aliases are written.
const HEADINGS: [&str; 5] = ["单位", "计量单位", "金额单位", "货币单位", "计价单位"];
/// What a measure stands beside: 3 台 at 万元 a piece says nothing of the sum.
const COUNTED: [&str; 3] = ["数量", "单价", "工程量"];

/// The column by which the sums of a row are in yuan or another unit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnitColumn {
    /// 0-based cell.
    pub(crate) cell: usize,
    /// Fen for each unit where a row names none: what all rows that were looked at name. `None` where they differ.
    pub(crate) common: Option<i64>,
}

impl UnitColumn {
    /// Fen for each unit of a row, by its cell.
    ///
    /// # Errors
    /// The cell names no unit, and rows do not agree on one.
    pub(crate) fn fen(&self, cell: &str) -> Result<i64, ValueFault> {
        let cell = cell.trim();
        let common = self.common.filter(|_| cell.is_empty());
        unit_of(cell).or(common).ok_or_else(|| ValueFault {
            code: "no-unit",
            text: Wording::new(
                format!("金额单位不明：单位栏为“{cell}”，其他行写的是元、万元等"),
                format!(
                    "the unit of its sums is not known: the cell says {cell:?}, other rows name one"
                ),
            ),
        })
    }
}

/// Finds such a column. Where a heading, a line above or `sanzi.toml` names the unit that is the unit; where numbers of pieces stand
/// beside it, the choice is told as doubtful and the sums are yuan.
pub(super) fn unit_column(
    (feed, mapped): (&Feed, &BTreeMap<String, usize>),
    sample: &Sample,
    best: &Heading,
    (banner, pin): (&Banner, Option<&SourcePin>),
) -> (Option<UnitColumn>, Option<Choice>) {
    let money = mapped.iter().filter(|(name, _)| {
        let column = feed.columns.iter().find(|c| c.name == **name);
        column.is_some_and(|c| c.ty == Type::Money)
    });
    let heading = |cell: usize| best.headings.get(cell).map_or("", |h| h.trim());
    let told = banner.unit.is_some() || pin.is_some_and(|p| p.unit.is_some());
    if told
        || money
            .clone()
            .any(|(_, cell)| unit_in(heading(*cell)).is_some())
    {
        return (None, None);
    }
    let taken: BTreeSet<usize> = mapped.values().copied().collect();
    let named = |cell: &usize| HEADINGS.contains(&normalise(heading(*cell)).as_str());
    let mut free = (0..best.headings.len()).filter(|cell| !taken.contains(cell) && named(cell));
    let found = free.find_map(|cell| Some((cell, units(sample, best, cell)?)));
    let Some((cell, units)) = found.filter(|_| money.clone().next().is_some()) else {
        return (None, None);
    };
    let words: Vec<&str> = units.keys().copied().collect();
    let (said, heading) = (words.join("、"), heading(cell));
    let counted = |h: &String| COUNTED.contains(&normalise(h).as_str());
    if best.headings.iter().any(counted) {
        // 元 a piece changes nothing.
        let other = units.values().any(|fen| *fen != 100);
        let doubt = doubtful(
            "unit",
            "元",
            format!(
                "“{heading}”栏写的是“{said}”，但旁边有数量、单价，按计量单位看待，金额按元读；如金额不是元，请写 unit"
            ),
            format!(
                "the column {heading:?} says {said}, but stands beside a number or price of pieces, so sums are read as yuan; write unit where they are not"
            ),
        );
        return (None, other.then_some(doubt));
    }
    let mut fen = units.values().copied();
    let first = fen.next();
    let found = UnitColumn {
        cell,
        common: first.filter(|first| fen.all(|fen| fen == *first)),
    };
    let told = choice(
        "unit-column",
        heading,
        format!("“{heading}”栏逐行写明金额单位：{said}"),
        format!("the column {heading:?} names the unit of each row: {said}"),
    );
    (Some(found), Some(told))
}

/// The units that a column holds, with the fen of each; `None` where it holds anything else or nothing.
fn units<'s>(sample: &'s Sample, best: &Heading, cell: usize) -> Option<BTreeMap<&'s str, i64>> {
    let mut units = BTreeMap::new();
    for (text, _) in sample.column(best.rows.1, cell) {
        if !units.contains_key(text) {
            units.insert(text, unit_of(text)?);
        }
    }
    (!units.is_empty()).then_some(units)
}
