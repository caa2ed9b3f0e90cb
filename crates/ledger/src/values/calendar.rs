//! Civil days as days since 1970-01-01.

use super::fault::ValueFault;

/// Years that a book of a collective can speak of; others are slips.
pub(super) const YEARS: std::ops::RangeInclusive<i64> = 1949..=2100;

/// Days since 1970-01-01 of a civil date.
///
/// # Errors
/// A month or day that does not exist, or a year outside 1949–2100.
pub(super) fn days(year: i64, month: i64, day: i64) -> Result<i64, ValueFault> {
    if month == 13 {
        return Err(ValueFault::new(
            "month-13",
            "第 13 月是调整期，不是日期；请在会计期间一栏注明",
            "month 13 is the period of adjustments, not a date; state it in the column of periods",
        ));
    }
    if !(1..=12).contains(&month) || day < 1 || day > month_length(year, month) {
        return Err(ValueFault::new(
            "no-such-day",
            "没有这一天",
            "there is no such day",
        ));
    }
    if !YEARS.contains(&year) {
        return Err(ValueFault::new(
            "year-out-of-range",
            "年份不在 1949 至 2100 之间，疑似录入错误",
            "the year is not between 1949 and 2100; it may be a slip of the pen",
        ));
    }
    Ok(from_civil(year, month, day))
}

/// Length of a month; 31 where the month itself is none.
pub(super) fn month_length(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Counts in eras of 400 years that begin on 1 March, so that the leap day is the last of its year.
fn from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn agrees_with_a_calendar_library_on_every_day() {
        let mut day = jiff::civil::date(1949, 1, 1);
        let epoch = jiff::civil::date(1970, 1, 1);
        let mut wanted = i64::from((day - epoch).get_days());
        while day.year() <= 2100 {
            assert_eq!(
                days(day.year().into(), day.month().into(), day.day().into()),
                Ok(wanted),
                "{day}"
            );
            day = day.tomorrow().expect("2100 is far from the last day");
            wanted += 1;
        }
    }
}
