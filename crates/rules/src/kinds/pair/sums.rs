//! Rows against the sum of all rows of the other feed that are alike in the keys.

use std::sync::Arc;

use ledger::Wording;

use super::Made;
use crate::compile::{Ask, Link, Rungs, column, count, derive, filter, group, joined_by, measure};
use crate::expr::Type;
use crate::load::Told;
use crate::plan::{Aggregate, How, Plan};

/// Rows whose sum makes `where_pair` true.
pub(super) fn against<'a>(
    ask: &Ask<'a>,
    left: Plan,
    right: Plan,
    sum: &str,
    rungs: &Rungs,
) -> Result<Made<'a>, Told> {
    let mut told = Ok(());
    for key in ["unequal", "from", "until", "pick"] {
        if ask.table.has(key) {
            told = Err(ask.given.file.fault(
                ask.table.place(key),
                "unknown-key",
                Wording::new(
                    format!("写了 sum 就不能再写 {key}"),
                    format!("`{key}` says nothing of a sum"),
                ),
                Wording::new(
                    "请用 where_pair 比较 sum 与 count，如 where_pair = \"amount <> sum\"。",
                    "Compare `sum` and `count` in where_pair, as in where_pair = \"amount <> sum\".",
                ),
            ));
        }
    }
    let names = ["sum", "count"].map(|name| ask.fresh(name));
    let [total, number] = &names;
    let columns = ask
        .columns()
        .with(total, Type::Money, "对方合计", "their sum")
        .with(number, Type::Int, "对方笔数", "their number");
    let where_pair = ask.predicate("where_pair", &columns)?;
    let Some(keep) = &where_pair else {
        return Err(ask.table.missing(
            "where_pair",
            Wording::new(
                "请写怎样算不一致，如 where_pair = \"amount <> sum\"。",
                "Write what disagrees, as in where_pair = \"amount <> sum\".",
            ),
        ));
    };
    told?;
    let left = Arc::new(left);
    let mut rest = Arc::clone(&left);
    let right = Arc::new(right);
    let mut hits = Vec::new();
    for (n, rung) in rungs.0.iter().enumerate() {
        let keys: Vec<String> = rung.pairs().into_iter().map(|(_, theirs)| theirs).collect();
        let sums = Arc::new(group(
            right.as_ref().clone(),
            &keys,
            vec![
                measure("_sum", Aggregate::Sum, sum, None),
                count("_count", None),
            ],
        ));
        let pairs = joined_by(&rest, &sums, Link::on(rung.pairs(), How::Inner));
        let known = derive(
            pairs,
            vec![
                (total.as_str(), column("other._sum", Type::Money)),
                (number.as_str(), column("other._count", Type::Int)),
            ],
        );
        hits.push(Arc::new(filter(known, keep.clone())));
        if n + 1 < rungs.0.len() {
            rest = Arc::new(joined_by(&rest, &sums, Link::on(rung.pairs(), How::Anti)));
        }
    }
    Ok(Made {
        hits: match hits.len() {
            1 => hits.swap_remove(0).as_ref().clone(),
            _ => Plan::Union(hits),
        },
        columns,
        context: Vec::new(),
        facts: vec![
            ("sum".to_owned(), column(total, Type::Money)),
            ("count".to_owned(), column(number, Type::Int)),
        ],
        needs: Vec::new(),
        interval: Vec::new(),
        unequal: None,
        where_pair,
    })
}
