//! Payments whose money came back from the same party.

use std::sync::Arc;

use super::pairs::{Sides, one_to_one, tolerance};
use super::reads;
use crate::compile::{Ask, Columns, Shape, int, text, truth};
use crate::expr::Type;
use crate::load::Told;
use crate::plan::{Plan, Rows};

/// What says that two rows are of one party, where the rule does not say.
const PARTY: [&[(&str, &str)]; 3] = [
    &[("org", "org"), ("party_id", "party_id")],
    &[("org", "org"), ("party_account", "party_account")],
    &[("org", "org"), ("party", "party")],
];

pub(super) fn back<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::Net);
    let other = reads::second(ask)?;
    let counterpart = ask.counterpart(other);
    let rungs = if ask.table.has("on") {
        ask.rungs(other)?
    } else {
        ask.rungs_of(other, &PARTY)
    };
    let tolerance = tolerance(ask)?;
    let columns = ask.columns().with_other("other", other);
    let where_pair = ask.predicate("where_pair", &columns)?;
    let drops = ask.drops_of_pairs(&columns)?;
    let (right, other_filter) = counterpart?;
    let base = base?;
    let mut sides = Sides::of(ask, other, &rungs, (base.plan, right), "in")?;

    let names = ["days", "rung", "matched", "name_only"].map(|name| ask.fresh(name));
    let mut hits = Vec::new();
    for (n, rung) in rungs.0.iter().enumerate() {
        let mut asked = rungs.uncontradicted(n, "other");
        asked.extend(where_pair.clone().into_iter().chain(drops.clone()));
        let held = Arc::new(one_to_one(sides.pairs(rung, &tolerance, asked)));
        let said = (
            int(i64::try_from(n + 1).unwrap_or(i64::MAX)),
            text(&rung.label(ask).zh),
            truth(rung.name_only()),
        );
        hits.push(Arc::new(super::pairs::told(
            &held,
            &sides.dates,
            &names,
            said,
        )));
        if n + 1 < rungs.0.len() {
            sides.without(&held);
        }
    }
    let filters = [base.filter.as_ref(), other_filter.as_ref()];
    let mut reads = reads::pairs(ask, filters, other, &tolerance, "in");
    reads::same(ask, &rungs, &mut reads);
    reads::asked(ask, where_pair.as_ref(), &columns, &mut reads);
    let (date, amount) = (sides.dates.0, sides.amounts.0);
    Ok(Shape {
        hits: Plan::Union(hits),
        members: None,
        columns: with_facts(columns, &names),
        context: vec!["other".to_owned()],
        subject: ask.names("", &["org", "party"])?,
        per: super::Per::Row,
        burst: tolerance.within,
        amount: ask.amount(),
        facts: reads::facts(&names),
        others: vec![other.name.clone()],
        needs: [date, amount].into_iter().chain(rungs.needs()).collect(),
        filter: base.filter,
        reads,
    })
}

/// The columns that rules may name beside those of the two rows.
pub(super) fn with_facts<'a>(columns: Columns<'a>, names: &[String; 4]) -> Columns<'a> {
    let [days, rung, matched, name_only] = names;
    columns
        .with(days, Type::Days, "相隔天数", "days")
        .with(rung, Type::Int, "比对层级", "rung")
        .with(matched, Type::Text, "比对依据", "matched by")
        .with(name_only, Type::Bool, "仅名称相同", "name only")
}
