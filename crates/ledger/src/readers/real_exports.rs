//! Reads every real export beside the project, where it is; its numbers were counted by hand and with another program.

use std::path::{Path, PathBuf};

use super::{Bytes, ReadOptions, open};

fn folder(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/real-data")
        .join(name);
    folder.is_dir().then_some(folder)
}

/// Encoding and separator (or the sheet), number of records, number of records with cells, faults.
fn check(path: &Path, expected: &[(&str, &str, usize, usize)]) {
    let options = ReadOptions::default();
    let opened =
        open(&Bytes::File(path.to_owned()), &options).unwrap_or_else(|fault| panic!("{fault:?}"));
    let found: Vec<_> = opened
        .iter()
        .map(|source| {
            let (mut all, mut filled) = (0, 0);
            for batch in (source.batches)().expect("it can be read again") {
                let records = batch.unwrap_or_else(|fault| panic!("{fault:?}")).split();
                assert_eq!(records.faults, [], "{}", path.display());
                all += records.len();
                filled += (0..records.len())
                    .filter(|i| !records.cells_of(*i).is_empty())
                    .count();
            }
            let choice = |what: &str| {
                let choice = source.choices.iter().find(|choice| choice.what == what);
                choice.map(|choice| {
                    format!("{}{}", choice.value, if choice.doubtful { "?" } else { "" })
                })
            };
            let first = choice("encoding").unwrap_or_else(|| source.format.to_owned());
            let second = choice("separator").unwrap_or_else(|| source.sheet.clone());
            (first, second, all, filled)
        })
        .collect();
    let found: Vec<_> = found
        .iter()
        .map(|(a, b, all, filled)| (a.as_str(), b.as_str(), *all, *filled))
        .collect();
    assert_eq!(found, expected, "{}", path.display());
}

#[test]
fn chinese_exports() {
    let Some(folder) = folder("zh") else {
        return skip();
    };
    check(&folder.join("abc-debit.csv"), &[("utf-8", ",", 6, 6)]);
    check(&folder.join("alipay.csv"), &[("gb18030", ",", 35, 33)]);
    check(&folder.join("icbc-credit.csv"), &[("utf-8", ",", 18, 15)]);
    check(&folder.join("icbc-debit-1.csv"), &[("utf-8", ",", 20, 17)]);
    check(&folder.join("icbc-debit-2.csv"), &[("utf-8", ",", 20, 17)]);
    check(&folder.join("wechat.csv"), &[("utf-8", ",", 44, 44)]);
    check(
        &folder.join("wechat.xlsx"),
        &[
            ("xlsx", "example-wechat-records", 45, 43),
            ("xlsx", "Sheet1", 45, 43),
        ],
    );
    check(
        &folder.join("ccb.xls"),
        &[("xls", "交易明细_1546_20250101_20250620.xls", 13, 12)],
    );
    check(&folder.join("spdb-debit.xls"), &[("xls", "sheet", 6, 6)]);
}

#[test]
fn british_exports() {
    let Some(folder) = folder("uk-cabinet-office") else {
        return skip();
    };
    for file in std::fs::read_dir(folder).expect("it is a folder") {
        let path = file.expect("a file can be listed").path();
        let bytes = std::fs::read(&path).expect("a file can be read");
        // No field of these files holds a line break, so that lines are records.
        let unended = usize::from(bytes.last() != Some(&b'\n'));
        let lines = memchr::memchr_iter(b'\n', &bytes).count() + unended;
        let blank = String::from_utf8_lossy(&bytes)
            .lines()
            .filter(|line| line.is_empty())
            .count();
        let encoding = if std::str::from_utf8(&bytes).is_ok() {
            "utf-8"
        } else {
            "windows-1252"
        };
        check(&path, &[(encoding, ",", lines, lines - blank)]);
    }
}

#[expect(
    clippy::print_stderr,
    reason = "A skipped test must say so, and a test has no other voice."
)]
fn skip() {
    eprintln!("skipped: there are no real exports beside the project");
}
