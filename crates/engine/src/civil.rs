//! Civil days as integers: years and months of days since 1970-01-01, by the proleptic Gregorian calendar.

/// Year, month (1–12) and day (1–31) of a day. Days beyond five million years are held at that bound.
pub(crate) fn civil(day: i64) -> (i64, i64, i64) {
    const BOUND: i64 = 1_826_000_000;
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
}
