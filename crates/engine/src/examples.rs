//! Runs the examples that rules carry, over tables in memory, with the same evaluator as a scan.

use std::collections::BTreeMap;

use ledger::{Config, OrgPin, Table};
use rayon::prelude::*;
use rules::{Example, Grade, Rule, Rulebook, Word};

use crate::judge::{judge, level};
use crate::view::{self, View};
use crate::{Error, Level};

/// What became of one example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleOutcome {
    /// Rule.
    pub rule_id: String,
    /// File of the rule, and the 1-based line of the example in it.
    pub file: String,
    /// See `file`.
    pub line: usize,
    /// What the example shows.
    pub name: String,
    /// Rows that came out otherwise: 1-based row of the table, the word expected, the word found.
    pub wrong: Vec<(usize, String, String)>,
    /// Why the example could not run at all; empty where it ran.
    pub failed: String,
}

impl ExampleOutcome {
    /// Whether every row came out as expected.
    pub fn passed(&self) -> bool {
        self.wrong.is_empty() && self.failed.is_empty()
    }
}

/// Runs all examples of a rulebook, in the order of rules and of their files.
pub fn examples(rulebook: &Rulebook) -> Vec<ExampleOutcome> {
    let all = rulebook
        .rules
        .iter()
        .flat_map(|rule| rule.examples.iter().map(move |example| (rule, example)));
    let all: Vec<(&Rule, &Example)> = all.collect();
    all.into_par_iter()
        .map(|(rule, example)| {
            let found = found(rulebook, rule, example);
            let mut outcome = ExampleOutcome {
                rule_id: rule.id.clone(),
                file: rule.file.clone(),
                line: example.line,
                name: example.name.clone(),
                wrong: Vec::new(),
                failed: String::new(),
            };
            match found {
                Err(cause) => outcome.failed = cause.to_string(),
                Ok(found) => {
                    for (i, word) in example.expect.iter().enumerate() {
                        let got = found.get(&(i + 1)).copied().unwrap_or(Word::No);
                        if !agrees(*word, got) {
                            outcome.wrong.push((i + 1, spell(*word), spell(got)));
                        }
                    }
                }
            }
            outcome
        })
        .collect()
}

/// What became of each row of the judged table, by its 1-based number; rows that are absent were not hit.
fn found(
    rulebook: &Rulebook,
    rule: &Rule,
    example: &Example,
) -> Result<BTreeMap<usize, Word>, Error> {
    let tables: Vec<Table> = example
        .tables
        .iter()
        .map(|(feed, text)| Table {
            feed: feed.clone(),
            text: text.clone(),
        })
        .collect();
    let config = Config {
        orgs: homes(example),
        ..Config::default()
    };
    let ledger = ledger::in_memory(&tables, &config)?;
    let limits = example.limits.iter();
    let limits = limits.map(|(name, fen)| (name.as_str(), *fen));
    let own = (!example.limits.is_empty()).then(|| rulebook.lists.with_limits(limits));
    let lists = own.as_ref().unwrap_or(&rulebook.lists);
    if let Some(reject) = ledger.rejects().first() {
        // An example whose rows cannot be read shows nothing, so that is a failure of the example.
        return Err(Error::Example(format!(
            "row {}: {} ({})",
            reject.row, reject.reason.en, reject.raw
        )));
    }
    let store = view::pull(&ledger, &[rule])?;
    let view = View::new(&store, &ledger, lists).judged_on(example.as_of);
    let judged = judge(rule, Vec::new(), &view);
    if let Some((_, reason)) = judged
        .gaps
        .first()
        .filter(|(_, reason)| matches!(reason, crate::Reason::Failed(_)))
    {
        return Err(Error::Example(reason.wording().en));
    }
    let mut words: BTreeMap<usize, Word> = BTreeMap::new();
    // The heading is the first record of a table, so its first row is record 2.
    let number = |feed: u16, row: u32| {
        let place = view.place(feed, row)?.place as usize;
        (view.feed(feed) == example.feed && place >= 2).then(|| place - 1)
    };
    for lot in judged.unjudged.lots() {
        let feed = view.index(&lot.feed);
        let rows = lot.rows.iter().filter_map(|&row| number(feed?, row));
        words.extend(rows.map(|row| (row, Word::Unknown)));
    }
    if !judged.gaps.is_empty() {
        for row in 1..=example.expect.len() {
            words.entry(row).or_insert(Word::Unknown);
        }
    }
    let mut levels: BTreeMap<usize, Level> = BTreeMap::new();
    for hit in &judged.hits {
        if let Some(row) = number(hit.feed, hit.row) {
            let known = levels.entry(row).or_insert(hit.level);
            *known = hit.level.max(*known);
        }
    }
    for (row, found) in levels {
        let grade = [Grade::Blue, Grade::Yellow, Grade::Red]
            .into_iter()
            .find(|&g| level(g) == found);
        words.insert(row, grade.map_or(Word::Hit, Word::At));
    }
    Ok(words)
}

/// Every collective that an example's tables name, at the example's home.
fn homes(example: &Example) -> Vec<OrgPin> {
    if example.region.is_empty() {
        return Vec::new();
    }
    let mut names: Vec<String> = Vec::new();
    for text in example.tables.values() {
        let mut lines = text.trim_start().lines();
        let Some(column) = lines
            .next()
            .and_then(|head| head.split(',').position(|h| h.trim() == "org"))
        else {
            continue;
        };
        names.extend(lines.filter_map(|line| Some(line.split(',').nth(column)?.trim().to_owned())));
    }
    names.sort();
    names.dedup();
    let home = |name: String| OrgPin {
        name,
        region: Some(example.region.clone()),
        ..OrgPin::default()
    };
    names
        .into_iter()
        .filter(|name| !name.is_empty())
        .map(home)
        .collect()
}

fn agrees(want: Word, got: Word) -> bool {
    match want {
        Word::Hit => matches!(got, Word::Hit | Word::At(_)),
        other => other == got,
    }
}

fn spell(word: Word) -> String {
    match word {
        Word::Hit => "hit",
        Word::No => "no",
        Word::Unknown => "unknown",
        Word::At(grade) => level(grade).word(),
    }
    .to_owned()
}
