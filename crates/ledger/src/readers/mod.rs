//! The shelf of input formats: each opens one file, told by its content, as sources that yield batches of records.
//!
//! One file a format, one line in [`ENTRIES`]; the first entry whose `sniff` accepts the head of a file opens it.
//! What is no table at all is named in `not_a_table`, so that a person knows what the file is and what to do with it.
//!
//! Parquet and Arrow hand on columns (`columnar`) and not records, so that numbers need not become text and a text that the file holds
//! once is looked up once; whoever wants records takes them from the columns, and both ways say the same of every row.
//!
//! Deliberately not here: headings, types, sums. Readers hand on what stands in the file, cell by cell, with its place.

mod ahead;
mod archive;
mod arrow;
mod arrow_messages;
mod biff;
mod cell_text;
mod cfb;
mod columnar;
mod columnar_cell;
mod columnar_limit;
mod columnar_whole;
mod container;
mod content;
mod decode;
mod encoding;
mod evidence;
mod fault;
mod garbled;
mod grid;
mod gzip;
mod hidden;
mod html;
mod json_lines;
mod json_object;
mod jsonl;
mod marks;
mod markup;
mod member;
mod narrow;
mod not_a_table;
mod ods;
mod ods_table;
mod open;
mod parquet;
mod parquet_headers;
mod parquet_pages;
mod quotes;
mod records;
mod separator;
mod split;
mod text;
mod xls;
mod xlsx;
mod xml;
mod xml2003;

pub(crate) use archive::{Listed, list};
pub(crate) use columnar::Columns;
pub(crate) use columnar_whole::{Cells, Distinct, Met, NONE, ODD, Whole};
pub(crate) use garbled::{garbled, is_garbled};
pub(crate) use hidden::Hidden;
pub(crate) use member::Member;
pub(crate) use narrow::{Narrowing, narrowed};
pub(crate) use open::{open, reader};
pub(crate) use records::{Batch, CellKind, Piece, Pieces, Records, TextBatch, all_records};

use std::path::PathBuf;
use std::sync::Arc;

use crate::{Choice, Notice, Wording};
use content::Content;

/// The shelf, in the order in which the head of a file is offered to it.
const ENTRIES: &[Entry] = &[
    gzip::ENTRY,
    parquet::ENTRY,
    arrow::ENTRY,
    ods::ENTRY,
    xlsx::ENTRY,
    xls::ENTRY,
    xml2003::ENTRY,
    html::ENTRY,
    jsonl::ENTRY,
    text::ENTRY,
];

/// One format.
struct Entry {
    /// Its word in run records, and the name of its file.
    name: &'static str,
    /// Whether a file that begins like this is of this format.
    sniff: fn(&[u8]) -> bool,
    /// Opens it.
    open: fn(&Content, &ReadOptions) -> Result<Vec<Opened>, Fault>,
}

/// Where bytes come from.
#[derive(Clone, Debug)]
pub(crate) enum Bytes {
    /// A file, opened read-only.
    File(PathBuf),
    /// A table in memory.
    Memory(Arc<[u8]>),
    /// A member of a zip archive.
    Member(Arc<Member>),
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
    /// Word of the format: `text`, `xlsx`, `xls`, `ods`, `html`, `jsonl`, `parquet`, `arrow`.
    pub(crate) format: &'static str,
    /// Encoding, separator, hidden sheet …
    pub(crate) choices: Vec<Choice>,
    /// What is doubtful with it.
    pub(crate) notices: Vec<Notice>,
    /// Names of the columns, where the format keeps them apart from the records: no record holds them then.
    pub(crate) headings: Option<Vec<String>>,
    /// Rows and columns that it hides; they are read all the same.
    pub(crate) hidden: Hidden,
    /// Its records from the first; may be asked again for another pass.
    pub(crate) batches: Box<dyn Fn() -> Result<Batches, Fault> + Send + Sync>,
}

/// Batches of records in file order. After an `Err` nothing more comes.
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

#[cfg(test)]
mod real_exports;
