//! Sums up what every rule did a collective and month, for coverage.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::civil::month as month_of;
use crate::coverage::{Examined, NO_MONTH, Spine, lines};
use crate::judge::Judged;
use crate::view::View;
use crate::{Coverage, Options, Reason};

/// Coverage of all rules, by rule, collective, month.
pub(crate) fn coverage(judged: &[Judged<'_>], view: &View<'_>, options: &Options) -> Vec<Coverage> {
    let mut spines = spines(view);
    for spine in spines.values_mut() {
        let asked = |org: &String, month: i64| {
            let inside = options.period.is_none_or(|(first, last)| {
                month == NO_MONTH || (month_of(first) <= month && month <= month_of(last))
            });
            inside && (options.orgs.is_empty() || options.orgs.contains(org))
        };
        spine.retain(|(org, month), _| asked(org, *month));
    }
    let each: Vec<Vec<Coverage>> = judged
        .par_iter()
        .map(|one| lines(&one.rule.id, &examined(one, view, options), &spines))
        .collect();
    each.into_iter().flatten().collect()
}

/// Rows of every supplied feed a collective and month.
fn spines(view: &View<'_>) -> BTreeMap<String, Spine> {
    let mut spines = BTreeMap::new();
    for index in 0..view.feeds() {
        let mut counts: FxHashMap<(u32, i64), u64> = FxHashMap::default();
        let mut months: Vec<(i64, i64)> = Vec::new();
        for row in 0..view.rows(index) {
            let Some(org) = view.org_code(index, row) else {
                continue;
            };
            let month = match (view.day(index, row), months.last()) {
                (Some(day), Some(&(last, month))) if last == day => month,
                (Some(day), _) => {
                    let month = month_of(day);
                    months.clear();
                    months.push((day, month));
                    month
                }
                (None, _) => NO_MONTH,
            };
            *counts.entry((org, month)).or_default() += 1;
        }
        let spine: Spine = counts
            .into_iter()
            .map(|((org, month), rows)| ((view.org_name(org), month), rows))
            .collect();
        if !spine.is_empty() {
            spines.insert(view.feed(index).to_owned(), spine);
        }
    }
    spines
}

fn examined(judged: &Judged<'_>, view: &View<'_>, options: &Options) -> Examined {
    let asked = |org: &String| options.orgs.is_empty() || options.orgs.contains(org);
    let month = |feed: u16, row: u32| view.day(feed, row).map_or(NO_MONTH, month_of);
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
    for hit in &judged.hits {
        if let Some(org) = view.org(hit.feed, hit.row) {
            examined.hits.insert((org, month(hit.feed, hit.row)));
        }
    }
    // A population that is told is told in all its months.
    for (org, month) in member_months(judged, view) {
        let inside = options.period.is_none_or(|(first, last)| {
            month == NO_MONTH || (month_of(first) <= month && month <= month_of(last))
        });
        let org = view.org_name(org);
        if inside && asked(&org) {
            examined.hits.insert((org, month));
        }
    }
    for row in &judged.unjudged {
        let Some(feed) = view.index(&row.feed) else {
            continue;
        };
        if let Some(org) = view.org(feed, row.row).filter(asked) {
            let known = examined
                .unjudged
                .entry((org, month(feed, row.row)))
                .or_insert_with(|| Reason::clone(&row.reason));
            // The least reason stands for the month, so that the outcome does not depend on the order of rows.
            if *row.reason < *known {
                *known = Reason::clone(&row.reason);
            }
        }
    }
    for (feed, reason) in &judged.gaps {
        examined
            .gaps
            .entry((feed.clone(), String::new()))
            .or_insert_with(|| reason.clone());
    }
    missing_columns(judged, view, &mut examined);
    examined
}

/// Collective and month of the rows that the rule cites as a whole.
fn member_months(judged: &Judged<'_>, view: &View<'_>) -> BTreeSet<(u32, i64)> {
    let mut months = BTreeSet::new();
    let members = judged
        .seen
        .iter()
        .flatten()
        .filter_map(|s| s.members.as_ref());
    for refs in members.filter_map(|frame| frame.refs("")) {
        let Some(feed) = view.index(&refs.feed) else {
            continue;
        };
        let mut last = None;
        for &row in refs.rows.iter() {
            let Some(org) = view.org_code(feed, row) else {
                continue;
            };
            let month = view.day(feed, row).map_or(NO_MONTH, month_of);
            if last != Some((org, month)) {
                last = Some((org, month));
                months.insert((org, month));
            }
        }
    }
    months
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
            for &org in view.orgs_without(&feed, column).iter() {
                lacking.entry(org).or_insert_with(|| column.clone());
            }
        }
        for (org, column) in lacking {
            let reason = Reason::NoColumn(feed.clone(), column);
            examined
                .gaps
                .entry((feed.clone(), view.org_name(org)))
                .or_insert(reason);
        }
    }
}
