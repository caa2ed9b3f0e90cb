//! The sample data: it is what its generator makes, and a scan finds what its answer key says, row by row.

use std::collections::{BTreeMap, BTreeSet};

use crate::sanzi::{folder, root, sanzi, table};

type Place = (String, String, String);

/// The key of the README: place of a row → rules that must hit it (none for a decoy).
fn key() -> BTreeMap<Place, BTreeSet<String>> {
    let text = std::fs::read_to_string(root().join("sample-data/README.md")).unwrap();
    let mut key = BTreeMap::new();
    for line in text.lines().skip_while(|l| !l.starts_with("|---")).skip(1) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let rules = cells[3]
            .split_whitespace()
            .filter(|r| *r != "-")
            .map(str::to_owned)
            .collect();
        key.insert(
            (
                cells[0].to_owned(),
                cells[1].to_owned(),
                cells[2].to_owned(),
            ),
            rules,
        );
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
    let key = key();
    assert!(key.values().filter(|rules| !rules.is_empty()).count() >= 30);
    assert!(key.values().filter(|rules| rules.is_empty()).count() >= 25);
    let mut found: BTreeMap<Place, BTreeSet<String>> = BTreeMap::new();
    for hit in table(&out.join("hits.csv")) {
        if hit["role"] == "hit"
            && levels
                .get(&hit["lead_id"])
                .is_some_and(|level| level != "blue")
        {
            let place = (
                hit["file"].clone(),
                hit["sheet"].clone(),
                hit["row"].clone(),
            );
            found
                .entry(place)
                .or_default()
                .insert(hit["rule_id"].clone());
        }
    }
    let mut wrong = Vec::new();
    for (place, rules) in &key {
        let found = found.get(place).cloned().unwrap_or_default();
        for rule in rules.difference(&found) {
            wrong.push(format!("missed: {rule} at {place:?}"));
        }
    }
    for (place, found) in &found {
        let wanted = key.get(place).cloned().unwrap_or_default();
        for rule in found.difference(&wanted) {
            wrong.push(format!("raised: {rule} at {place:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
