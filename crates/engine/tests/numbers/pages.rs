//! The worked example on the page of every kind comes out as it says.

use std::path::Path;

use engine::examples;

use super::{book, written};

#[test]
fn worked_examples_come_out_as_their_pages_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/src/kinds/pages");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let rules: Vec<String> = files
        .iter()
        .enumerate()
        .map(|(index, file)| {
            let page: toml::Table = std::fs::read_to_string(file).unwrap().parse().unwrap();
            let example = &page["example"];
            let tables: Vec<(&str, &str)> = example["tables"]
                .as_table()
                .unwrap()
                .iter()
                .map(|(feed, rows)| (feed.as_str(), rows.as_str().unwrap()))
                .collect();
            let feed = example
                .get("feed")
                .map_or("payments", |f| f.as_str().unwrap());
            let as_of = example.get("as_of").map(ToString::to_string);
            let name = file.file_stem().unwrap().to_string_lossy();
            let logic = example["logic"].as_str().unwrap();
            written(
                (index, feed),
                &name,
                logic,
                &tables,
                (example["expect"].as_str().unwrap(), as_of.as_deref()),
            )
        })
        .collect();
    let outcomes = examples(&book(&rules));
    assert_eq!(outcomes.len(), rules::kinds::ENTRIES.len());
    let wrong: Vec<String> = outcomes
        .iter()
        .filter(|outcome| !outcome.passed())
        .map(|o| format!("{}: {:?} {}", o.name, o.wrong, o.failed))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
