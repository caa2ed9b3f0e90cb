//! What stands in a workbook's cell, as text: numbers without binary dust, dates by the workbook's epoch.

use calamine::{Data, DataRef, ExcelDateTime};
use jiff::Span;
use jiff::civil::date;

use super::CellKind;

/// Serial of 9999-12-31 in the 1900 system.
const LAST_SERIAL: i32 = 2_958_465;

/// The text of a cell, and how it was stored.
pub(super) type CellText = (String, CellKind);

/// The text of a streamed cell; none where it is empty.
pub(super) fn of_ref(cell: &DataRef<'_>, is_1904: bool) -> Option<CellText> {
    match cell {
        DataRef::Empty => None,
        DataRef::Int(n) => Some(integer(*n)),
        DataRef::Float(x) => Some(number(*x)),
        DataRef::String(text) => plain(text),
        DataRef::SharedString(text) => plain(text),
        DataRef::Bool(yes) => Some(boolean(*yes)),
        DataRef::DateTime(serial) => Some(datetime(serial, is_1904)),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Some(iso(text)),
        DataRef::Error(error) => Some((error.to_string(), CellKind::Error)),
    }
}

/// The text of a cell of a range; none where it is empty.
pub(super) fn of_data(cell: &Data, is_1904: bool) -> Option<CellText> {
    match cell {
        Data::Empty => None,
        Data::Int(n) => Some(integer(*n)),
        Data::Float(x) => Some(number(*x)),
        Data::String(text) => plain(text),
        Data::Bool(yes) => Some(boolean(*yes)),
        Data::DateTime(serial) => Some(datetime(serial, is_1904)),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Some(iso(text)),
        Data::Error(error) => Some((error.to_string(), CellKind::Error)),
    }
}

/// The text of a number that is stored as characters; what is no number stays text.
pub(super) fn stated_number(text: &str) -> CellText {
    match text.trim().parse::<f64>() {
        Ok(x) if x.is_finite() => number(x),
        _ => (text.to_owned(), CellKind::Text),
    }
}

fn plain(text: &str) -> Option<CellText> {
    (!text.is_empty()).then(|| (text.to_owned(), CellKind::Text))
}

fn boolean(yes: bool) -> CellText {
    let text = if yes { "TRUE" } else { "FALSE" };
    (text.to_owned(), CellKind::Text)
}

fn integer(n: i64) -> CellText {
    let long = n.unsigned_abs() >= 1_000_000_000_000_000;
    let kind = if long {
        CellKind::LongNumber
    } else {
        CellKind::Number
    };
    (n.to_string(), kind)
}

/// The shortest decimal that is the same number to 15 significant digits, written out in full.
pub(super) fn number(x: f64) -> CellText {
    if !x.is_finite() {
        return (x.to_string(), CellKind::Error);
    }
    let scientific = format!("{x:.14e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return ("0".to_owned(), CellKind::Number);
    }
    let kind = if exponent >= 15 {
        CellKind::LongNumber
    } else {
        CellKind::Number
    };
    let text = if let Ok(exponent) = usize::try_from(exponent) {
        let whole = exponent + 1;
        match digits.split_at_checked(whole) {
            Some((whole, "")) => whole.to_owned(),
            Some((whole, rest)) => format!("{whole}.{rest}"),
            None => format!("{digits:0<whole$}"),
        }
    } else {
        let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
        format!("0.{}{digits}", "0".repeat(zeros))
    };
    (format!("{sign}{text}"), kind)
}

/// A serial date as it is shown; a day that never was (29 February 1900) or none at all is an error.
fn datetime(serial: &ExcelDateTime, is_1904: bool) -> CellText {
    let value = serial.as_f64();
    let wrong = || (number(value).0, CellKind::Error);
    if !(0.0..f64::from(LAST_SERIAL + 1)).contains(&value) {
        return wrong();
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "The value was just checked to lie within the serials of a workbook, which fit 32 bits."
    )]
    let (mut days, mut seconds) = (
        value.trunc() as i32,
        (value.fract() * 86_400.0).round() as i32,
    );
    if seconds == 86_400 {
        (days, seconds) = (days + 1, 0);
    }
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if serial.is_duration() {
        let hours = days * 24 + hours;
        return (format!("{hours:02}:{minutes:02}:{rest:02}"), CellKind::Text);
    }
    if days == 0 && !is_1904 {
        return (format!("{hours:02}:{minutes:02}:{rest:02}"), CellKind::Text);
    }
    let epoch = match (is_1904, days) {
        (true, _) => date(1904, 1, 1),
        (false, 60) => return wrong(),
        // Before the day that never was, serials are one day off.
        (false, ..60) => date(1899, 12, 31),
        (false, _) => date(1899, 12, 30),
    };
    let Ok(day) = epoch.checked_add(Span::new().days(days)) else {
        return wrong();
    };
    let text = if seconds == 0 {
        day.to_string()
    } else {
        format!("{day} {hours:02}:{minutes:02}:{rest:02}")
    };
    (text, CellKind::Date)
}

/// `2024-01-31T00:00:00` of cells that store dates as text.
pub(super) fn iso(text: &str) -> CellText {
    let Some((day, time)) = text.split_once('T') else {
        let kind = if text.parse::<jiff::civil::Date>().is_ok() {
            CellKind::Date
        } else {
            CellKind::Text
        };
        return (text.to_owned(), kind);
    };
    if day.parse::<jiff::civil::Date>().is_err() {
        return (text.to_owned(), CellKind::Text);
    }
    let time = time.trim_end_matches('Z').split('.').next().unwrap_or("");
    let text = if time.is_empty() || time == "00:00:00" {
        day.to_owned()
    } else {
        format!("{day} {time}")
    };
    (text, CellKind::Date)
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn numbers_are_written_in_full() {
        let check = |x: f64, text: &str, kind| assert_eq!(number(x), (text.to_owned(), kind));
        check(0.0, "0", CellKind::Number);
        check(-0.0, "0", CellKind::Number);
        check(0.1 + 0.2, "0.3", CellKind::Number);
        check(1234.5, "1234.5", CellKind::Number);
        check(-18600.0, "-18600", CellKind::Number);
        check(1e6, "1000000", CellKind::Number);
        check(0.000_012, "0.000012", CellKind::Number);
        check(123_456_789_012_345.0, "123456789012345", CellKind::Number);
        check(
            440_105_198_001_010_012.0,
            "440105198001010000",
            CellKind::LongNumber,
        );
        check(1e15, "1000000000000000", CellKind::LongNumber);
        check(4.35, "4.35", CellKind::Number);
        check(99_999_999.99, "99999999.99", CellKind::Number);
        check(1e-7, "0.0000001", CellKind::Number);
        check(f64::NAN, "NaN", CellKind::Error);
    }

    #[test]
    fn serials_become_dates() {
        let check = |value: f64, is_1904: bool, text: &str, kind| {
            let serial = ExcelDateTime::new(value, ExcelDateTimeType::DateTime, is_1904);
            assert_eq!(
                datetime(&serial, is_1904),
                (text.to_owned(), kind),
                "{value}"
            );
        };
        check(45658.0, false, "2025-01-01", CellKind::Date);
        check(45658.75, false, "2025-01-01 18:00:00", CellKind::Date);
        check(
            44_484.791_666_666_7,
            false,
            "2021-10-15 19:00:00",
            CellKind::Date,
        );
        check(45_657.999_999_999, false, "2025-01-01", CellKind::Date);
        check(1.0, false, "1900-01-01", CellKind::Date);
        check(59.0, false, "1900-02-28", CellKind::Date);
        check(60.0, false, "60", CellKind::Error);
        check(61.0, false, "1900-03-01", CellKind::Date);
        check(0.5, false, "12:00:00", CellKind::Text);
        check(-1.0, false, "-1", CellKind::Error);
        check(2_958_465.0, false, "9999-12-31", CellKind::Date);
        check(2_958_466.0, false, "2958466", CellKind::Error);
        check(44196.0, true, "2025-01-01", CellKind::Date);
        check(60.0, true, "1904-03-01", CellKind::Date);
        let hours = ExcelDateTime::new(1.25, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(
            datetime(&hours, false),
            ("30:00:00".to_owned(), CellKind::Text)
        );
    }

    #[test]
    fn iso_dates_are_dates() {
        let check =
            |text: &str, expected: &str, kind| assert_eq!(iso(text), (expected.to_owned(), kind));
        check("2024-01-31", "2024-01-31", CellKind::Date);
        check("2024-01-31T00:00:00", "2024-01-31", CellKind::Date);
        check(
            "2024-01-31T09:15:22.000Z",
            "2024-01-31 09:15:22",
            CellKind::Date,
        );
        check("PT1H", "PT1H", CellKind::Text);
        check("2024-02-30T00:00:00", "2024-02-30T00:00:00", CellKind::Text);
    }
}
