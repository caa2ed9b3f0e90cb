//! Turns cells with places into records: empty cells between, blank rows counted, merged headings filled in.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::cell_text::CellText;
use super::{CellKind, Fault, Records};

/// Rows from the top in which merged cells are filled, for layers of headings.
pub(super) const HEADING_ROWS: u32 = 60;
/// Columns that a workbook can have.
const COLUMNS: u32 = 16_384;
/// Rows that a workbook can have.
const ROWS: u32 = 1_048_576;
/// A batch is handed on at this many records or cells.
const BATCH_ROWS: usize = 4096;
const BATCH_CELLS: usize = 65_536;
/// Empty cells that may be written between real ones, beyond a hundred for each real one.
const FREE_PADDING: u64 = 4 << 20;

/// A merged region, 0-based and inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Merged {
    pub(super) top: u32,
    pub(super) left: u32,
    pub(super) bottom: u32,
    pub(super) right: u32,
}

/// A cell of the row at hand: its 0-based column, where its text lies among the words of the row, and how it was stored.
#[derive(Clone, Copy)]
struct Placed {
    column: u32,
    from: usize,
    to: usize,
    kind: CellKind,
}

/// Writes the rows of one sheet; rows must come in order, cells of a row in any.
pub(super) struct Grid<'a> {
    sink: &'a mut dyn FnMut(Records) -> bool,
    merged: Vec<(Merged, Option<String>)>,
    records: Records,
    row: Vec<Placed>,
    /// The texts of `row`, one behind the other, so that a cell costs no room of its own.
    words: String,
    /// 0-based number of the row that `row` holds.
    at: u32,
    padding: u64,
    real: u64,
    fault: Option<Fault>,
    stopped: bool,
}

impl<'a> Grid<'a> {
    /// `sink` takes batches, and says whether it wants more; an empty one only asks that.
    pub(super) fn new(merged: &[Merged], sink: &'a mut dyn FnMut(Records) -> bool) -> Self {
        let merged = merged.iter().filter(|region| region.top < HEADING_ROWS);
        Self {
            sink,
            merged: merged.map(|region| (*region, None)).collect(),
            records: Records::default(),
            row: Vec::new(),
            words: String::new(),
            at: 0,
            padding: 0,
            real: 0,
            fault: None,
            stopped: false,
        }
    }

    /// Adds a cell at a 0-based place; says whether more is wanted.
    pub(super) fn cell(
        &mut self,
        row: u32,
        column: u32,
        (text, kind): CellText,
    ) -> Result<bool, Fault> {
        self.cell_by(row, column, |words| {
            words.push_str(&text);
            kind
        })
    }

    /// Adds a cell whose text `write` appends to what it is given; says whether more is wanted.
    pub(super) fn cell_by(
        &mut self,
        row: u32,
        column: u32,
        write: impl FnOnce(&mut String) -> CellKind,
    ) -> Result<bool, Fault> {
        if row >= ROWS || column >= COLUMNS {
            return Err(damaged(
                row,
                "单元格位置超出工作表范围",
                "a cell lies outside of any sheet",
            ));
        }
        if row < self.at {
            return Err(damaged(
                row,
                "工作表的行次序颠倒",
                "rows of the sheet are out of order",
            ));
        }
        while self.at < row && !self.stopped {
            self.end_row()?;
        }
        self.push(column, write);
        Ok(!self.stopped)
    }

    fn push(&mut self, column: u32, write: impl FnOnce(&mut String) -> CellKind) {
        let from = self.words.len();
        let kind = write(&mut self.words);
        self.row.push(Placed {
            column,
            from,
            to: self.words.len(),
            kind,
        });
    }

    /// Adds a record that makes no sense: one cell with its raw text, and why (row 0-based).
    pub(super) fn broken(&mut self, row: u32, raw: String, fault: Fault) -> Result<bool, Fault> {
        let more = self.cell(row, 0, (raw, CellKind::Text))?;
        self.fault = Some(fault);
        Ok(more)
    }

    /// Whether anybody still waits for records.
    pub(super) fn is_wanted(&mut self) -> bool {
        self.stopped = self.stopped || !(self.sink)(Records::default());
        !self.stopped
    }

    /// Whether words may be repeated over a merged region: numbers never, because a merged amount would be counted twice.
    pub(super) fn repeats(row: u32, (text, kind): &CellText) -> bool {
        repeats(row, text, *kind)
    }

    /// Ends rows up to `rows` in all, so that blank rows at the end are counted.
    pub(super) fn pad_to(&mut self, rows: u32) -> Result<(), Fault> {
        while self.at < rows.min(ROWS) && !self.stopped {
            self.end_row()?;
        }
        Ok(())
    }

    /// Writes what is left.
    pub(super) fn finish(mut self) -> Result<(), Fault> {
        if !self.row.is_empty() {
            self.end_row()?;
        }
        if !self.records.is_empty() && !self.stopped {
            (self.sink)(self.records);
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Fault> {
        self.row.sort_by_key(|cell| cell.column);
        if self.at < HEADING_ROWS {
            self.fill_merged();
        }
        let number = self.at.saturating_add(1);
        self.records.begin(number, 0);
        let mut next = 0;
        let mut twice = false;
        for &Placed {
            column,
            from,
            to,
            kind,
        } in &self.row
        {
            if column < next {
                twice = true;
                continue;
            }
            self.padding += u64::from(column - next);
            for _ in next..column {
                self.records.cell("", CellKind::Text);
            }
            self.real += 1;
            self.records
                .cell(self.words.get(from..to).unwrap_or(""), kind);
            next = column + 1;
        }
        self.row.clear();
        self.words.clear();
        if let Some(fault) = self.fault.take() {
            self.records.fault(fault);
        } else if twice {
            self.records.fault(damaged(
                self.at,
                "同一单元格出现两次",
                "a cell stands twice in the row",
            ));
        }
        if self.padding > FREE_PADDING + self.real.saturating_mul(100) {
            return Err(Fault::row(
                "sparse",
                number,
                "工作表中零星单元格相距过远，空格过多，未继续读取。请删去表格之外的内容后重新保存",
                "cells of the sheet lie too far apart; delete what is outside of the table and save again",
            ));
        }
        self.at = number;
        if self.records.len() >= BATCH_ROWS || self.records.cells.len() >= BATCH_CELLS {
            let next = self.records.another();
            self.stopped = !(self.sink)(std::mem::replace(&mut self.records, next));
        }
        Ok(())
    }

    fn fill_merged(&mut self) {
        let at = self.at;
        for (region, words) in &mut self.merged {
            if !(region.top..=region.bottom).contains(&at) {
                continue;
            }
            if region.top == at {
                let corner = self.row.iter().find(|cell| cell.column == region.left);
                *words = corner.and_then(|cell| {
                    let text = self.words.get(cell.from..cell.to)?;
                    repeats(at, text, cell.kind).then(|| text.to_owned())
                });
            }
            let Some(words) = words else { continue };
            for column in region.left..=region.right.min(region.left.saturating_add(255)) {
                if self.row.iter().all(|other| other.column != column) {
                    let from = self.words.len();
                    self.words.push_str(words);
                    self.row.push(Placed {
                        column,
                        from,
                        to: self.words.len(),
                        kind: CellKind::Text,
                    });
                }
            }
        }
        self.row.sort_by_key(|cell| cell.column);
    }
}

fn repeats(row: u32, text: &str, kind: CellKind) -> bool {
    row < HEADING_ROWS && kind == CellKind::Text && text.chars().any(char::is_alphabetic)
}

/// Runs code of a library that may panic on bad files.
pub(super) fn guarded<T>(read: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(Fault::file(
            "damaged",
            "文件内部结构损坏，无法读取。请用 Excel 或 WPS 打开并另存后再试",
            "the inside of the file is damaged; open it in Excel or WPS and save it again",
        ))
    })
}

/// A workbook that is damaged in a row (0-based).
fn damaged(row: u32, zh: &str, en: &str) -> Fault {
    Fault::row(
        "damaged",
        row.saturating_add(1),
        format!("{zh}，文件可能损坏。请用 Excel 或 WPS 打开并另存后再试"),
        format!("{en}, so the file may be damaged; open it in Excel or WPS and save it again"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(
        cells: &[(u32, u32, &str)],
        merged: &[Merged],
    ) -> Result<Vec<(u32, Vec<String>)>, &'static str> {
        let mut all = Vec::new();
        let mut sink = |records: Records| {
            for index in 0..records.len() {
                let texts = records
                    .cells_of(index)
                    .iter()
                    .map(|c| records.text_of(*c).to_owned());
                all.push((records.records[index].1, texts.collect()));
            }
            true
        };
        let mut grid = Grid::new(merged, &mut sink);
        for (row, column, text) in cells {
            let cell = ((*text).to_owned(), CellKind::Text);
            grid.cell(*row, *column, cell).map_err(|fault| fault.code)?;
        }
        grid.finish().map_err(|fault| fault.code)?;
        Ok(all)
    }

    fn check(
        cells: &[(u32, u32, &str)],
        merged: &[Merged],
        expected: Result<&[(u32, &[&str])], &str>,
    ) {
        let found = rows(cells, merged);
        let expected = expected.map(|rows| {
            let own = |(row, cells): &(u32, &[&str])| {
                (*row, cells.iter().map(|c| (*c).to_owned()).collect())
            };
            rows.iter().map(own).collect::<Vec<(u32, Vec<String>)>>()
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn keeps_places() {
        check(
            &[(0, 0, "a"), (2, 2, "c"), (2, 1, "b")],
            &[],
            Ok(&[(1, &["a"]), (2, &[]), (3, &["", "b", "c"])]),
        );
        check(&[(1, 0, "a"), (0, 0, "b")], &[], Err("damaged"));
        check(&[(0, 16_384, "a")], &[], Err("damaged"));
        check(&[], &[], Ok(&[]));
    }

    #[test]
    fn fills_merged_headings_but_no_amounts() {
        let wide = Merged {
            top: 0,
            left: 0,
            bottom: 0,
            right: 1,
        };
        let tall = Merged {
            top: 0,
            left: 2,
            bottom: 1,
            right: 2,
        };
        check(
            &[
                (0, 0, "借方"),
                (0, 2, "余额"),
                (1, 0, "金额"),
                (1, 1, "数量"),
            ],
            &[wide, tall],
            Ok(&[
                (1, &["借方", "借方", "余额"]),
                (2, &["金额", "数量", "余额"]),
            ]),
        );
        check(
            &[(0, 2, "12.00"), (1, 0, "x")],
            &[tall],
            Ok(&[(1, &["", "", "12.00"]), (2, &["x"])]),
        );
    }

    #[test]
    fn far_cells_cost_nothing_and_many_of_them_are_refused() {
        let far =
            rows(&[(0, 0, "a"), (1_048_575, 16_383, "b")], &[]).expect("two cells can be read");
        assert_eq!((far.len(), far[1_048_575].1.len()), (1_048_576, 16_384));
        let many: Vec<_> = (0..2000).map(|row| (row, 16_383, "x")).collect();
        check(&many, &[], Err("sparse"));
    }
}
