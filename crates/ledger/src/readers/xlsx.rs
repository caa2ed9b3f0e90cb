//! xlsx workbooks: looked over first, then streamed cell by cell; each worksheet is one source.

use std::collections::BTreeSet;
use std::io::BufReader;
use std::sync::{Arc, Mutex, PoisonError};

use calamine::{
    DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError, XlsxFormulaMetadata,
};

use super::ahead::stream;
use super::content::{Content, ReadSeek};
use super::grid::{Grid, Merged, guarded};
use super::{CellKind, Entry, Fault, Opened, ReadOptions, Records, cell_text, container};
use crate::{Notice, Wording};

/// See [`super::ENTRIES`].
pub(super) const ENTRY: Entry = Entry {
    name: "xlsx",
    sniff: |head| head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06"),
    open,
};

/// A workbook that came out of gzip is held in memory up to this size, in bytes.
const LARGEST_UNPACKED: u64 = 256 << 20;
/// Sheets of one workbook.
const SHEETS: usize = 1024;
/// After so many empty cells in a row it is asked whether anybody still waits for others.
const EMPTY: u32 = 1 << 16;

type Book = Xlsx<BufReader<Box<dyn ReadSeek>>>;

fn open(content: &Content, _options: &ReadOptions) -> Result<Vec<Opened>, Fault> {
    let inside = content.is_unpacked();
    let mut overview =
        guarded(|| container::look_over(content.seekable(LARGEST_UNPACKED)?, inside))?;
    let book = book(content)?;
    let is_1904 = book.has_1904_epoch();
    let sheets = book.sheets_metadata();
    let names: BTreeSet<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    if names.len() < sheets.len() || sheets.len() > SHEETS {
        return Err(Fault::file(
            "damaged",
            "工作表重名或超过 1024 张，无法分辨。请用 Excel 或 WPS 打开核对后另存",
            "sheets share a name or are more than 1,024; check it in Excel or WPS and save it again",
        ));
    }
    let sheets: Vec<(String, SheetVisible)> = sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible))
        .collect();
    let lent = Arc::new(Lent {
        content: content.clone(),
        idle: Mutex::new(Some(book)),
    });
    let last = sheets.len().saturating_sub(1);
    let mut opened = Vec::new();
    for (at, (sheet, visible)) in sheets.into_iter().enumerate() {
        let mut marks = overview.sheets.remove(&sheet).unwrap_or_default();
        marks.hidden.sheet(visible);
        let choices = marks.choices();
        let (lent, merged) = (Arc::clone(&lent), marks.merged);
        let name = sheet.clone();
        opened.push(Opened {
            choices,
            notices: overview
                .macros
                .then(|| macros(&sheet))
                .into_iter()
                .collect(),
            sheet,
            format: ENTRY.name,
            headings: None,
            hidden: marks.hidden,
            batches: Box::new(move || {
                let (lent, name, merged) = (Arc::clone(&lent), name.clone(), merged.clone());
                stream(move |sink| {
                    let mut book = lent.take()?;
                    let ended = produce(&mut book, &name, &merged, is_1904, sink)?;
                    // Who has read the last sheet to its end needs the room more than the workbook.
                    if !ended || at < last {
                        lent.give_back(book);
                    }
                    Ok(())
                })
            }),
        });
    }
    Ok(opened)
}

/// A workbook that is opened once and lent to one reading of a sheet after the other, so that its table of shared texts is read once and
/// held once. Where two readings go on side by side, the second opens it for itself.
struct Lent {
    content: Content,
    idle: Mutex<Option<Book>>,
}

impl Lent {
    fn take(&self) -> Result<Book, Fault> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle.take();
        // Nobody who gives one back may wait until this one is opened.
        drop(idle);
        taken.map_or_else(|| book(&self.content), Ok)
    }

    fn give_back(&self, book: Book) {
        *self.idle.lock().unwrap_or_else(PoisonError::into_inner) = Some(book);
    }
}

fn macros(sheet: &str) -> Notice {
    Notice {
        code: "macros-ignored".to_owned(),
        file: String::new(),
        sheet: sheet.to_owned(),
        row: 0,
        column: String::new(),
        text: Wording::new(
            "工作簿含有宏，未运行，只读取单元格中保存的值",
            "the workbook holds macros, which are not run; only the values saved in cells are read",
        ),
    }
}

fn book(content: &Content) -> Result<Book, Fault> {
    let reader = BufReader::new(content.seekable(LARGEST_UNPACKED)?);
    guarded(|| Xlsx::new(reader).map_err(fault))
}

/// Hands on the rows of a sheet; says whether its end was reached.
fn produce(
    book: &mut Book,
    name: &str,
    merged: &[Merged],
    is_1904: bool,
    sink: &mut dyn FnMut(Records) -> bool,
) -> Result<bool, Fault> {
    let mut cells = book.worksheet_cells_reader(name).map_err(fault)?;
    let mut grid = Grid::new(merged, sink);
    let mut empty = 0_u32;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(fault)? {
        let (row, column) = cell.pos;
        let more = match (&cell.value, &cell.formula) {
            (DataRef::Empty, Some(formula)) => {
                grid.cell_by(row, column, |words| uncomputed(formula, words))?
            }
            (value, _) if cell_text::is_empty(value) => {
                empty = empty.wrapping_add(1);
                !empty.is_multiple_of(EMPTY) || grid.is_wanted()
            }
            (value, _) => grid.cell_by(row, column, |words| {
                cell_text::write_ref(value, is_1904, words)
            })?,
        };
        if !more {
            return Ok(false);
        }
    }
    grid.finish()?;
    Ok(true)
}

/// A formula without a saved value is an error, not a blank: what it would say is unknown, and nothing is computed here.
fn uncomputed(formula: &XlsxFormulaMetadata, words: &mut String) -> CellKind {
    let text = match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            formula
        }
        _ => "…",
    };
    words.push('=');
    words.push_str(text);
    CellKind::Error
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "It is handed to map_err, which gives the error away."
)]
fn fault(error: XlsxError) -> Fault {
    if matches!(error, XlsxError::Password) {
        return container::encrypted();
    }
    Fault::damaged(&error)
}

#[cfg(test)]
#[path = "xlsx_tests.rs"]
mod tests;
