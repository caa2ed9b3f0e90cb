//! The same input gives the same bytes, on any threads and any order of files.

use std::collections::BTreeMap;
use std::path::Path;

use crate::sanzi::{folder, root, sanzi};

/// Every output but the timings, which are outside the promise.
fn outputs(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(out).unwrap().map(|f| f.unwrap().path());
    files
        .filter(|f| !f.ends_with("timings.json"))
        .map(|f| {
            (
                f.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(&f).unwrap(),
            )
        })
        .map(|(name, bytes)| {
            if name == "run.json" {
                (name, without_timings(&bytes))
            } else {
                (name, bytes)
            }
        })
        .collect()
}

/// The run record without the hash of the timings.
fn without_timings(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("timings.json"))
        .collect();
    lines.join("\n").into_bytes()
}

#[test]
fn one_two_and_eight_threads_give_the_same_bytes() {
    let place = folder();
    let sample = root().join("sample-data");
    let mut first = None;
    for threads in ["1", "2", "8"] {
        let arguments = [
            "scan",
            sample.to_str().unwrap(),
            "--threads",
            threads,
            "--out",
            threads,
        ];
        sanzi(place.path(), arguments).ends(0);
        let found = outputs(&place.path().join(threads));
        assert!(found.len() >= 6, "{:?}", found.keys());
        match &first {
            None => first = Some(found),
            Some(first) => {
                for (name, bytes) in first {
                    assert_eq!(
                        found.get(name),
                        Some(bytes),
                        "{name} differs on {threads} threads"
                    );
                }
            }
        }
    }
}

#[test]
fn any_order_of_files_gives_the_same_leads() {
    let place = folder();
    let sample = root().join("sample-data");
    let mut files = [
        "会议记录.xlsx",
        "三重一大报备.csv",
        "银行流水/云溪经济联合社2023.csv",
        "银行流水/云溪经济联合社2024.csv",
        "合同台账.csv",
    ];
    let mut first: Option<Vec<String>> = None;
    for out in ["a", "b", "c"] {
        files.rotate_left(2);
        let mut arguments = vec!["scan".to_owned(), "--out".to_owned(), out.to_owned()];
        arguments.extend(
            files
                .iter()
                .map(|f| sample.join(f).to_string_lossy().into_owned()),
        );
        sanzi(place.path(), arguments).ends(0);
        let leads = std::fs::read_to_string(place.path().join(out).join("leads.jsonl")).unwrap();
        let leads: Vec<String> = leads.lines().map(str::to_owned).collect();
        assert!(!leads.is_empty());
        assert_eq!(first.get_or_insert_with(|| leads.clone()), &leads);
    }
}

#[test]
fn rules_judged_in_parts_find_what_they_find_at_once() {
    let text = std::fs::read_to_string(root().join("sample-data/sanzi.toml")).unwrap();
    let place = root().join("sample-data/sanzi.toml");
    let config = ledger::Config::parse(&text, &place).unwrap();
    let settings = rules::Settings::parse(&text, &place).unwrap();
    let ledger = ledger::open(&[root().join("sample-data")], &config).unwrap();
    let rulebook = rules::load(root().join("rules"), ledger.schema(), &settings).unwrap();
    let scan = |rows_a_part| {
        let options = engine::Options {
            rows_a_part,
            ..engine::Options::default()
        };
        engine::scan(&ledger, &rulebook, &options).unwrap()
    };
    let whole = scan(None);
    assert!(whole.leads.len() > 50, "{}", whole.leads.len());
    // A part of every key, and a few parts.
    for rows in [1, 40] {
        let parted = scan(Some(rows));
        assert!(whole.leads == parted.leads, "leads in parts of {rows}");
        assert!(whole.hits == parted.hits, "hits in parts of {rows}");
        assert!(
            whole.coverage == parted.coverage,
            "coverage in parts of {rows}"
        );
        let by: Vec<_> = parted
            .passes
            .iter()
            .map(|pass| pass.by.as_deref())
            .collect();
        assert_eq!(by, [Some("org"), Some("party"), None]);
        let shared = parted.passes.iter().map(|pass| pass.shared.len());
        assert!(shared.sum::<usize>() > 10);
        let units = |findings: &engine::Findings| format!("{:?}", findings.units);
        assert_eq!(units(&whole), units(&parted), "units in parts of {rows}");
    }
}
