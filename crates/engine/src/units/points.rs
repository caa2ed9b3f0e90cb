//! The points of an index: each part over its volume, and their sum.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ledger::Wording;
use rayon::prelude::*;
use rules::{Asks, Grade, Index, IndexPart, Period, TOTAL};

use super::tally::{Counted, Tally};
use super::{Measured, Unit, UnitLine, by_period, last_month_of, period_of, period_text};
use crate::civil::month as month_of;
use crate::counts::Brief;
use crate::coverage::NO_MONTH;
use crate::covered::Line;
use crate::judge::level;
use crate::view::View;
use crate::{Covered, Outcome, Reason};

/// What a part counted of a collective or town in a period.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    count: i128,
    /// Months of rules; other volumes come from what was supplied.
    months: i128,
}

/// Of one part, by unit: its periods in ascending order.
type Sums = Vec<Vec<(i64, Sum)>>;

/// An index, with what its parts counted and over what volume.
#[derive(Clone, Debug)]
pub(super) struct Points {
    index: Index,
    titles: Titles,
    /// By part.
    sums: Vec<Sums>,
    /// By unit: its periods in ascending order.
    counted: Vec<Vec<(i64, Counted)>>,
}

impl Points {
    /// Counts the parts of an index for all units.
    pub(super) fn of(
        (leads, covered): (&[Brief<'_>], &Covered),
        tally: &Tally,
        units: &[Unit],
        index: &Index,
        view: &View<'_>,
    ) -> Self {
        let of = Places::of(units, view);
        let sums = index
            .parts
            .par_iter()
            .map(|part| sums(part, (leads, covered), tally, &of, index.period))
            .collect();
        Self {
            index: index.clone(),
            titles: Titles::of(index),
            sums,
            counted: by_period(tally, units, index.period),
        }
    }

    /// Parts and sum of a unit, by period. A unit that supplied nothing has one line that says so.
    pub(super) fn lines(&self, at: usize, unit: &Unit) -> Vec<UnitLine> {
        let mut lines = Vec::new();
        let counted = self.counted.get(at).map_or(&[][..], Vec::as_slice);
        let sums: Vec<&[(i64, Sum)]> = self
            .sums
            .iter()
            .map(|part| part.get(at).map_or(&[][..], Vec::as_slice))
            .collect();
        let found = sums.iter().flat_map(|part| part.iter());
        let mut periods: BTreeSet<i64> = found.map(|(period, _)| *period).collect();
        periods.extend(counted.iter().map(|(period, _)| *period));
        if periods.is_empty() {
            lines.push(self.titles.total(unit, &"".into(), None));
        }
        for period in periods {
            let counted = found_in(counted, period).cloned().unwrap_or_default();
            let text: Arc<str> = period_text(self.index.period, period).into();
            // What moved no money is no period that could be looked at, whatever else lies in it.
            let mut sum = (counted.moved > 0).then_some(0);
            let parts = self.index.parts.iter().zip(&self.titles.parts);
            for ((part, titled), sums) in parts.zip(&sums) {
                let (value, over) = one(part, &counted, found_in(sums, period));
                let of = (&self.titles.index, &titled.0);
                let line = UnitLine {
                    over: Some(over),
                    ..UnitLine::of(unit, &text, of, &titled.1, value)
                };
                if let Measured::Points(points) = line.value {
                    sum = sum.map(|sum| sum + points);
                }
                lines.push(line);
            }
            lines.push(self.titles.total(unit, &text, sum));
        }
        lines
    }
}

/// What was found in a period, among periods in ascending order.
fn found_in<T>(periods: &[(i64, T)], period: i64) -> Option<&T> {
    let at = periods.binary_search_by_key(&period, |(period, _)| *period);
    periods.get(at.ok()?).map(|(_, found)| found)
}

/// The texts of an index, made once for all its lines.
#[derive(Clone, Debug)]
struct Titles {
    index: Arc<str>,
    parts: Vec<(Arc<str>, Arc<Wording>)>,
    total: (Arc<str>, Arc<Wording>),
}

impl Titles {
    fn of(index: &Index) -> Self {
        let parts = index.parts.iter();
        let total = Wording::new(
            format!("{}合计", index.title.zh),
            format!("{}, total", index.title.en),
        );
        Self {
            index: index.name.as_str().into(),
            parts: parts
                .map(|part| (part.name.as_str().into(), part.title.clone().into()))
                .collect(),
            total: (TOTAL.into(), total.into()),
        }
    }

    fn total(&self, unit: &Unit, period: &Arc<str>, sum: Option<i128>) -> UnitLine {
        let value = sum.map_or(Measured::NotSupplied, Measured::Points);
        let (part, title) = &self.total;
        UnitLine::of(unit, period, (&self.index, part), title, value)
    }
}

/// The points of a part, and what was counted over what volume.
fn one(part: &IndexPart, counted: &Counted, found: Option<&Sum>) -> (Measured, (i128, i128)) {
    let found = found.copied().unwrap_or_default();
    let (volume, per) = match &part.asks {
        Asks::Leads { per, .. } => (i128::from(counted.moved), *per),
        Asks::Amount { .. } => (counted.out, 1),
        Asks::Unjudged | Asks::Unsupplied => (found.months, 1),
    };
    let points = points(part, found.count, volume, per);
    let value = points.map_or(Measured::NotSupplied, Measured::Points);
    (value, (found.count, volume))
}

/// Thousandths of points: the weight for each unit of volume, capped. `None` without volume, so that nothing supplied is no zero.
fn points(part: &IndexPart, count: i128, volume: i128, per: i64) -> Option<i128> {
    let (num, den) = part.weight;
    let num = i128::from(num)
        .checked_mul(count)?
        .checked_mul(per.into())?;
    let points = rounded(num, i128::from(den).checked_mul(volume)?)?;
    let most = part
        .most
        .and_then(|(num, den)| rounded(num.into(), den.into()));
    Some(most.map_or(points, |most| points.min(most)))
}

/// A ratio in thousandths, rounded half up; `None` of nothing.
pub(super) fn rounded(num: i128, den: i128) -> Option<i128> {
    if den <= 0 {
        return None;
    }
    let twice = num.checked_mul(2000)?.checked_add(den)?;
    Some(twice.div_euclid(den.checked_mul(2)?))
}

/// The units of each collective: itself and its town.
struct Places {
    of: Vec<Vec<usize>>,
    count: usize,
}

impl Places {
    fn of(units: &[Unit], view: &View<'_>) -> Self {
        let mut of = vec![Vec::new(); view.ledger.orgs().len()];
        for (at, unit) in units.iter().enumerate() {
            for &org in &unit.orgs {
                if let Some(units) = of.get_mut(org as usize) {
                    units.push(at);
                }
            }
        }
        Self {
            of,
            count: units.len(),
        }
    }

    fn add(&self, sums: &mut Sums, org: u32, period: i64, by: Sum) {
        for &unit in self.of.get(org as usize).into_iter().flatten() {
            let Some(periods) = sums.get_mut(unit) else {
                continue;
            };
            let at = match periods.binary_search_by_key(&period, |(period, _)| *period) {
                Ok(at) => at,
                Err(at) => {
                    periods.insert(at, (period, Sum::default()));
                    at
                }
            };
            if let Some((_, sum)) = periods.get_mut(at) {
                sum.count += by.count;
                sum.months += by.months;
            }
        }
    }
}

/// What a part counts, for collectives and for their towns.
fn sums(
    part: &IndexPart,
    (leads, covered): (&[Brief<'_>], &Covered),
    tally: &Tally,
    units: &Places,
    period: Period,
) -> Sums {
    let mut sums = vec![Vec::new(); units.count];
    let counts = |rule: &str| {
        let found = part.rules.binary_search_by(|id| id.as_str().cmp(rule));
        found.is_ok()
    };
    let leads = leads.iter().filter(|lead| !lead.trial);
    let leads = leads.filter(|lead| counts(lead.rule));
    let of = |count| Sum { count, months: 0 };
    match &part.asks {
        Asks::Leads { levels, .. } => {
            for lead in leads.filter(|lead| is_of(lead, levels)) {
                if let Some(org) = lead.org {
                    units.add(&mut sums, org, period_of(period, month(lead)), of(1));
                }
            }
        }
        Asks::Amount { levels } => {
            for ((org, month), fen) in matters(leads.filter(|lead| is_of(lead, levels))) {
                units.add(&mut sums, org, period_of(period, month), of(fen));
            }
        }
        Asks::Unjudged | Asks::Unsupplied => {
            for rule in covered.rules().iter().filter(|rule| counts(&rule.id)) {
                for line in &rule.lines {
                    let lacks = rule.reason(line.reason).is_some_and(lacking);
                    stretch((line, lacks), &part.asks, tally, period, |period, by| {
                        units.add(&mut sums, line.org, period, by);
                    });
                }
            }
        }
    }
    sums
}

/// The months of a line of coverage, by period: how many there are, and how many of them count.
fn stretch(
    (line, lacks): (&Line, bool),
    asks: &Asks,
    tally: &Tally,
    period: Period,
    mut add: impl FnMut(i64, Sum),
) {
    let open = line.outcome == Outcome::NotJudged;
    let counted = match asks {
        Asks::Unsupplied => open && lacks,
        _ => open && !lacks,
    };
    let (mut month, to) = (i64::from(line.from), i64::from(line.to));
    let dated = period == Period::All || month != NO_MONTH;
    while dated && month <= to {
        let last = last_month_of(period, month).min(to);
        // What lacks is asked of months in which money moved, so that a row more of a register costs no points.
        let months = match asks {
            Asks::Unsupplied => tally.active(line.org, (month, last)),
            _ => i128::from(last - month + 1),
        };
        let count = if counted { months } else { 0 };
        add(period_of(period, month), Sum { count, months });
        month = last + 1;
    }
}

/// Whether something was not judged because it was not supplied.
fn lacking(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::NoFeed(_) | Reason::NoColumn(..) | Reason::NotCovered(_)
    )
}

fn is_of(lead: &Brief<'_>, levels: &[Grade]) -> bool {
    levels.iter().any(|grade| level(*grade) == lead.level)
}

fn month(lead: &Brief<'_>) -> i64 {
    lead.to.map_or(NO_MONTH, month_of)
}

/// Money by collective and month: of the leads of a matter the largest counts, in the month of the latest of those.
fn matters<'l>(leads: impl Iterator<Item = &'l Brief<'l>>) -> BTreeMap<(u32, i64), i128> {
    let mut largest: BTreeMap<(u32, usize), (i64, i64)> = BTreeMap::new();
    for lead in leads {
        let Some(org) = lead.org else { continue };
        let fen = lead.fen.max(0);
        let known = largest
            .entry((org, lead.matter))
            .or_insert((fen, month(lead)));
        *known = (*known).max((fen, month(lead)));
    }
    let mut sums: BTreeMap<(u32, i64), i128> = BTreeMap::new();
    for ((org, _), (fen, month)) in largest {
        *sums.entry((org, month)).or_default() += i128::from(fen);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_exact_rounded_once_and_capped() {
        let part = |weight, most| IndexPart {
            name: "x".to_owned(),
            title: Wording::default(),
            asks: Asks::Unjudged,
            rules: Vec::new(),
            weight,
            most,
        };
        for (weight, most, count, volume, per, expected) in [
            ((2, 1), None, 3, 1000, 1000, Some(6000)),
            ((1, 2), None, 1, 3, 1, Some(167)),
            ((1, 1), None, 1, 2000, 1, Some(1)),
            ((1, 1), None, 1, 2001, 1, Some(0)),
            ((2, 1), Some((40, 1)), 3, 10, 1000, Some(40_000)),
            ((2, 1), Some((5, 2)), 1, 1, 1, Some(2000)),
            ((2, 1), None, 0, 5, 1000, Some(0)),
            ((2, 1), None, 3, 0, 1000, None),
        ] {
            assert_eq!(points(&part(weight, most), count, volume, per), expected);
        }
    }
}
