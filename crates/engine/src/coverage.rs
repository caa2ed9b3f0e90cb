//! What became of each rule for each collective and month: flagged, not judged with its reason, or clear.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::covered::{Line, OfRule, month};
use crate::{Outcome, Reason};

/// A collective by its index among the names of the run, which are sorted, and a month.
pub(crate) type OrgMonth = (u32, i64);

/// Rows of one feed, counted: (collective, month) → rows, ascending; `NO_MONTH` holds rows without a day.
pub(crate) type Spine = Vec<(OrgMonth, u64)>;

/// The month of rows without a day; printed empty.
pub(crate) const NO_MONTH: i64 = -1;

/// What one rule did, as coverage sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Examined {
    /// Feeds it read.
    pub(crate) feeds: Vec<String>,
    /// (collective, month) of its hits.
    pub(crate) hits: BTreeSet<OrgMonth>,
    /// (collective, month) of rows that it could not judge, and the least reason.
    pub(crate) unjudged: BTreeMap<OrgMonth, Arc<Reason>>,
    /// Why it could not judge a feed of a collective at all: (feed, collective), `None` for every collective.
    pub(crate) gaps: BTreeMap<(String, Option<u32>), Arc<Reason>>,
}

/// What a month comes to before hits and rows are asked.
#[derive(Clone, Debug, Default)]
struct Month {
    rows: u64,
    could: bool,
    why: Option<Arc<Reason>>,
    /// Whether a row of it hit.
    hit: bool,
}

/// Rows of all feeds a collective and month, with what many rules have in common: the stretches of months that a collective supplied.
#[derive(Debug)]
pub(crate) struct Spines<'a> {
    feeds: &'a BTreeMap<String, Spine>,
    /// By the feeds that a rule reads; all feeds under no name.
    stretches: BTreeMap<Vec<String>, Stretches>,
}

/// For each collective, by its index: first and last month of a stretch without a gap, and its rows.
type Stretches = Vec<Vec<(i64, i64, u64)>>;

impl<'a> Spines<'a> {
    /// `read` are the feeds of each rule, `orgs` how many collectives there are.
    pub(crate) fn new(
        feeds: &'a BTreeMap<String, Spine>,
        read: impl Iterator<Item = Vec<String>>,
        orgs: usize,
    ) -> Self {
        let all = stretches(feeds.values(), orgs);
        let mut known = BTreeMap::from([(Vec::new(), all)]);
        for read in read {
            known.entry(read).or_insert_with_key(|read| {
                stretches(read.iter().filter_map(|feed| feeds.get(feed)), orgs)
            });
        }
        Self {
            feeds,
            stretches: known,
        }
    }

    fn of(&self, read: &[String], org: u32) -> &[(i64, i64, u64)] {
        let stretches = self.stretches.get(read);
        stretches
            .and_then(|s| s.get(org as usize))
            .map_or(&[], Vec::as_slice)
    }
}

fn stretches<'s>(spines: impl Iterator<Item = &'s Spine>, orgs: usize) -> Stretches {
    let mut months: Vec<(OrgMonth, u64)> = spines.flatten().copied().collect();
    months.sort_unstable();
    let mut all: Stretches = vec![Vec::new(); orgs];
    for ((org, month), rows) in months {
        let Some(of) = all.get_mut(org as usize) else {
            continue;
        };
        match of.last_mut() {
            Some((_, last, sum)) if *last == month => *sum += rows,
            Some((_, last, sum)) if *last + 1 == month && *last != NO_MONTH => {
                *last = month;
                *sum += rows;
            }
            _ => of.push((month, month, rows)),
        }
    }
    all
}

impl Examined {
    fn gap(&self, feed: &str, org: Option<u32>) -> Option<&Arc<Reason>> {
        let of = |org| self.gaps.get(&(feed.to_owned(), org));
        org.and_then(|org| of(Some(org))).or_else(|| of(None))
    }

    /// Collectives of which more is to be said than that all their months are clear.
    fn touched(&self) -> BTreeSet<u32> {
        let months = self.hits.iter().chain(self.unjudged.keys());
        let gaps = self.gaps.keys().filter_map(|(_, org)| *org);
        months.map(|(org, _)| *org).chain(gaps).collect()
    }

    /// Every month of which the rule read rows of a collective. A month could be judged where at least one feed of it could; its rows
    /// are those of the feeds that could.
    fn months(&self, feeds: &BTreeMap<String, Spine>, org: u32) -> Vec<(OrgMonth, Month)> {
        let mut months: Vec<(OrgMonth, Month)> = Vec::new();
        for (feed, spine) in self
            .feeds
            .iter()
            .filter_map(|feed| Some((feed, feeds.get(feed)?)))
        {
            let why = self.gap(feed, Some(org));
            let could = why.is_none();
            let from = spine.partition_point(|((o, _), _)| *o < org);
            let rows = spine.get(from..).unwrap_or(&[]);
            for &(key, rows) in rows.iter().take_while(|((o, _), _)| *o == org) {
                let rows = if could { rows } else { 0 };
                let why = why.cloned();
                let month = Month {
                    rows,
                    could,
                    why,
                    hit: false,
                };
                months.push((key, month));
            }
        }
        let hits = self.hits.range((org, i64::MIN)..=(org, i64::MAX));
        let unjudged = self.unjudged.range((org, i64::MIN)..=(org, i64::MAX));
        let hits = hits.map(|key| (*key, true));
        for (key, hit) in hits.chain(unjudged.map(|(key, _)| (*key, false))) {
            months.push((
                key,
                Month {
                    could: true,
                    hit,
                    ..Month::default()
                },
            ));
        }
        // A stable sort, so that of several feeds the first gives the reason.
        months.sort_by_key(|(key, _)| *key);
        months.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1.rows += later.1.rows;
                kept.1.could |= later.1.could;
                kept.1.hit |= later.1.hit;
                if kept.1.why.is_none() {
                    kept.1.why = later.1.why.take();
                }
            }
            same
        });
        months
    }

    /// A month is flagged if any row hit, else not judged if anything could not be judged, else clear.
    fn outcome(&self, key: OrgMonth, month: &Month) -> (Outcome, Option<Arc<Reason>>) {
        if month.hit {
            return (Outcome::Flagged, None);
        }
        let why = || month.why.clone().filter(|_| !month.could);
        match self.unjudged.get(&key).cloned().or_else(why) {
            Some(reason) => (Outcome::NotJudged, Some(reason)),
            None => (Outcome::Clear, None),
        }
    }
}

/// The coverage lines of one rule for so many collectives. Where the rule read nothing of a collective, every month that the collective
/// supplied of any feed is not judged.
pub(crate) fn lines(rule_id: &str, examined: &Examined, spines: &Spines<'_>, orgs: u32) -> OfRule {
    let missing = examined.feeds.first().map(|f| {
        let known = examined.gap(f, None).cloned();
        known.unwrap_or_else(|| Reason::NoFeed(f.clone()).into())
    });
    // A gap of all collectives leaves none that is simply clear.
    let everywhere = examined.gaps.keys().any(|(_, org)| org.is_none());
    let touched = examined.touched();
    let mut found = OfRule::new(rule_id);
    let missing = found.number(missing);
    let mut lines: Vec<Line> = Vec::new();
    for org in 0..orgs {
        let line = |(first, last, rows): (i64, i64, u64), outcome, reason| Line {
            org,
            from: month(first),
            to: month(last),
            outcome,
            reason,
            rows,
        };
        let read = spines.of(&examined.feeds, org);
        if !everywhere && !read.is_empty() && !touched.contains(&org) {
            lines.extend(read.iter().map(|&of| line(of, Outcome::Clear, 0)));
            continue;
        }
        let months = examined.months(spines.feeds, org);
        if months.is_empty() {
            let supplied = spines.of(&[], org).iter();
            let unread =
                |&(from, to, _): &(i64, i64, u64)| line((from, to, 0), Outcome::NotJudged, missing);
            lines.extend(supplied.map(unread));
            continue;
        }
        let first = lines.len();
        for ((_, at), of) in months {
            let (outcome, reason) = examined.outcome((org, at), &of);
            let reason = found.number(reason);
            match lines.get_mut(first..).and_then(<[_]>::last_mut) {
                Some(last)
                    if last.outcome == outcome
                        && last.reason == reason
                        && i64::from(last.to) + 1 == at
                        && i64::from(last.to) != NO_MONTH =>
                {
                    last.to = month(at);
                    last.rows += of.rows;
                }
                _ => lines.push(line((at, at, of.rows), outcome, reason)),
            }
        }
    }
    lines.shrink_to_fit();
    found.lines = lines;
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Examined, Spine, Spines};
    use crate::{Covered, Outcome, Reason};

    /// The lines of a rule; 乙 is the first collective, 甲 the second.
    fn lines(rule_id: &str, examined: &Examined, spines: &BTreeMap<String, Spine>) -> Covered {
        let names = ["乙", "甲"].map(str::to_owned);
        let feeds = std::iter::once(examined.feeds.clone());
        let spines = Spines::new(spines, feeds, names.len());
        let found = super::lines(rule_id, examined, &spines, 2);
        Covered::of(names.into(), vec![found])
    }

    fn spine(rows: &[(u32, i64, u64)]) -> Spine {
        rows.iter()
            .map(|&(org, month, n)| ((org, month), n))
            .collect()
    }

    #[test]
    fn months_are_flagged_not_judged_or_clear_and_equal_neighbours_merge() {
        let spines = BTreeMap::from([
            (
                "payments".to_owned(),
                spine(&[(1, 10, 2), (1, 11, 3), (1, 12, 1), (1, 14, 1)]),
            ),
            ("contracts".to_owned(), spine(&[(0, 10, 1)])),
        ]);
        let examined = Examined {
            feeds: vec!["payments".to_owned()],
            hits: [(1, 12)].into(),
            ..Examined::default()
        };
        let found: Vec<_> = lines("A01", &examined, &spines)
            .iter()
            .map(|l| {
                (
                    l.org.to_owned(),
                    l.from_month,
                    l.to_month,
                    l.outcome,
                    l.reason.map(Reason::code),
                    l.rows,
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                (
                    "乙".to_owned(),
                    10,
                    10,
                    Outcome::NotJudged,
                    Some("no-feed:payments".to_owned()),
                    0
                ),
                ("甲".to_owned(), 10, 11, Outcome::Clear, None, 5),
                ("甲".to_owned(), 12, 12, Outcome::Flagged, None, 1),
                ("甲".to_owned(), 14, 14, Outcome::Clear, None, 1),
            ]
        );
    }

    #[test]
    fn a_gap_is_never_clear() {
        let spines = BTreeMap::from([("payments".to_owned(), spine(&[(1, 10, 2)]))]);
        let examined = Examined {
            feeds: vec!["payments".to_owned()],
            gaps: [(
                ("payments".to_owned(), None),
                Reason::NoFeed("meetings".to_owned()).into(),
            )]
            .into(),
            ..Examined::default()
        };
        let found = lines("A01", &examined, &spines);
        assert_eq!(found.len(), 1);
        assert!(found.iter().all(|l| l.outcome == Outcome::NotJudged));
    }

    #[test]
    fn a_month_is_judged_where_one_feed_of_it_could_be() {
        let spines = BTreeMap::from([
            ("payments".to_owned(), spine(&[(1, 10, 2)])),
            ("journal".to_owned(), spine(&[(1, 10, 5), (1, 11, 5)])),
        ]);
        let examined = Examined {
            feeds: vec!["payments".to_owned(), "journal".to_owned()],
            gaps: [(
                ("journal".to_owned(), Some(1)),
                Reason::NoColumn("journal".to_owned(), "payee".to_owned()).into(),
            )]
            .into(),
            ..Examined::default()
        };
        let found: Vec<_> = lines("B10", &examined, &spines)
            .iter()
            .map(|l| (l.from_month, l.outcome, l.rows))
            .collect();
        assert_eq!(
            found,
            [(10, Outcome::Clear, 2), (11, Outcome::NotJudged, 0)]
        );
    }
}
