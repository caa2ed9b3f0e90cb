//! One id or account that bears several names.

use crate::Per;
use crate::compile::{
    Ask, Shape, append, at_least, column, columns_read, filter, int, measure, rows_read, window,
};
use crate::expr::Type;
use crate::load::Told;
use crate::plan::{Aggregate, Frame, Rows};

/// Keys that speak of pairs.
const OF_PAIRS: [&str; 9] = [
    "other",
    "other_where",
    "on",
    "or_on",
    "within",
    "same_day",
    "share",
    "money",
    "where_pair",
];

pub(super) fn names<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    ask.refuse("names", &OF_PAIRS)?;
    let base = ask.base(Rows::Net);
    let least = ask.whole("least")?.unwrap_or(3);
    let party = ask.common("party", ask.feed)?;
    let mut by = ask.names("by", &[])?;
    if by.is_empty() {
        by.push(ask.common("party_account", ask.feed)?);
    }
    let base = base?;
    let number = ask.fresh("names");
    let counted = window(
        base.plan,
        &by,
        &[],
        Frame::Partition,
        vec![measure(&number, Aggregate::Distinct, &party, None)],
    );
    let mut reads = rows_read(ask.given, base.filter.as_ref(), &ask.columns());
    let same = columns_read(&by, &ask.columns());
    append(
        &mut reads,
        &format!("，{}相同而往来对象的名称达到 {least} 个（含）", same.zh),
        &format!(" of one {} that bears at least {least} names", same.en),
    );
    Ok(Shape {
        hits: filter(counted, at_least(column(&number, Type::Int), int(least))),
        members: None,
        columns: ask.columns().with(&number, Type::Int, "名称个数", "names"),
        context: Vec::new(),
        needs: by.iter().cloned().chain([party]).collect(),
        subject: by,
        per: Per::All,
        burst: 30,
        amount: ask.amount(),
        facts: vec![("names".to_owned(), column(&number, Type::Int))],
        others: Vec::new(),
        filter: base.filter,
        reads,
    })
}
