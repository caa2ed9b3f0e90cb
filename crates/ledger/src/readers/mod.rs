//! The shelf of input formats: each opens one file, told by its content, as sources that yield batches of records.

mod records;

pub(crate) use records::{Batch, CellKind, Records};

use std::path::PathBuf;
use std::sync::Arc;

use crate::{Choice, Notice, Wording};

/// Where bytes come from.
#[derive(Clone, Debug)]
pub(crate) enum Bytes {
    /// A file, opened read-only.
    File(PathBuf),
    /// A table in memory.
    Memory(Arc<[u8]>),
}

/// What a pin says before a file is opened.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReadOptions {
    /// Encoding label.
    pub(crate) encoding: Option<String>,
}

/// One sheet, table or text of a file, ready to be read from its beginning.
pub(crate) struct Opened {
    /// Sheet name; empty for text.
    pub(crate) sheet: String,
    /// Word of the format: `text`, `xlsx`, `xls`, `html`.
    pub(crate) format: &'static str,
    /// Encoding, separator, hidden sheet …
    pub(crate) choices: Vec<Choice>,
    /// What is doubtful with it.
    pub(crate) notices: Vec<Notice>,
    /// Its records from the first; may be asked again for another pass.
    pub(crate) batches: Box<dyn Fn() -> Result<Batches, Fault> + Send + Sync>,
}

/// Batches of records in file order.
pub(crate) type Batches = Box<dyn Iterator<Item = Result<Batch, Fault>> + Send>;

/// Why a file cannot be read (further): what, where, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Stable word, `bomb`, `truncated`, `unclosed-quote`.
    pub(crate) code: &'static str,
    /// 1-based record number where it happened, 0 for the file.
    pub(crate) row: u32,
    /// What is wrong, and what to do.
    pub(crate) text: Wording,
}

/// Opens a file told by its content; an archive or workbook gives several sources.
pub(crate) fn open(_bytes: &Bytes, _options: &ReadOptions) -> Result<Vec<Opened>, Fault> {
    todo!()
}
