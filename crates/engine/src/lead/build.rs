//! Writes a lead out: everything that it shows.

use std::collections::{BTreeMap, BTreeSet};

use ledger::Wording;
use rules::Status;

use crate::frame::Column;
use crate::gather::{At, Gathered};
use crate::judge::Judged;
use crate::lead::draft::{Draft, SHOWN, Subject};
use crate::lead::sentence::sentence;
use crate::lead::{id, inferred};
use crate::record::basis;
use crate::view::View;
use crate::{Evidence, HitRole, Lead, Options};

/// A lead as far as every lead is known: its id, level, sums and days. Matter, score and blue signals are decided later, over all
/// leads; [`write_out`] adds what is read.
pub(crate) fn lead(
    judged: &Judged<'_>,
    draft: &Draft,
    links: &BTreeSet<At>,
    keys: &Gathered,
    view: &View<'_>,
    options: &Options,
) -> Option<Lead> {
    let rule = judged.rule;
    let first = draft.cluster.hits.first()?;
    let key = keys.keys.get(&(first.feed, first.row));
    let period = draft.cluster.period.as_deref();
    let last = period.or(key.map(String::as_str)).unwrap_or("");
    let subject = draft.subject.iter().map(|s| value(s, keys));
    let parts = [rule.id.as_str()].into_iter().chain(subject).chain([last]);
    let days = || draft.cluster.hits.iter().filter_map(|h| h.at);
    let (amount, amount_net) = amounts(draft, links, view);
    Some(Lead {
        lead_id: id::hash(parts, options.key.as_deref()),
        matter_id: String::new(),
        rule_id: rule.id.clone(),
        level: draft.cluster.hits.iter().map(|h| h.level).max()?,
        score: 0,
        score_parts: Vec::new(),
        trial: rule.status == Status::Trial,
        org: view.org(first.feed, first.row).unwrap_or_default(),
        orgs: Vec::new(),
        subject: Vec::new(),
        title: Wording::default(),
        text: Wording::default(),
        amount,
        amount_net,
        from: days().min(),
        to: days().max(),
        facts: Vec::new(),
        certain: Vec::new(),
        inferred: Vec::new(),
        locators: Vec::new(),
        basis: Vec::new(),
        evidence_hash: String::new(),
        evidence_total: 0,
        evidence: Vec::new(),
    })
}

/// Adds all that is read of a lead: sentence, statements, places, basis, evidence. Rows that name it stand in the first of `gathered`,
/// rows that it shows in the second.
pub(crate) fn write_out(
    lead: &mut Lead,
    judged: &Judged<'_>,
    draft: &Draft,
    links: &BTreeSet<At>,
    (keys, gathered): (&Gathered, &Gathered),
    view: &View<'_>,
) {
    let rule = judged.rule;
    let Some(first) = draft.cluster.hits.first() else {
        return;
    };
    let seen = judged.seen.get(usize::from(first.detect));
    let Some(seen) = seen.and_then(Option::as_ref) else {
        return;
    };
    let evidence: Vec<(HitRole, At)> = draft.evidence().collect();
    let orgs: BTreeSet<String> = draft
        .cluster
        .hits
        .iter()
        .filter_map(|h| view.org(h.feed, h.row))
        .collect();
    lead.orgs = orgs.into_iter().collect();
    (lead.certain, lead.inferred) = inferred::statements(rule, seen, first, gathered, view);
    let fact = |(name, column): &(String, Column)| {
        let text = view.text(column, first.frame_row as usize, false)?;
        Some((name.clone(), text))
    };
    lead.facts = seen.facts.iter().filter_map(fact).collect();
    lead.subject = draft
        .subject
        .iter()
        .map(|s| (s.name().to_owned(), shown(s, keys, gathered)))
        .collect();
    lead.title = rule.title.clone();
    lead.locators = locators(&evidence, gathered);
    lead.basis = basis(rule, lead.from);
    lead.evidence_hash = evidence_hash(&evidence, gathered);
    lead.evidence_total = evidence.len();
    lead.evidence = shown_evidence(&evidence, gathered, view);
    let rows = counted(draft, links).len();
    lead.text = sentence(judged, seen, draft, lead, rows, gathered, view);
}

/// The stable value of a part of the subject: a joined row is named by its key.
fn value<'a>(subject: &'a Subject, keys: &'a Gathered) -> &'a str {
    match subject {
        Subject::Value(_, value) => value,
        Subject::Row(_, at) => keys.keys.get(at).map_or("", String::as_str),
    }
}

/// What users read of a part of the subject: a joined row by its title or summary, else its date.
fn shown(subject: &Subject, keys: &Gathered, gathered: &Gathered) -> String {
    let value = value(subject, keys);
    let Subject::Row(_, at) = subject else {
        return value.to_owned();
    };
    let text = ["title", "summary", "start", "date"]
        .iter()
        .find_map(|c| gathered.value(*at, c));
    text.map_or_else(|| value.replace('\u{1f}', " "), str::to_owned)
}

/// Gross and net fen: rows that are the same money as another hit of the lead count once; net leaves out reversed rows.
fn amounts(draft: &Draft, links: &BTreeSet<At>, view: &View<'_>) -> (Option<i64>, Option<i64>) {
    if let [hit] = draft.cluster.hits.as_slice() {
        let netted = view.is_netted(hit.feed, hit.row);
        return (hit.amount, hit.amount.map(|a| if netted { 0 } else { a }));
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
fn counted(draft: &Draft, links: &BTreeSet<At>) -> BTreeMap<At, Option<i64>> {
    let mut rows = BTreeMap::new();
    for hit in &draft.cluster.hits {
        let known = rows.entry((hit.feed, hit.row)).or_insert(None);
        *known = hit.amount.or(*known);
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
