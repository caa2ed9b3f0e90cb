//! What supervision reports of a unit and year: trades, filings, disclosure, leads by level.

use std::collections::BTreeMap;

use ledger::Wording;
use rules::Period;

use super::points::rounded;
use super::tally::{Counted, Tally};
use super::{Measured, Unit, UnitLine, by_period, period_of, period_text};
use crate::civil::month as month_of;
use crate::coverage::NO_MONTH;
use crate::view::View;
use crate::{Findings, Level};

/// Part and titles of what is filed, in the order of `Counted::filings`.
const FILED: [(&str, &str, &str); 5] = [
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
];

/// Lines of all units that supplied anything or have leads, by unit and year.
pub(super) fn lines(
    findings: &Findings,
    tally: &Tally,
    units: &[Unit<'_>],
    view: &View<'_>,
) -> Vec<UnitLine> {
    let leads = leads(findings, view);
    let mut lines = Vec::new();
    for unit in units {
        let mut years: BTreeMap<i64, (Counted, [u64; 3])> = by_period(tally, unit, Period::Year)
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
        for (year, (counted, levels)) in years {
            let period = period_text(Period::Year, year);
            lines.extend(year_of(unit, &period, &counted, levels, tally));
        }
    }
    lines
}

/// Leads by collective, year and level, blue first; those on trial are not counted.
fn leads(findings: &Findings, view: &View<'_>) -> BTreeMap<(u32, i64), [u64; 3]> {
    let orgs: BTreeMap<&str, u32> = super::numbered(view);
    let mut found: BTreeMap<(u32, i64), [u64; 3]> = BTreeMap::new();
    for lead in findings.leads.iter().filter(|lead| !lead.trial) {
        let month = lead.to.map_or(NO_MONTH, month_of);
        let at = match lead.level {
            Level::Blue => 0,
            Level::Yellow => 1,
            Level::Red => 2,
        };
        if let Some(&org) = orgs.get(lead.org.as_str())
            && let Some(sum) = found
                .entry((org, period_of(Period::Year, month)))
                .or_default()
                .get_mut(at)
        {
            *sum += 1;
        }
    }
    found
}

fn year_of(
    unit: &Unit<'_>,
    period: &str,
    counted: &Counted,
    [blue, yellow, red]: [u64; 3],
    tally: &Tally,
) -> Vec<UnitLine> {
    let has = |feed: &str, value: Measured| {
        if tally.has(feed, unit) {
            value
        } else {
            Measured::NotSupplied
        }
    };
    let line = |part: &str, zh: &str, en: &str, value: Measured| {
        let title = Wording::new(zh, en);
        UnitLine::of(unit, period.to_owned(), ("counts", part), title, value)
    };
    let mut lines = vec![
        line(
            "trades",
            "交易宗数",
            "trades",
            has("trades", Measured::Count(counted.trades)),
        ),
        line(
            "trade-money",
            "交易金额",
            "money of trades",
            has("trades", Measured::Money(counted.deals)),
        ),
    ];
    for ((part, zh, en), n) in FILED.into_iter().zip(counted.filings) {
        lines.push(line(part, zh, en, has("decisions", Measured::Count(n))));
    }
    let over = (i128::from(counted.disclosed), i128::from(counted.active));
    let rate = rounded(over.0, over.1).map(Measured::Share);
    let mut disclosed = line(
        "disclosure-rate",
        "有收支的月份中当月有公开的比例",
        "share of months with money moved in which something was disclosed",
        has("disclosures", rate.unwrap_or(Measured::NotSupplied)),
    );
    if disclosed.value != Measured::NotSupplied {
        disclosed.over = Some(over);
    }
    lines.push(disclosed);
    for (part, zh, en, n) in [
        (
            "leads-red",
            "红色疑点（待核实）",
            "red leads, to be verified",
            red,
        ),
        (
            "leads-yellow",
            "黄色疑点（待核实）",
            "yellow leads, to be verified",
            yellow,
        ),
        (
            "leads-blue",
            "蓝色疑点（待核实）",
            "blue leads, to be verified",
            blue,
        ),
    ] {
        lines.push(line(part, zh, en, Measured::Count(n)));
    }
    lines
}
