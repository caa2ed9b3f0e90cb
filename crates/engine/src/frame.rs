//! What a node of a plan yields while it runs: named columns of equal length, with references to feed rows.

use std::sync::Arc;

use ledger::{Domain, NULL, NULL_CODE, UNKNOWN, UNKNOWN_CODE};
use rayon::prelude::*;
use rules::expr::Type;

/// No row: where a left join found no partner.
pub(crate) const NO_ROW: u32 = u32::MAX;

/// The code of a text that a dictionary does not hold; neither NULL nor unknown.
pub(crate) const ABSENT_CODE: u32 = u32::MAX - 2;

/// Named columns of equal length.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frame {
    /// Rows.
    pub(crate) len: usize,
    /// Columns by name, in order.
    pub(crate) columns: Vec<(String, Column)>,
    /// References to feed rows: the frame's own under `""`, joined ones under their prefix.
    pub(crate) refs: Vec<Refs>,
    /// For frames without references of their own (groups, spines): the feed rows that each row was made of.
    pub(crate) lineage: Option<Lineage>,
}

/// For each row of a frame the feed row it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Refs {
    /// `""`, or the prefix of a join.
    pub(crate) prefix: String,
    /// Feed of the rows.
    pub(crate) feed: Arc<str>,
    /// Index into the pulled feed (`Pulled::rows`); [`NO_ROW`] where a left join found none.
    pub(crate) rows: Arc<Vec<u32>>,
}

/// For each row of a frame the feed rows that it was made of, so that a group that cannot be judged names its rows.
#[derive(Clone, Debug)]
pub(crate) struct Lineage {
    /// Feed of the rows.
    pub(crate) feed: Arc<str>,
    /// Feed rows, group after group.
    pub(crate) rows: Arc<Vec<u32>>,
    /// Where each group begins in `rows`, with the end of the last.
    pub(crate) starts: Arc<Vec<u32>>,
    /// Group of each row of the frame.
    pub(crate) of: Arc<Vec<u32>>,
}

/// One column of a frame.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Type of its values.
    pub(crate) ty: Type,
    /// Dictionary of its texts.
    pub(crate) domain: Domain,
    /// Its values.
    pub(crate) values: Values,
    /// Why each unknown value is unknown: a code of `Reasons`, 0 where the value is known; `None` where every unknown
    /// value is one that the ledger does not trust.
    pub(crate) reasons: Option<Arc<Vec<u16>>>,
}

/// Values of a column, shared between frames where they can be.
#[derive(Clone, Debug)]
pub(crate) enum Values {
    /// Numbers, with NULL and UNKNOWN of the ledger.
    Int(Arc<Vec<i64>>),
    /// Codes of a dictionary of the ledger, with its NULL and UNKNOWN.
    Text(Arc<Vec<u32>>),
    /// Ratios (num, den) in lowest terms with den > 0; (0, 0) is NULL, (1, 0) is unknown.
    Ratio(Arc<Vec<(i128, i128)>>),
    /// Texts that no dictionary holds (`NumberPrefix`, coalesced ones); `None` is NULL, unknown where `reasons` says so.
    Owned(Arc<Vec<Option<Box<str>>>>),
}

/// NULL among ratios.
pub(crate) const NULL_RATIO: (i128, i128) = (0, 0);
/// Unknown among ratios.
pub(crate) const UNKNOWN_RATIO: (i128, i128) = (1, 0);

impl Values {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Int(v) => v.len(),
            Self::Text(v) => v.len(),
            Self::Ratio(v) => v.len(),
            Self::Owned(v) => v.len(),
        }
    }

    /// Whether both are the same memory.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => Arc::ptr_eq(a, b),
            (Self::Text(a), Self::Text(b)) => Arc::ptr_eq(a, b),
            (Self::Ratio(a), Self::Ratio(b)) => Arc::ptr_eq(a, b),
            (Self::Owned(a), Self::Owned(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl Column {
    /// A column of whole numbers.
    pub(crate) fn int(ty: Type, values: Vec<i64>, reasons: Option<Vec<u16>>) -> Self {
        Self {
            ty,
            domain: Domain::default(),
            values: Values::Int(Arc::new(values)),
            reasons: reasons.map(Arc::new),
        }
    }

    /// A column of codes.
    pub(crate) fn text(domain: Domain, codes: Vec<u32>) -> Self {
        Self {
            ty: Type::Text,
            domain,
            values: Values::Text(Arc::new(codes)),
            reasons: None,
        }
    }

    /// Whether the value is NULL.
    pub(crate) fn is_null(&self, row: usize) -> bool {
        match &self.values {
            Values::Int(v) => v.get(row) == Some(&NULL),
            Values::Text(v) => v.get(row) == Some(&NULL_CODE),
            Values::Ratio(v) => v.get(row) == Some(&NULL_RATIO),
            Values::Owned(v) => v.get(row) == Some(&None) && !self.is_unknown(row),
        }
    }

    /// Whether the value exists but is not known.
    pub(crate) fn is_unknown(&self, row: usize) -> bool {
        match &self.values {
            Values::Int(v) => v.get(row) == Some(&UNKNOWN),
            Values::Text(v) => v.get(row) == Some(&UNKNOWN_CODE),
            Values::Ratio(v) => v.get(row) == Some(&UNKNOWN_RATIO),
            Values::Owned(_) => self
                .reasons
                .as_ref()
                .is_some_and(|r| r.get(row).is_some_and(|&code| code != 0)),
        }
    }

    /// Whether both hold the same values in the same memory.
    fn is_same(&self, other: &Self) -> bool {
        let reasons = match (&self.reasons, &other.reasons) {
            (None, None) => true,
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            _ => false,
        };
        reasons && self.values.is_same(&other.values)
    }

    /// Whether two rows have the same value.
    pub(crate) fn same(&self, a: usize, b: usize) -> bool {
        match &self.values {
            Values::Int(v) => v.get(a) == v.get(b),
            Values::Text(v) => v.get(a) == v.get(b),
            Values::Ratio(v) => v.get(a) == v.get(b),
            Values::Owned(v) => v.get(a) == v.get(b),
        }
    }

    /// Why an unknown value is unknown: a code of `Reasons`.
    pub(crate) fn reason(&self, row: usize) -> u16 {
        let code = self.reasons.as_ref().and_then(|r| r.get(row)).copied();
        code.filter(|&c| c != 0)
            .unwrap_or(crate::reasons::UNTRUSTED)
    }

    /// Makes the values of rows unknown, each for a reason.
    pub(crate) fn open(&mut self, rows: &[(u32, u16)]) {
        fn put<T: Clone>(values: &mut Arc<Vec<T>>, row: u32, unknown: T) {
            if let Some(slot) = Arc::make_mut(values).get_mut(row as usize) {
                *slot = unknown;
            }
        }
        if rows.is_empty() {
            return;
        }
        let len = self.values.len();
        let reasons = self.reasons.get_or_insert_with(|| Arc::new(vec![0; len]));
        for &(row, reason) in rows {
            put(reasons, row, reason);
            match &mut self.values {
                Values::Int(v) => put(v, row, UNKNOWN),
                Values::Text(v) => put(v, row, UNKNOWN_CODE),
                Values::Ratio(v) => put(v, row, UNKNOWN_RATIO),
                Values::Owned(v) => put(v, row, None),
            }
        }
    }

    /// The values at `rows`; NULL for [`NO_ROW`].
    pub(crate) fn take(&self, rows: &[u32]) -> Self {
        fn at<T: Clone>(values: &[T], rows: &[u32], null: &T) -> Arc<Vec<T>> {
            let one = |&row: &u32| values.get(row as usize).unwrap_or(null).clone();
            Arc::new(rows.iter().map(one).collect())
        }
        let values = match &self.values {
            Values::Int(v) => Values::Int(at(v, rows, &NULL)),
            Values::Text(v) => Values::Text(at(v, rows, &NULL_CODE)),
            Values::Ratio(v) => Values::Ratio(at(v, rows, &NULL_RATIO)),
            Values::Owned(v) => Values::Owned(at(v, rows, &None)),
        };
        Self {
            ty: self.ty,
            domain: self.domain,
            values,
            reasons: self.reasons.as_ref().map(|r| at(r, rows, &0)),
        }
    }
}

impl Frame {
    /// The column of that name.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, column)| column)
    }

    /// The references under a prefix; `""` for the frame's own.
    pub(crate) fn refs(&self, prefix: &str) -> Option<&Refs> {
        self.refs.iter().find(|r| r.prefix == prefix)
    }

    /// All feed rows that a row stands for or was made of, with their feed.
    pub(crate) fn behind(&self, row: usize) -> Option<(&Arc<str>, &[u32])> {
        if let Some(refs) = self.refs("") {
            let one = refs.rows.get(row..=row)?;
            return (one != [NO_ROW]).then_some((&refs.feed, one));
        }
        let lineage = self.lineage.as_ref()?;
        let group = *lineage.of.get(row)? as usize;
        let from = *lineage.starts.get(group)? as usize;
        let to = *lineage.starts.get(group + 1)? as usize;
        Some((&lineage.feed, lineage.rows.get(from..to)?))
    }

    /// The rows at `rows`, with only the columns that `wanted` names where it is given.
    pub(crate) fn take(
        &self,
        rows: &[u32],
        wanted: Option<&std::collections::BTreeSet<String>>,
    ) -> Self {
        let gather = |values: &Arc<Vec<u32>>| {
            let one = |&row: &u32| values.get(row as usize).copied().unwrap_or(NO_ROW);
            Arc::new(rows.iter().map(one).collect::<Vec<_>>())
        };
        let named = self.columns.iter();
        let named: Vec<&(String, Column)> = named
            .filter(|(name, _)| wanted.is_none_or(|w| w.contains(name)))
            .collect();
        // A column that bears a common name beside its own is copied once.
        let first = |of: &Column| named.iter().position(|(_, c)| c.is_same(of));
        let firsts: Vec<usize> = named.iter().filter_map(|(_, c)| first(c)).collect();
        let taken: Vec<Option<Column>> = named
            .par_iter()
            .zip(&firsts)
            .enumerate()
            .map(|(at, ((_, column), &first))| (at == first).then(|| column.take(rows)))
            .collect();
        let column = |first: &usize| taken.get(*first).cloned().flatten();
        let columns = named
            .iter()
            .zip(&firsts)
            .filter_map(|((name, own), first)| {
                let Column {
                    values, reasons, ..
                } = column(first)?;
                Some((
                    name.clone(),
                    Column {
                        values,
                        reasons,
                        ..own.clone()
                    },
                ))
            });
        Self {
            len: rows.len(),
            columns: columns.collect(),
            refs: self
                .refs
                .iter()
                .map(|refs| Refs {
                    prefix: refs.prefix.clone(),
                    feed: Arc::clone(&refs.feed),
                    rows: gather(&refs.rows),
                })
                .collect(),
            lineage: self.lineage.as_ref().map(|lineage| Lineage {
                of: gather(&lineage.of),
                ..lineage.clone()
            }),
        }
    }

    /// The frame with a column more, or in the place of one of that name.
    pub(crate) fn set(&mut self, name: &str, column: Column) {
        match self.columns.iter_mut().find(|(n, _)| n == name) {
            Some((_, old)) => *old = column,
            None => self.columns.push((name.to_owned(), column)),
        }
    }
}
