//! What the targets share: bytes opened as a user's file, text read as a table in memory, and what must hold of the result.
//!
//! Only the public API is used, so that a target reaches what a user's file reaches, and no item is public for its sake.

use std::io::Write as _;
use std::path::PathBuf;

use ledger::{Config, Ledger, Table};

/// Opens bytes as a file of that name in a folder of its own, with the pins of a `sanzi.toml`.
pub fn open(name: &str, bytes: &[u8], pins: &str) {
    let Ok(folder) = tempfile::tempdir() else {
        return;
    };
    let path = folder.path().join(name);
    if std::fs::write(&path, bytes).is_err() {
        return;
    }
    let mut config = Config::parse(pins, std::path::Path::new("sanzi.toml")).unwrap_or_default();
    config.root = folder.path().to_owned();
    if let Ok(ledger) = ledger::open(&[PathBuf::from(&path)], &config) {
        sound(&ledger);
    }
}

/// Lets a panic pass that the ledger catches, as it does those of libraries that damaged files make panic: libFuzzer would end at once.
/// One that nobody catches ends the run all the same.
pub fn let_caught_panics_pass() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(|_| {})));
}

/// Reads text as a table of a feed.
pub fn table(feed: &str, text: String) {
    let tables = [Table {
        feed: feed.to_owned(),
        text,
    }];
    if let Ok(ledger) = ledger::in_memory(&tables, &Config::default()) {
        sound(&ledger);
    }
}

/// A zip file of these parts, with sums that fit, so that what is inside is reached.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        if writer.start_file(*name, stored).is_err() || writer.write_all(bytes).is_err() {
            return Vec::new();
        }
    }
    writer
        .finish()
        .map(std::io::Cursor::into_inner)
        .unwrap_or_default()
}

/// What holds of every ledger: classes of lines add up, all detail rows are served, and every row can be cited.
fn sound(ledger: &Ledger) {
    for source in ledger.sources() {
        let c = source.counts;
        assert_eq!(
            c.detail + c.subtotal + c.layout + c.repeat + c.reject,
            c.lines,
            "the classes of {} add up",
            source.file
        );
    }
    for feed in &ledger.schema().feeds {
        let Some(columns) = ledger.supplied(&feed.name) else {
            continue;
        };
        let Ok(chunks) = ledger.chunks(&feed.name, &columns) else {
            continue;
        };
        for chunk in chunks.flatten() {
            for cells in &chunk.columns {
                assert_eq!(cells.len(), chunk.rows.len(), "columns are of one length");
            }
            let cited = ledger.cite(&chunk.rows).unwrap_or_default();
            for citation in cited {
                // A constant pin makes rows, but no cells, of its own.
                assert!(feed.name == "controls" || !citation.cells.is_empty());
            }
        }
    }
}
