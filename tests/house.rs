//! The invariants of `crates/README.md`: arrows between rooms, shelves, printing, unsafe code, sizes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::sanzi::root;

/// Who may depend on whom (design §2).
const ARROWS: [(&str, &[&str]); 5] = [
    ("sanzi-ledger", &[]),
    ("sanzi-rules", &["sanzi-ledger"]),
    ("sanzi-engine", &["sanzi-ledger", "sanzi-rules"]),
    ("sanzi-report", &["sanzi-ledger", "sanzi-engine"]),
    (
        "sanzi",
        &[
            "sanzi-ledger",
            "sanzi-rules",
            "sanzi-engine",
            "sanzi-report",
        ],
    ),
];

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<PathBuf> {
    files(&root().join("crates"), "rs")
        .into_iter()
        .filter(|f| f.components().any(|c| c.as_os_str() == "src"))
        .collect()
}

#[test]
fn rooms_depend_only_as_the_plan_says() {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    let mut seen = 0;
    for package in metadata["packages"].as_array().unwrap() {
        let Some(allowed) = allowed.get(package["name"].as_str().unwrap()) else {
            continue;
        };
        seen += 1;
        for dependency in package["dependencies"].as_array().unwrap() {
            let name = dependency["name"].as_str().unwrap();
            let ours = name == "sanzi" || name.starts_with("sanzi-");
            // Tests may use the generators of `benches`; the program may not.
            let test_only = dependency["kind"] == "dev" && name == "sanzi-benches";
            assert!(
                !ours || test_only || allowed.contains(&name),
                "{} -> {name}",
                package["name"]
            );
        }
    }
    assert_eq!(seen, ARROWS.len());
}

#[test]
fn every_file_of_a_shelf_is_registered() {
    for shelf in [
        "ledger/src/readers",
        "rules/src/kinds",
        "report/src/writers",
        "cli/src/commands",
    ] {
        let folder = root().join("crates").join(shelf);
        let table = std::fs::read_to_string(folder.join("mod.rs")).unwrap();
        let registered: BTreeSet<String> = table
            .lines()
            .filter_map(|l| l.split("::ENTRY").next().filter(|p| *p != l))
            .map(|p| p.trim().trim_start_matches("r#").to_owned())
            .collect();
        assert!(!registered.is_empty(), "{shelf} has no table");
        for name in &registered {
            let own = folder.join(format!("{name}.rs")).exists()
                || folder.join(name).join("mod.rs").exists();
            assert!(own, "{shelf}: {name} is registered and has no file");
        }
        for file in std::fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            if stem != "mod" && text.contains(" ENTRY: ") {
                assert!(
                    registered.contains(&stem),
                    "{shelf}/{stem}.rs is not in the table"
                );
            }
        }
    }
}

/// Whether a file is a module that its parent declares for tests only.
fn only_tests(file: &Path) -> bool {
    let name = file.file_stem().unwrap().to_string_lossy().into_owned();
    let folder = file.parent().unwrap();
    let parents = [
        folder.join("mod.rs"),
        folder.join("lib.rs"),
        folder.with_extension("rs"),
    ];
    let declared = format!("#[cfg(test)]\nmod {name};");
    parents.iter().any(|p| {
        std::fs::read_to_string(p)
            .unwrap_or_default()
            .contains(&declared)
    })
}

#[test]
fn nothing_prints_below_the_program() {
    for file in sources() {
        let text = std::fs::read_to_string(&file).unwrap();
        let may = file.starts_with(root().join("crates/cli")) || only_tests(&file);
        let code = text.split("#[cfg(test)]").next().unwrap();
        for word in [
            "println!",
            "eprintln!",
            "print!",
            "eprint!",
            "io::stdout",
            "io::stderr",
        ] {
            assert!(
                may || !code.contains(word),
                "{} prints with {word}",
                file.display()
            );
        }
    }
}

#[test]
fn no_file_holds_unsafe_code() {
    for file in sources() {
        let text = std::fs::read_to_string(&file).unwrap();
        let code: Vec<&str> = text
            .lines()
            .filter(|l| !l.trim_start().starts_with("//"))
            .collect();
        assert!(
            !code.iter().any(|l| l.contains("unsafe ")),
            "{}",
            file.display()
        );
    }
}

#[test]
fn the_engine_names_no_kind() {
    let kinds = std::fs::read_dir(root().join("crates/rules/src/kinds")).unwrap();
    let words: Vec<String> = kinds
        .filter_map(|f| {
            Some(
                f.unwrap()
                    .path()
                    .file_stem()?
                    .to_string_lossy()
                    .into_owned(),
            )
        })
        .filter(|name| name != "mod")
        .map(|name| format!("\"{name}\""))
        .collect();
    assert!(words.len() >= 7);
    for file in files(&root().join("crates/engine/src"), "rs") {
        let text = std::fs::read_to_string(&file).unwrap();
        for word in &words {
            assert!(
                !text.contains(word.as_str()),
                "{} names {word}",
                file.display()
            );
        }
    }
}

#[test]
fn files_stay_readable() {
    for file in sources() {
        let lines = std::fs::read_to_string(&file).unwrap().lines().count();
        assert!(
            lines <= 400,
            "{} has {lines} lines; split it where two concepts share it",
            file.display()
        );
    }
}

#[test]
fn rooms_hold_no_drawers_and_no_logic_in_their_doors() {
    for file in sources() {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        for drawer in [
            "util", "utils", "common", "helper", "helpers", "misc", "manager", "model",
        ] {
            assert_ne!(name, drawer, "{}", file.display());
        }
        if name == "lib" {
            let text = std::fs::read_to_string(&file).unwrap();
            assert!(
                !text
                    .lines()
                    .any(|l| l.trim_start().starts_with("fn ") || l.starts_with("pub fn ")),
                "{}",
                file.display()
            );
        }
    }
}
