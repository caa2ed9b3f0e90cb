//! One cell of the workbook: text, number, day or link, and the room that it takes.

use engine::Level;
use jiff::civil::Date;
use ledger::Lang;
use rust_xlsxwriter::{ExcelDateTime, Format, Url, Worksheet, XlsxError};

use super::style::Style;
use crate::cells::workbook;
use crate::units::{word, yuan};

/// One cell.
pub(super) enum Value {
    Text(String),
    Centred(String),
    Money(Option<i64>),
    Day(Option<Date>),
    Count(u64),
    Level(Level),
    /// A text that leads to another cell of the workbook.
    Link {
        to: Option<String>,
        text: String,
    },
}

/// The height of a row, in points, that shows its longest text in columns of those widths: not every program that opens
/// a workbook fits rows by itself.
pub(super) fn height(values: &[Value], widths: impl Iterator<Item = u16>) -> u16 {
    const LINE: usize = 15;
    const MOST: usize = 20;
    let lines = |(value, width): (&Value, u16)| {
        let Value::Text(text) = value else {
            return 1;
        };
        let room = usize::from(width.max(3) - 1);
        let places = |line: &str| {
            line.chars()
                .map(|c| if c.is_ascii() { 1 } else { 2 })
                .sum::<usize>()
        };
        text.lines()
            .map(|line| places(line).div_ceil(room).max(1))
            .sum()
    };
    let most = values.iter().zip(widths).map(lines).max().unwrap_or(1);
    u16::try_from(most.clamp(1, MOST) * LINE + 4).unwrap_or(19)
}

/// Writes one cell; `linked` says whether the sheet has room for links.
pub(super) fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: Value,
    style: &Style,
    (lang, linked): (Lang, bool),
) -> Result<(), XlsxError> {
    let text = |text: &str| {
        let more = word(
            lang,
            "…（文字过长已截断，全文见 leads.jsonl）",
            "… (cut; in full in leads.jsonl)",
        );
        workbook(text, more)
    };
    let mut plain = |shown: String, format: &Format| {
        sheet
            .write_string_with_format(row, column, shown, format)
            .map(|_| ())
    };
    match value {
        Value::Centred(shown) => plain(text(&shown), &style.centred),
        Value::Level(level) => plain(level.wording().text(lang).to_owned(), style.level(level)),
        Value::Link {
            to: Some(to),
            text: shown,
        } if linked => sheet
            .write_url_with_options(
                row,
                column,
                Url::new(to),
                text(&shown),
                "",
                Some(&style.link),
            )
            .map(|_| ()),
        Value::Text(shown) | Value::Link { text: shown, .. } => plain(text(&shown), &style.text),
        Value::Money(None) | Value::Day(None) => plain(String::new(), &style.text),
        Value::Money(Some(fen)) => match number(fen) {
            Some(number) => sheet
                .write_number_with_format(row, column, number, &style.money)
                .map(|_| ()),
            None => plain(yuan(fen), &style.text),
        },
        Value::Day(Some(day)) => match excel(day) {
            Some(shown) => sheet
                .write_datetime_with_format(row, column, &shown, &style.day)
                .map(|_| ()),
            None => plain(day.to_string(), &style.centred),
        },
        Value::Count(count) => match u32::try_from(count) {
            Ok(count) => sheet
                .write_number_with_format(row, column, count, &style.count)
                .map(|_| ()),
            Err(_) => plain(count.to_string(), &style.text),
        },
    }
}

/// Yuan as a workbook's number: only up to fifteen digits, which it keeps to the fen.
fn number(fen: i64) -> Option<f64> {
    if fen.unsigned_abs() >= 1_000_000_000_000_000 {
        return None;
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "Below 10^15 the nearest double shows the same fen, and workbooks know no other number."
    )]
    let number = fen as f64 / 100.0;
    Some(number)
}

/// A day as a workbook counts it; `None` before 1900-03-01, where workbooks count wrongly.
pub(super) fn excel(day: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok()?;
    if day < jiff::civil::date(1900, 3, 1) {
        return None;
    }
    let (month, day) = (
        u8::try_from(day.month()).ok()?,
        u8::try_from(day.day()).ok()?,
    );
    ExcelDateTime::from_ymd(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_high_as_their_longest_text() {
        let rows = |text: &str, width| height(&[Value::Text(text.to_owned())], [width].into_iter());
        assert_eq!(rows("短", 10), 19);
        assert_eq!(rows("一二三四五六七八九十", 11), 34);
        assert_eq!(rows("a\nb\nc", 10), 49);
        assert_eq!(rows(&"长".repeat(40_000), 10), 304);
    }

    #[test]
    fn numbers_keep_the_fen() {
        assert_eq!(number(1_860_001), Some(18600.01));
        assert_eq!(number(i64::MAX), None);
        assert!(excel(jiff::civil::date(1899, 1, 1)).is_none());
    }
}
