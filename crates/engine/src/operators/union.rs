//! `Union`: rows of all inputs; a feed row that several yield stands once.

use std::collections::BTreeSet;
use std::sync::Arc;

use ledger::{NULL, NULL_CODE, UNKNOWN_CODE};
use rules::Plan;
use rules::expr::Type;
use rustc_hash::FxHashSet;

use super::run::{Doubtful, Node, Run};
use crate::eval::{Context, Failure};
use crate::frame::{Column, Frame, Lineage, NULL_RATIO, Refs, Values};
use crate::reasons::UNTRUSTED;

pub(super) fn union(
    run: &mut Run,
    plan: &Arc<Plan>,
    inputs: &[Arc<Plan>],
) -> Result<Node, Failure> {
    let wanted = run.wanted(plan);
    let nodes = inputs
        .iter()
        .map(|input| run.node(input))
        .collect::<Result<Vec<Node>, Failure>>()?;
    let mut taken: FxHashSet<u32> = FxHashSet::default();
    let mut frames = Vec::new();
    for node in &nodes {
        let frame = &node.frame;
        let Some(refs) = frame.refs("") else {
            frames.push((**frame).clone());
            continue;
        };
        // A row is left out where an input before yields its feed row; within one input rows stay, pairs of a join among them.
        let fresh = |(_, feed_row): &(u32, &u32)| !taken.contains(*feed_row);
        let rows: Vec<u32> = (0u32..)
            .zip(refs.rows.iter())
            .filter(fresh)
            .map(|(row, _)| row)
            .collect();
        taken.extend(refs.rows.iter().copied());
        frames.push(frame.take(&rows, Some(&wanted)));
    }
    let frames: Vec<&Frame> = frames.iter().collect();
    let mut frame = concat(&frames, Some(&wanted), run.context)?;
    if let Some(refs) = frame.refs("") {
        let mut rows: Vec<u32> = (0..u32::try_from(frame.len).unwrap_or(u32::MAX)).collect();
        rows.sort_by_key(|&row| refs.rows.get(row as usize).copied());
        frame = frame.take(&rows, None);
    }
    let doubts = nodes.iter().filter_map(|node| node.doubtful.as_deref());
    let doubts = doubts.cloned().collect();
    Ok(Node {
        frame: Arc::new(frame),
        doubtful: doubtful(doubts, run.context)?.map(Arc::new),
    })
}

/// Several lots of doubtful rows as one.
pub(super) fn doubtful(
    mut all: Vec<Doubtful>,
    context: &Context,
) -> Result<Option<Doubtful>, Failure> {
    all.retain(|doubtful| doubtful.frame.len > 0);
    if all.len() < 2 {
        return Ok(all.pop());
    }
    let frames: Vec<&Frame> = all.iter().map(|doubtful| &doubtful.frame).collect();
    Ok(Some(Doubtful {
        frame: concat(&frames, None, context)?,
        reasons: all.iter().flat_map(|d| d.reasons.iter().copied()).collect(),
    }))
}

/// Frames one after the other: the columns and references that all of them have.
pub(super) fn concat(
    frames: &[&Frame],
    wanted: Option<&BTreeSet<String>>,
    context: &Context,
) -> Result<Frame, Failure> {
    let Some(first) = frames.first() else {
        return Ok(Frame::default());
    };
    let mut columns = Vec::new();
    for (name, _) in &first.columns {
        if wanted.is_some_and(|w| !w.contains(name)) {
            continue;
        }
        let parts: Option<Vec<&Column>> = frames.iter().map(|f| f.column(name)).collect();
        if let Some(parts) = parts {
            columns.push((name.clone(), join_columns(&parts, name, context)?));
        }
    }
    let mut refs = Vec::new();
    for of in &first.refs {
        let parts: Option<Vec<&Refs>> = frames
            .iter()
            .map(|f| f.refs(&of.prefix).filter(|r| r.feed == of.feed))
            .collect();
        if let Some(parts) = parts {
            refs.push(Refs {
                rows: Arc::new(parts.iter().flat_map(|r| r.rows.iter().copied()).collect()),
                ..of.clone()
            });
        }
    }
    Ok(Frame {
        len: frames.iter().map(|f| f.len).sum(),
        columns,
        refs,
        lineage: lineages(frames),
    })
}

fn lineages(frames: &[&Frame]) -> Option<Lineage> {
    let feed = Arc::clone(&frames.first()?.lineage.as_ref()?.feed);
    let (mut rows, mut starts, mut of) = (Vec::new(), vec![0], Vec::new());
    for frame in frames {
        frame.lineage.as_ref().filter(|l| l.feed == feed)?;
        for row in 0..frame.len {
            of.push(u32::try_from(of.len()).ok()?);
            rows.extend_from_slice(frame.behind(row).map_or(&[], |(_, rows)| rows));
            starts.push(u32::try_from(rows.len()).ok()?);
        }
    }
    Some(Lineage {
        feed,
        rows: Arc::new(rows),
        starts: Arc::new(starts),
        of: Arc::new(of),
    })
}

fn join_columns(parts: &[&Column], name: &str, context: &Context) -> Result<Column, Failure> {
    // A column that is NULL throughout has no type of its own.
    let null = |column: &Column| match &column.values {
        Values::Int(values) => values.iter().all(|&v| v == NULL),
        _ => false,
    };
    let model = parts
        .iter()
        .copied()
        .find(|c| !null(c))
        .or(parts.first().copied())
        .ok_or_else(|| Failure("a union has no inputs".to_owned()))?;
    let fits = |column: &&Column| match (&model.values, &column.values) {
        (Values::Int(_), Values::Int(_))
        | (Values::Ratio(_), Values::Ratio(_) | Values::Int(_))
        | (Values::Owned(_) | Values::Text(_), Values::Owned(_) | Values::Text(_)) => true,
        _ => null(column),
    };
    if !parts.iter().all(fits) {
        return Err(Failure(format!("a union has {name} of several types")));
    }
    let one_domain = |column: &&Column| match column.values {
        Values::Text(_) => column.domain == model.domain,
        _ => null(column),
    };
    let rows = |column: &Column| match &column.values {
        Values::Int(v) => v.len(),
        Values::Text(v) => v.len(),
        Values::Ratio(v) => v.len(),
        Values::Owned(v) => v.len(),
    };
    let total = parts.iter().map(|c| rows(c)).sum();
    let mut reasons = Vec::with_capacity(total);
    for column in parts {
        let code = |row| {
            if column.is_unknown(row) {
                column.reason(row)
            } else {
                0
            }
        };
        reasons.extend((0..rows(column)).map(code));
    }
    let values = match &model.values {
        Values::Int(_) => Values::Int(Arc::new(parts.iter().flat_map(|c| ints(c)).collect())),
        Values::Ratio(_) => Values::Ratio(Arc::new(parts.iter().flat_map(|c| ratios(c)).collect())),
        Values::Text(_) if parts.iter().all(one_domain) => {
            Values::Text(Arc::new(parts.iter().flat_map(|c| codes(c)).collect()))
        }
        Values::Text(_) | Values::Owned(_) => Values::Owned(Arc::new(
            parts.iter().flat_map(|c| texts(c, context)).collect(),
        )),
    };
    Ok(Column {
        ty: model.ty,
        domain: model.domain,
        values,
        // Without codes every unknown value is one that the ledger does not trust; texts of no dictionary need them.
        reasons: (model.ty == Type::Text || reasons.iter().any(|&code| code > UNTRUSTED))
            .then(|| Arc::new(reasons)),
    })
}

fn ints(column: &Column) -> Vec<i64> {
    match &column.values {
        Values::Int(values) => values.to_vec(),
        _ => Vec::new(),
    }
}

fn ratios(column: &Column) -> Vec<(i128, i128)> {
    match &column.values {
        Values::Ratio(values) => values.to_vec(),
        Values::Int(values) => values
            .iter()
            .enumerate()
            .map(|(row, &v)| {
                if column.is_unknown(row) {
                    crate::frame::UNKNOWN_RATIO
                } else if v == NULL {
                    NULL_RATIO
                } else {
                    (i128::from(v), 1)
                }
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn codes(column: &Column) -> Vec<u32> {
    match &column.values {
        Values::Text(codes) => codes.to_vec(),
        Values::Int(values) => vec![NULL_CODE; values.len()],
        _ => Vec::new(),
    }
}

fn texts(column: &Column, context: &Context) -> Vec<Option<Box<str>>> {
    match &column.values {
        Values::Owned(texts) => texts.to_vec(),
        Values::Text(codes) => {
            let dictionary = context.store.dictionary(column.domain);
            let one =
                |&code: &u32| (code < UNKNOWN_CODE).then(|| dictionary.text(code).as_ref().into());
            codes.iter().map(one).collect()
        }
        Values::Int(values) => vec![None; values.len()],
        Values::Ratio(_) => Vec::new(),
    }
}
