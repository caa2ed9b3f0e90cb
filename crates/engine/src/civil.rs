//! Civil days as integers: years and months of days since 1970-01-01, by the proleptic Gregorian calendar.

/// Days from 1970-01-01 beyond which there is no calendar here, about five million years.
const BOUND: i64 = 1_826_000_000;

/// Year, month (1–12) and day (1–31) of a day. Days beyond five million years are held at that bound.
pub(crate) fn civil(day: i64) -> (i64, i64, i64) {
    // Years begin in March here, so that the leap day is the last of its year; 400 years are 146,097 days.
    let shifted = day.clamp(-BOUND, BOUND) + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// Month of a day as year × 12 + month − 1.
pub(crate) fn month(day: i64) -> i64 {
    let (year, month, _) = civil(day);
    year * 12 + month - 1
}

/// The day so many calendar months after another, the last of its month where that is too short; `None` beyond the calendar.
pub(crate) fn add_months(from: i64, n: i64) -> Option<i64> {
    if !(-BOUND..=BOUND).contains(&from) {
        return None;
    }
    let to = month(from).checked_add(n)?;
    if !(month(-BOUND) + 1..month(BOUND)).contains(&to) {
        return None;
    }
    let first = first_of(to);
    let length = first_of(to + 1) - first;
    let (_, _, day) = civil(from);
    Some(first + day.min(length) - 1)
}

/// The most calendar months that, added to `from`, do not pass `until`; where `until` is earlier, the negative of those from it.
pub(crate) fn months_between(from: i64, until: i64) -> Option<i64> {
    if until < from {
        return months_between(until, from).map(|n| -n);
    }
    let n = month(until) - month(from);
    let passes = add_months(from, n)? > until;
    Some(n - i64::from(passes))
}

/// First day of a month (year × 12 + month − 1).
fn first_of(month: i64) -> i64 {
    let (year, of_year) = (month.div_euclid(12), month.rem_euclid(12));
    // As in `civil`, years begin in March.
    let (year, march_month) = if of_year < 2 {
        (year - 1, of_year + 10)
    } else {
        (year, of_year - 2)
    };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + (153 * march_month + 2) / 5 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_civil_dates() {
        for (day, expected) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (19_782, (2024, 2, 29)),
            (19_783, (2024, 3, 1)),
            (11_016, (2000, 2, 29)),
            (-25_509, (1900, 2, 28)),
            (-25_508, (1900, 3, 1)),
        ] {
            assert_eq!(civil(day), expected);
        }
        assert_eq!(month(19_783), 2024 * 12 + 2);
    }

    #[test]
    fn months_are_added_by_the_calendar() {
        let day = |y: i16, m: i8, d: i8| {
            let date = jiff::civil::date(y, m, d);
            let since = date.since(jiff::civil::date(1970, 1, 1)).expect("near");
            i64::from(since.get_days())
        };
        for (from, n, to, back) in [
            (day(2004, 2, 29), 240, day(2024, 2, 29), 240),
            (day(2004, 2, 29), 12, day(2005, 2, 28), 12),
            (day(2024, 1, 31), 1, day(2024, 2, 29), 1),
            (day(2024, 3, 31), -1, day(2024, 2, 29), -1),
            (day(2004, 1, 1), 240, day(2024, 1, 1), 240),
            (day(1969, 12, 31), 2, day(1970, 2, 28), 2),
            (day(1999, 12, 15), 2, day(2000, 2, 15), 2),
        ] {
            assert_eq!(add_months(from, n), Some(to), "{from} {n}");
            assert_eq!(months_between(from, to), Some(back), "{from} {to}");
        }
        assert_eq!(
            months_between(day(2004, 1, 2), day(2024, 1, 1)),
            Some(239),
            "one day short"
        );
        assert_eq!(add_months(i64::MAX, 1), None);
        assert_eq!(add_months(0, i64::MAX), None);
        for n in -30_000..30_000 {
            let first = first_of(n);
            assert_eq!((month(first), month(first - 1)), (n, n - 1));
            assert_eq!(civil(first).2, 1);
        }
    }
}
