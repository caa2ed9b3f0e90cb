//! Records as every reader hands them on: text with cells and places.

use super::{Batches, Columns, Fault};

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
pub(crate) enum Batch {
    /// Decoded text of whole records.
    Text(TextBatch),
    /// Records that are split already.
    Split(Records),
    /// Columns that are still packed, and are unpacked piece by piece by whoever takes the batch.
    Packed(Packed),
}

/// Unpacks columns.
pub(crate) type Packed = Box<dyn FnOnce() -> Result<Pieces, Fault> + Send>;

/// What a batch consists of, in order. After an `Err` nothing more comes.
pub(crate) type Pieces = Box<dyn Iterator<Item = Result<Piece, Fault>> + Send>;

/// A part of a batch, small enough to be held as text.
pub(crate) enum Piece {
    /// Records, cell by cell.
    Records(Records),
    /// The same as columns.
    Columns(Columns),
}

/// All records of all batches, cell by cell.
pub(crate) fn all_records(batches: Batches) -> impl Iterator<Item = Result<Records, Fault>> + Send {
    AllRecords {
        batches,
        pieces: None,
        columns: None,
    }
}

struct AllRecords {
    batches: Batches,
    pieces: Option<Pieces>,
    columns: Option<Columns>,
}

impl Iterator for AllRecords {
    type Item = Result<Records, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.columns.as_mut().map(Columns::next_records) {
                Some(Ok(Some(records))) => return Some(Ok(records)),
                Some(Err(fault)) => return Some(Err(fault)),
                Some(Ok(None)) | None => self.columns = None,
            }
            match self.pieces.as_mut().and_then(Iterator::next) {
                Some(Ok(Piece::Records(records))) => return Some(Ok(records)),
                Some(Ok(Piece::Columns(columns))) => {
                    self.columns = Some(columns);
                    continue;
                }
                Some(Err(fault)) => return Some(Err(fault)),
                // What it holds unpacked must be gone before the next is unpacked.
                None => self.pieces = None,
            }
            match self.batches.next()?.and_then(Batch::pieces) {
                Ok(pieces) => self.pieces = Some(pieces),
                Err(fault) => return Some(Err(fault)),
            }
        }
    }
}

/// Whole records of a text file, decoded.
#[derive(Debug)]
pub(crate) struct TextBatch {
    /// UTF-8; bytes that could not be decoded stand as `\xD5`, and a mark says where.
    pub(crate) text: String,
    /// Separator: one character, most often `,`.
    pub(crate) separator: &'static str,
    /// 1-based number of the first record.
    pub(crate) first_row: u32,
    /// 1-based number of the first line.
    pub(crate) first_line: u64,
    /// What decoding found wrong, in the order of `text`.
    pub(super) marks: Vec<super::decode::Mark>,
}

/// Split records.
#[expect(
    clippy::struct_field_names,
    reason = "Cells and records are the words of the house for these two lists."
)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Records {
    /// All cells' text, unescaped.
    pub(crate) text: String,
    /// Byte range of each cell in `text`, and how it was stored.
    pub(crate) cells: Vec<(u32, u32, CellKind)>,
    /// For each record: index of its first cell, record number, line (0 for workbooks). Blank records are records without cells.
    pub(crate) records: Vec<(u32, u32, u64)>,
    /// Records that the reader could not make sense of, by index into `records`, ascending, with the reason;
    /// they stand in `records` too, as one cell with the raw text.
    pub(crate) faults: Vec<(u32, super::Fault)>,
}

impl Batch {
    /// What it consists of: text is split into cells, garbled records are marked, columns are unpacked.
    pub(crate) fn pieces(self) -> Result<Pieces, Fault> {
        let mut records = match self {
            Self::Text(batch) => super::split::split(batch),
            Self::Split(records) => records,
            Self::Packed(unpack) => return unpack(),
        };
        super::garbled::mark(&mut records);
        Ok(Box::new(std::iter::once(Ok(Piece::Records(records)))))
    }

    /// The records of a batch of text.
    #[cfg(test)]
    pub(crate) fn split(self) -> Records {
        let pieces = self.pieces().expect("text is split, whatever it holds");
        let mut records = Records::default();
        for piece in pieces {
            if let Ok(Piece::Records(more)) = piece {
                records = more;
            }
        }
        records
    }

    /// The same, where text is split only for the records that are wanted by their numbers, which are asked for in ascending order.
    /// Records that cannot be told apart without being split, and those that are split already, are there too.
    pub(crate) fn pieces_wanted(self, wanted: impl FnMut(u32) -> bool) -> Result<Pieces, Fault> {
        let records = match self {
            Self::Text(batch) => super::split::split_wanted(batch, wanted),
            Self::Split(records) => records,
            Self::Packed(unpack) => return unpack(),
        };
        Ok(Box::new(std::iter::once(Ok(Piece::Records(records)))))
    }

    /// The number of the first record, where it is known without splitting.
    pub(crate) fn first_row(&self) -> u32 {
        match self {
            Self::Text(batch) => batch.first_row,
            Self::Split(_) | Self::Packed(_) => 0,
        }
    }
}

impl Records {
    /// How many records.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The cells of record `index`: byte ranges in `text`, and kinds. Empty for a blank record, and beyond the end.
    pub(crate) fn cells_of(&self, index: usize) -> &[(u32, u32, CellKind)] {
        let Some(&(from, _, _)) = self.records.get(index) else {
            return &[];
        };
        let to = match self.records.get(index.saturating_add(1)) {
            Some(&(next, _, _)) => next as usize,
            None => self.cells.len(),
        };
        self.cells.get(from as usize..to).unwrap_or(&[])
    }

    /// The text of one cell.
    pub(crate) fn text_of(&self, cell: (u32, u32, CellKind)) -> &str {
        self.text
            .get(cell.0 as usize..cell.1 as usize)
            .unwrap_or("")
    }

    /// An empty one, with room for as much as this holds.
    pub(super) fn another(&self) -> Self {
        Self {
            text: String::with_capacity(self.text.len()),
            cells: Vec::with_capacity(self.cells.len()),
            records: Vec::with_capacity(self.records.len()),
            faults: Vec::new(),
        }
    }

    /// Begins a record; its cells follow with [`Self::cell`].
    pub(super) fn begin(&mut self, row: u32, line: u64) {
        self.records.push((offset(self.cells.len()), row, line));
    }

    /// Adds a cell to the last record.
    pub(super) fn cell(&mut self, text: &str, kind: CellKind) {
        let from = offset(self.text.len());
        self.text.push_str(text);
        self.cells.push((from, offset(self.text.len()), kind));
    }

    /// Adds the records of `from` whose numbers lie in `rows`.
    pub(crate) fn extend_with(&mut self, from: &Self, rows: std::ops::RangeInclusive<u32>) {
        let mut faults = from.faults.iter().peekable();
        for (index, &(_, row, line)) in from.records.iter().enumerate() {
            let fault = faults.next_if(|(at, _)| *at as usize == index);
            if !rows.contains(&row) {
                continue;
            }
            self.begin(row, line);
            for &cell in from.cells_of(index) {
                self.cell(from.text_of(cell), cell.2);
            }
            if let Some((_, fault)) = fault {
                self.fault(fault.clone());
            }
        }
    }

    /// Marks the last record as one that cannot be used.
    pub(super) fn fault(&mut self, fault: super::Fault) {
        let index = offset(self.records.len().saturating_sub(1));
        self.faults.push((index, fault));
    }
}

/// A length inside one batch. Batches are a few MiB, so that 32 bits hold it; were one not, later cells would read as empty.
pub(super) fn offset(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
