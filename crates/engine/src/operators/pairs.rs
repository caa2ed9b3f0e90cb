//! Candidates of a join: for each left row the right rows whose keys are equal and whose inequalities hold.

use ledger::UNKNOWN;
use rules::plan::Bound;
use rustc_hash::FxHashMap;

use super::keys::{Keys, Standing, columns, pack_sides};
use super::sort::sort_rows;
use crate::eval::{Context, Failure};
use crate::frame::{Column, Frame, Values};

/// The right side of a join, in an order in which the candidates of a left row lie together.
pub(super) struct Candidates<'f> {
    left: Keys,
    /// Right rows by key, then by the column of the first inequality.
    rows: Vec<u32>,
    runs: FxHashMap<u64, (usize, usize)>,
    bounds: Vec<Inequality<'f>>,
    open: Vec<Open>,
}

/// Right rows of whose key or bounds something is not known, the same parts of the key: left keys of the known parts, and the right
/// rows by what these are.
struct Open {
    left: Keys,
    right: FxHashMap<u64, Suspects>,
}

/// Right rows that may be partners for all that is known of their key.
#[derive(Default)]
struct Suspects {
    /// Whether there is one of which a bound is not known either.
    any: bool,
    /// Those whose bounds are known, by the column of the first inequality.
    rows: Vec<u32>,
}

/// `left + shift` on one side, a column on the other.
struct Inequality<'f> {
    left: &'f [i64],
    shift: i64,
    at_least: bool,
    right: &'f [i64],
    /// Whether the right rows of a run are in the order of this column.
    sorted: bool,
}

impl<'f> Candidates<'f> {
    pub(super) fn new(
        left: &'f Frame,
        right: &'f Frame,
        on: &'f [(String, String)],
        between: &'f [Bound],
        context: &Context,
    ) -> Result<Self, Failure> {
        let sides = [
            (columns(left, on.iter().map(|(l, _)| l))?, left.len),
            (columns(right, on.iter().map(|(_, r)| r))?, right.len),
        ];
        let mut packed = pack_sides(&sides, context.store).into_iter();
        let (Some(mut left_keys), Some(mut right_keys)) = (packed.next(), packed.next()) else {
            return Err(Failure("a join has two sides".to_owned()));
        };
        let first = between.first().map(|bound| bound.right.as_str());
        let mut bounds = Vec::new();
        for bound in between {
            for column in columns(left, [&bound.left])? {
                left_keys.stand(column);
            }
            for column in columns(right, [&bound.right])? {
                right_keys.stand(column);
            }
            bounds.push(Inequality {
                left: ints(left, &bound.left)?,
                shift: bound.shift,
                at_least: bound.at_least,
                right: ints(right, &bound.right)?,
                sorted: first == Some(bound.right.as_str()),
            });
        }
        let mut rows: Vec<u32> = (0u32..)
            .zip(&right_keys.standing)
            .filter(|(_, standing)| **standing == Standing::Whole)
            .map(|(row, _)| row)
            .collect();
        if let Some(name) = between.first().map(|bound| &bound.right) {
            for column in columns(right, [name])? {
                let (digits, bits) = super::keys::order(column, context.store);
                sort_rows(&mut rows, &digits, bits);
            }
        }
        sort_rows(&mut rows, &right_keys.packed, right_keys.bits);
        let mut runs: FxHashMap<u64, (usize, usize)> = FxHashMap::default();
        for (at, &row) in rows.iter().enumerate() {
            if let Some(key) = right_keys.key(row) {
                runs.entry(key).or_insert((at, at)).1 = at + 1;
            }
        }
        let open = open(&sides, &right_keys, &bounds, context);
        Ok(Self {
            left: left_keys,
            rows,
            runs,
            bounds,
            open,
        })
    }

    /// Whether a right row whose key or bound is not known may be a partner of a left row with a whole key, for all that is known of
    /// both.
    pub(super) fn possible(&self, left: u32) -> bool {
        self.standing(left) == Standing::Whole
            && self.open.iter().any(|open| {
                let key = open.left.key(left);
                let suspects = key.and_then(|key| open.right.get(&key));
                suspects.is_some_and(|s| s.any || self.within(&s.rows, left).next().is_some())
            })
    }

    /// Whether a left row has whole keys and bounds.
    pub(super) fn standing(&self, left: u32) -> Standing {
        let standing = self.left.standing.get(left as usize);
        standing.copied().unwrap_or(Standing::Null)
    }

    /// Adds the candidates of a left row, in the order of the right frame.
    pub(super) fn of(&self, left: u32, into: &mut Vec<u32>) {
        let run = self.left.key(left).and_then(|key| self.runs.get(&key));
        let Some(&(from, to)) = run else {
            return;
        };
        let rows = self.rows.get(from..to).unwrap_or(&[]);
        let start = into.len();
        into.extend(self.within(rows, left));
        if let Some(added) = into.get_mut(start..) {
            added.sort_unstable();
        }
    }

    /// Those of right rows, by the column of the first inequality, for which the inequalities hold.
    fn within<'r>(&'r self, mut rows: &'r [u32], left: u32) -> impl Iterator<Item = u32> + 'r {
        for bound in self.bounds.iter().filter(|bound| bound.sorted) {
            let value = bound.left_value(left);
            let right = |row: u32| i128::from(bound.right_value(row));
            rows = if bound.at_least {
                let end = rows.partition_point(|&row| right(row) <= value);
                rows.get(..end).unwrap_or(&[])
            } else {
                let start = rows.partition_point(|&row| right(row) < value);
                rows.get(start..).unwrap_or(&[])
            };
        }
        let rest = || self.bounds.iter().filter(|bound| !bound.sorted);
        rows.iter().copied().filter(move |&row| {
            rest().all(|bound| {
                let (l, r) = (bound.left_value(left), i128::from(bound.right_value(row)));
                if bound.at_least { l >= r } else { l <= r }
            })
        })
    }
}

/// The right rows that are not known to be partners or none, by the parts of the key that are known.
fn open<'c>(
    sides: &[(Vec<&'c Column>, usize); 2],
    right: &Keys,
    bounds: &[Inequality<'_>],
    context: &Context,
) -> Vec<Open> {
    let [(lefts, left_len), (rights, right_len)] = sides;
    let mut by_parts: FxHashMap<Vec<usize>, Vec<u32>> = FxHashMap::default();
    for (row, standing) in (0u32..).zip(&right.standing) {
        if *standing == Standing::Unknown {
            let known = |part: &usize| {
                let column = rights.get(*part);
                column.is_some_and(|c| !c.is_unknown(row as usize))
            };
            let parts: Vec<usize> = (0..rights.len()).filter(known).collect();
            by_parts.entry(parts).or_default().push(row);
        }
    }
    let mut open = Vec::new();
    #[expect(
        clippy::iter_over_hash_type,
        reason = "whether any holds does not hang on their order"
    )]
    for (parts, rows) in by_parts {
        let of = |columns: &Vec<&'c Column>| {
            let known = parts.iter().filter_map(|&part| columns.get(part).copied());
            known.collect::<Vec<_>>()
        };
        let sides = [(of(lefts), *left_len), (of(rights), *right_len)];
        let mut packed = pack_sides(&sides, context.store).into_iter();
        if let (Some(left), Some(right)) = (packed.next(), packed.next()) {
            let right = suspects(&rows, &right, bounds);
            open.push(Open { left, right });
        }
    }
    open
}

/// Right rows by the known parts of their key.
fn suspects(rows: &[u32], known: &Keys, bounds: &[Inequality<'_>]) -> FxHashMap<u64, Suspects> {
    let mut by_key: FxHashMap<u64, Suspects> = FxHashMap::default();
    let mut rows = rows.to_vec();
    if let Some(first) = bounds.first() {
        rows.sort_by_key(|&row| first.right_value(row));
    }
    for row in rows {
        if let Some(key) = known.key(row) {
            let suspects = by_key.entry(key).or_default();
            // Without inequalities, or with one that is not known, nothing more can be asked.
            if bounds.is_empty() || bounds.iter().any(|b| b.right_value(row) == UNKNOWN) {
                suspects.any = true;
            } else {
                suspects.rows.push(row);
            }
        }
    }
    by_key
}

impl Inequality<'_> {
    fn left_value(&self, row: u32) -> i128 {
        let value = self.left.get(row as usize).copied().unwrap_or(UNKNOWN);
        i128::from(value) + i128::from(self.shift)
    }

    fn right_value(&self, row: u32) -> i64 {
        self.right.get(row as usize).copied().unwrap_or(UNKNOWN)
    }
}

/// The whole numbers of a column.
pub(super) fn ints<'f>(frame: &'f Frame, name: &str) -> Result<&'f [i64], Failure> {
    match frame.column(name).map(|column| &column.values) {
        Some(Values::Int(values)) => Ok(values),
        _ => Err(Failure(format!("the frame has no whole numbers {name}"))),
    }
}
