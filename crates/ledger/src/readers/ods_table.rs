//! The rows of one sheet of an ods workbook, as `content.xml` writes them: blank ones only counted, equal ones stated once.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::cell_text::{CellText, iso, stated_number};
use super::hidden::Hidden;
use super::{CellKind, Fault};

/// Cells of one sheet that repetition may make beyond those that are written. A program that fills a column to the end of the
/// sheet makes a million.
const REPEATED: u64 = 16 << 20;
/// The widest and the highest merged cell, in further columns and rows.
const WIDEST: u32 = 255;
const HIGHEST: u32 = 59;
/// Columns that a row may reach.
const COLUMNS: u32 = 1 << 20;
/// What a spreadsheet writes where a formula failed.
const ERRORS: [&str; 8] = [
    "#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "Err:",
];

/// A row that holds something, and how many times it stands there, one below the other.
pub(super) struct Row {
    /// 0-based.
    pub(super) at: u32,
    pub(super) times: u32,
    pub(super) cells: Vec<Cell>,
}

/// A cell that holds something, and how many times it stands there, side by side.
pub(super) struct Cell {
    /// 0-based.
    pub(super) column: u32,
    pub(super) times: u32,
    /// Further columns and rows that it covers.
    pub(super) across: u32,
    pub(super) down: u32,
    pub(super) value: CellText,
}

/// XML that was looked through already, event by event.
pub(super) struct Xml<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Xml<R> {
    pub(super) fn new(reader: R) -> Self {
        let mut reader = Reader::from_reader(reader);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // Reading begins inside of the document, where elements end that were never seen to begin.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        Self {
            reader,
            buffer: Vec::new(),
        }
    }

    pub(super) fn next(&mut self) -> Result<Event<'_>, Fault> {
        self.buffer.clear();
        self.reader
            .read_event_into(&mut self.buffer)
            .map_err(|error| Fault::damaged(&error))
    }

    /// Bytes behind the last event.
    pub(super) fn position(&self) -> u64 {
        self.reader.buffer_position()
    }
}

/// An attribute by its full name, unescaped.
pub(super) fn named(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let value = tag.try_get_attribute(name).ok().flatten()?.value;
    Some(match quick_xml::escape::unescape(&value) {
        Ok(plain) => plain.into_owned(),
        Err(_) => value.into_owned(),
    })
}

fn count(tag: &BytesStart<'_>, name: &str) -> u32 {
    let stated = named(tag, name).and_then(|text| text.trim().parse().ok());
    stated.unwrap_or(1).max(1)
}

/// Hands on the rows of a sheet from behind its opening tag to its end, until `visit` wants no more, and notes what it hides; says whether
/// the end was reached.
pub(super) fn walk<R: BufRead>(
    xml: &mut Xml<R>,
    hidden: &mut Hidden,
    visit: &mut dyn FnMut(&Row) -> Result<bool, Fault>,
) -> Result<bool, Fault> {
    let mut repeated = 0_u64;
    let mut column = 0;
    // The column that the next `table-column` speaks of, 0-based.
    let mut declared = 0_u32;
    let mut row = Row {
        at: 0,
        times: 1,
        cells: Vec::new(),
    };
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.name().0 {
                "table:table-row" => {
                    row.times = count(&tag, "table:number-rows-repeated");
                    column = 0;
                    if is_hidden(&tag) {
                        hidden.add_rows(row.at.saturating_add(1), row.at.saturating_add(row.times));
                    }
                }
                "table:table-column" => {
                    let first = declared.saturating_add(1);
                    declared =
                        declared.saturating_add(count(&tag, "table:number-columns-repeated"));
                    if is_hidden(&tag) {
                        hidden.add_columns(first, declared);
                    }
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    let open = Open::new(&tag, column);
                    column = column.saturating_add(open.times).min(COLUMNS);
                    row.cells.extend(open.read(xml)?);
                }
                // A table in a shape, or one that a sheet is linked to, is not part of the sheet.
                "table:shapes" | "office:forms" | "table:table" | "table:named-expressions" => {
                    let name = tag.name().0.to_owned();
                    skip(xml, &name)?;
                }
                _ => {}
            },
            Event::End(tag) => match tag.name().0 {
                "table:table-row" => {
                    let cells: u64 = row.cells.iter().map(|c| u64::from(c.times)).sum();
                    let made = cells.saturating_mul(u64::from(row.times));
                    repeated = repeated.saturating_add(made - row.cells.len() as u64);
                    if repeated > REPEATED {
                        return Err(too_often(row.at));
                    }
                    if !row.cells.is_empty() && !visit(&row)? {
                        return Ok(false);
                    }
                    row.at = row.at.saturating_add(row.times);
                    row.cells.clear();
                }
                "table:table" => return Ok(true),
                _ => {}
            },
            Event::Eof => return Err(Fault::damaged(&"a sheet does not end")),
            _ => {}
        }
    }
}

/// Whether a row or column is folded away or filtered out.
fn is_hidden(tag: &BytesStart<'_>) -> bool {
    named(tag, "table:visibility").is_some_and(|v| v == "collapse" || v == "filter")
}

/// Passes over an element whose opening tag was read.
fn skip<R: BufRead>(xml: &mut Xml<R>, name: &str) -> Result<(), Fault> {
    let mut depth = 1_u32;
    while depth > 0 {
        match xml.next()? {
            Event::Start(tag) if tag.name().0 == name => depth += 1,
            Event::End(tag) if tag.name().0 == name => depth -= 1,
            Event::Eof => return Err(Fault::damaged(&"an element does not end")),
            _ => {}
        }
    }
    Ok(())
}

/// A cell whose opening tag was read.
struct Open {
    column: u32,
    times: u32,
    across: u32,
    down: u32,
    covered: bool,
    kind: String,
    /// What its attributes say that it holds.
    stated: Option<String>,
    is_error: bool,
    formula: Option<String>,
}

impl Open {
    fn new(tag: &BytesStart<'_>, column: u32) -> Self {
        let kind = named(tag, "office:value-type").unwrap_or_default();
        let value = match kind.as_str() {
            "date" => "office:date-value",
            "time" => "office:time-value",
            "boolean" => "office:boolean-value",
            "string" => "office:string-value",
            _ => "office:value",
        };
        Self {
            column,
            times: count(tag, "table:number-columns-repeated"),
            across: (count(tag, "table:number-columns-spanned") - 1).min(WIDEST),
            down: (count(tag, "table:number-rows-spanned") - 1).min(HIGHEST),
            covered: tag.name().0 == "table:covered-table-cell",
            stated: named(tag, value),
            is_error: named(tag, "calcext:value-type").is_some_and(|t| t == "error"),
            formula: named(tag, "table:formula"),
            kind,
        }
    }

    /// Reads to the end of the cell; none where it holds nothing.
    fn read<R: BufRead>(self, xml: &mut Xml<R>) -> Result<Option<Cell>, Fault> {
        let end = if self.covered {
            "table:covered-table-cell"
        } else {
            "table:table-cell"
        };
        let mut text = String::new();
        let mut paragraphs = 0_u32;
        // Notes, pictures and tables in a cell are not its value.
        let mut outside = 0_u32;
        loop {
            match xml.next()? {
                Event::Start(tag) => match tag.name().0 {
                    _ if outside > 0 => outside += 1,
                    "text:p" | "text:h" => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        paragraphs += 1;
                    }
                    "text:s" => {
                        let blanks = count(&tag, "text:c").min(1 << 15);
                        text.extend((0..blanks).map(|_| ' '));
                    }
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    "text:ruby-text" | "text:note" => outside = 1,
                    name if name.starts_with("text:") => {}
                    _ => outside = 1,
                },
                Event::End(_) if outside > 0 => outside -= 1,
                Event::End(tag) if tag.name().0 == end => break,
                Event::Text(piece) if outside == 0 && paragraphs > 0 => {
                    text.push_str(&piece.xml10_content());
                }
                Event::CData(piece) if outside == 0 && paragraphs > 0 => {
                    text.push_str(&piece.xml10_content());
                }
                Event::GeneralRef(entity) if outside == 0 && paragraphs > 0 => {
                    let written = format!("&{};", entity.xml10_content());
                    text.push_str(&quick_xml::escape::unescape(&written).unwrap_or_default());
                }
                Event::Eof => return Err(Fault::damaged(&"a cell does not end")),
                _ => {}
            }
        }
        let (column, times, across, down) = (self.column, self.times, self.across, self.down);
        Ok(self.value(text).map(|value| Cell {
            column,
            times,
            across,
            down,
            value,
        }))
    }

    fn value(self, text: String) -> Option<CellText> {
        if self.is_error || self.formula.is_some() && ERRORS.iter().any(|e| text.starts_with(e)) {
            let shown = if text.is_empty() {
                "#VALUE!".to_owned()
            } else {
                text
            };
            return Some((shown, CellKind::Error));
        }
        if let (Some(formula), "", true) = (&self.formula, self.kind.as_str(), text.is_empty()) {
            // What a formula without a saved value would say is unknown, and nothing is computed here.
            let formula = formula.split_once('=').map_or(formula.as_str(), |(_, f)| f);
            return Some((format!("={formula}"), CellKind::Error));
        }
        let stated = self.stated.filter(|stated| !stated.is_empty());
        let value = match (self.kind.as_str(), stated) {
            ("float" | "currency" | "percentage", Some(number)) => stated_number(&number),
            ("date", Some(date)) => iso(&date),
            ("time", Some(time)) => (clock(&time), CellKind::Text),
            ("boolean", Some(yes)) => (yes.to_uppercase(), CellKind::Text),
            ("string", Some(stated)) => (stated, CellKind::Text),
            _ => (text, CellKind::Text),
        };
        (!value.0.is_empty()).then_some(value)
    }
}

/// `PT09H15M22S` as a clock shows it; what is no such time stays as it is.
fn clock(time: &str) -> String {
    let part = |rest: &mut &str, unit: char| {
        let found = rest.split_once(unit).and_then(|(number, behind)| {
            let whole = number.split(['.', ',']).next()?;
            Some((whole.parse::<u32>().ok()?, behind))
        });
        found.map(|(value, behind)| {
            *rest = behind;
            value
        })
    };
    let Some(mut rest) = time.strip_prefix("PT") else {
        return time.to_owned();
    };
    let hours = part(&mut rest, 'H').unwrap_or(0);
    let minutes = part(&mut rest, 'M').unwrap_or(0);
    let seconds = part(&mut rest, 'S').unwrap_or(0);
    if !rest.is_empty() || minutes > 59 || seconds > 59 {
        return time.to_owned();
    }
    format!("{hours:02}:{minutes:02}:{seconds:02}")
}

fn too_often(row: u32) -> Fault {
    Fault::row(
        "bomb",
        row.saturating_add(1),
        "工作表用重复标记展开的单元格过多，未继续读取。请删去表格之外填满的行列后另存",
        "repetition marks make too many cells of the sheet; delete the rows and columns filled beyond the table and save it again",
    )
}
