//! The points of an index: each part over its volume, and their sum.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ledger::Wording;
use rules::{Asks, Grade, Index, IndexPart, Period, TOTAL};

use super::tally::{Counted, Tally};
use super::{Measured, Unit, UnitLine, by_period, last_month_of, numbered, period_of, period_text};
use crate::civil::month as month_of;
use crate::counts::Brief;
use crate::coverage::NO_MONTH;
use crate::judge::level;
use crate::view::View;
use crate::{Coverage, Outcome, Reason};

/// What a part counted of a collective or town in a period.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    count: i128,
    /// Months of rules; other volumes come from what was supplied.
    months: i128,
}

/// By unit, period and part.
type Sums = BTreeMap<(usize, i64), Vec<Sum>>;

/// Parts and sum of one index, by unit and period. A unit that supplied nothing has one line that says so.
pub(super) fn lines(
    (leads, coverage): (&[Brief<'_>], &[Coverage]),
    tally: &Tally,
    units: &[Unit],
    index: &Index,
    view: &View<'_>,
) -> Vec<UnitLine> {
    let sums = sums(leads, coverage, units, index, view);
    let titles = Titles::of(index);
    let mut lines = Vec::new();
    for (at, unit) in units.iter().enumerate() {
        let counted = by_period(tally, unit, index.period);
        let found = sums.range((at, i64::MIN)..=(at, i64::MAX));
        let mut periods: BTreeSet<i64> = found.map(|((_, period), _)| *period).collect();
        periods.extend(counted.keys());
        if periods.is_empty() {
            lines.push(titles.total(unit, &"".into(), None));
        }
        for period in periods {
            let counted = counted.get(&period).cloned().unwrap_or_default();
            let text: Arc<str> = period_text(index.period, period).into();
            // What moved no money is no period that could be looked at, whatever else lies in it.
            let mut sum = (counted.moved > 0).then_some(0);
            for (n, (part, titled)) in index.parts.iter().zip(&titles.parts).enumerate() {
                let found = sums.get(&(at, period)).and_then(|parts| parts.get(n));
                let (value, over) = one(part, &counted, found);
                let line = UnitLine {
                    over: Some(over),
                    ..UnitLine::of(unit, &text, (&titles.index, &titled.0), &titled.1, value)
                };
                if let Measured::Points(points) = line.value {
                    sum = sum.map(|sum| sum + points);
                }
                lines.push(line);
            }
            lines.push(titles.total(unit, &text, sum));
        }
    }
    lines
}

/// The texts of an index, made once for all its lines.
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

/// What each part counts, for collectives and for their towns.
fn sums(
    leads: &[Brief<'_>],
    coverage: &[Coverage],
    units: &[Unit],
    index: &Index,
    view: &View<'_>,
) -> Sums {
    let orgs = numbered(view);
    // The units of a collective: itself, and its town.
    let mut of: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, unit) in units.iter().enumerate() {
        for &org in &unit.orgs {
            of.entry(org).or_default().push(at);
        }
    }
    let mut sums = Sums::new();
    let parts = index.parts.len();
    for (n, part) in index.parts.iter().enumerate() {
        let counts = |rule: &str| {
            part.rules
                .binary_search_by(|id| id.as_str().cmp(rule))
                .is_ok()
        };
        let mut add = |org: u32, month: i64, by: Sum| {
            for &at in of.get(&org).into_iter().flatten() {
                let key = (at, period_of(index.period, month));
                let all = sums
                    .entry(key)
                    .or_insert_with(|| vec![Sum::default(); parts]);
                if let Some(sum) = all.get_mut(n) {
                    sum.count += by.count;
                    sum.months += by.months;
                }
            }
        };
        let leads = leads.iter().filter(|lead| !lead.trial);
        let leads = leads.filter(|lead| counts(lead.rule));
        match &part.asks {
            Asks::Leads { levels, .. } => {
                for lead in leads.filter(|lead| is_of(lead, levels)) {
                    let by = Sum {
                        count: 1,
                        months: 0,
                    };
                    lead.org
                        .into_iter()
                        .for_each(|org| add(org, month(lead), by));
                }
            }
            Asks::Amount { levels } => {
                for ((org, month), fen) in matters(leads.filter(|lead| is_of(lead, levels))) {
                    add(
                        org,
                        month,
                        Sum {
                            count: fen,
                            months: 0,
                        },
                    );
                }
            }
            Asks::Unjudged | Asks::Unsupplied => {
                let same_rule = |a: &Coverage, b: &Coverage| Arc::ptr_eq(&a.rule_id, &b.rule_id);
                let by_rule = coverage.chunk_by(same_rule);
                let counted = by_rule.filter(|lines| counts(&lines[0].rule_id));
                for line in counted.flatten() {
                    let Some(&org) = orgs.get(&*line.org) else {
                        continue;
                    };
                    let lacks = line.outcome == Outcome::NotJudged
                        && line.reason.as_deref().is_some_and(lacking);
                    let open = line.outcome == Outcome::NotJudged;
                    let counted = match part.asks {
                        Asks::Unsupplied => lacks,
                        _ => open && !lacks,
                    };
                    let dated = index.period == Period::All || line.from_month != NO_MONTH;
                    let mut month = line.from_month;
                    while dated && month <= line.to_month {
                        let last = last_month_of(index.period, month).min(line.to_month);
                        let months = i128::from(last - month + 1);
                        let count = if counted { months } else { 0 };
                        add(org, month, Sum { count, months });
                        month = last + 1;
                    }
                }
            }
        }
    }
    sums
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
