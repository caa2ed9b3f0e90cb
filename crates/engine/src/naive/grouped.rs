//! Groups and windows by their definitions: for each row, every row that it sees.

use std::collections::BTreeMap;

use rules::plan::{Aggregate, Frame, Measure};

use super::expr::order;
use super::measure::measured;
use super::plan::int;
use super::{Line, Value};
use crate::Reason;

/// The key of a line, if it has a whole one.
fn key(line: &Line, names: &[String]) -> Option<Vec<Value>> {
    let values = names.iter().map(|name| line.value(name).clone());
    let known = |v: Value| (!matches!(v, Value::Null | Value::Unknown(_))).then_some(v);
    values.map(known).collect()
}

/// Why a key is not known, where no part of it is NULL.
pub(super) fn open<'k>(
    line: &Line,
    names: impl Iterator<Item = &'k String> + Clone,
) -> Option<Reason> {
    let null = names.clone().any(|name| *line.value(name) == Value::Null);
    let mut names = names.filter(|_| !null);
    names.find_map(|name| match line.value(name) {
        Value::Unknown(reason) => Some(reason.clone()),
        _ => None,
    })
}

pub(super) fn group(lines: &[Line], keys: &[String], measures: &[Measure]) -> Vec<Line> {
    let mut groups: Vec<(Vec<Value>, Vec<&Line>)> = Vec::new();
    for line in lines {
        let Some(key) = key(line, keys) else { continue };
        match groups.iter_mut().find(|(k, _)| *k == key) {
            Some((_, rows)) => rows.push(line),
            None => groups.push((key, vec![line])),
        }
    }
    groups
        .into_iter()
        .map(|(key, rows)| {
            let mut values: BTreeMap<String, Value> = keys.iter().cloned().zip(key).collect();
            for measure in measures {
                values.insert(measure.name.clone(), measured(measure, &rows));
            }
            Line {
                values,
                behind: rows.iter().flat_map(|r| r.behind.clone()).collect(),
                refs: BTreeMap::new(),
            }
        })
        .collect()
}

pub(super) fn window(
    lines: &[Line],
    partition: &[String],
    by: &[String],
    frame: Frame,
    measures: &[Measure],
) -> Vec<Line> {
    let whole = |i: &usize| key(&lines[*i], partition).is_some() && key(&lines[*i], by).is_some();
    let compare = |a: usize, b: usize| {
        let orders = by
            .iter()
            .map(|n| order(lines[a].value(n), lines[b].value(n)));
        orders.into_iter().find(|o| o.is_ne()).unwrap_or(a.cmp(&a))
    };
    let mut output = lines.to_vec();
    for (i, out) in output.iter_mut().enumerate() {
        let mut rows: Vec<usize> = (0..lines.len()).filter(whole).collect();
        rows.retain(|&r| key(&lines[r], partition) == key(&lines[i], partition));
        rows.sort_by(|&a, &b| compare(a, b).then(a.cmp(&b)));
        let at = rows.iter().position(|&r| r == i);
        for measure in measures {
            let nowhere = || open(&lines[i], partition.iter().chain(by));
            let nowhere = || nowhere().map_or(Value::Null, Value::Unknown);
            let found = at.map_or_else(nowhere, |at| {
                let day = |r: usize| int(lines[r].value(&by[0])).unwrap();
                let seen = |&p: &usize| match frame {
                    Frame::Partition => true,
                    Frame::Rows { before, after } => {
                        p + before as usize >= at && p <= at + after as usize
                    }
                    Frame::Preceding => p <= at || compare(rows[p], i).is_eq(),
                    Frame::Days { before, after } => {
                        let apart = i128::from(day(rows[p])) - i128::from(day(i));
                        i128::from(-before) <= apart && apart <= i128::from(after)
                    }
                };
                match measure.function {
                    Aggregate::RowNumber => Value::Int(i64::try_from(at).unwrap() + 1),
                    Aggregate::Lag(n) => {
                        let name = measure.of.as_ref().unwrap();
                        let before = at.checked_sub(n as usize);
                        before.map_or(Value::Null, |p| lines[rows[p]].value(name).clone())
                    }
                    _ => {
                        let seen = (0..rows.len()).filter(seen).map(|p| &lines[rows[p]]);
                        measured(measure, &seen.collect::<Vec<_>>())
                    }
                }
            });
            out.values.insert(measure.name.clone(), found);
        }
    }
    output
}
