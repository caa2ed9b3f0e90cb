//! Real exports, where `../shared/real-data` stands beside the project; skipped, saying so, where it does not.

use std::io::Write as _;
use std::path::PathBuf;

use crate::sanzi::{folder, root, sanzi};

fn real(name: &str) -> Option<PathBuf> {
    let path = root().join("../shared/real-data").join(name);
    if path.exists() {
        return Some(path);
    }
    // Cargo shows what a test writes only where it fails or where it is asked to.
    let _ = writeln!(std::io::stderr(), "skipped: {} is not here", path.display());
    None
}

/// Ten lines that say how to read a public body's monthly payments.
const UK: &str = r#"[[source]]
path     = "**/*.csv"
feed     = "payments"
book     = "list"
sign     = "out"
columns  = { org = "Entity", date = "Date", amount = "Amount", payee = "Supplier", summary = "Expense Type", txn_no = "Transaction number" }
"#;

/// Sum and rows of the column Amount by another reader: the `csv` crate and integers.
fn summed(folder: &std::path::Path) -> (i64, u64) {
    let (mut fen, mut rows) = (0, 0);
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|f| f.unwrap().path())
        .collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "csv"));
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let text = std::str::from_utf8(&bytes)
            .map_or_else(|_| encoding_rs::WINDOWS_1252.decode(&bytes).0, Into::into);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let mut amount = None;
        for record in reader.records() {
            let record = record.unwrap();
            match amount {
                None => amount = record.iter().position(|h| h.trim() == "Amount"),
                Some(column) => {
                    let value = record
                        .get(column)
                        .unwrap_or("")
                        .replace([',', '£', ' '], "");
                    if value.is_empty() {
                        continue;
                    }
                    let (whole, cents) = value.split_once('.').unwrap_or((&value, ""));
                    let sign = if whole.starts_with('-') { -1 } else { 1 };
                    let cents: i64 = format!("{cents:0<2}").parse().unwrap();
                    fen += sign
                        * (whole.trim_start_matches('-').parse::<i64>().unwrap_or(0) * 100 + cents);
                    rows += 1;
                }
            }
        }
    }
    (fen, rows)
}

#[test]
fn a_public_bodys_payments_are_all_read_to_the_penny() {
    let Some(data) = real("uk-cabinet-office") else {
        return;
    };
    let place = folder();
    std::fs::write(place.path().join("sanzi.toml"), UK).unwrap();
    let out = place.path().join("out");
    let config = place.path().join("sanzi.toml");
    let arguments = [
        "scan",
        data.to_str().unwrap(),
        "--config",
        config.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    sanzi(place.path(), arguments).ends(0);
    let run: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("run.json")).unwrap()).unwrap();
    let (mut fen, mut rows) = (0, 0);
    for source in run["sources"].as_array().unwrap() {
        assert_eq!(source["counts"]["reject"], 0, "{}", source["file"]);
        rows += source["counts"]["detail"].as_u64().unwrap()
            + source["counts"]["repeat"].as_u64().unwrap();
        fen += source["total_out"]
            .as_str()
            .unwrap()
            .replace('.', "")
            .parse::<i64>()
            .unwrap();
    }
    assert_eq!((fen, rows), summed(&data));
}

#[test]
fn every_chinese_export_is_read() {
    let Some(data) = real("zh") else { return };
    let place = folder();
    let run = sanzi(
        place.path(),
        ["inspect", data.to_str().unwrap(), "--lang", "en"],
    );
    for file in [
        "abc-debit.csv",
        "alipay.csv",
        "ccb.xls",
        "icbc-credit.csv",
        "icbc-debit-1.csv",
        "icbc-debit-2.csv",
        "spdb-debit.xls",
        "wechat.csv",
        "wechat.xlsx",
    ] {
        let out = run.out();
        let line = out
            .lines()
            .find(|l| l.starts_with(file))
            .unwrap_or_else(|| panic!("{file} is not listed:\n{out}"));
        assert!(
            line.contains("payments") || line.contains("repeat"),
            "{line}"
        );
    }
}
