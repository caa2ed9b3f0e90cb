//! Rows without a counterpart in another feed.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `other` | feed of the counterparts | – |
//! | `other_where` | which of its rows | all |
//! | `on` | equal columns, `"org"` or `"payee = payee"` | `["org"]` |
//! | `before` | the counterpart is dated at most so many days before the row (inclusive) | however long before |
//! | `after` | the counterpart is dated at most so many days after the row (inclusive) | `0天` |
//! | `covers` | money column of `other`: what rows alike in `on` add up to by the day (the row and its day included) must not exceed what their counterparts add up to; a counterpart without that amount covers anything; where both may come first, a row and a counterpart of the same sum within both bounds are set off beforehand, one to one | none |
//! | `of` | money column that is added up for `covers` | `amount` |
//! | `peers` | column of `orgs` in which peers are alike, such as `town`: a row is told only where they do have counterparts | not asked |
//! | `least` | so many peers, at least (inclusive); with fewer no row is judged | 3 |
//! | `share` | of these so large a part has counterparts, at least (inclusive) | `50%` |
//!
//! A row is judged only where the other feed covers its collective and time, and where that collective fills what counterparts are found
//! by (`on`, the date, what `other_where` compares); else, and where its own date is blank, it is not judged. Peers of a row are the other
//! collectives alike in `peers` that have rows of the same kind (`where`) in the same calendar year; their counterparts are those of
//! `other` in that year, whatever `on` asks. A collective that has a counterpart of its own in the year is like its peers, and no
//! hit. One that `orgs` does not place, or places twice, has no peers. Subject: org and party, a lead a row, amount of the feed.
//! Facts with `covers`: `paid`, the sum up to and including the row's day; with `peers`: `peers`, and `filers` among them.

use std::sync::Arc;

use ledger::{Feed, Wording};

use super::{Entry, Key};
use crate::Per;
use crate::compile::{
    Ask, Columns, Shape, absence, append, column, columns_read, days_read, filter, rows_read,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Bound, How, Pick, Plan, Rows};

mod peers;
mod sums;
#[cfg(test)]
mod tests;

use peers::Peers;
use sums::Sums;

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
        Key {
            name: "peers",
            zh: "同类单位相同的 orgs 列，如 town：同类多数有对应记录的才命中",
            en: "column of orgs in which peers are alike, such as town: told only where most of them have counterparts",
        },
        Key {
            name: "least",
            zh: "同类单位至少几家（含），不足不判断；默认 3",
            en: "peers, at least (inclusive), else not judged; default 3",
        },
        Key {
            name: "share",
            zh: "其中有对应记录的至少占多少（含）；默认 50%",
            en: "part of them that has counterparts, at least (inclusive); default 50%",
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
    let peers = Peers::of(ask, other, [date.clone(), their_date.clone()])?;
    let (mut right, other_filter) = counterpart?;
    let base = base?;

    let mut left = base.plan;
    let mut residual = None;
    let mut columns = ask.columns();
    let mut facts = Vec::new();
    if let Some(peers) = &peers {
        left = peers.counted(left, right.clone(), ask)?;
        columns = peers.columns(columns);
        facts.extend(peers.facts());
    }
    if let (Some(covers), Some(of)) = (&covers, &of) {
        let name = ask.fresh("paid");
        let sums = Sums {
            on: &on,
            dates: [&date, &their_date],
            amounts: [of, covers],
            name: &name,
            near: before.map_or(after, |before| before.min(after)),
        };
        (left, right) = sums.added(left, right);
        residual = Some(sums.covered());
        columns = columns.with(&name, Type::Money, "累计支付", "paid");
        facts.push(("paid".to_owned(), column(&name, Type::Money)));
    }
    let bound = |shift: i64, at_least: bool| Bound {
        left: date.clone(),
        shift,
        at_least,
        right: their_date.clone(),
    };
    let mut bounds = vec![bound(after, true)];
    bounds.extend(before.map(|n| bound(-n, false)));
    let keys = on.iter().map(|(_, theirs)| theirs.as_str());
    let keys = keys.chain([their_date.as_str()]);
    let absence = absence(other, Some(&date), keys, other_filter.as_ref());
    let missing = Plan::Join {
        left: Arc::new(left),
        right: Arc::new(right),
        on: on.clone(),
        between: bounds,
        residual,
        how: How::Anti,
        pick: Pick::All,
        prefix: "other".to_owned(),
        absence: Some(absence),
    };
    let hits = match &peers {
        Some(peers) => filter(missing, peers.told()),
        None => missing,
    };
    let mut reads = reads(
        ask,
        [base.filter.as_ref(), other_filter.as_ref()],
        other,
        &on,
        (before, after),
        covers.is_some(),
    );
    let mut others = vec![other.name.clone()];
    if let Some(peers) = &peers {
        peers.read(&mut reads);
        others.push(peers.feed().to_owned());
    }
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
        others,
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
