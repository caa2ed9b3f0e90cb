//! Fetches the canonical values of the rows that leads cite, in a second pass over their feeds, and makes row keys and content hashes.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Cells, Column as LedgerColumn, Ledger, NULL_CODE};
use rustc_hash::FxHashMap;

use crate::frame::Column;
use crate::lead::id;
use crate::pull;
use crate::render;
use crate::view::View;

/// A row of a pulled feed: index of the feed, index of the row.
pub(crate) type At = (u16, u32);

/// What is wanted of the rows of all feeds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Rows whose values are shown.
    pub(crate) shown: BTreeSet<At>,
    /// Rows whose key names a lead.
    pub(crate) keyed: BTreeSet<At>,
    /// Rows whose content goes into an evidence hash.
    pub(crate) hashed: BTreeSet<At>,
}

/// What was fetched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gathered {
    /// Canonical column and value as users read it, empty ones left out.
    pub(crate) values: BTreeMap<At, Vec<(String, String)>>,
    /// Row keys: the values of the key columns and the ordinal among equals, 1-based in the order of places.
    pub(crate) keys: BTreeMap<At, String>,
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
pub(crate) fn gather(view: &View<'_>, wanted: &Wanted) -> Result<Gathered, ledger::Error> {
    let mut gathered = Gathered::default();
    let ledger = view.ledger;
    let feeds: BTreeSet<u16> = wanted
        .shown
        .iter()
        .chain(&wanted.keyed)
        .chain(&wanted.hashed)
        .map(|at| at.0)
        .collect();
    for index in feeds {
        let Some(feed) = ledger.schema().feed(view.feed(index)) else {
            continue;
        };
        let served: Vec<&LedgerColumn> = feed.columns.iter().filter(|c| !c.internal).collect();
        let names: Vec<&str> = served.iter().map(|c| c.name.as_str()).collect();
        let key: Vec<usize> = if feed.key.is_empty() {
            (0..served.len()).collect()
        } else {
            served
                .iter()
                .enumerate()
                .filter(|(_, c)| feed.key.contains(&c.name))
                .map(|(i, _)| i)
                .collect()
        };
        let mut pass = Pass {
            index,
            served: &served,
            key: &key,
            ordinals: FxHashMap::default(),
            ledger,
        };
        pass.find_keys(&names, &feed.name, wanted)?;
        pass.fetch(&names, &feed.name, wanted, &mut gathered)?;
    }
    Ok(gathered)
}

/// One feed's two passes: which keys matter, then values, ordinals and hashes.
struct Pass<'a> {
    index: u16,
    served: &'a [&'a LedgerColumn],
    key: &'a [usize],
    ordinals: FxHashMap<Vec<u64>, u32>,
    ledger: &'a Ledger,
}

impl Pass<'_> {
    fn find_keys(
        &mut self,
        names: &[&str],
        feed: &str,
        wanted: &Wanted,
    ) -> Result<(), ledger::Error> {
        let mut first = 0;
        for chunk in self.ledger.chunks(feed, names)? {
            let chunk = chunk?;
            for at in rows_of(&wanted.keyed, self.index, first, chunk.rows.len()) {
                let mut code = Vec::new();
                codes(&chunk.columns, self.key, (at.1 - first) as usize, &mut code);
                self.ordinals.insert(code, 0);
            }
            first += u32::try_from(chunk.rows.len()).unwrap_or(u32::MAX);
        }
        Ok(())
    }

    fn fetch(
        &mut self,
        names: &[&str],
        feed: &str,
        wanted: &Wanted,
        gathered: &mut Gathered,
    ) -> Result<(), ledger::Error> {
        let mut first = 0;
        let mut code = Vec::new();
        for chunk in self.ledger.chunks(feed, names)? {
            let chunk = chunk?;
            let len = chunk.rows.len();
            let mut keyed = Vec::new();
            if !self.ordinals.is_empty() {
                for row in 0..len {
                    code.clear();
                    codes(&chunk.columns, self.key, row, &mut code);
                    if let Some(ordinal) = self.ordinals.get_mut(&code) {
                        *ordinal += 1;
                        let at = (self.index, first + u32::try_from(row).unwrap_or(u32::MAX));
                        if wanted.keyed.contains(&at) {
                            keyed.push((at, row, *ordinal));
                        }
                    }
                }
            }
            let columns: Vec<Column> = chunk
                .columns
                .into_iter()
                .zip(self.served)
                .map(|(cells, served)| pull::column(served, cells))
                .collect();
            for (at, row, ordinal) in keyed {
                gathered
                    .keys
                    .insert(at, self.key_text(&columns, row, ordinal));
            }
            for at in rows_of(&wanted.shown, self.index, first, len) {
                gathered
                    .values
                    .insert(at, self.texts(&columns, (at.1 - first) as usize).collect());
            }
            for at in rows_of(&wanted.hashed, self.index, first, len) {
                let content: Vec<_> = self.texts(&columns, (at.1 - first) as usize).collect();
                let parts = content
                    .iter()
                    .flat_map(|(name, value)| [name.as_str(), value.as_str()]);
                gathered.hashes.insert(at, id::digest(parts, None));
            }
            first += u32::try_from(len).unwrap_or(u32::MAX);
        }
        Ok(())
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

    fn key_text(&self, columns: &[Column], row: usize, ordinal: u32) -> String {
        let mut text = String::new();
        for column in self.key.iter().filter_map(|&k| columns.get(k)) {
            text.push_str(&render::text(column, row, self.ledger, false).unwrap_or_default());
            text.push('\u{1f}');
        }
        text.push_str(&ordinal.to_string());
        text
    }
}

/// The wanted rows of a feed that a chunk of `len` rows from `first` holds.
fn rows_of(
    wanted: &BTreeSet<At>,
    feed: u16,
    first: u32,
    len: usize,
) -> impl Iterator<Item = At> + '_ {
    let end = first.saturating_add(u32::try_from(len).unwrap_or(u32::MAX));
    wanted.range((feed, first)..(feed, end)).copied()
}

fn codes(columns: &[Cells], key: &[usize], row: usize, code: &mut Vec<u64>) {
    for column in key.iter().filter_map(|&k| columns.get(k)) {
        code.push(match column {
            Cells::Int(values) => values.get(row).map_or(0, |v| v.cast_unsigned()),
            Cells::Text(codes) => codes
                .get(row)
                .map_or(u64::from(NULL_CODE), |&c| u64::from(c)),
        });
    }
}
