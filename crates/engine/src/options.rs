//! What a run may use, and what ends it.

use std::path::PathBuf;

/// What a scan may use. Plain, passed, never stored.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Folder for what does not fit in memory.
    pub scratch: Option<PathBuf>,
    /// Bytes of memory to keep to; no limit without it. Leads that would not fit in them are not made: the scan ends with
    /// [`Error::Memory`].
    pub memory: Option<u64>,
    /// Threads; all cores without it.
    pub threads: Option<usize>,
    /// The day on which the books are judged, days since 1970-01-01; the newest plausible posting date without it.
    pub as_of: Option<i64>,
    /// Only these rules (ids or slugs), drafts included; all stable and trial rules where empty.
    pub only: Vec<String>,
    /// Only leads of these collectives, by name or alias; all where empty.
    pub orgs: Vec<String>,
    /// Only hits from the first to the last day, both inclusive.
    pub period: Option<(i64, i64)>,
    /// How many leads of a rule are written out, the first by score; 100,000 without it. Of the others there are hits and counts.
    pub most_leads: Option<usize>,
    /// Rows of a part, where what rules ask of one collective or of one party is judged in parts; 65,536 without it. What is found does
    /// not depend on it.
    pub rows_a_part: Option<usize>,
    /// Units are not counted: for runs of which nobody reads more than hits.
    pub without_units: bool,
    /// Key for lead ids (HMAC); plain hashes without it.
    pub key: Option<Vec<u8>>,
}

/// What ends a scan.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The ledger could not be served.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// A resource limit was hit.
    #[error("keep to {limit} bytes of memory: {needed} are needed")]
    Memory {
        /// Limit in force.
        limit: u64,
        /// What it would take.
        needed: u64,
    },
    /// An example of a rule could not be run.
    #[error("run the example: {0}")]
    Example(String),
    /// A collective that `orgs` names and of which the ledger holds nothing.
    #[error("find collective {asked}")]
    NoOrg {
        /// The name that was given.
        asked: String,
        /// Names in the ledger that are alike, the nearest first.
        near: Vec<String>,
    },
    /// A rule that `only` names does not exist.
    #[error("find rule {0}")]
    NoRule(String),
}
