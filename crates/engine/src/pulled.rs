//! Feeds as the ledger hands them out, packed, and frames of some of their rows and columns.

use std::collections::BTreeSet;
use std::sync::Arc;

use ledger::{Domain, NULL, NULL_CODE, Packed, Places, UNKNOWN, UNKNOWN_CODE};
use rayon::prelude::*;
use rules::expr::Type;

use crate::frame::{Column, Frame, NULL_RATIO, Refs, UNKNOWN_RATIO, Values};

/// A feed pulled from the ledger for a run, once for all rules: only the columns that plans ask for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pulled {
    /// Feed name.
    pub(crate) feed: String,
    /// Place of each row.
    pub(crate) rows: Places,
    /// 1 where its book is the one that rules see.
    pub(crate) primary: Packed,
    /// 1 where netting paired it; empty before netting ran.
    pub(crate) netted: Packed,
    /// Canonical columns, by name.
    pub(crate) columns: Vec<(String, Base)>,
}

/// A column of a feed: codes where it is of texts, else numbers; a ratio is ten-thousandths.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    /// Type of its values.
    pub(crate) ty: Type,
    /// Dictionary of its texts.
    pub(crate) domain: Domain,
    /// Its values.
    pub(crate) values: Packed,
}

impl Pulled {
    /// The canonical column of that name.
    pub(crate) fn column(&self, name: &str) -> Option<&Base> {
        let mut columns = self.columns.iter();
        columns.find(|(n, _)| n == name).map(|(_, column)| column)
    }

    /// The canonical column of that name, where it is of texts.
    pub(crate) fn codes(&self, name: &str) -> Option<&Packed> {
        let column = self.column(name)?;
        (column.ty == Type::Text).then_some(&column.values)
    }

    /// The canonical column of that name, where it is of numbers, days or sums.
    pub(crate) fn numbers(&self, name: &str) -> Option<&Packed> {
        let column = self.column(name)?;
        (!matches!(column.ty, Type::Text | Type::Ratio)).then_some(&column.values)
    }

    /// Whether netting paired a row.
    pub(crate) fn is_netted(&self, row: usize) -> bool {
        self.netted.number(row) == 1
    }

    /// Rows as a frame, all of them where `rows` is not given, with those of the columns that `wanted` names. `names` are the names of
    /// columns, the common ones among them, each with the canonical one; a column that bears two of them is unpacked once. `cited` are the
    /// rows that the frame cites.
    pub(crate) fn frame(
        &self,
        names: &[(String, String)],
        wanted: Option<&BTreeSet<String>>,
        rows: Option<&[u32]>,
        cited: Arc<Vec<u32>>,
    ) -> Frame {
        let is_wanted = |name: &str| wanted.is_none_or(|wanted| wanted.contains(name));
        let asked = names.iter().filter(|(name, _)| is_wanted(name));
        let asked: Vec<&(String, String)> = asked.collect();
        let canonical: BTreeSet<&str> = asked.iter().map(|(_, own)| own.as_str()).collect();
        let columns: Vec<&(String, Base)> = self
            .columns
            .iter()
            .filter(|(name, _)| canonical.contains(name.as_str()))
            .collect();
        let unpacked = columns.into_par_iter();
        let unpacked = unpacked.map(|(name, base)| (name.as_str(), base.taken(rows)));
        let unpacked: Vec<(&str, Column)> = unpacked.collect();
        let column = |(name, own): &(String, String)| {
            let (_, column) = unpacked.iter().find(|(known, _)| known == own)?;
            Some((name.clone(), column.clone()))
        };
        Frame {
            len: cited.len(),
            columns: asked.into_iter().filter_map(column).collect(),
            refs: vec![Refs {
                prefix: String::new(),
                feed: self.feed.as_str().into(),
                rows: cited,
            }],
            lineage: None,
        }
    }
}

impl Base {
    /// Whether the value is NULL.
    pub(crate) fn is_null(&self, row: usize) -> bool {
        self.values.number(row) == NULL
    }

    /// Its values at `rows` as a column, all of them where none are given; ratios are in lowest terms.
    fn taken(&self, rows: Option<&[u32]>) -> Column {
        let numbers = || self.values.take_numbers(rows);
        let values = match self.ty {
            Type::Text => Values::Text(Arc::new(self.values.take_codes(rows))),
            Type::Ratio => Values::Ratio(Arc::new(numbers().into_iter().map(ratio).collect())),
            _ => Values::Int(Arc::new(numbers())),
        };
        Column {
            ty: self.ty,
            domain: self.domain,
            values,
            reasons: None,
        }
    }
}

fn ratio(of: i64) -> (i128, i128) {
    match of {
        NULL => NULL_RATIO,
        UNKNOWN => UNKNOWN_RATIO,
        of => crate::ratio::reduce(i128::from(of), 10_000).unwrap_or(UNKNOWN_RATIO),
    }
}

/// Whether a code is that of a text.
pub(crate) fn is_text(code: u32) -> bool {
    !matches!(code, NULL_CODE | UNKNOWN_CODE)
}

#[cfg(test)]
impl From<Column> for Base {
    fn from(column: Column) -> Self {
        let values = match &column.values {
            Values::Int(values) => Packed::of_numbers(values.iter().copied()),
            Values::Text(codes) => Packed::of_codes(codes.iter().copied()),
            Values::Ratio(_) | Values::Owned(_) => Packed::default(),
        };
        Self {
            ty: column.ty,
            domain: column.domain,
            values,
        }
    }
}
