//! Dates with the English name of a month.

use super::calendar::days;
use super::date::{DateStyle, not_a_date, two_digits};
use super::fault::ValueFault;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// `02 Jan 2025`, `2-Jan-25`, `January 2nd, 2025`, `02JAN2025`, `2025-Jan-02`; lower case.
pub(super) fn english(text: &str, style: &DateStyle) -> Result<i64, ValueFault> {
    let mut month = None;
    let mut numbers: Vec<&str> = Vec::new();
    for token in tokens(text) {
        if token.bytes().all(|b| b.is_ascii_digit()) {
            numbers.push(token);
        } else if let Some(at) = name_at(&MONTHS, token) {
            if month.replace(at + 1).is_some() {
                return Err(not_a_date());
            }
        } else {
            let ordinal = matches!(token, "st" | "nd" | "rd" | "th" | "of") && !numbers.is_empty();
            if !ordinal && name_at(&WEEKDAYS, token).is_none() {
                return Err(not_a_date());
            }
        }
    }
    let (Some(month), &[first, second]) = (month, numbers.as_slice()) else {
        return Err(not_a_date());
    };
    let (year, day) = if first.len() == 4 {
        (first, second)
    } else {
        (second, first)
    };
    let number = |text: &str| text.parse::<i64>().map_err(|_| not_a_date());
    let year = match year.len() {
        4 => number(year)?,
        2 => two_digits(number(year)?, style.pivot),
        _ => return Err(not_a_date()),
    };
    if day.len() > 2 {
        return Err(not_a_date());
    }
    days(year, i64::try_from(month).unwrap_or_default(), number(day)?)
}

/// Runs of digits and runs of letters; what stands between is dropped.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
        let end = rest
            .find(|d: char| kind(d) != kind(c))
            .unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        if kind(c) != (false, false) {
            tokens.push(token);
        }
        rest = after;
    }
    tokens
}

/// A name, or at least its first three letters.
fn name_at(names: &[&str], word: &str) -> Option<usize> {
    names.iter().position(|n| {
        word.len() >= 3
            && (n.starts_with(word)
                || (word == "sept" && *n == "september")
                || (word == "tues" && *n == "tuesday"))
    })
}
