//! What a run may say about its outputs, and what became of them.

use std::path::PathBuf;

use ledger::Lang;

use crate::Lock;

/// How outputs are written. Plain, passed, never stored.
#[derive(Debug, Default)]
pub struct WriteOptions {
    /// Language of titles, sentences and headings for people; machine fields are always English.
    pub lang: Lang,
    /// Why private persons are shown in full; they are masked without it. Recorded in `run.json`.
    pub reveal: Option<String>,
    /// Version of the program.
    pub version: String,
    /// Command, parameters and settings to record in `run.json`; nothing in it may depend on threads or the clock.
    pub parameters: serde_json::Value,
    /// What depends on the machine (threads, memory, times of phases): recorded in `timings.json`.
    pub cost: serde_json::Value,
    /// Columns of the terminal for the format `table`; 100 without it.
    pub width: Option<u16>,
    /// The lock held since the run began; `write` takes one of its own without it.
    pub lock: Option<Lock>,
}

/// What was published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The output folder.
    pub path: PathBuf,
    /// Its files by name with their SHA-256, lower-case hex.
    pub files: Vec<(String, String)>,
    /// What the format `table` renders, for the terminal.
    pub table: Option<String>,
    /// What was read, found and could not be judged, in a dozen lines, masked.
    pub summary: String,
    /// Rules with more leads than are shown: id, and how many they have.
    pub truncated: Vec<(String, usize)>,
    /// Whether any rule could judge anything; where none could, no leads does not mean that there is nothing.
    pub judged: bool,
}
