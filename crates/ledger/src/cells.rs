//! Canonical values of a feed, column by column, as chunks hand them out.

use std::ops::{Deref, Range};
use std::sync::Arc;

/// NULL in [`Cells::Int`].
pub const NULL: i64 = i64::MIN;
/// A value that exists but cannot be trusted or known, in [`Cells::Int`].
pub const UNKNOWN: i64 = i64::MIN + 1;
/// NULL in [`Cells::Text`].
pub const NULL_CODE: u32 = u32::MAX;
/// A text that exists but cannot be trusted (an id that lost digits in a workbook), in [`Cells::Text`].
pub const UNKNOWN_CODE: u32 = u32::MAX - 1;

/// Where a row stands: which source, and its 1-based record number there as a spreadsheet shows it (blank lines counted);
/// in files of columns (Parquet, Arrow), which keep headings apart, the first row is 1.
///
/// Ordered by source, then place; sources are ordered by file, then sheet, whatever the order of the arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    /// Index into [`crate::Ledger::sources`].
    pub source: u32,
    /// 1-based record number in the source.
    pub place: u32,
}

/// The values of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cells {
    /// Money in fen, whole numbers, ratios in ten-thousandths, days since 1970-01-01, seconds since midnight, or 0/1 for Bool;
    /// [`NULL`] where absent, [`UNKNOWN`] where not to be trusted.
    Int(Stretch<i64>),
    /// Codes into the [`crate::Dictionary`] of the column's domain; [`NULL_CODE`] where absent,
    /// [`UNKNOWN_CODE`] where not to be trusted.
    Text(Stretch<u32>),
}

/// A stretch of a column's values: a slice that is cheap to clone, and shares the memory of the ledger where it can.
#[derive(Clone, Debug)]
pub struct Stretch<T> {
    column: Arc<Vec<T>>,
    rows: Range<usize>,
}

impl<T> Stretch<T> {
    /// Some rows of a column.
    pub(crate) fn of(column: &Arc<Vec<T>>, rows: Range<usize>) -> Self {
        Self {
            column: Arc::clone(column),
            rows,
        }
    }

    /// Stretches end to end. Where they are all the rows of one column in their order nothing is copied.
    pub fn whole(parts: Vec<Self>) -> Self
    where
        T: Clone,
    {
        if let [first, rest @ ..] = parts.as_slice() {
            let mut end = first.rows.end;
            let whole = rest.iter().all(|part| {
                let next = part.rows.start == end && Arc::ptr_eq(&part.column, &first.column);
                end = part.rows.end;
                next
            });
            if whole {
                return Self::of(&first.column, first.rows.start..end);
            }
        }
        let mut all = Vec::with_capacity(parts.iter().map(|part| part.len()).sum());
        // Each part is given back before the next one is copied.
        for part in parts {
            all.extend_from_slice(&part);
        }
        all.into()
    }

    /// The values as a column of their own; that of the ledger where the stretch is all of it.
    pub fn into_column(self) -> Arc<Vec<T>>
    where
        T: Clone,
    {
        if self.rows == (0..self.column.len()) {
            return self.column;
        }
        Arc::new(self.to_vec())
    }
}

impl<T> Deref for Stretch<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.column.get(self.rows.clone()).unwrap_or(&[])
    }
}

impl<T> From<Vec<T>> for Stretch<T> {
    fn from(values: Vec<T>) -> Self {
        Self {
            rows: 0..values.len(),
            column: Arc::new(values),
        }
    }
}

impl<T: PartialEq> PartialEq for Stretch<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Stretch<T> {}

impl Cells {
    /// Parts of one column, end to end; see [`Stretch::whole`]. `None` of no parts.
    pub fn whole(parts: Vec<Self>) -> Option<Self> {
        let (mut ints, mut codes) = (Vec::new(), Vec::new());
        let is_text = matches!(parts.first()?, Self::Text(_));
        for part in parts {
            match part {
                Self::Int(more) => ints.push(more),
                Self::Text(more) => codes.push(more),
            }
        }
        Some(if is_text {
            Self::Text(Stretch::whole(codes))
        } else {
            Self::Int(Stretch::whole(ints))
        })
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Int(v) => v.len(),
            Self::Text(v) => v.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Canonical detail rows of one feed, in the order of [`Row`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chunk {
    /// Where each row came from.
    pub rows: Vec<Row>,
    /// Whether the row's book is the one that rules see by default: one book per collective, account and month.
    pub primary: Vec<bool>,
    /// One column for each that was asked for, in the order asked; a column that no source supplies is all NULL.
    pub columns: Vec<Cells>,
}
