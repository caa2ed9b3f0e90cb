//! ods workbooks: looked over first, then streamed row by row; each sheet is one source.
//!
//! A reader of our own, because one that holds sheets whole would follow a repetition of a million rows wherever it leads.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read};

use calamine::SheetVisible;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::ahead::stream;
use super::content::{Content, ReadSeek};
use super::grid::{Grid, HEADING_ROWS, Merged, guarded};
use super::hidden::Hidden;
use super::ods_table::{self, Xml, named};
use super::xml::look_through;
use super::{Entry, Fault, Opened, ReadOptions, Records, container};

/// See [`super::ENTRIES`].
pub(super) const ENTRY: Entry = Entry {
    name: "ods",
    sniff,
    open,
};

/// What the first part of every `OpenDocument` workbook says; templates say a little more.
const MIME: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
/// Where it says so, behind the fixed part of its header.
const MIME_AT: usize = 30;
/// A workbook that was unpacked is held in memory up to this size, in bytes.
const LARGEST_UNPACKED: u64 = 256 << 20;
/// How many times its size a part may inflate to: cells are written at length, equal ones word for word.
const RATIO: u64 = 300;
/// What is read of the list of parts, which says whether they are encrypted.
const MANIFEST: u64 = 1 << 20;
/// Sheets of one workbook.
const SHEETS: usize = 1024;
/// Merged regions that are remembered of one sheet.
const MERGED: usize = 10_000;

/// A sheet of the workbook.
struct Sheet {
    name: String,
    hidden: Hidden,
    /// Where its rows begin in `content.xml`.
    at: u64,
    merged: Vec<Merged>,
}

fn sniff(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") && head.get(MIME_AT..).is_some_and(|h| h.starts_with(MIME))
}

fn open(content: &Content, _options: &ReadOptions) -> Result<Vec<Opened>, Fault> {
    let part = guarded(|| look_over(content.seekable(LARGEST_UNPACKED)?))?;
    let sheets = guarded(|| {
        let mut archive = archive(content)?;
        let reader = archive
            .by_index(part)
            .map_err(|error| Fault::damaged(&error))?;
        sheets(BufReader::new(reader))
    })?;
    let names: BTreeSet<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    if sheets.is_empty() || names.len() < sheets.len() || sheets.len() > SHEETS {
        return Err(Fault::file(
            "damaged",
            "没有工作表，或工作表重名、超过 1024 张，无法分辨。请用 WPS 或 LibreOffice 打开核对后另存",
            "there is no sheet, or sheets share a name or are more than 1,024; check it in LibreOffice and save it again",
        ));
    }
    let opened = |sheet: Sheet| {
        let content = content.clone();
        Opened {
            sheet: sheet.name,
            format: ENTRY.name,
            choices: sheet.hidden.choices(),
            notices: Vec::new(),
            headings: None,
            hidden: sheet.hidden,
            batches: Box::new(move || {
                let (content, at, merged) = (content.clone(), sheet.at, sheet.merged.clone());
                stream(move |sink| produce(&content, part, at, &merged, sink))
            }),
        }
    };
    Ok(sheets.into_iter().map(opened).collect())
}

fn archive(content: &Content) -> Result<ZipArchive<Box<dyn ReadSeek>>, Fault> {
    ZipArchive::new(content.seekable(LARGEST_UNPACKED)?).map_err(|error| Fault::damaged(&error))
}

/// Looks over the container, and gives the index of the part that holds the sheets.
fn look_over(reader: Box<dyn ReadSeek>) -> Result<usize, Fault> {
    let mut archive = ZipArchive::new(reader).map_err(|error| Fault::damaged(&error))?;
    let names = container::names(&mut archive)?;
    let part = |name: &str| names.iter().position(|n| n == name);
    let mut total = 0;
    for (index, name) in names.iter().enumerate() {
        let part = archive
            .by_index_raw(index)
            .map_err(|error| Fault::damaged(&error))?;
        if part.encrypted() {
            return Err(container::encrypted());
        }
        container::sized(name, part.compressed_size(), part.size(), RATIO, &mut total)?;
    }
    if let Some(manifest) = part("meta-inf/manifest.xml") {
        let mut text = Vec::new();
        archive
            .by_index(manifest)
            .map_err(|error| Fault::damaged(&error))?
            .take(MANIFEST)
            .read_to_end(&mut text)
            .map_err(|error| Fault::damaged(&error))?;
        if memchr::memmem::find(&text, b"encryption-data").is_some() {
            return Err(container::encrypted());
        }
    }
    let content = part("content.xml").ok_or_else(|| Fault::damaged(&"no content.xml"))?;
    let reader = archive
        .by_index(content)
        .map_err(|error| Fault::damaged(&error))?;
    let (packed, declared) = (reader.compressed_size(), reader.size());
    let length = look_through(&mut reader.take(declared.saturating_add(1)), false, |_| {
        Ok(())
    })?;
    if length > declared {
        return Err(container::bomb("content.xml", packed, length));
    }
    Ok(content)
}

/// All sheets in their order, with the merged regions of their first rows.
fn sheets(reader: impl std::io::BufRead) -> Result<Vec<Sheet>, Fault> {
    let mut xml = Xml::new(reader);
    let mut styles: BTreeMap<String, bool> = BTreeMap::new();
    let mut style = String::new();
    let mut all = Vec::new();
    // Tables also stand in cells, in links and among tracked changes; sheets stand right under the workbook.
    let mut depth = 0_u32;
    let mut workbook = None;
    loop {
        match xml.next()? {
            Event::Start(tag) => {
                match tag.name().0 {
                    "style:style" => style = named(&tag, "style:name").unwrap_or_default(),
                    "style:table-properties" => {
                        let hidden = named(&tag, "table:display").is_some_and(|v| v == "false");
                        styles.insert(style.clone(), hidden);
                    }
                    "office:spreadsheet" => workbook = Some(depth),
                    "table:table" if workbook.is_some_and(|w| w + 1 == depth) => {
                        let (name, style) = (named(&tag, "table:name"), style_of(&tag));
                        let name = name.unwrap_or_default();
                        let cached = is_cached(&name, &style);
                        let at = xml.position();
                        let (merged, mut hidden) = marks(&mut xml)?;
                        if !cached {
                            if styles.get(&style) == Some(&true) {
                                hidden.sheet(SheetVisible::Hidden);
                            }
                            all.push(Sheet {
                                name,
                                hidden,
                                at,
                                merged,
                            });
                        }
                        continue;
                    }
                    _ => {}
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof => return Ok(all),
            _ => {}
        }
    }
}

fn style_of(tag: &BytesStart<'_>) -> String {
    named(tag, "table:style-name").unwrap_or_default()
}

/// Cells of other files that a formula once looked up are kept as tables too; they are not this workbook's.
fn is_cached(name: &str, style: &str) -> bool {
    style == "ta_extref" || name.starts_with("'file:")
}

/// Walks to the end of a sheet, and gives the merged regions that begin in its first rows, and what it hides.
fn marks(xml: &mut Xml<impl std::io::BufRead>) -> Result<(Vec<Merged>, Hidden), Fault> {
    let mut merged = Vec::new();
    let mut hidden = Hidden::default();
    ods_table::walk(xml, &mut hidden, &mut |row| {
        for cell in &row.cells {
            if row.at < HEADING_ROWS && cell.across + cell.down > 0 && merged.len() < MERGED {
                merged.push(Merged {
                    top: row.at,
                    left: cell.column,
                    bottom: row.at.saturating_add(cell.down),
                    right: cell.column.saturating_add(cell.across),
                });
            }
        }
        Ok(true)
    })?;
    Ok((merged, hidden))
}

fn produce(
    content: &Content,
    part: usize,
    at: u64,
    merged: &[Merged],
    sink: &mut dyn FnMut(Records) -> bool,
) -> Result<(), Fault> {
    let mut archive = archive(content)?;
    let mut reader = archive
        .by_index(part)
        .map_err(|error| Fault::damaged(&error))?;
    std::io::copy(&mut (&mut reader).take(at), &mut std::io::sink())
        .map_err(|error| Fault::damaged(&error))?;
    let mut grid = Grid::new(merged, sink);
    let ended = ods_table::walk(
        &mut Xml::new(BufReader::new(reader)),
        &mut Hidden::default(),
        &mut |row| {
            for again in 0..row.times {
                for cell in &row.cells {
                    for beside in 0..cell.times {
                        let (row, column) = (row.at.saturating_add(again), cell.column + beside);
                        if !grid.cell(row, column, cell.value.clone())? {
                            return Ok(false);
                        }
                    }
                }
            }
            Ok(true)
        },
    )?;
    if ended { grid.finish() } else { Ok(()) }
}

#[cfg(test)]
#[path = "ods_tests.rs"]
mod tests;
