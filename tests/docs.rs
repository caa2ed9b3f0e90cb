//! The console blocks of the documents run, and end well.

use std::path::Path;

use crate::sanzi::{folder, root, sanzi};

/// What tests do not run again: themselves, and measurements.
const SKIPPED: [&str; 4] = [
    "tests/run",
    "benches/measure",
    "benches/compare",
    "cargo run -p sanzi-benches",
];

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn console_blocks_run() {
    let place = folder();
    for part in ["sample-data", "rules"] {
        copy(&root().join(part), &place.path().join(part));
    }
    let mut ran = 0;
    for document in [
        "README.md",
        "crates/README.md",
        "rules/README.md",
        "rules/lists/README.md",
        "benches/README.md",
        "sample-data/README.md",
    ] {
        let text = std::fs::read_to_string(root().join(document)).unwrap();
        for block in text.split("```console").skip(1) {
            for line in block
                .split("```")
                .next()
                .unwrap()
                .lines()
                .filter_map(|l| l.strip_prefix("$ "))
            {
                if SKIPPED.iter().any(|skipped| line.starts_with(skipped)) {
                    continue;
                }
                let arguments = line
                    .strip_prefix("cargo run --release -- ")
                    .or_else(|| line.strip_prefix("sanzi "));
                let arguments =
                    arguments.unwrap_or_else(|| panic!("{document}: what is `{line}`?"));
                sanzi(place.path(), arguments.split_whitespace()).ends(0);
                ran += 1;
            }
        }
    }
    assert!(ran >= 2, "the documents show how to run the program");
}

#[test]
fn the_readme_lists_every_exit_code_as_help_does() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let place = folder();
    let help = sanzi(place.path(), ["--help", "--lang", "en"])
        .ends(0)
        .out();
    // Help is wrapped to the terminal, so words are compared, not lines.
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let help = words(&help);
    let table = readme
        .lines()
        .skip_while(|l| !l.starts_with("| code |"))
        .skip(2);
    let mut seen = 0;
    for line in table.take_while(|l| l.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        assert!(
            help.contains(&words(&format!("{} {}", cells[0], cells[1]))),
            "{line} is not in:\n{help}"
        );
        seen += 1;
    }
    assert_eq!(seen, 9);
}
