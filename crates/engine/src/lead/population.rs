//! Rows that a rule cites as a whole, by the subject that they belong to.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::frame::{Column, Frame, Values};
use crate::gather::At;
use crate::judge::{Judged, Seen};
use crate::view::View;

/// Rows of each subject, in the order of their places.
pub(super) type Population = BTreeMap<Vec<String>, Vec<At>>;

/// What each logic of a rule cites as a whole.
pub(super) fn populations(judged: &Judged<'_>, view: &View<'_>) -> Vec<Option<Population>> {
    let one = |seen: &Option<Seen<'_>>| {
        let seen = seen.as_ref()?;
        population(&seen.detect.cite.subject, seen.members.as_ref()?, view)
    };
    judged.seen.iter().map(one).collect()
}

fn population(subject: &[String], members: &Frame, view: &View<'_>) -> Option<Population> {
    let refs = members.refs("")?;
    let feed = view.index(&refs.feed)?;
    // Subjects are told apart by numbers, and spelled once each: a population may be millions of rows.
    let mut subjects = vec![0_u32; members.len];
    for name in subject {
        let mut known: FxHashMap<(u32, u64), u32> = FxHashMap::default();
        let column = members.column(name);
        for (row, id) in subjects.iter_mut().enumerate() {
            let value = column.map_or(0, |column| value(column, row));
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            *id = *known.entry((*id, value)).or_insert(next);
        }
    }
    let mut rows: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (row, &id) in subjects.iter().enumerate() {
        rows.entry(id).or_default().push(row);
    }
    let spelled = |row: usize| -> Vec<String> {
        let text = |name: &String| members.column(name).and_then(|c| view.text(c, row, false));
        let parts = subject.iter().map(|name| text(name).unwrap_or_default());
        parts.collect()
    };
    let mut population = Population::new();
    for rows in rows.into_values() {
        let Some(&first) = rows.first() else { continue };
        let at = |row: usize| Some((feed, *refs.rows.get(row)?));
        population
            .entry(spelled(first))
            .or_default()
            .extend(rows.into_iter().filter_map(at));
    }
    Some(population)
}

/// Whether equal values of a column have equal numbers.
pub(super) fn numbers(column: &Column) -> bool {
    matches!(column.values, Values::Int(_) | Values::Text(_))
}

/// A number for the value of a column at a row; equal numbers are equal values.
pub(super) fn value(column: &Column, row: usize) -> u64 {
    match &column.values {
        Values::Int(values) => values.get(row).map_or(0, |v| v.cast_unsigned()),
        Values::Text(codes) => codes.get(row).map_or(0, |&code| code.into()),
        // Rare among subjects: rows stand alone, and are joined by their spelling.
        Values::Ratio(_) | Values::Owned(_) => row as u64,
    }
}
