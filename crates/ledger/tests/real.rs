//! Real exports of banks, wallets and a public body; skipped, saying so, where they are not beside the project.
//!
//! Expected numbers were found without this program: the Chinese files by reading them by eye and adding their columns up with
//! Python's `csv` and `Decimal` (the `.xls` and `.xlsx` ones after `LibreOffice` had written them as CSV), the British ones by
//! `csv.DictReader` and `Decimal` over the column `Amount`.
#![expect(clippy::print_stderr, reason = "A skipped test says so.")]

use std::path::{Path, PathBuf};

use ledger::{Config, Ledger, SourceState};

/// The folder, if it is there.
fn folder(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/real-data")
        .join(name);
    let found = path.is_dir().then_some(path);
    if found.is_none() {
        eprintln!("skipped: there is no ../shared/real-data/{name}");
    }
    found
}

fn open(path: &Path, pins: &str) -> Ledger {
    let mut config = Config::parse(pins, Path::new("sanzi.toml")).expect("the pins are right");
    config.root = if path.is_dir() {
        path.to_path_buf()
    } else {
        path.parent().map(Path::to_path_buf).unwrap_or_default()
    };
    ledger::open(&[path.to_path_buf()], &config).expect("it can be opened")
}

/// File, heading row, encoding, lines, details, sum out, sum in, sign, order, all of the first sheet.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    u64,
    u64,
    i64,
    i64,
    &'static str,
    &'static str,
);

const ZH: [Case; 9] = [
    (
        "abc-debit.csv",
        "1",
        "utf-8",
        6,
        5,
        1_235_589,
        1_000_001,
        "signed",
        "oldest-first",
    ),
    (
        "alipay.csv",
        "25",
        "gb18030",
        35,
        10,
        21_164,
        22_222_850,
        "direction-column",
        "newest-first",
    ),
    (
        "ccb.xls",
        "6",
        "",
        13,
        6,
        70_326,
        0,
        "two-columns",
        "oldest-first",
    ),
    (
        "icbc-credit.csv",
        "7",
        "utf-8",
        18,
        9,
        36_313,
        462_101,
        "two-columns",
        "newest-first",
    ),
    (
        "icbc-debit-1.csv",
        "7",
        "utf-8",
        20,
        11,
        424_108,
        284_174,
        "two-columns",
        "newest-first",
    ),
    (
        "icbc-debit-2.csv",
        "7",
        "utf-8",
        20,
        11,
        424_108,
        284_174,
        "two-columns",
        "newest-first",
    ),
    (
        "spdb-debit.xls",
        "2",
        "",
        6,
        4,
        1_164,
        1_000,
        "two-columns",
        "oldest-first",
    ),
    (
        "wechat.csv",
        "17",
        "utf-8",
        44,
        27,
        290_453,
        2_849,
        "direction-column",
        "oldest-first",
    ),
    (
        "wechat.xlsx",
        "18",
        "",
        45,
        27,
        290_453,
        2_849,
        "direction-column",
        "oldest-first",
    ),
];

#[test]
fn chinese_banks_and_wallets() {
    let Some(folder) = folder("zh") else { return };
    for (file, heading, encoding, lines, detail, out, into, sign, order) in ZH {
        let ledger = open(
            &folder.join(file),
            "[[source]]\npath = \"*\"\nconstant = { org = \"测试经济联合社\" }\n",
        );
        let source = &ledger.sources()[0];
        let choice = |what: &str| {
            source
                .choices
                .iter()
                .find(|c| c.what == what)
                .map_or("", |c| c.value.as_str())
        };
        assert_eq!(
            source.state,
            SourceState::Read {
                feed: "payments".into(),
                book: "statement".into()
            },
            "{file}"
        );
        let found = (
            choice("heading"),
            choice("encoding"),
            source.counts.lines,
            source.counts.detail,
        );
        assert_eq!(found, (heading, encoding, lines, detail), "{file}");
        assert_eq!((source.total_out, source.total_in), (out, into), "{file}");
        assert_eq!((choice("sign"), choice("order")), (sign, order), "{file}");
        assert_eq!(source.counts.reject, 0, "{file} {:?}", ledger.rejects());
    }
}

/// By hand: 共43笔记录 is a count; 收入, 支出 and 中性交易 are a count and a sum each. In the merged sheet of the workbook, which says
/// 共10笔记录, each of these lines is one cell over eleven columns.
#[test]
fn what_a_merged_line_declares_is_compared_once() {
    let Some(folder) = folder("zh") else { return };
    for (file, count) in [("wechat.csv", 43), ("wechat.xlsx", 10)] {
        let ledger = open(
            &folder.join(file),
            "[[source]]\npath = \"*\"\nconstant = { org = \"测试经济联合社\" }\n",
        );
        let controls = &ledger.sources()[0].controls;
        let stated: Vec<i64> = controls.iter().map(|c| c.stated).collect();
        assert_eq!(stated, [count, 1, 35, 1, 2_816, 0, 0], "{file}");
    }
}

#[test]
fn a_personal_wallet_is_nobodys_books_and_a_bank_file_without_a_name_is_asked() {
    let Some(folder) = folder("zh") else { return };
    let ledger = open(&folder, "");
    let state = |file: &str| ledger.sources().iter().find(|s| s.file == file);
    assert_eq!(
        state("alipay.csv").map(|s| (s.counts.detail, s.counts.reject)),
        Some((0, 10))
    );
    assert_eq!(
        state("abc-debit.csv").map(|s| (s.counts.reject, s.total_out)),
        Some((5, 1_235_589))
    );
    assert!(matches!(
        state("LICENSE").map(|s| &s.state),
        Some(SourceState::NotASource(_))
    ));
    // Totals of books that are nobody's are no rows that rules see.
    let controls = ledger
        .chunks("controls", &["org"])
        .expect("the feed is known");
    let rows = controls.map(|chunk| chunk.expect("in memory").rows.len());
    assert_eq!(rows.sum::<usize>(), 0);
    // The same transactions as CSV and as XLSX are one book, where somebody says whose.
    let whose = "[[source]]\npath = \"wechat*\"\nconstant = { org = \"石溪经济联合社\" }\n";
    let named = open(&folder, whose);
    assert!(
        named
            .sources()
            .iter()
            .filter(|s| s.file == "wechat.xlsx")
            .all(|s| matches!(s.state, SourceState::Repeat(_)))
    );
}

#[test]
fn a_public_body_reads_whole_and_its_sums_agree() {
    let Some(folder) = folder("uk-cabinet-office") else {
        return;
    };
    let ledger = open(
        &folder,
        "[[source]]\npath = \"*.csv\"\nfeed = \"payments\"\nsign = \"out\"\ncolumns = { org = \"Entity\" }\n",
    );
    assert_eq!(ledger.sources().len(), 38);
    assert!(
        ledger
            .sources()
            .iter()
            .all(|s| matches!(s.state, SourceState::Read { .. }))
    );
    assert_eq!(ledger.rejects(), []);
    let detail: u64 = ledger.sources().iter().map(|s| s.counts.detail).sum();
    let out: i64 = ledger.sources().iter().map(|s| s.total_out).sum();
    assert_eq!((detail, out), UK);
}

/// Rows that have an amount, and their sum in pence.
const UK: (u64, i64) = (17_475, 363_389_472_266);
