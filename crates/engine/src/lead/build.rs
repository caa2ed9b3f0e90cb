//! Builds the leads of one rule from its hits: subjects, clusters, then everything that a lead shows.

use std::collections::{BTreeMap, BTreeSet};

use ledger::Wording;
use rules::Status;

use crate::gather::{At, Gathered, Wanted};
use crate::judge::{HitRow, Judged, Seen};
use crate::lead::cut::{Cluster, cut};
use crate::lead::{id, inferred, say};
use crate::record::basis;
use crate::render;
use crate::view::View;
use crate::{Evidence, HitRole, Lead, Options};

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
    for draft in &mut drafts {
        draft.around = around(judged, draft, view);
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
fn around(judged: &Judged<'_>, draft: &Draft, view: &View<'_>) -> BTreeSet<(HitRole, At)> {
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
    let first = draft
        .cluster
        .hits
        .first()
        .and_then(|h| judged.seen.get(usize::from(h.detect))?.as_ref());
    if let Some((members, seen)) = first.and_then(|seen| Some((seen.members.as_ref()?, seen))) {
        let want: Vec<String> = draft.subject.iter().map(Subject::key).collect();
        if let Some(refs) = members.refs.iter().find(|r| r.prefix.is_empty())
            && let Some(feed) = view.index(&refs.feed)
        {
            for (i, &row) in refs.rows.iter().enumerate() {
                let same = seen
                    .detect
                    .cite
                    .subject
                    .iter()
                    .zip(&want)
                    .all(|(name, want)| {
                        members
                            .column(name)
                            .and_then(|c| view.text(c, i, false))
                            .unwrap_or_default()
                            == *want
                    });
                if same {
                    rows.insert((HitRole::Member, (feed, row)));
                }
            }
        }
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
        wanted.hashed.extend(evidence.iter().map(|(_, at)| *at));
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

/// Writes one lead out; matter, score and blue signals are decided later, over all leads.
pub(crate) fn lead(
    judged: &Judged<'_>,
    draft: &Draft,
    links: &BTreeSet<At>,
    gathered: &Gathered,
    view: &View<'_>,
    options: &Options,
) -> Option<Lead> {
    let rule = judged.rule;
    let first = draft.cluster.hits.first()?;
    let seen = judged.seen.get(usize::from(first.detect))?.as_ref()?;
    let subject: Vec<(String, String)> = draft.subject.iter().map(|s| named(s, gathered)).collect();
    let key = gathered
        .keys
        .get(&(first.feed, first.row))
        .cloned()
        .unwrap_or_default();
    let mut parts = vec![rule.id.as_str()];
    parts.extend(subject.iter().map(|(_, value)| value.as_str()));
    parts.push(draft.cluster.period.as_deref().unwrap_or(&key));
    let lead_id = id::hash(parts, options.key.as_deref());
    let evidence = draft.evidence();
    let orgs: BTreeSet<String> = draft
        .cluster
        .hits
        .iter()
        .filter_map(|h| view.org(h.feed, h.row))
        .collect();
    let days: Vec<i64> = draft.cluster.hits.iter().filter_map(|h| h.at).collect();
    let (amount, amount_net) = amounts(draft, links, view);
    let (certain, inferred) = inferred::statements(rule, seen, first, gathered, view);
    let facts: Vec<(String, String)> = seen
        .facts
        .iter()
        .filter_map(|(name, column)| {
            Some((
                name.clone(),
                view.text(column, first.frame_row as usize, false)?,
            ))
        })
        .collect();
    let mut lead = Lead {
        lead_id,
        matter_id: String::new(),
        rule_id: rule.id.clone(),
        level: draft.cluster.hits.iter().map(|h| h.level).max()?,
        score: 0,
        score_parts: Vec::new(),
        trial: rule.status == Status::Trial,
        org: view.org(first.feed, first.row).unwrap_or_default(),
        orgs: orgs.into_iter().collect(),
        subject: draft
            .subject
            .iter()
            .zip(subject)
            .map(|(s, named)| shown(s, named, gathered))
            .collect(),
        title: rule.title.clone(),
        text: Wording::default(),
        amount,
        amount_net,
        from: days.iter().min().copied(),
        to: days.iter().max().copied(),
        facts,
        certain,
        inferred,
        locators: locators(&evidence, gathered),
        basis: basis(rule, days.iter().min().copied()),
        evidence_hash: evidence_hash(&evidence, gathered),
        evidence_total: evidence.len(),
        evidence: shown_evidence(&evidence, gathered, view),
    };
    lead.text = sentence(judged, seen, draft, &lead, gathered, view);
    Some(lead)
}

/// The name and the stable value of a part of the subject: a joined row is named by its key.
fn named(subject: &Subject, gathered: &Gathered) -> (String, String) {
    match subject {
        Subject::Value(name, value) => (name.clone(), value.clone()),
        Subject::Row(name, at) => (
            name.clone(),
            gathered.keys.get(at).cloned().unwrap_or_default(),
        ),
    }
}

/// What users read of a part of the subject: a joined row by its title or summary, else its date.
fn shown(
    subject: &Subject,
    (name, value): (String, String),
    gathered: &Gathered,
) -> (String, String) {
    let Subject::Row(_, at) = subject else {
        return (name, value);
    };
    let text = ["title", "summary", "start", "date"]
        .iter()
        .find_map(|c| gathered.value(*at, c));
    (
        name,
        text.map_or_else(|| value.replace('\u{1f}', " "), str::to_owned),
    )
}

/// Gross and net fen: rows that are the same money as another hit of the lead count once; net leaves out reversed rows.
fn amounts(
    draft: &Draft,
    links: &BTreeSet<At>,
    view: &View<'_>,
) -> (Option<i64>, Option<i64>) {
    let mut rows = BTreeMap::new();
    for hit in &draft.cluster.hits {
        if let Some(amount) = hit.amount {
            rows.insert((hit.feed, hit.row), amount);
        }
    }
    if rows.is_empty() {
        return (None, None);
    }
    let own: BTreeSet<u16> = rows.keys().map(|at| at.0).collect();
    let counted = |at: &At| own.len() == 1 || !links.contains(at);
    let (mut gross, mut net) = (0_i64, 0_i64);
    for (at, amount) in rows.iter().filter(|(at, _)| counted(at)) {
        gross = gross.saturating_add(*amount);
        if !view.is_netted(at.0, at.1) {
            net = net.saturating_add(*amount);
        }
    }
    (Some(gross), Some(net))
}

fn locators(evidence: &[(HitRole, At)], gathered: &Gathered) -> Vec<(String, Vec<String>)> {
    const PAPER: [&str; 8] = [
        "voucher_no",
        "binder",
        "receipt_no",
        "invoice_no",
        "contract_no",
        "txn_no",
        "decision_no",
        "project_no",
    ];
    PAPER
        .iter()
        .filter_map(|&column| {
            let hits = evidence
                .iter()
                .filter(|(role, _)| *role == HitRole::Hit)
                .take(SHOWN);
            let values: BTreeSet<&str> = hits
                .filter_map(|(_, at)| gathered.value(*at, column))
                .collect();
            (!values.is_empty()).then(|| {
                (
                    column.to_owned(),
                    values.into_iter().map(str::to_owned).collect(),
                )
            })
        })
        .collect()
}

fn evidence_hash(evidence: &[(HitRole, At)], gathered: &Gathered) -> String {
    let mut parts: Vec<String> = evidence
        .iter()
        .map(|(role, at)| {
            format!(
                "{} {:032x}",
                role.word(),
                u128::from_be_bytes(gathered.hashes.get(at).copied().unwrap_or_default())
            )
        })
        .collect();
    parts.sort();
    id::hash(parts.iter().map(String::as_str), None)
}

fn shown_evidence(
    evidence: &[(HitRole, At)],
    gathered: &Gathered,
    view: &View<'_>,
) -> Vec<Evidence> {
    evidence
        .iter()
        .take(SHOWN)
        .map(|&(role, at)| Evidence {
            role,
            feed: view.feed(at.0).to_owned(),
            row: view.place(at.0, at.1),
            values: gathered.values.get(&at).cloned().unwrap_or_default(),
        })
        .collect()
}

/// The sentence of the first hit, and how many more there are.
fn sentence(
    judged: &Judged<'_>,
    seen: &Seen<'_>,
    draft: &Draft,
    lead: &Lead,
    gathered: &Gathered,
    view: &View<'_>,
) -> Wording {
    let Some(first) = draft.cluster.hits.first() else {
        return Wording::default();
    };
    let schema = view.ledger.schema();
    let row = first.frame_row as usize;
    let cell = |feed: &str, at: At, name: &str| {
        let column = schema.feed(feed).and_then(|f| f.resolve(name))?;
        let value = gathered.value(at, &column.name)?;
        Some(if column.ty == ledger::Type::Money {
            grouped(value)
        } else {
            value.to_owned()
        })
    };
    let value = |name: &str| -> Option<String> {
        if let Some((_, column)) = seen.facts.iter().find(|(fact, _)| fact == name) {
            return view.text(column, row, true);
        }
        if let Some((prefix, rest)) = name.split_once('.') {
            let refs = seen.frame.refs.iter().find(|r| r.prefix == prefix)?;
            return cell(
                &refs.feed,
                (view.index(&refs.feed)?, *refs.rows.get(row)?),
                rest,
            );
        }
        match name {
            "count" | "rows" => Some(rows(draft).to_string()),
            "total" => lead.amount.map(render::yuan_grouped),
            "from" => lead.from.map(render::iso),
            "to" => lead.to.map(render::iso),
            _ => cell(&seen.detect.feed, (first.feed, first.row), name)
                .or_else(|| view.text(seen.frame.column(name)?, row, true)),
        }
    };
    let mut text = say::fill(&judged.rule.say, &value);
    let counted = ["{count}", "{rows}", "{total}", "{sum}"].iter().any(|blank| judged.rule.say.zh.contains(blank));
    if rows(draft) > 1 && !counted {
        let n = rows(draft);
        match lead.amount.map(render::yuan_grouped) {
            Some(total) => {
                text.zh = format!("{}；同类共 {n} 笔，合计 {total} 元（待核实）", text.zh);
                text.en = format!("{}; {n} such rows, {total} yuan in all (to be verified)", text.en);
            }
            None => {
                text.zh = format!("{}；同类共 {n} 笔", text.zh);
                text.en = format!("{}; {n} such rows", text.en);
            }
        }
    }
    text
}

fn rows(draft: &Draft) -> usize {
    draft
        .cluster
        .hits
        .iter()
        .map(|h| (h.feed, h.row))
        .collect::<BTreeSet<_>>()
        .len()
}

/// Yuan as text with thousands separators.
fn grouped(yuan: &str) -> String {
    let fen = yuan.replace('.', "").parse::<i64>();
    fen.map_or_else(|_| yuan.to_owned(), render::yuan_grouped)
}
