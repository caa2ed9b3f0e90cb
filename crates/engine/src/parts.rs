//! Rows of feeds by collective or by party, cut into parts: what a rule asks of one collective at a time is judged part by part, on frames
//! that fit a processor's cache and are given back.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use ledger::Packed;
use rules::expr::Type;

use crate::frame::Frame;
use crate::pull::{Seen, Store};

/// What rows of a part have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// The collective.
    Org,
    /// The other party.
    Party,
}

/// The rows of some feeds in the order of their keys, cut so that a key stands in one part in all feeds.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// Rows by key, those of one key in the order of their places; and where each part begins, with the end of the last.
    feeds: BTreeMap<String, (Vec<u32>, Vec<usize>)>,
    count: usize,
}

/// One part.
#[derive(Clone, Copy)]
pub(crate) struct Part<'p> {
    parts: &'p Parts,
    number: usize,
}

impl Key {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Org, Self::Party];

    /// The column that holds it.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Org => "org",
            Self::Party => "party",
        }
    }

    /// The key of each row of a feed; `None` where the feed has no such column, or one that is not of the parties' dictionary.
    pub(crate) fn of<'s>(self, feed: &str, store: &'s Store<'_>) -> Option<&'s Packed> {
        let column = store.base(feed, self.column())?;
        let is_party = column.ty == Type::Text && column.domain == ledger::Domain::Party;
        is_party.then_some(&column.values)
    }
}

impl Parts {
    /// Cuts feeds into parts of about `rows` rows of the largest of them. `None` where a feed has no such key, or all is one part.
    pub(crate) fn cut<'f>(
        key: Key,
        feeds: impl IntoIterator<Item = &'f String>,
        rows: usize,
        store: &Store,
    ) -> Option<Self> {
        let keys = feeds.into_iter().map(|feed| {
            let codes = key.of(feed, store)?;
            Some((feed, codes))
        });
        let keys: Vec<(&String, &Packed)> = keys.collect::<Option<_>>()?;
        let most = keys.iter().map(|(_, codes)| codes.len()).max()?;
        if most < 2 * rows {
            return None;
        }
        // What is no text of the dictionary stands behind all texts.
        let texts = store.dictionary(ledger::Domain::Party).len();
        let slot = |code: &u32| (*code as usize).min(texts);
        let mut weights = vec![0_usize; texts + 1];
        for (_, codes) in &keys {
            for slot in codes.take_codes(None).iter().map(slot) {
                if let Some(weight) = weights.get_mut(slot) {
                    *weight += 1;
                }
            }
        }
        let all: usize = weights.iter().sum();
        let wanted = most.div_ceil(rows.max(1));
        // A part ends where it has its share; a key that has more makes a part of its own size.
        let mut first = vec![0];
        let mut since = 0;
        for (after, weight) in (1..).zip(&weights) {
            since += weight;
            if since * wanted >= all || after > texts {
                first.push(after);
                since = 0;
            }
        }
        let mut parts = Self {
            feeds: BTreeMap::new(),
            count: first.len() - 1,
        };
        for (feed, codes) in &keys {
            let codes = codes.take_codes(None);
            let (rows, starts) = by_key(codes.iter().map(slot), texts + 1);
            let starts = first.iter().filter_map(|&code| starts.get(code).copied());
            let starts = starts.collect();
            parts.feeds.insert((*feed).clone(), (rows, starts));
        }
        Some(parts)
    }

    /// All parts.
    pub(crate) fn each(&self) -> impl Iterator<Item = Part<'_>> {
        (0..self.count).map(|number| Part {
            parts: self,
            number,
        })
    }
}

impl Part<'_> {
    /// The rows of the part as a frame, with those of the columns that `wanted` names.
    pub(crate) fn frame(
        self,
        feed: &str,
        wanted: Option<&BTreeSet<String>>,
        store: &Store,
    ) -> Arc<Frame> {
        Arc::new(store.frame(feed, wanted, Some(self.rows(feed))))
    }

    /// Which of its rows a plan sees, of those of a whole feed.
    pub(crate) fn seen(self, feed: &str, seen: &Seen) -> Seen {
        let seen = seen.as_ref()?;
        let one = |&row: &u32| seen.get(row as usize).copied().unwrap_or(true);
        Some(Arc::new(self.rows(feed).iter().map(one).collect()))
    }

    fn rows(&self, feed: &str) -> &[u32] {
        let Some((rows, starts)) = self.parts.feeds.get(feed) else {
            return &[];
        };
        let at = |number: usize| starts.get(number).copied().unwrap_or(rows.len());
        let Range { start, end } = at(self.number)..at(self.number + 1);
        rows.get(start..end).unwrap_or(&[])
    }
}

/// Rows in the order of their slots, and where each slot begins, with the end of the last.
fn by_key(slots: impl Iterator<Item = usize> + Clone, count: usize) -> (Vec<u32>, Vec<usize>) {
    let mut starts = vec![0; count + 1];
    let mut len = 0;
    for slot in slots.clone() {
        len += 1;
        if let Some(after) = starts.get_mut(slot + 1) {
            *after += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut next = starts.clone();
    let mut rows = vec![0; len];
    for (row, slot) in (0..).zip(slots) {
        if let Some(at) = next.get_mut(slot) {
            if let Some(to) = rows.get_mut(*at) {
                *to = row;
            }
            *at += 1;
        }
    }
    (rows, starts)
}

#[cfg(test)]
mod tests {
    use super::by_key;

    #[test]
    fn rows_stand_by_their_key_and_then_by_place() {
        let (rows, starts) = by_key([2, 0, 2, 1, 0].into_iter(), 3);
        assert_eq!(rows, [1, 4, 3, 0, 2]);
        assert_eq!(starts, [0, 2, 3, 5]);
    }
}
