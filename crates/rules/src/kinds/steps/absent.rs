//! Steps without any row.

use std::sync::Arc;

use super::{Found, Steps, all, all_told, is, is_any, kept, reads, steps_told};
use crate::compile::{
    Ask, all_of, any_of, as_of, at_least, column, count, days, derive, equal, int, measure, minus,
    more, text, window,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame};

pub(super) fn absent<'a>(
    ask: &Ask<'a>,
    steps: &Steps<'a>,
    filters: [Option<&Expr>; 2],
) -> Result<Found<'a>, Told> {
    ask.refuse("missing", &["hand"])?;
    let number = |n: usize| format!("_rows_{}", n + 1);
    let mut measures: Vec<_> = (0..steps.names.len())
        .map(|n| count(&number(n), Some(is(n))))
        .collect();
    measures.push(steps_told());
    let mut needs = Vec::new();
    let mut over = None;
    if let Some(within) = steps.within {
        let date = ask.date()?;
        let any = is_any(0..steps.names.len());
        measures.push(measure("_begun", Aggregate::Min, &date, Some(any)));
        let age = minus(as_of(), column("_begun", Type::Date), Type::Days);
        over = Some(more(age, days(within)));
        needs.push(date);
    }
    let counted = window(
        kept(&steps.rows, Vec::new()),
        &steps.by,
        &[],
        Frame::Partition,
        measures,
    );
    let counted = Arc::new(counted);

    let missing = ask.fresh("missing");
    let rows_of = |n: usize| column(&number(n), Type::Int);
    let last = steps.names.len() - 1;
    let lots = steps.names.iter().enumerate().filter_map(|(n, name)| {
        let later = (n + 1..=last).map(|later| at_least(rows_of(later), int(1)));
        let wanted: Vec<Expr> = later.chain(over.clone()).collect();
        if wanted.is_empty() {
            return None;
        }
        let keep = all_of(vec![equal(rows_of(n), int(0)), any_of(wanted), all_told()]);
        Some(derive(
            steps.hits(&counted, keep),
            vec![(&missing, text(name))],
        ))
    });
    Ok(Found {
        hits: all(lots.collect()),
        columns: steps
            .columns
            .clone()
            .with(&missing, Type::Text, "缺少的步骤", "missing step"),
        context: Vec::new(),
        facts: vec![("missing".to_owned(), column(&missing, Type::Text))],
        needs,
        reads: reads::absent(ask, steps, filters),
    })
}
