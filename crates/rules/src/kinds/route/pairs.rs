//! One-to-one pairs of a payment and a later row of like amount.

use std::sync::Arc;

use ledger::Feed;

use crate::compile::{
    Ask, Link, Rung, Rungs, any_of, at_least, at_most, coalesce, column, derive, equal, filter,
    joined_by, known, measure, minus, money, only, place, product, size, text_is, window,
};
use crate::expr::{Expr, Literal, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Bound, Frame, How, Plan};

/// How often a payment that was turned away asks the next row.
const ROUNDS: usize = 6;

/// How far the two rows may lie apart.
pub(super) struct Tolerance {
    pub(super) within: i64,
    pub(super) same_day: bool,
    pub(super) share: Expr,
    pub(super) money: Expr,
}

/// The rows that seek a partner and those that may be one, with the names of their dates and amounts.
pub(super) struct Sides {
    pub(super) ours: Arc<Plan>,
    pub(super) theirs: Arc<Plan>,
    pub(super) dates: (String, String),
    pub(super) amounts: (String, String),
}

pub(super) fn tolerance(ask: &Ask<'_>) -> Result<Tolerance, Told> {
    let columns = ask.columns();
    let share = ask.value("share", &columns, Type::Ratio)?;
    let least = ask.value("money", &columns, Type::Money)?;
    Ok(Tolerance {
        within: ask.days("within")?.unwrap_or(30),
        same_day: ask.table.flag("same_day")?.unwrap_or(true),
        share: share.unwrap_or(Expr::Literal(Literal::Ratio { num: 0, den: 1 })),
        money: least.unwrap_or_else(|| money(0)),
    })
}

impl Sides {
    /// Numbers the rows of both sides by day and place, and leaves those that go the ways asked.
    pub(super) fn of<'a>(
        ask: &Ask<'a>,
        other: &'a Feed,
        rungs: &Rungs,
        (ours, theirs): (Plan, Plan),
        way: &str,
    ) -> Result<Self, Told> {
        let dates = (ask.date()?, ask.common("date", other)?);
        let amounts = (
            ask.common("amount", ask.feed)?,
            ask.common("amount", other)?,
        );
        let ours = rungs.with_ours(going(ours, ask.feed, "out"));
        let ours = filter(ours, rungs.comparable());
        let ours = filter(
            ours,
            known(vec![
                column(&dates.0, Type::Date),
                column(&amounts.0, Type::Money),
            ]),
        );
        let theirs = rungs.with_theirs(going(theirs, other, way));
        Ok(Self {
            ours: Arc::new(numbered(ours, &dates.0, OUT)),
            theirs: Arc::new(numbered(theirs, &dates.1, BACK)),
            dates,
            amounts,
        })
    }

    /// All pairs of a rung that lie within the tolerance and for which all terms hold.
    pub(super) fn pairs(&self, rung: &Rung, tolerance: &Tolerance, mut asked: Vec<Expr>) -> Plan {
        let (date, their_date) = &self.dates;
        let bound = |shift: i64, at_least: bool| Bound {
            left: date.clone(),
            shift,
            at_least,
            right: their_date.clone(),
        };
        let ours = column(&self.amounts.0, Type::Money);
        let theirs = column(&format!("other.{}", self.amounts.1), Type::Money);
        let apart = size(minus(ours.clone(), theirs, Type::Money));
        asked.push(any_of(vec![
            at_most(
                apart.clone(),
                product(ours, tolerance.share.clone(), Type::Money),
            ),
            at_most(apart, tolerance.money.clone()),
        ]));
        let link = Link {
            between: vec![
                bound(tolerance.within, true),
                bound(i64::from(!tolerance.same_day), false),
            ],
            residual: asked,
            ..Link::on(rung.pairs(), How::Inner)
        };
        joined_by(&self.ours, &self.theirs, link)
    }

    /// Leaves both sides without the rows of some pairs.
    pub(super) fn without(&mut self, held: &Arc<Plan>) {
        let free = |side: &Arc<Plan>, mine: &str, theirs: &str| {
            let on = vec![(mine.to_owned(), theirs.to_owned())];
            Arc::new(joined_by(side, held, Link::on(on, How::Anti)))
        };
        self.ours = free(&self.ours, OUT, OUT);
        self.theirs = free(&self.theirs, BACK, &format!("other.{BACK}"));
    }
}

/// Position of a payment among those that seek a partner.
const OUT: &str = "_out";

/// Position of a row among those that may be one.
const BACK: &str = "_back";

/// Leaves one pair of each row at most. All payments ask the earliest row that has not turned them away; a row keeps the earliest of
/// those that ask and turns away the later ones for good. What is kept only gets earlier, so that no turning away is ever undone.
pub(super) fn one_to_one(mut pairs: Plan) -> Plan {
    let out = || column(OUT, Type::Int);
    let theirs = format!("other.{BACK}");
    let back = || column(&theirs, Type::Int);
    let whole = |plan, by: &str, made| window(plan, &[by.to_owned()], &[], Frame::Partition, made);
    let mut kept = Vec::new();
    for round in 1..=ROUNDS {
        let (asked, first) = (format!("_asked_{round}"), format!("_first_{round}"));
        let earliest = measure(&asked, Aggregate::Min, &theirs, None);
        let asks = equal(back(), column(&asked, Type::Int));
        pairs = whole(pairs, OUT, vec![earliest]);
        let keeps = measure(&first, Aggregate::Min, OUT, Some(asks.clone()));
        pairs = whole(pairs, &theirs, vec![keeps]);
        let first = column(&first, Type::Int);
        let free = coalesce(vec![first.clone(), out()], Type::Int);
        pairs = filter(pairs, at_least(free, out()));
        kept = vec![asks, equal(first, out())];
    }
    only(pairs, kept)
}

/// Rows of money that goes that way, all rows of a feed that does not say.
fn going(plan: Plan, feed: &Feed, way: &str) -> Plan {
    if feed.column("direction").is_none() {
        return plan;
    }
    filter(plan, text_is(column("direction", Type::Text), way))
}

fn numbered(plan: Plan, date: &str, name: &str) -> Plan {
    window(plan, &[], &[date], Frame::Partition, vec![place(name)])
}

/// Adds what a rung says of a pair, and the days between its rows.
pub(super) fn told(
    held: &Arc<Plan>,
    dates: &(String, String),
    names: &[String; 4],
    (rung, matched, name_only): (Expr, Expr, Expr),
) -> Plan {
    let apart = minus(
        column(&format!("other.{}", dates.1), Type::Date),
        column(&dates.0, Type::Date),
        Type::Days,
    );
    let [days, number, label, only] = names;
    let made = vec![
        (days.as_str(), apart),
        (number.as_str(), rung),
        (label.as_str(), matched),
        (only.as_str(), name_only),
    ];
    derive(held.as_ref().clone(), made)
}
