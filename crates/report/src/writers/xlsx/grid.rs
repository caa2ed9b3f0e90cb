//! A table of the workbook: a note above, headings, rows; continued on a further sheet where one is full.

use ledger::Lang;
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Workbook, Worksheet, XlsxError};

use super::cell::{Value, height, write};
use super::style::Style;
use crate::units::word;

/// A column: headings in both languages, and its width in characters of Latin text.
pub(super) struct Column {
    pub(super) heading: (&'static str, &'static str),
    pub(super) width: u16,
    /// Left free for the reviewer.
    pub(super) review: Review,
}

/// What a reviewer fills in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Review {
    /// Nothing: the column is ours.
    No,
    /// One of the results of a check.
    Result,
    /// A day.
    Day,
    /// Anything.
    Text,
}

/// A column of ours.
pub(super) const fn column(zh: &'static str, en: &'static str, width: u16) -> Column {
    Column {
        heading: (zh, en),
        width,
        review: Review::No,
    }
}

/// A column for the reviewer.
pub(super) const fn review(
    zh: &'static str,
    en: &'static str,
    width: u16,
    review: Review,
) -> Column {
    Column {
        heading: (zh, en),
        width,
        review,
    }
}

/// What a table is called and how it is laid out.
pub(super) struct Layout<'a> {
    pub(super) name: &'static str,
    pub(super) note: String,
    pub(super) columns: &'a [Column],
    /// Columns that stay in view.
    pub(super) frozen: u16,
    /// Rows that a sheet can hold, 1,048,576 but in tests.
    pub(super) limit: u32,
}

/// Rows above the first of a table.
const ABOVE: u32 = 2;
/// Rows that a sheet can hold.
pub(super) const LIMIT: u32 = 1_048_576;
/// Links that a sheet can hold; beyond them the text stands without one.
const LINKS: u32 = 65_000;
/// What a reviewer may answer.
const RESULTS: [(&str, &str); 7] = [
    ("已核实", "confirmed"),
    ("误报", "false alarm"),
    ("有合法依据", "lawful"),
    ("数据错误", "wrong data"),
    ("已整改", "put right"),
    ("重复线索", "duplicate"),
    ("证据不足", "not enough evidence"),
];

/// A table on its way into the workbook.
pub(super) struct Grid<'a> {
    layout: Layout<'a>,
    style: &'a Style,
    lang: Lang,
    sheets: Vec<Worksheet>,
    next: u32,
    links: u32,
}

impl<'a> Grid<'a> {
    pub(super) fn new(layout: Layout<'a>, style: &'a Style, lang: Lang) -> Result<Self, XlsxError> {
        let mut grid = Self {
            layout,
            style,
            lang,
            sheets: Vec::new(),
            next: ABOVE,
            links: 0,
        };
        grid.open()?;
        Ok(grid)
    }

    /// Adds a row; the reviewer's columns stay blank.
    pub(super) fn row(&mut self, values: Vec<Value>) -> Result<(), XlsxError> {
        if self.next == self.layout.limit - 1 {
            let name = sheet_name(self.layout.name, self.sheets.len());
            let note = match self.lang {
                Lang::Zh => format!("本表已满，续见工作表“{name}”"),
                Lang::En => format!("This sheet is full; it continues on {name}"),
            };
            let (at, format) = (self.next, &self.style.note);
            if let Some(sheet) = self.sheets.last_mut() {
                sheet.write_string_with_format(at, 0, note, format)?;
            }
            self.close()?;
            self.open()?;
        }
        let (at, style, lang) = (self.next, self.style, self.lang);
        let linked = self.links < LINKS;
        let height = height(&values, self.layout.columns.iter().map(|c| c.width));
        let Some(sheet) = self.sheets.last_mut() else {
            return Ok(());
        };
        sheet.set_row_height(at, height)?;
        for (column, value) in (0_u16..).zip(values) {
            if matches!(value, Value::Link { to: Some(_), .. }) {
                self.links += 1;
            }
            write(sheet, (at, column), value, style, (lang, linked))?;
        }
        for (at_column, column) in (0_u16..).zip(self.layout.columns) {
            match column.review {
                Review::No => {}
                Review::Day => {
                    sheet.write_blank(at, at_column, &style.review_day)?;
                }
                Review::Result | Review::Text => {
                    sheet.write_blank(at, at_column, &style.review)?;
                }
            }
        }
        self.next += 1;
        Ok(())
    }

    /// Puts the sheets into the workbook.
    pub(super) fn finish(mut self, book: &mut Workbook) -> Result<(), XlsxError> {
        self.close()?;
        for sheet in self.sheets {
            book.push_worksheet(sheet);
        }
        Ok(())
    }

    fn open(&mut self) -> Result<(), XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(sheet_name(self.layout.name, self.sheets.len()))?;
        sheet.write_string_with_format(0, 0, &self.layout.note, &self.style.note)?;
        sheet.set_row_height(0, 24)?;
        sheet.set_row_height(1, 30)?;
        for (at, column) in (0_u16..).zip(self.layout.columns) {
            let format = match column.review {
                Review::No => &self.style.heading,
                _ => &self.style.review_heading,
            };
            let (zh, en) = column.heading;
            sheet.write_string_with_format(1, at, word(self.lang, zh, en), format)?;
            sheet.set_column_width(at, column.width)?;
        }
        sheet.set_freeze_panes(ABOVE, self.layout.frozen)?;
        page(&mut sheet);
        sheet.set_repeat_rows(0, 1)?;
        self.sheets.push(sheet);
        self.next = ABOVE;
        self.links = 0;
        Ok(())
    }

    fn close(&mut self) -> Result<(), XlsxError> {
        let last = (self.next.max(ABOVE + 1) - 1).min(self.layout.limit - 1);
        let width = u16::try_from(self.layout.columns.len()).unwrap_or(1);
        let Some(sheet) = self.sheets.last_mut() else {
            return Ok(());
        };
        if self.next == ABOVE {
            sheet.write_string_with_format(
                ABOVE,
                0,
                word(self.lang, "（无）", "(none)"),
                &self.style.text,
            )?;
            return Ok(());
        }
        sheet.autofilter(1, 0, last, width - 1)?;
        for (at, column) in (0_u16..).zip(self.layout.columns) {
            if column.review == Review::Result {
                let answers = RESULTS.map(|(zh, en)| word(self.lang, zh, en));
                let choice = DataValidation::new()
                    .allow_list_strings(&answers)?
                    .set_error_style(DataValidationErrorStyle::Warning);
                sheet.add_data_validation(ABOVE, at, last, at, &choice)?;
            }
        }
        Ok(())
    }
}

/// Where the row of that index stands, as the target of a link.
pub(super) fn target(name: &str, index: usize, limit: u32) -> String {
    let room = usize::try_from(limit - ABOVE - 1).unwrap_or(1);
    let row = index % room + ABOVE as usize + 1;
    format!("internal:'{}'!A{row}", sheet_name(name, index / room))
}

/// Landscape A3, one page wide.
pub(super) fn page(sheet: &mut Worksheet) {
    sheet.set_landscape();
    sheet.set_paper_size(8);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.5, 0.2, 0.2);
}

fn sheet_name(name: &str, part: usize) -> String {
    match part {
        0 => name.to_owned(),
        part => format!("{name}{}", part + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_follow_rows_over_sheets() {
        assert_eq!(target("疑点清单", 0, LIMIT), "internal:'疑点清单'!A3");
        assert_eq!(
            target("疑点清单", 1_048_572, LIMIT),
            "internal:'疑点清单'!A1048575"
        );
        assert_eq!(
            target("疑点清单", 1_048_573, LIMIT),
            "internal:'疑点清单2'!A3"
        );
    }

    #[test]
    fn a_full_sheet_continues_with_a_note() {
        let columns = [column("行", "row", 8)];
        let layout = Layout {
            name: "表",
            note: "注".to_owned(),
            columns: &columns,
            frozen: 0,
            limit: 6,
        };
        let style = Style::new(Lang::Zh);
        let mut grid = Grid::new(layout, &style, Lang::Zh).expect("a grid");
        for n in 0..7 {
            grid.row(vec![Value::Count(n)]).expect("a row");
        }
        let mut book = Workbook::new();
        grid.finish(&mut book).expect("sheets");
        let texts = super::super::texts(&book.save_to_buffer().expect("bytes"));
        assert_eq!(
            texts,
            [
                "表",
                "注",
                "行",
                "0",
                "1",
                "2",
                "本表已满，续见工作表“表2”",
                "表2",
                "注",
                "行",
                "3",
                "4",
                "5",
                "本表已满，续见工作表“表3”",
                "表3",
                "注",
                "行",
                "6"
            ]
        );
    }
}
