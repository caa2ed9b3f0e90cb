//! The newest plausible day on which money was posted: the day on which books are judged where nobody names one.

use std::collections::BTreeMap;

/// Days that the newest rows may stand apart from all others before they are taken for a mistyped year.
const APART: i64 = 3 * 366;
/// Of so many rows at least one must be among them, else they are.
const SHARE: u64 = 10;

/// What the days of a run say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Newest {
    /// The newest plausible day.
    pub(crate) day: Option<i64>,
    /// Days after it, with how many rows each has.
    pub(crate) beyond: Vec<(i64, u64)>,
}

/// The newest day of which there are rows enough, or that stands near enough to the others; `days` are counts of rows.
pub(crate) fn newest(days: &BTreeMap<i64, u64>) -> Newest {
    let all: u64 = days.values().sum();
    let mut later = 0;
    let mut last: Option<i64> = None;
    for (&day, &rows) in days.iter().rev() {
        if last.is_some_and(|last| last - day > APART) && later * SHARE < all {
            let before = days.range(..=day).map(|(day, rows)| (*day, *rows));
            let day = newest(&before.collect()).day;
            let beyond = days.range(day.map_or(0, |day| day + 1)..);
            return Newest {
                day,
                beyond: beyond.map(|(day, rows)| (*day, *rows)).collect(),
            };
        }
        later += rows;
        last = Some(day);
    }
    Newest {
        day: days.keys().next_back().copied(),
        beyond: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Newest, newest};

    fn check(days: &[(i64, u64)], day: Option<i64>, beyond: &[(i64, u64)]) {
        let expected = Newest {
            day,
            beyond: beyond.to_vec(),
        };
        assert_eq!(
            newest(&days.iter().copied().collect()),
            expected,
            "{days:?}"
        );
    }

    #[test]
    fn a_mistyped_year_is_not_the_newest_day() {
        check(&[], None, &[]);
        check(&[(19_700, 1)], Some(19_700), &[]);
        check(&[(19_700, 500), (45_000, 1)], Some(19_700), &[(45_000, 1)]);
        check(
            &[(19_700, 500), (30_000, 1), (45_000, 1)],
            Some(19_700),
            &[(30_000, 1), (45_000, 1)],
        );
        // Three years without books, and then a few rows.
        check(&[(17_000, 90), (18_098, 1)], Some(18_098), &[]);
        check(&[(17_000, 90), (18_099, 1)], Some(17_000), &[(18_099, 1)]);
        // One row in ten is no slip of a pen.
        check(&[(17_000, 90), (19_000, 10)], Some(19_000), &[]);
    }
}
