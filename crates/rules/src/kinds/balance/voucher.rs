//! Debits and credits of one voucher are equal.

use ledger::Wording;

use crate::Per;
use crate::compile::{
    Ask, Shape, column, columns_read, derive, differs, filter, measure, minus, month_of, or_zero,
    rows_read, window,
};
use crate::expr::Type;
use crate::load::Told;
use crate::plan::{Aggregate, Frame, Rows};

pub(super) fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::All);
    let by = ask.names("by", &["org", "voucher_no"])?;
    let date = ask.date()?;
    let debit = ask.common("debit", ask.feed)?;
    let credit = ask.common("credit", ask.feed)?;
    let base = base?;
    let [debits, credits, gap] = ["debits", "credits", "difference"].map(|name| ask.fresh(name));

    let plan = derive(
        base.plan,
        vec![("_month", month_of(column(&date, Type::Date)))],
    );
    let mut keys = by.clone();
    keys.push("_month".to_owned());
    let sums = vec![
        measure(&debits, Aggregate::Sum, &debit, None),
        measure(&credits, Aggregate::Sum, &credit, None),
    ];
    let plan = window(plan, &keys, &[], Frame::Partition, sums);
    let sum = |name: &str| or_zero(column(name, Type::Money), Type::Money);
    let plan = derive(
        plan,
        vec![(&gap, minus(sum(&debits), sum(&credits), Type::Money))],
    );
    let difference = column(&gap, Type::Money);

    let rows = rows_read(ask.given, base.filter.as_ref(), &ask.columns());
    let same = columns_read(&by, &ask.columns());
    Ok(Shape {
        // A voucher none of whose lines has a sum on either side is empty, not unbalanced.
        hits: filter(plan, differs(difference.clone(), crate::compile::money(0))),
        columns: ask
            .columns()
            .with(&debits, Type::Money, "借方合计", "debits")
            .with(&credits, Type::Money, "贷方合计", "credits")
            .with(&gap, Type::Money, "差额", "difference"),
        members: None,
        context: Vec::new(),
        needs: by.iter().cloned().chain([date, debit, credit]).collect(),
        subject: by,
        per: Per::Month,
        burst: 0,
        amount: None,
        facts: [
            ("difference", &gap),
            ("debits", &debits),
            ("credits", &credits),
        ]
        .map(|(fact, name)| (fact.to_owned(), column(name, Type::Money)))
        .into(),
        others: Vec::new(),
        filter: base.filter,
        reads: Wording::new(
            format!(
                "{}相同、同一月份的{}，借方合计与贷方合计不相等",
                same.zh, rows.zh
            ),
            format!(
                "{} with the same {} in a month whose debits and credits differ",
                rows.en, same.en
            ),
        ),
    })
}
