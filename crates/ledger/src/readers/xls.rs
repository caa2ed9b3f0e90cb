//! xls workbooks (BIFF in a compound file), and what else comes in compound files.
//!
//! The reader of workbooks has no streaming reader for this format: it holds the whole workbook. The format ends at
//! 65,536 rows and 256 columns, files are small, and `cfb` and `biff` look a file over before, so that is bearable.
//! What it is given is a compound file made here, which holds the workbook's stream and nothing else.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Reader as _, SheetType, Xls, XlsError};

use super::ahead::stream;
use super::cfb::{Compound, MAGIC, wrapped};
use super::content::Content;
use super::grid::{Grid, Merged, guarded};
use super::not_a_table::no_table;
use super::{Entry, Fault, Opened, ReadOptions, Records, biff, cell_text, container};

/// See [`super::ENTRIES`].
pub(super) const ENTRY: Entry = Entry {
    name: "xls",
    sniff: |head| head.starts_with(MAGIC),
    open,
};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 64 << 20;

fn open(content: &Content, _options: &ReadOptions) -> Result<Vec<Opened>, Fault> {
    let file = content.all(LARGEST)?;
    let mut compound = Compound::read(&file, &["WORKBOOK", "BOOK"])?;
    if compound.has("ENCRYPTEDPACKAGE") || compound.has("ENCRYPTIONINFO") {
        return Err(container::encrypted());
    }
    let taken = compound.take("WORKBOOK").or_else(|| compound.take("BOOK"));
    let Some(mut records) = taken else {
        return Err(if compound.has("WORDDOCUMENT") {
            no_table("Word 文档（doc）", "a Word document (doc)")
        } else if compound.has("POWERPOINT DOCUMENT") {
            no_table("演示文稿（ppt）", "a presentation (ppt)")
        } else {
            no_table("不含工作簿的复合文档", "a compound file without a workbook")
        });
    };
    biff::look_over(&records)?;
    let mut hidden = biff::hidden(&records);
    biff::blank_claims(&mut records);
    let file: Arc<[u8]> = wrapped(&records).into();
    drop((compound, records));
    let book = book(&file)?;
    let is_1904 = book.has_1904_epoch();
    let mut opened = Vec::new();
    for (index, sheet) in book.sheets_metadata().iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let merged: Arc<[Merged]> = merged(&book, index).into();
        let (file, name) = (Arc::clone(&file), sheet.name.clone());
        let mut hidden = hidden
            .get_mut(index)
            .map(std::mem::take)
            .unwrap_or_default();
        hidden.sheet(sheet.visible);
        opened.push(Opened {
            sheet: sheet.name.clone(),
            format: ENTRY.name,
            choices: hidden.choices(),
            notices: Vec::new(),
            headings: None,
            hidden,
            batches: Box::new(move || {
                let (file, name, merged) = (Arc::clone(&file), name.clone(), Arc::clone(&merged));
                stream(move |sink| produce(&file, &name, &merged, is_1904, sink))
            }),
        });
    }
    Ok(opened)
}

fn book(file: &Arc<[u8]>) -> Result<Xls<Cursor<Arc<[u8]>>>, Fault> {
    guarded(|| Xls::new(Cursor::new(Arc::clone(file))).map_err(fault))
}

fn merged(book: &Xls<Cursor<Arc<[u8]>>>, sheet: usize) -> Vec<Merged> {
    let regions = book.merge_cells_by_sheet_id(sheet).unwrap_or_default();
    let own = |region: &calamine::Dimensions| Merged {
        top: region.start.0,
        left: region.start.1,
        bottom: region.end.0,
        right: region.end.1,
    };
    regions.iter().map(own).collect()
}

fn produce(
    file: &Arc<[u8]>,
    name: &str,
    merged: &[Merged],
    is_1904: bool,
    sink: &mut dyn FnMut(Records) -> bool,
) -> Result<(), Fault> {
    let range = book(file)?.worksheet_range(name).map_err(fault)?;
    let (top, left) = range.start().unwrap_or((0, 0));
    let mut grid = Grid::new(merged, sink);
    for (row, cells) in (top..).zip(range.rows()) {
        for (column, cell) in (left..).zip(cells) {
            if let Some(text) = cell_text::of_data(cell, is_1904)
                && !grid.cell(row, column, text)?
            {
                return Ok(());
            }
        }
    }
    grid.finish()
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "It is handed to map_err, which gives the error away."
)]
fn fault(error: XlsError) -> Fault {
    if matches!(error, XlsError::Password) {
        return container::encrypted();
    }
    Fault::damaged(&error)
}

#[cfg(test)]
#[path = "xls_tests.rs"]
mod tests;
