//! Refuses, before anything is read, what would not fit in memory.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// What a run must keep to, and the size of what it reads.
pub(crate) struct Memory {
    /// The limit asked for, else what the system has left, where that is known.
    pub(crate) limit: Option<u64>,
    /// Bytes of all books, as text.
    books: u64,
}

impl Memory {
    /// Of books under `paths`; nothing is read yet.
    pub(crate) fn of(paths: &[PathBuf], limit: Option<u64>) -> Self {
        Self {
            limit: limit.or_else(available),
            books: paths.iter().map(|path| footprint(path, 0)).sum(),
        }
    }

    /// Refuses a run of so many rules that would not fit; of none, the reading alone.
    ///
    /// Measured on the ledgers of `benches`: with twelve rules a million payments take 0.7 of the size of their text beside 64 MB (ten million
    /// take 0.5), with the whole rulebook of 123 rules and all feeds filled 1.9.
    pub(crate) fn fits(&self, rules: usize) -> Result<(), Failure> {
        let rules = u64::try_from(rules).unwrap_or(u64::MAX);
        let share = rules.saturating_mul(105).saturating_add(6_500);
        let needed = (self.books / 10_000)
            .saturating_mul(share)
            .saturating_add(64 << 20);
        match self.limit {
            Some(limit) if needed > limit => Err(Failure::memory(limit, needed)),
            _ => Ok(()),
        }
    }
}

/// Bytes of text: workbooks and .gz are deflated ten to one, columns five to one.
fn footprint(path: &Path, depth: u8) -> u64 {
    let Ok(kind) = std::fs::metadata(path) else {
        return 0;
    };
    if kind.is_file() {
        let ending = path.extension().and_then(|e| e.to_str());
        let times = match ending {
            Some("gz" | "xlsx" | "ods" | "zip") => 10,
            Some("parquet") => 5,
            _ => 1,
        };
        return kind.len().saturating_mul(times);
    }
    let Ok(entries) = std::fs::read_dir(path) else {
        return 0;
    };
    if depth > 32 {
        return 0;
    }
    entries
        .flatten()
        // A link to a folder is not followed by the reader either.
        .filter(|entry| !(entry.path().is_symlink() && entry.path().is_dir()))
        .map(|entry| footprint(&entry.path(), depth + 1))
        .sum()
}

/// Memory that Linux says is left; nothing elsewhere.
fn available() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text
        .lines()
        .find(|line| line.starts_with("MemAvailable:"))?;
    line.split_whitespace()
        .nth(1)?
        .parse::<u64>()
        .ok()?
        .checked_mul(1024)
}
