//! The main job: pull once, judge every rule in parallel, then make leads of hits.

use std::time::Instant;

use ledger::Ledger;
use rayon::prelude::*;
use rules::{Rule, Rulebook, Status};

use crate::assemble::assemble;
use crate::judge::{Judged, judge};
use crate::org_months::OrgMonths;
use crate::record::record;
use crate::summed::{asked, coverage};
use crate::sweep::{self, Found, sweep};
use crate::units::{self, Tally};
use crate::view::{self, View};
use crate::{Error, Findings, Options, Pass, RuleTiming};

/// Runs a rulebook over a ledger in parallel and turns hits into leads.
///
/// The result does not depend on threads or on the order in which files were named.
///
/// # Errors
/// A rule that `options.only` names and does not exist, an input that changed while it was read, or a resource limit. A rule that fails is
/// no error: it is not judged, with its reason.
pub fn scan(ledger: &Ledger, rulebook: &Rulebook, options: &Options) -> Result<Findings, Error> {
    let chosen = choose(rulebook, options)?;
    let options = &Options {
        orgs: collectives(ledger, options)?,
        ..options.clone()
    };
    // Threads that are there already, of the caller's pool, have the memory that they gave back.
    let inside = rayon::current_thread_index().is_some();
    let enough = |threads: usize| threads == rayon::current_num_threads();
    if inside && options.threads.is_none_or(enough) {
        return run(ledger, rulebook, &chosen, options);
    }
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

/// The collectives that were asked for by name or alias, by their names.
fn collectives(ledger: &Ledger, options: &Options) -> Result<Vec<String>, Error> {
    let one = |asked: &String| {
        let is = |org: &&ledger::Org| org.name == *asked || org.aliases.contains(asked);
        if let Some(org) = ledger.orgs().iter().find(is) {
            return Ok(org.name.clone());
        }
        let mut near: Vec<(usize, &str)> = ledger
            .orgs()
            .iter()
            .map(|org| (alike(asked, &org.name), org.name.as_str()))
            .filter(|(alike, _)| *alike > 0)
            .collect();
        near.sort_by_key(|(alike, name)| (std::cmp::Reverse(*alike), *name));
        let near = near.into_iter().take(5).map(|(_, name)| name.to_owned());
        Err(Error::NoOrg {
            asked: asked.clone(),
            near: near.collect(),
        })
    };
    options.orgs.iter().map(one).collect()
}

/// How many neighbouring pairs of characters of a text stand in another too.
fn alike(text: &str, other: &str) -> usize {
    let places: Vec<char> = text.chars().collect();
    let pairs = places
        .windows(2)
        .map(|pair| pair.iter().collect::<String>());
    pairs.filter(|pair| other.contains(pair.as_str())).count()
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
    let mut swept = sweep(chosen, &view, options.rows_a_part.unwrap_or(sweep::ROWS));
    lap("sweep", &mut timings);
    let found: Vec<Vec<Option<Found>>> = chosen
        .iter()
        .enumerate()
        .map(|(number, rule)| {
            let logics = 0..rule.detects.len();
            logics.map(|at| swept.found.remove(&(number, at))).collect()
        })
        .collect();
    let mut judged: Vec<Judged<'_>> = chosen
        .par_iter()
        .zip(found)
        .map(|(rule, found)| judge(rule, found, &view))
        .collect();
    for one in &mut judged {
        restrict(one, &view, options);
    }
    lap("judge", &mut timings);
    let inside = asked(&view, options);
    let months = (0..view.feeds()).into_par_iter();
    let months: Vec<OrgMonths> = months.map(|feed| OrgMonths::of(&view, feed)).collect();
    // Each of these has stretches that one thread does alone.
    let (assembled, (coverage, tally)) = rayon::join(
        || assemble(&judged, &view, options),
        || {
            rayon::join(
                || coverage(&judged, &months, &view, options),
                || (!options.without_units).then(|| Tally::of(&view, &months, &inside)),
            )
        },
    );
    let (mut findings, briefs) = assembled?;
    findings.coverage = coverage;
    findings.as_of = view.context.as_of;
    findings.netted = view.netted_pairs();
    findings.rules = chosen.iter().map(|rule| record(rule)).collect();
    lap("leads and coverage", &mut timings);
    if let Some(tally) = tally {
        findings.units = units::units(
            (&briefs, &findings.coverage),
            tally,
            (chosen, &rulebook.indices),
            &view,
            &inside,
        );
        findings.indices = rulebook.indices.iter().map(units::record).collect();
        lap("units", &mut timings);
    }
    let per_rule = judged.iter().map(|j| RuleTiming {
        name: j.rule.id.clone(),
        micros: j.micros,
    });
    findings.passes = passes(swept.passes, &judged);
    findings.timings = timings.into_iter().chain(per_rule).collect();
    Ok(findings)
}

/// The passes over parts, and the rules that were judged by themselves, with what they took besides.
fn passes(parted: Vec<Pass>, judged: &[Judged<'_>]) -> Vec<Pass> {
    let in_parts = |id: &String| -> u128 {
        let all = parted.iter().flat_map(|pass| &pass.rules);
        let own = all.filter(|(rule, _)| rule == id);
        own.map(|(_, micros)| micros).sum()
    };
    let alone = |judged: &&Judged<'_>| judged.alone;
    let alone = judged.iter().filter(alone).map(|judged| {
        let id = &judged.rule.id;
        (id.clone(), judged.micros.saturating_sub(in_parts(id)))
    });
    let at_once = Pass::at_once(alone);
    let mut all = parted;
    if !at_once.rules.is_empty() {
        all.push(at_once);
    }
    all
}

/// Leaves only hits of the collectives and days that were asked for.
fn restrict(judged: &mut Judged<'_>, view: &View<'_>, options: &Options) {
    if let Some((first, last)) = options.period {
        judged
            .hits
            .retain(|h| h.at().is_none_or(|day| first <= day && day <= last));
    }
    if !options.orgs.is_empty() {
        judged.hits.retain(|h| {
            view.org(h.feed, h.row)
                .is_some_and(|org| options.orgs.contains(&org))
        });
    }
}
