//! Records of a wide form as the several that stand side by side in each, under the number of the one that they stand in.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Batch, Batches, CellKind, Opened, Records, all_records};
use crate::layout::squeezed;

/// How wide records become narrow ones.
#[derive(Clone, Debug)]
pub(crate) struct Narrowing {
    /// Record numbers of the first and the last layer of headings.
    pub(crate) heading: (u32, u32),
    /// The layers, squeezed, so that their repetition on a later page is known.
    pub(crate) layers: BTreeSet<String>,
    /// How many headings the form has.
    pub(crate) width: usize,
    /// What stands side by side: its text, and the cell of each value.
    pub(crate) of: Vec<(String, Vec<Option<usize>>)>,
    /// Cells that all of them share.
    pub(crate) fixed: Vec<usize>,
    /// Headings of the narrow records: of the shared cells, of the text, of the values.
    pub(crate) headings: Vec<String>,
}

/// The source as its narrow records.
pub(crate) fn narrowed(wide: Opened, narrowing: Narrowing) -> Opened {
    let (batches, narrowing) = (wide.batches, Arc::new(narrowing));
    Opened {
        headings: wide.headings.map(|_| narrowing.headings.clone()),
        batches: Box::new(move || {
            let narrowing = Arc::clone(&narrowing);
            let each = all_records(batches()?)
                .map(move |records| Ok(Batch::Split(narrowing.records(&records?))));
            Ok(Box::new(each) as Batches)
        }),
        ..wide
    }
}

impl Narrowing {
    fn records(&self, wide: &Records) -> Records {
        let mut narrow = Records::default();
        let mut faults = wide.faults.iter().peekable();
        for (index, &(_, row, line)) in wide.records.iter().enumerate() {
            let cells = wide.cells_of(index);
            let cell = |at: usize| {
                cells
                    .get(at)
                    .map_or(("", CellKind::Text), |c| (wide.text_of(*c), c.2))
            };
            if let Some((_, fault)) = faults.next_if(|(at, _)| *at as usize == index) {
                narrow.copy(row, line, (0..cells.len()).map(cell));
                narrow.fault(fault.clone());
            } else if row < self.heading.0 {
                narrow.copy(row, line, (0..cells.len()).map(cell));
            } else if row == self.heading.1 {
                let headings = self.headings.iter().map(|h| (h.as_str(), CellKind::Text));
                narrow.copy(row, line, headings);
            } else if row < self.heading.1 || self.is_heading(wide, index) {
                // What the headings say stands in their last layer.
                narrow.begin(row, line);
            } else {
                self.record(&mut narrow, row, line, cells.len(), &cell);
            }
        }
        narrow
    }

    /// A record for each that is filled; one without any where none is, so that no line is lost.
    fn record<'t>(
        &self,
        narrow: &mut Records,
        row: u32,
        line: u64,
        width: usize,
        cell: &dyn Fn(usize) -> (&'t str, CellKind),
    ) {
        let shared = || self.fixed.iter().map(|at| cell(*at));
        // Cells beyond the headings stay beyond them, so that the line is refused for them.
        let beyond: Vec<(&str, CellKind)> = (self.width..width).map(cell).collect();
        let mut filled = false;
        for (name, values) in &self.of {
            let values = values
                .iter()
                .map(|at| at.map_or(("", CellKind::Text), cell));
            if values.clone().all(|(text, _)| text.trim().is_empty()) {
                continue;
            }
            filled = true;
            let name = std::iter::once((name.as_str(), CellKind::Text));
            narrow.copy(
                row,
                line,
                shared()
                    .chain(name)
                    .chain(values)
                    .chain(beyond.iter().copied()),
            );
        }
        if !filled {
            let blanks = self.headings.len().saturating_sub(self.fixed.len());
            let blanks = std::iter::repeat_n(("", CellKind::Text), blanks);
            narrow.copy(
                row,
                line,
                shared().chain(blanks).chain(beyond.iter().copied()),
            );
        }
    }

    fn is_heading(&self, wide: &Records, index: usize) -> bool {
        let texts = wide.cells_of(index).iter().map(|c| wide.text_of(*c));
        let squeezed = squeezed(texts);
        !squeezed.is_empty() && self.layers.contains(&squeezed)
    }
}

impl Records {
    fn copy<'t>(&mut self, row: u32, line: u64, cells: impl Iterator<Item = (&'t str, CellKind)>) {
        self.begin(row, line);
        for (text, kind) in cells {
            self.cell(text, kind);
        }
    }
}
