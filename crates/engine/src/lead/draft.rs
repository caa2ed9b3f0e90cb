//! Leads to be: hits grouped by subject, cut into periods, joined where they are the same money, with the rows around them.

use std::collections::{BTreeMap, BTreeSet};

use crate::HitRole;
use crate::gather::{At, Wanted};
use crate::judge::{HitRow, Judged, Seen};
use crate::lead::cut::{Cluster, cut};
use crate::view::View;

use super::population::{Population, populations};

/// How many evidence rows a lead shows.
pub(crate) const SHOWN: usize = 20;

/// A lead to be: its hits and the rows around them.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// Hits that belong together.
    pub(crate) cluster: Cluster,
    /// Subject, name and value; a value that is a joined row reads as its key.
    pub(crate) subject: Vec<Subject>,
    /// Rows of the population, then of the view, by role and place.
    pub(crate) around: BTreeSet<(HitRole, At)>,
}

/// One part of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A value of the hit.
    Value(String, String),
    /// A joined row: prefix and row.
    Row(String, At),
}

/// Groups the hits of a rule by subject and cuts them into clusters; clusters that share a hit row or linked money are one.
pub(crate) fn drafts(judged: &Judged<'_>, links: &[(At, At)], view: &View<'_>) -> Vec<Draft> {
    let mut subjects: BTreeMap<Vec<String>, (Vec<Subject>, Vec<HitRow>)> = BTreeMap::new();
    for hit in &judged.hits {
        let Some(seen) = judged
            .seen
            .get(usize::from(hit.detect))
            .and_then(Option::as_ref)
        else {
            continue;
        };
        let subject = subject(seen, hit, view);
        let key = subject.iter().map(Subject::key).collect();
        subjects
            .entry(key)
            .or_insert_with(|| (subject, Vec::new()))
            .1
            .push(hit.clone());
    }
    let mut drafts = Vec::new();
    for (subject, hits) in subjects.into_values() {
        let per = hits
            .first()
            .and_then(|h| judged.seen.get(usize::from(h.detect))?.as_ref())
            .map(Seen::per);
        for cluster in cut(hits, per.unwrap_or(rules::Per::Row)) {
            drafts.push(Draft {
                cluster,
                subject: subject.clone(),
                around: BTreeSet::new(),
            });
        }
    }
    let mut drafts = merge(drafts, links);
    let populations = populations(judged, view);
    for draft in &mut drafts {
        draft.around = around(judged, draft, &populations, view);
    }
    drafts
}

impl Subject {
    fn key(&self) -> String {
        match self {
            Self::Value(_, value) => value.clone(),
            Self::Row(prefix, at) => format!("{prefix}\u{1f}{}\u{1f}{}", at.0, at.1),
        }
    }
}

fn subject(seen: &Seen<'_>, hit: &HitRow, view: &View<'_>) -> Vec<Subject> {
    let row = hit.frame_row as usize;
    let part = |name: &String| {
        if let Some(refs) = seen
            .frame
            .refs
            .iter()
            .find(|r| &r.prefix == name && !name.is_empty())
        {
            let feed = view.index(&refs.feed)?;
            return Some(Subject::Row(name.clone(), (feed, *refs.rows.get(row)?)));
        }
        let value = seen
            .frame
            .column(name)
            .and_then(|c| view.text(c, row, false));
        Some(Subject::Value(name.clone(), value.unwrap_or_default()))
    };
    seen.detect.cite.subject.iter().filter_map(part).collect()
}

/// Joins clusters of one rule that share a hit row or the same money; the one of the earliest detect names the whole.
fn merge(drafts: Vec<Draft>, links: &[(At, At)]) -> Vec<Draft> {
    let rows: Vec<Vec<At>> = drafts
        .iter()
        .map(|d| d.cluster.hits.iter().map(|h| (h.feed, h.row)).collect())
        .collect();
    let roots = crate::lead::matters::connect(&rows, links);
    let mut groups: BTreeMap<usize, Vec<Draft>> = BTreeMap::new();
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
                    .map(|h| (h.detect, h.at, h.feed, h.row))
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
    draft: &Draft,
    populations: &[Option<Population>],
    view: &View<'_>,
) -> BTreeSet<(HitRole, At)> {
    let mut rows = BTreeSet::new();
    let hits: BTreeSet<At> = draft.cluster.hits.iter().map(|h| (h.feed, h.row)).collect();
    for hit in &draft.cluster.hits {
        let Some(seen) = judged
            .seen
            .get(usize::from(hit.detect))
            .and_then(Option::as_ref)
        else {
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
                rows.insert((HitRole::Context, (feed, row)));
            }
        }
    }
    let first = draft.cluster.hits.first();
    let population = first.and_then(|h| populations.get(usize::from(h.detect))?.as_ref());
    if let Some(population) = population {
        let key: Vec<String> = draft.subject.iter().map(Subject::key).collect();
        let members = population.get(&key).into_iter().flatten();
        rows.extend(members.map(|&at| (HitRole::Member, at)));
    }
    rows.retain(|(_, at)| !hits.contains(at));
    rows
}

impl Draft {
    /// Its evidence rows: hits before members before view, each once.
    pub(crate) fn evidence(&self) -> Vec<(HitRole, At)> {
        let mut seen = BTreeSet::new();
        let hits = self
            .cluster
            .hits
            .iter()
            .map(|h| (HitRole::Hit, (h.feed, h.row)));
        hits.chain(self.around.iter().copied())
            .filter(|(_, at)| seen.insert(*at))
            .collect()
    }

    /// Adds the rows that this lead will ask for.
    pub(crate) fn want(&self, wanted: &mut Wanted) {
        let evidence = self.evidence();
        wanted
            .shown
            .extend(evidence.iter().take(SHOWN).map(|(_, at)| *at));
        // A population may be all rows of a year; that it grew is told by their number.
        let hashed = evidence.iter().filter(|(role, _)| *role != HitRole::Member);
        wanted.hashed.extend(hashed.map(|(_, at)| *at));
        // Context of the first hit fills the sentence, even where twenty rows are shown before it.
        wanted.shown.extend(
            self.around
                .iter()
                .filter(|(role, _)| *role == HitRole::Context)
                .take(3)
                .map(|(_, at)| *at),
        );
        if let Some(first) = self.cluster.hits.first() {
            wanted.keyed.insert((first.feed, first.row));
            wanted.shown.insert((first.feed, first.row));
        }
        for part in &self.subject {
            if let Subject::Row(_, at) = part {
                wanted.keyed.insert(*at);
                wanted.shown.insert(*at);
            }
        }
    }
}
