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
use rules::{Cite, Plan};

use crate::eval::Context;
use crate::frame::{Frame, Values};
use crate::operators::{Cited, run, whole};
use crate::parts::{Key, Parts};
use crate::pull::Store;
use crate::sweep::parted;
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
    let output = run(&plan, &wanted, None, &context).unwrap();
    let mut naive = plan::Naive::new(&books);
    let mut expected = naive.run(&plan).sure;
    for line in &mut expected {
        let one = |name: &String| (name.clone(), line.value(name).clone());
        line.values = wanted.iter().map(one).collect();
        line.refs.retain(|_, row| row.is_some());
    }
    let found = lines(&output.frame, &wanted, &store);
    assert_eq!(found, expected, "rows of {plan:#?}");
    let unjudged = |found: &crate::unjudged::Unjudged| -> Unjudged {
        let lots = found.lots().iter();
        let of = lots.flat_map(|lot| lot.rows.iter().map(move |&row| (lot, row)));
        of.map(|(lot, row)| {
            let reason = store.reasons.reason(lot.reason);
            (lot.feed.to_string(), row, (*reason).clone())
        })
        .collect()
    };
    let found = unjudged(&output.unjudged);
    assert_eq!(found, naive.unjudged, "not judged by {plan:#?}");
    for key in Key::ALL {
        if let Some(parted) = in_parts(key, &plan, &wanted, &context) {
            let rows = lines(&parted.hits, &wanted, &store);
            assert_eq!(rows, expected, "rows by {key:?} of {plan:#?}");
            assert_eq!(
                unjudged(&parted.unjudged),
                naive.unjudged,
                "not judged by {key:?} of {plan:#?}"
            );
        }
    }
}

/// The plan run in the smallest parts by a key, where it can be.
fn in_parts(
    key: Key,
    plan: &Arc<Plan>,
    wanted: &BTreeSet<String>,
    context: &Context,
) -> Option<Cited> {
    let cite = Cite {
        feed: String::new(),
        hits: Arc::clone(plan),
        context: Vec::new(),
        members: None,
        absent: None,
        subject: wanted.iter().cloned().collect(),
        per: rules::Per::Row,
        at: None,
        amount: None,
        facts: Vec::new(),
        unless: Vec::new(),
        raise: Vec::new(),
    };
    let read = parted(key, &cite, context.store)?;
    let parts = Parts::cut(key, &read, 1, context.store)?;
    let found = parts.each().map(|part| {
        let output = run(plan, wanted, Some(part), context).unwrap();
        Cited {
            hits: output.frame,
            members: None,
            absent: None,
            unjudged: output.unjudged,
        }
    });
    Some(whole(&cite, &found.collect::<Vec<_>>(), context).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_agrees_with_the_naive_interpreter(seed in any::<u64>()) {
        check(seed);
    }
}
