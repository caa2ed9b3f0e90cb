//! Steps that were long in coming, or are still to come.

use std::sync::Arc;

use ledger::Wording;

use super::{
    Found, Steps, all, all_dated, all_told, asked_of, dated_of, is, kept, reads, steps_told,
};
use crate::compile::{
    Ask, all_of, as_of, column, count, days, derive, equal, int, measure, minus, more, window,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame};

pub(super) fn late<'a>(
    ask: &Ask<'a>,
    steps: &Steps<'a>,
    filters: [Option<&Expr>; 2],
) -> Result<Found<'a>, Told> {
    ask.refuse("late", &["hand"])?;
    let Some(within) = steps.within else {
        return Err(ask.table.missing(
            "within",
            Wording::new(
                "请写与上一步最多相隔几天，如 within = \"30天\"。",
                "Write how many days a step may follow the one before, as in within = \"30天\".",
            ),
        ));
    };
    let date = ask.date()?;
    let day = |name: &str| column(name, Type::Date);
    let of = |what: &str, n: usize| format!("_{what}_{}", n + 1);
    let mut measures = vec![steps_told()];
    for n in 0..steps.names.len() {
        measures.push(dated_of(n, &date));
        measures.push(count(&of("rows", n), Some(is(n))));
        measures.push(measure(&of("first", n), Aggregate::Min, &date, Some(is(n))));
        measures.push(measure(&of("last", n), Aggregate::Max, &date, Some(is(n))));
    }
    let rows = kept(&steps.rows, Vec::new());
    let told = window(rows, &steps.by, &[], Frame::Partition, measures);
    let dated = steps.dated(&Arc::new(told), &date);

    let waited = ask.fresh("waited");
    let end = steps.names.len() - 1;
    let mut lots = Vec::new();
    for n in 0..=end {
        if n > 0 {
            let since = minus(day(&date), day(&of("last", n - 1)), Type::Days);
            let keep = all_of(vec![
                is(n),
                equal(day(&date), day(&of("first", n))),
                asked_of(
                    n - 1,
                    day(&of("last", n - 1)),
                    more(since.clone(), days(within)),
                ),
                all_dated(n - 1),
                all_dated(n),
                all_told(),
            ]);
            lots.push(derive(kept(&dated, vec![keep]), vec![(&waited, since)]));
        }
        if n < end {
            let since = minus(as_of(), day(&date), Type::Days);
            let none = |later| equal(column(&of("rows", later), Type::Int), int(0));
            let mut keep = vec![
                is(n),
                equal(day(&date), day(&of("last", n))),
                all_dated(n),
                all_told(),
            ];
            keep.extend((n + 1..=end).map(none));
            keep.push(more(since.clone(), days(within)));
            let stalled = kept(&dated, vec![all_of(keep)]);
            lots.push(derive(stalled, vec![(&waited, since)]));
        }
    }
    Ok(Found {
        hits: all(lots),
        columns: steps
            .columns
            .clone()
            .with(&waited, Type::Days, "等待天数", "days waited"),
        context: Vec::new(),
        facts: vec![("waited".to_owned(), column(&waited, Type::Days))],
        needs: vec![date],
        reads: reads::late(ask, steps, filters, within),
    })
}
