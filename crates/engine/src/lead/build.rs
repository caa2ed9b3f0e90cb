//! Writes a lead out: everything that it shows.

use std::collections::{BTreeMap, BTreeSet};

use ledger::Wording;
use rules::Status;

use crate::gather::{At, Gathered};
use crate::judge::Judged;
use crate::lead::draft::{Draft, SHOWN, Subject};
use crate::lead::sentence::sentence;
use crate::lead::{id, inferred};
use crate::record::basis;
use crate::view::View;
use crate::{Evidence, HitRole, Lead, Options};

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
    lead.text = sentence(
        judged,
        seen,
        draft,
        &lead,
        counted(draft, links).len(),
        gathered,
        view,
    );
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
fn amounts(draft: &Draft, links: &BTreeSet<At>, view: &View<'_>) -> (Option<i64>, Option<i64>) {
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
