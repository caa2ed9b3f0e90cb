//! Units: what supervision counts of collectives and towns by period, and indices over unverified leads. For internal reference only.
//!
//! A lead counts in the unit of its first collective and in the period of its last day. A yuan of a matter counts once. Volumes are
//! the rows and the money out of `payments`, or of `journal` where the collective supplied no payments, without netted pairs and
//! competing books. What was not supplied is told as such and never counted as zero.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ledger::Wording;
use rules::{Index, Period, Rule};
use rustc_hash::FxHashMap;

use crate::counts::Brief;
use crate::coverage::{NO_MONTH, OrgMonth};
use crate::view::View;
use crate::{Coverage, IndexRecord};

mod counts;
mod line;
mod points;
mod tally;

pub use line::{Measured, UnitKind, UnitLine};
pub(crate) use tally::ASKED;

use tally::{Counted, Tally};

/// A unit: a collective, or all collectives of a town.
struct Unit {
    kind: UnitKind,
    name: Arc<str>,
    town: Arc<str>,
    /// Its collectives by their index among the ledger's.
    orgs: Vec<u32>,
}

/// Lines of all units: what was counted, then each index, then what was not supplied; by unit and period.
pub(crate) fn units(
    (leads, coverage): (&[Brief<'_>], &[Coverage]),
    rules: &[&Rule],
    indices: &[Index],
    view: &View<'_>,
    asked: &dyn Fn(OrgMonth) -> bool,
) -> Vec<UnitLine> {
    let tally = Tally::of(view, asked);
    let units = all(view, asked);
    let mut lines = counts::lines(leads, &tally, &units);
    for index in indices {
        lines.extend(points::lines(
            (leads, coverage),
            &tally,
            &units,
            index,
            view,
        ));
    }
    lines.extend(unsupplied(rules, &tally, &units, view));
    lines
}

/// What outputs print of an index.
pub(crate) fn record(index: &Index) -> IndexRecord {
    IndexRecord {
        name: index.name.clone(),
        title: index.title.clone(),
        doc: index.doc.clone(),
        file: index.file.clone(),
        sha256: index.sha256.clone(),
    }
}

/// Collectives by name, then towns by name.
fn all(view: &View<'_>, asked: &dyn Fn(OrgMonth) -> bool) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut towns: BTreeMap<Arc<str>, Vec<u32>> = BTreeMap::new();
    for (at, org) in (0..).zip(view.ledger.orgs()) {
        if !asked((at, NO_MONTH)) {
            continue;
        }
        let known = towns.get_key_value(org.town.as_str());
        let town = known.map_or_else(|| org.town.as_str().into(), |(town, _)| Arc::clone(town));
        if !town.is_empty() {
            towns.entry(Arc::clone(&town)).or_default().push(at);
        }
        units.push(Unit {
            kind: UnitKind::Collective,
            name: org.name.as_str().into(),
            town,
            orgs: vec![at],
        });
    }
    units.extend(towns.into_iter().map(|(town, orgs)| Unit {
        kind: UnitKind::Town,
        name: Arc::clone(&town),
        town,
        orgs,
    }));
    units
}

/// For each collective the feeds that rules read and of which it supplied no row.
fn unsupplied(rules: &[&Rule], tally: &Tally, units: &[Unit], view: &View<'_>) -> Vec<UnitLine> {
    let mut read = BTreeSet::new();
    for rule in rules {
        read.extend(rule.feeds.iter().map(String::as_str));
        for detect in &rule.detects {
            read.extend(detect.others.iter().map(String::as_str));
        }
    }
    let schema = view.ledger.schema();
    // What the reader makes of the others is nothing that a unit hands in.
    let feeds: Vec<(Arc<str>, Arc<Wording>)> = read
        .into_iter()
        .filter(|feed| *feed != "controls")
        .filter_map(|feed| schema.feed(feed))
        .map(|feed| (feed.name.as_str().into(), Arc::new(feed.label.clone())))
        .collect();
    let (index, none): (Arc<str>, Arc<str>) = ("supply".into(), "".into());
    let mut lines = Vec::new();
    for unit in units.iter().filter(|u| u.kind == UnitKind::Collective) {
        let lacking = feeds.iter().filter(|(feed, _)| !tally.has(feed, unit));
        lines.extend(lacking.map(|(feed, label)| {
            UnitLine::of(unit, &none, (&index, feed), label, Measured::NotSupplied)
        }));
    }
    lines
}

impl UnitLine {
    fn of(
        unit: &Unit,
        period: &Arc<str>,
        (index, part): (&Arc<str>, &Arc<str>),
        title: &Arc<Wording>,
        value: Measured,
    ) -> Self {
        Self {
            kind: unit.kind,
            unit: Arc::clone(&unit.name),
            town: Arc::clone(&unit.town),
            period: Arc::clone(period),
            index: Arc::clone(index),
            part: Arc::clone(part),
            title: Arc::clone(title),
            value,
            over: None,
        }
    }
}

/// The index of each collective by name.
fn numbered<'a>(view: &View<'a>) -> FxHashMap<&'a str, u32> {
    let orgs = view.ledger.orgs().iter().map(|org| org.name.as_str());
    orgs.zip(0..).collect()
}

/// The number of the period in which a month lies; rows without a day are in none, but for all of the run.
fn period_of(period: Period, month: i64) -> i64 {
    match period {
        Period::All => 0,
        _ if month == NO_MONTH => NO_MONTH,
        Period::Year => month.div_euclid(12),
        Period::Month => month,
    }
}

/// The last month of the period in which a month lies.
fn last_month_of(period: Period, month: i64) -> i64 {
    match period {
        Period::All => i64::MAX,
        Period::Year if month != NO_MONTH => month.div_euclid(12) * 12 + 11,
        Period::Year | Period::Month => month,
    }
}

/// How a period is written: `2024`, `2024-03`, `all`; empty where there is no day.
fn period_text(period: Period, number: i64) -> String {
    match period {
        Period::All => "all".to_owned(),
        _ if number == NO_MONTH => String::new(),
        Period::Year => format!("{number:04}"),
        Period::Month => format!(
            "{:04}-{:02}",
            number.div_euclid(12),
            number.rem_euclid(12) + 1
        ),
    }
}

/// What was counted of a unit, by period.
fn by_period(tally: &Tally, unit: &Unit, period: Period) -> BTreeMap<i64, Counted> {
    let mut found: BTreeMap<i64, Counted> = BTreeMap::new();
    for &org in &unit.orgs {
        for (month, counted) in tally.of_org(org) {
            found
                .entry(period_of(period, month))
                .or_default()
                .add(counted);
        }
    }
    found
}
