//! Groups past a bound in a period.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `by` | columns that make a group | `["org", "party"]` |
//! | `period` | `month`, `year` or `all` | `month` |
//! | `measure` | `sum` (of money), `count` (of rows), `distinct` (of values) | `sum` |
//! | `of` | column that is measured; for `distinct` any column | `amount` |
//! | `over` | more than (exclusive) | – |
//! | `reach` | at least (inclusive); one of the two must stand | – |
//!
//! A bound may hang on `limit(…)`, asked of the group's last row. Hits are the rows of groups past the bound. Subject: `by`; cut by
//! the period; amount of the feed. Facts: `total`.

use ledger::Wording;

use super::{Entry, Key};
use crate::Per;
use crate::compile::{
    Ask, Shape, at_least, column, columns_read, count, derive, equal, filter, measure, month_of,
    more, rows_read, window, year_of,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame, Measure, Plan, Rows};

pub(super) const ENTRY: Entry = Entry {
    name: "total",
    zh: "某个期间合计超过某数的一组记录",
    en: "groups past a bound in a period",
    keys: &[
        Key {
            name: "by",
            zh: "同一组记录相同的列；默认 [\"org\", \"party\"]",
            en: "columns that make a group; default [\"org\", \"party\"]",
        },
        Key {
            name: "period",
            zh: "month 按月（默认）、year 按年、all 不分期",
            en: "month (default), year or all",
        },
        Key {
            name: "measure",
            zh: "sum 合计（默认）、count 笔数、distinct 不同值的个数",
            en: "sum (default), count or distinct",
        },
        Key {
            name: "of",
            zh: "量哪一列；默认 amount",
            en: "column that is measured; default amount",
        },
        Key {
            name: "over",
            zh: "超过（不含）",
            en: "more than (exclusive)",
        },
        Key {
            name: "reach",
            zh: "达到（含）；over 与 reach 写一个",
            en: "at least (inclusive); write one of over and reach",
        },
    ],
    compile,
};

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::Net);
    let by = ask.names("by", &["org", "party"])?;
    let period = ask
        .word("period", &["month", "year", "all"])?
        .unwrap_or("month");
    let function = ask
        .word("measure", &["sum", "count", "distinct"])?
        .unwrap_or("sum");
    let date = ask.date()?;
    let (of, ty) = match function {
        "sum" => (Some(ask.money_column()?), Type::Money),
        "count" => (None, Type::Int),
        _ => (
            Some(ask.name("of")?.unwrap_or_else(|| "party".to_owned())),
            Type::Int,
        ),
    };
    let over = ask.value("over", &ask.columns(), ty)?;
    let reach = ask.value("reach", &ask.columns(), ty)?;
    let (bound, inclusive) = match (over, reach) {
        (Some(bound), None) => (bound, false),
        (None, Some(bound)) => (bound, true),
        _ => {
            return Err(ask.table.missing(
                "over",
                Wording::new(
                    "请写 over（超过，不含）或 reach（达到，含）中的一个。",
                    "Write one of `over` (exclusive) and `reach` (inclusive).",
                ),
            ));
        }
    };
    let base = base?;
    let name = ask.fresh("total");

    let day = column(&date, Type::Date);
    let (plan, mut keys, per) = match period {
        "month" => (
            derive(base.plan, vec![("_period", month_of(day))]),
            by.clone(),
            Per::Month,
        ),
        "year" => (
            derive(base.plan, vec![("_period", year_of(day))]),
            by.clone(),
            Per::Year,
        ),
        _ => (base.plan, by.clone(), Per::All),
    };
    if per != Per::All {
        keys.push("_period".to_owned());
    }
    let total = match (function, &of) {
        ("sum", Some(of)) => measure(&name, Aggregate::Sum, of, None),
        ("distinct", Some(of)) => measure(&name, Aggregate::Distinct, of, None),
        _ => count(&name, None),
    };
    let (plan, past) = with_bound(plan, &keys, total, &bound, &date);
    let total = column(&name, ty);
    let keep = if inclusive {
        at_least(total.clone(), past)
    } else {
        more(total.clone(), past)
    };

    let reads = reads(
        ask,
        base.filter.as_ref(),
        &by,
        (period, function, of.as_ref()),
        &bound,
        inclusive,
    );
    Ok(Shape {
        hits: filter(plan, keep),
        columns: ask.columns().with(&name, ty, "合计", "total"),
        members: None,
        context: Vec::new(),
        needs: by.iter().cloned().chain([date]).chain(of).collect(),
        subject: by,
        per,
        burst: 30,
        amount: ask.amount(),
        facts: vec![("total".to_owned(), total)],
        others: Vec::new(),
        filter: base.filter,
        reads,
    })
}

/// Measures the groups; a bound that is no constant is asked of the last row of each.
fn with_bound(
    plan: Plan,
    keys: &[String],
    total: Measure,
    bound: &Expr,
    date: &str,
) -> (Plan, Expr) {
    if matches!(bound, Expr::Literal(_)) {
        return (
            window(plan, keys, &[], Frame::Partition, vec![total]),
            bound.clone(),
        );
    }
    let ty = bound.ty();
    let plan = derive(plan, vec![("_row_bound", bound.clone())]);
    let last = measure("_last", Aggregate::Max, date, None);
    let plan = window(plan, keys, &[], Frame::Partition, vec![total, last]);
    let is_last = equal(column(date, Type::Date), column("_last", Type::Date));
    let past = measure("_bound", Aggregate::Max, "_row_bound", Some(is_last));
    (
        window(plan, keys, &[], Frame::Partition, vec![past]),
        column("_bound", ty),
    )
}

fn reads(
    ask: &Ask<'_>,
    filter: Option<&Expr>,
    by: &[String],
    (period, function, of): (&str, &str, Option<&String>),
    bound: &Expr,
    inclusive: bool,
) -> Wording {
    let rows = rows_read(ask.given, filter, &ask.columns());
    let same = columns_read(by, &ask.columns());
    let of = of.map_or_else(Wording::default, |of| {
        columns_read(std::slice::from_ref(of), &ask.columns())
    });
    let bound = ask.given.read(bound, &ask.columns());
    let (when_zh, when_en) = match period {
        "month" => ("每月", "a month"),
        "year" => ("每年", "a year"),
        _ => ("全期", "in all"),
    };
    let (what_zh, what_en) = match function {
        "sum" => (format!("{}合计", of.zh), format!("whose {} adds up", of.en)),
        "count" => ("笔数".to_owned(), "whose number comes".to_owned()),
        _ => (
            format!("不同{}的个数", of.zh),
            format!("whose distinct {} come", of.en),
        ),
    };
    let (past_zh, past_en) = if inclusive {
        (
            format!("达到{}（含）", bound.zh),
            format!("to {} or more", bound.en),
        )
    } else {
        (
            format!("超过{}（不含）", bound.zh),
            format!("to more than {}", bound.en),
        )
    };
    Wording::new(
        format!(
            "{}相同、{when_zh}的{}，{what_zh}{past_zh}",
            same.zh, rows.zh
        ),
        format!(
            "{} with the same {} {what_en} {when_en} {past_en}",
            rows.en, same.en
        ),
    )
}
