//! What the plans of a rule yielded part by part, as if they had been run at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use rules::Cite;

use super::run::Cited;
use super::union::concat;
use crate::asks::{group_columns, hit_columns};
use crate::eval::{Context, Failure};
use crate::frame::Frame;
use crate::unjudged::Unjudged;

/// Frames of all parts, their rows in the order that they have where nothing is parted.
pub(crate) fn whole(cite: &Cite, parts: &[Cited], context: &Context) -> Result<Cited, Failure> {
    let groups = group_columns(cite);
    let other = |of: fn(&Cited) -> Option<&Arc<Frame>>| {
        let frames: Option<Vec<&Frame>> = parts.iter().map(|p| of(p).map(|f| &**f)).collect();
        let frames = frames.filter(|frames| !frames.is_empty());
        frames
            .map(|frames| joined(&frames, &groups, context))
            .transpose()
    };
    let hits: Vec<&Frame> = parts.iter().map(|part| &*part.hits).collect();
    let mut unjudged = Unjudged::default();
    for part in parts {
        unjudged.extend(&part.unjudged);
    }
    unjudged.settle();
    Ok(Cited {
        hits: joined(&hits, &hit_columns(cite), context)?,
        members: other(|part| part.members.as_ref())?,
        absent: other(|part| part.absent.as_ref())?,
        unjudged,
    })
}

/// Frames as one, its rows by the feed rows that they stand for, groups by the first of those that they were made of: so they stand in every
/// frame of a plan.
fn joined(
    frames: &[&Frame],
    wanted: &BTreeSet<String>,
    context: &Context,
) -> Result<Arc<Frame>, Failure> {
    // Parts without rows say nothing of the types of columns.
    let filled: Vec<&Frame> = frames.iter().copied().filter(|f| f.len > 0).collect();
    let frames = if filled.is_empty() {
        frames.get(..1).unwrap_or(&[])
    } else {
        &filled
    };
    let frame = concat(frames, Some(wanted), context)?;
    let first = |&row: &u32| {
        frame
            .behind(row as usize)
            .and_then(|(_, rows)| rows.first().copied())
    };
    let mut rows: Vec<u32> = (0..u32::try_from(frame.len).unwrap_or(u32::MAX)).collect();
    if rows.is_sorted_by_key(first) {
        return Ok(Arc::new(frame));
    }
    rows.sort_by_cached_key(first);
    Ok(Arc::new(frame.take(&rows, None)))
}
