//! What became of each rule for each collective and month: flagged, not judged with its reason, or clear.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Coverage, Outcome, Reason};

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
    pub(crate) unjudged: BTreeMap<OrgMonth, Reason>,
    /// Why it could not judge a feed of a collective at all: (feed, collective), `None` for every collective.
    pub(crate) gaps: BTreeMap<(String, Option<u32>), Reason>,
}

/// What a month comes to before hits and rows are asked.
#[derive(Clone, Debug, Default)]
struct Month {
    rows: u64,
    could: bool,
    why: Option<Reason>,
}

impl Examined {
    fn gap(&self, feed: &str, org: Option<u32>) -> Option<Reason> {
        let of = |org| self.gaps.get(&(feed.to_owned(), org)).cloned();
        org.and_then(|org| of(Some(org))).or_else(|| of(None))
    }

    /// Every month of which the rule read rows, by collective and month. A month could be judged where at least one feed of it could;
    /// its rows are those of the feeds that could.
    fn months(&self, spines: &BTreeMap<String, Spine>) -> Vec<(OrgMonth, Month)> {
        let mut months: Vec<(OrgMonth, Month)> = Vec::new();
        for (feed, spine) in self
            .feeds
            .iter()
            .filter_map(|feed| Some((feed, spines.get(feed)?)))
        {
            // A spine is ordered by collective, so what a feed lacks is asked once a collective.
            let mut last: Option<(u32, Option<Reason>)> = None;
            for ((org, month), rows) in spine {
                if last.as_ref().is_none_or(|(known, _)| known != org) {
                    last = Some((*org, self.gap(feed, Some(*org))));
                }
                let why = last.as_ref().and_then(|(_, gap)| gap.clone());
                let could = why.is_none();
                let rows = if could { *rows } else { 0 };
                months.push(((*org, *month), Month { rows, could, why }));
            }
        }
        for key in self.hits.iter().chain(self.unjudged.keys()) {
            months.push((
                *key,
                Month {
                    could: true,
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
                if kept.1.why.is_none() {
                    kept.1.why = later.1.why.take();
                }
            }
            same
        });
        months
    }

    /// A month is flagged if any row hit, else not judged if anything could not be judged, else clear.
    fn outcome(&self, key: OrgMonth, month: &Month) -> (Outcome, Option<Reason>) {
        if self.hits.contains(&key) {
            return (Outcome::Flagged, None);
        }
        let why = || month.why.clone().filter(|_| !month.could);
        match self.unjudged.get(&key).cloned().or_else(why) {
            Some(reason) => (Outcome::NotJudged, Some(reason)),
            None => (Outcome::Clear, None),
        }
    }
}

/// The coverage lines of one rule; `names` are those of the collectives by index. Where the rule read nothing of a collective, every
/// month that the collective supplied of any feed is not judged.
pub(crate) fn lines(
    rule_id: &str,
    examined: &Examined,
    spines: &BTreeMap<String, Spine>,
    names: &[&str],
) -> Vec<Coverage> {
    let months = examined.months(spines);
    let mut read = vec![false; names.len()];
    for ((org, _), _) in &months {
        if let Some(read) = read.get_mut(*org as usize) {
            *read = true;
        }
    }
    let missing = examined.feeds.first().map(|f| {
        examined
            .gap(f, None)
            .unwrap_or_else(|| Reason::NoFeed(f.clone()))
    });
    let unread: BTreeSet<OrgMonth> = spines
        .values()
        .flatten()
        .map(|(key, _)| *key)
        .filter(|(org, _)| read.get(*org as usize) == Some(&false))
        .collect();
    let judged = months.iter().map(|(key, found)| {
        let (outcome, reason) = examined.outcome(*key, found);
        (*key, outcome, reason, found.rows)
    });
    let unread = unread
        .iter()
        .map(|&key| (key, Outcome::NotJudged, missing.clone(), 0));
    let mut all: Vec<_> = judged.chain(unread).collect();
    all.sort_by_key(|line| line.0);
    let mut lines: Vec<Coverage> = Vec::new();
    for ((org, month), outcome, reason, rows) in all {
        let org = names.get(org as usize).copied().unwrap_or("");
        match lines.last_mut() {
            Some(last)
                if last.org == org
                    && last.outcome == outcome
                    && last.reason == reason
                    && last.to_month + 1 == month
                    && last.to_month != NO_MONTH =>
            {
                last.to_month = month;
                last.rows += rows;
            }
            _ => lines.push(Coverage {
                rule_id: rule_id.to_owned(),
                org: org.to_owned(),
                from_month: month,
                to_month: month,
                outcome,
                reason,
                rows,
            }),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Examined, Spine, lines};
    use crate::{Outcome, Reason};

    /// 乙 is the first collective, 甲 the second.
    const NAMES: [&str; 2] = ["乙", "甲"];

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
        let found: Vec<_> = lines("A01", &examined, &spines, &NAMES)
            .into_iter()
            .map(|l| {
                (
                    l.org,
                    l.from_month,
                    l.to_month,
                    l.outcome,
                    l.reason.map(|r| r.code()),
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
                Reason::NoFeed("meetings".to_owned()),
            )]
            .into(),
            ..Examined::default()
        };
        let found = lines("A01", &examined, &spines, &NAMES);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].outcome, Outcome::NotJudged);
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
                Reason::NoColumn("journal".to_owned(), "payee".to_owned()),
            )]
            .into(),
            ..Examined::default()
        };
        let found: Vec<_> = lines("B10", &examined, &spines, &NAMES)
            .into_iter()
            .map(|l| (l.from_month, l.outcome, l.rows))
            .collect();
        assert_eq!(
            found,
            [(10, Outcome::Clear, 2), (11, Outcome::NotJudged, 0)]
        );
    }
}
