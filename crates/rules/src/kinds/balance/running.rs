//! A balance is the one before it, plus what came in, less what went out.

use ledger::Wording;

use crate::Per;
use crate::compile::{
    Ask, Shape, all_of, coalesce, column, columns_read, derive, differs, filter, lag, measure,
    minus, money, or_zero, plus, rows_read, text_is, window,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame, Rows};

pub(super) fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::All);
    let by = ask.names("by", &["org", "book", "account"])?;
    let date = ask.date()?;
    let [balance, direction, amount, seq] =
        ["balance", "direction", "amount", "seq"].map(|c| ask.common(c, ask.feed));
    let (balance, direction, amount, seq) = (balance?, direction?, amount?, seq?);
    let base = base?;
    let [previous, gap] = ["previous", "difference"].map(|name| ask.fresh(name));

    let order = [date.as_str(), seq.as_str()];
    let way = |word: &str| {
        ask.columns()
            .find(&direction)
            .map(|column| text_is(column, word))
    };
    // The row itself is the frame: there is no conditional among expressions, and a measure with a filter is one.
    let plan = window(
        base.plan,
        &by,
        &order,
        Frame::Rows {
            before: 0,
            after: 0,
        },
        vec![
            lag(&previous, &balance),
            measure("_came_in", Aggregate::Sum, &amount, way("in")),
            measure("_went_out", Aggregate::Sum, &amount, way("out")),
        ],
    );
    let cash = |name: &str| column(name, Type::Money);
    let moved = minus(
        or_zero(cash("_came_in"), Type::Money),
        or_zero(cash("_went_out"), Type::Money),
        Type::Money,
    );
    let due = plus(cash(&previous), moved, Type::Money);
    let plan = derive(plan, vec![(&gap, minus(cash(&balance), due, Type::Money))]);
    // One wrong balance breaks the chain twice, there and at the next row, by opposite sums: that is one cause.
    let plan = window(
        plan,
        &by,
        &order,
        Frame::Partition,
        vec![lag("_echo", &gap)],
    );
    let zero = || money(0);
    let net = plus(
        cash(&gap),
        coalesce(vec![cash("_echo"), zero()], Type::Money),
        Type::Money,
    );
    let known = Expr::Not(Box::new(crate::compile::is_null(cash(&previous))));
    let keep = all_of(vec![
        known,
        differs(cash(&gap), zero()),
        differs(net, zero()),
    ]);

    let rows = rows_read(ask.given, base.filter.as_ref(), &ask.columns());
    let same = columns_read(&by, &ask.columns());
    Ok(Shape {
        hits: filter(plan, keep),
        columns: ask
            .columns()
            .with(&previous, Type::Money, "上一余额", "previous")
            .with(&gap, Type::Money, "差额", "difference"),
        members: None,
        context: Vec::new(),
        needs: by
            .iter()
            .cloned()
            .chain([date, balance, direction, amount])
            .collect(),
        subject: by,
        per: Per::Row,
        burst: 0,
        amount: None,
        facts: [("difference", &gap), ("previous", &previous)]
            .map(|(fact, name)| (fact.to_owned(), column(name, Type::Money)))
            .into(),
        others: Vec::new(),
        filter: base.filter,
        reads: Wording::new(
            format!(
                "{}相同的{}，按日期和顺序，余额不等于上一余额加收入减支出",
                same.zh, rows.zh
            ),
            format!(
                "{} with the same {}, by date and order, whose balance is not the one before plus in less out",
                rows.en, same.en
            ),
        ),
    })
}
