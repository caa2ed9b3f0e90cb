//! Rows that a file keeps as columns, read a column at a time where nothing about them is odd.
//!
//! A row is odd where anything in it is missing, cannot be read, or may make it another line than a detail; such rows take the way
//! that rows of text take, cell by cell, so that both ways say the same of every row.

use std::ops::Range;

use super::codes::Coder;
use super::column_texts::{Known, Once, Texts};
use super::needs::{Needs, is_foreign};
use super::parse::{Reading, YEARS, parse};
use super::part::Part;
use super::{How, civil_from_days, known, value};
use crate::layout::{Plan, ReadColumn};
use crate::readers::{CellKind, Cells, Columns, Fault, Met, NONE, ODD, Records, Whole};
use crate::{Feed, NULL};

/// Bytes of text of odd rows that are held at once.
const MOST_ODD: usize = 16 << 20;
/// No number is written in more bytes, but for blanks around it.
const NUMBER: usize = 256;

/// What is known of the texts that a file keeps in dictionaries; of each column the last is kept for the next rows.
#[derive(Default)]
pub(super) struct Memory {
    /// By read.
    codes: Vec<Option<Known>>,
    /// By cell: those without any text for which a row is a fault.
    sound: Vec<Option<Met>>,
}

/// Reads columns; `take` gets what they become.
pub(super) fn parse_columns(
    mut columns: Columns,
    plan: &Plan,
    feed: &Feed,
    needs: &Needs<'_>,
    (coder, memory): (&mut Coder, &mut Memory),
    take: &mut dyn FnMut(Part),
) -> Result<(), Fault> {
    let regular = plan.heading.1 == 0
        && plan.unit_column.is_none()
        && columns.width() <= plan.headings.len()
        && !needs.sums.is_empty()
        && needs.party_cell.is_some();
    if !regular || !memory.are_sound(&columns) {
        while let Some(records) = columns.next_records()? {
            take(parse(&records, plan, feed, needs, coder));
        }
        return Ok(());
    }
    let reads = plan.reads.iter();
    let numbers: Vec<Vec<i64>> = reads.map(|read| numbers(read, &columns)).collect();
    let odd = odd(&columns, plan, needs, &numbers);
    memory.codes.resize_with(plan.reads.len(), || None);
    let mut rows = 0..0;
    while rows.end < columns.rows() {
        let records;
        (rows, records) = odd_records(&columns, &odd, rows.end)?;
        let mut batch = Reading::new(plan, feed, needs, rows.len());
        let from = lines(
            &mut batch,
            &columns,
            &records,
            (rows.clone(), &odd),
            &numbers,
        );
        let Reading {
            texts, mut part, ..
        } = batch;
        let each = plan.reads.iter().zip(texts).zip(&mut memory.codes);
        for (at, ((read, odd), memory)) in each.enumerate() {
            if !read.how.is_text() {
                continue;
            }
            let texts = Texts {
                at,
                how: &read.how,
                column: feed.columns.get(read.column),
                from: &from,
                odd,
            };
            let found = match (columns.distinct(read.cell), columns.cells(read.cell)) {
                (Some((places, distinct)), _) => {
                    texts.by_place(&places, distinct, coder, memory, &mut part, (feed, plan))
                }
                (None, cells) => {
                    let mut written = String::new();
                    let texts = texts.by_row(cells, &mut written);
                    coder.codes(at, &read.how, &texts, feed, plan, &mut part)
                }
            };
            part.set_codes(at, found);
        }
        take(part);
    }
    Ok(())
}

/// The next rows that are read together, of which the odd ones are records: all that are left, or fewer where one text of a dictionary
/// stands in so many that they would fill the memory.
fn odd_records(
    columns: &Columns,
    odd: &[bool],
    start: usize,
) -> Result<(Range<usize>, Vec<Records>), Fault> {
    let (mut records, mut written, mut end) = (Vec::new(), 0, start);
    let mut rows = (start..odd.len())
        .filter(|row| odd.get(*row) == Some(&true))
        .inspect(|row| end = row.saturating_add(1));
    while written < MOST_ODD {
        let Some(some) = columns.records_of(&mut rows)? else {
            return Ok((start..odd.len(), records));
        };
        written += some.text.len();
        records.push(some);
    }
    drop(rows);
    Ok((start..end, records))
}

impl Memory {
    /// Whether no row is a fault for what it holds.
    fn are_sound(&mut self, columns: &Columns) -> bool {
        self.sound.resize_with(columns.width(), || None);
        self.sound.iter_mut().enumerate().all(|(cell, met)| {
            let Some((_, distinct)) = columns.distinct(cell) else {
                return columns.cells(cell).is_none_or(Cells::are_sound);
            };
            let known = met.as_ref().is_some_and(|met| distinct.are(met));
            if !known {
                *met = distinct.are_sound().then(|| distinct.keep());
            }
            met.is_some()
        })
    }
}

/// Reads some of the rows in their order; for each detail, the row that it came from, or none where it was odd.
fn lines<'a>(
    batch: &mut Reading<'a>,
    columns: &Columns,
    records: &'a [Records],
    (rows, odd): (Range<usize>, &[bool]),
    numbers: &[Vec<i64>],
) -> Vec<Option<usize>> {
    let mut from = Vec::with_capacity(rows.len());
    let mut cells: Vec<(&str, CellKind)> = Vec::new();
    let mut odds = records
        .iter()
        .flat_map(|records| (0..records.len()).map(move |at| (records, at)));
    for row in rows {
        if odd.get(row) == Some(&true) {
            if let Some((records, at)) = odds.next() {
                let fault = records
                    .faults
                    .iter()
                    .find(|(index, _)| *index as usize == at);
                batch.line(records, at, fault.map(|(_, fault)| fault), &mut cells);
                from.resize(batch.part.places.len(), None);
            }
            continue;
        }
        batch.detail(
            columns.place(row),
            numbers
                .iter()
                .map(|values| values.get(row).copied().unwrap_or(NULL)),
        );
        from.push(Some(row));
    }
    from
}

/// Canonical numbers of a read; odd where only the text can tell. None for a read of texts.
fn numbers(read: &ReadColumn, columns: &Columns) -> Vec<i64> {
    let canonical = |value: i64, of: &dyn Fn(i64) -> Option<i64>| match value {
        NULL | ODD => value,
        value => of(value).filter(|v| *v > ODD && *v < -ODD).unwrap_or(ODD),
    };
    if read.how.is_text() {
        return Vec::new();
    }
    match (&read.how, columns.whole(read.cell)) {
        (How::Money(style), Some(Whole::Numbers(values, decimals))) => {
            let unit = 10_i64.pow(u32::from(decimals));
            let fen = |value: i64| {
                let product = value.checked_mul(style.fen_per_unit)?;
                (product % unit == 0).then_some(product / unit)
            };
            values
                .into_iter()
                .map(|value| canonical(value, &fen))
                .collect()
        }
        (How::Int, Some(Whole::Numbers(values, 0))) => values
            .into_iter()
            .map(|value| canonical(value, &Some))
            .collect(),
        (How::Date(_), Some(Whole::Days(days))) => {
            let plausible = |day: i64| YEARS.contains(&civil_from_days(day).0).then_some(day);
            days.into_iter()
                .map(|day| canonical(day, &plausible))
                .collect()
        }
        (how, Some(Whole::Distinct(places, distinct))) => {
            let mut known = Once::of(places.len(), distinct.len());
            let mut number = |place: u32| match place {
                NONE => NULL,
                _ => known.get(place, || told(distinct.text(place), CellKind::Text, how)),
            };
            places.into_iter().map(&mut number).collect()
        }
        (how, _) => {
            let (mut room, cells) = (String::new(), columns.cells(read.cell));
            let number = |row| {
                let Some(cells) = cells else { return NULL };
                let (text, kind) = cells.cell(row, &mut room);
                told(text, kind, how)
            };
            (0..columns.rows()).map(number).collect()
        }
    }
}

/// The number that a text tells; odd where it tells none that is sure to be one.
fn told(text: &str, kind: CellKind, how: &How) -> i64 {
    if text.is_empty() {
        return NULL;
    }
    if text.len() > NUMBER {
        return ODD;
    }
    match value::number(text, kind, how) {
        Ok(day)
            if matches!(how, How::Date(_))
                && known(day)
                && !YEARS.contains(&civil_from_days(day).0) =>
        {
            ODD
        }
        Ok(value) => value,
        Err(_) => ODD,
    }
}

/// Which rows may be anything else than a plain detail.
fn odd(columns: &Columns, plan: &Plan, needs: &Needs<'_>, numbers: &[Vec<i64>]) -> Vec<bool> {
    let mut odd = vec![false; columns.rows()];
    for (read, values) in plan.reads.iter().zip(numbers) {
        if !read.how.is_text() {
            odd.iter_mut()
                .zip(values)
                .for_each(|(odd, value)| *odd |= *value == ODD);
        }
    }
    let number = |at: &usize, row: usize| {
        numbers
            .get(*at)
            .and_then(|v| v.get(row))
            .copied()
            .unwrap_or(NULL)
    };
    if needs.date_needed {
        let date = |row: usize| needs.date.as_ref().map_or(NULL, |at| number(at, row));
        odd.iter_mut()
            .enumerate()
            .for_each(|(row, odd)| *odd |= !known(date(row)));
    }
    let summed = |row: usize| needs.sums.iter().any(|at| known(number(at, row)));
    odd.iter_mut()
        .enumerate()
        .for_each(|(row, odd)| *odd |= !summed(row));
    if let Some((a, b)) = needs.either {
        let filled = |at: usize, row: usize| !matches!(number(&at, row), NULL | ODD | 0);
        odd.iter_mut()
            .enumerate()
            .for_each(|(row, odd)| *odd |= filled(a, row) && filled(b, row));
    }
    // Where no party stands, a text may be a label of a total.
    let blank = |text: &str| text.trim().is_empty();
    if let Some(cell) = needs.party_cell {
        mark(columns, cell, &mut odd, &blank);
    }
    if let Some(read) = needs.currency.and_then(|at| plan.reads.get(at)) {
        mark(columns, read.cell, &mut odd, &is_foreign);
    }
    odd
}

/// Marks the rows whose cell is such a text.
fn mark(columns: &Columns, cell: usize, odd: &mut [bool], such: &dyn Fn(&str) -> bool) {
    if let Some((places, distinct)) = columns.distinct(cell) {
        let mut known = Once::of(places.len(), distinct.len());
        for (odd, place) in odd.iter_mut().zip(places) {
            *odd |= match place {
                NONE => such(""),
                _ => known.get(place, || such(distinct.text(place))),
            };
        }
        return;
    }
    let (mut room, cells) = (String::new(), columns.cells(cell));
    for (row, odd) in odd.iter_mut().enumerate() {
        *odd |= match cells {
            Some(cells) => such(cells.cell(row, &mut room).0),
            None => such(""),
        };
    }
}
