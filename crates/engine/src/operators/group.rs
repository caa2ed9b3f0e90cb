//! `Group`: one row for each distinct tuple of keys, in the order of the first row of each. Rows whose key is not known are not judged.

use std::sync::Arc;

use rules::expr::Type;
use rules::plan::{Aggregate, Measure};

use super::items::{Found, Items, ratio_column};
use super::keys::{Standing, columns, pack};
use super::slide::Slide;
use super::sort::sort_rows;
use crate::eval::{Context, Failure};
use crate::frame::{Column, Frame, Lineage, NULL_RATIO, UNKNOWN_RATIO};
use crate::ratio;
use crate::reasons::{OVERFLOW, UNTRUSTED};

/// Rows with a whole key, sorted by it, and where each run of equal keys begins, with the end of the last.
pub(super) struct Groups {
    pub(super) rows: Vec<u32>,
    pub(super) runs: Vec<(usize, usize)>,
    /// Rows whose key is not known, so that they may be of any group.
    pub(super) open: Vec<u32>,
}

/// The groups, and the rows whose key is not known, with why.
pub(super) fn group(
    input: &Frame,
    keys: &[String],
    measures: &[Measure],
    context: &Context,
) -> Result<(Frame, Vec<(u32, u16)>), Failure> {
    let mut groups = groups(input, keys, context)?;
    let open = std::mem::take(&mut groups.open);
    let open = open_keys(&columns(input, keys)?, open);
    // The rows of a run are in the order of the frame, so the first of a run is its earliest.
    let rows = &groups.rows;
    groups
        .runs
        .sort_unstable_by_key(|&(from, _)| rows.get(from).copied());
    let firsts: Vec<u32> = groups
        .runs
        .iter()
        .filter_map(|&(from, _)| groups.rows.get(from).copied())
        .collect();
    let mut frame = Frame {
        len: firsts.len(),
        columns: keys
            .iter()
            .zip(columns(input, keys)?)
            .map(|(name, column)| (name.clone(), column.take(&firsts)))
            .collect(),
        refs: Vec::new(),
        lineage: lineage(input, &groups),
    };
    for measure in measures {
        let items = Items::of(measure, input, context)?;
        let ty = items
            .ratios()
            .filter(|_| measure.function == Aggregate::Sum);
        let column = if let Some(ty) = ty {
            let one = |rows: &[u32]| sum_ratios(&items, rows);
            ratios(ty, groups.slices().map(one))
        } else {
            let mut values = Vec::new();
            let mut slide = Slide::new(measure.function, &items, &[]);
            let mut found = Found::null(firsts.len());
            for (at, rows) in groups.slices().enumerate() {
                items.gather(rows, &mut values);
                slide.reset(&values);
                for (position, (&row, &value)) in rows.iter().zip(&values).enumerate() {
                    slide.push(position, row, value);
                }
                found.put(at, slide.measured());
            }
            items.column(measure.function, found)
        };
        frame.set(&measure.name, column);
    }
    Ok((frame, open))
}

/// Why the keys of rows are not known: the reason of the first part that is not.
pub(super) fn open_keys(columns: &[&Column], rows: Vec<u32>) -> Vec<(u32, u16)> {
    let reason = |row: u32| {
        let row = row as usize;
        let part = columns.iter().find(|column| column.is_unknown(row));
        part.map_or(UNTRUSTED, |column| column.reason(row))
    };
    rows.into_iter().map(|row| (row, reason(row))).collect()
}

/// The groups of a frame, in the order of their keys.
pub(super) fn groups(input: &Frame, keys: &[String], context: &Context) -> Result<Groups, Failure> {
    let packed = pack(&columns(input, keys)?, input.len, context.store);
    let of = |sought: Standing| packed.rows(sought);
    let (mut rows, open) = (of(Standing::Whole), of(Standing::Unknown));
    sort_rows(&mut rows, &packed.packed, packed.bits);
    let mut runs = Vec::new();
    let mut from = 0;
    let mut last = None;
    for (at, &row) in rows.iter().enumerate() {
        let key = packed.key(row);
        if at > 0 && key != last {
            runs.push((from, at));
            from = at;
        }
        last = key;
    }
    if from < rows.len() {
        runs.push((from, rows.len()));
    }
    Ok(Groups { rows, runs, open })
}

impl Groups {
    /// The rows of each group.
    pub(super) fn slices(&self) -> impl Iterator<Item = &[u32]> {
        let run = |&(from, to): &(usize, usize)| self.rows.get(from..to).unwrap_or(&[]);
        self.runs.iter().map(run)
    }
}

fn lineage(input: &Frame, groups: &Groups) -> Option<Lineage> {
    let feed = match (input.refs(""), &input.lineage) {
        (Some(refs), _) => Arc::clone(&refs.feed),
        (None, Some(lineage)) => Arc::clone(&lineage.feed),
        (None, None) => return None,
    };
    let mut rows = Vec::with_capacity(groups.rows.len());
    let mut starts = vec![0];
    for slice in groups.slices() {
        for &row in slice {
            if let Some((_, behind)) = input.behind(row as usize) {
                rows.extend_from_slice(behind);
            }
        }
        starts.push(u32::try_from(rows.len()).unwrap_or(u32::MAX));
    }
    let all = u32::try_from(groups.runs.len()).unwrap_or(u32::MAX);
    Some(Lineage {
        feed,
        rows: Arc::new(rows),
        starts: Arc::new(starts),
        of: Arc::new((0..all).collect()),
    })
}

/// The sum of ratios, in the order of the rows.
pub(super) fn sum_ratios(items: &Items, rows: &[u32]) -> Result<(i128, i128), u16> {
    let mut sum: Option<Option<(i128, i128)>> = None;
    for &row in rows {
        let value = items.values.get(row as usize).copied();
        match value.unwrap_or(ledger::NULL) {
            ledger::NULL => {}
            ledger::UNKNOWN => return Err(items.reason(row as usize)),
            value => {
                let value = items.ratio(value).unwrap_or((0, 1));
                sum = Some(match sum {
                    None => Some(value),
                    Some(sum) => sum.and_then(|sum| ratio::add(sum, value)),
                });
            }
        }
    }
    match sum {
        None => Ok(NULL_RATIO),
        Some(sum) => sum.ok_or(OVERFLOW),
    }
}

/// A column of sums of ratios.
pub(super) fn ratios(ty: Type, found: impl Iterator<Item = Result<(i128, i128), u16>>) -> Column {
    let found: Vec<_> = found.collect();
    let reasons: Vec<u16> = found.iter().map(|f| f.err().unwrap_or(0)).collect();
    let values = found.iter().map(|f| f.unwrap_or(UNKNOWN_RATIO)).collect();
    let mut column = ratio_column(ty, values);
    if reasons.iter().any(|&code| code != 0) {
        column.reasons = Some(Arc::new(reasons));
    }
    column
}
