//! The corpus of ledger texts: what rules find in false friends and disguises is what `rules/README.md` publishes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::sanzi::{folder, root, sanzi, table};

/// The rules that the corpus measures: those that hang on what a clerk wrote.
const MEASURED: [&str; 20] = [
    "A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A09", "A10", "B03", "B06", "B07",
    "B08", "B09", "B13", "C05", "C08", "D08", "D09",
];

/// Those of them that only ever give a hint: a hit counts. Of all others only what makes a lead counts.
const HINTS: [&str; 2] = ["A05", "D08"];

/// The files that hold texts. The others are the registers beside them.
const FILES: [&str; 3] = ["payments.csv", "journal.csv", "invoices.csv"];

/// The half that rules were tuned on, and the half that was held out.
const HALVES: [&str; 2] = ["调试", "留出"];

/// A text of the corpus.
struct Case {
    file: &'static str,
    row: usize,
    half: String,
    text: String,
    wanted: BTreeSet<String>,
    /// Right either way, so never counted.
    allowed: BTreeSet<String>,
}

/// What was found of one rule in one half.
#[derive(Clone, Copy, Default)]
struct Count {
    hits: u32,
    misses: u32,
    wrong: u32,
}

fn words(cell: &str) -> BTreeSet<String> {
    cell.split_whitespace().map(str::to_owned).collect()
}

fn corpus() -> Vec<Case> {
    let mut cases = Vec::new();
    for file in FILES {
        let rows = table(&root().join("tests/corpus").join(file));
        for (index, row) in rows.iter().enumerate() {
            let text = row.get("摘要").or_else(|| row.get("货物或应税劳务名称"));
            cases.push(Case {
                file,
                row: index + 2,
                half: row["组别"].clone(),
                text: text.unwrap().clone(),
                wanted: words(&row["应报"]),
                allowed: words(&row["可报"]),
            });
        }
    }
    cases
}

/// What a scan of the corpus raised: file and row → rules.
fn raised() -> BTreeMap<(String, usize), BTreeSet<String>> {
    let place = folder();
    let corpus = root().join("tests/corpus");
    let only = MEASURED.join(",");
    let asked = [
        "scan",
        corpus.to_str().unwrap(),
        "--only",
        &only,
        "--out",
        "out",
    ];
    sanzi(place.path(), asked).ends(0);
    let out = place.path().join("out");
    let leads = std::fs::read_to_string(out.join("leads.jsonl")).unwrap();
    let strong: BTreeSet<String> = leads
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|lead| lead["level"] != "blue")
        .map(|lead| lead["lead_id"].as_str().unwrap().to_owned())
        .collect();
    let mut raised: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for hit in table(&out.join("hits.csv")) {
        let counts = HINTS.contains(&hit["rule_id"].as_str()) || strong.contains(&hit["lead_id"]);
        if hit["role"] == "hit" && counts {
            raised
                .entry((hit["file"].clone(), hit["row"].parse().unwrap()))
                .or_default()
                .insert(hit["rule_id"].clone());
        }
    }
    raised
}

/// `part` of `whole` as a whole percentage, rounded half up.
fn percent(part: u32, whole: u32) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    format!("{} %", (part * 200 + whole) / (whole * 2))
}

fn line(name: &str, counts: [Count; 2]) -> String {
    let mut line = format!("| {name} |");
    for Count {
        hits,
        misses,
        wrong,
    } in counts
    {
        let precision = percent(hits, hits + wrong);
        let recall = percent(hits, hits + misses);
        write!(
            line,
            " {hits} | {misses} | {wrong} | {precision} | {recall} |"
        )
        .unwrap();
    }
    line
}

/// The table for the README, and the texts of the tuning half that went wrong.
fn measure(cases: &[Case]) -> (String, String) {
    let raised = raised();
    let none = BTreeSet::new();
    let mut counts = BTreeMap::from(MEASURED.map(|rule| (rule, [Count::default(); 2])));
    let mut amiss = String::new();
    for case in cases {
        let half = HALVES.iter().position(|half| *half == case.half).unwrap();
        let found = raised
            .get(&(case.file.to_owned(), case.row))
            .unwrap_or(&none);
        for rule in MEASURED {
            let count = &mut counts.get_mut(rule).unwrap()[half];
            let word = match (case.wanted.contains(rule), found.contains(rule)) {
                (true, true) => {
                    count.hits += 1;
                    continue;
                }
                (true, false) => {
                    count.misses += 1;
                    "漏报"
                }
                (false, true) if !case.allowed.contains(rule) => {
                    count.wrong += 1;
                    "误报"
                }
                (false, _) => continue,
            };
            if half == 0 {
                writeln!(
                    amiss,
                    "| {word} {rule} | {} | {} | {} |",
                    case.file, case.row, case.text
                )
                .unwrap();
            }
        }
    }
    let mut table = String::from(
        "| id | 调试 命中 | 漏报 | 误报 | precision | recall | 留出 命中 | 漏报 | 误报 | precision | recall |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let mut sum = [Count::default(); 2];
    for (rule, halves) in &counts {
        writeln!(table, "{}", line(rule, *halves)).unwrap();
        for (total, half) in sum.iter_mut().zip(halves) {
            total.hits += half.hits;
            total.misses += half.misses;
            total.wrong += half.wrong;
        }
    }
    writeln!(table, "{}", line("合计", sum)).unwrap();
    (table, amiss)
}

#[test]
fn the_readme_publishes_what_rules_find_in_the_corpus() {
    let (table, amiss) = measure(&corpus());
    for (document, part) in [
        ("rules/README.md", &table),
        ("tests/corpus/README.md", &amiss),
    ] {
        let text = std::fs::read_to_string(root().join(document)).unwrap();
        assert!(
            text.contains(part),
            "put this into {document}, and look why it changed:\n{part}"
        );
    }
}

#[test]
fn the_corpus_is_large_and_asks_every_rule_in_both_halves() {
    let cases = corpus();
    for half in HALVES {
        let half: Vec<&Case> = cases.iter().filter(|case| case.half == half).collect();
        let disguises = half.iter().filter(|case| !case.wanted.is_empty());
        let friends = half.iter().filter(|case| case.wanted.is_empty());
        assert!(disguises.count() >= 100 && friends.count() >= 100);
        for rule in MEASURED {
            assert!(
                half.iter().any(|case| case.wanted.contains(rule)),
                "no text asks {rule}"
            );
        }
    }
    assert!(
        cases.iter().all(|case| HALVES.contains(&case.half.as_str())
            && case
                .wanted
                .iter()
                .all(|rule| MEASURED.contains(&rule.as_str()))
            && case.wanted.is_disjoint(&case.allowed)),
        "a text of no half, or one that wants a rule which is not measured"
    );
}

#[test]
fn no_rule_or_list_knows_a_held_out_text() {
    let mut files = Vec::new();
    let mut folders = vec![root().join("rules")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    // Short texts such as 电费 or 付广告牌制作款 are everybody's.
    for case in corpus().iter().filter(|case| case.half == HALVES[1]) {
        if case.text.chars().count() >= 10 {
            assert!(
                files.iter().all(|file| !file.contains(&case.text)),
                "a rule or list holds the held-out text {}",
                case.text
            );
        }
    }
}
