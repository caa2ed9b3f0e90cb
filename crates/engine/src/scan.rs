//! The main job: pull once, judge every rule in parallel, then make leads of hits.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use ledger::Ledger;
use rayon::prelude::*;
use rules::{Rule, Rulebook, Status};

use crate::gather::{At, Wanted, gather};
use crate::judge::{Judged, judge};
use crate::lead::build::lead;
use crate::lead::draft::{Draft, drafts};
use crate::lead::links::{Money, link};
use crate::lead::{matters, score};
use crate::record::record;
use crate::summed::coverage;
use crate::view::{self, View};
use crate::{Error, Findings, Hit, HitRole, Lead, Level, Options, RuleTiming};

/// Runs a rulebook over a ledger in parallel and turns hits into leads.
///
/// The result does not depend on threads or on the order in which files were named.
///
/// # Errors
/// A rule that `options.only` names and does not exist, an input that changed while it was read, or a resource limit. A rule that fails is
/// no error: it is not judged, with its reason.
pub fn scan(ledger: &Ledger, rulebook: &Rulebook, options: &Options) -> Result<Findings, Error> {
    let chosen = choose(rulebook, options)?;
    let threads = options.threads.unwrap_or(0);
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(|| run(ledger, rulebook, &chosen, options)),
        // Without threads to be had the work is done on this one.
        Err(_) => run(ledger, rulebook, &chosen, options),
    }
}

/// The rules that run: those named, drafts included; else all stable and trial ones.
fn choose<'a>(rulebook: &'a Rulebook, options: &Options) -> Result<Vec<&'a Rule>, Error> {
    if options.only.is_empty() {
        let runs = |rule: &&Rule| matches!(rule.status, Status::Stable | Status::Trial);
        return Ok(rulebook.rules.iter().filter(runs).collect());
    }
    let mut chosen = Vec::new();
    for name in &options.only {
        chosen.push(
            rulebook
                .rule(name)
                .ok_or_else(|| Error::NoRule(name.clone()))?,
        );
    }
    chosen.sort_by(|a, b| a.id.cmp(&b.id));
    chosen.dedup_by(|a, b| a.id == b.id);
    Ok(chosen)
}

fn run(
    ledger: &Ledger,
    rulebook: &Rulebook,
    chosen: &[&Rule],
    options: &Options,
) -> Result<Findings, Error> {
    let mut timings = Vec::new();
    let mut clock = Instant::now();
    let mut lap = |name: &str, timings: &mut Vec<RuleTiming>| {
        timings.push(RuleTiming {
            name: name.to_owned(),
            micros: clock.elapsed().as_micros(),
        });
        clock = Instant::now();
    };
    let store = view::pull(ledger, chosen)?;
    lap("pull", &mut timings);
    let view = View::new(&store, ledger, &rulebook.lists).judged_on(options.as_of);
    let mut judged: Vec<Judged<'_>> = chosen.par_iter().map(|rule| judge(rule, &view)).collect();
    for one in &mut judged {
        restrict(one, &view, options);
    }
    lap("judge", &mut timings);
    let mut findings = assemble(&judged, &view, options)?;
    lap("leads", &mut timings);
    findings.coverage = coverage(&judged, &view, options);
    findings.as_of = view.context.as_of;
    findings.netted = view.netted_pairs();
    findings.rules = chosen.iter().map(|rule| record(rule)).collect();
    lap("coverage", &mut timings);
    let per_rule = judged.iter().map(|j| RuleTiming {
        name: j.rule.id.clone(),
        micros: j.micros,
    });
    findings.timings = timings.into_iter().chain(per_rule).collect();
    Ok(findings)
}

/// Leaves only hits of the collectives and days that were asked for.
fn restrict(judged: &mut Judged<'_>, view: &View<'_>, options: &Options) {
    if let Some((first, last)) = options.period {
        judged
            .hits
            .retain(|h| h.at.is_none_or(|day| first <= day && day <= last));
    }
    if !options.orgs.is_empty() {
        judged.hits.retain(|h| {
            view.org(h.feed, h.row)
                .is_some_and(|org| options.orgs.contains(&org))
        });
    }
}

fn assemble(judged: &[Judged<'_>], view: &View<'_>, options: &Options) -> Result<Findings, Error> {
    let links = money_links(judged, view);
    let pairs: Vec<(At, At)> = links
        .iter()
        .map(|(a, b)| ((a.feed, a.row), (b.feed, b.row)))
        .collect();
    // The second of a linked pair is the same money seen again.
    let again: BTreeSet<At> = pairs.iter().map(|(_, b)| *b).collect();
    let drafted: Vec<Vec<Draft>> = judged.par_iter().map(|j| drafts(j, &pairs, view)).collect();
    let mut wanted = Wanted::default();
    drafted
        .iter()
        .flatten()
        .for_each(|draft| draft.want(&mut wanted));
    let gathered = gather(view, &wanted)?;
    let built: Vec<Vec<(Lead, &Draft)>> = judged
        .par_iter()
        .zip(&drafted)
        .map(|(j, drafts)| {
            drafts
                .iter()
                .filter_map(|d| Some((lead(j, d, &again, &gathered, view, options)?, d)))
                .collect()
        })
        .collect();
    let mut built: Vec<(Lead, &Draft)> = built.into_iter().flatten().collect();
    built.sort_by(|a, b| (&a.0.rule_id, &a.0.lead_id).cmp(&(&b.0.rule_id, &b.0.lead_id)));
    let (leads, signals) = part_signals(built);
    let mut findings = Findings {
        hits: hit_rows(&leads, &signals, view),
        ..Findings::default()
    };
    findings.hits.extend(absent_rows(judged, view, options));
    findings.hits.sort();
    findings.hits.dedup();
    findings.leads = connected(leads, &pairs);
    Ok(findings)
}

/// Hits of all rules that are the same money in different feeds.
fn money_links(judged: &[Judged<'_>], view: &View<'_>) -> Vec<(Money, Money)> {
    let mut rows: Vec<Money> = judged
        .iter()
        .flat_map(|j| &j.hits)
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

/// Leads with the drafts that they were written from.
type Built<'a> = Vec<(Lead, &'a Draft)>;

/// A blue lead whose rows no other rule hits is a signal: counted, never a lead by itself.
fn part_signals(built: Built<'_>) -> (Built<'_>, Built<'_>) {
    let mut rules_of: BTreeMap<At, BTreeSet<String>> = BTreeMap::new();
    for (lead, draft) in &built {
        for hit in &draft.cluster.hits {
            rules_of
                .entry((hit.feed, hit.row))
                .or_default()
                .insert(lead.rule_id.clone());
        }
    }
    built.into_iter().partition(|(lead, draft)| {
        lead.level > Level::Blue
            || draft.cluster.hits.iter().any(|h| {
                rules_of
                    .get(&(h.feed, h.row))
                    .is_some_and(|rules| rules.len() > 1)
            })
    })
}

fn hit_rows(leads: &[(Lead, &Draft)], signals: &[(Lead, &Draft)], view: &View<'_>) -> Vec<Hit> {
    let of = |lead: &Lead, draft: &Draft, lead_id: &str| {
        draft
            .evidence()
            .into_iter()
            .map(|(role, at)| Hit {
                rule_id: lead.rule_id.clone(),
                lead_id: lead_id.to_owned(),
                role,
                feed: view.feed(at.0).to_owned(),
                row: view.place(at.0, at.1),
                month: 0,
                org: view.org(at.0, at.1).unwrap_or_default(),
            })
            .collect::<Vec<_>>()
    };
    let leads = leads
        .iter()
        .flat_map(|(lead, draft)| of(lead, draft, &lead.lead_id));
    leads
        .chain(signals.iter().flat_map(|(lead, draft)| of(lead, draft, "")))
        .collect()
}

/// What rules found missing: a collective and a month, no row.
fn absent_rows(judged: &[Judged<'_>], view: &View<'_>, options: &Options) -> Vec<Hit> {
    let mut hits = Vec::new();
    for one in judged {
        for seen in one.seen.iter().flatten() {
            let Some(absent) = &seen.absent else { continue };
            for row in 0..absent.len {
                let text = |name| absent.column(name).and_then(|c| view.text(c, row, false));
                let org = text("org").unwrap_or_default();
                if options.orgs.is_empty() || options.orgs.contains(&org) {
                    hits.push(Hit {
                        rule_id: one.rule.id.clone(),
                        lead_id: String::new(),
                        role: HitRole::Absent,
                        feed: seen.detect.feed.clone(),
                        row: None,
                        month: text("month")
                            .and_then(|m| m.parse().ok())
                            .unwrap_or_default(),
                        org,
                    });
                }
            }
        }
    }
    hits
}

/// Puts leads into matters, scores them, and orders them: highest level and score first, then by rule and id.
fn connected(built: Vec<(Lead, &Draft)>, pairs: &[(At, At)]) -> Vec<Lead> {
    let rows: Vec<Vec<At>> = built
        .iter()
        .map(|(_, d)| d.cluster.hits.iter().map(|h| (h.feed, h.row)).collect())
        .collect();
    let roots = matters::connect(&rows, pairs);
    let mut matter: BTreeMap<usize, (String, BTreeSet<String>)> = BTreeMap::new();
    for ((lead, _), root) in built.iter().zip(&roots) {
        let (id, rules) = matter
            .entry(*root)
            .or_insert_with(|| (lead.lead_id.clone(), BTreeSet::new()));
        if lead.lead_id < *id {
            id.clone_from(&lead.lead_id);
        }
        rules.insert(lead.rule_id.clone());
    }
    let mut leads: Vec<Lead> = built
        .into_iter()
        .zip(roots)
        .filter_map(|((mut lead, draft), root)| {
            let (id, rules) = matter.get(&root)?;
            lead.matter_id.clone_from(id);
            lead.score_parts = score::parts(
                lead.level,
                lead.amount,
                rules.len(),
                draft.cluster.hits.len(),
            );
            lead.score = lead.score_parts.iter().map(|p| p.points).sum();
            Some(lead)
        })
        .collect();
    leads.sort_by(|a, b| {
        (b.level, b.score)
            .cmp(&(a.level, a.score))
            .then_with(|| (&a.rule_id, &a.lead_id).cmp(&(&b.rule_id, &b.lead_id)))
    });
    leads
}
