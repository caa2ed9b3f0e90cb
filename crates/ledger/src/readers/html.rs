//! HTML tables, which many systems save as `.xls`: lenient about markup, strict about places.

use std::sync::Arc;

use super::cell_text::CellText;
use super::content::Content;
use super::decode::{Mark, decode};
use super::grid::Grid;
use super::markup::{Token, attribute, decoded, pieces};
use super::not_a_table::no_table;
use super::{Batch, Batches, CellKind, Entry, Fault, Opened, ReadOptions, Records, encoding};
use crate::{Choice, Wording};

/// See [`super::ENTRIES`].
pub(super) const ENTRY: Entry = Entry {
    name: "html",
    sniff,
    open,
};

/// The largest page that is read, in bytes.
pub(super) const LARGEST: u64 = 128 << 20;
/// How deep tables may stand in tables.
const DEEPEST: usize = 32;
/// The widest and the highest cell.
const WIDEST: u32 = 256;
const HIGHEST: u32 = 65_536;

fn sniff(head: &[u8]) -> bool {
    let head = plain_head(head);
    let marks = ["<html", "<table", "<!doctype html", "<body", "<meta", "<tr"];
    head.starts_with('<') && marks.iter().any(|mark| head.contains(mark))
}

/// The beginning of a file in lower-case ASCII, without byte order mark, blanks and the zeros of UTF-16.
pub(super) fn plain_head(head: &[u8]) -> String {
    let ascii = head
        .iter()
        .filter(|b| matches!(b, 1..=127))
        .map(|b| char::from(b.to_ascii_lowercase()));
    ascii.collect::<String>().trim_start().to_owned()
}

fn open(content: &Content, options: &ReadOptions) -> Result<Vec<Opened>, Fault> {
    let page = Page::read(content, options)?;
    let mut opened = Vec::new();
    for (number, table) in (1_u32..).zip(tables(&page)?) {
        let rows: usize = table.iter().map(Records::len).sum();
        if rows >= 2 {
            opened.push(held(number.to_string(), ENTRY.name, &page.choice, table));
        }
    }
    if opened.is_empty() {
        return Err(no_table("没有表格的网页", "a web page without a table"));
    }
    Ok(opened)
}

/// A source whose records are held in memory.
pub(super) fn held(
    sheet: String,
    format: &'static str,
    choice: &Choice,
    records: Vec<Records>,
) -> Opened {
    let records = Arc::new(records);
    Opened {
        sheet,
        format,
        choices: vec![choice.clone()],
        notices: Vec::new(),
        headings: None,
        hidden: super::Hidden::default(),
        batches: Box::new(move || {
            let (records, mut next) = (Arc::clone(&records), 0..);
            let each = std::iter::from_fn(move || {
                let batch = records.get(next.next()?)?;
                Some(Ok(Batch::Split(batch.clone())))
            });
            Ok(Box::new(each) as Batches)
        }),
    }
}

/// A page in memory, decoded.
pub(super) struct Page {
    pub(super) text: String,
    pub(super) choice: Choice,
    marks: Vec<Mark>,
}

impl Page {
    pub(super) fn read(content: &Content, options: &ReadOptions) -> Result<Self, Fault> {
        let bytes = content.all(LARGEST)?;
        let mut decided = encoding::decide(content, options)?;
        if decided.choice.doubtful
            && let Some(label) = label(&bytes)
        {
            let pin = ReadOptions {
                encoding: Some(label.clone()),
            };
            if let Ok(stated) = encoding::decide(content, &pin) {
                decided = stated;
                decided.choice.evidence = Wording::new(
                    format!("网页自身声明编码为 {label}"),
                    format!("the page itself states {label}"),
                );
            }
        }
        let (mut text, mut marks) = (String::new(), Vec::new());
        let body = bytes.get(decided.mark..).unwrap_or(&[]);
        decode(
            decided.encoding,
            body,
            decided.mark as u64,
            &mut text,
            &mut marks,
        );
        Ok(Self {
            text,
            choice: decided.choice,
            marks,
        })
    }

    /// The first thing that decoding found wrong between two places of the text.
    pub(super) fn mark(&self, from: usize, to: usize) -> Option<&Mark> {
        let first = self.marks.partition_point(|mark| mark.at < from);
        self.marks.get(first).filter(|mark| mark.at < to)
    }
}

/// The encoding that a page states in its head, where `encoding_rs` knows it.
fn label(bytes: &[u8]) -> Option<String> {
    let head = plain_head(bytes.get(..4096).unwrap_or(bytes));
    let (_, behind) = head
        .split_once("charset=")
        .or_else(|| head.split_once("encoding="))?;
    let behind = behind.trim_start_matches(['"', '\'', ' ']);
    let end = behind
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'))
        .unwrap_or(behind.len());
    let label = behind.get(..end)?;
    encoding_rs::Encoding::for_label(label.as_bytes()).map(|_| label.to_owned())
}

/// One cell of a row, with its extent.
struct Cell {
    text: String,
    across: u32,
    down: u32,
}

/// A table whose end was not seen yet.
#[derive(Default)]
struct Table {
    /// Its number in the order of beginnings.
    number: usize,
    rows: Vec<(Vec<Cell>, usize, usize)>,
    row: Option<(Vec<Cell>, usize)>,
    cell: Option<Cell>,
}

impl Table {
    fn end_cell(&mut self, at: usize) {
        if let Some(mut cell) = self.cell.take() {
            cell.text = cell.text.trim_matches([' ', '\n']).into();
            self.row
                .get_or_insert_with(|| (Vec::new(), at))
                .0
                .push(cell);
        }
    }

    fn end_row(&mut self, at: usize) {
        self.end_cell(at);
        if let Some((cells, from)) = self.row.take() {
            self.rows.push((cells, from, at));
        }
    }

    /// Adds text as a browser shows it: runs of white space are one blank.
    fn add(&mut self, text: &str) {
        let Some(cell) = &mut self.cell else { return };
        for c in text.chars() {
            if !c.is_ascii_whitespace() {
                cell.text.push(c);
            } else if !cell.text.ends_with([' ', '\n']) {
                cell.text.push(' ');
            }
        }
    }

    fn line_break(&mut self) {
        if let Some(cell) = &mut self.cell {
            let kept = cell.text.trim_end_matches(' ').len();
            cell.text.truncate(kept);
            cell.text.push('\n');
        }
    }
}

/// All tables of a page, in the order in which they begin.
fn tables(page: &Page) -> Result<Vec<Vec<Records>>, Fault> {
    let mut open: Vec<Table> = Vec::new();
    let mut done = Vec::new();
    let mut begun = 0;
    for piece in pieces(&page.text) {
        let at = piece.at;
        match piece.token {
            Token::Open {
                name, attributes, ..
            } => match name.as_str() {
                "table" => {
                    if open.len() == DEEPEST {
                        return Err(no_table(
                            "表格嵌套过深的网页",
                            "a web page whose tables are nested too deep",
                        ));
                    }
                    open.push(Table {
                        number: begun,
                        ..Table::default()
                    });
                    begun += 1;
                }
                "tr" => with(&mut open, |table| {
                    table.end_row(at);
                    table.row = Some((Vec::new(), at));
                }),
                "td" | "th" => with(&mut open, |table| {
                    table.end_cell(at);
                    table.cell = Some(Cell {
                        text: String::new(),
                        across: span(attributes, "colspan", WIDEST),
                        down: span(attributes, "rowspan", HIGHEST),
                    });
                }),
                "br" => with(&mut open, Table::line_break),
                _ => {}
            },
            Token::Close(name) => match name.as_str() {
                "table" => {
                    if let Some(mut table) = open.pop() {
                        table.end_row(at);
                        done.push(table);
                    }
                }
                "tr" => with(&mut open, |table| table.end_row(at)),
                "td" | "th" => with(&mut open, |table| table.end_cell(at)),
                "p" | "div" => with(&mut open, Table::line_break),
                _ => {}
            },
            Token::Text(text) => with(&mut open, |table| table.add(&decoded(text))),
            Token::Raw(text) => with(&mut open, |table| table.add(text)),
        }
    }
    for mut table in open {
        table.end_row(page.text.len());
        done.push(table);
    }
    done.sort_by_key(|table| table.number);
    done.into_iter()
        .map(|table| spread(page, table.rows))
        .collect()
}

fn with(open: &mut [Table], act: impl FnOnce(&mut Table)) {
    if let Some(table) = open.last_mut() {
        act(table);
    }
}

fn span(attributes: &str, name: &str, most: u32) -> u32 {
    let stated = attribute(attributes, name).and_then(|value| value.trim().parse().ok());
    stated.unwrap_or(1).clamp(1, most)
}

/// Puts cells in their columns: those that reach over several columns or rows push others aside.
fn spread(page: &Page, rows: Vec<(Vec<Cell>, usize, usize)>) -> Result<Vec<Records>, Fault> {
    let mut all = Vec::new();
    let mut sink = |records| {
        all.push(records);
        true
    };
    let mut grid = Grid::new(&[], &mut sink);
    let count = rows.len();
    // Columns that cells of earlier rows reach down into: first and last column, rows left, words to repeat.
    let mut hanging: Vec<(u32, u32, u32, Option<CellText>)> = Vec::new();
    for (row, (cells, from, to)) in (0_u32..).zip(rows) {
        if let Some(mark) = page.mark(from, to) {
            let raw: Vec<String> = cells.into_iter().map(|cell| cell.text).collect();
            grid.broken(row, raw.join("\t"), mark.fault(row.saturating_add(1)))?;
            hanging.clear();
            continue;
        }
        let mut next = 0_u32;
        let mut begun = Vec::new();
        for cell in cells {
            while let Some((_, last, _, _)) = hanging
                .iter()
                .find(|(first, last, _, _)| (*first..=*last).contains(&next))
            {
                next = last.saturating_add(1);
            }
            let last = next.saturating_add(cell.across - 1);
            let text = (cell.text, CellKind::Text);
            let words = Grid::repeats(row, &text).then(|| text.clone());
            if !text.0.is_empty() {
                grid.cell(row, next, text)?;
                for column in next.saturating_add(1)..=last {
                    if let Some(words) = &words {
                        grid.cell(row, column, words.clone())?;
                    }
                }
            }
            if cell.down > 1 {
                begun.push((next, last, cell.down - 1, words));
            }
            next = last.saturating_add(1);
        }
        for (first, last, left, words) in &mut hanging {
            if let Some(words) = words.as_ref().filter(|words| Grid::repeats(row, words)) {
                for column in *first..=*last {
                    grid.cell(row, column, words.clone())?;
                }
            }
            *left -= 1;
        }
        hanging.retain(|(_, _, left, _)| *left > 0);
        hanging.extend(begun);
    }
    grid.pad_to(u32::try_from(count).unwrap_or(u32::MAX))?;
    grid.finish()?;
    Ok(all)
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
