//! Leads of drafts: a few numbers of each, and everything that is read of those that are written out.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use ledger::NULL;
use rules::Status;

use crate::counts::Brief;
use crate::frame::Column;
use crate::gather::{At, Gathered};
use crate::judge::Judged;
use crate::lead::draft::{Draft, SHOWN, Subject};
use crate::lead::id::{Id, Namer};
use crate::lead::sentence::sentence;
use crate::lead::{id, inferred, score};
use crate::record::basis;
use crate::view::View;
use crate::{Evidence, HitRole, Lead, Level};

/// A lead as far as every lead is known. There may be as many as rows, and only some are written out.
pub(crate) struct Found<'d, 'a> {
    pub(crate) draft: &'d Draft<'a>,
    pub(crate) judged: &'a Judged<'a>,
    /// Number of the rule in the order of ids.
    pub(crate) rule: u16,
    pub(crate) id: Id,
    /// Computed grade.
    pub(crate) level: Level,
    /// Fen, gross and net; [`NULL`] where they are not known.
    gross: i64,
    net: i64,
    /// The least id of its matter, the number of the first lead of it, and the score: decided when all leads are known.
    pub(crate) matter: Id,
    pub(crate) root: u32,
    pub(crate) score: i64,
    /// How many rules meet in its matter.
    pub(crate) rules: u32,
}

/// What is known of a lead by itself: its id, level, sums and days.
pub(crate) fn found<'d, 'a>(
    (number, judged): (u16, &'a Judged<'a>),
    draft: &'d Draft<'a>,
    links: &BTreeSet<At>,
    keys: &Gathered,
    namer: &Namer,
    view: &View<'_>,
) -> Option<Found<'d, 'a>> {
    let hits = &draft.cluster.hits;
    let first = hits.first()?;
    let own;
    let last = if let Some(period) = draft.cluster.period.as_deref() {
        period
    } else {
        own = keys.keys.get((first.feed, first.row), view.ledger);
        own.as_deref().unwrap_or("")
    };
    let subject = draft.subject(judged, view);
    let subject: Vec<Cow<'_, str>> = subject.iter().map(|s| value(s, keys, view)).collect();
    let subject = subject.iter().map(|value| &**value);
    let parts = [judged.rule.id.as_str()].into_iter().chain(subject);
    let (gross, net) = amounts(draft, links, view);
    Some(Found {
        draft,
        judged,
        rule: number,
        id: namer.id(parts.chain([last])),
        level: hits.iter().map(|h| h.level).max()?,
        gross: gross.unwrap_or(NULL),
        net: net.unwrap_or(NULL),
        matter: Id::default(),
        root: 0,
        score: 0,
        rules: 1,
    })
}

impl<'a> Found<'_, 'a> {
    /// By what leads stand in order.
    pub(crate) fn order(&self) -> (u16, Id) {
        (self.rule, self.id)
    }

    /// Fen, gross and net.
    pub(crate) fn amounts(&self) -> (Option<i64>, Option<i64>) {
        let known = |fen| (fen != NULL).then_some(fen);
        (known(self.gross), known(self.net))
    }

    /// First and last day of its hits.
    pub(crate) fn days(&self) -> (Option<i64>, Option<i64>) {
        let days = || self.draft.cluster.hits.iter().filter_map(|hit| hit.at());
        (days().min(), days().max())
    }

    /// What counts of it.
    pub(crate) fn brief(&self, view: &View<'_>) -> Brief<'a> {
        let hit = self.draft.cluster.hits.first();
        let (gross, net) = self.amounts();
        Brief {
            rule: &self.judged.rule.id,
            trial: self.judged.rule.status == Status::Trial,
            level: self.level,
            org: hit.and_then(|hit| view.org_index(hit.feed, hit.row)),
            to: self.days().1,
            matter: self.root as usize,
            fen: net.or(gross).unwrap_or(0),
        }
    }
}

/// All that is read of a lead: sentence, statements, places, basis, evidence. Rows that name it stand in the first of `gathered`,
/// rows that it shows in the second.
pub(crate) fn write_out(
    found: &Found<'_, '_>,
    links: &BTreeSet<At>,
    (keys, gathered): (&Gathered, &Gathered),
    view: &View<'_>,
) -> Option<Lead> {
    let Found { draft, judged, .. } = *found;
    let rule = judged.rule;
    let first = draft.cluster.hits.first()?;
    let seen = judged.seen.get(usize::from(first.detect))?.as_ref()?;
    let evidence: Vec<(HitRole, At)> = draft.evidence().collect();
    let orgs: BTreeSet<String> = draft
        .cluster
        .hits
        .iter()
        .filter_map(|h| view.org(h.feed, h.row))
        .collect();
    let (certain, inferred) = inferred::statements(rule, seen, first, gathered, view);
    let fact = |(name, column): &(String, Column)| {
        let text = view.text(column, first.frame_row as usize, false)?;
        Some((name.clone(), text))
    };
    let subject = draft.subject(judged, view);
    let subject = subject
        .iter()
        .map(|s| (s.name().to_owned(), shown(s, (keys, gathered), view)));
    let rows = counted(draft, links).len();
    let days = found.days();
    let (gross, net) = found.amounts();
    Some(Lead {
        lead_id: id::text(found.id),
        matter_id: id::text(found.matter),
        rule_id: rule.id.clone(),
        level: found.level,
        score: found.score,
        score_parts: score::parts(
            found.level,
            gross,
            found.rules as usize,
            draft.cluster.hits.len(),
        ),
        trial: rule.status == Status::Trial,
        org: view.org(first.feed, first.row).unwrap_or_default(),
        orgs: orgs.into_iter().collect(),
        subject: subject.collect(),
        title: rule.title.clone(),
        text: sentence(found, seen, rows, gathered, view),
        amount: gross,
        amount_net: net,
        from: days.0,
        to: days.1,
        facts: seen.facts.iter().filter_map(fact).collect(),
        certain,
        inferred,
        locators: locators(&evidence, gathered),
        basis: basis(rule, days.0),
        evidence_hash: evidence_hash(&evidence, gathered),
        evidence_total: evidence.len(),
        evidence: shown_evidence(&evidence, gathered, view),
    })
}

/// The stable value of a part of the subject: a joined row is named by its key.
fn value<'a>(subject: &'a Subject<'_>, keys: &Gathered, view: &View<'_>) -> Cow<'a, str> {
    match subject {
        Subject::Value(_, value) => value.into(),
        Subject::Row(_, at) => keys.keys.get(*at, view.ledger).unwrap_or_default().into(),
    }
}

/// What users read of a part of the subject: a joined row by its title or summary, else its date.
fn shown(
    subject: &Subject<'_>,
    (keys, gathered): (&Gathered, &Gathered),
    view: &View<'_>,
) -> String {
    let value = value(subject, keys, view);
    let Subject::Row(_, at) = subject else {
        return value.into_owned();
    };
    let text = ["title", "summary", "start", "date"]
        .iter()
        .find_map(|c| gathered.value(*at, c));
    text.map_or_else(|| value.replace('\u{1f}', " "), str::to_owned)
}

/// Gross and net fen: rows that are the same money as another hit of the lead count once; net leaves out reversed rows.
fn amounts(draft: &Draft<'_>, links: &BTreeSet<At>, view: &View<'_>) -> (Option<i64>, Option<i64>) {
    if let [hit] = draft.cluster.hits.as_slice() {
        let netted = view.is_netted(hit.feed, hit.row);
        let amount = hit.amount();
        return (amount, amount.map(|a| if netted { 0 } else { a }));
    }
    let rows = counted(draft, links);
    if rows.values().all(Option::is_none) {
        return (None, None);
    }
    let (mut gross, mut net) = (0_i64, 0_i64);
    for (at, amount) in &rows {
        let amount = amount.unwrap_or(0);
        gross = gross.saturating_add(amount);
        if !view.is_netted(at.0, at.1) {
            net = net.saturating_add(amount);
        }
    }
    (Some(gross), Some(net))
}

/// Hit rows with their amounts; where the hits stand in several feeds, the same money seen again is left out.
fn counted(draft: &Draft<'_>, links: &BTreeSet<At>) -> BTreeMap<At, Option<i64>> {
    let mut rows = BTreeMap::new();
    for hit in &draft.cluster.hits {
        let known = rows.entry((hit.feed, hit.row)).or_insert(None);
        *known = hit.amount().or(*known);
    }
    let feeds: BTreeSet<u16> = rows.keys().map(|at| at.0).collect();
    if feeds.len() > 1 {
        rows.retain(|at, _| !links.contains(at));
    }
    rows
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
        .filter(|(role, _)| *role != HitRole::Member)
        .map(|(role, at)| {
            format!(
                "{} {:032x}",
                role.word(),
                u128::from_be_bytes(gathered.hashes.get(at).copied().unwrap_or_default())
            )
        })
        .collect();
    let members = evidence.len() - parts.len();
    if members > 0 {
        parts.push(format!("{} {members}", HitRole::Member.word()));
    }
    parts.sort();
    id::text(id::digest(parts.iter().map(String::as_str)))
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
            feed: view.feed(at.0).into(),
            row: view.place(at.0, at.1),
            values: gathered.values.get(&at).cloned().unwrap_or_default(),
        })
        .collect()
}
