//! Rows alike in some columns and not in others.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `same` | columns in which they are alike; NULL is like nothing | – |
//! | `differ` | columns that hold two values or more among them | none |
//! | `within` | days between them, at most (inclusive) | however long |
//! | `least` | how many, at least | 2 |
//! | `periodic` | `true`: rows that belong to a series (three or more, 26–33 days apart) are no duplicates, unless two stand within 25 days | `false` |
//! | `batch` | so many parties (or more) with an equal amount on one day are a batch, and no duplicates | no guard |
//!
//! Hits are all the rows alike. Subject: `same`; cut into bursts of `within`; amount of the feed. Facts: `count`.

use ledger::Wording;

use super::{Entry, Key};
use crate::Per;
use crate::compile::{
    Ask, Shape, all_of, any_of, append, at_least, between, column, columns_read, count, days,
    days_read, derive, filter, int, is_null, lag, less, measure, minus, not_true, rows_read,
    window,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame, Plan, Rows};

pub(super) const ENTRY: Entry = Entry {
    name: "duplicate",
    zh: "某些列相同、另一些列不同的重复记录",
    en: "rows alike in some columns and not in others",
    keys: &[
        Key {
            name: "same",
            zh: "相同的列；空值与任何值都不相同",
            en: "columns in which they are alike; NULL is like nothing",
        },
        Key {
            name: "differ",
            zh: "其中须有两个以上不同值的列；默认无",
            en: "columns that hold two values or more; default none",
        },
        Key {
            name: "within",
            zh: "相隔最多几天（含）；默认不限",
            en: "days between them, at most (inclusive); default however long",
        },
        Key {
            name: "least",
            zh: "至少几笔；默认 2",
            en: "how many, at least; default 2",
        },
        Key {
            name: "periodic",
            zh: "true：每月定期（三笔以上、相隔 26 至 33 天）的不算重复，25 天内两笔的仍算；默认 false",
            en: "true: a monthly series (three or more, 26–33 days apart) is no duplicate, two within 25 days are; default false",
        },
        Key {
            name: "batch",
            zh: "同日同额发给这么多个（含）以上对象的为批量发放，不算重复；默认不排除",
            en: "so many parties or more with an equal amount on one day are a batch; default no guard",
        },
    ],
    compile,
};

/// Days below which two rows of a monthly series are too near each other to belong to it.
const NEAR: i64 = 25;

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::Net);
    let same = ask.names("same", &[])?;
    let differ = ask.names("differ", &[])?;
    let within = ask.days("within")?;
    let least = ask.whole("least")?.unwrap_or(2);
    let periodic = ask.table.flag("periodic")?.unwrap_or(false);
    let batch = ask.whole("batch")?;
    let date = if within.is_some() || periodic || batch.is_some() {
        Some(ask.date()?)
    } else {
        None
    };
    if same.is_empty() {
        return Err(ask.table.missing(
            "same",
            Wording::new(
                "请写哪些列相同，如 same = [\"org\", \"party\", \"amount\"]。",
                "Write which columns are alike, as in same = [\"org\", \"party\", \"amount\"].",
            ),
        ));
    }
    let base = base?;
    let number = ask.fresh("count");

    let order: Vec<&str> = date.iter().map(String::as_str).collect();
    let frame = within.map_or(Frame::Partition, |n| Frame::Days {
        before: n,
        after: n,
    });
    let distinct: Vec<(String, &String)> = differ
        .iter()
        .map(|d| (format!("_distinct_{d}"), d))
        .collect();
    let mut measures = vec![count(&number, None)];
    measures.extend(
        distinct
            .iter()
            .map(|(name, of)| measure(name, Aggregate::Distinct, of, None)),
    );
    let mut plan = window(base.plan, &same, &order, frame, measures);
    let enough = at_least(column(&number, Type::Int), int(least));
    let mut keep = Vec::new();
    if let (true, Some(date)) = (periodic && within.is_none_or(|n| n > NEAR), &date) {
        plan = with_series(plan, &same, date);
        let near = at_least(column("_near", Type::Int), int(least));
        let single = less(column("_monthly_rows", Type::Int), int(2));
        keep.push(any_of(vec![near, all_of(vec![enough, single])]));
    } else {
        keep.push(enough);
    }
    for (name, of) in &distinct {
        keep.push(at_least(column(name, Type::Int), int(2)));
        keep.extend(
            ask.columns()
                .find(of)
                .map(|c| Expr::Not(Box::new(is_null(c)))),
        );
    }
    if let (Some(n), Some(date)) = (batch, &date) {
        let amount = ask.common("amount", ask.feed)?;
        let party = ask.common("party", ask.feed)?;
        let day = ["org".to_owned(), date.clone(), amount];
        plan = window(
            plan,
            &day,
            &[],
            Frame::Partition,
            vec![measure("_batch", Aggregate::Distinct, &party, None)],
        );
        keep.push(not_true(at_least(column("_batch", Type::Int), int(n))));
    }

    let reads = reads(
        ask,
        base.filter.as_ref(),
        &same,
        &differ,
        (within, least, periodic, batch),
    );
    Ok(Shape {
        hits: filter(plan, all_of(keep)),
        columns: ask.columns().with(&number, Type::Int, "笔数", "count"),
        members: None,
        context: Vec::new(),
        needs: same.iter().chain(&differ).cloned().chain(date).collect(),
        subject: same,
        per: within.map_or(Per::All, Per::Burst),
        burst: within.unwrap_or(30),
        amount: ask.amount(),
        facts: vec![("count".to_owned(), column(&number, Type::Int))],
        others: Vec::new(),
        filter: base.filter,
        reads,
    })
}

/// Adds how many rows of the partition follow another at monthly distance, and how many stand near the row.
fn with_series(plan: Plan, same: &[String], date: &str) -> Plan {
    let before = window(
        plan,
        same,
        &[date],
        Frame::Partition,
        vec![lag("_previous", date)],
    );
    let gap = minus(
        column(date, Type::Date),
        column("_previous", Type::Date),
        Type::Days,
    );
    let monthly = derive(
        before,
        vec![("_monthly", between(&gap, days(26), days(33)))],
    );
    let flag = column("_monthly", Type::Bool);
    let rows = window(
        monthly,
        same,
        &[date],
        Frame::Partition,
        vec![count("_monthly_rows", Some(flag))],
    );
    window(
        rows,
        same,
        &[date],
        Frame::Days {
            before: NEAR,
            after: NEAR,
        },
        vec![count("_near", None)],
    )
}

fn reads(
    ask: &Ask<'_>,
    filter: Option<&Expr>,
    same: &[String],
    differ: &[String],
    (within, least, periodic, batch): (Option<i64>, i64, bool, Option<i64>),
) -> Wording {
    let rows = rows_read(ask.given, filter, &ask.columns());
    let alike = columns_read(same, &ask.columns());
    let mut sentence = Wording::new(
        format!("{}相同", alike.zh),
        format!("at least {least} {} alike in {}", rows.en, alike.en),
    );
    if !differ.is_empty() {
        let unlike = columns_read(differ, &ask.columns());
        append(
            &mut sentence,
            &format!("而{}不同", unlike.zh),
            &format!(" but not in {}", unlike.en),
        );
    }
    if let Some(n) = within {
        let n = days_read(n);
        append(
            &mut sentence,
            &format!("、相隔不超过 {}", n.zh),
            &format!(" within {}", n.en),
        );
    }
    append(
        &mut sentence,
        &format!("的{} {least} 笔以上（含）", rows.zh),
        "",
    );
    if periodic {
        append(
            &mut sentence,
            "，每月定期（三笔以上、相隔 26 至 33 天）的除外",
            ", monthly series (three or more, 26–33 days apart) excepted",
        );
    }
    if let Some(n) = batch {
        append(
            &mut sentence,
            &format!("，同日同额发给 {n} 个以上（含）对象的除外"),
            &format!(", batches of {n} parties or more with an equal amount on one day excepted"),
        );
    }
    sentence
}
