//! Canonical values of a feed, column by column, as chunks hand them out.

/// NULL in [`Cells::Int`].
pub const NULL: i64 = i64::MIN;
/// A value that exists but cannot be trusted or known, in [`Cells::Int`].
pub const UNKNOWN: i64 = i64::MIN + 1;
/// NULL in [`Cells::Text`].
pub const NULL_CODE: u32 = u32::MAX;
/// A text that exists but cannot be trusted (an id that lost digits in a workbook), in [`Cells::Text`].
pub const UNKNOWN_CODE: u32 = u32::MAX - 1;

/// Where a row stands: which source, and its 1-based record number there as a spreadsheet shows it (blank lines counted).
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
    Int(Vec<i64>),
    /// Codes into the [`crate::Dictionary`] of the column's domain; [`NULL_CODE`] where absent,
    /// [`UNKNOWN_CODE`] where not to be trusted.
    Text(Vec<u32>),
}

impl Cells {
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
