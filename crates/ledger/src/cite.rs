//! Raw cells of rows, read again from their sources.

use std::collections::BTreeMap;

use crate::opening::{Origin, sha256};
use crate::readers::{self, Bytes};
use crate::{Citation, CitedCell, Error, Row, Source};

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
            unchanged(known, &origin.bytes)?;
            again(*source, known, origin, wanted)?;
        }
    }
    Ok(rows
        .iter()
        .map(|row| {
            let found = by_source
                .get(&row.source)
                .and_then(|s| s.get(&row.place))
                .and_then(Option::as_ref);
            found.cloned().unwrap_or(Citation {
                row: *row,
                line: 0,
                cells: Vec::new(),
            })
        })
        .collect())
}

fn unchanged(source: &Source, bytes: &Bytes) -> Result<(), Error> {
    match sha256(bytes) {
        Ok((hash, size)) if hash == source.sha256 && size == source.bytes => Ok(()),
        _ => Err(Error::Changed {
            file: source.file.clone(),
        }),
    }
}

fn again(
    at: u32,
    source: &Source,
    origin: &Origin,
    wanted: &mut BTreeMap<u32, Option<Citation>>,
) -> Result<(), Error> {
    let changed = |_| Error::Changed {
        file: source.file.clone(),
    };
    let all = readers::open(&origin.bytes, &origin.options).map_err(changed)?;
    let Some(opened) = all.into_iter().nth(origin.at) else {
        return Err(Error::Changed {
            file: source.file.clone(),
        });
    };
    let headings = if origin.form.is_empty() {
        &origin.cells
    } else {
        &origin.form
    };
    let mut left = wanted.len();
    for records in readers::all_records((opened.batches)().map_err(changed)?) {
        let records = records.map_err(changed)?;
        for index in 0..records.len() {
            let Some(&(_, row, line)) = records.records.get(index) else {
                continue;
            };
            let Some(place) = wanted.get_mut(&row) else {
                continue;
            };
            let cells = records
                .cells_of(index)
                .iter()
                .enumerate()
                .map(|(cell, range)| {
                    let (column, heading) = headings.get(cell).cloned().unwrap_or_default();
                    CitedCell {
                        column,
                        heading,
                        raw: records.text_of(*range).to_owned(),
                    }
                })
                .collect();
            *place = Some(Citation {
                row: Row {
                    source: at,
                    place: row,
                },
                line,
                cells,
            });
            left -= 1;
        }
        if left == 0 {
            break;
        }
    }
    Ok(())
}
