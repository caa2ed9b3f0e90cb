//! Leads to be: hits grouped by subject, cut into periods, joined where they are the same money, with the rows around them.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::HitRole;
use crate::frame::Refs;
use crate::gather::{At, Wanted};
use crate::judge::{HitRow, Judged, Seen};
use crate::lead::cut::{Cluster, cut, in_time};
use crate::view::View;

use super::population::{Population, numbers, populations, value};

/// How many evidence rows a lead shows.
pub(crate) const SHOWN: usize = 20;

/// A lead to be: its hits and the rows around them.
#[derive(Clone, Debug)]
pub(crate) struct Draft<'h> {
    /// Hits that belong together; the first of them names the subject.
    pub(crate) cluster: Cluster<'h>,
    /// Rows of the population, then of the context, by role and place, each once and none of them a hit.
    pub(crate) around: Box<[(HitRole, At)]>,
}

/// One part of a subject, with its name. It is spelled when it is read, since most leads of many are only counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject<'a> {
    /// A value of the hit.
    Value(&'a str, String),
    /// A joined row: prefix and row; it reads as its key.
    Row(&'a str, At),
}

/// Groups the hits of a rule by subject and cuts them into clusters; clusters that share a hit row or linked money are one.
pub(crate) fn drafts<'h>(
    judged: &'h Judged<'_>,
    links: &[(At, At)],
    view: &View<'_>,
) -> Vec<Draft<'h>> {
    let subjects = subjects(judged, view).into_iter();
    let mut hits: Vec<(usize, &'h HitRow)> = subjects.zip(&judged.hits).collect();
    hits.par_sort_by(|a, b| (a.0, in_time(a.1)).cmp(&(b.0, in_time(b.1))));
    let mut drafts = Vec::new();
    for hits in hits.chunk_by(|a, b| a.0 == b.0) {
        let first = hits.iter().min_by_key(|(_, hit)| in_place(hit));
        let seen = first.and_then(|(_, hit)| seen(judged, hit));
        let per = seen.map_or(rules::Per::Row, Seen::per);
        cut(hits.iter().map(|(_, hit)| *hit), per, |cluster| {
            drafts.push(Draft {
                cluster,
                around: Box::default(),
            });
        });
    }
    drop(hits);
    let mut drafts = merge(drafts, links);
    let populations = populations(judged, view);
    drafts
        .par_iter_mut()
        .for_each(|draft| draft.around = around(judged, draft, &populations, view).into());
    // What is asked of their rows next is then asked in the order in which columns hold it.
    let first = |draft: &Draft<'_>| draft.rows().next();
    drafts.par_sort_by_cached_key(first);
    drafts
}

/// The logic of a rule that pointed at a row.
fn seen<'s, 'a>(judged: &'s Judged<'a>, hit: &HitRow) -> Option<&'s Seen<'a>> {
    judged.seen.get(usize::from(hit.detect))?.as_ref()
}

fn in_place(hit: &HitRow) -> (u16, u32, u16, u32) {
    (hit.feed, hit.row, hit.detect, hit.frame_row)
}

/// For each hit the number of its subject; subjects are numbered as they are first met.
fn subjects(judged: &Judged<'_>, view: &View<'_>) -> Vec<usize> {
    // Hits are told apart by numbers, a part of the subject at a time. Where unequal numbers may be the same subject, each is spelled once
    // to see it.
    let ambiguous = judged.seen.len() > 1 || judged.seen.iter().flatten().any(rows_stand_alone);
    let parts = judged.seen.iter().flatten();
    let parts = parts.map(|seen| seen.detect.cite.subject.len()).max();
    let detects = judged.hits.iter().map(|hit| usize::from(hit.detect));
    let mut numbers: Vec<usize> = detects.collect();
    for part in 0..parts.unwrap_or(0) {
        let mut known: FxHashMap<(usize, u64), usize> = FxHashMap::default();
        for (number, hit) in numbers.iter_mut().zip(&judged.hits) {
            let value = seen(judged, hit).map_or(0, |seen| numbered(seen, hit, part));
            let next = known.len();
            *number = *known.entry((*number, value)).or_insert(next);
        }
    }
    if !ambiguous {
        return numbers;
    }
    let mut spelled: FxHashMap<Vec<String>, usize> = FxHashMap::default();
    let mut known: FxHashMap<usize, usize> = FxHashMap::default();
    for (number, hit) in numbers.iter_mut().zip(&judged.hits) {
        *number = *known.entry(*number).or_insert_with(|| {
            let subject = seen(judged, hit).map(|seen| spell(seen, hit, view));
            let key = subject.iter().flatten().map(Subject::key).collect();
            let next = spelled.len();
            *spelled.entry(key).or_insert(next)
        });
    }
    numbers
}

impl Subject<'_> {
    /// The column, or the prefix of the joined row.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Value(name, _) | Self::Row(name, _) => name,
        }
    }

    fn key(&self) -> String {
        match self {
            Self::Value(_, value) => value.clone(),
            Self::Row(prefix, at) => format!("{prefix}\u{1f}{}\u{1f}{}", at.0, at.1),
        }
    }
}

/// The joined rows that a part of a subject names.
fn joined<'s>(seen: &'s Seen<'_>, name: &str) -> Option<&'s Refs> {
    let mut joined = seen.frame.refs.iter().filter(|r| !r.prefix.is_empty());
    joined.find(|r| r.prefix == name)
}

/// Whether a part of the subject is numbered by its row alone.
fn rows_stand_alone(seen: &Seen<'_>) -> bool {
    let mut subject = seen.detect.cite.subject.iter();
    subject.any(|name| {
        joined(seen, name).is_none() && seen.frame.column(name).is_some_and(|c| !numbers(c))
    })
}

/// A number that is equal only where a part of the subject of two hits of one logic is.
fn numbered(seen: &Seen<'_>, hit: &HitRow, part: usize) -> u64 {
    let row = hit.frame_row as usize;
    let Some(name) = seen.detect.cite.subject.get(part) else {
        return 0;
    };
    match joined(seen, name) {
        Some(refs) => refs.rows.get(row).map_or(0, |&row| u64::from(row) + 1),
        None => seen.frame.column(name).map_or(0, |c| value(c, row)),
    }
}

/// The subject of a hit of one logic.
fn spell<'a>(seen: &Seen<'a>, hit: &HitRow, view: &View<'_>) -> Vec<Subject<'a>> {
    let row = hit.frame_row as usize;
    let part = |name: &'a String| {
        if let Some(refs) = joined(seen, name) {
            let feed = view.index(&refs.feed)?;
            return Some(Subject::Row(name, (feed, *refs.rows.get(row)?)));
        }
        let value = seen
            .frame
            .column(name)
            .and_then(|c| view.text(c, row, false));
        Some(Subject::Value(name, value.unwrap_or_default()))
    };
    seen.detect.cite.subject.iter().filter_map(part).collect()
}

/// Joins clusters of one rule that share a hit row or the same money; the one of the earliest detect names the whole.
fn merge<'h>(drafts: Vec<Draft<'h>>, links: &[(At, At)]) -> Vec<Draft<'h>> {
    let roots = crate::lead::matters::connect(&drafts, Draft::rows, links);
    if (0..)
        .zip(&roots)
        .all(|(draft, root): (usize, _)| draft == *root)
    {
        return drafts;
    }
    let mut groups: BTreeMap<usize, Vec<Draft<'_>>> = BTreeMap::new();
    for (draft, root) in drafts.into_iter().zip(roots) {
        groups.entry(root).or_default().push(draft);
    }
    groups
        .into_values()
        .filter_map(|mut group| {
            group.sort_by_key(|d| {
                d.cluster
                    .hits
                    .first()
                    .map(|h| (h.detect, h.at(), h.feed, h.row))
            });
            let mut group = group.into_iter();
            let mut first = group.next()?;
            for other in group {
                first.cluster.hits.extend(other.cluster.hits);
            }
            Some(first)
        })
        .collect()
}

/// Rows of the population with the draft's subject, and rows joined to its hits.
fn around(
    judged: &Judged<'_>,
    draft: &Draft<'_>,
    populations: &[Option<Population>],
    view: &View<'_>,
) -> Vec<(HitRole, At)> {
    let mut rows = Vec::new();
    for hit in &draft.cluster.hits {
        let Some(seen) = seen(judged, hit) else {
            continue;
        };
        for refs in seen.frame.refs.iter().filter(|r| !r.prefix.is_empty()) {
            let cited = seen.detect.cite.context.is_empty()
                || seen.detect.cite.context.contains(&refs.prefix);
            let row = refs
                .rows
                .get(hit.frame_row as usize)
                .copied()
                .filter(|&r| r != u32::MAX);
            if let (true, Some(row), Some(feed)) = (cited, row, view.index(&refs.feed)) {
                rows.push((HitRole::Context, (feed, row)));
            }
        }
    }
    let first = draft.cluster.hits.first();
    let population = first.and_then(|h| populations.get(usize::from(h.detect))?.as_ref());
    if let Some(population) = population {
        let key: Vec<String> = draft
            .subject(judged, view)
            .iter()
            .map(Subject::key)
            .collect();
        let members = population.get(&key).into_iter().flatten();
        rows.extend(members.map(|&at| (HitRole::Member, at)));
    }
    if rows.is_empty() {
        return rows;
    }
    let mut hits: Vec<At> = draft.rows().collect();
    hits.sort_unstable();
    rows.retain(|(_, at)| hits.binary_search(at).is_err());
    rows.sort_unstable();
    rows.dedup();
    // A row of the population that was joined to a hit too is a member.
    let members = rows.partition_point(|(role, _)| *role <= HitRole::Member);
    if members > 0 && members < rows.len() {
        let context = rows.split_off(members);
        let only = |(_, at): &(HitRole, At)| rows.binary_search(&(HitRole::Member, *at)).is_err();
        let only: Vec<_> = context.into_iter().filter(only).collect();
        rows.extend(only);
    }
    rows
}

impl Draft<'_> {
    /// The rows of its hits.
    pub(crate) fn rows(&self) -> impl Iterator<Item = At> {
        self.cluster.hits.iter().map(|h| (h.feed, h.row))
    }

    /// What it is about.
    pub(crate) fn subject<'a>(&self, judged: &Judged<'a>, view: &View<'_>) -> Vec<Subject<'a>> {
        let hit = self.cluster.hits.first();
        let found = hit.and_then(|hit| Some(spell(seen(judged, hit)?, hit, view)));
        found.unwrap_or_default()
    }

    /// The joined rows that it is about.
    fn joined(&self, judged: &Judged<'_>, view: &View<'_>) -> SmallVec<[At; 1]> {
        let found = self.cluster.hits.first().and_then(|hit| {
            let seen = seen(judged, hit)?;
            let row = |name: &String| {
                let refs = joined(seen, name)?;
                Some((
                    view.index(&refs.feed)?,
                    *refs.rows.get(hit.frame_row as usize)?,
                ))
            };
            Some(seen.detect.cite.subject.iter().filter_map(row).collect())
        });
        found.unwrap_or_default()
    }

    /// Its evidence rows: hits before members before context, each once.
    pub(crate) fn evidence(&self) -> impl Iterator<Item = (HitRole, At)> {
        let several = self.cluster.hits.len() > 1;
        let mut seen = FxHashSet::default();
        let once = move |at: &At| !several || seen.insert(*at);
        let hits = self.rows().filter(once).map(|at| (HitRole::Hit, at));
        hits.chain(self.around.iter().copied())
    }

    /// Adds the rows whose keys name this lead.
    pub(crate) fn want_keys(&self, judged: &Judged<'_>, view: &View<'_>, wanted: &mut Wanted) {
        if self.cluster.period.is_none() {
            wanted.keyed.extend(self.rows().next());
        }
        wanted.keyed.extend(self.joined(judged, view));
    }

    /// Adds the rows that this lead shows.
    pub(crate) fn want(&self, judged: &Judged<'_>, view: &View<'_>, wanted: &mut Wanted) {
        let shown = self.evidence().take(SHOWN);
        wanted.shown.extend(shown.map(|(_, at)| at));
        // A population may be all rows of a year; that it grew is told by their number.
        let hashed = self.evidence().filter(|(role, _)| *role != HitRole::Member);
        wanted.hashed.extend(hashed.map(|(_, at)| at));
        // Context of the first hit fills the sentence, even where twenty rows are shown before it.
        wanted.shown.extend(
            self.around
                .iter()
                .filter(|(role, _)| *role == HitRole::Context)
                .take(3)
                .map(|(_, at)| *at),
        );
        wanted.shown.extend(self.rows().next());
        wanted.shown.extend(self.joined(judged, view));
    }
}
