//! Records as every reader hands them on: text with cells and places.

/// How a cell was stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CellKind {
    /// Characters.
    #[default]
    Text,
    /// A workbook number, written as the shortest decimal that round-trips to 15 significant digits.
    Number,
    /// A workbook number of more than 15 digits: its digits cannot be trusted.
    LongNumber,
    /// A workbook date, written `2024-01-31` or `2024-01-31 09:15:22`.
    Date,
    /// A workbook error (`#REF!`), a reject wherever a value is needed.
    Error,
}

/// A run of whole records, not yet split, so that splitting can be done on many threads.
#[derive(Debug)]
pub(crate) enum Batch {
    /// Decoded text of whole records.
    Text(TextBatch),
    /// Records that are split already.
    Split(Records),
}

/// Whole records of a text file, decoded.
#[derive(Debug)]
pub(crate) struct TextBatch {
    /// UTF-8.
    pub(crate) text: String,
    /// Separator.
    pub(crate) separator: u8,
    /// 1-based number of the first record.
    pub(crate) first_row: u32,
    /// 1-based number of the first line.
    pub(crate) first_line: u64,
}

/// Split records.
#[derive(Debug, Default)]
pub(crate) struct Records {
    /// All cells' text, unescaped.
    pub(crate) text: String,
    /// Byte range of each cell in `text`, and how it was stored.
    pub(crate) cells: Vec<(u32, u32, CellKind)>,
    /// For each record: index of its first cell, record number, line (0 for workbooks). Blank records are records without cells.
    pub(crate) records: Vec<(u32, u32, u64)>,
    /// Records that the splitter could not make sense of, with the reason; they stand in `records` too, as one cell with the raw text.
    pub(crate) faults: Vec<(u32, super::Fault)>,
}
