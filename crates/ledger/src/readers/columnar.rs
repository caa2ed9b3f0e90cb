//! Columns of Arrow arrays as a source: which of them are cells, and their rows as records.
//!
//! Files of columns keep the names of the columns apart from the rows, so that the first row is record 1.

use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Schema};

use super::columnar_cell::{self, Cell};
use super::columnar_limit::Allowance;
use super::{CellKind, Fault, Records, garbled};
use crate::{Choice, Notice, Wording};

/// Rows that are unpacked at a time.
pub(super) const ROWS: usize = 8192;
/// Columns of one file. A table of a ledger has dozens.
const COLUMNS: usize = 1024;
/// Records become text in pieces of so many bytes, because equal values of a column may be stored once.
const TEXT: usize = 4 << 20;
/// The largest text of one cell, in bytes; what is larger is no cell of a ledger.
pub(super) const CELL: usize = 1 << 20;
/// Bytes that are kept of such a text, for a person to know it by.
const BEGINNING: usize = 4096;

/// Some rows, as columns.
pub(crate) struct Columns {
    /// One array for each cell of a record.
    pub(super) cells: Vec<ArrayRef>,
    /// Record number of the first row.
    first_row: u32,
    rows: usize,
    /// Rows that were handed out as records.
    taken: usize,
    allowance: Allowance,
}

/// Which columns of a file are cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    /// Their indices in the file.
    pub(super) kept: Vec<usize>,
    /// Their names.
    pub(super) headings: Vec<String>,
    /// Why others are not.
    pub(super) notices: Vec<Notice>,
    /// How instants are read.
    pub(super) choices: Vec<Choice>,
}

impl Columns {
    /// The kept columns of a batch that holds nothing else; what its texts take once they stand in their rows is spent, so that no row
    /// need be cut, neither as evidence nor as what is kept out: they are what the file would be as delimited text.
    pub(super) fn of(
        batch: &RecordBatch,
        first_row: u32,
        allowance: &Allowance,
    ) -> Result<Self, Fault> {
        let written = batch.columns().iter().map(columnar_cell::written_out);
        allowance.spend(written.fold(0, u64::saturating_add))?;
        Ok(Self {
            cells: batch.columns().to_vec(),
            first_row,
            rows: batch.num_rows(),
            taken: 0,
            allowance: allowance.clone(),
        })
    }

    /// How many rows.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// How many cells a row has.
    pub(crate) fn width(&self) -> usize {
        self.cells.len()
    }

    /// The number of a row.
    pub(crate) fn place(&self, row: usize) -> u32 {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        self.first_row.saturating_add(row)
    }

    /// The next rows as records; none at the end.
    pub(crate) fn next_records(&mut self) -> Result<Option<Records>, Fault> {
        let mut rows = self.taken..self.rows;
        let records = self.records_of(&mut rows);
        self.taken = rows.start;
        records
    }

    /// The next of these rows as records; none at the end. What becomes text only now is spent.
    pub(crate) fn records_of(
        &self,
        rows: &mut dyn Iterator<Item = usize>,
    ) -> Result<Option<Records>, Fault> {
        self.written(rows, &|bytes| self.allowance.spend(bytes))
    }

    /// The same for evidence, which spends nothing more: a file that was read can be cited.
    pub(crate) fn cited(
        &self,
        rows: &mut dyn Iterator<Item = usize>,
    ) -> Result<Option<Records>, Fault> {
        self.written(rows, &|_| Ok(()))
    }

    fn written(
        &self,
        rows: &mut dyn Iterator<Item = usize>,
        spend: &dyn Fn(u64) -> Result<(), Fault>,
    ) -> Result<Option<Records>, Fault> {
        let mut records = Records::default();
        let mut text = String::new();
        while records.len() < ROWS
            && records.text.len() < TEXT
            && let Some(row) = rows.next()
        {
            spend(self.record(row, &mut text, &mut records))?;
        }
        garbled::mark(&mut records);
        Ok((!records.is_empty()).then_some(records))
    }

    /// Adds a row to `records`, and says how many bytes of it are no text in the file; `text` is room to write in. A row with too long a
    /// cell is a fault, and holds its beginning.
    fn record(&self, row: usize, text: &mut String, records: &mut Records) -> u64 {
        let place = self.place(row);
        records.begin(place, 0);
        let (mut long, mut written) = (false, 0);
        for array in &self.cells {
            match columnar_cell::cell(array.as_ref(), row, text) {
                Cell::Text(kept) if kept.len() > CELL => {
                    long = true;
                    let start = kept.get(..kept.floor_char_boundary(BEGINNING));
                    let start = format!("{}…", start.unwrap_or(""));
                    records.cell(&start, CellKind::Text);
                }
                Cell::Text(kept) => records.cell(kept, CellKind::Text),
                Cell::Written(kind) => {
                    written += text.len() as u64;
                    records.cell(text, kind);
                }
            }
        }
        if long {
            records.fault(Fault::row(
                "too-long",
                place,
                "有一格超过 1 MiB，该行未导入。请核对原系统的数据",
                "a cell is longer than 1 MiB, so that the row is not imported; check the data in the system it came from",
            ));
        }
        written
    }
}

impl Shape {
    /// Of the columns of a schema; a file whose values are all nested is no table.
    pub(super) fn of(schema: &Schema) -> Result<Self, Fault> {
        if schema.fields().len() > COLUMNS {
            return Err(Fault::file(
                "too-many-columns",
                format!(
                    "文件有 {} 列，超过 {COLUMNS} 列，不是台账。请只导出需要的列",
                    schema.fields().len()
                ),
                format!(
                    "the file has {} columns, more than {COLUMNS}, which is no ledger; export the columns needed",
                    schema.fields().len()
                ),
            ));
        }
        let mut shape = Self::default();
        for (at, field) in schema.fields().iter().enumerate() {
            if !columnar_cell::is_flat(field.data_type()) {
                shape.notices.push(nested(field.name(), field.data_type()));
                continue;
            }
            if let DataType::Timestamp(_, Some(zone)) = field.data_type() {
                shape.choices.push(instants(field.name(), zone));
            }
            shape.kept.push(at);
            shape.headings.push(field.name().clone());
        }
        if shape.kept.is_empty() {
            return Err(Fault::file(
                "nested-value",
                "文件没有列，或所有列都是嵌套值（列表、结构），不是表格。请导出为每列一个值",
                "the file has no columns, or all of them hold nested values (lists, structures), which is no table; export one value a column",
            ));
        }
        Ok(shape)
    }
}

/// A file whose inside is broken, as a library found it; `row` is 0 for the file.
pub(super) fn damaged(format: &str, row: u32, error: &dyn std::fmt::Display) -> Fault {
    // Libraries quote what they read, at any length.
    let error: String = error.to_string().chars().take(200).collect();
    Fault::row(
        "damaged",
        row,
        format!(
            "{format} 文件不完整或已损坏（{error}），其中的数据一概不用。请从原系统重新导出，或重新下载"
        ),
        format!(
            "the {format} file is incomplete or damaged ({error}); nothing of it is used; export or fetch it again"
        ),
    )
}

/// Runs code of a library that may panic on bad files.
pub(super) fn guarded<T>(
    format: &str,
    row: u32,
    read: impl FnOnce() -> Result<T, Fault>,
) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(damaged(format, row, &"its inside contradicts itself")))
}

fn nested(name: &str, kind: &DataType) -> Notice {
    let kind: String = kind.to_string().chars().take(80).collect();
    Notice {
        code: "nested-column".to_owned(),
        file: String::new(),
        sheet: String::new(),
        row: 0,
        column: name.to_owned(),
        text: Wording::new(
            format!("“{name}”列的值不是单个值（{kind}），该列未读取。请导出为每列一个值"),
            format!(
                "the values of column {name:?} are not single values ({kind}), so that the column is not read; export one value a column"
            ),
        ),
    }
}

fn instants(name: &str, zone: &str) -> Choice {
    Choice {
        what: format!("zone {name}"),
        value: "+08:00".to_owned(),
        evidence: Wording::new(
            format!("“{name}”列是带时区（{zone}）的时刻，按北京时间读取"),
            format!("column {name:?} holds instants (zone {zone}), which are read as Beijing time"),
        ),
        doubtful: false,
    }
}
