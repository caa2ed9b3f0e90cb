//! Every example of every shipped rule comes out as it says.

use std::path::Path;

use engine::examples;
use ledger::{Config, Lang, Schema};
use rules::{Settings, load, render};

#[test]
fn examples_of_shipped_rules() {
    let schema = Schema::of(&Config::default()).expect("the shipped feeds are sound");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let rulebook = load(folder, &schema, &Settings::default()).unwrap_or_else(|faults| {
        let texts: Vec<String> = faults.iter().map(|f| render(f, Lang::En)).collect();
        panic!("{}", texts.join("\n"))
    });
    let outcomes = examples(&rulebook);
    assert!(outcomes.len() >= 60, "only {} examples ran", outcomes.len());
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
