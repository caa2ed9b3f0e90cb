//! Dates: civil days, whatever way they are written.

use super::calendar::days;
use super::capital::{in_a_row, whole};
use super::fault::ValueFault;
use super::money::fault_error;
use super::text::{clean_text, fold, is_blank};
use crate::readers::CellKind;

/// Order of day, month and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DateOrder {
    /// `24-1-31`
    Ymd,
    /// `31/1/2024`
    Dmy,
    /// `1/31/2024`
    Mdy,
}

/// How the dates of a column are written, where a literal alone does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DateStyle {
    /// Order of literals that could be read in several; `None` refuses them.
    pub(crate) order: Option<DateOrder>,
    /// Year of literals without one (`1月31日`), from the period of the source.
    pub(crate) year: Option<i16>,
    /// Latest year that two digits may mean; 2068 without it.
    pub(crate) pivot: Option<i16>,
}

/// A day, as days since 1970-01-01; `None` for a cell that stands for none. The time of day is for
/// [`super::parse_time`]. The same `raw`, `kind` and `style` give the same answer, so the last one may be remembered.
///
/// # Errors
/// What is no day, a day that does not exist, a year outside 1949–2100, and what could be read in several ways.
pub(crate) fn parse_date(
    raw: &str,
    kind: CellKind,
    style: &DateStyle,
) -> Result<Option<i64>, ValueFault> {
    if let Some((year, month, day)) = plain(raw.as_bytes()) {
        return days(year, month, day).map(Some);
    }
    match kind {
        CellKind::Error => return Err(fault_error()),
        CellKind::LongNumber => return Err(not_a_date()),
        CellKind::Number => return number(clean_text(raw)).map(Some),
        CellKind::Text | CellKind::Date => {}
    }
    if is_blank(raw) {
        return Ok(None);
    }
    let folded = fold(clean_text(raw)).to_lowercase();
    let text = date_part(&folded);
    if text.is_empty() {
        return Err(not_a_date());
    }
    if text.contains(['年', '月']) {
        return chinese(text, style).map(Some);
    }
    if text.bytes().any(|b| b.is_ascii_alphabetic()) {
        return super::date_words::english(text, style).map(Some);
    }
    if text.len() > 4 && text.bytes().all(|b| b.is_ascii_digit()) || serial(text).is_some() {
        return number(text).map(Some);
    }
    let parts = split(text).ok_or_else(not_a_date)?;
    numeric(&parts, style).map(Some)
}

/// `2024-01-31`, `2024/01/31`, `2024.01.31`, with anything after a blank or `T`, and `20240131`: nearly every date.
fn plain(text: &[u8]) -> Option<(i64, i64, i64)> {
    fn digits(text: &[u8]) -> Option<i64> {
        text.iter().try_fold(0_i64, |n, b| {
            b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0'))
        })
    }
    match text {
        [y0, y1, y2, y3, s1, m0, m1, s2, d0, d1, rest @ ..]
            if s1 == s2
                && matches!(s1, b'-' | b'/' | b'.')
                && matches!(rest, [] | [b' ' | b'T', b'0'..=b'9', ..]) =>
        {
            Some((
                digits(&[*y0, *y1, *y2, *y3])?,
                digits(&[*m0, *m1])?,
                digits(&[*d0, *d1])?,
            ))
        }
        [y @ .., m0, m1, d0, d1] if y.len() == 4 => {
            Some((digits(y)?, digits(&[*m0, *m1])?, digits(&[*d0, *d1])?))
        }
        _ => None,
    }
}

pub(super) fn not_a_date() -> ValueFault {
    ValueFault::new("bad-date", "不是日期", "this is no date")
}

pub(super) fn ambiguous() -> ValueFault {
    ValueFault::new(
        "ambiguous-date",
        "日、月、年的先后无法判断；请在 [[source]] 中写 date = \"ymd\"、\"dmy\" 或 \"mdy\"",
        "the order of day, month and year cannot be told; pin date = \"ymd\", \"dmy\" or \"mdy\" in [[source]]",
    )
}

/// The text before a time of day, without a weekday.
fn date_part(text: &str) -> &str {
    let mut end = text.len();
    if let Some(colon) = text.find(':') {
        // The hour stands before the first colon.
        let head = text.get(..colon).unwrap_or_default();
        end = head.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    } else if let Some(at) = text.find(['时', '時']) {
        let head = text.get(..at).unwrap_or_default();
        end = head.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    } else if let Some((head, tail)) = text.split_once(['t', ' ']) {
        let digits = |s: &str| s.bytes().next_back().is_some_and(|b| b.is_ascii_digit());
        let time = tail.len() >= 4
            && tail
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'z'));
        if digits(head) && time && head.len() >= 8 {
            end = head.len();
        }
    }
    let text = text.get(..end).unwrap_or_default();
    let text = text.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, 't' | ',' | '-' | '(' | '上' | '下' | '午')
    });
    for weekday in ["星期", "周", "礼拜"] {
        if let Some((head, tail)) = text.split_once(weekday)
            && tail.chars().count() <= 2
        {
            return head.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ','));
        }
    }
    text.trim()
}

/// A date without words or separators: `20240131`, `20240131091522`, or a serial day of a workbook (1900 system).
fn number(text: &str) -> Result<i64, ValueFault> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    if !whole.bytes().all(|b| b.is_ascii_digit()) || (text.len() != whole.len() && whole.len() != 5)
    {
        return Err(not_a_date());
    }
    let part = |from: usize, to: usize| {
        whole
            .get(from..to)
            .and_then(|p| p.parse::<i64>().ok())
            .ok_or_else(not_a_date)
    };
    match whole.len() {
        5 => serial(text).ok_or_else(not_a_date),
        8 | 14 => days(part(0, 4)?, part(4, 6)?, part(6, 8)?),
        _ => Err(not_a_date()),
    }
}

/// Serial days count from 1899-12-30; of five digits only those between 1949 and 2100 are days, so 60 never is.
fn serial(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if whole.len() != 5 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let serial: i64 = whole.parse().ok()?;
    (17_899..=73_415)
        .contains(&serial)
        .then_some(serial - 25_569)
}

/// Numbers between separators of one kind; more than three are a time of day behind a date.
fn split(text: &str) -> Option<Vec<&str>> {
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(
        separator,
        '-' | '/' | '.' | ' ' | '\u{2212}' | '–' | '—' | '_' | ','
    ) {
        return None;
    }
    let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
    if parts.len() > 3 {
        // `2024-01-31-09.15.22.123456`, as some bank systems stamp rows.
        let date: Vec<&str> = parts.iter().take(3).copied().collect();
        let fits = date.first().is_some_and(|y| y.len() == 4)
            && date.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
        return fits.then_some(date);
    }
    parts
        .iter()
        .all(|p| !p.is_empty() && p.len() <= 4 && p.bytes().all(|b| b.is_ascii_digit()))
        .then_some(parts)
}

fn numeric(parts: &[&str], style: &DateStyle) -> Result<i64, ValueFault> {
    let values: Vec<i64> = parts.iter().map(|p| p.parse().unwrap_or(-1)).collect();
    match (parts, values.as_slice()) {
        ([first, second, third], &[a, b, c]) => {
            if first.len() == 4 && second.len() <= 2 && third.len() <= 2 {
                return days(a, b, c);
            }
            if [first, second].iter().any(|p| p.len() > 2) || third.len() == 3 {
                return Err(not_a_date());
            }
            let short = third.len() < 3;
            let read = |order| candidate(order, [a, b, c], short, style);
            match style.order {
                Some(order) if short || order != DateOrder::Ymd => read(order),
                _ => only_one(&[DateOrder::Ymd, DateOrder::Dmy, DateOrder::Mdy].map(|o| {
                    if o == DateOrder::Ymd && !short {
                        Err(not_a_date())
                    } else {
                        read(o)
                    }
                })),
            }
        }
        ([first, second], &[a, b]) if first.len() <= 2 && second.len() <= 2 => match style.year {
            Some(year) => days(year.into(), a, b),
            None => Err(no_year()),
        },
        _ => Err(not_a_date()),
    }
}

/// What three numbers mean in an order.
pub(super) fn candidate(
    order: DateOrder,
    [a, b, c]: [i64; 3],
    short: bool,
    style: &DateStyle,
) -> Result<i64, ValueFault> {
    let full = |year: i64| {
        if short {
            two_digits(year, style.pivot)
        } else {
            year
        }
    };
    match order {
        DateOrder::Ymd => days(full(a), b, c),
        DateOrder::Dmy => days(full(c), b, a),
        DateOrder::Mdy => days(full(c), a, b),
    }
}

/// A literal that exists in one order only, or means the same in all, leaves no doubt.
fn only_one(readings: &[Result<i64, ValueFault>]) -> Result<i64, ValueFault> {
    let mut found = None;
    for day in readings.iter().flatten() {
        if found.is_some_and(|f| f != *day) {
            return Err(ambiguous());
        }
        found = Some(*day);
    }
    found.ok_or_else(|| ValueFault::new("no-such-day", "没有这一天", "there is no such day"))
}

/// The latest year at or before the pivot that ends in these two digits.
pub(super) fn two_digits(year: i64, pivot: Option<i16>) -> i64 {
    let pivot = i64::from(pivot.unwrap_or(2068));
    pivot - (pivot - year).rem_euclid(100)
}

fn no_year() -> ValueFault {
    ValueFault::new(
        "no-year",
        "日期没有年份；请在 [[source]] 中写 date = \"ymd 2024\" 之类，注明年份",
        "the date has no year; name it in [[source]], as in date = \"ymd 2024\"",
    )
}

/// `2025年1月2日`, `二〇二五年一月二日`, `民国114年1月2日`, `1月2日`.
fn chinese(text: &str, style: &DateStyle) -> Result<i64, ValueFault> {
    let value = |part: &str| -> Option<i64> {
        let part = part.trim();
        if part.is_empty() {
            return None;
        }
        if part.bytes().all(|b| b.is_ascii_digit()) {
            return part.parse().ok().filter(|_| part.len() <= 4);
        }
        whole(part).or_else(|| in_a_row(part))
    };
    let (republic, text) = match text
        .strip_prefix("中华民国")
        .or_else(|| text.strip_prefix("民国"))
    {
        Some(rest) => (true, rest),
        None => (false, text.trim_start_matches("公元")),
    };
    let (year, rest) = match text.split_once('年') {
        Some((year, rest)) => (Some(year.trim()), rest),
        None => (None, text),
    };
    let (month, day) = rest.split_once('月').ok_or_else(not_a_date)?;
    let day = day.trim().trim_end_matches(['日', '号', '號']);
    let month = value(month).ok_or_else(not_a_date)?;
    let day = value(day).ok_or_else(not_a_date)?;
    let year = match year {
        None => style.year.map(i64::from).ok_or_else(no_year)?,
        Some(year) => {
            let number = if year.is_ascii() {
                value(year)
            } else {
                in_a_row(year).or_else(|| value(year))
            };
            let number = number.ok_or_else(not_a_date)?;
            match (republic, year.chars().count()) {
                (true, _) => number + 1911,
                (false, 2) => two_digits(number, style.pivot),
                (false, _) => number,
            }
        }
    };
    days(year, month, day)
}

#[cfg(test)]
mod tests;
