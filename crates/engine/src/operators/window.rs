//! `Window`: measures over a frame of each row's partition, in the order of the partition, ties by place.

use std::sync::Arc;

use ledger::{NULL, UNKNOWN};
use rayon::prelude::*;
use rules::expr::Type;
use rules::plan::{self, Aggregate, Measure};

use super::group::{open_keys, ratios, sum_ratios};
use super::items::{Found, Items, Measured};
use super::keys::columns;
use super::order::{Order, Orders};
use super::slide::Slide;
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
    order: Arc<Order>,
    ranges: Ranges,
}

/// What each position sees.
enum Ranges {
    /// Its whole partition.
    Partition,
    /// By position: first position seen, and the one after the last.
    Each(Vec<(u32, u32)>),
}

impl Ranges {
    /// The positions that one sees, in its partition.
    fn of(&self, at: usize, run: (usize, usize)) -> (usize, usize) {
        match self {
            Self::Partition => run,
            Self::Each(ranges) => {
                let (from, to) = ranges.get(at).copied().unwrap_or((0, 0));
                (from as usize, to as usize)
            }
        }
    }
}

pub(super) fn window(
    input: &Frame,
    shape: &Shape,
    measures: &[Measure],
    orders: &mut Orders,
    context: &Context,
) -> Result<Frame, Failure> {
    let seen = seen(input, shape, orders, context)?;
    let mut frame = input.clone();
    let columns: Vec<Column> = measures
        .par_iter()
        .map(|measure| measured(input, &seen, measure, context))
        .collect::<Result<_, _>>()?;
    let open = seen.order.open.clone();
    let keys = shape.partition.iter().chain(shape.order);
    let open = open_keys(&self::columns(input, keys)?, open);
    for (measure, mut column) in measures.iter().zip(columns) {
        column.open(&open);
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
            for &(from, to) in &seen.order.runs {
                let rows = seen.order.rows.get(from..to).unwrap_or(&[]);
                for (number, &row) in (1i64..).zip(rows) {
                    put(&mut values, row, number);
                }
            }
            Ok(Column::int(Type::Int, values, None))
        }
        Aggregate::Lag(n) => {
            let mut before = vec![NO_ROW; input.len];
            for &(from, to) in &seen.order.runs {
                let rows = seen.order.rows.get(from..to).unwrap_or(&[]);
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
                for &run in &seen.order.runs {
                    for at in run.0..run.1 {
                        let (from, to) = seen.ranges.of(at, run);
                        let rows = seen.order.rows.get(from..to).unwrap_or(&[]);
                        if let Some(&row) = seen.order.rows.get(at) {
                            put(&mut found, row, sum_ratios(&items, rows));
                        }
                    }
                }
                return Ok(ratios(ty, found.into_iter()));
            }
            Ok(items.column(function, slid(function, &items, seen, input.len)))
        }
    }
}

/// A measure for every row. Partitions are many and small, so that stretches of them are measured side by side.
fn slid(function: Aggregate, items: &Items, seen: &Seen, len: usize) -> Found {
    let runs = &seen.order.runs;
    let stretch = runs.len() / (4 * rayon::current_num_threads()) + 1;
    let stretches: Vec<Vec<Measured>> = runs
        .par_chunks(stretch)
        .map(|runs| {
            let mut values = Vec::new();
            let mut found = Vec::new();
            let mut slide = Slide::new(function, items, &[]);
            for &run in runs {
                let rows = seen.order.rows.get(run.0..run.1).unwrap_or(&[]);
                items.gather(rows, &mut values);
                slide.reset(&values);
                match &seen.ranges {
                    Ranges::Partition => {
                        for (position, (&row, &value)) in rows.iter().zip(&values).enumerate() {
                            slide.push(position, row, value);
                        }
                        found.push(slide.measured());
                    }
                    Ranges::Each(ranges) => {
                        let ranges = ranges.get(run.0..run.1).unwrap_or(&[]);
                        over(&mut slide, run.0, (rows, &values), ranges, &mut found);
                    }
                }
            }
            found
        })
        .collect();
    let mut found = Found::null(len);
    for (runs, values) in runs.chunks(stretch).zip(stretches) {
        let mut values = values.into_iter();
        for &(from, to) in runs {
            let rows = seen.order.rows.get(from..to).unwrap_or(&[]);
            match &seen.ranges {
                Ranges::Partition => {
                    if let Some(value) = values.next() {
                        for &row in rows {
                            found.put(row as usize, value);
                        }
                    }
                }
                Ranges::Each(_) => {
                    for (&row, value) in rows.iter().zip(values.by_ref()) {
                        found.put(row as usize, value);
                    }
                }
            }
        }
    }
    found
}

/// Moves the range over a partition that begins at position `start`; its ends never go back.
fn over(
    slide: &mut Slide<'_>,
    start: usize,
    (rows, values): (&[u32], &[i64]),
    ranges: &[(u32, u32)],
    found: &mut Vec<Measured>,
) {
    let (mut from, mut to) = (start, start);
    let mut last = None;
    for &range in ranges {
        let range = (range.0 as usize, range.1 as usize);
        while to < range.1 {
            if let (Some(&row), Some(&value)) = (rows.get(to - start), values.get(to - start)) {
                slide.push(to, row, value);
            }
            to += 1;
        }
        while from < range.0 {
            if let Some(&value) = values.get(from - start) {
                slide.pop(from, value);
            }
            from += 1;
        }
        let value = match last {
            Some((known, value)) if known == range => value,
            _ => slide.measured(),
        };
        last = Some((range, value));
        found.push(value);
    }
}

fn put<T>(values: &mut [T], row: u32, value: T) {
    if let Some(slot) = values.get_mut(row as usize) {
        *slot = value;
    }
}

fn seen(
    input: &Frame,
    shape: &Shape,
    known: &mut Orders,
    context: &Context,
) -> Result<Seen, Failure> {
    let orders = columns(input, shape.order)?;
    let order = known.of(
        &columns(input, shape.partition)?,
        &orders,
        input.len,
        context.store,
    );
    let ranges = match shape.frame {
        plan::Frame::Partition => Ranges::Partition,
        frame => Ranges::Each(ranges(&order, frame, &orders)?),
    };
    Ok(Seen { order, ranges })
}

/// What each position sees, where that is not its whole partition.
fn ranges(
    order: &Order,
    frame: plan::Frame,
    orders: &[&Column],
) -> Result<Vec<(u32, u32)>, Failure> {
    let Order { rows, runs, .. } = order;
    let mut ranges: Vec<(u32, u32)> = Vec::with_capacity(rows.len());
    // There are no more positions than rows, which 32 bits number.
    let small = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    for &run in runs {
        match frame {
            plan::Frame::Partition => {
                ranges.extend((run.0..run.1).map(|_| (small(run.0), small(run.1))));
            }
            plan::Frame::Rows { before, after } => {
                let one = |at: usize| {
                    let from = at.saturating_sub(before as usize).max(run.0);
                    let to = at.saturating_add(after as usize + 1).min(run.1);
                    (small(from), small(to))
                };
                ranges.extend((run.0..run.1).map(one));
            }
            plan::Frame::Preceding => {
                let peers = |a: u32, b: u32| orders.iter().all(|c| c.same(a as usize, b as usize));
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
                    ranges.push((small(run.0), small(end)));
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
                    ranges.push((small(from.min(to)), small(to)));
                }
            }
        }
    }
    Ok(ranges)
}
