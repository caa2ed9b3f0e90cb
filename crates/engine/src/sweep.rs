//! Judges part by part what rules ask of one collective, or of one party, at a time: on each part all such logics one after the other, so
//! that they share its columns, its filters and its orders.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use ledger::Packed;
use rayon::prelude::*;
use rules::{Cite, Rule};

use crate::judge::{cause, lacks};
use crate::operators::{Alike, Asked, Cited, Run, feeds, local, whole};
use crate::parts::{Key, Part, Parts};
use crate::passes::Pass;
use crate::pull::Store;
use crate::view::View;

/// Rows of a part: as many as keep the columns that a logic works on near the processor.
pub(crate) const ROWS: usize = 1 << 16;

/// What the plans of a logic yielded, or why they could not run, and how many microseconds they took.
pub(crate) type Found = (Result<Cited, String>, u128);

/// What was found in parts.
#[derive(Default)]
pub(crate) struct Swept {
    /// By rule and logic. Logics that cannot be judged in parts are not there.
    pub(crate) found: BTreeMap<(usize, usize), Found>,
    /// What was judged together.
    pub(crate) passes: Vec<Pass>,
}

/// A logic: number of its rule, its own number, its plans.
type Logic<'a> = ((usize, usize), Asked<'a>);

/// Judges all logics of rules that can be judged in parts of about `rows` rows.
pub(crate) fn sweep(rules: &[&Rule], view: &View<'_>, rows: usize) -> Swept {
    let mut alike = Alike::default();
    let mut lots: BTreeMap<Key, (BTreeSet<String>, Vec<Logic<'_>>)> = BTreeMap::new();
    for (number, rule) in rules.iter().enumerate() {
        for (at, detect) in rule.detects.iter().enumerate() {
            if lacks(detect, view).is_none()
                && let Some((key, read)) = parted_by(&detect.cite, view.context.store)
            {
                let (feeds, logics) = lots.entry(key).or_default();
                feeds.extend(read);
                logics.push(((number, at), alike.asked(&detect.cite)));
            }
        }
    }
    let mut swept = Swept::default();
    for (key, (feeds, logics)) in lots {
        let Some(parts) = Parts::cut(key, &feeds, rows, view.context.store) else {
            continue;
        };
        let each: Vec<Part<'_>> = parts.each().collect();
        let found: Vec<Vec<Found>> = each
            .par_iter()
            .with_max_len(1)
            .map(|part| on(*part, &logics, view))
            .collect();
        // By logic what each part yielded, and not by part what each logic did.
        let mut of: Vec<Vec<Found>> = logics.iter().map(|_| Vec::new()).collect();
        for part in found {
            for (of, found) in of.iter_mut().zip(part) {
                of.push(found);
            }
        }
        let joined: Vec<Found> = logics
            .par_iter()
            .zip(of)
            .map(|((_, asked), found)| join(asked.cite, found, view))
            .collect();
        let took = logics
            .iter()
            .zip(&joined)
            .filter_map(|((at, asked), found)| {
                let rule = rules.get(at.0)?;
                Some((rule.id.as_str(), asked, found.1))
            });
        swept.passes.push(Pass::in_parts(key, each.len(), took));
        let at = logics.iter().map(|(at, _)| *at);
        swept.found.extend(at.zip(joined));
    }
    swept
}

/// By what the rows of a logic may be parted, and the feeds that its plans read.
fn parted_by(cite: &Cite, store: &Store) -> Option<(Key, BTreeSet<String>)> {
    let mut keys = Key::ALL.into_iter();
    keys.find_map(|key| Some((key, parted(key, cite, store)?)))
}

/// The feeds that the plans of a logic read, where their rows may be parted by a key.
pub(crate) fn parted(key: Key, cite: &Cite, store: &Store) -> Option<BTreeSet<String>> {
    let plans = || {
        [&cite.hits]
            .into_iter()
            .chain(&cite.members)
            .chain(&cite.absent)
    };
    let (mut read, mut sought) = (BTreeSet::new(), BTreeSet::new());
    plans().for_each(|plan| feeds(plan, &mut read));
    // A feed may call the column by a name of its own; where several are read only the common name is sure to be that of each.
    let own = match read.first() {
        Some(feed) if read.len() == 1 => store.canonical(feed, key.column()),
        _ => None,
    };
    let names: Vec<&str> = own.into_iter().chain([key.column()]).collect();
    for plan in plans() {
        sought.extend(local(plan, &names)?);
    }
    let has_key = |feed: &String| key.of(feed, store).is_some();
    let unknown = |feed: &String| key.of(feed, store).is_some_and(Packed::has_unknown);
    (read.iter().all(has_key) && !sought.iter().any(unknown)).then_some(read)
}

/// What logics find on one part.
fn on(part: Part<'_>, logics: &[Logic<'_>], view: &View<'_>) -> Vec<Found> {
    let mut run = Run::new(&view.context, Some(part));
    for (_, asked) in logics {
        run.expect(asked);
    }
    logics
        .iter()
        .map(|(_, asked)| {
            let start = Instant::now();
            let cited = catch_unwind(AssertUnwindSafe(|| run.cite(asked)));
            let cited = match cited {
                Ok(cited) => cited.map_err(|failure| failure.to_string()),
                Err(panic) => Err(cause(panic.as_ref())),
            };
            (cited, start.elapsed().as_micros())
        })
        .collect()
}

/// What a logic found on all parts.
fn join(cite: &Cite, found: Vec<Found>, view: &View<'_>) -> Found {
    let start = Instant::now();
    let took: u128 = found.iter().map(|(_, micros)| micros).sum();
    let parts: Result<Vec<Cited>, String> = found.into_iter().map(|(cited, _)| cited).collect();
    let joined = parts.and_then(|parts| {
        whole(cite, &parts, &view.context).map_err(|failure| failure.to_string())
    });
    (joined, took + start.elapsed().as_micros())
}
