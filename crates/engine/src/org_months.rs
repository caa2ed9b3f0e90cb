//! Collective and month of every row of a feed, as numbers: coverage asks for them of millions of rows for every rule.

use ledger::{NULL, Packed, UNKNOWN};
use rustc_hash::FxHashMap;

use crate::civil::month as month_of;
use crate::coverage::{NO_MONTH, OrgMonth, Spine};
use crate::view::View;

/// Rows of no collective.
const NOBODY: u32 = u32::MAX;

/// The collectives and months of a feed, numbered as they are first met.
pub(crate) struct OrgMonths {
    keys: Vec<OrgMonth>,
    /// The number of each row's; [`NOBODY`] where its collective is not known.
    of: Vec<u32>,
}

impl OrgMonths {
    /// Those of a feed of the view.
    pub(crate) fn of(view: &View<'_>, feed: u16) -> Self {
        let (orgs, days) = view.orgs_and_days(feed);
        let none = Packed::same(NULL, orgs.len());
        let days = days.unwrap_or(&none).numbers();
        let mut numbers: FxHashMap<OrgMonth, u32> = FxHashMap::default();
        let mut keys = Vec::new();
        // Rows mostly have the day of the row before.
        let mut known = (NULL, NO_MONTH);
        let number = |(code, day): (u32, i64)| {
            let Some(org) = view.index_of_org(code) else {
                return NOBODY;
            };
            if day != known.0 {
                let month = if day == UNKNOWN {
                    NO_MONTH
                } else {
                    month_of(day)
                };
                known = (day, if day == NULL { NO_MONTH } else { month });
            }
            let key = (org, known.1);
            let next = u32::try_from(keys.len()).unwrap_or(NOBODY);
            *numbers.entry(key).or_insert_with(|| {
                keys.push(key);
                next
            })
        };
        let of = orgs.codes().zip(days).map(number).collect();
        Self { keys, of }
    }

    /// How many rows there are of each, sorted.
    pub(crate) fn spine(&self) -> Spine {
        let mut counts = vec![0_u64; self.keys.len()];
        for number in &self.of {
            if let Some(count) = counts.get_mut(*number as usize) {
                *count += 1;
            }
        }
        let mut spine: Spine = self.keys.iter().copied().zip(counts).collect();
        spine.sort_unstable();
        spine
    }

    /// That of a row.
    pub(crate) fn at(&self, row: u32) -> Option<OrgMonth> {
        let number = self.of.get(row as usize)?;
        self.keys.get(*number as usize).copied()
    }

    /// Those of some rows, each once, as they were first met in the feed.
    pub(crate) fn met(&self, rows: &[u32]) -> Vec<OrgMonth> {
        // Of few rows each is looked at; of many, marks are set.
        if rows.len() < self.keys.len() / 64 {
            let mut met: Vec<u32> = rows.iter().filter_map(|&row| self.number(row)).collect();
            met.sort_unstable();
            met.dedup();
            let key = |number: u32| self.keys.get(number as usize).copied();
            return met.into_iter().filter_map(key).collect();
        }
        let mut met = vec![false; self.keys.len()];
        for number in rows.iter().filter_map(|&row| self.number(row)) {
            if let Some(met) = met.get_mut(number as usize) {
                *met = true;
            }
        }
        let keys = self.keys.iter().zip(met);
        keys.filter(|(_, met)| *met).map(|(key, _)| *key).collect()
    }

    fn number(&self, row: u32) -> Option<u32> {
        self.of.get(row as usize).copied().filter(|n| *n != NOBODY)
    }
}
