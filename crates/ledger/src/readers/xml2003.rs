//! XML Spreadsheet 2003, which some systems save as `.xls`: each worksheet is one source.

use super::cell_text::{CellText, iso, stated_number};
use super::content::Content;
use super::grid::Grid;
use super::hidden::Hidden;
use super::html::{Page, held, plain_head};
use super::markup::{Token, attribute, decoded, pieces};
use super::not_a_table::no_table;
use super::{CellKind, Entry, Fault, Opened, ReadOptions, Records};

/// See [`super::ENTRIES`].
pub(super) const ENTRY: Entry = Entry {
    name: "xml2003",
    sniff,
    open,
};

/// The widest and the highest merged cell, in further columns and rows.
const WIDEST: u32 = 255;
const HIGHEST: u32 = 59;

fn sniff(head: &[u8]) -> bool {
    let head = plain_head(head);
    head.starts_with("<?xml")
        && head.contains("workbook")
        && head.contains("urn:schemas-microsoft-com:office:spreadsheet")
        && !head.contains("<html")
}

fn open(content: &Content, options: &ReadOptions) -> Result<Vec<Opened>, Fault> {
    let page = Page::read(content, options)?;
    let sheets = sheets(&page)?;
    if sheets.is_empty() {
        return Err(no_table(
            "没有工作表的 XML 文件",
            "an XML file without a worksheet",
        ));
    }
    let own = |(name, records, hidden): (_, _, Hidden)| {
        let mut sheet = held(name, ENTRY.name, &page.choice, records);
        sheet.choices.extend(hidden.choices());
        Opened { hidden, ..sheet }
    };
    Ok(sheets.into_iter().map(own).collect())
}

/// One cell, with its 0-based place and the further columns and rows that it covers.
struct Cell {
    row: u32,
    column: u32,
    across: u32,
    down: u32,
    kind: String,
    text: String,
}

/// Where reading stands in a worksheet.
#[derive(Default)]
struct Sheet {
    name: String,
    cells: Vec<Cell>,
    broken: Vec<(u32, String, Fault)>,
    /// 0-based place of the next row and cell.
    row: u32,
    column: u32,
    /// 0-based place of the next column that is described.
    described: u32,
    hidden: Hidden,
    /// Where the open row begins in the text.
    began: usize,
    /// Inside `Data` of a cell, not of its comment.
    inside: bool,
    comment: bool,
}

fn sheets(page: &Page) -> Result<Vec<(String, Vec<Records>, Hidden)>, Fault> {
    let mut done = Vec::new();
    let mut open: Option<Sheet> = None;
    for piece in pieces(&page.text) {
        match piece.token {
            Token::Open {
                name, attributes, ..
            } if name == "worksheet" => {
                done.extend(open.take());
                let name = attribute(attributes, "name")
                    .unwrap_or_default()
                    .into_owned();
                open = Some(Sheet {
                    name,
                    ..Sheet::default()
                });
            }
            Token::Close(name) if name == "worksheet" => done.extend(open.take()),
            token => {
                if let Some(sheet) = &mut open {
                    sheet.take(page, piece.at, token);
                }
            }
        }
    }
    done.extend(open);
    done.into_iter().map(written).collect()
}

fn is_hidden(attributes: &str) -> bool {
    attribute(attributes, "hidden").is_some_and(|v| v == "1")
}

impl Sheet {
    fn take(&mut self, page: &Page, at: usize, token: Token<'_>) {
        match token {
            Token::Open {
                name,
                attributes,
                closed,
            } => self.begin(&name, attributes, closed, at),
            Token::Close(name) => match name.as_str() {
                "row" => self.end_row(page, at),
                "data" => self.inside = false,
                "comment" => self.comment = false,
                _ => {}
            },
            Token::Text(text) => self.add(&decoded(text)),
            Token::Raw(text) => self.add(text),
        }
    }

    fn begin(&mut self, name: &str, attributes: &str, closed: bool, at: usize) {
        let number = |name: &str| {
            attribute(attributes, name).and_then(|value| value.trim().parse::<u32>().ok())
        };
        match name {
            "row" => {
                self.row = number("index").map_or(self.row, |index| index.saturating_sub(1));
                self.column = 0;
                self.began = at;
                if is_hidden(attributes) {
                    let row = self.row.saturating_add(1);
                    self.hidden.add_rows(row, row);
                }
                if closed {
                    self.row = self.row.saturating_add(1);
                }
            }
            "column" => {
                let first = number("index").unwrap_or(self.described.saturating_add(1));
                self.described = first.saturating_add(number("span").unwrap_or(0));
                if is_hidden(attributes) {
                    self.hidden.add_columns(first, self.described);
                }
            }
            "cell" => {
                let column = number("index").map_or(self.column, |index| index.saturating_sub(1));
                let across = number("mergeacross").unwrap_or(0).min(WIDEST);
                self.column = column.saturating_add(across).saturating_add(1);
                self.cells.push(Cell {
                    row: self.row,
                    column,
                    across,
                    down: number("mergedown").unwrap_or(0).min(HIGHEST),
                    kind: String::new(),
                    text: String::new(),
                });
            }
            "comment" => self.comment = !closed,
            "data" if !self.comment && !closed => {
                self.inside = true;
                if let Some(cell) = self.cells.last_mut() {
                    cell.kind = attribute(attributes, "type")
                        .unwrap_or_default()
                        .into_owned();
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        if let (true, Some(cell)) = (self.inside, self.cells.last_mut()) {
            cell.text.push_str(text);
        }
    }

    fn end_row(&mut self, page: &Page, at: usize) {
        if let Some(mark) = page.mark(self.began, at) {
            let first = self.cells.partition_point(|cell| cell.row < self.row);
            let raw: Vec<String> = self.cells.drain(first..).map(|cell| cell.text).collect();
            let fault = mark.fault(self.row.saturating_add(1));
            self.broken.push((self.row, raw.join("\t"), fault));
        }
        self.row = self.row.saturating_add(1);
    }
}

impl Cell {
    fn value(&self) -> Option<CellText> {
        if self.text.is_empty() {
            return None;
        }
        Some(match self.kind.as_str() {
            "Number" => stated_number(&self.text),
            "DateTime" => iso(&self.text),
            "Error" => (self.text.clone(), CellKind::Error),
            "Boolean" => (
                if self.text == "1" { "TRUE" } else { "FALSE" }.to_owned(),
                CellKind::Text,
            ),
            _ => (self.text.clone(), CellKind::Text),
        })
    }
}

fn written(sheet: Sheet) -> Result<(String, Vec<Records>, Hidden), Fault> {
    let mut all = Vec::new();
    let mut sink = |records| {
        all.push(records);
        true
    };
    let merged: Vec<_> = sheet
        .cells
        .iter()
        .filter(|cell| cell.across + cell.down > 0)
        .map(|cell| super::grid::Merged {
            top: cell.row,
            left: cell.column,
            bottom: cell.row.saturating_add(cell.down),
            right: cell.column.saturating_add(cell.across),
        })
        .collect();
    let mut grid = Grid::new(&merged, &mut sink);
    let mut broken = sheet.broken.into_iter().peekable();
    for cell in &sheet.cells {
        while let Some((row, raw, fault)) = broken.next_if(|(row, _, _)| *row < cell.row) {
            grid.broken(row, raw, fault)?;
        }
        if let Some(value) = cell.value() {
            grid.cell(cell.row, cell.column, value)?;
        }
    }
    for (row, raw, fault) in broken {
        grid.broken(row, raw, fault)?;
    }
    grid.finish()?;
    Ok((sheet.name, all, sheet.hidden))
}

#[cfg(test)]
mod tests {
    use super::super::{Bytes, open as open_file};
    use super::*;

    fn check(body: &str, expected: Result<&[&str], &str>) {
        let text = format!(
            "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">{body}</Workbook>"
        );
        let opened = open_file(
            &Bytes::Memory(text.as_bytes().into()),
            &ReadOptions::default(),
        );
        let found = opened.map_err(|fault| fault.code).and_then(|sources| {
            let mut all = Vec::new();
            for source in sources {
                for batch in (source.batches)().expect("it is in memory") {
                    let records = batch.map_err(|fault| fault.code)?.split();
                    for index in 0..records.len() {
                        let cells = records.cells_of(index).iter().map(|cell| match cell.2 {
                            CellKind::Text => records.text_of(*cell).to_owned(),
                            kind => format!("{kind:?}:{}", records.text_of(*cell)),
                        });
                        let cells: Vec<String> = cells.collect();
                        all.push(format!(
                            "{}@{}[{}]",
                            source.sheet,
                            records.records[index].1,
                            cells.join("|")
                        ));
                    }
                }
            }
            Ok(all)
        });
        let expected =
            expected.map(|rows| rows.iter().map(|row| (*row).to_owned()).collect::<Vec<_>>());
        assert_eq!(found, expected);
    }

    #[test]
    fn hidden_rows_and_columns_are_known() {
        let text = "<Worksheet ss:Name=\"a\"><Table><Column/><Column ss:Hidden=\"1\" ss:Span=\"1\"/><Column ss:Index=\"6\" ss:Hidden=\"1\"/>\
                    <Row ss:Hidden=\"1\"><Cell><Data>x</Data></Cell></Row><Row ss:Index=\"4\" ss:Hidden=\"1\"/><Row><Cell><Data>y</Data></Cell></Row></Table></Worksheet>";
        let text = format!(
            "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">{text}</Workbook>"
        );
        let bytes = Bytes::Memory(text.into_bytes().into());
        let opened = open_file(&bytes, &ReadOptions::default()).expect("it can be opened");
        let hidden = &opened[0].hidden;
        let rows: Vec<u32> = (1..6).filter(|&row| hidden.has_row(row)).collect();
        let columns: Vec<u32> = (1..8).filter(|&column| hidden.has_column(column)).collect();
        assert_eq!((rows, columns), (vec![1, 4], vec![2, 3, 6]));
    }

    #[test]
    fn reads_worksheets() {
        check(
            "<Worksheet ss:Name=\"明细\"><Table><Row><Cell ss:MergeAcross=\"1\"><Data ss:Type=\"String\">发生额</Data></Cell><Cell><Data ss:Type=\"String\">备注</Data><Comment><ss:Data>x</ss:Data></Comment></Cell></Row>\
             <Row ss:Index=\"3\"><Cell><Data ss:Type=\"DateTime\">2024-01-02T00:00:00.000</Data></Cell><Cell ss:Index=\"3\"><Data ss:Type=\"Number\">1234.5</Data></Cell></Row></Table></Worksheet>\
             <Worksheet ss:Name=\"空\"/>",
            Ok(&[
                "明细@1[发生额|发生额|备注]",
                "明细@2[]",
                "明细@3[Date:2024-01-02||Number:1234.5]",
            ]),
        );
        check(
            "<Worksheet ss:Name=\"a\"><Table><Row><Cell><Data ss:Type=\"Number\">4.40105198001E+17</Data></Cell><Cell><Data ss:Type=\"Error\">#REF!</Data></Cell></Row>",
            Ok(&["a@1[LongNumber:440105198001000000|Error:#REF!]"]),
        );
        check("<Styles/>", Err("not-a-table"));
        check(
            "<Worksheet ss:Name=\"a\"><Table><Row ss:Index=\"9\"><Cell><Data>x</Data></Cell></Row><Row ss:Index=\"2\"><Cell><Data>y</Data></Cell></Row>",
            Err("damaged"),
        );
    }
}
