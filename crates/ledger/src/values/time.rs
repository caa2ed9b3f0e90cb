//! Times of day.

use super::fault::ValueFault;
use super::money::fault_error;
use super::text::{clean_text, fold, is_blank};
use crate::readers::CellKind;

/// Seconds since midnight of `09:15:22`, `091522`, `9时15分` or the time part of a date cell; `None` where there is none.
pub(crate) fn parse_time(raw: &str, kind: CellKind) -> Result<Option<i64>, ValueFault> {
    if kind == CellKind::Error {
        return Err(fault_error());
    }
    if is_blank(raw) {
        return Ok(None);
    }
    let folded = fold(clean_text(raw)).to_lowercase();
    let bad = || ValueFault::new("bad-time", "不是时刻", "this is no time of day");
    let text = folded.as_str();
    let afternoon = text.contains("pm") || text.contains("下午");
    let morning = text.contains("am") || text.contains("上午");
    let Some((hour, minute, second)) = spelt(text).or_else(|| run_of_digits(text, kind)) else {
        // A date without a time says nothing of it.
        let date_only = text.bytes().any(|b| b.is_ascii_digit())
            && !text.contains([':', '时'])
            && text.len() >= 8;
        return if date_only { Ok(None) } else { Err(bad()) };
    };
    let hour = match hour {
        12 if morning => 0,
        1..=11 if afternoon => hour + 12,
        _ => hour,
    };
    if hour < 24 && minute < 60 && second < 60 {
        Ok(Some(hour * 3_600 + minute * 60 + second))
    } else {
        Err(bad())
    }
}

/// `9:15`, `2024-01-31T09:15:22.123+08:00`, `9时15分22秒`, `2024-01-31-09.15.22.123456`.
fn spelt(text: &str) -> Option<(i64, i64, i64)> {
    let sign = text.find([':', '时', '時'])?;
    let head = text.get(..sign)?;
    let digits = head.len() - head.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let hour = head.get(head.len() - digits.min(2)..)?.parse().ok()?;
    let rest = text.get(sign..)?.trim_start_matches([':', '时', '時']);
    let mut parts = rest.split(|c: char| !c.is_ascii_digit());
    let minute = parts
        .next()
        .filter(|m| (1..=2).contains(&m.len()))?
        .parse()
        .ok()?;
    let separator = rest.get(
        if rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit) {
            2
        } else {
            1
        }..,
    )?;
    let more = separator.starts_with([':', '分']);
    let second = parts
        .next()
        .filter(|s| more && (1..=2).contains(&s.len()))
        .and_then(|s| s.parse().ok())
        .unwrap_or(0);
    Some((hour, minute, second))
}

/// `091522`, `0915`, the last six of `20240131091522`, and the stamp with points.
fn run_of_digits(text: &str, kind: CellKind) -> Option<(i64, i64, i64)> {
    if let Some((_, stamp)) = text.rsplit_once('-').filter(|(date, _)| date.len() >= 8) {
        let parts: Vec<i64> = stamp.split('.').filter_map(|p| p.parse().ok()).collect();
        if let [hour, minute, second, ..] = *parts.as_slice() {
            return Some((hour, minute, second));
        }
    }
    let run = text.rsplit([' ', 't']).next().unwrap_or(text);
    if !run.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let run = match run.len() {
        6 => run.to_owned(),
        4 if kind != CellKind::Number => format!("{run}00"),
        // A number loses the zero in front.
        5 if kind == CellKind::Number => format!("0{run}"),
        14 => run.get(8..)?.to_owned(),
        _ => return None,
    };
    let part = |from: usize| run.get(from..from + 2).and_then(|p| p.parse::<i64>().ok());
    Some((part(0)?, part(2)?, part(4)?))
}

#[cfg(test)]
mod tests {
    use super::parse_time;
    use crate::readers::CellKind;

    #[test]
    fn times_as_they_are_written() {
        let at = |h: i64, m: i64, s: i64| Ok(Some(h * 3_600 + m * 60 + s));
        for (raw, wanted) in [
            ("09:15:22", at(9, 15, 22)),
            ("9:15", at(9, 15, 0)),
            ("091522", at(9, 15, 22)),
            ("0915", at(9, 15, 0)),
            ("2024-01-31 09:15:22", at(9, 15, 22)),
            ("2024-01-31T09:15:22+08:00", at(9, 15, 22)),
            ("2025-01-02 00:00:00.000", at(0, 0, 0)),
            ("20240131091522", at(9, 15, 22)),
            ("20240131 091522", at(9, 15, 22)),
            ("2024-01-31-09.15.22.123456", at(9, 15, 22)),
            ("9时15分", at(9, 15, 0)),
            ("9时15分22秒", at(9, 15, 22)),
            ("1/2/2025 12:00:05 AM", at(0, 0, 5)),
            ("1/2/2025 1:00 PM", at(13, 0, 0)),
            ("下午3:05", at(15, 5, 0)),
            ("０９：１５：２２", at(9, 15, 22)),
            ("2024-01-31", Ok(None)),
            ("20240131", Ok(None)),
            ("", Ok(None)),
            ("-", Ok(None)),
            ("25:00", Err("bad-time")),
            ("09:61", Err("bad-time")),
            ("早上", Err("bad-time")),
        ] {
            assert_eq!(
                parse_time(raw, CellKind::Text).map_err(|f| f.code),
                wanted,
                "{raw}"
            );
        }
        assert_eq!(
            parse_time("91522", CellKind::Number).map_err(|f| f.code),
            at(9, 15, 22)
        );
    }
}
