//! The shipped rules load, have all that shipped rules must have, and the README holds their catalogue.

use std::path::Path;

use ledger::{Config, Lang, Schema};
use rules::{Rulebook, Settings, check_shipped, load, render};

fn shipped() -> Rulebook {
    let schema = Schema::of(&Config::default()).expect("the shipped feeds are sound");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    load(folder, &schema, &Settings::default()).unwrap_or_else(|faults| {
        let texts: Vec<String> = faults.iter().map(|f| render(f, Lang::En)).collect();
        panic!("{}", texts.join("\n"))
    })
}

#[test]
fn shipped_rules_load_and_are_complete() {
    let breaches: Vec<String> = check_shipped(&shipped())
        .iter()
        .map(|f| render(f, Lang::En))
        .collect();
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn readme_holds_the_catalogue_and_its_example_is_a_rule() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let readme =
        std::fs::read_to_string(folder.join("README.md")).expect("rules/README.md is there");
    assert!(
        readme.contains(&rules::catalogue(&shipped())),
        "put the output of `sanzi rules catalogue` into rules/README.md"
    );
    let example = readme
        .split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let example = example.expect("the README shows a rule");
    assert!(example.lines().count() <= 24, "twenty lines, and a heading");
    let own = std::env::temp_dir().join(format!("sanzi-readme-rule-{}", std::process::id()));
    std::fs::create_dir_all(&own).expect("a scratch folder");
    std::fs::write(own.join("large-round-cash.toml"), example).expect("a scratch file");
    let schema = Schema::of(&Config::default()).expect("the shipped feeds are sound");
    let loaded = load(&own, &schema, &Settings::default());
    std::fs::remove_dir_all(&own).expect("the scratch folder goes away");
    let texts = loaded.map(|book| book.rules.len()).map_err(|faults| {
        faults
            .iter()
            .map(|f| render(f, Lang::En))
            .collect::<Vec<_>>()
            .join("\n")
    });
    assert_eq!(texts, Ok(1));
}
