//! What supervision reports of a unit and year: trades, filings, disclosure, leads by level.

use std::collections::BTreeMap;
use std::sync::Arc;

use ledger::Wording;
use rules::Period;

use super::points::rounded;
use super::tally::{Counted, Supplied, Tally};
use super::{Measured, Unit, UnitLine, by_period, period_of, period_text};
use crate::civil::month as month_of;
use crate::counts::Brief;
use crate::coverage::NO_MONTH;

/// Part and titles of what is counted of a unit and year, in the order of [`values`].
const PARTS: [(&str, &str, &str); 11] = [
    ("trades", "交易宗数", "trades"),
    ("trade-money", "交易金额", "money of trades"),
    (
        "filings-decisions",
        "报备：重大事项决策",
        "filings: major decisions",
    ),
    (
        "filings-appointments",
        "报备：重要干部任免",
        "filings: appointments",
    ),
    (
        "filings-projects",
        "报备：重大项目安排",
        "filings: projects",
    ),
    (
        "filings-payments",
        "报备：大额资金使用",
        "filings: large payments",
    ),
    (
        "filings-others",
        "报备：类别不明",
        "filings: of no kind that is known",
    ),
    (
        "disclosure-rate",
        "有收支的月份中当月有公开的比例",
        "share of months with money moved in which something was disclosed",
    ),
    (
        "leads-red",
        "红色疑点（待核实）",
        "red leads, to be verified",
    ),
    (
        "leads-yellow",
        "黄色疑点（待核实）",
        "yellow leads, to be verified",
    ),
    (
        "leads-blue",
        "蓝色疑点（待核实）",
        "blue leads, to be verified",
    ),
];

/// What is counted of units.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    index: Arc<str>,
    parts: Vec<(Arc<str>, Arc<Wording>)>,
    /// By unit: its years in ascending order, and its leads of each level, blue first.
    years: Vec<Vec<(i64, Counted, [u64; 3])>>,
}

impl Counts {
    /// Counts all units that supplied anything or have leads.
    pub(super) fn of(leads: &[Brief<'_>], tally: &Tally, units: &[Unit]) -> Self {
        let leads = by_level(leads);
        let counted = by_period(tally, units, Period::Year);
        let of = |(unit, counted): (&Unit, Vec<(i64, Counted)>)| {
            let mut years: BTreeMap<i64, (Counted, [u64; 3])> = counted
                .into_iter()
                .map(|(year, counted)| (year, (counted, [0; 3])))
                .collect();
            for &org in &unit.orgs {
                for ((_, year), levels) in leads.range((org, i64::MIN)..=(org, i64::MAX)) {
                    let (_, sums) = years.entry(*year).or_default();
                    for (sum, n) in sums.iter_mut().zip(levels) {
                        *sum += n;
                    }
                }
            }
            let years = years.into_iter();
            years.map(|(year, (c, levels))| (year, c, levels)).collect()
        };
        let parts = PARTS.iter();
        Self {
            index: "counts".into(),
            parts: parts
                .map(|(part, zh, en)| ((*part).into(), Wording::new(*zh, *en).into()))
                .collect(),
            years: units.iter().zip(counted).map(of).collect(),
        }
    }

    /// The lines of a unit, by year.
    pub(super) fn lines(&self, at: usize, unit: &Unit, supplied: &Supplied) -> Vec<UnitLine> {
        let mut lines = Vec::new();
        for (year, counted, levels) in self.years.get(at).into_iter().flatten() {
            let period: Arc<str> = period_text(Period::Year, *year).into();
            let values = values(unit, counted, *levels, supplied);
            let each = self.parts.iter().zip(values);
            lines.extend(each.map(|((part, title), (value, over))| UnitLine {
                over,
                ..UnitLine::of(unit, &period, (&self.index, part), title, value)
            }));
        }
        lines
    }
}

/// Leads by collective, year and level, blue first; those on trial are not counted.
fn by_level(leads: &[Brief<'_>]) -> BTreeMap<(u32, i64), [u64; 3]> {
    let mut found: BTreeMap<(u32, i64), [u64; 3]> = BTreeMap::new();
    for lead in leads.iter().filter(|lead| !lead.trial) {
        let month = lead.to.map_or(NO_MONTH, month_of);
        if let Some(org) = lead.org
            && let Some(sum) = found
                .entry((org, period_of(Period::Year, month)))
                .or_default()
                .get_mut(lead.level as usize)
        {
            *sum += 1;
        }
    }
    found
}

/// The values of a unit and year, with what a share was computed from.
fn values(
    unit: &Unit,
    counted: &Counted,
    [blue, yellow, red]: [u64; 3],
    supplied: &Supplied,
) -> [(Measured, Option<(i128, i128)>); PARTS.len()] {
    let has = |feed: &str, value: Measured| {
        if supplied.has(feed, unit) {
            value
        } else {
            Measured::NotSupplied
        }
    };
    let over = (i128::from(counted.disclosed), i128::from(counted.active));
    let rate = rounded(over.0, over.1).map(Measured::Share);
    let disclosed = has("disclosures", rate.unwrap_or(Measured::NotSupplied));
    let filed = counted
        .filings
        .map(|n| has("decisions", Measured::Count(n)));
    let [decisions, appointments, projects, payments, others] = filed;
    let found = [
        has("trades", Measured::Count(counted.trades)),
        has("trades", Measured::Money(counted.deals)),
        decisions,
        appointments,
        projects,
        payments,
        others,
        disclosed,
        Measured::Count(red),
        Measured::Count(yellow),
        Measured::Count(blue),
    ];
    found.map(|value| (value, matches!(value, Measured::Share(_)).then_some(over)))
}
