//! `Join`: pairs within equal keys and inequalities, a residual over the pair, and how absence is judged.
//!
//! A left row that has no certain partner but one that may be is not judged, whatever is kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use ledger::{NULL, UNKNOWN};
use rules::plan::{How, Pick};
use rules::{Expr, Plan};

use super::absence;
use super::keys::Standing;
use super::pairs::{Candidates, ints};
use super::run::{Doubtful, Node, Run};
use super::union::concat;
use crate::asks;
use crate::eval::{Context, Failure, truths};
use crate::frame::{Frame, NO_ROW, Refs};
use crate::reasons::UNTRUSTED;
use crate::truth::{self, Truths};

/// Pairs that a residual is asked about at once.
const BLOCK: usize = 1 << 16;

/// One join at work.
struct Work<'a> {
    left: &'a Frame,
    right: &'a Frame,
    /// Right rows from here on are doubtful.
    certain: usize,
    doubts: &'a [u16],
    /// Tells where a right row whose key is not known may be a partner.
    candidates: &'a Candidates<'a>,
    residual: Option<&'a Expr>,
    how: How,
    /// Whether it is asked what became of rows without partner.
    absence: bool,
    nearest: Option<(&'a [i64], &'a [i64])>,
    prefix: &'a str,
    context: &'a Context<'a>,
}

/// What became of the left rows.
#[derive(Default)]
struct Kept {
    /// Left and right rows of what is kept.
    pairs: (Vec<u32>, Vec<u32>),
    /// Left rows that asked for a partner and have none, of `Inner` and `Semi` that judge absence.
    alone: Vec<u32>,
    /// Left rows that could not be judged.
    open: Vec<(u32, u16)>,
}

/// Left rows with their candidates, as ranges of `right`.
#[derive(Default)]
struct Block {
    rows: Vec<(u32, usize, usize)>,
    right: Vec<u32>,
}

pub(super) fn join(run: &mut Run, plan: &Arc<Plan>) -> Result<Node, Failure> {
    let Plan::Join {
        left,
        right,
        on,
        between,
        residual,
        how,
        pick,
        prefix,
        absence,
    } = &**plan
    else {
        return Err(Failure("this is no join".to_owned()));
    };
    let left = run.node(left)?.frame;
    let right = run.node(right)?;
    let certain = right.frame.len;
    let (right, doubts) = with_doubts(&right, run.context)?;
    let candidates = Candidates::new(&left, &right, on, between, run.context)?;
    let work = Work {
        left: &left,
        right: &right,
        certain,
        doubts: &doubts,
        candidates: &candidates,
        residual: residual.as_ref(),
        how: *how,
        absence: absence.is_some(),
        nearest: match pick {
            Pick::All => None,
            Pick::Nearest { left: l, right: r } => Some((ints(&left, l)?, ints(&right, r)?)),
        },
        prefix,
        context: run.context,
    };
    let mut kept = Kept::default();
    let mut block = Block::default();
    for row in 0..u32::try_from(left.len).unwrap_or(u32::MAX) {
        let from = block.right.len();
        candidates.of(row, &mut block.right);
        if from == block.right.len()
            && *how != How::Left
            && candidates.standing(row) == Standing::Unknown
        {
            kept.open.push((row, UNTRUSTED));
            continue;
        }
        block.rows.push((row, from, block.right.len()));
        if block.right.len() > BLOCK {
            work.settle(&block, &mut kept)?;
            block = Block::default();
        }
    }
    work.settle(&block, &mut kept)?;
    if let Some(absence) = absence {
        let (alone, between) = match how {
            How::Anti => (&mut kept.pairs.0, between.as_slice()),
            _ => (&mut kept.alone, [].as_slice()),
        };
        let sides = (alone, &mut kept.open);
        absence::judged(&left, absence, between, sides, run.context)?;
    }
    kept.open.sort_unstable();
    for &(row, reason) in &kept.open {
        run.not_judged(&left, row as usize, reason);
    }
    let wanted = run.wanted(plan);
    let frame = match how {
        How::Semi | How::Anti => left.take(&kept.pairs.0, Some(&wanted)),
        How::Inner | How::Left => work.paired(&kept.pairs.0, &kept.pairs.1, Some(&wanted)),
    };
    let doubtful = (!kept.open.is_empty() && matches!(how, How::Semi | How::Anti)).then(|| {
        let rows: Vec<u32> = kept.open.iter().map(|&(row, _)| row).collect();
        Arc::new(Doubtful {
            frame: left.take(&rows, Some(&wanted)),
            reasons: kept.open.iter().map(|&(_, reason)| reason).collect(),
        })
    });
    Ok(Node {
        frame: Arc::new(frame),
        doubtful,
    })
}

/// The right side with its doubtful rows at the end, and why these are doubtful.
pub(super) fn with_doubts(
    right: &Node,
    context: &Context,
) -> Result<(Arc<Frame>, Vec<u16>), Failure> {
    match &right.doubtful {
        None => Ok((Arc::clone(&right.frame), Vec::new())),
        Some(doubtful) => Ok((
            Arc::new(concat(&[&right.frame, &doubtful.frame], None, context)?),
            doubtful.reasons.clone(),
        )),
    }
}

impl Work<'_> {
    /// Decides what is kept of the left rows of a block.
    fn settle(&self, block: &Block, kept: &mut Kept) -> Result<(), Failure> {
        let judged = self.judge(block)?;
        for &(left, from, to) in &block.rows {
            let mut sure = Vec::new();
            let mut open = None;
            for at in from..to {
                let mask = judged
                    .as_ref()
                    .map_or(truth::TRUE, |j| j.masks.get(at).copied().unwrap_or(0));
                let Some(&right) = block.right.get(at).filter(|_| mask & truth::TRUE != 0) else {
                    continue;
                };
                let doubt = (right as usize).checked_sub(self.certain);
                match doubt.and_then(|d| self.doubts.get(d)) {
                    None if mask == truth::TRUE => sure.push(right),
                    Some(&reason) => _ = open.get_or_insert(reason),
                    None => {
                        let reason = judged.as_ref().map_or(UNTRUSTED, |j| j.reason(at));
                        open.get_or_insert(reason);
                    }
                }
            }
            if let Some(nearest) = self.nearest(left, &sure) {
                sure = vec![nearest];
            }
            if sure.is_empty() && open.is_none() && self.how != How::Left {
                open = self.candidates.possible(left).then_some(UNTRUSTED);
            }
            match (self.how, sure.is_empty(), open) {
                (_, true, Some(reason)) => kept.open.push((left, reason)),
                (How::Semi, false, _) | (How::Anti, true, None) => kept.pairs.0.push(left),
                (How::Semi | How::Inner, true, None) => {
                    if self.absence && self.candidates.standing(left) == Standing::Whole {
                        kept.alone.push(left);
                    }
                }
                (How::Left, true, None) => {
                    kept.pairs.0.push(left);
                    kept.pairs.1.push(NO_ROW);
                }
                (How::Inner | How::Left, _, _) => {
                    kept.pairs.0.extend(sure.iter().map(|_| left));
                    kept.pairs.1.extend(sure);
                }
                (How::Anti, false, _) => {}
            }
        }
        Ok(())
    }

    /// The truth of the residual for each candidate.
    fn judge(&self, block: &Block) -> Result<Option<Truths>, Failure> {
        let Some(residual) = self.residual else {
            return Ok(None);
        };
        let mut wanted = BTreeSet::new();
        asks::columns(residual, &mut wanted);
        let left: Vec<u32> = block
            .rows
            .iter()
            .flat_map(|&(row, from, to)| std::iter::repeat_n(row, to - from))
            .collect();
        let pairs = self.paired(&left, &block.right, Some(&wanted));
        truths(residual, &pairs, self.context).map(Some)
    }

    /// The nearest partner, if only that is kept: ties to the earlier, then by place; partners without a date last.
    fn nearest(&self, left: u32, sure: &[u32]) -> Option<u32> {
        let (lefts, rights) = self.nearest?;
        let day = |days: &[i64], row: u32| match days.get(row as usize) {
            None | Some(&(NULL | UNKNOWN)) => None,
            Some(&day) => Some(i128::from(day)),
        };
        let from = day(lefts, left);
        sure.iter().copied().min_by_key(|&right| {
            let to = day(rights, right);
            let distance = from.zip(to).map(|(from, to)| (from - to).abs());
            (distance.is_none(), distance, to, right)
        })
    }

    /// Left rows beside right rows, right columns prefixed.
    fn paired(&self, left: &[u32], right: &[u32], wanted: Option<&BTreeSet<String>>) -> Frame {
        let mut frame = self.left.take(left, wanted);
        let named = |name: &str| format!("{}.{name}", self.prefix);
        for (name, column) in &self.right.columns {
            let name = named(name);
            if wanted.is_none_or(|w| w.contains(&name)) {
                frame.columns.push((name, column.take(right)));
            }
        }
        for refs in &self.right.refs {
            let one = |&row: &u32| refs.rows.get(row as usize).copied().unwrap_or(NO_ROW);
            frame.refs.push(Refs {
                prefix: if refs.prefix.is_empty() {
                    self.prefix.to_owned()
                } else {
                    named(&refs.prefix)
                },
                feed: Arc::clone(&refs.feed),
                rows: Arc::new(right.iter().map(one).collect()),
            });
        }
        frame
    }
}
