//! What became of each rule for each collective and month: flagged, not judged with its reason, or clear.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Coverage, Outcome, Reason};

/// Rows of one feed, counted: (collective, month) → rows; `NO_MONTH` holds rows without a day.
pub(crate) type Spine = BTreeMap<(String, i64), u64>;

/// The month of rows without a day; printed empty.
pub(crate) const NO_MONTH: i64 = -1;

/// What one rule did, as coverage sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Examined {
    /// Feeds it read.
    pub(crate) feeds: Vec<String>,
    /// (collective, month) of its hits.
    pub(crate) hits: BTreeSet<(String, i64)>,
    /// (collective, month) of rows that it could not judge, and the least reason.
    pub(crate) unjudged: BTreeMap<(String, i64), Reason>,
    /// Why it could not judge a feed of a collective at all: (feed, collective), `""` for every collective.
    pub(crate) gaps: BTreeMap<(String, String), Reason>,
}

/// What a month comes to before hits and rows are asked.
#[derive(Clone, Debug, Default)]
struct Month {
    rows: u64,
    could: bool,
    why: Option<Reason>,
}

impl Examined {
    fn gap(&self, feed: &str, org: &str) -> Option<Reason> {
        let of = |org: &str| self.gaps.get(&(feed.to_owned(), org.to_owned())).cloned();
        of(org).or_else(|| of(""))
    }

    /// Every month of which the rule read rows, by collective and month. A month could be judged where at least one feed of it could;
    /// its rows are those of the feeds that could.
    fn months<'a>(&'a self, spines: &'a BTreeMap<String, Spine>) -> Vec<(&'a str, i64, Month)> {
        let mut months: Vec<(&str, i64, Month)> = Vec::new();
        for (feed, spine) in self
            .feeds
            .iter()
            .filter_map(|feed| Some((feed, spines.get(feed)?)))
        {
            // A spine is ordered by collective, so what a feed lacks is asked once a collective.
            let mut last: Option<(&str, Option<Reason>)> = None;
            for ((org, month), rows) in spine {
                if last.as_ref().is_none_or(|(known, _)| known != org) {
                    last = Some((org, self.gap(feed, org)));
                }
                let why = last.as_ref().and_then(|(_, gap)| gap.clone());
                let could = why.is_none();
                let rows = if could { *rows } else { 0 };
                months.push((org, *month, Month { rows, could, why }));
            }
        }
        for key in self.hits.iter().chain(self.unjudged.keys()) {
            months.push((
                &key.0,
                key.1,
                Month {
                    could: true,
                    ..Month::default()
                },
            ));
        }
        // A stable sort, so that of several feeds the first gives the reason.
        months.sort_by_key(|(org, month, _)| (*org, *month));
        months.dedup_by(|later, kept| {
            let same = (later.0, later.1) == (kept.0, kept.1);
            if same {
                kept.2.rows += later.2.rows;
                kept.2.could |= later.2.could;
                if kept.2.why.is_none() {
                    kept.2.why = later.2.why.take();
                }
            }
            same
        });
        months
    }

    /// A month is flagged if any row hit, else not judged if anything could not be judged, else clear. The key is made only where
    /// something happened at all, which it mostly did not.
    fn outcome(&self, org: &str, at: i64, month: &Month) -> (Outcome, Option<Reason>) {
        let why = || month.why.clone().filter(|_| !month.could);
        if self.hits.is_empty() && self.unjudged.is_empty() {
            return why().map_or((Outcome::Clear, None), |reason| {
                (Outcome::NotJudged, Some(reason))
            });
        }
        let key = (org.to_owned(), at);
        if self.hits.contains(&key) {
            return (Outcome::Flagged, None);
        }
        match self.unjudged.get(&key).cloned().or_else(why) {
            Some(reason) => (Outcome::NotJudged, Some(reason)),
            None => (Outcome::Clear, None),
        }
    }
}

/// The coverage lines of one rule. Where the rule read nothing of a collective, every month that the collective supplied of any feed is
/// not judged.
pub(crate) fn lines(
    rule_id: &str,
    examined: &Examined,
    spines: &BTreeMap<String, Spine>,
) -> Vec<Coverage> {
    let months = examined.months(spines);
    let read: BTreeSet<&str> = months.iter().map(|(org, ..)| *org).collect();
    let missing = examined.feeds.first().map(|f| {
        examined
            .gap(f, "")
            .unwrap_or_else(|| Reason::NoFeed(f.clone()))
    });
    let unread: BTreeSet<(&str, i64)> = spines
        .values()
        .flat_map(BTreeMap::keys)
        .filter(|(org, _)| !read.contains(org.as_str()))
        .map(|(org, month)| (org.as_str(), *month))
        .collect();
    let judged = months.iter().map(|(org, month, found)| {
        let (outcome, reason) = examined.outcome(org, *month, found);
        (*org, *month, outcome, reason, found.rows)
    });
    let unread = unread
        .iter()
        .map(|&(org, month)| (org, month, Outcome::NotJudged, missing.clone(), 0));
    let mut all: Vec<_> = judged.chain(unread).collect();
    all.sort_by_key(|line| (line.0, line.1));
    let mut lines: Vec<Coverage> = Vec::new();
    for (org, month, outcome, reason, rows) in all {
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

    fn spine(rows: &[(&str, i64, u64)]) -> Spine {
        rows.iter()
            .map(|&(org, month, n)| ((org.to_owned(), month), n))
            .collect()
    }

    #[test]
    fn months_are_flagged_not_judged_or_clear_and_equal_neighbours_merge() {
        let spines = BTreeMap::from([
            (
                "payments".to_owned(),
                spine(&[("甲", 10, 2), ("甲", 11, 3), ("甲", 12, 1), ("甲", 14, 1)]),
            ),
            ("contracts".to_owned(), spine(&[("乙", 10, 1)])),
        ]);
        let examined = Examined {
            feeds: vec!["payments".to_owned()],
            hits: [("甲".to_owned(), 12)].into(),
            ..Examined::default()
        };
        let found: Vec<_> = lines("A01", &examined, &spines)
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
        let spines = BTreeMap::from([("payments".to_owned(), spine(&[("甲", 10, 2)]))]);
        let examined = Examined {
            feeds: vec!["payments".to_owned()],
            gaps: [(
                ("payments".to_owned(), String::new()),
                Reason::NoFeed("meetings".to_owned()),
            )]
            .into(),
            ..Examined::default()
        };
        let found = lines("A01", &examined, &spines);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].outcome, Outcome::NotJudged);
    }

    #[test]
    fn a_month_is_judged_where_one_feed_of_it_could_be() {
        let spines = BTreeMap::from([
            ("payments".to_owned(), spine(&[("甲", 10, 2)])),
            ("journal".to_owned(), spine(&[("甲", 10, 5), ("甲", 11, 5)])),
        ]);
        let examined = Examined {
            feeds: vec!["payments".to_owned(), "journal".to_owned()],
            gaps: [(
                ("journal".to_owned(), "甲".to_owned()),
                Reason::NoColumn("journal".to_owned(), "payee".to_owned()),
            )]
            .into(),
            ..Examined::default()
        };
        let found: Vec<_> = lines("B10", &examined, &spines)
            .into_iter()
            .map(|l| (l.from_month, l.outcome, l.rows))
            .collect();
        assert_eq!(
            found,
            [(10, Outcome::Clear, 2), (11, Outcome::NotJudged, 0)]
        );
    }
}
