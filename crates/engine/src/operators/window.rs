//! `Window`: measures over a frame of each row's partition, in the order of the partition, ties by place.

use ledger::{NULL, UNKNOWN};
use rules::expr::Type;
use rules::plan::{self, Aggregate, Measure};

use super::group::{ratios, sum_ratios};
use super::items::{Items, Measured};
use super::keys::{Keys, Standing, columns, order, pack};
use super::slide::Slide;
use super::sort::sort_rows;
use crate::eval::{Context, Failure};
use crate::frame::{Column, Frame, NO_ROW, NULL_RATIO, Values};

/// How rows are cut and ordered, and which of them a measure sees.
pub(super) struct Shape<'p> {
    pub(super) partition: &'p [String],
    pub(super) order: &'p [String],
    pub(super) frame: plan::Frame,
}

/// Rows in the order of their partitions, with the range of positions that each sees.
struct Seen {
    rows: Vec<u32>,
    /// Partitions, as ranges of positions.
    runs: Vec<(usize, usize)>,
    /// By position: first position seen, and the one after the last.
    ranges: Vec<(usize, usize)>,
}

pub(super) fn window(
    input: &Frame,
    shape: &Shape,
    measures: &[Measure],
    context: &Context,
) -> Result<Frame, Failure> {
    let seen = seen(input, shape, context)?;
    let mut frame = input.clone();
    for measure in measures {
        let column = measured(input, &seen, measure, context)?;
        frame.set(&measure.name, column);
    }
    Ok(frame)
}

fn measured(
    input: &Frame,
    seen: &Seen,
    measure: &Measure,
    context: &Context,
) -> Result<Column, Failure> {
    match measure.function {
        Aggregate::RowNumber => {
            let mut values = vec![NULL; input.len];
            for &(from, to) in &seen.runs {
                let rows = seen.rows.get(from..to).unwrap_or(&[]);
                for (number, &row) in (1i64..).zip(rows) {
                    put(&mut values, row, number);
                }
            }
            Ok(Column::int(Type::Int, values, None))
        }
        Aggregate::Lag(n) => {
            let mut before = vec![NO_ROW; input.len];
            for &(from, to) in &seen.runs {
                let rows = seen.rows.get(from..to).unwrap_or(&[]);
                for (&row, &earlier) in rows.iter().skip(n as usize).zip(rows) {
                    put(&mut before, row, earlier);
                }
            }
            let name = measure.of.iter();
            let column = columns(input, name)?.into_iter().next();
            let column = column.ok_or_else(|| Failure("lag needs a column".to_owned()))?;
            Ok(column.take(&before))
        }
        function => {
            let items = Items::of(measure, input, context)?;
            if let Some(ty) = items.ratios().filter(|_| function == Aggregate::Sum) {
                let mut found = vec![Ok(NULL_RATIO); input.len];
                for (&row, &(from, to)) in seen.rows.iter().zip(&seen.ranges) {
                    let rows = seen.rows.get(from..to).unwrap_or(&[]);
                    put(&mut found, row, sum_ratios(&items, rows));
                }
                return Ok(ratios(ty, found.into_iter()));
            }
            let mut found = vec![Measured::Null; input.len];
            for &run in &seen.runs {
                slide(function, &items, seen, run, &mut found);
            }
            Ok(items.column(function, &found))
        }
    }
}

/// Moves the range over a partition; its ends never go back.
fn slide(
    function: Aggregate,
    items: &Items,
    seen: &Seen,
    (start, end): (usize, usize),
    found: &mut [Measured],
) {
    let rows = seen.rows.get(start..end).unwrap_or(&[]);
    let ranges = seen.ranges.get(start..end).unwrap_or(&[]);
    let mut slide = Slide::new(function, items, rows);
    let (mut from, mut to) = (start, start);
    let mut last = None;
    for (&row, &range) in rows.iter().zip(ranges) {
        while to < range.1 {
            if let Some(&row) = seen.rows.get(to) {
                slide.push(to, row);
            }
            to += 1;
        }
        while from < range.0 {
            if let Some(&row) = seen.rows.get(from) {
                slide.pop(from, row);
            }
            from += 1;
        }
        let value = match last {
            Some((known, value)) if known == range => value,
            _ => slide.measured(),
        };
        last = Some((range, value));
        put(found, row, value);
    }
}

fn put<T>(values: &mut [T], row: u32, value: T) {
    if let Some(slot) = values.get_mut(row as usize) {
        *slot = value;
    }
}

fn seen(input: &Frame, shape: &Shape, context: &Context) -> Result<Seen, Failure> {
    let mut keys = pack(&columns(input, shape.partition)?, input.len, context.store);
    let orders = columns(input, shape.order)?;
    for column in &orders {
        keys.stand(column);
    }
    let mut rows: Vec<u32> = (0u32..)
        .zip(&keys.standing)
        .filter(|(_, standing)| **standing == Standing::Whole)
        .map(|(row, _)| row)
        .collect();
    // Stable sorts from the last column to the first leave ties in the order of the frame, which is that of places.
    let digits: Vec<(Vec<u64>, u32)> = orders.iter().map(|c| order(c, context.store)).collect();
    for (digits, bits) in digits.iter().rev() {
        sort_rows(&mut rows, digits, *bits);
    }
    sort_rows(&mut rows, &keys.packed, keys.bits);
    let runs = runs(&rows, &keys);
    let mut ranges = Vec::with_capacity(rows.len());
    for &run in &runs {
        match shape.frame {
            plan::Frame::Partition => ranges.extend((run.0..run.1).map(|_| run)),
            plan::Frame::Rows { before, after } => {
                let one = |at: usize| {
                    let from = at.saturating_sub(before as usize).max(run.0);
                    (from, at.saturating_add(after as usize + 1).min(run.1))
                };
                ranges.extend((run.0..run.1).map(one));
            }
            plan::Frame::Preceding => {
                let peers = |a: u32, b: u32| {
                    let digit = |d: &Vec<u64>, row: u32| d.get(row as usize).copied();
                    digits.iter().all(|(d, _)| digit(d, a) == digit(d, b))
                };
                let mut end = run.0;
                for at in run.0..run.1 {
                    while end < run.1
                        && (end <= at
                            || rows
                                .get(at)
                                .zip(rows.get(end))
                                .is_some_and(|(&a, &b)| peers(a, b)))
                    {
                        end += 1;
                    }
                    ranges.push((run.0, end));
                }
            }
            plan::Frame::Days { before, after } => {
                let Some(Values::Int(days)) = orders.first().map(|c| &c.values) else {
                    return Err(Failure("a frame of days needs a date first".to_owned()));
                };
                let day = |at: usize| {
                    let row = rows.get(at).copied().unwrap_or(NO_ROW);
                    days.get(row as usize).copied().unwrap_or(UNKNOWN)
                };
                let (mut from, mut to) = run;
                to = to.min(from);
                for at in run.0..run.1 {
                    let first = day(at).saturating_sub(before);
                    let last = day(at).saturating_add(after);
                    while from < run.1 && day(from) < first {
                        from += 1;
                    }
                    while to < run.1 && day(to) <= last {
                        to += 1;
                    }
                    ranges.push((from.min(to), to));
                }
            }
        }
    }
    Ok(Seen { rows, runs, ranges })
}

fn runs(rows: &[u32], keys: &Keys) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut from = 0;
    for (at, pair) in rows.windows(2).enumerate() {
        if let [a, b] = pair
            && keys.key(*a) != keys.key(*b)
        {
            runs.push((from, at + 1));
            from = at + 1;
        }
    }
    if !rows.is_empty() {
        runs.push((from, rows.len()));
    }
    runs
}
