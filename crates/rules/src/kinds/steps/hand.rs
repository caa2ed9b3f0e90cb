//! Steps that one hand did.

use std::sync::Arc;

use super::{Found, Steps, TOLD, is, is_any, kept, reads};
use crate::compile::{Ask, all_of, any_of, at_least, column, count, int, known, window};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::Frame;

pub(super) fn hand<'a>(
    ask: &Ask<'a>,
    steps: &Steps<'a>,
    filters: [Option<&Expr>; 2],
) -> Result<Found<'a>, Told> {
    ask.refuse("hand", &["within"])?;
    let hand = ask.text_column("hand")?;
    let all = 0..steps.names.len();
    let told = Arc::new(kept(&steps.rows, vec![column(TOLD, Type::Bool)]));
    let of_steps = Arc::new(kept(&told, vec![is_any(all.clone())]));
    let signed = kept(&of_steps, vec![known(vec![column(&hand, Type::Text)])]);
    let number = |n: usize| format!("_rows_{}", n + 1);
    let rows = ask.fresh("count");
    let mut measures = vec![count(&rows, None)];
    measures.extend(all.clone().map(|n| count(&number(n), Some(is(n)))));
    let mut alike = steps.by.clone();
    alike.push(hand.clone());
    let counted = Arc::new(window(signed, &alike, &[], Frame::Partition, measures));

    let done = |n: usize| at_least(column(&number(n), Type::Int), int(1));
    let two = all
        .clone()
        .flat_map(|first| {
            all.clone()
                .skip(first + 1)
                .map(move |second| (first, second))
        })
        .map(|(first, second)| all_of(vec![done(first), done(second)]));
    let keep = all_of(vec![
        at_least(column(&rows, Type::Int), int(2)),
        any_of(two.collect()),
    ]);
    Ok(Found {
        hits: steps.hits(&counted, keep),
        columns: steps
            .columns
            .clone()
            .with(&rows, Type::Int, "笔数", "count"),
        context: Vec::new(),
        facts: vec![("count".to_owned(), column(&rows, Type::Int))],
        reads: reads::hand(ask, steps, filters, &hand),
        needs: vec![hand],
    })
}
