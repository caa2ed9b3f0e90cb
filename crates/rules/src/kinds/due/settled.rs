//! What receipts of another feed leave open, the oldest due day first.

use std::sync::Arc;

use super::{OWED, Receipts};
use crate::compile::{
    Ask, Columns, Link, all_of, any_of, as_of, at_least, at_most, coalesce, column, covered, days,
    derive, feed_rows, group, is_null, joined_by, less, measure, minus, or_zero, place, window,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame, How, Plan, Rows};

/// Place of a row among those of its keys, by due day.
const NTH: &str = "_nth";

/// Adds what is open of each row.
pub(super) fn against(
    ask: &Ask<'_>,
    owed: Plan,
    receipts: &Receipts<'_>,
    due: &str,
    open: &str,
) -> Result<Plan, Told> {
    let (ours, theirs): (Vec<String>, Vec<String>) = receipts.on.iter().cloned().unzip();
    let owed = Arc::new(covered(owed, receipts.other, Some(due)));
    let received = Arc::new(received(ask, &owed, receipts, (&ours, &theirs), due)?);

    let placed = window(
        owed.as_ref().clone(),
        &ours,
        &[due],
        Frame::Partition,
        vec![place(NTH)],
    );
    let summed = window(
        placed,
        &ours,
        &[NTH],
        Frame::Preceding,
        vec![measure("_due_so_far", Aggregate::Sum, OWED, None)],
    );
    let joined = joined_by(
        &Arc::new(summed),
        &received,
        Link::on(receipts.on.clone(), How::Left),
    );
    // What is lacking of all that is due up to the row; of that the row bears no more than it owes itself.
    let lacking = minus(
        column("_due_so_far", Type::Money),
        or_zero(column("other._received", Type::Money), Type::Money),
        Type::Money,
    );
    let lacking = derive(joined, vec![("_lacking", lacking)]);
    let own = |name: &str| column(name, Type::Money);
    let chosen = window(
        lacking,
        &ours,
        &[NTH],
        Frame::Rows {
            before: 0,
            after: 0,
        },
        vec![measure(
            "_rest",
            Aggregate::Max,
            "_lacking",
            Some(less(own("_lacking"), own(OWED))),
        )],
    );
    let left = coalesce(vec![own("_rest"), own(OWED)], Type::Money);
    Ok(derive(chosen, vec![(open, left)]))
}

/// What was received for each tuple of keys.
fn received(
    ask: &Ask<'_>,
    owed: &Arc<Plan>,
    receipts: &Receipts<'_>,
    (ours, theirs): (&[String], &[String]),
    due: &str,
) -> Result<Plan, Told> {
    let mut all = feed_rows(&receipts.other.name, Rows::Net, ask.books()?);
    let mut counts: Vec<Expr> = receipts.filter.iter().cloned().collect();
    if let Some(date) = Columns::of(receipts.other).name("date") {
        let day = || column(&date, Type::Date);
        counts.push(any_of(vec![is_null(day()), at_most(day(), as_of())]));
        if let Some(early) = receipts.early {
            let first = measure("_first", Aggregate::Min, due, None);
            let firsts = Arc::new(group(owed.as_ref().clone(), ours, vec![first]));
            let turned = receipts
                .on
                .iter()
                .map(|(l, r)| (r.clone(), l.clone()))
                .collect();
            let link = Link {
                prefix: "owed".to_owned(),
                ..Link::on(turned, How::Inner)
            };
            all = joined_by(&Arc::new(all), &firsts, link);
            let from = minus(column("owed._first", Type::Date), days(early), Type::Date);
            counts.push(any_of(vec![is_null(day()), at_least(day(), from)]));
        }
    }
    let counts = (!counts.is_empty()).then(|| all_of(counts));
    let sum = measure("_received", Aggregate::Sum, &receipts.amount, counts);
    Ok(group(all, theirs, vec![sum]))
}
