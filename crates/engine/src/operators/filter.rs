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
    let seen = seen.as_deref().map_or(&[][..], Vec::as_slice);
    let shown = |row: usize| seen.get(row) != Some(&false);
    let kept = judged.rows(|row, mask| (mask == truth::TRUE) & shown(row));
    let mut open = Vec::new();
    let mut reasons = Vec::new();
    let may = |mask: truth::Mask| mask & truth::TRUE != 0 && mask != truth::TRUE;
    // Mostly every truth is known.
    if judged
        .masks
        .iter()
        .fold(false, |any, &mask| any | may(mask))
    {
        open = judged.rows(|row, mask| may(mask) & shown(row));
        for &row in &open {
            let reason = judged.reason(row as usize);
            run.not_judged(&input.frame, row as usize, reason);
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
        let rows = judged.rows(|_, mask| mask & truth::TRUE != 0);
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
