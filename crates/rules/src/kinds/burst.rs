//! Rows within a few days of each other, together at or over a bound.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `by` | columns that rows of a window share | `["org", "party"]` |
//! | `within` | last day − first day, at most (inclusive) | – |
//! | `least` | rows in a window, at least | 2 |
//! | `reach` | sum of a window, at least (inclusive); may hang on `limit(…)`, asked of the window's last row | none |
//! | `exceed` | sum of a window, more than (exclusive) | none |
//! | `of` | money column that is summed | `amount` |
//!
//! `where` holds of each row (so that "each below the limit" is said there). Hits are all rows of any window that qualifies.
//! Subject: `by`; cut into bursts of `within`; amount of the feed. Facts: `count` and `sum` of the largest window of the row.

use ledger::Wording;

use super::{Entry, Key};
use crate::Per;
use crate::compile::{
    Ask, Shape, all_of, any_of, append, at_least, column, columns_read, count, crowded, days_read,
    derive, filter, int, measure, more, or_zero, rows_read, window,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame, Rows};

pub(super) const ENTRY: Entry = Entry {
    name: "burst",
    zh: "几天之内合计达到或超过某数的若干笔记录",
    en: "rows within a few days, together at or over a bound",
    keys: &[
        Key {
            name: "by",
            zh: "同一组记录相同的列；默认 [\"org\", \"party\"]",
            en: "columns that rows share; default [\"org\", \"party\"]",
        },
        Key {
            name: "within",
            zh: "首尾相差最多几天（含）",
            en: "last day − first day, at most (inclusive)",
        },
        Key {
            name: "least",
            zh: "至少几笔；默认 2",
            en: "rows, at least; default 2",
        },
        Key {
            name: "reach",
            zh: "合计达到（含）",
            en: "sum, at least (inclusive)",
        },
        Key {
            name: "exceed",
            zh: "合计超过（不含）",
            en: "sum, more than (exclusive)",
        },
        Key {
            name: "of",
            zh: "合计哪一列金额；默认 amount",
            en: "money column that is summed; default amount",
        },
    ],
    compile,
};

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::Net);
    let by = ask.names("by", &["org", "party"])?;
    let date = ask.date()?;
    let least = ask.whole("least")?.unwrap_or(2);
    let reach = ask.value("reach", &ask.columns(), Type::Money)?;
    let exceed = ask.value("exceed", &ask.columns(), Type::Money)?;
    let of = ask.money_column()?;
    let Some(within) = ask.days("within")? else {
        return Err(ask.table.missing(
            "within",
            Wording::new(
                "请写首尾最多相差几天，如 within = \"7天\"。",
                "Write how many days a window spans, as in within = \"7天\".",
            ),
        ));
    };
    let base = base?;
    let names = ["count", "sum"].map(|name| ask.fresh(name));

    let sum = || column("_window_sum", Type::Money);
    let mut qualifies = vec![at_least(column("_window_count", Type::Int), int(least))];
    qualifies.extend(reach.clone().map(|bound| at_least(sum(), bound)));
    qualifies.extend(exceed.clone().map(|bound| more(sum(), bound)));
    // Each row is asked as the last one of a window; then every row asks the windows that it may belong to.
    let ending = window(
        crowded(base.plan, &by, least),
        &by,
        &[&date],
        Frame::Days {
            before: within,
            after: 0,
        },
        vec![
            count("_window_count", None),
            measure("_window_sum", Aggregate::Sum, &of, None),
        ],
    );
    let ending = derive(ending, vec![("_qualifies", all_of(qualifies))]);
    let flag = || column("_qualifies", Type::Bool);
    let members = window(
        ending,
        &by,
        &[&date],
        Frame::Days {
            before: 0,
            after: within,
        },
        vec![
            count("_windows", Some(flag())),
            measure(&names[0], Aggregate::Max, "_window_count", Some(flag())),
            measure(&names[1], Aggregate::Max, "_window_sum", Some(flag())),
        ],
    );
    let hits = filter(
        members,
        any_of(vec![
            at_least(or_zero(column("_windows", Type::Int), Type::Int), int(1)),
            flag(),
        ]),
    );

    let reads = reads(
        ask,
        base.filter.as_ref(),
        &by,
        within,
        least,
        [reach.as_ref(), exceed.as_ref()],
    );
    Ok(Shape {
        hits,
        columns: ask
            .columns()
            .with(&names[0], Type::Int, "笔数", "count")
            .with(&names[1], Type::Money, "合计", "sum"),
        members: None,
        context: Vec::new(),
        needs: by.iter().cloned().chain([date, of.clone()]).collect(),
        subject: by,
        per: Per::Burst(within),
        burst: within,
        amount: Some(of),
        facts: vec![
            ("count".to_owned(), column(&names[0], Type::Int)),
            ("sum".to_owned(), column(&names[1], Type::Money)),
        ],
        others: Vec::new(),
        filter: base.filter,
        reads,
    })
}

fn reads(
    ask: &Ask<'_>,
    filter: Option<&Expr>,
    by: &[String],
    within: i64,
    least: i64,
    [reach, exceed]: [Option<&Expr>; 2],
) -> Wording {
    let rows = rows_read(ask.given, filter, &ask.columns());
    let same = columns_read(by, &ask.columns());
    let n = days_read(within);
    let mut sentence = Wording::new(
        format!(
            "{}相同、首尾相差不超过 {}的{} {least} 笔以上（含）",
            same.zh, n.zh, rows.zh
        ),
        format!(
            "at least {least} {} with the same {} within {}",
            rows.en, same.en, n.en
        ),
    );
    if let Some(bound) = reach {
        let bound = ask.given.read(bound, &ask.columns());
        append(
            &mut sentence,
            &format!("，合计达到{}（含）", bound.zh),
            &format!(", together {} or more", bound.en),
        );
    }
    if let Some(bound) = exceed {
        let bound = ask.given.read(bound, &ask.columns());
        append(
            &mut sentence,
            &format!("，合计超过{}（不含）", bound.zh),
            &format!(", together more than {}", bound.en),
        );
    }
    sentence
}
