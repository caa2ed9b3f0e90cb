//! What stands in a workbook's cell, as text: numbers without binary dust, dates by the workbook's epoch.

use calamine::{Data, DataRef, ExcelDateTime};
use jiff::Span;
use jiff::civil::date;

use super::CellKind;

/// Serial of 9999-12-31 in the 1900 system.
const LAST_SERIAL: i32 = 2_958_465;

/// The text of a cell, and how it was stored.
pub(super) type CellText = (String, CellKind);

/// Whether a streamed cell holds nothing.
pub(super) fn is_empty(cell: &DataRef<'_>) -> bool {
    match cell {
        DataRef::Empty => true,
        DataRef::String(text) => text.is_empty(),
        DataRef::SharedString(text) => text.is_empty(),
        _ => false,
    }
}

/// Appends the text of a streamed cell, and says how it was stored.
pub(super) fn write_ref(cell: &DataRef<'_>, is_1904: bool, to: &mut String) -> CellKind {
    let (text, kind) = match cell {
        DataRef::Empty => return CellKind::Text,
        DataRef::Float(x) => return write_number(*x, to),
        DataRef::String(text) => {
            to.push_str(text);
            return CellKind::Text;
        }
        DataRef::SharedString(text) => {
            to.push_str(text);
            return CellKind::Text;
        }
        DataRef::Int(n) => integer(*n),
        DataRef::Bool(yes) => boolean(*yes),
        DataRef::DateTime(serial) => datetime(serial, is_1904),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => iso(text),
        DataRef::Error(error) => (error.to_string(), CellKind::Error),
    };
    to.push_str(&text);
    kind
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
    let mut text = String::new();
    let kind = write_number(x, &mut text);
    (text, kind)
}

/// Appends [`number`], and says how it was stored.
pub(super) fn write_number(x: f64, to: &mut String) -> CellKind {
    if let Some(hundredths) = in_hundredths(x) {
        write_hundredths(hundredths, to);
        return CellKind::Number;
    }
    let (text, kind) = any_number(x);
    to.push_str(&text);
    kind
}

/// Hundredths of a number that is the nearest one to a decimal of at most two places and at most 15 digits, as nearly all in ledgers are.
///
/// Such a decimal is what [`any_number`] finds: no other of at most 15 digits has this number as its nearest. And it is told without
/// writing the number out, for a quotient of two whole numbers below 2⁵³ is the number nearest to it.
fn in_hundredths(x: f64) -> Option<i64> {
    /// Below 10¹⁵.
    const MOST: f64 = 1e15;
    let hundredths = (x * 100.0).round();
    #[expect(
        clippy::float_cmp,
        reason = "The quotient is the number nearest to the decimal, and only that number will do."
    )]
    let nearest = hundredths / 100.0 == x;
    // What is no number, or beyond all measure, is not less either.
    if !(nearest && hundredths.abs() < MOST) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "It is whole and was just found to be less than 10¹⁵."
    )]
    Some(hundredths as i64)
}

/// Appends `1234.5` for 123450.
fn write_hundredths(hundredths: i64, to: &mut String) {
    // The last digits come first, so that the text is filled from its end.
    let mut text = [0_u8; 20];
    let mut at = text.len();
    let mut push = |byte: u8| {
        at = at.saturating_sub(1);
        if let Some(place) = text.get_mut(at) {
            *place = byte;
        }
    };
    let mut left = hundredths.unsigned_abs();
    let mut point = false;
    let mut place = 0_u32;
    while place < 3 || left > 0 {
        let digit = u8::try_from(left % 10).unwrap_or(0);
        left /= 10;
        if place == 2 && point {
            push(b'.');
        }
        // Noughts at the end of the decimals are not written.
        point |= digit > 0 && place < 2;
        if place >= 2 || point {
            push(b'0' + digit);
        }
        place += 1;
    }
    if hundredths < 0 {
        push(b'-');
    }
    let written = text.get(at..).unwrap_or(&[]);
    to.extend(written.iter().map(|byte| char::from(*byte)));
}

/// Any number, by its 15 digits.
fn any_number(x: f64) -> CellText {
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
    fn hundredths_are_what_fifteen_digits_say() {
        let mut seed = 7_u64;
        let mut random = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            seed >> 11
        };
        let mut found = 0;
        for turn in 0..300_000_u32 {
            let (some, bits) = (random(), random() << 11);
            #[expect(clippy::cast_precision_loss, reason = "Any number will do.")]
            let x = match turn % 6 {
                0 => some as f64 / 100.0,
                1 => (some % 10_u64.pow(1 + turn / 6 % 15)) as f64 / 100.0,
                2 => -((some % 1_000_000) as f64) * 0.01,
                3 => (some % 10_u64.pow(1 + turn / 6 % 15)) as f64 / 1000.0,
                4 => f64::from_bits((some as f64 / 100.0).to_bits() ^ (bits >> 62)),
                _ => f64::from_bits(bits),
            };
            let mut text = String::new();
            let kind = write_number(x, &mut text);
            assert_eq!((text, kind), any_number(x), "{x:e}");
            found += u32::from(in_hundredths(x).is_some());
        }
        assert!(found > 60_000, "{found}");
        for x in [
            0.0,
            -0.0,
            0.01,
            -0.5,
            100.0,
            9_999_999_999_999.99,
            1e13,
            1e15,
            f64::MAX,
        ] {
            assert_eq!(number(x), any_number(x), "{x:e}");
        }
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
