//! A plain interpreter of plans, row by row, written from the documents of `rules::plan` and not from the engine; random plans
//! over random ledgers must yield the same rows and the same rows not judged.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop there"
)]

mod books;
mod dice;
mod dice_expr;
mod digits;
mod expr;
mod grouped;
mod joined;
mod matched;
mod measure;
mod plan;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use rules::lists::Lists;

use crate::eval::Context;
use crate::frame::{Frame, Values};
use crate::operators::run;
use crate::pull::Store;
use crate::{Reason, frame};

/// One value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Null,
    Unknown(Reason),
    Int(i64),
    Ratio(i128, i128),
    Text(String),
}

/// One row: its values, the feed rows behind it, the feed row that it is, and those of joined rows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    values: BTreeMap<String, Value>,
    behind: Vec<(String, u32)>,
    refs: BTreeMap<String, Option<(String, u32)>>,
}

/// What a node yields: rows, and rows that may belong to it, with why.
#[derive(Clone, Debug, Default)]
struct Lines {
    sure: Vec<Line>,
    doubtful: Vec<(Line, Reason)>,
}

impl Line {
    /// The value of a column; NULL where a join found no partner to show its columns.
    fn value(&self, name: &str) -> &Value {
        self.values.get(name).unwrap_or(&Value::Null)
    }
}

type Unjudged = BTreeSet<(String, u32, Reason)>;

/// The engine's frame as plain rows.
fn lines(frame: &Frame, wanted: &BTreeSet<String>, store: &Store) -> Vec<Line> {
    (0..frame.len)
        .map(|row| {
            let value = |column: &frame::Column| {
                if column.is_null(row) {
                    return Value::Null;
                }
                if column.is_unknown(row) {
                    let reason = store.reasons.reason(column.reason(row));
                    return Value::Unknown((*reason).clone());
                }
                match &column.values {
                    Values::Int(v) => Value::Int(v[row]),
                    Values::Ratio(v) => Value::Ratio(v[row].0, v[row].1),
                    Values::Text(v) => {
                        Value::Text(store.dictionary(column.domain).text(v[row]).into_owned())
                    }
                    Values::Owned(v) => Value::Text(v[row].as_deref().unwrap().to_owned()),
                }
            };
            let one = |name: &String| Some((name.clone(), value(frame.column(name)?)));
            let behind = frame.behind(row);
            let behind = behind.map_or(Vec::new(), |(feed, rows)| {
                rows.iter().map(|&r| (feed.to_string(), r)).collect()
            });
            let refs = frame.refs.iter().filter_map(|refs| {
                let row = refs.rows[row];
                let found = (row != frame::NO_ROW).then(|| (refs.feed.to_string(), row))?;
                Some((refs.prefix.clone(), Some(found)))
            });
            Line {
                values: wanted.iter().filter_map(one).collect(),
                behind,
                refs: refs.collect(),
            }
        })
        .collect()
}

/// Runs one random plan over one random ledger both ways.
fn check(seed: u64) {
    let mut dice = dice::Dice::new(seed);
    let books = books::Books::random(&mut dice);
    let (plan, columns) = dice::plan(&mut dice, 4);
    let wanted: BTreeSet<String> = columns.iter().map(|c| c.name.clone()).collect();
    let store = books.store();
    let lists = Lists::default();
    let context = Context {
        store: &store,
        lists: &lists,
        as_of: Some(expr::AS_OF),
    };
    let plan = Arc::new(plan);
    let output = run(&plan, &wanted, &context).unwrap();
    let mut naive = plan::Naive::new(&books);
    let mut expected = naive.run(&plan).sure;
    for line in &mut expected {
        let one = |name: &String| (name.clone(), line.value(name).clone());
        line.values = wanted.iter().map(one).collect();
        line.refs.retain(|_, row| row.is_some());
    }
    let found = lines(&output.frame, &wanted, &store);
    assert_eq!(found, expected, "rows of {plan:#?}");
    let unjudged: Unjudged = output
        .unjudged
        .iter()
        .map(|u| (u.feed.to_string(), u.row, (*u.reason).clone()))
        .collect();
    assert_eq!(unjudged, naive.unjudged, "not judged by {plan:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_agrees_with_the_naive_interpreter(seed in any::<u64>()) {
        check(seed);
    }
}
