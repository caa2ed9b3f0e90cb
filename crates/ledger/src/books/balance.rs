//! The running balance: whether rows stand oldest or newest first, and whether the signs are the right way round.
//!
//! `balance[i] = balance[i-1] ± amount` is counted for four readings of a source: forwards or backwards, signs as read or
//! turned. Dates decide the order where they differ; the balance decides it where they do not.

use super::Names;
use crate::NULL;
use crate::lines::{Lines, known};

/// How well the running balance fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fit {
    /// Pairs of neighbours that have a balance and a sum.
    pub(crate) pairs: i64,
    /// Pairs that fit as the source is read now, in its order.
    pub(crate) fits: i64,
    /// Pairs that would fit with all signs turned.
    pub(crate) turned: i64,
    /// Whether the newest row stands first.
    pub(crate) newest_first: bool,
    /// Whether dates told the order; else the balance did, or nothing.
    pub(crate) by_dates: bool,
    /// Record number of the first row that does not fit, 0 where all do.
    pub(crate) first_break: u32,
}

/// Measures a source of payments whose directions are set.
pub(crate) fn check_balance(lines: &Lines, feed: Names<'_>) -> Fit {
    let table = &lines.table;
    let held = |name: &str| feed.held(table, name);
    let (amounts, directions) = (held("amount"), held("direction"));
    let (days, balances, accounts) = (held("date"), held("balance"), held("account"));
    let out = lines
        .dictionaries
        .get(feed.domain("direction") as usize)
        .and_then(|d| d.code("out"));
    let into = lines
        .dictionaries
        .get(feed.domain("direction") as usize)
        .and_then(|d| d.code("in"));
    let movement = |row: usize| {
        let amount = amounts.number(row);
        let code = Some(directions.code(row));
        match known(amount) {
            true if code == out => Some(amount.saturating_neg()),
            true if code == into => Some(amount),
            _ => None,
        }
    };
    let mut counts = [[0_i64; 2]; 2];
    let mut pairs = [0_i64; 2];
    let mut breaks = [0_u32; 2];
    let mut dates = (0_u64, 0_u64);
    for row in 1..table.len() {
        let (day, before) = (days.number(row), days.number(row - 1));
        if known(day) && known(before) {
            dates.0 += u64::from(day > before);
            dates.1 += u64::from(day < before);
        }
        let same_account = accounts.code(row) == accounts.code(row - 1);
        let (now, then) = (balances.number(row), balances.number(row - 1));
        if !same_account || now == NULL || then == NULL || !known(now) || !known(then) {
            continue;
        }
        let step = now.saturating_sub(then);
        // Forwards the later row's own sum makes the step; backwards the earlier line is the later movement.
        for (way, moved) in [
            (0_usize, movement(row)),
            (1, movement(row - 1).map(i64::saturating_neg)),
        ] {
            let Some(moved) = moved else { continue };
            let (Some(pair), Some(count), Some(first)) =
                (pairs.get_mut(way), counts.get_mut(way), breaks.get_mut(way))
            else {
                continue;
            };
            *pair += 1;
            count[0] += i64::from(step == moved);
            count[1] += i64::from(step == moved.saturating_neg());
            if step != moved && *first == 0 {
                *first = table.places.get(row).copied().unwrap_or(0);
            }
        }
    }
    let by_dates = dates.0 != dates.1 && dates.0.max(dates.1) >= 3 * dates.0.min(dates.1);
    let backwards = if by_dates {
        dates.1 > dates.0
    } else {
        counts[1][0].max(counts[1][1]) > counts[0][0].max(counts[0][1])
    };
    let way = usize::from(backwards);
    Fit {
        pairs: pairs.get(way).copied().unwrap_or(0),
        fits: counts.get(way).map_or(0, |c| c[0]),
        turned: counts.get(way).map_or(0, |c| c[1]),
        newest_first: backwards,
        by_dates,
        first_break: breaks.get(way).copied().unwrap_or(0),
    }
}

impl Fit {
    /// Whether only the other sign fits.
    pub(crate) fn wants_turning(&self) -> bool {
        self.turned > self.fits && self.turned >= 2 && self.turned.saturating_mul(2) > self.pairs
    }
}
