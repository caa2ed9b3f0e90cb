//! Fetches the canonical values of the rows that leads cite, in a second pass over their feeds, and makes row keys and content hashes.

use std::collections::BTreeSet;
use std::hash::Hasher;

use ledger::{Cells, Column as LedgerColumn, Ledger, NULL_CODE};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::frame::Column;
use crate::lead::id;
use crate::pull;
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

/// Texts of rows, which are added in the order of rows; end to end, since there may be as many as rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    rows: Vec<(At, usize)>,
    text: String,
}

impl Keys {
    /// The key of a row, where it was wanted.
    pub(crate) fn get(&self, at: At) -> Option<&str> {
        let found = self.rows.binary_search_by_key(&at, |row| row.0).ok()?;
        let from = match found.checked_sub(1) {
            Some(before) => self.rows.get(before)?.1,
            None => 0,
        };
        self.text.get(from..self.rows.get(found)?.1)
    }

    fn extend(&mut self, others: Self) {
        let before = self.text.len();
        let moved = others.rows.into_iter().map(|(at, end)| (at, before + end));
        self.rows.extend(moved);
        self.text.push_str(&others.text);
    }
}

/// What was fetched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gathered {
    /// Canonical column and value as users read it, empty ones left out.
    pub(crate) values: FxHashMap<At, Vec<(String, String)>>,
    /// Row keys: the values of the key columns and the ordinal among equals, 1-based in the order of places.
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
            .find(|(name, _)| name == column)
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
        rows.sort_unstable();
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
        // What no source supplies is empty in every row: it is no part of a key or a text.
        let served: Vec<&LedgerColumn> = feed
            .columns
            .iter()
            .filter(|c| supplied.contains(&c.name.as_str()))
            .collect();
        let is_key =
            |c: &LedgerColumn| !c.internal && (feed.key.is_empty() || feed.key.contains(&c.name));
        let key = feed
            .columns
            .iter()
            .filter(|c| is_key(c))
            .map(|c| served.iter().position(|s| s.name == c.name))
            .collect();
        let mut pass = Pass {
            index,
            feed: name,
            served: &served,
            key,
            wanted: FxHashSet::default(),
            ordinals: FxHashMap::default(),
            ledger,
        };
        pass.find_keys(wanted)?;
        pass.fetch(wanted, &mut gathered)?;
    }
    Ok(gathered)
}

/// One feed's two passes: which keys matter, then values, ordinals and hashes.
struct Pass<'a> {
    index: u16,
    feed: &'a str,
    served: &'a [&'a LedgerColumn],
    /// The columns that make a row key, as indices of `served`; `None` for one that is not supplied.
    key: Vec<Option<usize>>,
    /// Hashes of the keys that matter: most rows are passed over by them.
    wanted: FxHashSet<u64>,
    ordinals: FxHashMap<Vec<u64>, u32>,
    ledger: &'a Ledger,
}

impl Pass<'_> {
    fn find_keys(&mut self, wanted: &Wanted) -> Result<(), ledger::Error> {
        let names: Vec<&str> = self
            .key
            .iter()
            .flatten()
            .filter_map(|&k| Some(self.served.get(k)?.name.as_str()))
            .collect();
        let key: Vec<usize> = (0..names.len()).collect();
        let mut first = 0;
        for chunk in self.ledger.chunks(self.feed, &names)? {
            let chunk = chunk?;
            for at in rows_of(&wanted.keyed, self.index, first, chunk.rows.len()) {
                let row = (at.1 - first) as usize;
                let hash = hashes(&chunk.columns, &key, row..row + 1);
                self.wanted.extend(hash);
            }
            first += u32::try_from(chunk.rows.len()).unwrap_or(u32::MAX);
        }
        Ok(())
    }

    fn fetch(&mut self, wanted: &Wanted, gathered: &mut Gathered) -> Result<(), ledger::Error> {
        let names: Vec<&str> = self.served.iter().map(|c| c.name.as_str()).collect();
        let key: Vec<usize> = self.key.iter().copied().flatten().collect();
        let mut first = 0;
        for chunk in self.ledger.chunks(self.feed, &names)? {
            let chunk = chunk?;
            let len = chunk.rows.len();
            let mut keyed = Vec::new();
            for row in self.candidates(&chunk.columns, &key, len) {
                let code = codes(&chunk.columns, &key, row).collect();
                let ordinal = self.ordinals.entry(code).or_insert(0);
                *ordinal += 1;
                let at = (self.index, first + u32::try_from(row).unwrap_or(u32::MAX));
                if wanted.keyed.binary_search(&at).is_ok() {
                    keyed.push((at, row, *ordinal));
                }
            }
            let columns: Vec<Column> = chunk
                .columns
                .into_iter()
                .zip(self.served)
                .map(|(cells, served)| pull::column(served, cells))
                .collect();
            let texts = |at: &At| -> Vec<(String, String)> {
                self.texts(&columns, (at.1 - first) as usize).collect()
            };
            let keys = |rows: &[(At, usize, u32)]| {
                let mut keys = Keys::default();
                for &(at, row, ordinal) in rows {
                    self.write_key(&mut keys.text, &columns, row, ordinal);
                    keys.rows.push((at, keys.text.len()));
                }
                keys
            };
            let keys: Vec<Keys> = keyed.par_chunks(STRETCH).map(keys).collect();
            for keys in keys {
                gathered.keys.extend(keys);
            }
            let shown: Vec<At> = rows_of(&wanted.shown, self.index, first, len).collect();
            let shown: Vec<_> = shown.par_iter().map(|at| (*at, texts(at))).collect();
            gathered.values.extend(shown);
            let hashed: Vec<At> = rows_of(&wanted.hashed, self.index, first, len).collect();
            let hashed: Vec<(At, [u8; 16])> = hashed
                .par_iter()
                .map(|at| {
                    let content = texts(at);
                    let parts = content
                        .iter()
                        .flat_map(|(name, value)| [name.as_str(), value.as_str()]);
                    (*at, id::digest(parts, None))
                })
                .collect();
            gathered.hashes.extend(hashed);
            first += u32::try_from(len).unwrap_or(u32::MAX);
        }
        Ok(())
    }

    /// Rows whose keys may matter, in their order.
    fn candidates(&self, columns: &[Cells], key: &[usize], len: usize) -> Vec<usize> {
        let stretches: Vec<usize> = (0..len).step_by(STRETCH).collect();
        let of = |&first: &usize| {
            let rows = first..len.min(first + STRETCH);
            let hashes = hashes(columns, key, rows.clone());
            rows.zip(hashes)
                .filter(|(_, hash)| self.wanted.contains(hash))
                .map(|(row, _)| row)
                .collect::<Vec<_>>()
        };
        stretches.par_iter().flat_map_iter(of).collect()
    }

    fn texts<'b>(
        &'b self,
        columns: &'b [Column],
        row: usize,
    ) -> impl Iterator<Item = (String, String)> + 'b {
        self.served
            .iter()
            .zip(columns)
            .filter_map(move |(served, column)| {
                let value =
                    render::text(column, row, self.ledger, false).filter(|v| !v.is_empty())?;
                Some((served.name.clone(), value))
            })
    }

    fn write_key(&self, text: &mut String, columns: &[Column], row: usize, ordinal: u32) {
        for key in &self.key {
            let column = key.and_then(|k| columns.get(k));
            let value = column.and_then(|c| render::text(c, row, self.ledger, false));
            text.push_str(&value.unwrap_or_default());
            text.push('\u{1f}');
        }
        text.push_str(&ordinal.to_string());
    }
}

/// The wanted rows of a feed that a chunk of `len` rows from `first` holds.
fn rows_of(wanted: &[At], feed: u16, first: u32, len: usize) -> impl Iterator<Item = At> + '_ {
    let end = first.saturating_add(u32::try_from(len).unwrap_or(u32::MAX));
    let from = wanted.partition_point(|at| *at < (feed, first));
    let rows = wanted.get(from..).unwrap_or(&[]).iter().copied();
    rows.take_while(move |at| *at < (feed, end))
}

/// The integers that stand for a row's values in the key columns.
fn codes<'c>(
    columns: &'c [Cells],
    key: &'c [usize],
    row: usize,
) -> impl Iterator<Item = u64> + use<'c> {
    key.iter()
        .filter_map(|&k| columns.get(k))
        .map(move |column| match column {
            Cells::Int(values) => values.get(row).map_or(0, |v| v.cast_unsigned()),
            Cells::Text(codes) => codes
                .get(row)
                .map_or(u64::from(NULL_CODE), |&c| u64::from(c)),
        })
}

/// A hash of the key of each of some rows, made column by column.
fn hashes(columns: &[Cells], key: &[usize], rows: std::ops::Range<usize>) -> Vec<u64> {
    let mut hashes = vec![FxHasher::default(); rows.len()];
    for column in key.iter().filter_map(|&k| columns.get(k)) {
        match column {
            Cells::Int(values) => {
                let values = values.get(rows.clone()).unwrap_or(&[]);
                for (hash, value) in hashes.iter_mut().zip(values) {
                    hash.write_i64(*value);
                }
            }
            Cells::Text(codes) => {
                let codes = codes.get(rows.clone()).unwrap_or(&[]);
                for (hash, code) in hashes.iter_mut().zip(codes) {
                    hash.write_u32(*code);
                }
            }
        }
    }
    hashes.into_iter().map(|hash| hash.finish()).collect()
}
