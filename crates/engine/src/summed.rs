//! Sums up what every rule did a collective and month, for coverage.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use rules::{Detect, Rule};

use crate::asks::reads;
use crate::civil::month as month_of;
use crate::coverage::{Examined, NO_MONTH, OrgMonth, Spine, Spines, lines};
use crate::essential::essential;
use crate::judge::Judged;
use crate::lacking::orgs_without;
use crate::org_months::OrgMonths;
use crate::view::View;
use crate::{Covered, Options, Reason};

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
pub(crate) fn coverage(
    judged: &[Judged<'_>],
    months: &[OrgMonths],
    view: &View<'_>,
    options: &Options,
) -> Covered {
    let orgs = view.ledger.orgs().iter();
    let names: Vec<String> = orgs.map(|org| org.name.clone()).collect();
    let asked = asked(view, options);
    let mut spines = spines(view, months);
    for spine in spines.values_mut() {
        spine.retain(|&(key, _)| asked(key));
    }
    let feeds = judged.iter().map(|one| feeds(one.rule));
    let spines = Spines::new(&spines, feeds, names.len());
    // A few rules at a time: what all of them did in every month would be the most that a run holds.
    let orgs = u32::try_from(names.len()).unwrap_or(u32::MAX);
    let mut found = Vec::new();
    for some in judged.chunks(AT_ONCE) {
        found.par_extend(some.par_iter().map(|one| {
            let examined = examined(one, months, view, &asked);
            lines(&one.rule.id, &examined, &spines, orgs)
        }));
    }
    Covered::of(names, found)
}

/// The feeds that a rule is told to look at, and those that its logics look at besides.
fn feeds(rule: &Rule) -> Vec<String> {
    let mut feeds = rule.feeds.clone();
    for detect in &rule.detects {
        if !rule.feeds.contains(&detect.feed) {
            feeds.push(detect.feed.clone());
        }
    }
    feeds
}

/// Rows of every supplied feed a collective and month.
fn spines(view: &View<'_>, months: &[OrgMonths]) -> BTreeMap<String, Spine> {
    let mut spines = BTreeMap::new();
    for (index, months) in (0..view.feeds()).zip(months) {
        let spine = months.spine();
        if !spine.is_empty() {
            spines.insert(view.feed(index).to_owned(), spine);
        }
    }
    spines
}

fn examined(
    judged: &Judged<'_>,
    months: &[OrgMonths],
    view: &View<'_>,
    asked: &dyn Fn(OrgMonth) -> bool,
) -> Examined {
    let mut examined = Examined {
        feeds: feeds(judged.rule),
        ..Examined::default()
    };
    let mut hits: Vec<OrgMonth> = Vec::new();
    for hit in &judged.hits {
        let months = months.get(usize::from(hit.feed));
        hits.extend(months.and_then(|months| months.at(hit.row)));
    }
    // A population that is told is told in all its months.
    let members = member_months(judged, months, view);
    hits.extend(members.into_iter().filter(|&key| asked(key)));
    hits.sort_unstable();
    hits.dedup();
    examined.hits = hits.into_iter().collect();
    for lot in judged.unjudged.lots() {
        let feed = view.index(&lot.feed).map(usize::from);
        let Some(months) = feed.and_then(|feed| months.get(feed)) else {
            continue;
        };
        let reason = view.context.store.reasons.reason(lot.reason);
        let keys = months.met(&lot.rows).into_iter();
        for key in keys.filter(|&key| asked(key)) {
            let known = examined.unjudged.entry(key);
            let known = known.or_insert_with(|| Arc::clone(&reason));
            // The least reason stands for the month, so that the outcome does not depend on the order of rows.
            if reason < *known {
                *known = Arc::clone(&reason);
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
fn member_months(judged: &Judged<'_>, months: &[OrgMonths], view: &View<'_>) -> Vec<OrgMonth> {
    let mut found: Vec<OrgMonth> = Vec::new();
    let seen = judged.seen.iter().flatten();
    for members in seen.filter_map(|s| s.members.as_ref()) {
        let Some(refs) = members.refs("") else {
            continue;
        };
        let feed = view.index(&refs.feed).map(usize::from);
        if let Some(months) = feed.and_then(|feed| months.get(feed)) {
            found.extend(months.met(&refs.rows));
        }
    }
    found
}

/// Collectives whose rows of a feed never fill a column that the rule needs, so that a logic on the feed that reads it lacks it. None
/// where only logics on other feeds of the rule read it.
fn without(rule: &Rule, feed: &str, column: &str, view: &View<'_>) -> BTreeSet<u32> {
    let all = view.orgs_without(feed, column);
    if all.is_empty() {
        return BTreeSet::new();
    }
    let canonical = |feed: &str, name: &str| view.context.store.canonical(feed, name);
    let reading = |detect: &&Detect| {
        let sought = canonical(&detect.feed, column);
        let read = reads(&detect.cite, &detect.feed, false);
        let mut read = read.iter();
        read.any(|name| canonical(&detect.feed, name) == sought)
    };
    let readers: Vec<&Detect> = rule.detects.iter().filter(reading).collect();
    if readers.is_empty() {
        return BTreeSet::clone(&all);
    }
    let here = readers.into_iter().filter(|detect| detect.feed == feed);
    here.flat_map(|detect| orgs_without(detect, column, view))
        .collect()
}

/// Columns of the feed without which the logic can hit no row, and collectives that never fill them and of which no source has them. A
/// column that is there and blank throughout is taken at its word: nothing was waived, nothing was void.
fn without_heading(detect: &Detect, view: &View<'_>) -> Vec<(String, u32)> {
    let mut found = Vec::new();
    for name in essential(&detect.cite.hits) {
        let Some(column) = view.context.store.canonical(&detect.feed, &name) else {
            continue;
        };
        let without = view.orgs_without(&detect.feed, column);
        if !without.is_empty() {
            let with = view.context.store.headed(&detect.feed, column);
            let lacking = without.difference(&with);
            found.extend(lacking.map(|&org| (column.to_owned(), org)));
        }
    }
    found
}

/// Collectives whose rows of a feed never fill a column that the rule needs, or one that each of its logics on the feed needs: a column
/// that is not there proves nothing.
fn missing_columns(judged: &Judged<'_>, view: &View<'_>, examined: &mut Examined) {
    for feed in examined.feeds.clone() {
        let mut lacking: Option<BTreeMap<u32, String>> = None;
        for detect in judged.rule.detects.iter().filter(|d| d.feed == feed) {
            let mut here = BTreeMap::new();
            for column in &detect.needs {
                for org in orgs_without(detect, column, view) {
                    here.entry(org).or_insert_with(|| column.clone());
                }
            }
            for (column, org) in without_heading(detect, view) {
                here.entry(org).or_insert(column);
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
            for org in without(judged.rule, &feed, column, view) {
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
