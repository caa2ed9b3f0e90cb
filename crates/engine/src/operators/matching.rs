//! `Match`: one-to-one partners within equal keys and a tolerance, earliest free partner first, ties by place.

use std::sync::Arc;

use ledger::UNKNOWN;
use rules::Plan;
use rustc_hash::FxHashMap;

use super::join::with_doubts;
use super::keys::{Keys, Standing, columns, pack_sides};
use super::pairs::ints;
use super::run::{Doubtful, Node, Run};
use crate::eval::Failure;
use crate::frame::Frame;
use crate::reasons::UNTRUSTED;

/// One side of a match, by row. A row without key, or whose day or amount is NULL or unknown, has no partner.
pub(crate) struct Side<'a> {
    /// Equal where rows may be partners.
    pub(crate) keys: &'a [Option<u64>],
    /// Days since 1970-01-01.
    pub(crate) dates: &'a [i64],
    /// Fen.
    pub(crate) amounts: &'a [i64],
}

/// How far partners may lie apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tolerance {
    /// Days that the right may lie before the left, inclusive.
    pub(crate) before: i64,
    /// Days that the right may lie after the left, inclusive.
    pub(crate) after: i64,
    /// Fen between the amounts, inclusive.
    pub(crate) fen: i64,
}

impl Side<'_> {
    fn known(&self, row: u32) -> Option<(u64, i64, i64)> {
        let row = row as usize;
        let (date, amount) = (*self.dates.get(row)?, *self.amounts.get(row)?);
        let key = (*self.keys.get(row)?)?;
        (date > UNKNOWN && amount > UNKNOWN).then_some((key, date, amount))
    }
}

/// The right partner of each left row: left rows choose by day, then by place, each the earliest free right row that
/// `allowed` lets it have.
pub(crate) fn partners(
    left: &Side,
    right: &Side,
    tolerance: Tolerance,
    allowed: impl Fn(u32, u32) -> bool,
) -> Vec<Option<u32>> {
    // Where amounts must be equal they are part of the key, so that candidates are few.
    let keyed = |(key, date, amount): (u64, i64, i64)| {
        let part = if tolerance.fen == 0 { amount } else { 0 };
        ((key, part), date, amount)
    };
    let rows = |side: &Side| {
        let all = u32::try_from(side.keys.len()).unwrap_or(u32::MAX);
        let one = |row| side.known(row).map(|known| (keyed(known), row));
        (0..all).filter_map(one).collect::<Vec<_>>()
    };
    let mut candidates = rows(right);
    candidates.sort_unstable_by_key(|&((key, date, _), row)| (key, date, row));
    let mut runs: FxHashMap<(u64, i64), (usize, usize)> = FxHashMap::default();
    for (at, &((key, _, _), _)) in candidates.iter().enumerate() {
        runs.entry(key).or_insert((at, at)).1 = at + 1;
    }
    let mut seekers = rows(left);
    seekers.sort_unstable_by_key(|&((_, date, _), row)| (date, row));
    let mut free = Free((0..=candidates.len()).collect());
    let mut found = vec![None; left.keys.len()];
    for ((key, date, amount), row) in seekers {
        let Some(&(from, to)) = runs.get(&key) else {
            continue;
        };
        let (first, last) = (
            date.saturating_sub(tolerance.before),
            date.saturating_add(tolerance.after),
        );
        let run = candidates.get(from..to).unwrap_or(&[]);
        let mut at = free.next(from + run.partition_point(|&((_, date, _), _)| date < first));
        while let Some(&((_, day, other), partner)) = candidates.get(at).filter(|_| at < to) {
            if day > last {
                break;
            }
            let apart = (i128::from(amount) - i128::from(other)).abs();
            if apart <= i128::from(tolerance.fen) && allowed(row, partner) {
                free.take(at);
                if let Some(slot) = found.get_mut(row as usize) {
                    *slot = Some(partner);
                }
                break;
            }
            at = free.next(at + 1);
        }
    }
    found
}

/// Which candidates are free: each position leads to the next free one.
struct Free(Vec<usize>);

impl Free {
    fn next(&mut self, from: usize) -> usize {
        let mut root = from;
        while let Some(&next) = self.0.get(root)
            && next != root
        {
            root = next;
        }
        let mut at = from;
        while at != root {
            match self.0.get_mut(at) {
                Some(slot) => at = std::mem::replace(slot, root),
                None => break,
            }
        }
        root
    }

    fn take(&mut self, at: usize) {
        if let Some(slot) = self.0.get_mut(at) {
            *slot = at + 1;
        }
    }
}

/// Left rows without partner. One that could only have a doubtful partner, or whose key, day or amount is unknown, is not judged.
pub(super) fn matching(run: &mut Run, plan: &Arc<Plan>) -> Result<Node, Failure> {
    let Plan::Match {
        left,
        right,
        on,
        dates,
        days,
        amounts,
        fen,
    } = &**plan
    else {
        return Err(Failure("this is no match".to_owned()));
    };
    let left = run.node(left)?.frame;
    let right = run.node(right)?;
    let certain = right.frame.len;
    let (right, doubts) = with_doubts(&right, run.context)?;
    let sides = [
        (columns(&left, on.iter().map(|(l, _)| l))?, left.len),
        (columns(&right, on.iter().map(|(_, r)| r))?, right.len),
    ];
    let mut packed = pack_sides(&sides, run.context.store);
    let names = [(&dates.0, &amounts.0), (&dates.1, &amounts.1)];
    for (keys, (frame, (date, amount))) in packed
        .iter_mut()
        .zip([&left, &right].into_iter().zip(names))
    {
        for column in columns(frame, [date, amount])? {
            keys.stand(column);
        }
    }
    let whole = |keys: &Keys| {
        (0u32..)
            .map(|row| keys.key(row))
            .take(keys.packed.len())
            .collect()
    };
    let keys: Vec<Vec<Option<u64>>> = packed.iter().map(whole).collect();
    let [left_keys, right_keys] = keys.as_slice() else {
        return Err(Failure("a match has two sides".to_owned()));
    };
    let tolerance = Tolerance {
        before: *days,
        after: *days,
        fen: *fen,
    };
    let (left_side, right_side) = (
        side(&left, left_keys, &dates.0, &amounts.0)?,
        side(&right, right_keys, &dates.1, &amounts.1)?,
    );
    let found = partners(&left_side, &right_side, tolerance, |_, r| {
        (r as usize) < certain
    });
    let mut kept = Vec::new();
    let mut open: Vec<(u32, u16)> = Vec::new();
    let doubtful = partners(&left_side, &right_side, tolerance, |l, r| {
        found.get(l as usize) == Some(&None) && (r as usize) >= certain
    });
    for (row, (found, doubt)) in (0u32..).zip(found.iter().zip(doubtful)) {
        let unknown = packed
            .first()
            .is_some_and(|k| k.standing.get(row as usize) == Some(&Standing::Unknown));
        match (found, doubt) {
            (Some(_), _) => {}
            (None, Some(partner)) => {
                let reason = doubts.get(partner as usize - certain);
                open.push((row, reason.copied().unwrap_or(UNTRUSTED)));
            }
            (None, None) if unknown => open.push((row, UNTRUSTED)),
            (None, None) => kept.push(row),
        }
    }
    for &(row, reason) in &open {
        run.not_judged(&left, row as usize, reason);
    }
    let wanted = run.wanted(plan);
    let rows: Vec<u32> = open.iter().map(|&(row, _)| row).collect();
    Ok(Node {
        frame: Arc::new(left.take(&kept, Some(&wanted))),
        doubtful: (!rows.is_empty()).then(|| {
            Arc::new(Doubtful {
                frame: left.take(&rows, Some(&wanted)),
                reasons: open.iter().map(|&(_, reason)| reason).collect(),
            })
        }),
    })
}

fn side<'a>(
    frame: &'a Frame,
    keys: &'a [Option<u64>],
    date: &str,
    amount: &str,
) -> Result<Side<'a>, Failure> {
    Ok(Side {
        keys,
        dates: ints(frame, date)?,
        amounts: ints(frame, amount)?,
    })
}
