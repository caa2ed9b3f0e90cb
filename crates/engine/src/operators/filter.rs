//! `Filter`: keeps rows for which a predicate is true; what may or may not be true is not judged.

use std::sync::Arc;

use rules::{Expr, Plan};

use super::run::{Doubtful, Node, Run};
use crate::eval::{Failure, truths};
use crate::truth;

pub(super) fn filter(
    run: &mut Run,
    plan: &Arc<Plan>,
    input: &Arc<Plan>,
    keep: &Expr,
) -> Result<Node, Failure> {
    let (input, seen) = run.sifted(input)?;
    let wanted = run.wanted(plan);
    let judged = truths(keep, &input.frame, run.context)?;
    let mut kept = Vec::new();
    let mut open = Vec::new();
    let mut reasons = Vec::new();
    let hidden = |row: u32| {
        let seen = seen.as_ref().and_then(|seen| seen.get(row as usize));
        seen == Some(&false)
    };
    for (row, &mask) in (0u32..).zip(&judged.masks) {
        if mask & truth::TRUE == 0 || hidden(row) {
            continue;
        }
        if mask == truth::TRUE {
            kept.push(row);
        } else {
            let reason = judged.reason(row as usize);
            run.not_judged(&input.frame, row as usize, reason);
            open.push(row);
            reasons.push(reason);
        }
    }
    let mut doubtful = Vec::new();
    if !open.is_empty() {
        doubtful.push(Doubtful {
            frame: input.frame.take(&open, Some(&wanted)),
            reasons,
        });
    }
    if let Some(before) = &input.doubtful {
        let judged = truths(keep, &before.frame, run.context)?;
        let may = |(_, mask): &(u32, &u8)| **mask & truth::TRUE != 0;
        let rows: Vec<u32> = (0u32..)
            .zip(&judged.masks)
            .filter(may)
            .map(|(r, _)| r)
            .collect();
        let reason = |&row: &u32| before.reasons.get(row as usize).copied();
        doubtful.push(Doubtful {
            reasons: rows.iter().filter_map(reason).collect(),
            frame: before.frame.take(&rows, Some(&wanted)),
        });
    }
    let frame = if kept.len() == input.frame.len {
        Arc::clone(&input.frame)
    } else {
        Arc::new(input.frame.take(&kept, Some(&wanted)))
    };
    Ok(Node {
        frame,
        doubtful: super::union::doubtful(doubtful, run.context)?.map(Arc::new),
    })
}
