//! Pairs of rows, found by one rung after the other.

use std::sync::Arc;

use ledger::{Feed, Wording};

use super::Made;
use crate::compile::{
    Ask, Columns, Link, Rung, Rungs, at_least, at_most, coalesce, column, date, derive, int,
    joined_by, text, truth,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{How, Pick, Plan};

/// First and last day of the calendar, for blank ends of an interval.
const EVER: (i64, i64) = (-719_162, 2_932_896);

/// Rows with a pair for which all holds that is asked.
pub(super) fn against<'a>(
    ask: &Ask<'a>,
    left: Plan,
    right: Plan,
    other: &'a Feed,
    rungs: &Rungs,
) -> Result<Made<'a>, Told> {
    let (interval, reads) = interval(ask, other)?;
    let unequal = ask.compared("unequal", other)?;
    let columns = ask.columns().with_other("other", other);
    let where_pair = ask.predicate("where_pair", &columns)?;
    let drops = ask.drops_of_pairs(&columns)?;
    let all = ask.word("pick", &["nearest", "all"])? == Some("all");
    let dates = ask
        .columns()
        .name("date")
        .zip(Columns::of(other).name("date"));
    let pick = match dates {
        Some((left, right)) if !all => Pick::Nearest { left, right },
        _ => Pick::All,
    };
    let names = ["rung", "matched", "name_only"].map(|name| ask.fresh(name));

    let right = Arc::new(unequal.with_theirs(right));
    let mut left = Arc::new(unequal.with_ours(left));
    let mut hits = Vec::new();
    for (n, rung) in rungs.0.iter().enumerate() {
        let mut partner = rungs.uncontradicted(n, "other");
        partner.extend(interval.clone());
        let mut residual = partner.clone();
        residual.extend(where_pair.clone());
        let disagreeing = if unequal.is_empty() {
            Arc::clone(&left)
        } else {
            let mut agreeing = residual.clone();
            agreeing.push(unequal.agrees("other"));
            Arc::new(joined_by(
                &left,
                &right,
                Link {
                    residual: agreeing,
                    ..Link::on(rung.pairs(), How::Anti)
                },
            ))
        };
        residual.extend(drops.clone());
        let pairs = joined_by(
            &disagreeing,
            &right,
            Link {
                residual,
                pick: pick.clone(),
                ..Link::on(rung.pairs(), How::Inner)
            },
        );
        hits.push(Arc::new(derive(pairs, told(n, rung, &names, ask))));
        if n + 1 < rungs.0.len() {
            left = Arc::new(joined_by(
                &left,
                &right,
                Link {
                    residual: partner,
                    ..Link::on(rung.pairs(), How::Anti)
                },
            ));
        }
    }
    let [rung, matched, name_only] = &names;
    let mut needs = unequal.needs();
    if !interval.is_empty() {
        needs.push(ask.date()?);
    }
    Ok(Made {
        hits: match hits.len() {
            1 => hits.swap_remove(0).as_ref().clone(),
            _ => Plan::Union(hits),
        },
        columns: columns
            .with(rung, Type::Int, "比对层级", "rung")
            .with(matched, Type::Text, "比对依据", "matched by")
            .with(name_only, Type::Bool, "仅名称相同", "name only"),
        context: vec!["other".to_owned()],
        facts: vec![
            ("rung".to_owned(), column(rung, Type::Int)),
            ("matched".to_owned(), column(matched, Type::Text)),
            ("name_only".to_owned(), column(name_only, Type::Bool)),
        ],
        needs,
        interval: reads,
        unequal: (!unequal.is_empty()).then(|| unequal.reads(ask)),
        where_pair,
    })
}

/// Which rung found a pair.
fn told<'n>(
    n: usize,
    rung: &Rung,
    [number, matched, name_only]: &'n [String; 3],
    ask: &Ask<'_>,
) -> Vec<(&'n str, Expr)> {
    let position = i64::try_from(n + 1).unwrap_or(i64::MAX);
    vec![
        (number, int(position)),
        (matched, text(&rung.label(ask).zh)),
        (name_only, truth(rung.name_only())),
    ]
}

/// What holds of a pair whose row is dated inside the interval of the other.
fn interval<'a>(ask: &Ask<'a>, other: &'a Feed) -> Result<(Vec<Expr>, Vec<Wording>), Told> {
    let from = ask.date_of(other, "from")?;
    let until = ask.date_of(other, "until")?;
    let (mut terms, mut reads) = (Vec::new(), Vec::new());
    let label = |name: &str| {
        let label = other.resolve(name).map(|c| c.label.zh.clone());
        Wording::new(label.unwrap_or_else(|| name.to_owned()), name.to_owned())
    };
    let theirs = |name: &str, open: i64| {
        let day = column(&format!("other.{name}"), Type::Date);
        coalesce(vec![day, date(open)], Type::Date)
    };
    if let Some(from) = &from {
        let ours = column(&ask.date()?, Type::Date);
        terms.push(at_least(ours, theirs(from, EVER.0)));
        let label = label(from);
        reads.push(Wording::new(
            format!("不早于其{}", label.zh),
            format!("not before its {}", label.en),
        ));
    }
    if let Some(until) = &until {
        let ours = column(&ask.date()?, Type::Date);
        terms.push(at_most(ours, theirs(until, EVER.1)));
        let label = label(until);
        reads.push(Wording::new(
            format!("不晚于其{}", label.zh),
            format!("not after its {}", label.en),
        ));
    }
    Ok((terms, reads))
}
