//! Sums up what every rule did a collective and month, for coverage.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use rules::Rule;
use rustc_hash::FxHashMap;

use crate::asks::reads;
use crate::civil::month as month_of;
use crate::coverage::{Examined, NO_MONTH, OrgMonth, Spine, Spines, lines};
use crate::judge::Judged;
use crate::view::View;
use crate::{Coverage, Options, Reason};

/// Which collectives and months are asked; what has no day is asked of every collective that is.
pub(crate) fn asked(view: &View<'_>, options: &Options) -> impl Fn(OrgMonth) -> bool + Sync {
    let asked: Vec<bool> = view
        .ledger
        .orgs()
        .iter()
        .map(|org| options.orgs.is_empty() || options.orgs.contains(&org.name))
        .collect();
    let period = options.period;
    move |(org, month): OrgMonth| {
        let inside = period.is_none_or(|(first, last)| {
            month == NO_MONTH || (month_of(first) <= month && month <= month_of(last))
        });
        inside && asked.get(org as usize).copied().unwrap_or(false)
    }
}

/// Rules whose lines are made side by side.
const AT_ONCE: usize = 4;

/// Coverage of all rules, by rule, collective, month.
pub(crate) fn coverage(judged: &[Judged<'_>], view: &View<'_>, options: &Options) -> Vec<Coverage> {
    let orgs = view.ledger.orgs().iter();
    let names: Vec<Arc<str>> = orgs.map(|org| org.name.as_str().into()).collect();
    let asked = asked(view, options);
    let mut spines = spines(view);
    for spine in spines.values_mut() {
        spine.retain(|&(key, _)| asked(key));
    }
    let all: Vec<Examined> = judged
        .par_iter()
        .map(|one| examined(one, view, &asked))
        .collect();
    let spines = Spines::new(&spines, all.iter().map(|e| e.feeds.clone()), names.len());
    // A few rules at a time: lines of all of them, twice, would be the most that a run holds.
    let mut found = Vec::new();
    for (some, examined) in judged.chunks(AT_ONCE).zip(all.chunks(AT_ONCE)) {
        let of = some.par_iter().zip(examined);
        let each: Vec<Vec<Coverage>> = of
            .map(|(one, examined)| lines(&one.rule.id, examined, &spines, &names))
            .collect();
        for lines in each {
            found.extend(lines);
        }
    }
    found
}

/// Rows of every supplied feed a collective and month.
fn spines(view: &View<'_>) -> BTreeMap<String, Spine> {
    let mut spines = BTreeMap::new();
    for index in 0..view.feeds() {
        let mut counts: FxHashMap<OrgMonth, u64> = FxHashMap::default();
        let mut months = Months::default();
        for row in 0..view.rows(index) {
            if let Some(org) = view.org_index(index, row) {
                let month = months.of(view, index, row);
                *counts.entry((org, month)).or_default() += 1;
            }
        }
        let mut spine: Spine = counts.into_iter().collect();
        spine.sort_unstable();
        if !spine.is_empty() {
            spines.insert(view.feed(index).to_owned(), spine);
        }
    }
    spines
}

/// The months of rows; rows mostly have the day of the row before.
#[derive(Default)]
struct Months(Option<(i64, i64)>);

impl Months {
    fn of(&mut self, view: &View<'_>, feed: u16, row: u32) -> i64 {
        let Some(day) = view.day(feed, row) else {
            return NO_MONTH;
        };
        match self.0 {
            Some((known, month)) if known == day => month,
            _ => {
                let month = month_of(day);
                self.0 = Some((day, month));
                month
            }
        }
    }
}

fn examined(judged: &Judged<'_>, view: &View<'_>, asked: &dyn Fn(OrgMonth) -> bool) -> Examined {
    let mut months = Months::default();
    let mut examined = Examined {
        feeds: judged.rule.feeds.clone(),
        ..Examined::default()
    };
    for detect in judged
        .rule
        .detects
        .iter()
        .filter(|d| !examined.feeds.contains(&d.feed))
        .collect::<Vec<_>>()
    {
        examined.feeds.push(detect.feed.clone());
    }
    let mut hits: Vec<OrgMonth> = Vec::new();
    for hit in &judged.hits {
        if let Some(org) = view.org_index(hit.feed, hit.row) {
            hits.push((org, months.of(view, hit.feed, hit.row)));
        }
    }
    // A population that is told is told in all its months.
    let members = member_months(judged, view);
    hits.extend(members.into_iter().filter(|&key| asked(key)));
    hits.sort_unstable();
    hits.dedup();
    examined.hits = hits.into_iter().collect();
    for row in &judged.unjudged {
        let Some(feed) = view.index(&row.feed) else {
            continue;
        };
        let month = months.of(view, feed, row.row);
        if let Some(org) = view.org_index(feed, row.row)
            && asked((org, month))
        {
            let known = examined
                .unjudged
                .entry((org, month))
                .or_insert_with(|| Arc::clone(&row.reason));
            // The least reason stands for the month, so that the outcome does not depend on the order of rows.
            if row.reason < *known {
                *known = Arc::clone(&row.reason);
            }
        }
    }
    for (feed, reason) in &judged.gaps {
        examined
            .gaps
            .entry((feed.clone(), None))
            .or_insert_with(|| reason.clone().into());
    }
    missing_columns(judged, view, &mut examined);
    examined
}

/// Collective and month of the rows that the rule cites as a whole.
fn member_months(judged: &Judged<'_>, view: &View<'_>) -> Vec<OrgMonth> {
    let mut found: Vec<OrgMonth> = Vec::new();
    let mut months = Months::default();
    let seen = judged.seen.iter().flatten();
    for members in seen.filter_map(|s| s.members.as_ref()) {
        let Some(refs) = members.refs("") else {
            continue;
        };
        let Some(feed) = view.index(&refs.feed) else {
            continue;
        };
        for &row in refs.rows.iter() {
            if let Some(org) = view.org_index(feed, row) {
                let month = (org, months.of(view, feed, row));
                if found.last() != Some(&month) {
                    found.push(month);
                }
            }
        }
    }
    found
}

/// Whether logics on other feeds of the rule read a column that it needs, and none on this one does.
fn only_elsewhere(rule: &Rule, feed: &str, column: &str, view: &View<'_>) -> bool {
    let canonical = |feed: &str, name: &str| view.context.store.canonical(feed, name);
    let mut elsewhere = false;
    for detect in &rule.detects {
        let sought = canonical(&detect.feed, column);
        let read = reads(&detect.cite, &detect.feed, false);
        if read
            .iter()
            .any(|name| canonical(&detect.feed, name) == sought)
        {
            if detect.feed == feed {
                return false;
            }
            elsewhere = true;
        }
    }
    elsewhere
}

/// Collectives whose rows of a feed never fill a column that the rule needs, or one that each of its logics on the feed needs: a column
/// that is not there proves nothing.
fn missing_columns(judged: &Judged<'_>, view: &View<'_>, examined: &mut Examined) {
    for feed in examined.feeds.clone() {
        let mut lacking: Option<BTreeMap<u32, String>> = None;
        for detect in judged.rule.detects.iter().filter(|d| d.feed == feed) {
            let mut here = BTreeMap::new();
            for column in &detect.needs {
                for &org in view.orgs_without(&feed, column).iter() {
                    here.entry(org).or_insert_with(|| column.clone());
                }
            }
            // A collective lacks what it needs only where every logic on this feed does.
            lacking = Some(match lacking {
                None => here,
                Some(before) => before
                    .into_iter()
                    .filter(|(org, _)| here.contains_key(org))
                    .collect(),
            });
        }
        let mut lacking = lacking.unwrap_or_default();
        for column in &judged.rule.needs {
            let without = view.orgs_without(&feed, column);
            if without.is_empty() || only_elsewhere(judged.rule, &feed, column, view) {
                continue;
            }
            for &org in without.iter() {
                lacking.entry(org).or_insert_with(|| column.clone());
            }
        }
        for (org, column) in lacking {
            let reason = Arc::new(Reason::NoColumn(feed.clone(), column));
            if let Some(org) = view.index_of_org(org) {
                examined
                    .gaps
                    .entry((feed.clone(), Some(org)))
                    .or_insert(reason);
            }
        }
    }
}
