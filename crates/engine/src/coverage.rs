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
    /// Feeds it read, with their spines.
    pub(crate) feeds: Vec<String>,
    /// (collective, month) of its hits.
    pub(crate) hits: BTreeSet<(String, i64)>,
    /// (collective, month) of rows that it could not judge, and the first reason.
    pub(crate) unjudged: BTreeMap<(String, i64), Reason>,
    /// Reasons for which it could not judge a collective at all, `""` for every collective.
    pub(crate) gaps: BTreeMap<String, Reason>,
}

/// The coverage lines of one rule. A month is flagged if any row hit, else not judged if anything could not be judged, else clear.
/// Where the rule read nothing of a collective, every month that the collective supplied of any feed is not judged.
pub(crate) fn lines(
    rule_id: &str,
    examined: &Examined,
    spines: &BTreeMap<String, Spine>,
) -> Vec<Coverage> {
    let mut months: BTreeMap<(&str, i64), u64> = BTreeMap::new();
    for spine in examined.feeds.iter().filter_map(|feed| spines.get(feed)) {
        for ((org, month), rows) in spine {
            *months.entry((org, *month)).or_default() += rows;
        }
    }
    for key in examined.hits.iter().chain(examined.unjudged.keys()) {
        months.entry((&key.0, key.1)).or_default();
    }
    let read: BTreeSet<&str> = months.keys().map(|(org, _)| *org).collect();
    let missing = examined
        .gaps
        .get("")
        .cloned()
        .or_else(|| examined.feeds.first().map(|f| Reason::NoFeed(f.clone())));
    let mut unread: BTreeSet<(&str, i64)> = BTreeSet::new();
    for spine in spines.values() {
        unread.extend(
            spine
                .keys()
                .filter(|(org, _)| !read.contains(org.as_str()))
                .map(|(org, m)| (org.as_str(), *m)),
        );
    }
    let judged = months.iter().map(|(&(org, month), &rows)| {
        let key = (org.to_owned(), month);
        let gap = || {
            examined
                .gaps
                .get(org)
                .or_else(|| examined.gaps.get(""))
                .cloned()
        };
        let (outcome, reason) = if examined.hits.contains(&key) {
            (Outcome::Flagged, None)
        } else if let Some(reason) = examined.unjudged.get(&key).cloned().or_else(gap) {
            (Outcome::NotJudged, Some(reason))
        } else {
            (Outcome::Clear, None)
        };
        (org, month, outcome, reason, rows)
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
                    && (last.to_month + 1 == month && last.to_month != NO_MONTH) =>
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
            gaps: [(String::new(), Reason::NoFeed("meetings".to_owned()))].into(),
            ..Examined::default()
        };
        let found = lines("A01", &examined, &spines);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].outcome, Outcome::NotJudged);
    }
}
