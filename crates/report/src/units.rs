//! Canonical values as users read them.

use std::borrow::Cow;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use ledger::Lang;

/// Fen as yuan with two decimals, `18600.00`.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let size = fen.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// The same of sums that may be larger.
pub(crate) fn yuan_of(fen: i128) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let size = fen.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// Thousandths with three decimals, `12.345`.
pub(crate) fn thousandths(n: i128) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let size = n.unsigned_abs();
    format!("{sign}{}.{:03}", size / 1000, size % 1000)
}

/// Fen as yuan with thousands apart, `18,600.00`.
pub(crate) fn grouped_yuan(fen: i128) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let size = fen.unsigned_abs();
    let whole = (size / 100).to_string();
    let mut shown = String::new();
    for (at, c) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(c);
    }
    format!("{sign}{shown}.{:02}", size % 100)
}

/// Days since 1970-01-01 as a civil day; `None` outside the years that calendars know.
pub(crate) fn day(days: i64) -> Option<Date> {
    let days = i32::try_from(days).ok()?;
    (-4_000_000..2_900_000)
        .contains(&days)
        .then(|| date(1970, 1, 1).checked_add(days.days()).ok())
        .flatten()
}

/// Days since 1970-01-01 as `2024-01-12`; empty where there is none.
pub(crate) fn iso(days: Option<i64>) -> String {
    days.and_then(day)
        .map(|d| d.to_string())
        .unwrap_or_default()
}

/// Year × 12 + month − 1 as `2024-03`; nothing for −1, which stands for rows without a day.
pub(crate) fn month(number: i64) -> Cow<'static, str> {
    // Months of a hundred years are spelled once: coverage has two in each of its lines, of which there may be a million.
    const FIRST: i64 = 1970 * 12;
    static SPELLED: LazyLock<Vec<String>> =
        LazyLock::new(|| (FIRST..FIRST + 1200).map(spelled).collect());
    if number < 0 {
        return Cow::Borrowed("");
    }
    let known = usize::try_from(number - FIRST).ok();
    match known.and_then(|at| SPELLED.get(at)) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(spelled(number)),
    }
}

fn spelled(number: i64) -> String {
    format!(
        "{:04}-{:02}",
        number.div_euclid(12),
        number.rem_euclid(12) + 1
    )
}

/// The form of a fixed text in a language.
pub(crate) fn word<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_without_a_day_have_no_month() {
        assert_eq!(super::month(-1), "");
        assert_eq!(super::month(24_290), "2024-03");
    }

    #[test]
    fn money() {
        for (fen, plain, grouped) in [
            (0, "0.00", "0.00"),
            (5, "0.05", "0.05"),
            (-5, "-0.05", "-0.05"),
            (1_860_000, "18600.00", "18,600.00"),
            (-123_456_789, "-1234567.89", "-1,234,567.89"),
            (
                i64::MIN,
                "-92233720368547758.08",
                "-92,233,720,368,547,758.08",
            ),
        ] {
            assert_eq!(yuan(fen), plain);
            assert_eq!(yuan_of(i128::from(fen)), plain);
            assert_eq!(grouped_yuan(i128::from(fen)), grouped);
        }
    }

    #[test]
    fn points() {
        for (n, shown) in [
            (0, "0.000"),
            (5, "0.005"),
            (12_345, "12.345"),
            (-1_500, "-1.500"),
        ] {
            assert_eq!(thousandths(n), shown);
        }
    }

    #[test]
    fn time() {
        assert_eq!(iso(Some(19734)), "2024-01-12");
        assert_eq!(iso(None), "");
        assert_eq!(iso(Some(i64::MIN)), "");
        assert_eq!(month(24_290), "2024-03");
        assert_eq!(month(24_299), "2024-12");
        assert_eq!(day(i64::from(i32::MAX)), None);
    }
}
