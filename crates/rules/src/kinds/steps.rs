//! Ordered steps of a matter: missing, disordered, by one hand, late.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `steps` | the steps in the order wanted, 2 to 12; each a word, or several parted by a bar: `"决议公开\|决议结果公开"` | – |
//! | `check` | `missing`, `order`, `hand`, `late` | `missing` |
//! | `by` | columns that rows of one matter share | the first two columns of the feed's key |
//! | `step` | text column that names the step | `step` |
//! | `among` | rows that count as steps at all | all |
//! | `hand` | text column that names who did it, for `hand` | `hand` |
//! | `within` | for `late`: a step follows the one before within so many days (inclusive); for `missing`: all steps are wanted so many days after the first | none |
//!
//! A row is a step where its column **contains** one of the step's words; where a word is part of a longer word of another step
//! (决议 of 决议公开) and the longer one stands, only the longer one counts. A row that names two steps is both; one that names none is
//! none. `where` and exceptions (`drop`) are asked of the rows that would hit, after the steps were looked at, so that they never make
//! a step missing.
//!
//! - `missing`: a step without any row, though a later one has one (nobody knows which steps a matter under way will still see), or,
//!   with `within`, though today is more than `within` days after the matter's earliest row. Hits: all rows of the matter. Fact:
//!   `missing`, the first such step.
//! - `order`: a row dated before the **earliest** row of an earlier step. Equal dates are in order; a later repetition of an earlier
//!   step disturbs nothing. Hits: those rows; context: the row that ought to come before. Fact: `before`, the first such step.
//! - `hand`: rows of two or more steps by one hand; one row that names two steps is no such thing. Hits: all rows of that hand.
//! - `late`: the earliest row of a step, more than `within` days after the **latest** row of the step just before it in `steps`; and
//!   the latest row of the last step that was reached, where today is more than `within` days later and steps are still to come. Fact:
//!   `waited`, in days.
//!
//! **Not judged**: rows blank in `by`; what hangs on a row of the matter whose step is blank (it may be any) or, where days are asked,
//! on a step without date; for `hand` rows without hand. A matter none of whose rows is there at all is the kind `missing`. Subject: `by`, a
//! matter one lead; its amount counts once, the largest.

use std::sync::Arc;

use ledger::Wording;

use super::{Entry, Key};
use crate::Per;
use crate::compile::{
    Ask, Columns, Shape, all_of, any_of, at_least, column, count, derive, equal, filter, int,
    is_null, known, measure, only, place, window,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame, Measure, Plan, Rows};

mod absent;
mod hand;
mod late;
mod order;
mod reads;
mod words;

pub(super) const ENTRY: Entry = Entry {
    name: "steps",
    zh: "应依次办理的步骤缺失、倒序、由一人包办或者拖延",
    en: "ordered steps missing, disordered, by one hand or late",
    keys: &[
        Key {
            name: "steps",
            zh: "应依次办理的各步骤（2 至 12 个），同一步骤的几种叫法用 | 隔开",
            en: "the steps in the order wanted, 2 to 12; several words of one parted by |",
        },
        Key {
            name: "check",
            zh: "missing 缺失（默认）、order 倒序、hand 一人包办、late 拖延",
            en: "missing (default), order, hand or late",
        },
        Key {
            name: "by",
            zh: "同一事项相同的列；默认该表主键的前两列",
            en: "columns that rows of one matter share; default the first two of the feed's key",
        },
        Key {
            name: "step",
            zh: "步骤所在的列；默认 step",
            en: "column that names the step; default step",
        },
        Key {
            name: "among",
            zh: "哪些记录才算步骤；默认全部",
            en: "rows that count as steps at all; default all",
        },
        Key {
            name: "hand",
            zh: "办理人所在的列；默认 hand",
            en: "column that names who did it; default hand",
        },
        Key {
            name: "within",
            zh: "late：与上一步最多相隔几天（含）；missing：首个步骤几天后各步骤都应齐全",
            en: "late: at most so many days after the step before; missing: all wanted so many days after the first",
        },
    ],
    compile,
};

/// What all checks start from.
struct Steps<'a> {
    by: Vec<String>,
    step: String,
    /// Each step under the first of its words.
    names: Vec<String>,
    /// Rows of matters, with columns that say whether the row is each step, and whether that can be told.
    rows: Arc<Plan>,
    /// What is asked of the rows that would hit.
    asked: Vec<Expr>,
    columns: Columns<'a>,
    within: Option<i64>,
}

/// What comes of a check.
struct Found<'a> {
    hits: Plan,
    columns: Columns<'a>,
    context: Vec<String>,
    facts: Vec<(String, Expr)>,
    needs: Vec<String>,
    reads: Wording,
}

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let parts = ask.parts(Rows::All);
    let among = ask.predicate("among", &ask.columns())?;
    let check = ask
        .word("check", &["missing", "order", "hand", "late"])?
        .unwrap_or("missing");
    let key: Vec<&str> = ask.feed.key.iter().take(2).map(String::as_str).collect();
    let by = ask.names("by", &key)?;
    if by.is_empty() {
        return Err(ask.table.missing(
            "by",
            Wording::new(
                "请写同一事项相同的列，如 by = [\"org\", \"matter_no\"]。",
                "Write what rows of one matter share, as in by = [\"org\", \"matter_no\"].",
            ),
        ));
    }
    let step = ask.text_column("step")?;
    let words = words::words(ask)?;
    let parts = parts?;
    let matters = filter(parts.plan, known(found(&by, &ask.columns())));
    let is = words::predicates(&words, &step, among.as_ref());
    let names: Vec<String> = (0..is.len()).map(is_step).collect();
    let mut made: Vec<(&str, Expr)> = names.iter().map(String::as_str).zip(is).collect();
    let told = among
        .iter()
        .cloned()
        .chain([known(vec![column(&step, Type::Text)])]);
    made.push((TOLD, all_of(told.collect())));
    let asked = parts.filter.iter().chain(&among).chain(&parts.drops);
    let steps = Steps {
        asked: asked.cloned().collect(),
        rows: Arc::new(derive(matters, made)),
        names: words
            .into_iter()
            .filter_map(|w| w.into_iter().next())
            .collect(),
        columns: ask.columns(),
        within: ask.days("within")?,
        by,
        step,
    };
    let filters = [parts.filter.as_ref(), among.as_ref()];
    let mut found = match check {
        "order" => order::order(ask, &steps, filters)?,
        "hand" => hand::hand(ask, &steps, filters)?,
        "late" => late::late(ask, &steps, filters)?,
        _ => absent::absent(ask, &steps, filters)?,
    };
    found.needs.extend(steps.by.iter().cloned());
    found.needs.push(steps.step);
    let amount = ask.amount();
    let hits = match &amount {
        Some(amount) => once(found.hits, &steps.by, amount),
        None => found.hits,
    };
    Ok(Shape {
        hits,
        members: None,
        columns: found.columns,
        context: found.context,
        subject: steps.by,
        per: Per::All,
        burst: 30,
        amount: amount.map(|_| AMOUNT.to_owned()),
        facts: found.facts,
        others: Vec::new(),
        needs: found.needs,
        filter: parts.filter,
        reads: found.reads,
    })
}

/// What a matter is about, on one of its hits.
const AMOUNT: &str = "_amount";

/// The column that is true where it can be told which step the row is, not known where it is blank, false of no step at all.
const TOLD: &str = "_told";

/// How many rows of a matter are steps; not known where one of them is blank.
const STEPS: &str = "_steps";

/// The measure that makes `all_told`.
fn steps_told() -> Measure {
    count(STEPS, Some(column(TOLD, Type::Bool)))
}

/// True of a matter all of whose rows name their step, else not known.
fn all_told() -> Expr {
    at_least(column(STEPS, Type::Int), int(0))
}

/// The measure that makes `all_dated`.
fn dated_of(n: usize, date: &str) -> Measure {
    let dated = all_of(vec![is(n), known(vec![column(date, Type::Date)])]);
    count(&format!("_dated_{}", n + 1), Some(dated))
}

/// True where all rows of that step have a date, else not known.
fn all_dated(n: usize) -> Expr {
    at_least(column(&format!("_dated_{}", n + 1), Type::Int), int(0))
}

/// What is asked of a day that a step gave, where it gave one; not known where it has rows, but none with a date.
fn asked_of(n: usize, day: Expr, asked: Expr) -> Expr {
    let undated = at_least(column(&format!("_dated_{}", n + 1), Type::Int), int(1));
    any_of(vec![asked, all_of(vec![is_null(day), undated])])
}

/// The column that says whether a row is that step, counted from 0.
fn is_step(n: usize) -> String {
    format!("_is_{}", n + 1)
}

/// Whether a row is that step.
fn is(n: usize) -> Expr {
    column(&is_step(n), Type::Bool)
}

/// Whether it is one of several.
fn is_any(of: impl Iterator<Item = usize>) -> Expr {
    let mut terms: Vec<Expr> = of.map(is).collect();
    match terms.len() {
        1 => terms.swap_remove(0),
        _ => any_of(terms),
    }
}

fn found(names: &[String], columns: &Columns<'_>) -> Vec<Expr> {
    names.iter().filter_map(|name| columns.find(name)).collect()
}

impl Steps<'_> {
    /// Rows that are one of the steps, those that are asked for; those without date, or with a blank step, are not judged.
    fn dated(&self, plan: &Arc<Plan>, date: &str) -> Arc<Plan> {
        let told = self.hits(plan, column(TOLD, Type::Bool));
        let step = filter(told, is_any(0..self.names.len()));
        Arc::new(filter(step, known(vec![column(date, Type::Date)])))
    }

    /// Rows that would hit, those that are asked for.
    fn hits(&self, plan: &Arc<Plan>, keep: Expr) -> Plan {
        let terms = self.asked.iter().cloned().chain([keep]);
        Plan::Filter {
            input: Arc::clone(plan),
            keep: all_of(terms.collect()),
        }
    }
}

/// Several lots of hits; a row counts where it first stands.
fn all(mut lots: Vec<Plan>) -> Plan {
    match lots.len() {
        1 => lots.swap_remove(0),
        _ => Plan::Union(lots.into_iter().map(Arc::new).collect()),
    }
}

/// Adds the largest amount of a matter to the first of its hits: each row of a matter states it.
fn once(hits: Plan, by: &[String], amount: &str) -> Plan {
    let nth = "_of_hits";
    let largest = measure("_most", Aggregate::Max, amount, None);
    let placed = window(hits, by, &[], Frame::Partition, vec![place(nth), largest]);
    let first = equal(column(nth, Type::Int), int(1));
    window(
        placed,
        by,
        &[nth],
        Frame::Rows {
            before: 0,
            after: 0,
        },
        vec![measure(AMOUNT, Aggregate::Max, "_most", Some(first))],
    )
}

/// Rows as they are, or those for which all terms hold.
fn kept(rows: &Arc<Plan>, terms: Vec<Expr>) -> Plan {
    only(rows.as_ref().clone(), terms)
}
