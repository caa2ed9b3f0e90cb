//! What goes wrong with input: notices, rejects, and the errors that end a run.

use std::path::PathBuf;

use serde::Serialize;

use crate::{ConfigFault, Wording};

/// Something wrong or doubtful with the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Stable word for the cause, `near-twin-org`.
    pub code: String,
    /// File, empty where the notice is not about one.
    pub file: String,
    /// Sheet, empty for text.
    pub sheet: String,
    /// 1-based record number, 0 where the notice is about the whole source.
    pub row: u32,
    /// Heading or canonical column, empty where none.
    pub column: String,
    /// What is wrong, and what to do.
    pub text: Wording,
}

/// A row that could not be made canonical, kept with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// Index into [`crate::Ledger::sources`].
    pub source: u32,
    /// 1-based record number.
    pub row: u32,
    /// Heading of the column at fault, empty where the row as a whole is.
    pub column: String,
    /// Stable word for the cause, `bad-money`.
    pub code: String,
    /// What is wrong with it.
    pub reason: Wording,
    /// The cell's (or the row's) own text, not masked: only `report` may write it.
    pub raw: String,
}

/// What ends a run before any row is judged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A PATH that does not exist or cannot be listed.
    #[error("read {path}: {cause}")]
    Path {
        /// The path as given.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// No readable source under the paths given.
    #[error("find a source to read under {paths}")]
    NothingToRead {
        /// The paths as given.
        paths: String,
        /// The files that were looked at, and why each is no source.
        files: Vec<(String, Wording)>,
    },
    /// `sanzi.toml` cannot be used.
    #[error("use the configuration")]
    Config(Vec<ConfigFault>),
    /// An input changed between the first and the last time that it was read.
    #[error("trust {file}: it changed while it was read")]
    Changed {
        /// The file.
        file: String,
    },
    /// An input that is as it was, and yet cannot be read again: the disk fails, or what it holds is damaged.
    #[error("read {file} again: {}", why.en)]
    Unreadable {
        /// The file.
        file: String,
        /// What is wrong.
        why: Wording,
    },
    /// A column or feed that the schema does not have.
    #[error("serve {0}: the schema has no such feed or column")]
    NoColumn(String),
}
