//! Units: what supervision counts of collectives and towns by period, and indices over unverified leads. For internal reference only.
//!
//! A lead counts in the unit of its first collective and in the period of its last day. A yuan of a matter counts once. Volumes are
//! the rows and the money out of `payments`, or of `journal` where the collective supplied no payments, without netted pairs and
//! competing books. What was not supplied is told as such and never counted as zero.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ledger::Wording;
use rayon::prelude::*;
use rules::{Index, Period, Rule};

use crate::counts::Brief;
use crate::coverage::{NO_MONTH, OrgMonth};
use crate::view::View;
use crate::{Covered, IndexRecord};

mod counts;
mod line;
mod points;
mod tally;

pub use line::{Measured, UnitKind, UnitLine};
pub(crate) use tally::{ASKED, Tally};

use counts::Counts;
use points::Points;
use tally::{Counted, Supplied};

/// A unit: a collective, or all collectives of a town.
#[derive(Clone, Debug)]
struct Unit {
    kind: UnitKind,
    name: Arc<str>,
    town: Arc<str>,
    /// Its collectives by their index among the ledger's.
    orgs: Vec<u32>,
}

/// What supervision counts of units, and indices over unverified leads: line by line, made when they are asked for, since those of a
/// large district would be more than its leads.
#[derive(Clone, Debug, Default)]
pub struct Units {
    #[expect(clippy::struct_field_names, reason = "they are the units themselves")]
    units: Vec<Unit>,
    sections: Vec<Section>,
    supplied: Supplied,
}

/// Lines of one kind, in groups: most have one for each unit.
#[derive(Clone, Debug)]
enum Section {
    Counts(Counts),
    Points(Box<Points>),
    /// The feeds that rules read, with their labels.
    Supply(Vec<(Arc<str>, Arc<Wording>)>),
    Told(Vec<UnitLine>),
}

impl Units {
    /// All lines: what was counted, then each index, then what was not supplied; by unit and period.
    pub fn lines(&self) -> impl Iterator<Item = UnitLine> {
        (0..self.groups()).flat_map(|group| self.lines_of(group))
    }

    /// How many groups of lines there are: one of every unit and section.
    pub fn groups(&self) -> usize {
        self.sections.len() * self.units.len().max(1)
    }

    /// The lines of one group, by period; none beyond the last group.
    pub fn lines_of(&self, group: usize) -> Vec<UnitLine> {
        let units = self.units.len().max(1);
        let (section, at) = (group / units, group % units);
        let unit = self.units.get(at);
        match (self.sections.get(section), unit) {
            (Some(Section::Counts(counts)), Some(unit)) => counts.lines(at, unit, &self.supplied),
            (Some(Section::Points(points)), Some(unit)) => points.lines(at, unit),
            (Some(Section::Supply(feeds)), Some(unit)) => self.unsupplied(feeds, unit),
            (Some(Section::Told(lines)), _) if at == 0 => lines.clone(),
            _ => Vec::new(),
        }
    }

    /// The feeds of which a collective supplied no row.
    fn unsupplied(&self, feeds: &[(Arc<str>, Arc<Wording>)], unit: &Unit) -> Vec<UnitLine> {
        if unit.kind != UnitKind::Collective {
            return Vec::new();
        }
        let (index, none): (Arc<str>, Arc<str>) = ("supply".into(), "".into());
        let lacking = feeds
            .iter()
            .filter(|(feed, _)| !self.supplied.has(feed, unit));
        let line = |(feed, label): &(Arc<str>, Arc<Wording>)| {
            UnitLine::of(unit, &none, (&index, feed), label, Measured::NotSupplied)
        };
        lacking.map(line).collect()
    }
}

/// Lines that were made elsewhere.
impl From<Vec<UnitLine>> for Units {
    fn from(lines: Vec<UnitLine>) -> Self {
        Self {
            sections: vec![Section::Told(lines)],
            ..Self::default()
        }
    }
}

/// Counts all units.
pub(crate) fn units(
    (leads, covered): (&[Brief<'_>], &Covered),
    tally: Tally,
    (rules, indices): (&[&Rule], &[Index]),
    view: &View<'_>,
    asked: &dyn Fn(OrgMonth) -> bool,
) -> Units {
    let units = all(view, asked);
    let mut sections = vec![Section::Counts(Counts::of(leads, &tally, &units))];
    for index in indices {
        let points = Points::of((leads, covered), &tally, &units, index, view);
        sections.push(Section::Points(Box::new(points)));
    }
    sections.push(Section::Supply(feeds(rules, view)));
    Units {
        units,
        sections,
        supplied: tally.supplied,
    }
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

/// The feeds that rules read, with their labels.
fn feeds(rules: &[&Rule], view: &View<'_>) -> Vec<(Arc<str>, Arc<Wording>)> {
    let mut read = BTreeSet::new();
    for rule in rules {
        read.extend(rule.feeds.iter().map(String::as_str));
        for detect in &rule.detects {
            read.extend(detect.others.iter().map(String::as_str));
        }
    }
    let schema = view.ledger.schema();
    // What the reader makes of the others is nothing that a unit hands in.
    read.into_iter()
        .filter(|feed| *feed != "controls")
        .filter_map(|feed| schema.feed(feed))
        .map(|feed| (feed.name.as_str().into(), Arc::new(feed.label.clone())))
        .collect()
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

/// What was counted of each unit, by period in ascending order.
fn by_period(tally: &Tally, units: &[Unit], period: Period) -> Vec<Vec<(i64, Counted)>> {
    let of = |unit: &Unit| {
        let mut found: BTreeMap<i64, Counted> = BTreeMap::new();
        for &org in &unit.orgs {
            for (month, counted) in tally.of_org(org) {
                let period = period_of(period, month);
                found.entry(period).or_default().add(counted);
            }
        }
        found.into_iter().collect()
    };
    units.par_iter().map(of).collect()
}
