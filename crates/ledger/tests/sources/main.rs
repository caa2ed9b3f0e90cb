//! Small sources as text: how each is read, line by line.
#![expect(
    clippy::unwrap_used,
    reason = "A test that cannot write its files has failed already."
)]

mod books;
mod charts;
mod forms;
mod lines;
mod merged;
mod openings;
mod places;
mod props;
mod sections;
mod signs;
mod tables;
mod units;
mod unpivot;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use ledger::{Config, Ledger, NULL, SourceState, Type};

static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A folder of files that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn of(files: &[(&str, &str)]) -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder =
            std::env::temp_dir().join(format!("sanzi-sources-{}-{number}", std::process::id()));
        for (name, text) in files {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    fn open(&self, pins: &str) -> Ledger {
        self.try_open(pins).unwrap()
    }

    fn try_open(&self, pins: &str) -> Result<Ledger, ledger::Error> {
        let mut config = Config::parse(pins, Path::new("sanzi.toml")).unwrap();
        config.root.clone_from(&self.0);
        ledger::open(std::slice::from_ref(&self.0), &config)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// State, book, counts (detail subtotal layout repeat reject) and sums of the one source of a text.
fn summary(ledger: &Ledger, at: usize) -> String {
    let source = &ledger.sources()[at];
    let c = source.counts;
    let state = match &source.state {
        SourceState::Read { feed, book } if book.is_empty() => feed.clone(),
        SourceState::Read { feed, book } => format!("{feed}/{book}"),
        SourceState::NotASource(_) => "not a source".to_owned(),
        SourceState::Repeat(_) => "repeat".to_owned(),
        SourceState::Unreadable(_) => "unreadable".to_owned(),
    };
    assert_eq!(
        c.detail + c.subtotal + c.layout + c.repeat + c.reject,
        c.lines,
        "{}",
        source.file
    );
    format!(
        "{state}: {} {} {} {} {}; out {} in {}",
        c.detail, c.subtotal, c.layout, c.repeat, c.reject, source.total_out, source.total_in
    )
}

fn choice(ledger: &Ledger, at: usize, what: &str) -> String {
    let found = ledger.sources()[at].choices.iter().find(|c| c.what == what);
    found.map_or_else(String::new, |c| {
        c.value.clone() + if c.doubtful { "?" } else { "" }
    })
}

/// Values of columns, a row a line, separated by `|`.
fn rows(ledger: &Ledger, feed: &str, columns: &[&str]) -> Vec<String> {
    let schema = ledger.schema().feed(feed).unwrap();
    let mut all = Vec::new();
    for chunk in ledger.chunks(feed, columns).unwrap() {
        let chunk = chunk.unwrap();
        for row in 0..chunk.rows.len() {
            let cells: Vec<String> = chunk
                .columns
                .iter()
                .zip(columns)
                .map(|(cells, name)| {
                    let column = schema.column(name).unwrap();
                    let text = |code| ledger.dictionary(column.domain).text(code).into_owned();
                    match (cells.number(row), column.ty) {
                        (NULL, _) => String::new(),
                        (ledger::UNKNOWN, Type::Text) => "?".to_owned(),
                        (_, Type::Text) => text(cells.code(row)),
                        (number, _) => number.to_string(),
                    }
                })
                .collect();
            let primary = chunk.primary.number(row) == 1;
            all.push(cells.join("|") + if primary { "" } else { "*" });
        }
    }
    all
}

const ORG: &str = "[[source]]\npath = \"**/*\"\nconstant = { org = \"石溪经济联合社\" }\n";

/// One payments file: its summary, its sign, its rows as direction, amount, summary.
fn check(text: &str, want: &str, sign: &str, want_rows: &[&str]) {
    let folder = Folder::of(&[("1.csv", text)]);
    let ledger = folder.open(ORG);
    assert_eq!(summary(&ledger, 0), want, "{text}\n{:?}", ledger.rejects());
    assert_eq!(choice(&ledger, 0, "sign"), sign, "{text}");
    assert_eq!(
        rows(&ledger, "payments", &["direction", "amount", "summary"]),
        want_rows,
        "{text}"
    );
}
