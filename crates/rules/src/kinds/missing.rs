//! Rows without a counterpart in another feed.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `other` | feed of the counterparts | – |
//! | `other_where` | which of its rows | all |
//! | `on` | equal columns, `"org"` or `"payee = payee"` | `["org"]` |
//! | `before` | the counterpart is dated at most so many days before the row (inclusive) | however long before |
//! | `after` | the counterpart is dated at most so many days after the row (inclusive) | `0天` |
//! | `covers` | money column of `other`: what rows alike in `on` add up to by the day (the row and its day included) must not exceed what their counterparts add up to; a counterpart without that amount covers anything | none |
//! | `of` | money column that is added up for `covers` | `amount` |
//!
//! A row is judged only where the other feed covers its collective and time, else it is not judged. Subject: org and party, a lead
//! a row, amount of the feed. Facts with `covers`: `paid`, the sum up to and including the row's day.

use std::sync::Arc;

use ledger::{Feed, Wording};

use super::{Entry, Key};
use crate::Per;
use crate::compile::{
    Ask, Columns, Shape, any_of, append, at_most, column, columns_read, days_read, is_null,
    measure, rows_read, window,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Absence, Aggregate, Bound, Frame, How, Pick, Plan, Rows};

pub(super) const ENTRY: Entry = Entry {
    name: "missing",
    zh: "在另一数据表中找不到对应记录的记录",
    en: "rows without a counterpart in another feed",
    keys: &[
        Key {
            name: "other",
            zh: "应有对应记录的数据表",
            en: "feed of the counterparts",
        },
        Key {
            name: "other_where",
            zh: "只看其中满足此条件的记录；默认全部",
            en: "which of its rows; default all",
        },
        Key {
            name: "on",
            zh: "两边相等的列；默认 [\"org\"]",
            en: "equal columns; default [\"org\"]",
        },
        Key {
            name: "before",
            zh: "对应记录最多早几天（含）；默认不限",
            en: "the counterpart is at most so many days earlier (inclusive); default however long",
        },
        Key {
            name: "after",
            zh: "对应记录最多晚几天（含）；默认 0天",
            en: "the counterpart is at most so many days later (inclusive); default 0",
        },
        Key {
            name: "covers",
            zh: "对应数据表的金额列：累计支付不得超过累计核准",
            en: "money column of other: sums paid must not exceed sums approved",
        },
        Key {
            name: "of",
            zh: "累计哪一列金额；默认 amount",
            en: "money column that is added up; default amount",
        },
    ],
    compile,
};

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::Net);
    let other = ask.other()?;
    let counterpart = ask.counterpart(other);
    let on = ask.pairs(other)?;
    let before = ask.days("before")?;
    let after = ask.days("after")?.unwrap_or(0);
    let date = ask.date()?;
    let their_date = ask.common("date", other)?;
    let covers = ask.money_of(other, "covers")?;
    let of = covers.is_some().then(|| ask.money_column()).transpose()?;
    let (mut right, other_filter) = counterpart?;
    let base = base?;

    let mut left = base.plan;
    let mut residual = None;
    let mut columns = ask.columns();
    let mut facts = Vec::new();
    if let (Some(covers), Some(of)) = (&covers, &of) {
        let name = ask.fresh("paid");
        let (ours, theirs): (Vec<String>, Vec<String>) = on.iter().cloned().unzip();
        let running = |plan: Plan, by: &[String], date: &str, name: &str, of: &str| {
            window(
                plan,
                by,
                &[date],
                Frame::Preceding,
                vec![measure(name, Aggregate::Sum, of, None)],
            )
        };
        left = running(left, &ours, &date, &name, of);
        right = running(right, &theirs, &their_date, "_approved", covers);
        let paid = column(&name, Type::Money);
        residual = Some(any_of(vec![
            is_null(column(&format!("other.{covers}"), Type::Money)),
            at_most(paid.clone(), column("other._approved", Type::Money)),
        ]));
        columns = columns.with(&name, Type::Money, "累计支付", "paid");
        facts.push(("paid".to_owned(), paid));
    }
    let bound = |shift: i64, at_least: bool| Bound {
        left: date.clone(),
        shift,
        at_least,
        right: their_date.clone(),
    };
    let mut bounds = vec![bound(after, true)];
    bounds.extend(before.map(|n| bound(-n, false)));
    let hits = Plan::Join {
        left: Arc::new(left),
        right: Arc::new(right),
        on: on.clone(),
        between: bounds,
        residual,
        how: How::Anti,
        pick: Pick::All,
        prefix: "other".to_owned(),
        absence: Some(Absence {
            feed: other.name.clone(),
            date: date.clone(),
        }),
    };
    let reads = reads(
        ask,
        [base.filter.as_ref(), other_filter.as_ref()],
        other,
        &on,
        (before, after),
        covers.is_some(),
    );
    Ok(Shape {
        hits,
        columns,
        members: None,
        context: Vec::new(),
        subject: ask.names("", &["org", "party"])?,
        per: Per::Row,
        burst: 30,
        amount: ask.amount(),
        facts,
        others: vec![other.name.clone()],
        needs: std::iter::once(date)
            .chain(of)
            .chain(on.into_iter().map(|(l, _)| l))
            .collect(),
        filter: base.filter,
        reads,
    })
}

fn reads<'a>(
    ask: &Ask<'a>,
    filters: [Option<&Expr>; 2],
    other: &'a Feed,
    on: &[(String, String)],
    (before, after): (Option<i64>, i64),
    covers: bool,
) -> Wording {
    let rows = rows_read(ask.given, filters[0], &ask.columns());
    let theirs = rows_read(ask.given, filters[1], &Columns::of(other));
    let ours: Vec<String> = on.iter().map(|(l, _)| l.clone()).collect();
    let same = columns_read(&ours, &ask.columns());
    let (from_zh, from_en) = before.map_or_else(
        || ("此前任何时候".to_owned(), "any time before".to_owned()),
        |n| {
            (
                format!("此前 {}", days_read(n).zh),
                format!("{} before", days_read(n).en),
            )
        },
    );
    let until = days_read(after);
    let mut sentence = Wording::new(
        format!(
            "{}，在“{}”（{}）中没有{}相同、日期在{from_zh}至此后 {}（均含当天）的记录",
            rows.zh, other.label.zh, theirs.zh, same.zh, until.zh
        ),
        format!(
            "{} without any of {} of {} with the same {} dated from {from_en} to {} after (both included)",
            rows.en, theirs.en, other.name, same.en, until.en
        ),
    );
    if covers {
        append(
            &mut sentence,
            "，或者累计支付超过累计核准",
            ", or paid beyond what these approve in sum",
        );
    }
    sentence
}
