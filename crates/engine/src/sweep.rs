//! Judges part by part what rules ask of one collective, or of one party, at a time: on each part all such logics one after the other, so
//! that they share its columns, its filters and its orders.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use rayon::prelude::*;
use rules::{Cite, Rule};

use crate::judge::{cause, lacks};
use crate::operators::{Alike, Asked, Cited, Run, feeds, local, whole};
use crate::parts::{Key, Part, Parts};
use crate::pull::Store;
use crate::view::View;

/// Rows of a part: as many as keep the columns that a logic works on near the processor.
pub(crate) const ROWS: usize = 1 << 16;

/// What the plans of a logic yielded, or why they could not run, and how many microseconds they took.
pub(crate) type Found = (Result<Cited, String>, u128);

/// What was found by rule and logic. Logics that cannot be judged in parts are not there.
pub(crate) type Swept = BTreeMap<(usize, usize), Found>;

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
    let lots: Vec<(Parts, Vec<Logic<'_>>)> = lots
        .into_iter()
        .filter_map(|(key, (feeds, logics))| {
            Some((Parts::cut(key, &feeds, rows, view.context.store)?, logics))
        })
        .collect();
    let parts: Vec<(usize, Part<'_>)> = lots
        .iter()
        .enumerate()
        .flat_map(|(lot, (parts, _))| parts.each().map(move |part| (lot, part)))
        .collect();
    let found: Vec<Vec<Found>> = parts
        .par_iter()
        .with_max_len(1)
        .map(|&(lot, part)| {
            lots.get(lot)
                .map_or_else(Vec::new, |(_, l)| on(part, l, view))
        })
        .collect();
    let mut all: Vec<Vec<Vec<Found>>> = lots.iter().map(|_| Vec::new()).collect();
    for ((lot, _), found) in parts.iter().zip(found) {
        if let Some(lot) = all.get_mut(*lot) {
            lot.push(found);
        }
    }
    let logics = lots.iter().zip(all).flat_map(|((_, logics), found)| {
        let mut of: Vec<Vec<Found>> = logics.iter().map(|_| Vec::new()).collect();
        for part in found {
            for (of, found) in of.iter_mut().zip(part) {
                of.push(found);
            }
        }
        logics.iter().zip(of)
    });
    let logics: Vec<(&Logic<'_>, Vec<Found>)> = logics.collect();
    let joined = logics.into_par_iter();
    joined
        .map(|((at, asked), found)| (*at, join(asked.cite, found, view)))
        .collect()
}

/// By what the rows of a logic may be parted, and the feeds that its plans read.
fn parted_by(cite: &Cite, store: &Store) -> Option<(Key, BTreeSet<String>)> {
    let mut keys = Key::ALL.into_iter();
    keys.find_map(|key| Some((key, parted(key, cite, store)?)))
}

/// The feeds that the plans of a logic read, where their rows may be parted by a key.
pub(crate) fn parted(key: Key, cite: &Cite, store: &Store) -> Option<BTreeSet<String>> {
    let (mut read, mut sought) = (BTreeSet::new(), BTreeSet::new());
    for plan in [&cite.hits]
        .into_iter()
        .chain(&cite.members)
        .chain(&cite.absent)
    {
        feeds(plan, &mut read);
        sought.extend(local(plan, key.column())?);
    }
    let has_key = |feed: &String| key.codes(&store.frame(feed)).is_some();
    let unknown = |feed: &String| key.is_unknown(&store.frame(feed));
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
