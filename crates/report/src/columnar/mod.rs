//! Hits, leads and coverage as columns, for the formats that keep columns; masked like every other output.
//!
//! What stands in delimited text or in JSON lines stands here under the same name. Days are dates, money is a decimal of two places,
//! lists of texts are lists; what is nested deeper is JSON text.

mod coverage;
mod hits;
mod leads;
mod pipe;

use std::io;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, Schema};

use crate::dossier::Dossier;

pub(crate) use pipe::Pipe;

/// Takes the rows of a table, some at a time.
pub(crate) type Take<'a> = dyn FnMut(RecordBatch) -> io::Result<()> + 'a;

/// A table: its columns, and how it is filled.
pub(crate) struct Table {
    /// Its columns.
    pub(crate) schema: fn() -> Schema,
    /// Hands out all rows.
    pub(crate) rows: fn(&Dossier<'_>, &mut Take<'_>) -> io::Result<()>,
}

/// Every row that a rule points at, as `hits.csv`.
pub(crate) const HITS: Table = Table {
    schema: hits::schema,
    rows: hits::rows,
};
/// A lead a row, as `leads.jsonl`.
pub(crate) const LEADS: Table = Table {
    schema: leads::schema,
    rows: leads::rows,
};
/// What became of each rule for each collective and months, as `coverage.csv`.
pub(crate) const COVERAGE: Table = Table {
    schema: coverage::schema,
    rows: coverage::rows,
};

/// What a library says, as what a disk would say.
pub(crate) fn failed(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, cause) => cause,
        other => io::Error::other(other),
    }
}
