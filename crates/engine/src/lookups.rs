//! What functions look up in pulled feeds: rows on record, offices held, months covered. Built when first asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use ledger::{Dictionary, Domain, NULL, Packed, UNKNOWN};
use rules::expr::Type;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::pull::Store;
use crate::pulled::{Base, Pulled, is_text};

/// Value by collective: codes of `org`, and codes or whole numbers of the column.
pub(crate) type OnRecord = FxHashSet<(u32, i64)>;
/// First and last day of each office, by collective and name.
pub(crate) type Offices = FxHashMap<(u32, u32), Vec<(i64, i64)>>;
/// Months of rows by collective, ascending.
pub(crate) type Months = FxHashMap<u32, Vec<i64>>;

/// Collectives that never fill a column, by feed and column.
type Without = BTreeMap<(String, String), Arc<BTreeSet<u32>>>;

/// Look-ups of a run.
#[derive(Debug, Default)]
pub(crate) struct Lookups {
    on_record: Mutex<BTreeMap<(String, String), Arc<OnRecord>>>,
    offices: Mutex<Option<Arc<Offices>>>,
    months: Mutex<BTreeMap<String, Arc<Months>>>,
    without: Mutex<Without>,
    netted: BTreeMap<String, Vec<(u32, u32)>>,
}

impl Lookups {
    /// Keeps what netting paired.
    pub(crate) fn netted(&mut self, feed: &str, pairs: Vec<(u32, u32)>) {
        self.netted.insert(feed.to_owned(), pairs);
    }
}

/// Attributes of a collective that functions ask for.
pub(crate) struct Home<'a> {
    /// Division code, empty where unknown.
    pub(crate) region: &'a str,
    /// Chart of accounts where pinned.
    pub(crate) chart: Option<&'a str>,
    /// Its names and its town.
    pub(crate) own: Vec<&'a str>,
}

/// What is known of collectives, by their codes among parties.
pub(crate) type Homes<'a> = FxHashMap<u32, Home<'a>>;

/// What is known of collectives.
pub(crate) fn known_homes<'a>(orgs: &'a [ledger::Org], parties: Option<&Dictionary>) -> Homes<'a> {
    orgs.iter()
        .filter_map(|org| {
            let names = std::iter::once(&org.name).chain(&org.aliases);
            let own = names.chain([&org.town]).filter(|n| !n.is_empty());
            let home = Home {
                region: &org.region,
                chart: (!org.chart.is_empty()).then_some(org.chart.as_str()),
                own: own.map(String::as_str).collect(),
            };
            Some((parties?.code(&org.name)?, home))
        })
        .collect()
}

impl Store<'_> {
    /// Pairs of rows that netting found in a feed, by index into `Pulled`.
    pub(crate) fn pairs(&self, feed: &str) -> &[(u32, u32)] {
        self.lookups.netted.get(feed).map_or(&[], Vec::as_slice)
    }

    /// Values of a feed's column by collective, and the column's domain where it is text.
    pub(crate) fn on_record(&self, feed: &str, column: &str) -> (Arc<OnRecord>, Option<Domain>) {
        let name = self.canonical(feed, column).unwrap_or(column);
        let pulled = self.pulled(feed);
        let values = pulled.and_then(|p| p.column(name));
        let domain = values.and_then(|c| (c.ty == Type::Text).then_some(c.domain));
        let key = (feed.to_owned(), name.to_owned());
        let known = &self.lookups.on_record;
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.entry(key).or_insert_with(|| {
            let mut found = OnRecord::default();
            if let (Some(orgs), Some(column)) = (pulled.and_then(orgs), values)
                && column.ty != Type::Ratio
            {
                let rows = orgs.codes().zip(column.values.numbers());
                found.extend(rows.filter(|(_, value)| !matches!(*value, NULL | UNKNOWN)));
            }
            Arc::new(found)
        });
        (Arc::clone(found), domain)
    }

    /// Offices by collective and name, from the feed `people`; a row of kin, or without office, is none.
    pub(crate) fn offices(&self) -> Arc<Offices> {
        let mut known = self
            .lookups
            .offices
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.get_or_insert_with(|| {
            let mut offices = Offices::default();
            let Some(people) = self.pulled("people") else {
                return Arc::new(offices);
            };
            let (Some(orgs), Some(names)) = (orgs(people), people.codes("name")) else {
                return Arc::new(offices);
            };
            let office = people.column("office");
            let kin = people.column("relative_of");
            let (from, to) = (people.numbers("start"), people.numbers("end"));
            for (row, (org, name)) in orgs.codes().zip(names.codes()).enumerate() {
                if office.is_some_and(|o| o.is_null(row)) || kin.is_some_and(|k| !k.is_null(row)) {
                    continue;
                }
                let day = |days: Option<&Packed>, open: i64| match days.map(|d| d.number(row)) {
                    None | Some(NULL | UNKNOWN) => open,
                    Some(day) => day,
                };
                let held = (day(from, i64::MIN), day(to, i64::MAX));
                offices.entry((org, name)).or_default().push(held);
            }
            Arc::new(offices)
        }))
    }

    /// Months (year × 12 + month − 1) in which a collective supplied rows of a feed, ascending.
    pub(crate) fn months(&self, feed: &str) -> Arc<Months> {
        let mut known = self
            .lookups
            .months
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(feed.to_owned()).or_insert_with(|| {
            let mut months = Months::default();
            let Some(pulled) = self.pulled(feed) else {
                return Arc::new(months);
            };
            let Some(orgs) = orgs(pulled) else {
                return Arc::new(months);
            };
            let date = self.canonical(feed, "date");
            let dates = date.and_then(|date| pulled.numbers(date));
            let none = Packed::same(NULL, orgs.len());
            for (org, day) in orgs.codes().zip(dates.unwrap_or(&none).numbers()) {
                let seen = months.entry(org).or_default();
                if !matches!(day, NULL | UNKNOWN) {
                    let month = crate::civil::month(day);
                    if seen.last() != Some(&month) {
                        seen.push(month);
                    }
                }
            }
            #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
            for seen in months.values_mut() {
                seen.sort_unstable();
                seen.dedup();
            }
            Arc::new(months)
        }))
    }

    /// Collectives, by code, with rows of a feed none of which fills the column; the column may be a common name. Found once for all
    /// rules.
    pub(crate) fn orgs_without(&self, feed: &str, column: &str) -> Arc<BTreeSet<u32>> {
        let Some(pulled) = self.pulled(feed) else {
            return Arc::default();
        };
        let name = self.canonical(feed, column).unwrap_or(column);
        let known = &self.lookups.without;
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (feed.to_owned(), name.to_owned());
        let find = || {
            let filled = pulled.column(name).is_some_and(|c| !c.values.has_null());
            if filled {
                return Arc::default();
            }
            let orgs = orgs(pulled).into_iter().flat_map(Packed::codes);
            Arc::new(without(orgs, pulled.column(name)))
        };
        Arc::clone(known.entry(key).or_insert_with(find))
    }

    /// Whether absence of rows of `feed` says anything for a collective in a month: it has rows within twelve months, or the
    /// feed is declared complete. A feed without dates covers a collective that has any row; so does any row where the month
    /// asked for is unknown.
    pub(crate) fn covers(
        &self,
        feed: &str,
        months: &Months,
        org: (u32, &str),
        month: Option<i64>,
    ) -> bool {
        if let Some(month) = month
            && self.declared_complete(feed, org.1, month)
        {
            return true;
        }
        let Some(seen) = months.get(&org.0) else {
            return false;
        };
        let Some(month) = month else {
            return true;
        };
        if seen.is_empty() {
            return self.canonical(feed, "date").is_none();
        }
        let first = seen.partition_point(|&m| m < month - 12);
        seen.get(first).is_some_and(|&m| m <= month + 12)
    }
}

/// Collectives with rows none of which fills a column.
fn without(orgs: impl Iterator<Item = u32>, column: Option<&Base>) -> BTreeSet<u32> {
    // By code, so that a million rows cost a million look-ups in a small table.
    let mut seen: Vec<Option<bool>> = Vec::new();
    for (row, org) in orgs.enumerate() {
        if !is_text(org) {
            continue;
        }
        let slot = org as usize;
        if slot >= seen.len() {
            seen.resize(slot + 1, None);
        }
        if let Some(slot) = seen.get_mut(slot).filter(|slot| **slot != Some(true)) {
            *slot = Some(column.is_some_and(|c| !c.is_null(row)));
        }
    }
    let without = (0u32..).zip(&seen);
    without
        .filter(|(_, filled)| **filled == Some(false))
        .map(|(org, _)| org)
        .collect()
}

fn orgs(pulled: &Pulled) -> Option<&Packed> {
    pulled.codes("org")
}
