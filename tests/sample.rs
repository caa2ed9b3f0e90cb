//! The sample data: it is what its generator makes, and a scan finds what its answer key says, row by row.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::sanzi::{folder, root, sanzi, table};

type Place = (String, String, String);

/// What the key says of a row: rules that must hit it, and rules to which it is a decoy.
type Answer = (BTreeSet<String>, BTreeSet<String>);

/// The key of the README.
fn key() -> BTreeMap<Place, Answer> {
    let text = std::fs::read_to_string(root().join("sample-data/README.md")).unwrap();
    let mut key = BTreeMap::new();
    for line in text.lines().skip_while(|l| !l.starts_with("|---")).skip(1) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let rules = |cell: &str| -> BTreeSet<String> {
            cell.split_whitespace()
                .filter(|r| *r != "-")
                .map(str::to_owned)
                .collect()
        };
        let place = (
            cells[0].to_owned(),
            cells[1].to_owned(),
            cells[2].to_owned(),
        );
        let former = key.insert(place, (rules(cells[3]), rules(cells[4])));
        assert!(former.is_none(), "two answers for one row: {line}");
    }
    key
}

#[test]
fn the_sample_data_is_what_its_generator_makes() {
    let files = sanzi_benches::sample::files();
    assert!(files.len() > 10);
    for (path, bytes) in files {
        let file = root().join("sample-data").join(&path);
        assert_eq!(
            std::fs::read(&file).unwrap(),
            bytes,
            "{path}: run `cargo run -p sanzi-benches --bin sample`"
        );
    }
}

/// What a run could not read of its sources: values that became nothing, and headings that fit no column.
fn misread(out: &Path) -> Vec<String> {
    let run = std::fs::read_to_string(out.join("run.json")).unwrap();
    let run: serde_json::Value = serde_json::from_str(&run).unwrap();
    let mut misread = Vec::new();
    for source in run["sources"].as_array().unwrap() {
        let notices = source["notices"].as_array().unwrap().iter();
        for notice in notices.filter(|n| n["code"] != "balance-broken") {
            misread.push(notice.to_string());
        }
        let unused = source["unused"].as_array().unwrap().iter();
        for heading in unused.filter(|heading| *heading != "序号") {
            misread.push(format!("{}: {heading} fits no column", source["file"]));
        }
    }
    misread
}

/// Every stable rule of a run, with its grade.
fn shipped(out: &Path) -> BTreeMap<String, String> {
    let run = std::fs::read_to_string(out.join("run.json")).unwrap();
    let run: serde_json::Value = serde_json::from_str(&run).unwrap();
    let rules = run["rules"].as_array().unwrap();
    let word = |rule: &serde_json::Value, name: &str| rule[name].as_str().unwrap().to_owned();
    rules
        .iter()
        .filter(|rule| rule["status"] == "stable")
        .map(|rule| (word(rule, "id"), word(rule, "grade")))
        .collect()
}

/// What the key lacks: a case and a decoy for every rule, and names of rules that exist.
fn lacking(key: &BTreeMap<Place, Answer>, shipped: &BTreeMap<String, String>) -> Vec<String> {
    let cases: BTreeSet<&String> = key.values().flat_map(|(rules, _)| rules).collect();
    let decoys: BTreeSet<&String> = key.values().flat_map(|(_, decoy)| decoy).collect();
    let mut lacking = Vec::new();
    for rule in shipped.keys() {
        let (case, decoy) = (cases.contains(rule), decoys.contains(rule));
        if !(case && decoy) {
            lacking.push(format!("{rule}: case {case}, decoy {decoy}"));
        }
    }
    for rule in cases.union(&decoys) {
        if !shipped.contains_key(*rule) {
            lacking.push(format!("{rule} is in the key and is no stable rule"));
        }
    }
    lacking
}

#[test]
fn every_planted_case_is_found_and_no_decoy_rises_above_blue() {
    let place = folder();
    sanzi(
        place.path(),
        [root().join("sample-data").to_str().unwrap(), "--out", "out"]
            .iter()
            .fold(vec!["scan"], |mut a, b| {
                a.push(b);
                a
            }),
    )
    .ends(0);
    let out = place.path().join("out");
    assert_eq!(table(&out.join("rejects.csv")).len(), 0);
    assert_eq!(misread(&out), Vec::<String>::new());
    let leads = std::fs::read_to_string(out.join("leads.jsonl")).unwrap();
    let levels: BTreeMap<String, String> = leads
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap())
        .map(|l| {
            (
                l["lead_id"].as_str().unwrap().to_owned(),
                l["level"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let (mut raised, mut pointed) = (
        BTreeMap::<Place, BTreeSet<String>>::new(),
        BTreeMap::<Place, BTreeSet<String>>::new(),
    );
    for hit in table(&out.join("hits.csv")) {
        if hit["role"] != "hit" {
            continue;
        }
        let place = (
            hit["file"].clone(),
            hit["sheet"].clone(),
            hit["row"].clone(),
        );
        let rule = hit["rule_id"].clone();
        pointed
            .entry(place.clone())
            .or_default()
            .insert(rule.clone());
        if levels
            .get(&hit["lead_id"])
            .is_some_and(|level| level != "blue")
        {
            raised.entry(place).or_default().insert(rule);
        }
    }
    let (key, shipped) = (key(), shipped(&out));
    let mut wrong = lacking(&key, &shipped);
    for (place, (rules, decoy)) in &key {
        let found = |rule: &String| {
            let places = if shipped.get(rule).is_some_and(|grade| grade == "blue") {
                &pointed
            } else {
                &raised
            };
            places.get(place).is_some_and(|rules| rules.contains(rule))
        };
        for rule in rules.iter().filter(|rule| !found(rule)) {
            wrong.push(format!("missed: {rule} at {place:?}"));
        }
        for rule in decoy.iter().filter(|rule| found(rule)) {
            wrong.push(format!("taken for a case: {rule} at {place:?}"));
        }
    }
    for (place, found) in &raised {
        for rule in found {
            if !key
                .get(place)
                .is_some_and(|(rules, _)| rules.contains(rule))
            {
                wrong.push(format!("raised: {rule} at {place:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
