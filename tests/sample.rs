//! The sample data: it is what its generator makes, and a scan finds what its answer key says, row by row.

use std::collections::{BTreeMap, BTreeSet};

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

/// Every rule that is shipped as stable, with its grade.
fn shipped() -> BTreeMap<String, String> {
    let mut rules = BTreeMap::new();
    let folders = std::fs::read_dir(root().join("rules")).unwrap();
    for folder in folders.map(|f| f.unwrap().path()).filter(|f| f.is_dir()) {
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap_or_default();
            let rule: toml::Table = toml::from_str(&text).unwrap_or_default();
            let word = |name: &str| rule.get(name).and_then(toml::Value::as_str);
            if let (Some(id), Some(grade), Some("stable")) =
                (word("id"), word("grade"), word("status"))
            {
                rules.insert(id.to_owned(), grade.to_owned());
            }
        }
    }
    rules
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
    assert_eq!(table(&out.join("rejects.csv")).len(), 0);
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
    let (key, shipped) = (key(), shipped());
    let mut wrong = Vec::new();
    for (place, (rules, decoy)) in &key {
        let found = |rule: &String| {
            let places = if shipped.get(rule).is_some_and(|grade| grade == "blue") {
                &pointed
            } else {
                &raised
            };
            places
                .get(place)
                .is_some_and(|rules| rules.contains(rule))
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
            if !key.get(place).is_some_and(|(rules, _)| rules.contains(rule)) {
                wrong.push(format!("raised: {rule} at {place:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
