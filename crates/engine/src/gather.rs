//! Fetches the canonical values of the rows that leads cite, and makes row keys and content hashes.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;
use std::sync::Arc;

use ledger::{Column as LedgerColumn, Ledger, Packed};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use crate::findings::Texts;
use crate::lead::id;
use crate::pull;
use crate::pulled::Base;
use crate::render;
use crate::view::View;

/// Rows that a thread takes at a time.
const STRETCH: usize = 4_096;

/// A row of a pulled feed: index of the feed, index of the row.
pub(crate) type At = (u16, u32);

/// What is wanted of the rows of all feeds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Rows whose values are shown.
    pub(crate) shown: Vec<At>,
    /// Rows whose key names a lead.
    pub(crate) keyed: Vec<At>,
    /// Rows whose content goes into an evidence hash.
    pub(crate) hashed: Vec<At>,
}

/// Row keys: the values of the key columns and the ordinal among equals, 1-based in the order of places. There may be as many as rows, and
/// each is read once or twice, so that they are spelled when they are asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys(BTreeMap<u16, OfFeed>);

/// The keys of rows of one feed.
#[derive(Clone, Debug)]
struct OfFeed {
    /// The columns that make a key; `None` for one that is not supplied.
    columns: Vec<Option<Base>>,
    /// Rows in ascending order, each with its ordinal.
    ordinals: Vec<(u32, u32)>,
}

impl Keys {
    /// The key of a row, where it was wanted.
    pub(crate) fn get(&self, at: At, ledger: &Ledger) -> Option<String> {
        let of = self.0.get(&at.0)?;
        let found = of.ordinals.binary_search_by_key(&at.1, |row| row.0).ok()?;
        let (row, ordinal) = of.ordinals.get(found)?;
        let mut text = String::with_capacity(64);
        for column in &of.columns {
            if let Some(column) = column {
                render::write_held(column, *row as usize, ledger, &mut text);
            }
            text.push('\u{1f}');
        }
        text.push_str(&ordinal.to_string());
        Some(text)
    }
}

/// What was fetched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gathered {
    /// Canonical column and value as users read it, empty ones left out.
    pub(crate) values: FxHashMap<At, Texts>,
    /// Row keys.
    pub(crate) keys: Keys,
    /// Content hashes.
    pub(crate) hashes: FxHashMap<At, [u8; 16]>,
}

impl Gathered {
    /// The value of a canonical column in a shown row.
    pub(crate) fn value(&self, at: At, column: &str) -> Option<&str> {
        self.values
            .get(&at)?
            .iter()
            .find(|(name, _)| **name == *column)
            .map(|(_, value)| value.as_str())
    }
}

/// Fetches what is wanted.
///
/// # Errors
/// An input that changed since it was opened.
pub(crate) fn gather(view: &View<'_>, mut wanted: Wanted) -> Result<Gathered, ledger::Error> {
    let mut gathered = Gathered::default();
    for rows in [&mut wanted.shown, &mut wanted.keyed, &mut wanted.hashed] {
        rows.par_sort_unstable();
        rows.dedup();
    }
    let wanted = &wanted;
    let ledger = view.ledger;
    let feeds: BTreeSet<u16> = wanted
        .shown
        .iter()
        .chain(&wanted.keyed)
        .chain(&wanted.hashed)
        .map(|at| at.0)
        .collect();
    for index in feeds {
        let name = view.feed(index);
        let (Some(feed), Some(supplied)) = (ledger.schema().feed(name), ledger.supplied(name))
        else {
            continue;
        };
        let is_key =
            |c: &LedgerColumn| !c.internal && (feed.key.is_empty() || feed.key.contains(&c.name));
        let named_only =
            of(&wanted.shown, index).is_empty() && of(&wanted.hashed, index).is_empty();
        // What no source supplies is empty in every row: it is no part of a key or a text.
        let served: Vec<&LedgerColumn> = feed
            .columns
            .iter()
            .filter(|c| supplied.contains(&c.name.as_str()) && (is_key(c) || !named_only))
            .collect();
        let key = feed
            .columns
            .iter()
            .filter(|c| is_key(c))
            .map(|c| served.iter().position(|s| s.name == c.name))
            .collect();
        let pass = Pass {
            index,
            columns: columns(view, index, &served)?,
            served,
            key,
            ledger,
        };
        pass.fetch(wanted, &mut gathered);
    }
    Ok(gathered)
}

/// Columns of all rows of a feed: those that rules read are there already, and what the ledger holds is shared.
fn columns(
    view: &View<'_>,
    index: u16,
    served: &[&LedgerColumn],
) -> Result<Vec<Base>, ledger::Error> {
    let pulled = |c: &LedgerColumn| view.pulled_column(index, &c.name).cloned();
    let mut columns: Vec<Option<Base>> = served.iter().map(|c| pulled(c)).collect();
    let missing = || served.iter().zip(&columns).filter(|(_, c)| c.is_none());
    let names: Vec<&str> = missing().map(|(c, _)| c.name.as_str()).collect();
    let mut parts: Vec<Vec<Packed>> = names.iter().map(|_| Vec::new()).collect();
    for chunk in view.ledger.chunks(view.feed(index), &names)? {
        for (parts, column) in parts.iter_mut().zip(chunk?.columns) {
            parts.push(column);
        }
    }
    let whole = |(c, parts)| pull::base(c, Packed::whole(parts));
    let missing: Vec<&LedgerColumn> = missing().map(|(c, _)| *c).collect();
    let read: Vec<Base> = missing.into_par_iter().zip(parts).map(whole).collect();
    let mut read = read.into_iter();
    for column in columns.iter_mut().filter(|c| c.is_none()) {
        *column = read.next();
    }
    Ok(columns.into_iter().flatten().collect())
}

/// What is fetched of one feed.
struct Pass<'a> {
    index: u16,
    served: Vec<&'a LedgerColumn>,
    /// All rows, by `served`.
    columns: Vec<Base>,
    /// The columns that make a row key, as indices of `served`; `None` for one that is not supplied.
    key: Vec<Option<usize>>,
    ledger: &'a Ledger,
}

impl Pass<'_> {
    fn fetch(&self, wanted: &Wanted, gathered: &mut Gathered) {
        let ordinals = self.ordinals(of(&wanted.keyed, self.index));
        if !ordinals.is_empty() {
            let column = |key: &Option<usize>| self.columns.get((*key)?).cloned();
            let of = OfFeed {
                columns: self.key.iter().map(column).collect(),
                ordinals,
            };
            gathered.keys.0.insert(self.index, of);
        }
        // Some rows share the names of their columns; if all did, threads would wait for each other.
        let names = || -> Vec<Arc<str>> {
            let names = self.served.iter().map(|c| c.name.as_str().into());
            names.collect()
        };
        let shown = |rows: &[At]| -> Vec<(At, Texts)> {
            let own = names();
            let one = |(at, text): (usize, String)| Some((Arc::clone(own.get(at)?), text));
            let texts = |at: &At| (*at, self.texts(at.1 as usize).filter_map(one).collect());
            rows.iter().map(texts).collect()
        };
        let rows = of(&wanted.shown, self.index).par_chunks(STRETCH);
        let shown: Vec<Vec<(At, Texts)>> = rows.map(shown).collect();
        let shown = shown.into_iter().flatten();
        gathered.values.extend(shown);
        let hash = |at: &At| {
            let content: Vec<(usize, String)> = self.texts(at.1 as usize).collect();
            let name = |at: usize| self.served.get(at).map_or("", |c| &c.name);
            let parts = content.iter();
            let parts = parts.flat_map(|(at, value)| [name(*at), value.as_str()]);
            (*at, id::digest(parts))
        };
        let hashed = of(&wanted.hashed, self.index).par_iter();
        let hashed: Vec<(At, [u8; 16])> = hashed.map(hash).collect();
        gathered.hashes.extend(hashed);
    }

    /// Rows with their ordinals among rows of the same key.
    fn ordinals(&self, rows: &[At]) -> Vec<(u32, u32)> {
        if rows.is_empty() {
            return Vec::new();
        }
        let key = self.key.iter().flatten();
        let key: Vec<&Packed> = key
            .filter_map(|&k| self.columns.get(k).map(|c| &c.values))
            .collect();
        let one = |at: &At| {
            let mut hash = FxHasher::default();
            codes(&key, at.1 as usize).for_each(|code| hash.write_i64(code));
            hash.finish()
        };
        let mut named: Vec<u64> = rows.par_iter().map(one).collect();
        named.par_sort_unstable();
        named.dedup();
        let mut same = self.candidates(&key, &named);
        // Rows of one key stand together, in their order.
        let code = |row: u32| codes(&key, row as usize);
        same.par_sort_unstable_by(|a, b| {
            let by_key = || code(a.1).cmp(code(b.1));
            a.0.cmp(&b.0).then_with(by_key).then(a.1.cmp(&b.1))
        });
        let mut is_wanted = vec![false; self.columns.first().map_or(0, |c| c.values.len())];
        for (_, row) in rows {
            if let Some(wanted) = is_wanted.get_mut(*row as usize) {
                *wanted = true;
            }
        }
        let mut numbered: Vec<(u32, u32)> = Vec::with_capacity(rows.len());
        for same in same.chunk_by(|a, b| a.0 == b.0 && code(a.1).eq(code(b.1))) {
            let rows_of = same
                .iter()
                .zip(1..)
                .map(|(&(_, row), ordinal)| (row, ordinal));
            let is_wanted = |row: &u32| is_wanted.get(*row as usize) == Some(&true);
            numbered.extend(rows_of.filter(|(row, _)| is_wanted(row)));
        }
        numbered.par_sort_unstable();
        numbered
    }

    /// Rows whose keys have one of these hashes, which are sorted, with the hash.
    fn candidates(&self, key: &[&Packed], named: &[u64]) -> Vec<(u64, u32)> {
        // Most rows are passed over by a few bits.
        const BITS: u32 = 20;
        let len = self.columns.first().map_or(0, |c| c.values.len());
        let mut some = vec![0_u64; 1 << (BITS - 6)];
        let place = |hash: u64| {
            let bits = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - BITS);
            ((bits >> 6) as usize, 1 << (bits & 63))
        };
        for &hash in named {
            let (word, bit) = place(hash);
            some[word] |= bit;
        }
        let stretches: Vec<usize> = (0..len).step_by(STRETCH).collect();
        let of = |&first: &usize| {
            let rows = first..len.min(first + STRETCH);
            let hashes = hashes(key, rows.clone());
            let numbered = (0_u32..).zip(hashes).filter(|&(_, hash)| {
                let (word, bit) = place(hash);
                some[word] & bit != 0 && named.binary_search(&hash).is_ok()
            });
            let first = u32::try_from(first).unwrap_or(u32::MAX);
            numbered
                .map(|(row, hash)| (hash, first + row))
                .collect::<Vec<_>>()
        };
        stretches.par_iter().flat_map_iter(of).collect()
    }

    /// The columns that a row fills, by number, with what they say.
    fn texts(&self, row: usize) -> impl Iterator<Item = (usize, String)> {
        let columns = self.columns.iter().enumerate();
        columns.filter_map(move |(at, column)| {
            let value = render::held(column, row, self.ledger).filter(|v| !v.is_empty())?;
            Some((at, value))
        })
    }
}

/// The wanted rows of a feed.
fn of(wanted: &[At], feed: u16) -> &[At] {
    let from = wanted.partition_point(|at| at.0 < feed);
    let to = wanted.partition_point(|at| at.0 <= feed);
    wanted.get(from..to).unwrap_or(&[])
}

/// The integers that stand for a row's values in the key columns.
fn codes<'c>(key: &'c [&Packed], row: usize) -> impl Iterator<Item = i64> + use<'c> {
    key.iter().map(move |column| column.number(row))
}

/// A hash of the key of each of some rows, made column by column.
fn hashes(key: &[&Packed], rows: std::ops::Range<usize>) -> Vec<u64> {
    let mut hashes = vec![FxHasher::default(); rows.len()];
    for column in key {
        for (hash, value) in hashes.iter_mut().zip(column.range(rows.clone())) {
            hash.write_i64(value);
        }
    }
    hashes.into_iter().map(|hash| hash.finish()).collect()
}
