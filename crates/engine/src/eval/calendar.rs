//! Days off and workdays by the calendar of the lists; a year without calendar is unknown, not a workday.

use ledger::{NULL, UNKNOWN};
use rules::expr::Type;
use rustc_hash::FxHashMap;

use super::operand::{Number, Operand, numbers};
use super::scope::Scope;
use super::text::ints;
use crate::Reason;
use crate::civil::{add_months, civil, months_between};
use crate::frame::Column;
use crate::reasons::OVERFLOW;
use crate::truth::{self, Truths};

/// Days that workdays are counted over at most, about two centuries; beyond, the year has no calendar anyway.
const SPAN: i64 = 73_000;

/// Whether each day is off.
pub(super) fn is_day_off(scope: &Scope, date: &Operand) -> Truths {
    let mut truths = Truths::all(truth::NULL, scope.len());
    let mut seen: FxHashMap<i64, Option<bool>> = FxHashMap::default();
    for row in 0..scope.len() {
        match date.number(row) {
            Number::Null | Number::Ratio(..) => {}
            Number::Unknown(reason) => truths.open(row, reason),
            Number::Int(day) => {
                let off = seen
                    .entry(day)
                    .or_insert_with(|| scope.context.lists.day_off(day));
                match off {
                    None => truths.open(row, no_calendar(scope, day)),
                    Some(off) => {
                        if let Some(slot) = truths.masks.get_mut(row) {
                            *slot = if *off { truth::TRUE } else { truth::FALSE };
                        }
                    }
                }
            }
        }
    }
    truths
}

/// Workdays after `from` up to and including `until`; 0 where that is not later.
pub(super) fn workdays_between(scope: &Scope, from: &Operand, until: &Operand) -> Column {
    let len = scope.len();
    let known = |day: &i64| !matches!(*day, NULL | UNKNOWN);
    let days: Vec<i64> = [from, until]
        .into_iter()
        .flat_map(|of| ints(of, len))
        .filter(known)
        .collect();
    let first = days.iter().copied().min().unwrap_or(0);
    let last = days.iter().copied().max().unwrap_or(0);
    let span = last.saturating_sub(first).clamp(0, SPAN);
    // Workdays and days without calendar from `first` up to and including each day.
    let mut worked: Vec<(i64, i64)> = Vec::new();
    let mut sum = (0, 0);
    for day in first..=first.saturating_add(span) {
        match scope.context.lists.day_off(day) {
            Some(true) => {}
            Some(false) => sum.0 += 1,
            None => sum.1 += 1,
        }
        worked.push(sum);
    }
    let at = |day: i64| {
        usize::try_from(day - first)
            .ok()
            .and_then(|i| worked.get(i))
    };
    numbers(Type::Int, false, len, |row| {
        let (start, end) = match (from.number(row), until.number(row)) {
            (Number::Int(start), Number::Int(end)) => (start, end),
            (Number::Null, _) | (_, Number::Null) => return Number::Null,
            (Number::Unknown(reason), _) | (_, Number::Unknown(reason)) => {
                return Number::Unknown(reason);
            }
            _ => return Number::Null,
        };
        if end <= start {
            return Number::Int(0);
        }
        match (at(start), at(end)) {
            (Some(a), Some(b)) if a.1 == b.1 => Number::Int(b.0 - a.0),
            _ => {
                let mut missing = (start + 1)..=end;
                let day = missing.find(|&day| scope.context.lists.day_off(day).is_none());
                Number::Unknown(no_calendar(scope, day.unwrap_or(end)))
            }
        }
    })
}

/// The day on which the books are judged.
pub(super) fn as_of(scope: &Scope) -> Column {
    let day = scope.context.as_of.map_or_else(
        || Number::Unknown(scope.context.store.reasons.code(&Reason::NoAsOf)),
        Number::Int,
    );
    numbers(Type::Date, false, scope.len(), |_| day)
}

/// So many times `months` calendar months after each day.
pub(super) fn added(scope: &Scope, date: &Operand, times: &Operand, months: i64) -> Column {
    of_two(scope, Type::Date, date, times, |day, n| {
        n.checked_mul(months).and_then(|n| add_months(day, n))
    })
}

/// How many whole times `months` calendar months lie from one day to the other.
pub(super) fn between(scope: &Scope, from: &Operand, until: &Operand, months: i64) -> Column {
    of_two(scope, Type::Int, from, until, |from, until| {
        months_between(from, until).map(|n| n / months)
    })
}

fn of_two(
    scope: &Scope,
    ty: Type,
    first: &Operand,
    second: &Operand,
    of: impl Fn(i64, i64) -> Option<i64>,
) -> Column {
    numbers(ty, false, scope.len(), |row| {
        match (first.number(row), second.number(row)) {
            (Number::Int(a), Number::Int(b)) => {
                of(a, b).map_or(Number::Unknown(OVERFLOW), Number::Int)
            }
            (Number::Null, _) | (_, Number::Null) => Number::Null,
            (Number::Unknown(reason), _) | (_, Number::Unknown(reason)) => Number::Unknown(reason),
            _ => Number::Null,
        }
    })
}

fn no_calendar(scope: &Scope, day: i64) -> u16 {
    let reason = Reason::NoCalendar(civil(day).0);
    scope.context.store.reasons.code(&reason)
}
