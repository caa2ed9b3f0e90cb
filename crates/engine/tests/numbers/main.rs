//! What the kinds that look at numbers and wholes find in small tables, and the worked examples of all kinds, through the same
//! loader and evaluator as a scan.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

mod blank;
mod digits;
mod first;
mod gap;
mod outlier;
mod pages;
mod query;
mod run;
mod units;
mod unknown;

use std::fmt::Write as _;

use engine::{Findings, Options, examples, scan};
use ledger::{Config, Lang, Schema, Table, in_memory};
use rules::{Rulebook, Settings, load, render};

/// What is asked of one small table of payments.
struct Case<'a> {
    /// What it shows.
    name: &'a str,
    /// Keys of its `[[detect]]`, `grade` among them where it is not yellow.
    keys: &'a str,
    /// Headings and rows.
    rows: &'a str,
    /// `hit`, `no` or `unknown` for each row.
    expect: &'a str,
}

/// Every row of every case comes out as expected.
fn check(cases: &[Case<'_>]) {
    let rules: Vec<String> = cases.iter().enumerate().map(rule).collect();
    let outcomes = examples(&book(&rules));
    assert_eq!(outcomes.len(), cases.len());
    let wrong: Vec<String> = outcomes
        .iter()
        .filter(|outcome| !outcome.passed())
        .map(|o| format!("{}: {:?} {}", o.name, o.wrong, o.failed))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a scan finds in one table.
fn found(keys: &str, rows: &str) -> Findings {
    let case = Case {
        name: "x",
        keys,
        rows,
        expect: "",
    };
    let text = rule((0, &case));
    let (text, _) = text.split_once("[[example]]").unwrap();
    let book = book(&[text.to_owned()]);
    let table = Table {
        feed: "payments".to_owned(),
        text: rows.trim_start().to_owned(),
    };
    let ledger = in_memory(&[table], &Config::default()).unwrap();
    assert_eq!(ledger.rejects().len(), 0);
    scan(&ledger, &book, &Options::default()).unwrap()
}

fn rule((index, case): (usize, &Case<'_>)) -> String {
    let payments = [("payments", case.rows)];
    let feed = "payments";
    let expect = (case.expect, None);
    written((index, feed), case.name, case.keys, &payments, expect)
}

/// The file of a rule on a feed with one logic and one example.
fn written(
    (index, feed): (usize, &str),
    name: &str,
    keys: &str,
    tables: &[(&str, &str)],
    (expect, as_of): (&str, Option<&str>),
) -> String {
    let quoted = |word: &str| format!("\"{word}\"");
    let words: Vec<String> = expect.split_whitespace().map(quoted).collect();
    let table = |(feed, rows): &(&str, &str)| format!("{feed} = \"\"\"\n{}\n\"\"\"\n", rows.trim());
    let tables: String = tables.iter().map(table).collect();
    let as_of = as_of.map_or_else(String::new, |day| format!("as_of = {day}\n"));
    let grade = if keys.contains("\"blue\"") {
        "blue"
    } else {
        "yellow"
    };
    format!(
        r#"id = "T{index:03}"
slug = "t{index:03}"
title = {{ zh = "疑似某事", en = "Possible something" }}
grade = "{grade}"
feed = ["{feed}"]
why = {{ zh = "原因", en = "a reason" }}
say = {{ zh = "{{org}} 待核实", en = "to be checked at {{org}}" }}
[[detect]]
{keys}
[[example]]
name = "{name}"
{as_of}{tables}expect = [{}]
"#,
        words.join(", ")
    )
}

/// A rulebook of these files.
fn book(rules: &[String]) -> Rulebook {
    let schema = Schema::of(&Config::default()).unwrap();
    let own = tempfolder();
    for (index, text) in rules.iter().enumerate() {
        std::fs::write(own.join(format!("t{index:03}.toml")), text).unwrap();
    }
    let loaded = load(&own, &schema, &Settings::default());
    std::fs::remove_dir_all(&own).unwrap();
    loaded.unwrap_or_else(|faults| {
        let mut text = String::new();
        for fault in &faults {
            writeln!(text, "{}", render(fault, Lang::En)).unwrap();
        }
        panic!("{text}")
    })
}

/// A folder that no other test uses.
fn tempfolder() -> std::path::PathBuf {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    let own = std::env::temp_dir().join(format!("sanzi-numbers-{}-{next}", std::process::id()));
    std::fs::create_dir_all(&own).unwrap();
    own
}
