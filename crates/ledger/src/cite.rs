//! Raw cells of rows, read again from their sources.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::opening::{Origin, sha256, state};
use crate::readers::{self, Batch, Fault, Hidden, Piece, Records};
use crate::{Citation, CitedCell, Error, Row, Source};

/// Batches that are read before they are split.
const AT_ONCE: usize = 32;

/// See [`crate::Ledger::cite`]. Every source is read once, however many of its rows are asked for.
pub(crate) fn cite(
    sources: &[Source],
    origins: &[Origin],
    rows: &[Row],
) -> Result<Vec<Citation>, Error> {
    let mut by_source: BTreeMap<u32, BTreeMap<u32, Option<Citation>>> = BTreeMap::new();
    for row in rows {
        by_source
            .entry(row.source)
            .or_default()
            .insert(row.place, None);
    }
    for (source, wanted) in &mut by_source {
        let at = *source as usize;
        if let (Some(known), Some(origin)) = (sources.get(at), origins.get(at)) {
            let read = || again(*source, origin, wanted);
            let (same, read) = unchanged(known, origin, read);
            blamed(&known.file, same, read)?;
        }
    }
    // What is asked for once, as it is where rows stand in order, is not copied.
    let once = rows.is_sorted_by(|a, b| a < b);
    Ok(rows
        .iter()
        .map(|row| {
            let found = by_source.get_mut(&row.source);
            let found = found.and_then(|s| s.get_mut(&row.place));
            let found = found.and_then(|found| if once { found.take() } else { found.clone() });
            found.unwrap_or(Citation {
                row: *row,
                line: 0,
                hidden: false,
                cells: Vec::new(),
            })
        })
        .collect())
}

/// What is wrong with a file: one that is not the same any more may read as a damaged one, one that is the same is damaged.
fn blamed(file: &str, same: bool, read: Result<(), Again>) -> Result<(), Error> {
    let file = file.to_owned();
    match read {
        Err(Again::Fault(Fault { text: why, .. })) if same => Err(Error::Unreadable { file, why }),
        Ok(()) if same => Ok(()),
        _ => Err(Error::Changed { file }),
    }
}

/// Reads a file again, and says whether it is the same. One that tells by its state that nobody wrote to it is not hashed: that takes as
/// long as reading it.
fn unchanged(
    source: &Source,
    origin: &Origin,
    read: impl FnOnce() -> Result<(), Again> + Send,
) -> (bool, Result<(), Again>) {
    let same = || match sha256(&origin.bytes) {
        Ok((hash, size)) => hash == source.sha256 && size == source.bytes,
        Err(_) => false,
    };
    if origin.settled {
        let read = read();
        (state(&origin.bytes) == origin.state, read)
    } else {
        rayon::join(same, read)
    }
}

/// The column of a cell, and the heading above it.
type Heading = (Arc<str>, Arc<str>);

/// Why a source could not be read again.
enum Again {
    /// It holds other tables than it did.
    Other,
    /// What was wrong with it.
    Fault(Fault),
}

impl From<Fault> for Again {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

fn again(
    at: u32,
    origin: &Origin,
    wanted: &mut BTreeMap<u32, Option<Citation>>,
) -> Result<(), Again> {
    let all = readers::open(&origin.bytes, &origin.options)?;
    let opened = all.into_iter().nth(origin.at).ok_or(Again::Other)?;
    let headings = if origin.form.is_empty() {
        &origin.cells
    } else {
        &origin.form
    };
    let hidden = &opened.hidden;
    let mut batches = (opened.batches)()?;
    loop {
        // A few batches wait in memory while they are split side by side.
        let some: Vec<_> = batches.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            return Ok(());
        }
        let asked = &*wanted;
        let found: Vec<Vec<(u32, Citation)>> = some
            .into_par_iter()
            .map(|batch| batch.and_then(|batch| cited(at, batch, asked, (headings, hidden))))
            .collect::<Result<_, Fault>>()?;
        for (row, citation) in found.into_iter().flatten() {
            wanted.insert(row, Some(citation));
        }
    }
}

/// The wanted rows of a batch.
fn cited(
    at: u32,
    batch: Batch,
    wanted: &BTreeMap<u32, Option<Citation>>,
    marks: (&[(String, String)], &Hidden),
) -> Result<Vec<(u32, Citation)>, Fault> {
    let mut rows = wanted.range(batch.first_row()..).map(|(row, _)| *row);
    let mut next = rows.next();
    let is_wanted = |row| {
        while next.is_some_and(|next| next < row) {
            next = rows.next();
        }
        next == Some(row)
    };
    let mut found = Vec::new();
    for piece in batch.pieces_wanted(is_wanted)? {
        match piece? {
            Piece::Records(records) => found.extend(among(at, &records, wanted, marks)),
            Piece::Columns(columns) => {
                let mut rows =
                    (0..columns.rows()).filter(|row| wanted.contains_key(&columns.place(*row)));
                while let Some(records) = columns.cited(&mut rows)? {
                    found.extend(among(at, &records, wanted, marks));
                }
            }
        }
    }
    Ok(found)
}

/// The wanted ones among some records.
fn among(
    at: u32,
    records: &Records,
    wanted: &BTreeMap<u32, Option<Citation>>,
    (headings, hidden): (&[(String, String)], &Hidden),
) -> Vec<(u32, Citation)> {
    let number = |cell: usize| u32::try_from(cell + 1).ok();
    // The rows of a batch share their headings; those of all batches would have threads wait for each other.
    let shared = |(column, heading): &(String, String)| -> Heading {
        (column.as_str().into(), heading.as_str().into())
    };
    let own = LazyCell::new(|| headings.iter().map(shared).collect::<Vec<Heading>>());
    let none: Heading = Default::default();
    let mut found = Vec::new();
    for (index, &(_, row, line)) in records.records.iter().enumerate() {
        if !wanted.contains_key(&row) {
            continue;
        }
        let cells = records.cells_of(index).iter().enumerate();
        let cells = cells.map(|(cell, range)| {
            let (column, heading) = own.get(cell).unwrap_or(&none).clone();
            CitedCell {
                column,
                heading,
                raw: records.text_of(*range).to_owned(),
                hidden: number(cell).is_some_and(|column| hidden.has_column(column)),
            }
        });
        let citation = Citation {
            row: Row {
                source: at,
                place: row,
            },
            line,
            hidden: hidden.has_row(row),
            cells: cells.collect(),
        };
        found.push((row, citation));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::{Bytes, ReadOptions};

    #[test]
    fn a_damaged_file_is_not_a_changed_one() {
        let origin = Origin {
            bytes: Bytes::Memory(Arc::from(&b"PAR1 and no footer PAR1"[..])),
            options: ReadOptions::default(),
            at: 0,
            cells: Vec::new(),
            form: Vec::new(),
            state: None,
            settled: false,
        };
        let read = || again(0, &origin, &mut BTreeMap::new());
        let found = blamed("1.parquet", true, read());
        let damaged = matches!(&found, Err(Error::Unreadable { file, why })
            if file == "1.parquet" && why.zh.contains("损坏") && why.en.contains("damaged"));
        assert!(damaged, "{found:?}");
        for (same, read) in [(false, read()), (true, Err(Again::Other)), (false, Ok(()))] {
            let found = blamed("1.parquet", same, read);
            assert!(matches!(found, Err(Error::Changed { .. })), "{found:?}");
        }
    }
}
