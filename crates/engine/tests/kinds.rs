//! Every kind over small tables: rule files made for it, whose examples must come out as they say.

use std::path::Path;

use engine::examples;
use ledger::{Config, Lang, Schema};
use rules::{Settings, load, render};

#[test]
fn kinds_judge_small_tables_as_their_definitions_say() {
    let schema = Schema::of(&Config::default()).expect("the shipped feeds are sound");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kinds");
    let rulebook = load(folder, &schema, &Settings::default()).unwrap_or_else(|faults| {
        let texts: Vec<String> = faults.iter().map(|f| render(f, Lang::En)).collect();
        panic!("{}", texts.join("\n"))
    });
    let bare: Vec<&str> = rulebook
        .rules
        .iter()
        .filter(|rule| rule.examples.is_empty())
        .map(|rule| rule.file.as_str())
        .collect();
    assert_eq!(bare, [""; 0], "rules without examples");
    let outcomes = examples(&rulebook);
    assert!(outcomes.len() >= 15, "only {} examples ran", outcomes.len());
    let wrong: Vec<String> = outcomes
        .iter()
        .filter(|outcome| !outcome.passed())
        .map(|o| {
            format!(
                "{}:{} {} {:?} {}",
                o.file, o.line, o.name, o.wrong, o.failed
            )
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} fail:\n{}",
        wrong.len(),
        outcomes.len(),
        wrong.join("\n")
    );
}
