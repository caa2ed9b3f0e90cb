//! Every row that a rule points at. There may be more of them than rows in the books, so that they are kept as numbers, 36 bytes each,
//! and names once.

use std::collections::BTreeSet;

use ledger::Row;
use rayon::prelude::*;

use crate::HitRole;

/// A row that a rule points at. Signals (blue, with no other rule on their rows) have an empty lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit<'a> {
    /// Rule.
    pub rule_id: &'a str,
    /// Lead, empty for a signal.
    pub lead_id: &'a str,
    /// Role.
    pub role: HitRole,
    /// Feed of the row.
    pub feed: &'a str,
    /// Where; `None` for `Absent`.
    pub row: Option<Row>,
    /// For `Absent`: year × 12 + month − 1; else 0.
    pub month: i64,
    /// Collective of the row.
    pub org: &'a str,
}

/// Hits by rule, lead, role, feed, row, month and collective, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    names: Names,
    rows: Vec<Numbered>,
}

/// Names of hits, sorted each, so that the order of their numbers is theirs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    pub(crate) rules: Vec<String>,
    pub(crate) feeds: Vec<String>,
    pub(crate) orgs: Vec<String>,
    /// The lead of number 0 is none; the others stand sorted by rule and id.
    pub(crate) leads: LeadIds,
}

/// Ids of leads, all of one length, end to end: there may be as many as rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LeadIds {
    pub(crate) text: String,
    /// Bytes of each.
    pub(crate) length: usize,
}

impl LeadIds {
    fn get(&self, at: usize) -> Option<&str> {
        self.text.get(at * self.length..(at + 1) * self.length)
    }
}

impl<'a> FromIterator<&'a str> for LeadIds {
    fn from_iter<I: IntoIterator<Item = &'a str>>(ids: I) -> Self {
        let mut all = Self::default();
        for id in ids {
            all.length = id.len();
            all.text.push_str(id);
        }
        all
    }
}

/// A hit in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Numbered {
    pub(crate) rule: u16,
    pub(crate) lead: u32,
    pub(crate) role: HitRole,
    pub(crate) feed: u16,
    pub(crate) row: Option<Row>,
    pub(crate) month: i32,
    pub(crate) org: u32,
}

impl Hits {
    /// Sorts hits and takes each once.
    pub(crate) fn of(names: Names, mut rows: Vec<Numbered>) -> Self {
        rows.par_sort_unstable();
        rows.dedup();
        Self { names, rows }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Hit<'_>> {
        self.rows.iter().map(|row| self.hit(row))
    }

    /// Those from one number to another of the order, for threads to share; out of range there are none.
    pub fn range(&self, range: std::ops::Range<usize>) -> impl Iterator<Item = Hit<'_>> {
        let rows = self.rows.get(range).unwrap_or(&[]);
        rows.iter().map(|row| self.hit(row))
    }

    /// How many hits a rule has, signals included.
    pub fn of_rule(&self, rule_id: &str) -> usize {
        let names = &self.names.rules;
        let Ok(rule) = names.binary_search_by(|name| name.as_str().cmp(rule_id)) else {
            return 0;
        };
        let before = |rule: usize| {
            self.rows
                .partition_point(|row| usize::from(row.rule) < rule)
        };
        before(rule + 1) - before(rule)
    }

    /// How many hits are signals, or missing: they belong to no lead.
    pub fn signals(&self) -> usize {
        self.rows.iter().filter(|row| row.lead == 0).count()
    }

    fn hit(&self, row: &Numbered) -> Hit<'_> {
        Hit {
            rule_id: name(&self.names.rules, usize::from(row.rule)),
            lead_id: match row.lead.checked_sub(1) {
                Some(lead) => self.names.leads.get(lead as usize).unwrap_or(""),
                None => "",
            },
            role: row.role,
            feed: name(&self.names.feeds, usize::from(row.feed)),
            row: row.row,
            month: i64::from(row.month),
            org: name(&self.names.orgs, row.org as usize),
        }
    }
}

fn name(names: &[String], at: usize) -> &str {
    names.get(at).map_or("", String::as_str)
}

impl<'a> FromIterator<Hit<'a>> for Hits {
    fn from_iter<I: IntoIterator<Item = Hit<'a>>>(hits: I) -> Self {
        let hits: Vec<Hit<'a>> = hits.into_iter().collect();
        let sorted = |of: fn(&Hit<'a>) -> &'a str| -> Vec<&'a str> {
            hits.iter()
                .map(of)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect()
        };
        let (rules, feeds, orgs) = (sorted(|h| h.rule_id), sorted(|h| h.feed), sorted(|h| h.org));
        let leads: Vec<(&str, &str)> = hits
            .iter()
            .filter(|h| !h.lead_id.is_empty())
            .map(|h| (h.rule_id, h.lead_id))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let at = |names: &[&str], name: &str| names.binary_search(&name).unwrap_or(usize::MAX);
        let rows = hits.iter().map(|hit| Numbered {
            rule: u16::try_from(at(&rules, hit.rule_id)).unwrap_or(u16::MAX),
            lead: leads
                .binary_search(&(hit.rule_id, hit.lead_id))
                .ok()
                .and_then(|lead| u32::try_from(lead + 1).ok())
                .unwrap_or(0),
            role: hit.role,
            feed: u16::try_from(at(&feeds, hit.feed)).unwrap_or(u16::MAX),
            row: hit.row,
            month: i32::try_from(hit.month).unwrap_or(0),
            org: u32::try_from(at(&orgs, hit.org)).unwrap_or(u32::MAX),
        });
        let rows = rows.collect();
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        let leads = leads.into_iter().map(|(_, lead)| lead).collect();
        let names = Names {
            rules: owned(rules),
            feeds: owned(feeds),
            orgs: owned(orgs),
            leads,
        };
        Self::of(names, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::{Hit, Hits};
    use crate::HitRole;
    use ledger::Row;

    #[test]
    fn hits_stand_in_order_and_once_and_are_counted() {
        let hit = |rule_id, lead_id, place| Hit {
            rule_id,
            lead_id,
            role: HitRole::Hit,
            feed: "payments",
            row: Some(Row { source: 0, place }),
            month: 0,
            org: "甲村",
        };
        let given = [
            hit("B01", "11", 4),
            hit("A01", "ff", 9),
            hit("A01", "", 7),
            hit("A01", "22", 3),
            hit("B01", "11", 4),
            hit("B01", "11", 2),
        ];
        let hits: Hits = given.into_iter().collect();
        let mut sorted = given.to_vec();
        sorted.sort();
        sorted.dedup();
        assert_eq!(hits.iter().collect::<Vec<_>>(), sorted);
        assert_eq!((hits.len(), hits.signals()), (5, 1));
        let counts = ["A01", "A02", "B01"].map(|rule| hits.of_rule(rule));
        assert_eq!(counts, [3, 0, 2]);
    }
}
