//! What one batch of records became; its codes are those of the thread that read it.

use super::{Label, Mark, Stored};
use crate::{Counts, Wording};

/// A row that could not be made canonical.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// 1-based record number.
    pub(crate) row: u32,
    /// Cell at fault, where one is.
    pub(crate) cell: Option<usize>,
    /// Stable word for the cause.
    pub(crate) code: &'static str,
    /// What is wrong.
    pub(crate) reason: Wording,
    /// Its own text.
    pub(crate) raw: String,
}

/// A line of totals or of a carried balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subtotal {
    /// 1-based record number.
    pub(crate) row: u32,
    /// What it speaks of.
    pub(crate) label: Label,
    /// Feed column and fen.
    pub(crate) sums: Vec<(usize, i64)>,
}

/// Values of one column that could not be read and are NULL: how many, and the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unread {
    /// Index into the plan's reads.
    pub(crate) read: usize,
    /// How many.
    pub(crate) count: u64,
    /// Record number of the first.
    pub(crate) first_row: u32,
    /// What is wrong with the first.
    pub(crate) text: Wording,
    /// Stable word for the cause.
    pub(crate) code: &'static str,
}

/// Rows of one batch.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// 1-based record number of each row.
    pub(crate) places: Vec<u32>,
    /// One for each of the plan's reads.
    pub(crate) columns: Vec<Stored>,
    /// Classes of the lines so far; `repeat` comes later.
    pub(crate) counts: Counts,
    /// Rejects.
    pub(crate) refusals: Vec<Refusal>,
    /// Totals.
    pub(crate) subtotals: Vec<Subtotal>,
    /// Lines of one text alone, with no date and no sum: a footer if no row follows, else a reject.
    pub(crate) loose: Vec<(u32, String)>,
    /// Lines between rows that may begin a section of another collective.
    pub(crate) marks: Vec<Mark>,
    /// Lines under the table, which may declare counts and sums.
    pub(crate) footers: Vec<(u32, String)>,
    /// What could not be read in columns that may be NULL.
    pub(crate) unread: Vec<Unread>,
}

impl Part {
    /// Counts a value that is NULL because it could not be read; `row` is the index of its row.
    pub(crate) fn note_unread(
        &mut self,
        read: usize,
        row: usize,
        code: &'static str,
        text: Wording,
    ) {
        let first_row = self.places.get(row).copied().unwrap_or(0);
        self.add_unread(Unread {
            read,
            count: 1,
            first_row,
            text,
            code,
        });
    }

    /// Puts the codes of a read of texts in their place.
    pub(crate) fn set_codes(&mut self, read: usize, codes: Vec<u32>) {
        if let Some(column) = self.columns.get_mut(read) {
            *column = Stored::Text(codes);
        }
    }

    /// Adds up with what another batch noted.
    pub(crate) fn add_unread(&mut self, more: Unread) {
        match self
            .unread
            .iter_mut()
            .find(|u| u.read == more.read && u.code == more.code)
        {
            Some(known) => known.count += more.count,
            None => self.unread.push(more),
        }
    }
}
