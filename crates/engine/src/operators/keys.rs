//! Keys of rows packed into integers: equal keys are equal integers, and NULL or unknown in a key is told apart.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::Hash;

use ledger::{Domain, NULL, NULL_CODE, UNKNOWN, UNKNOWN_CODE};
use rustc_hash::FxHashMap;

use crate::eval::Failure;
use crate::frame::{Column, Frame, Values};
use crate::pull::Store;
use crate::ratio;

/// Whether a row has a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It has one.
    Whole,
    /// A part is NULL: it is in no group and equals nothing.
    Null,
    /// A part is unknown: it is in no group, and equality is not known.
    Unknown,
}

/// The key of each row.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    /// By row; meaningless where the row has no whole key.
    pub(super) packed: Vec<u64>,
    /// By row.
    pub(super) standing: Vec<Standing>,
    /// Low bits of `packed` in use.
    pub(super) bits: u32,
}

/// The columns of a frame by name.
pub(super) fn columns<'f>(
    frame: &'f Frame,
    names: impl IntoIterator<Item = &'f String>,
) -> Result<Vec<&'f Column>, Failure> {
    let one = |name: &String| {
        let missing = || Failure(format!("the frame has no column {name}"));
        frame.column(name).ok_or_else(missing)
    };
    names.into_iter().map(one).collect()
}

/// Keys of the rows of one frame.
pub(super) fn pack(columns: &[&Column], len: usize, store: &Store) -> Keys {
    let mut all = pack_sides(&[(columns.to_vec(), len)], store);
    all.pop().unwrap_or_else(|| Keys::of(len))
}

/// Keys of the rows of several frames, comparable between them: the columns of each side, position by position.
pub(super) fn pack_sides(sides: &[(Vec<&Column>, usize)], store: &Store) -> Vec<Keys> {
    let mut packed: Vec<Keys> = sides.iter().map(|(_, len)| Keys::of(*len)).collect();
    let parts = sides.first().map_or(0, |(columns, _)| columns.len());
    for part in 0..parts {
        let columns: Vec<&Column> = sides
            .iter()
            .filter_map(|(columns, _)| columns.get(part).copied())
            .collect();
        let (mut digits, mut bits) = digits(&columns, store);
        for (keys, column) in packed.iter_mut().zip(&columns) {
            keys.stand(column);
        }
        let used = packed.first().map_or(0, |keys| keys.bits);
        if used + bits > 64 {
            bits = number(&mut digits);
        }
        if used + bits > 64 {
            let mut keys: Vec<Vec<u64>> = packed
                .iter_mut()
                .map(|keys| std::mem::take(&mut keys.packed))
                .collect();
            let used = number(&mut keys);
            for (packed, keys) in packed.iter_mut().zip(keys) {
                packed.packed = keys;
                packed.bits = used;
            }
        }
        for (packed, digits) in packed.iter_mut().zip(digits) {
            for (key, digit) in packed.packed.iter_mut().zip(digits) {
                *key = key.checked_shl(bits).unwrap_or(0) | digit;
            }
            packed.bits += bits;
        }
    }
    packed
}

/// Integers in the order of a column's values, and how many bits they use; meaningless where the value is NULL or unknown.
pub(super) fn order(column: &Column, store: &Store) -> (Vec<u64>, u32) {
    match &column.values {
        Values::Int(values) => offsets(&[values]).map_or((Vec::new(), 0), |(d, b)| (d, b)),
        Values::Text(codes) => {
            let ranks = ranks(column.domain, store, codes);
            let digits: Vec<u64> = codes.iter().map(|&c| u64::from(ranks.rank(c))).collect();
            let bits = width(ranks.len() as u64);
            (digits, bits)
        }
        Values::Ratio(values) => ranked(values, |a, b| {
            // NULL and unknown have no denominator and would equal every ratio.
            let known = (b.1 == 0).cmp(&(a.1 == 0));
            let order = || ratio::compare(*a, *b).unwrap_or_else(|| a.cmp(b));
            known.then_with(|| if a.1 == 0 { a.cmp(b) } else { order() })
        }),
        Values::Owned(texts) => ranked(texts, Ord::cmp),
    }
}

/// The order of a domain's texts, those of `codes` among them.
pub(super) fn ranks(
    domain: Domain,
    store: &Store,
    codes: &[u32],
) -> std::sync::Arc<crate::texts::Ranks> {
    store.tables.ranks(domain, store.dictionary(domain), codes)
}

impl Keys {
    fn of(len: usize) -> Self {
        Self {
            packed: vec![0; len],
            standing: vec![Standing::Whole; len],
            bits: 0,
        }
    }

    /// The key of a row that has a whole one.
    pub(super) fn key(&self, row: u32) -> Option<u64> {
        let row = row as usize;
        (*self.standing.get(row)? == Standing::Whole).then(|| self.packed.get(row).copied())?
    }

    /// The rows of a standing, in their order.
    pub(super) fn rows(&self, sought: Standing) -> Vec<u32> {
        (0u32..)
            .zip(&self.standing)
            .filter(|(_, standing)| **standing == sought)
            .map(|(row, _)| row)
            .collect()
    }

    /// Notes rows whose part in a column is NULL or unknown; NULL decides.
    pub(super) fn stand(&mut self, column: &Column) {
        let standing = &mut self.standing;
        let note = |row: usize, null: bool, standing: &mut Vec<Standing>| {
            if let Some(slot) = standing.get_mut(row) {
                if null {
                    *slot = Standing::Null;
                } else if *slot == Standing::Whole {
                    *slot = Standing::Unknown;
                }
            }
        };
        match &column.values {
            Values::Int(values) => {
                for (row, &value) in values.iter().enumerate() {
                    if value <= UNKNOWN {
                        note(row, value == NULL, standing);
                    }
                }
            }
            Values::Text(codes) => {
                for (row, &code) in codes.iter().enumerate() {
                    if code >= UNKNOWN_CODE {
                        note(row, code == NULL_CODE, standing);
                    }
                }
            }
            Values::Ratio(_) | Values::Owned(_) => {
                for row in 0..standing.len() {
                    if column.is_null(row) || column.is_unknown(row) {
                        note(row, column.is_null(row), standing);
                    }
                }
            }
        }
    }
}

/// Equal integers for equal values over all sides.
fn digits(columns: &[&Column], store: &Store) -> (Vec<Vec<u64>>, u32) {
    let ints: Option<Vec<&[i64]>> = columns
        .iter()
        .map(|column| match &column.values {
            Values::Int(values) => Some(values.as_slice()),
            _ => None,
        })
        .collect();
    if let Some(ints) = ints {
        let (least, bits) = bounds(&ints);
        let side = |values: &&[i64]| values.iter().map(|&v| offset(v, least)).collect();
        return (ints.iter().map(side).collect(), bits);
    }
    let codes: Option<Vec<&[u32]>> = columns
        .iter()
        .map(|column| match &column.values {
            Values::Text(codes) => Some(codes.as_slice()),
            _ => None,
        })
        .collect();
    let domain = columns.first().map(|c| c.domain);
    if let (Some(codes), Some(domain)) = (codes, domain)
        && columns.iter().all(|c| c.domain == domain)
    {
        let dictionary = store.dictionary(domain);
        let number = |code: &&u32| dictionary.number_of(**code).is_some();
        if codes.iter().any(|side| side.iter().any(|c| number(&c))) {
            let side = |codes: &&[u32]| codes.iter().map(|&code| u64::from(code)).collect();
            return (codes.iter().map(side).collect(), u32::BITS);
        }
        let known = dictionary.len() as u64;
        let side = |codes: &&[u32]| {
            let one = |&code: &u32| u64::from(code).min(known);
            codes.iter().map(one).collect()
        };
        return (codes.iter().map(side).collect(), width(known + 1));
    }
    if columns
        .iter()
        .any(|c| matches!(c.values, Values::Text(_) | Values::Owned(_)))
    {
        let sides = columns.iter().map(|column| texts(column, store));
        return numbered(&sides.collect::<Vec<_>>());
    }
    let sides = columns.iter().map(|column| match &column.values {
        Values::Ratio(values) => values.to_vec(),
        Values::Int(values) => values.iter().map(|&v| (i128::from(v), 1)).collect(),
        _ => Vec::new(),
    });
    numbered(&sides.collect::<Vec<_>>())
}

/// The texts of a column; `None` for NULL and unknown.
fn texts<'c>(column: &'c Column, store: &Store<'c>) -> Vec<Option<Cow<'c, str>>> {
    match &column.values {
        Values::Text(codes) => {
            let dictionary = store.dictionary(column.domain);
            let one = |&code: &u32| (code < UNKNOWN_CODE).then(|| dictionary.text(code));
            codes.iter().map(one).collect()
        }
        Values::Owned(texts) => texts
            .iter()
            .map(|text| text.as_deref().map(Cow::Borrowed))
            .collect(),
        Values::Int(_) | Values::Ratio(_) => Vec::new(),
    }
}

fn numbered<T: Hash + Eq + Clone>(sides: &[Vec<T>]) -> (Vec<Vec<u64>>, u32) {
    let mut seen: FxHashMap<T, u64> = FxHashMap::default();
    let mut digits = Vec::new();
    for side in sides {
        let one = |value: &T| {
            let next = seen.len() as u64;
            *seen.entry(value.clone()).or_insert(next)
        };
        digits.push(side.iter().map(one).collect());
    }
    (digits, width(seen.len() as u64))
}

/// Replaces integers by small ones, equal for equal; how many bits these use.
fn number(sides: &mut [Vec<u64>]) -> u32 {
    let mut seen: FxHashMap<u64, u64> = FxHashMap::default();
    for value in sides.iter_mut().flatten() {
        let next = seen.len() as u64;
        *value = *seen.entry(*value).or_insert(next);
    }
    width(seen.len() as u64)
}

fn ranked<T: Clone>(values: &[T], compare: impl Fn(&T, &T) -> Ordering) -> (Vec<u64>, u32) {
    let mut rows: Vec<usize> = (0..values.len()).collect();
    let of = |row: usize| values.get(row);
    let by = |a: usize, b: usize| match (of(a), of(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    };
    rows.sort_by(|&a, &b| by(a, b));
    let mut digits = vec![0; values.len()];
    let mut rank = 0;
    let mut last = None;
    for &row in &rows {
        if last.is_some_and(|last| by(last, row).is_ne()) {
            rank += 1;
        }
        last = Some(row);
        if let Some(slot) = digits.get_mut(row) {
            *slot = rank;
        }
    }
    (digits, width(rank + 1))
}

fn offsets(sides: &[&std::sync::Arc<Vec<i64>>]) -> Option<(Vec<u64>, u32)> {
    let values = sides.first()?;
    let (least, bits) = bounds(&[values.as_slice()]);
    Some((values.iter().map(|&v| offset(v, least)).collect(), bits))
}

/// Least known value, and the bits that the distance to the greatest takes.
fn bounds(sides: &[&[i64]]) -> (i64, u32) {
    let known = || sides.iter().copied().flatten().filter(|v| **v > UNKNOWN);
    let least = known().copied().min().unwrap_or(0);
    let most = known().copied().max().unwrap_or(0);
    (least, 64 - offset(most, least).leading_zeros())
}

fn offset(value: i64, least: i64) -> u64 {
    if value <= UNKNOWN {
        return 0;
    }
    value.wrapping_sub(least).cast_unsigned()
}

/// Bits that integers below `count` take.
fn width(count: u64) -> u32 {
    64 - count.saturating_sub(1).leading_zeros()
}
