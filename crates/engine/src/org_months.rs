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

/// Numbers that a table of collectives by months may have before they are looked up by hash.
const TABLE: usize = 1 << 22;

/// Finds the number of a collective and month.
enum Numbers {
    /// By collective and month, counted from `first`; rows without a day stand in front.
    Table {
        first: i64,
        months: usize,
        numbers: Vec<u32>,
    },
    Hashed(FxHashMap<OrgMonth, u32>),
}

impl Numbers {
    /// For so many collectives, and the days that a feed names.
    fn of(orgs: usize, days: &Packed) -> Self {
        let (mut first, mut last) = (i64::MAX, i64::MIN);
        days.numbers().for_each(|day| {
            let known = day != NULL && day != UNKNOWN;
            first = first.min(if known { day } else { i64::MAX });
            last = last.max(if known { day } else { i64::MIN });
        });
        let (first, last) = if first <= last {
            (month_of(first), month_of(last))
        } else {
            (0, 0)
        };
        let months = usize::try_from(last - first).map_or(usize::MAX, |n| n.saturating_add(2));
        match orgs.saturating_mul(months) {
            size if size <= TABLE => Self::Table {
                first,
                months,
                numbers: vec![NOBODY; size],
            },
            _ => Self::Hashed(FxHashMap::default()),
        }
    }

    /// The place of a number; a new one is [`NOBODY`].
    fn place(&mut self, (org, month): OrgMonth) -> Option<&mut u32> {
        match self {
            Self::Table {
                first,
                months,
                numbers,
            } => {
                let at = if month == NO_MONTH {
                    0
                } else {
                    usize::try_from(month - *first).ok()? + 1
                };
                numbers.get_mut(org as usize * *months + at)
            }
            Self::Hashed(numbers) => Some(numbers.entry((org, month)).or_insert(NOBODY)),
        }
    }
}

impl OrgMonths {
    /// Those of a feed of the view.
    pub(crate) fn of(view: &View<'_>, feed: u16) -> Self {
        let (orgs, days) = view.orgs_and_days(feed);
        let none = Packed::same(NULL, orgs.len());
        let days = days.unwrap_or(&none);
        let mut numbers = Numbers::of(view.ledger.orgs().len(), days);
        let mut keys = Vec::new();
        // Rows mostly have the day of the row before.
        let mut known = (NULL, NO_MONTH);
        let number = |(code, day): (u32, i64)| {
            if day != known.0 {
                let none = day == NULL || day == UNKNOWN;
                known = (day, if none { NO_MONTH } else { month_of(day) });
            }
            let key = (view.index_of_org(code)?, known.1);
            let place = numbers.place(key)?;
            if *place == NOBODY {
                *place = u32::try_from(keys.len()).ok()?;
                keys.push(key);
            }
            Some(*place)
        };
        let of = orgs.codes().zip(days.numbers());
        let of = of.map(number).map(|number| number.unwrap_or(NOBODY));
        let of = of.collect();
        Self { keys, of }
    }

    /// The collectives and months, by number.
    pub(crate) fn keys(&self) -> &[OrgMonth] {
        &self.keys
    }

    /// The number of each row's, for as many as are of a collective.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = Option<u32>> + '_ {
        let of = self.of.iter();
        of.map(|number| (*number != NOBODY).then_some(*number))
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

#[cfg(test)]
mod tests {
    use ledger::{NULL, Packed, UNKNOWN};
    use rustc_hash::FxHashMap;

    use super::{NOBODY, Numbers};
    use crate::civil::month;
    use crate::coverage::NO_MONTH;

    #[test]
    fn a_table_and_hashes_number_alike() {
        let days = [NULL, 19_000, UNKNOWN, 19_400, 18_990];
        let packed = Packed::of_numbers(days.into_iter());
        let mut table = Numbers::of(2, &packed);
        assert!(matches!(table, Numbers::Table { .. }));
        // A mistyped year would make a table of more months than rows.
        let wide = Packed::of_numbers([-700_000, 2_900_000].into_iter());
        assert!(matches!(Numbers::of(5_000, &wide), Numbers::Hashed(_)));
        let mut hashed = Numbers::Hashed(FxHashMap::default());
        let mut next = [0_u32; 2];
        for turn in 0..3 {
            for (org, day) in [0_u32, 1]
                .into_iter()
                .flat_map(|org| days.map(|day| (org, day)))
            {
                let none = day == NULL || day == UNKNOWN;
                let key = (org, if none { NO_MONTH } else { month(day) });
                let numbers = [&mut table, &mut hashed].into_iter().zip(&mut next);
                let found = numbers.map(|(numbers, next)| {
                    let place = numbers.place(key).expect("it is among the months");
                    if *place == NOBODY {
                        *place = *next;
                        *next += 1;
                    }
                    *place
                });
                let found: Vec<u32> = found.collect();
                assert_eq!(found[0], found[1], "{turn} {key:?}");
            }
        }
        assert_eq!(next, [8, 8]);
    }
}
