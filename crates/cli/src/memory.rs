//! Refuses, before anything is read, what would not fit in memory.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Refuses what would not fit before anything is read, and says what the run must keep to: the limit asked for, else what the system has
/// left, where that is known.
pub(crate) fn fits(paths: &[PathBuf], limit: Option<u64>) -> Result<Option<u64>, Failure> {
    // A row of text takes about its own size again in memory, while it is read and judged; workbooks and .gz are deflated ten to one,
    // columns five to one.
    let needed: u64 = paths.iter().map(|path| footprint(path, 0)).sum::<u64>() + (64 << 20);
    let available = limit.or_else(available);
    match available {
        Some(limit) if needed > limit => Err(Failure::memory(limit, needed)),
        _ => Ok(available),
    }
}

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
