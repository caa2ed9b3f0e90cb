//! Leads of hits: ids, levels and sums of all of them first; sentences and evidence only of those that will be read.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::gather::{At, Wanted, gather};
use crate::judge::Judged;
use crate::lead::build::{lead, write_out};
use crate::lead::draft::{Draft, drafts};
use crate::lead::links::{Money, link};
use crate::lead::{matters, score};
use crate::pointed::hit_rows;
use crate::view::View;
use crate::{Error, Findings, Lead, Level, Options, ScorePart};

/// A lead with what it was made of.
pub(crate) struct Found<'a> {
    pub(crate) lead: Box<Lead>,
    pub(crate) draft: &'a Draft,
    judged: &'a Judged<'a>,
    /// Number of the rule in the order of ids, and the lead's id as a number: the order of leads.
    order: (usize, u128),
}

/// Makes leads and hits of what rules found.
pub(crate) fn assemble(
    judged: &[Judged<'_>],
    view: &View<'_>,
    options: &Options,
) -> Result<Findings, Error> {
    let links = money_links(judged, view);
    let pairs: Vec<(At, At)> = links
        .iter()
        .map(|(a, b)| ((a.feed, a.row), (b.feed, b.row)))
        .collect();
    // The second of a linked pair is the same money seen again.
    let again: BTreeSet<At> = pairs.iter().map(|(_, b)| *b).collect();
    let drafted: Vec<Vec<Draft>> = judged.par_iter().map(|j| drafts(j, &pairs, view)).collect();
    let mut wanted = Wanted::default();
    for draft in drafted.iter().flatten() {
        draft.want_keys(&mut wanted);
    }
    let keys = gather(view, wanted)?;
    let mut found: Vec<Found<'_>> = Vec::new();
    for ((rule, judged), drafts) in judged.iter().enumerate().zip(&drafted) {
        let one = |draft| {
            let lead = lead(judged, draft, &again, &keys, view, options)?;
            let id = u128::from_str_radix(&lead.lead_id, 16).ok()?;
            Some(Found {
                order: (rule, id),
                lead: Box::new(lead),
                draft,
                judged,
            })
        };
        found.par_extend(drafts.par_iter().filter_map(one));
    }
    found.par_sort_unstable_by_key(|found| found.order);
    let (mut leads, signals) = part_signals(found);
    let mut findings = Findings {
        hits: hit_rows(&leads, &signals, judged, view, options),
        ..Findings::default()
    };
    let rules = connect(&mut leads, &pairs);
    let written = first_by_score(&leads, options.most_leads);
    let mut wanted = Wanted::default();
    for (found, _) in leads.iter().zip(&written).filter(|(_, written)| **written) {
        found.draft.want(&mut wanted);
    }
    let gathered = gather(view, wanted)?;
    leads
        .par_iter_mut()
        .zip(rules)
        .zip(written)
        .filter(|(_, written)| *written)
        .for_each(|((found, rules), _)| {
            let Found {
                lead,
                draft,
                judged,
                ..
            } = found;
            write_out(lead, judged, draft, &again, (&keys, &gathered), view);
            lead.score_parts = parts(lead, draft, rules);
        });
    leads.par_sort_unstable_by_key(|f| (Reverse((f.lead.level, f.lead.score)), f.order));
    findings.leads = leads.into_iter().map(|found| *found.lead).collect();
    Ok(findings)
}

/// Hits of all rules that are the same money in different feeds.
fn money_links(judged: &[Judged<'_>], view: &View<'_>) -> Vec<(Money, Money)> {
    let hits = || judged.iter().flat_map(|j| &j.hits);
    let first = hits().next().map(|h| h.feed);
    if hits().all(|h| Some(h.feed) == first) {
        return Vec::new();
    }
    let mut rows: Vec<Money> = hits()
        .filter_map(|h| {
            let org = view.org_code(h.feed, h.row)?;
            Some(Money {
                feed: h.feed,
                row: h.row,
                org,
                day: h.at?,
                amount: h.amount?,
            })
        })
        .collect();
    rows.sort_by_key(|m| (m.feed, m.row));
    rows.dedup_by_key(|m| (m.feed, m.row));
    link(&rows)
}

/// A blue lead whose rows no other rule hits is a signal: counted, never a lead by itself.
fn part_signals(found: Vec<Found<'_>>) -> (Vec<Found<'_>>, Vec<Found<'_>>) {
    // The rule that hits a row; none where several do.
    let mut owner: FxHashMap<At, Option<usize>> = FxHashMap::default();
    if found.iter().any(|f| f.lead.level == Level::Blue) {
        for Found { draft, order, .. } in &found {
            let rule = Some(order.0);
            for hit in &draft.cluster.hits {
                let known = owner.entry((hit.feed, hit.row)).or_insert(rule);
                if *known != rule {
                    *known = None;
                }
            }
        }
    }
    found.into_iter().partition(|Found { lead, draft, .. }| {
        lead.level > Level::Blue
            || draft
                .cluster
                .hits
                .iter()
                .any(|h| owner.get(&(h.feed, h.row)) == Some(&None))
    })
}

/// Puts leads, which stand by rule and id, into matters and scores them; how many rules meet in the matter of each.
fn connect(leads: &mut [Found<'_>], pairs: &[(At, At)]) -> Vec<usize> {
    let rows = leads.iter().map(|f| f.draft.rows());
    let roots = matters::connect(rows, pairs);
    // By root: the lead of the least id, the last rule seen, and how many rules there were.
    let mut least: Vec<usize> = (0..leads.len()).collect();
    let mut seen: Vec<Option<usize>> = vec![None; leads.len()];
    let mut met = vec![0_usize; leads.len()];
    let id = |at: usize| leads.get(at).map(|f| f.order.1);
    for (at, &root) in roots.iter().enumerate() {
        let rule = leads.get(at).map(|f| f.order.0);
        if let (Some(least), Some(seen), Some(met)) =
            (least.get_mut(root), seen.get_mut(root), met.get_mut(root))
        {
            if id(at) < id(*least) {
                *least = at;
            }
            if *seen != rule {
                *seen = rule;
                *met += 1;
            }
        }
    }
    let ids: Vec<String> = roots
        .iter()
        .map(|&root| {
            least
                .get(root)
                .and_then(|&at| leads.get(at))
                .map(|f| f.lead.lead_id.clone())
                .unwrap_or_default()
        })
        .collect();
    let met: Vec<usize> = roots
        .iter()
        .map(|&root| met.get(root).copied().unwrap_or(1))
        .collect();
    for ((found, matter), &rules) in leads.iter_mut().zip(ids).zip(&met) {
        found.lead.matter_id = matter;
        let hits = found.draft.cluster.hits.len();
        found.lead.score = score::sum(found.lead.level, found.lead.amount, rules, hits);
    }
    met
}

fn parts(lead: &Lead, draft: &Draft, rules: usize) -> Vec<ScorePart> {
    score::parts(lead.level, lead.amount, rules, draft.cluster.hits.len())
}

/// For each lead whether it is among the first of its rule by score.
fn first_by_score(leads: &[Found<'_>], most: Option<usize>) -> Vec<bool> {
    let most = match most {
        None => return vec![true; leads.len()],
        Some(0) => return vec![false; leads.len()],
        Some(most) => most,
    };
    let mut written = vec![false; leads.len()];
    let mut order: Vec<usize> = (0..leads.len()).collect();
    order.sort_by_key(|&at| {
        let found = leads.get(at);
        found.map(|f| (f.order.0, Reverse(f.lead.score), f.order.1))
    });
    let rule = |at: usize| leads.get(at).map(|f| f.order.0);
    let mut count = 0;
    let mut before = None;
    for at in order {
        count = if before == rule(at) { count + 1 } else { 1 };
        before = rule(at);
        if let Some(slot) = written.get_mut(at) {
            *slot = count <= most;
        }
    }
    written
}
