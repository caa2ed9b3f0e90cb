//! Rows inside an interval of another feed, or near it.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `other` | feed with the intervals; without an end its `end` is its `date` | – |
//! | `other_where` | which of its rows | all |
//! | `on` | equal columns, `"org"` or `"payee = lessee"` | `["org"]` |
//! | `before` | days before the interval begins, both ends included | `0天` |
//! | `after` | days after it ends, both ends included | `0天` |
//! | `pick` | `nearest` (to the end; ties the earlier) or `all` partners of a row | `nearest` |
//!
//! A row without partner is not judged, rather than clear, where `on` has `org` and the other feed does not cover its collective within
//! twelve months, or where that collective never fills what partners are found by. A row that is blank in `on` asks for no partner.
//!
//! Subject: org and the other row (its key columns), one lead each; amount of the feed. Facts: `days` (0 inside, else the distance),
//! `days_before`, `days_after` (empty where they do not apply). The other row is context.

use std::sync::Arc;

use ledger::Wording;

use super::{Entry, Key};
use crate::Per;
use crate::compile::{
    Ask, Columns, Shape, coalesce, column, columns_read, days, days_read, derive, end_of, measure,
    minus, more, other_subject, rows_read, uncovered, window,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Bound, Frame, How, Pick, Plan, Rows};

pub(super) const ENTRY: Entry = Entry {
    name: "during",
    zh: "发生在另一数据表某段时间之内或前后的记录",
    en: "rows inside an interval of another feed",
    keys: &[
        Key {
            name: "other",
            zh: "提供时间段的数据表；没有结束日期的，以开始日期为结束日期",
            en: "feed with the intervals; without an end it ends when it begins",
        },
        Key {
            name: "other_where",
            zh: "只看其中满足此条件的记录；默认全部",
            en: "which of its rows; default all",
        },
        Key {
            name: "on",
            zh: "两边相等的列，如 [\"org\", \"payee = lessee\"]；默认 [\"org\"]",
            en: "equal columns; default [\"org\"]",
        },
        Key {
            name: "before",
            zh: "开始前几天以内（含两端）；默认 0天",
            en: "days before it begins, both ends included; default 0",
        },
        Key {
            name: "after",
            zh: "结束后几天以内（含两端）；默认 0天",
            en: "days after it ends, both ends included; default 0",
        },
        Key {
            name: "pick",
            zh: "nearest 只取最近的一条（默认），all 取全部",
            en: "nearest partner (default), or all of them",
        },
    ],
    compile,
};

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::Net);
    let other = ask.other()?;
    let (right, other_filter) = ask.counterpart(other)?;
    let on = ask.pairs(other)?;
    let before = ask.days("before")?.unwrap_or(0);
    let after = ask.days("after")?.unwrap_or(0);
    let nearest = ask.word("pick", &["nearest", "all"])? != Some("all");
    let date = ask.date()?;
    let start = ask.common("date", other)?;
    let columns = ask.columns().with_other("other", other);
    let residual = ask.drops_of_pairs(&columns)?;
    let base = base?;

    let ends = end_of(other, &start);
    let absence = uncovered(
        [ask.feed, other],
        &on,
        Some(&date),
        Some(&start),
        other_filter.as_ref(),
    );
    let joined = Plan::Join {
        left: Arc::new(base.plan),
        right: Arc::new(derive(right, vec![("_until", ends)])),
        on: on.clone(),
        between: vec![
            Bound {
                left: date.clone(),
                shift: before,
                at_least: true,
                right: start.clone(),
            },
            Bound {
                left: date.clone(),
                shift: -after,
                at_least: false,
                right: "_until".to_owned(),
            },
        ],
        residual,
        how: How::Inner,
        pick: if nearest {
            Pick::Nearest {
                left: date.clone(),
                right: "_until".to_owned(),
            }
        } else {
            Pick::All
        },
        prefix: "other".to_owned(),
        absence,
    };
    let names = ["days", "days_before", "days_after"].map(|name| ask.fresh(name));
    let hits = with_distance(joined, &date, &start, &names);

    let reads = reads(
        ask,
        [base.filter.as_ref(), other_filter.as_ref()],
        other,
        &on,
        (before, after),
    );
    let columns = columns
        .with(&names[0], Type::Days, "相隔天数", "days")
        .with(&names[1], Type::Days, "提前天数", "days before")
        .with(&names[2], Type::Days, "滞后天数", "days after");
    Ok(Shape {
        hits,
        members: None,
        context: vec!["other".to_owned()],
        subject: std::iter::once("org".to_owned())
            .chain(other_subject(other))
            .collect(),
        per: Per::All,
        burst: before.saturating_add(after),
        amount: ask.amount(),
        facts: facts(&names),
        others: vec![other.name.clone()],
        needs: vec![date],
        filter: base.filter,
        reads,
        columns,
    })
}

fn facts(names: &[String; 3]) -> Vec<(String, Expr)> {
    let facts = ["days", "days_before", "days_after"].into_iter().zip(names);
    facts
        .map(|(fact, name)| (fact.to_owned(), column(name, Type::Days)))
        .collect()
}

/// Adds the distance of a row to its interval. There is no conditional among expressions, so that a measure over the row itself keeps
/// a difference only where it is positive.
fn with_distance(joined: Plan, date: &str, start: &str, names: &[String; 3]) -> Plan {
    let [all, before, after] = names;
    let day = |name: &str| column(name, Type::Date);
    let raw = derive(
        joined,
        vec![
            (
                "_early",
                minus(day(&format!("other.{start}")), day(date), Type::Days),
            ),
            ("_late", minus(day(date), day("other._until"), Type::Days)),
        ],
    );
    let positive = |name: &str| Some(more(column(name, Type::Days), days(0)));
    let measured = window(
        raw,
        &["org".to_owned()],
        &[date],
        Frame::Rows {
            before: 0,
            after: 0,
        },
        vec![
            measure(before, Aggregate::Max, "_early", positive("_early")),
            measure(after, Aggregate::Max, "_late", positive("_late")),
        ],
    );
    let distance = coalesce(
        vec![
            column(after, Type::Days),
            column(before, Type::Days),
            days(0),
        ],
        Type::Days,
    );
    derive(measured, vec![(all, distance)])
}

fn reads<'a>(
    ask: &Ask<'a>,
    filters: [Option<&Expr>; 2],
    other: &'a ledger::Feed,
    on: &[(String, String)],
    (before, after): (i64, i64),
) -> Wording {
    let rows = rows_read(ask.given, filters[0], &ask.columns());
    let theirs = rows_read(ask.given, filters[1], &Columns::of(other));
    let ours: Vec<String> = on.iter().map(|(l, _)| l.clone()).collect();
    let same = columns_read(&ours, &ask.columns());
    let (b, a) = (days_read(before), days_read(after));
    Wording::new(
        format!(
            "{}，其日期在{}相同的“{}”（{}）开始前 {}至结束后 {}之内（均含当天）",
            rows.zh, same.zh, other.label.zh, theirs.zh, b.zh, a.zh
        ),
        format!(
            "{}, dated from {} before to {} after (both included) {} of {} with the same {}",
            rows.en, b.en, a.en, theirs.en, other.name, same.en
        ),
    )
}
