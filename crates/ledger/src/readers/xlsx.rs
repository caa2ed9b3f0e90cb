//! xlsx workbooks: looked over first, then streamed cell by cell; each worksheet is one source.

use std::collections::BTreeSet;
use std::io::BufReader;

use calamine::{DataRef, Reader as _, SheetType, Xlsx, XlsxError, XlsxFormulaMetadata};

use super::cell_text::CellText;
use super::content::{Content, ReadSeek};
use super::grid::{Grid, Merged, guarded, stream};
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
    let mut opened = Vec::new();
    for sheet in sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
    {
        let mut marks = overview.sheets.remove(&sheet.name).unwrap_or_default();
        marks.hidden.sheet(sheet.visible);
        let choices = marks.choices();
        let merged = marks.merged;
        let (content, name) = (content.clone(), sheet.name.clone());
        opened.push(Opened {
            sheet: sheet.name.clone(),
            format: ENTRY.name,
            choices,
            notices: overview
                .macros
                .then(|| macros(&sheet.name))
                .into_iter()
                .collect(),
            headings: None,
            hidden: marks.hidden,
            batches: Box::new(move || {
                let (content, name, merged) = (content.clone(), name.clone(), merged.clone());
                stream(move |sink| produce(&content, &name, &merged, is_1904, sink))
            }),
        });
    }
    Ok(opened)
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

fn produce(
    content: &Content,
    name: &str,
    merged: &[Merged],
    is_1904: bool,
    sink: &mut dyn FnMut(Records) -> bool,
) -> Result<(), Fault> {
    let mut book = book(content)?;
    let mut cells = book.worksheet_cells_reader(name).map_err(fault)?;
    let mut grid = Grid::new(merged, sink);
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(fault)? {
        let (row, column) = cell.pos;
        let text = match (&cell.value, &cell.formula) {
            (DataRef::Empty, Some(formula)) => Some(uncomputed(formula)),
            (value, _) => cell_text::of_ref(value, is_1904),
        };
        if let Some(text) = text
            && !grid.cell(row, column, text)?
        {
            return Ok(());
        }
    }
    grid.finish()
}

/// A formula without a saved value is an error, not a blank: what it would say is unknown, and nothing is computed here.
fn uncomputed(formula: &XlsxFormulaMetadata) -> CellText {
    let text = match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            formula
        }
        _ => "…",
    };
    (format!("={text}"), CellKind::Error)
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
