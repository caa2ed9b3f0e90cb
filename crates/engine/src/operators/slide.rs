//! One measure over a range of rows that moves forward: rows enter at its end and leave at its beginning.

use std::collections::VecDeque;

use ledger::{NULL, UNKNOWN};
use rules::plan::Aggregate;
use rustc_hash::FxHashMap;

use super::items::{Items, Measured};
use crate::reasons::OVERFLOW;

/// A measure over a moving range of rows.
pub(super) struct Slide<'i> {
    items: &'i Items,
    state: State,
    /// Unknown items in range, with their positions, oldest first.
    unknown: VecDeque<(usize, u16)>,
}

enum State {
    Count(i64),
    Sum {
        sum: i128,
        count: usize,
    },
    Distinct(FxHashMap<i64, u32>),
    /// Candidates for the extreme: positions ascending, values from best to worst.
    Extreme {
        greatest: bool,
        best: VecDeque<(usize, i64)>,
    },
    Stat(Stat),
}

impl<'i> Slide<'i> {
    /// An empty range that will move over rows with these `values`.
    pub(super) fn new(function: Aggregate, items: &'i Items, values: &[i64]) -> Self {
        let state = match function {
            Aggregate::Count | Aggregate::Lag(_) | Aggregate::RowNumber => State::Count(0),
            Aggregate::Sum => State::Sum { sum: 0, count: 0 },
            Aggregate::Distinct => State::Distinct(FxHashMap::default()),
            Aggregate::Min | Aggregate::Max => State::Extreme {
                greatest: function == Aggregate::Max,
                best: VecDeque::new(),
            },
            Aggregate::OrderStat { num, den } => {
                State::Stat(Stat::new(values.iter().copied(), num, den))
            }
        };
        Self {
            items,
            state,
            unknown: VecDeque::new(),
        }
    }

    /// Empties the range; it will move over rows with these `values`.
    pub(super) fn reset(&mut self, values: &[i64]) {
        self.unknown.clear();
        match &mut self.state {
            State::Count(count) => *count = 0,
            State::Sum { sum, count } => (*sum, *count) = (0, 0),
            State::Distinct(seen) => seen.clear(),
            State::Extreme { best, .. } => best.clear(),
            State::Stat(stat) => *stat = Stat::new(values.iter().copied(), stat.num, stat.den),
        }
    }

    /// A row with its value enters, at a position after those in range.
    pub(super) fn push(&mut self, position: usize, row: u32, value: i64) {
        match value {
            NULL => {}
            UNKNOWN => {
                let reason = self.items.reason(row as usize);
                self.unknown.push_back((position, reason));
            }
            value => match &mut self.state {
                State::Count(count) => *count += 1,
                State::Sum { sum, count } => {
                    *sum += i128::from(value);
                    *count += 1;
                }
                State::Distinct(seen) => *seen.entry(value).or_insert(0) += 1,
                State::Extreme { greatest, best } => {
                    while best.back().is_some_and(|&(_, worse)| {
                        if *greatest {
                            worse <= value
                        } else {
                            worse >= value
                        }
                    }) {
                        best.pop_back();
                    }
                    best.push_back((position, value));
                }
                State::Stat(stat) => stat.add(value, 1),
            },
        }
    }

    /// The row at the beginning leaves with its value.
    pub(super) fn pop(&mut self, position: usize, value: i64) {
        match value {
            NULL => {}
            UNKNOWN => {
                self.unknown.pop_front();
            }
            value => match &mut self.state {
                State::Count(count) => *count -= 1,
                State::Sum { sum, count } => {
                    *sum -= i128::from(value);
                    *count = count.saturating_sub(1);
                }
                State::Distinct(seen) => {
                    if let Some(count) = seen.get_mut(&value) {
                        *count -= 1;
                        if *count == 0 {
                            seen.remove(&value);
                        }
                    }
                }
                State::Extreme { best, .. } => {
                    if best.front().is_some_and(|&(at, _)| at == position) {
                        best.pop_front();
                    }
                }
                State::Stat(stat) => stat.add(value, -1),
            },
        }
    }

    /// The measure of the rows in range; an unknown item makes it unknown.
    pub(super) fn measured(&self) -> Measured {
        if let Some(&(_, reason)) = self.unknown.front() {
            return Measured::Unknown(reason);
        }
        match &self.state {
            State::Count(count) => Measured::Value(*count),
            State::Sum { count: 0, .. } => Measured::Null,
            State::Sum { sum, .. } => match i64::try_from(*sum) {
                Ok(sum) if sum > UNKNOWN => Measured::Value(sum),
                _ => Measured::Unknown(OVERFLOW),
            },
            State::Distinct(seen) => {
                i64::try_from(seen.len()).map_or(Measured::Unknown(OVERFLOW), Measured::Value)
            }
            State::Extreme { best, .. } => best
                .front()
                .map_or(Measured::Null, |&(_, value)| Measured::Value(value)),
            State::Stat(stat) => stat.value().map_or(Measured::Null, Measured::Value),
        }
    }
}

/// Counts of the distinct values that may come, as a tree of partial sums, so that the n-th value is found in log n.
struct Stat {
    values: Vec<i64>,
    tree: Vec<i64>,
    count: i64,
    num: u32,
    den: u32,
}

impl Stat {
    fn new(values: impl Iterator<Item = i64>, num: u32, den: u32) -> Self {
        let mut values: Vec<i64> = values.filter(|v| *v > UNKNOWN).collect();
        values.sort_unstable();
        values.dedup();
        Self {
            tree: vec![0; values.len() + 1],
            values,
            count: 0,
            num,
            den,
        }
    }

    fn add(&mut self, value: i64, by: i64) {
        let mut at = self.values.partition_point(|&v| v < value) + 1;
        while let Some(slot) = self.tree.get_mut(at) {
            *slot += by;
            at += at & at.wrapping_neg();
        }
        self.count += by;
    }

    /// The value at ⌈n · num / den⌉, held between the first and the last.
    fn value(&self) -> Option<i64> {
        if self.count == 0 || self.den == 0 {
            return None;
        }
        let wanted = i128::from(self.count) * i128::from(self.num);
        let wanted = (wanted + i128::from(self.den) - 1) / i128::from(self.den);
        let mut left = i64::try_from(wanted).ok()?.clamp(1, self.count);
        let mut at = 0;
        let mut step = self.tree.len().next_power_of_two();
        while step > 0 {
            if let Some(&sum) = self.tree.get(at + step)
                && sum < left
            {
                at += step;
                left -= sum;
            }
            step /= 2;
        }
        self.values.get(at).copied()
    }
}
