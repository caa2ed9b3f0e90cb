//! Steps dated before an earlier one.

use std::sync::Arc;

use super::{
    Found, Steps, all, all_dated, all_told, asked_of, dated_of, is, is_any, kept, reads, steps_told,
};
use crate::compile::{Ask, Link, all_of, column, derive, joined_by, less, measure, text, window};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame, How, Pick};

pub(super) fn order<'a>(
    ask: &Ask<'a>,
    steps: &Steps<'a>,
    filters: [Option<&Expr>; 2],
) -> Result<Found<'a>, Told> {
    ask.refuse("order", &["hand", "within"])?;
    let date = ask.date()?;
    let day = |name: &str| column(name, Type::Date);
    let first = |n: usize| format!("_first_{}", n + 1);
    let last = steps.names.len() - 1;
    let mut measures = vec![steps_told()];
    for n in 0..last {
        measures.push(measure(&first(n), Aggregate::Min, &date, Some(is(n))));
        measures.push(dated_of(n, &date));
    }
    let rows = kept(&steps.rows, Vec::new());
    let told = window(rows, &steps.by, &[], Frame::Partition, measures);
    let dated = steps.dated(&Arc::new(told), &date);

    let before = ask.fresh("before");
    let on: Vec<(String, String)> = steps.by.iter().map(|b| (b.clone(), b.clone())).collect();
    let lots = (0..last).zip(&steps.names).map(|(n, name)| {
        let keep = all_of(vec![
            is_any(n + 1..=last),
            asked_of(n, day(&first(n)), less(day(&date), day(&first(n)))),
            all_dated(n),
            all_told(),
        ]);
        let early = Arc::new(kept(&dated, vec![keep]));
        let ought = Arc::new(kept(&steps.rows, vec![is(n)]));
        let link = Link {
            pick: Pick::Nearest {
                left: date.clone(),
                right: date.clone(),
            },
            ..Link::on(on.clone(), How::Left)
        };
        let shown = joined_by(&early, &ought, link);
        derive(shown, vec![(&before, text(name))])
    });
    let hits = all(lots.collect());
    Ok(Found {
        hits,
        columns: steps.columns.clone().with_other("other", ask.feed).with(
            &before,
            Type::Text,
            "早于哪一步",
            "before which step",
        ),
        context: vec!["other".to_owned()],
        facts: vec![("before".to_owned(), column(&before, Type::Text))],
        needs: vec![date],
        reads: reads::order(ask, steps, filters),
    })
}
