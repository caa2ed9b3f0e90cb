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
