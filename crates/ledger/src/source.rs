//! How one source was read: every choice with its evidence, the five classes of lines, and its control totals.

use serde::Serialize;

use crate::{Notice, Wording};

/// One file, sheet or archive member, and what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct Source {
    /// Path relative to the PATH given, with `/`; `archive.gz` and `archive.zip!member` for what is inside.
    pub file: String,
    /// Sheet of a workbook, or number of a table in a page; empty for text.
    pub sheet: String,
    /// SHA-256 of the file's bytes, lower-case hex; of a member of an archive, that of what comes out. The archive's own is a choice.
    pub sha256: String,
    /// Size of the file or member in bytes.
    pub bytes: u64,
    /// Name of the reader that read it: `text`, `xlsx`, `xls`, `xml2003`, `ods`, `html`, `jsonl`.
    pub format: String,
    /// Whether it was read, and as what.
    pub state: SourceState,
    /// Every choice that was made, in the order in which it was made.
    pub choices: Vec<Choice>,
    /// Canonical column → heading as it stands in the source.
    pub columns: Vec<(String, String)>,
    /// Headings that no column took, as they stand.
    pub unused: Vec<String>,
    /// The five classes of lines; they add up to `lines`.
    pub counts: Counts,
    /// Sums in fen of the detail rows, and of those that only lack a collective: money out and money in, or debit and credit of
    /// a journal; all of it out where the feed has no direction; 0 where there is none.
    pub total_out: i64,
    /// See `total_out`.
    pub total_in: i64,
    /// What the source says of itself, compared with what was read.
    pub controls: Vec<Control>,
    /// What is wrong or doubtful with it.
    pub notices: Vec<Notice>,
}

/// Whether a source was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// Read as a feed.
    Read {
        /// The feed's name.
        feed: String,
        /// For payments: `statement`, `bank_book`, `cash_book` or `list`; else empty.
        book: String,
    },
    /// Fits no feed and nobody named it; listed, not an error.
    NotASource(Wording),
    /// Every row already came from another source (the same file twice).
    Repeat(Wording),
    /// Could not be read at all; the run is partial.
    Unreadable(Wording),
}

/// One decision about how to read a source, and on what evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What was decided, the key that pins it in `sanzi.toml`: `encoding`, `heading`, `unit`, `date`, `decimal`, `sign`, `book`,
    /// `org`, `order`, `feed`, `columns`, `account`, `separator`, `section`, `archive`, `record`, `unpivot`.
    pub what: String,
    /// What was chosen, as `sanzi.toml` would write it.
    pub value: String,
    /// Why.
    pub evidence: Wording,
    /// Whether a person should look at it.
    pub doubtful: bool,
}

/// The five classes of lines. `detail + subtotal + layout + repeat + reject == lines`.
///
/// A line is one line however many rows it yields: one of a form whose columns are rows is *detail* where any of its rows is, else
/// *repeat* where any is, else *reject*.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Records in the source, blank ones included.
    pub lines: u64,
    /// Rows that rules see.
    pub detail: u64,
    /// Totals, carried-forward and opening balances: control totals, never payments.
    pub subtotal: u64,
    /// Titles, headings, blank lines, footers.
    pub layout: u64,
    /// Rows already supplied by another source of the same book.
    pub repeat: u64,
    /// Rows that could not be made canonical.
    pub reject: u64,
}

/// One statement of the source about itself, and what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Control {
    /// What is controlled: `subtotal`, `running_balance`, `declared_count`, `declared_sum`, `opening_closing`.
    pub what: String,
    /// 1-based record number where the source states it; 0 where it speaks of the whole.
    pub row: u32,
    /// What the source states, fen or a count.
    pub stated: i64,
    /// What was computed from its rows, in the same unit.
    pub found: i64,
    /// Whether they agree.
    pub agrees: bool,
}
