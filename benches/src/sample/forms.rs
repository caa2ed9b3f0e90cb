//! The forms in which exports come: GBK and UTF-8 text, workbooks, pages saved as workbooks.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

/// A sheet: its name and its rows.
pub(super) type Sheet = (String, Vec<Vec<Cell>>);

/// A cell of a workbook.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    /// Text.
    Text(String),
    /// Fen, written as a number of yuan.
    Fen(i64),
    /// A day as a real date cell.
    Day(jiff::civil::Date),
    /// A title merged over so many columns.
    Title(String, u16),
    /// A heading merged over two rows.
    Tall(String),
    /// Nothing.
    Blank,
}

/// Text as GBK bytes.
pub(super) fn gbk(lines: &[String]) -> Vec<u8> {
    encoding_rs::GBK
        .encode(&(lines.join("\r\n") + "\r\n"))
        .0
        .into_owned()
}

/// Text as UTF-8 bytes with a byte order mark.
pub(super) fn utf8_bom(lines: &[String]) -> Vec<u8> {
    format!("\u{feff}{}\r\n", lines.join("\r\n")).into_bytes()
}

/// Text with tabs, saved with the name of a workbook as many banking systems do.
pub(super) fn tabs(rows: &[Vec<String>]) -> Vec<u8> {
    gbk(&rows.iter().map(|r| r.join("\t")).collect::<Vec<_>>())
}

/// A page with one table, saved with the name of a workbook as many banking systems do.
pub(super) fn page(rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = String::from(
        "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\"></head><body><table border=1>\r\n",
    );
    for row in rows {
        text.push_str("<tr>");
        for cell in row {
            text.push_str("<td>");
            text.push_str(&cell.replace('&', "&amp;").replace('<', "&lt;"));
            text.push_str("</td>");
        }
        text.push_str("</tr>\r\n");
    }
    text.push_str("</table></body></html>\r\n");
    encoding_rs::GBK.encode(&text).0.into_owned()
}

/// A workbook of sheets; its creation time is fixed so that the bytes are.
///
/// # Panics
/// Where the library refuses what this generator writes, which is a mistake in the generator.
#[expect(
    clippy::expect_used,
    reason = "a generator of fixed data that fails has nothing to go on with"
)]
pub(super) fn workbook(sheets: &[Sheet]) -> Vec<u8> {
    write(sheets).expect("the sample workbook is within the limits of the format")
}

fn write(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2025, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let money = Format::new().set_num_format("#,##0.00");
    let title = Format::new().set_align(FormatAlign::Center).set_bold();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        for (r, row) in (0_u32..).zip(rows) {
            for (c, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Text(text) | Cell::Title(text, 0 | 1) => {
                        sheet.write_string(r, c, text)?
                    }
                    Cell::Day(day) => {
                        let year = u16::try_from(day.year()).unwrap_or(2024);
                        let month = u8::try_from(day.month()).unwrap_or(1);
                        let day = u8::try_from(day.day()).unwrap_or(1);
                        sheet.write_with_format(
                            r,
                            c,
                            &ExcelDateTime::from_ymd(year, month, day)?,
                            &date,
                        )?
                    }
                    // A workbook holds money as a binary number; two decimals of a sum this small survive it.
                    #[expect(
                        clippy::cast_precision_loss,
                        reason = "sums of the sample are far below 2^53 fen"
                    )]
                    Cell::Fen(fen) => sheet.write_with_format(r, c, *fen as f64 / 100.0, &money)?,
                    Cell::Title(text, over) => {
                        sheet.merge_range(r, c, r, c + over - 1, text, &title)?
                    }
                    Cell::Tall(text) => sheet.merge_range(r, c, r + 1, c, text, &title)?,
                    Cell::Blank => sheet,
                };
            }
        }
        for (c, width) in (0_u16..).zip(widths(rows)) {
            sheet.set_column_width(c, width)?;
        }
    }
    workbook.save_to_buffer()
}

/// How wide each column must be for a person to read it: a Chinese character is two wide, a day or a sum twelve.
fn widths(rows: &[Vec<Cell>]) -> Vec<u16> {
    let mut widths: Vec<u16> = Vec::new();
    for (c, cell) in rows.iter().flat_map(|row| row.iter().enumerate()) {
        let wide: u16 = match cell {
            Cell::Text(text) | Cell::Tall(text) => {
                text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
            }
            Cell::Fen(_) | Cell::Day(_) => 12,
            Cell::Title(..) | Cell::Blank => 0,
        };
        widths.resize(widths.len().max(c + 1), 8);
        widths[c] = widths[c].max(wide.saturating_add(2).min(40));
    }
    widths
}

/// Fen as yuan with two decimals.
pub(super) fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!(
        "{sign}{}.{:02}",
        fen.unsigned_abs() / 100,
        fen.unsigned_abs() % 100
    )
}

/// Yuan with thousands separators, in quotes where it needs them.
pub(super) fn grouped(fen: i64) -> String {
    let plain = yuan(fen);
    let (whole, cents) = plain.split_once('.').unwrap_or((&plain, "00"));
    let digits: Vec<char> = whole.chars().collect();
    let mut text = String::new();
    for (i, digit) in digits.iter().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) && digits[i - 1] != '-' {
            text.push(',');
        }
        text.push(*digit);
    }
    format!("{text}.{cents}")
}
