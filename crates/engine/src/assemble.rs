//! Leads of hits: ids, levels and sums of all of them first; sentences and evidence only of those that will be read.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::counts::Brief;
use crate::gather::{At, Gathered, Wanted, gather};
use crate::judge::Judged;
use crate::lead::build::{Found, found, write_out};
use crate::lead::draft::{Draft, drafts};
use crate::lead::id::{Id, Namer};
use crate::lead::links::{Money, link};
use crate::lead::{matters, score};
use crate::pointed::hit_rows;
use crate::view::View;
use crate::{Error, Findings, LeadCounts, Level, Options};

/// How many leads of a rule are written out where nobody says.
const MOST_LEADS: usize = 100_000;

/// Leads of which what counts is fetched at a time.
const BRIEFS: usize = 1 << 14;

/// Bytes that a lead takes while it is written out, with its evidence and its rows of a workbook: 28 KB, measured on 70,000 leads.
const WRITTEN: u64 = 28 << 10;

/// Makes leads and hits of what rules found, and says what counts of each lead where units are counted.
pub(crate) fn assemble<'a>(
    judged: &'a [Judged<'a>],
    view: &View<'_>,
    options: &Options,
) -> Result<(Findings, Vec<Brief<'a>>), Error> {
    let links = money_links(judged, view);
    let pairs: Vec<(At, At)> = links
        .iter()
        .map(|(a, b)| ((a.feed, a.row), (b.feed, b.row)))
        .collect();
    // The second of a linked pair is the same money seen again.
    let again: BTreeSet<At> = pairs.iter().map(|(_, b)| *b).collect();
    let drafted: Vec<Vec<Draft<'_>>> = judged.par_iter().map(|j| drafts(j, &pairs, view)).collect();
    let mut wanted = Wanted::default();
    for (judged, drafts) in judged.iter().zip(&drafted) {
        for draft in drafts {
            draft.want_keys(judged, view, &mut wanted);
        }
    }
    let mut keys = gather(view, wanted)?;
    let namer = Namer::new(options.key.as_deref());
    let mut all: Vec<Found<'_, '_>> = Vec::with_capacity(drafted.iter().map(Vec::len).sum());
    for (rule, drafts) in (0..).zip(judged).zip(&drafted) {
        let one = |draft| found(rule, draft, &again, &keys, &namer, view);
        all.par_extend(drafts.par_iter().filter_map(one));
    }
    let most = options.most_leads.unwrap_or(MOST_LEADS);
    if most == 0 {
        // Ids are made; nothing else will be asked of the keys of as many rows as there are leads.
        keys = Gathered::default();
    }
    all.par_sort_unstable_by_key(Found::order);
    let (mut leads, signals) = part_signals(all);
    let hits = hit_rows(&leads, &signals, judged, view, options);
    drop(signals);
    connect(&mut leads, &pairs, most > 0);
    // What counts of leads lies scattered, so that threads fetch it; a few thousand at a time, since all of them together are large.
    let briefs = leads.chunks(BRIEFS).flat_map(|some| {
        let briefs = some.par_iter().map(|found| found.brief(view));
        briefs.collect::<Vec<_>>()
    });
    let counts = LeadCounts::count(briefs);
    let briefs = if options.without_units {
        Vec::new()
    } else {
        leads.par_iter().map(|found| found.brief(view)).collect()
    };
    let written = first_by_score(leads, most);
    let needed = (written.len() as u64).saturating_mul(WRITTEN);
    if let Some(limit) = options.memory.filter(|limit| needed > *limit) {
        return Err(Error::Memory { limit, needed });
    }
    let mut wanted = Wanted::default();
    for found in &written {
        found.draft.want(found.judged, view, &mut wanted);
    }
    let gathered = gather(view, wanted)?;
    let leads = written
        .par_iter()
        .filter_map(|found| write_out(found, &again, (&keys, &gathered), view))
        .collect();
    let findings = Findings {
        leads,
        counts,
        hits,
        ..Findings::default()
    };
    Ok((findings, briefs))
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
                day: h.at()?,
                amount: h.amount()?,
            })
        })
        .collect();
    rows.sort_by_key(|m| (m.feed, m.row));
    rows.dedup_by_key(|m| (m.feed, m.row));
    link(&rows)
}

/// A blue lead whose rows no other rule hits is a signal: counted, never a lead by itself.
fn part_signals<'d, 'a>(mut found: Vec<Found<'d, 'a>>) -> (Vec<Found<'d, 'a>>, Vec<Found<'d, 'a>>) {
    if found.iter().all(|f| f.level > Level::Blue) {
        return (found, Vec::new());
    }
    let mut rows: Vec<(At, u16)> = Vec::new();
    for f in &found {
        rows.extend(f.draft.rows().map(|row| (row, f.rule)));
    }
    rows.par_sort_unstable();
    rows.dedup();
    let more = |at: At| {
        let first = rows.partition_point(|(row, _)| *row < at);
        rows.get(first + 1).is_some_and(|(row, _)| *row == at)
    };
    // Leads may be as many as rows: those that stay are not copied.
    let is_signal = |f: &mut Found<'_, '_>| f.level == Level::Blue && !f.draft.rows().any(more);
    let signals = found.extract_if(.., is_signal).collect();
    (found, signals)
}

/// Puts leads, which stand by rule and id, into matters and scores them; where none is written out nobody reads a score.
fn connect(leads: &mut [Found<'_, '_>], pairs: &[(At, At)], written: bool) {
    let roots = matters::connect(leads, |found| found.draft.rows(), pairs);
    if !written {
        for (found, root) in leads.iter_mut().zip(roots) {
            found.root = u32::try_from(root).unwrap_or(u32::MAX);
        }
        return;
    }
    // By root: the least id, the last rule seen, and how many rules there were.
    let mut met: Vec<(Id, Option<u16>, u32)> = vec![([u8::MAX; 16], None, 0); leads.len()];
    for (found, &root) in leads.iter().zip(&roots) {
        if let Some((least, seen, rules)) = met.get_mut(root) {
            *least = (*least).min(found.id);
            if *seen != Some(found.rule) {
                *seen = Some(found.rule);
                *rules += 1;
            }
        }
    }
    for (found, root) in leads.iter_mut().zip(roots) {
        if let Some(&(least, _, rules)) = met.get(root) {
            (found.matter, found.rules) = (least, rules);
        }
        found.root = u32::try_from(root).unwrap_or(u32::MAX);
        let hits = found.draft.cluster.hits.len();
        found.score = score::sum(found.level, found.amounts().0, found.rules as usize, hits);
    }
}

/// Of each rule the first leads by score, as many as are written out; highest level and score first.
fn first_by_score<'d, 'a>(mut leads: Vec<Found<'d, 'a>>, most: usize) -> Vec<Found<'d, 'a>> {
    if most == 0 {
        return Vec::new();
    }
    let mut counts: FxHashMap<u16, usize> = FxHashMap::default();
    leads.par_sort_unstable_by_key(|f| (f.rule, Reverse(f.score), f.id));
    leads.retain(|found| {
        let count = counts.entry(found.rule).or_default();
        *count += 1;
        *count <= most
    });
    leads.par_sort_unstable_by_key(|f| (Reverse((f.level, f.score)), f.order()));
    leads
}
