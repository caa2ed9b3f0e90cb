//! A balance is not under its floor nor over its limit.

use ledger::Wording;

use crate::Per;
use crate::compile::{
    Ask, Shape, all_of, any_of, column, columns_read, derive, equal, filter, lag, less, measure,
    money, more, not_true, rows_read, window,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame, Plan, Rows};

pub(super) fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::All);
    let by = ask.names("by", &["org", "book", "account"])?;
    let date = ask.date()?;
    let seq = ask.common("seq", ask.feed)?;
    let balance = ask.common("balance", ask.feed)?;
    let below = ask.value("below", &ask.columns(), Type::Money)?;
    let above = ask.value("above", &ask.columns(), Type::Money)?;
    let daily = ask.word("moment", &["row", "day"])? == Some("day");
    let base = base?;
    let since = ask.fresh("excess_from");

    let stated = Expr::Not(Box::new(crate::compile::is_null(column(
        &balance,
        Type::Money,
    ))));
    let mut plan = filter(base.plan, stated);
    if daily {
        plan = last_of_day(plan, &by, &date, &seq);
    }
    let held = || column(&balance, Type::Money);
    let floor = match (&below, &above) {
        (None, Some(_)) => None,
        _ => Some(below.unwrap_or_else(|| money(0))),
    };
    let outside: Vec<Expr> = floor
        .iter()
        .map(|floor| less(held(), floor.clone()))
        .chain(above.iter().map(|limit| more(held(), limit.clone())))
        .collect();
    let order = [date.as_str(), seq.as_str()];
    let plan = derive(plan, vec![("_outside", any_of(outside))]);
    let plan = window(
        plan,
        &by,
        &order,
        Frame::Partition,
        vec![lag("_outside_before", "_outside")],
    );
    let flag = |name: &str| column(name, Type::Bool);
    let begins = all_of(vec![flag("_outside"), not_true(flag("_outside_before"))]);
    let plan = derive(plan, vec![("_begins", begins)]);
    // An excess is known by the day it begins; two that begin on one day are one.
    let first = measure(&since, Aggregate::Max, &date, Some(flag("_begins")));
    let plan = window(plan, &by, &order, Frame::Preceding, vec![first]);

    let rows = rows_read(ask.given, base.filter.as_ref(), &ask.columns());
    let same = columns_read(&by, &ask.columns());
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (bound, (word_zh, word_en)) in [(&floor, ("低于", "under")), (&above, ("超过", "over"))]
    {
        if let Some(bound) = bound {
            let bound = ask.given.read(bound, &ask.columns());
            zh.push(format!("{word_zh}{}（不含）", bound.zh));
            en.push(format!("{word_en} {}", bound.en));
        }
    }
    let (moment_zh, moment_en) = if daily {
        ("每日最后余额", "last balance of a day")
    } else {
        ("余额", "balance")
    };
    let mut subject = by.clone();
    subject.push(since.clone());
    Ok(Shape {
        hits: filter(plan, flag("_outside")),
        columns: ask
            .columns()
            .with(&since, Type::Date, "超限起日", "excess from"),
        members: None,
        context: Vec::new(),
        needs: by.into_iter().chain([date, balance]).collect(),
        subject,
        per: Per::All,
        burst: 0,
        amount: None,
        facts: vec![("excess_from".to_owned(), column(&since, Type::Date))],
        others: Vec::new(),
        filter: base.filter,
        reads: Wording::new(
            format!("{}相同的{}，{moment_zh}{}", same.zh, rows.zh, zh.join("或")),
            format!(
                "{} with the same {} whose {moment_en} is {}",
                rows.en,
                same.en,
                en.join(" or ")
            ),
        ),
    })
}

/// Leaves the last row of each day.
fn last_of_day(plan: Plan, by: &[String], date: &str, seq: &str) -> Plan {
    let mut day = by.to_vec();
    day.push(date.to_owned());
    let plan = window(
        plan,
        &day,
        &[],
        Frame::Partition,
        vec![measure("_last_seq", Aggregate::Max, seq, None)],
    );
    filter(
        plan,
        equal(column(seq, Type::Int), column("_last_seq", Type::Int)),
    )
}
