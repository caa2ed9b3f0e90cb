//! Every row that a rule points at, in the order of `hits.csv`.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::gather::At;
use crate::hits::{Hits, LeadIds, Names, Numbered};
use crate::judge::Judged;
use crate::lead::build::Found;
use crate::lead::id;
use crate::view::View;
use crate::{HitRole, Options};

/// Leads whose rows are numbered at a time.
const AT_ONCE: usize = 1 << 14;

/// The rows of leads, of signals, and what rules found missing. `leads` stand by rule and id.
pub(crate) fn hit_rows<'d, 'a>(
    leads: &[Found<'d, 'a>],
    signals: &[Found<'d, 'a>],
    judged: &[Judged<'_>],
    view: &View<'_>,
    options: &Options,
) -> Hits {
    let numbers = Numbers::of(judged, view);
    let of = |found: &Found<'_, '_>, lead: u32| {
        let rule = numbers.rule(&found.judged.rule.id);
        let evidence = found.draft.evidence();
        let rows: Vec<Numbered> = evidence
            .map(|(role, at)| Numbered {
                rule,
                lead,
                role,
                feed: numbers.feed(at.0),
                row: view.place(at.0, at.1),
                month: 0,
                org: numbers.org(view, at),
            })
            .collect();
        rows
    };
    let most = |found: &Found<'_, '_>| found.draft.cluster.hits.len() + found.draft.around.len();
    let most = leads.iter().chain(signals).map(most).sum();
    // Some at a time: all that threads made would stand beside what it is put into.
    let mut rows: Vec<Numbered> = Vec::with_capacity(most);
    for signals in signals.chunks(AT_ONCE) {
        rows.par_extend(signals.par_iter().flat_map_iter(|found| of(found, 0)));
    }
    let mut first = 1;
    for leads in leads.chunks(AT_ONCE) {
        let next = first + u32::try_from(leads.len()).unwrap_or(u32::MAX);
        let numbered = leads.par_iter().zip(first..next);
        rows.par_extend(numbered.flat_map_iter(|(found, lead)| of(found, lead)));
        first = next;
    }
    rows.extend(absent_rows(judged, &numbers, view, options));
    Hits::of(
        Names {
            leads: ids(leads),
            ..numbers.names
        },
        rows,
    )
}

/// The ids of leads.
fn ids(leads: &[Found<'_, '_>]) -> LeadIds {
    let length = id::text(id::Id::default()).len();
    let some = |leads: &[Found<'_, '_>]| -> String {
        leads.iter().map(|found| id::text(found.id)).collect()
    };
    let texts: Vec<String> = leads.par_chunks(AT_ONCE).map(some).collect();
    let mut text = String::with_capacity(length * leads.len());
    for some in texts {
        text.push_str(&some);
    }
    LeadIds { text, length }
}

/// Numbers that stand in the order of names.
struct Numbers {
    names: Names,
    /// By index of the feed in the view.
    feeds: Vec<u16>,
    /// By index of the collective in the ledger.
    orgs: Vec<u32>,
    by_name: BTreeMap<String, u32>,
}

impl Numbers {
    fn of(judged: &[Judged<'_>], view: &View<'_>) -> Self {
        let mut rules: Vec<String> = judged.iter().map(|j| j.rule.id.clone()).collect();
        rules.sort();
        let (feeds, at_feed) = ranked((0..view.feeds()).map(|f| view.feed(f).to_owned()));
        let (orgs, at_org) = ranked(view.ledger.orgs().iter().map(|org| org.name.clone()));
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            by_name: orgs.iter().cloned().zip(0..).collect(),
            feeds: at_feed
                .into_iter()
                .map(|n| u16::try_from(n).unwrap_or(u16::MAX))
                .collect(),
            orgs: at_org.into_iter().map(number).collect(),
            names: Names {
                rules,
                feeds,
                orgs,
                leads: LeadIds::default(),
            },
        }
    }

    fn rule(&self, id: &str) -> u16 {
        let found = self
            .names
            .rules
            .binary_search_by(|rule| rule.as_str().cmp(id));
        found
            .ok()
            .and_then(|n| u16::try_from(n).ok())
            .unwrap_or(u16::MAX)
    }

    fn feed(&self, index: u16) -> u16 {
        self.feeds
            .get(usize::from(index))
            .copied()
            .unwrap_or(u16::MAX)
    }

    fn org(&self, view: &View<'_>, at: At) -> u32 {
        let index = view.org_index(at.0, at.1);
        let number = index.and_then(|org| self.orgs.get(org as usize));
        number.copied().unwrap_or(u32::MAX)
    }
}

/// Names sorted, each once, and the place of each that was given among them.
fn ranked(names: impl Iterator<Item = String>) -> (Vec<String>, Vec<usize>) {
    let given: Vec<String> = names.collect();
    let mut sorted = given.clone();
    sorted.sort();
    sorted.dedup();
    let places = given
        .iter()
        .map(|name| sorted.partition_point(|s| s < name))
        .collect();
    (sorted, places)
}

/// What rules found missing: a collective and a month, no row.
fn absent_rows(
    judged: &[Judged<'_>],
    numbers: &Numbers,
    view: &View<'_>,
    options: &Options,
) -> Vec<Numbered> {
    let mut hits = Vec::new();
    for one in judged {
        for seen in one.seen.iter().flatten() {
            let Some(absent) = &seen.absent else { continue };
            let feed = view
                .index(&seen.detect.feed)
                .map_or(u16::MAX, |f| numbers.feed(f));
            for row in 0..absent.len {
                let text = |name| absent.column(name).and_then(|c| view.text(c, row, false));
                let org = text("org").unwrap_or_default();
                if options.orgs.is_empty() || options.orgs.contains(&org) {
                    hits.push(Numbered {
                        rule: numbers.rule(&one.rule.id),
                        lead: 0,
                        role: HitRole::Absent,
                        feed,
                        row: None,
                        month: text("month")
                            .and_then(|m| m.parse().ok())
                            .unwrap_or_default(),
                        org: numbers.by_name.get(&org).copied().unwrap_or(u32::MAX),
                    });
                }
            }
        }
    }
    hits
}
