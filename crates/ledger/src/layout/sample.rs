//! The first records of a source, on which its layout is decided.

use crate::readers::{CellKind, Fault, Opened, all_records};

/// How many records are looked at; preambles are up to 60 lines long.
const RECORDS: usize = 1_500;

/// One record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sampled {
    /// 1-based record number; 0 for names of columns that stand apart from the records.
    pub(crate) row: u32,
    /// Its cells.
    pub(crate) cells: Vec<(String, CellKind)>,
    /// Whether the reader could not make sense of it.
    pub(crate) faulty: bool,
}

/// The first records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample {
    /// In order.
    pub(crate) records: Vec<Sampled>,
    /// Whether these are all.
    pub(crate) whole: bool,
}

impl Sample {
    /// Reads the first records.
    pub(crate) fn of(opened: &Opened) -> Result<Self, Fault> {
        let mut sample = Self {
            records: Vec::new(),
            whole: true,
        };
        if let Some(headings) = &opened.headings {
            // Names that stand apart from the records are a line above the first.
            let cells = headings.iter().map(|h| (h.clone(), CellKind::Text));
            sample.records.push(Sampled {
                row: 0,
                cells: cells.collect(),
                faulty: false,
            });
        }
        for records in all_records((opened.batches)()?) {
            let records = records?;
            let mut faults = records.faults.iter().peekable();
            for index in 0..records.len() {
                if sample.records.len() >= RECORDS {
                    sample.whole = false;
                    return Ok(sample);
                }
                let unusable = faults.next_if(|(at, _)| *at as usize == index).is_some();
                sample.records.push(Sampled {
                    row: records.records.get(index).map_or(0, |r| r.1),
                    cells: records
                        .cells_of(index)
                        .iter()
                        .map(|&c| (records.text_of(c).to_owned(), c.2))
                        .collect(),
                    faulty: unusable,
                });
            }
        }
        Ok(sample)
    }

    /// Records after the heading.
    pub(crate) fn body(&self, after: u32) -> impl Iterator<Item = &Sampled> {
        self.records
            .iter()
            .filter(move |r| r.row > after && !r.faulty)
    }

    /// Non-blank cells of one column after the heading.
    pub(crate) fn column(&self, after: u32, cell: usize) -> impl Iterator<Item = (&str, CellKind)> {
        self.body(after)
            .filter_map(move |r| r.cells.get(cell))
            .map(|(text, kind)| (text.trim(), *kind))
            .filter(|(text, _)| !text.is_empty())
    }
}

impl Sampled {
    /// Its non-blank cells, a merged one once.
    pub(crate) fn filled(&self) -> Vec<&str> {
        let cells = self.cells.iter().map(|(c, _)| c.as_str());
        filled(cells).into_iter().map(|(_, c)| c).collect()
    }
}

/// Non-blank cells of a line with their places. Readers write the words of a merged region into all of its cells, so equal words
/// side by side count once, and figures never do.
pub(crate) fn filled<'c>(cells: impl IntoIterator<Item = &'c str>) -> Vec<(usize, &'c str)> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    let mut last = None;
    for (at, cell) in cells.into_iter().enumerate() {
        let cell = cell.trim();
        let again = last == Some(cell) && cell.chars().any(char::is_alphabetic);
        last = Some(cell);
        if !cell.is_empty() && !again {
            found.push((at, cell));
        }
    }
    found
}

/// Cells without blanks, joined, so that a line can be recognised when it is printed again.
pub(crate) fn squeezed<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for cell in cells {
        let before = text.len();
        text.extend(cell.chars().filter(|c| !c.is_whitespace()));
        if text.len() > before {
            text.push('\u{1f}');
        }
    }
    text
}
