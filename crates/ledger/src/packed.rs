//! Columns that no longer change, as narrow as their values allow: of a million rows most columns need one or two bytes each, and a column
//! that says the same everywhere none.

use std::ops::Range;
use std::sync::Arc;

use crate::{NULL, NULL_CODE, UNKNOWN, UNKNOWN_CODE};

/// The values of one column: money in fen, whole numbers, ratios in ten-thousandths, days since 1970-01-01, seconds since midnight, 0/1 for
/// Bool, with [`NULL`] where absent and [`UNKNOWN`] where not to be trusted; or codes into the [`crate::Dictionary`] of the column's domain,
/// with [`NULL_CODE`] and [`UNKNOWN_CODE`]. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Packed {
    held: Arc<Held>,
    len: usize,
}

/// Values, each what it is more than `base`; the highest number of a width is [`NULL`], the next [`UNKNOWN`].
#[derive(Debug)]
enum Held {
    Same(i64),
    One { base: i64, more: Vec<u8> },
    Two { base: i64, more: Vec<u16> },
    Four { base: i64, more: Vec<u32> },
    Eight(Vec<i64>),
}

/// What a value reads as: NULL, unknown, and what is made of a known number.
struct Values<T, F>(T, T, F);

const NUMBERS: Values<i64, fn(i64) -> i64> = Values(NULL, UNKNOWN, std::convert::identity);

impl Packed {
    /// A column that holds the same number, [`NULL`] or [`UNKNOWN`] in so many rows.
    pub fn same(value: i64, len: usize) -> Self {
        Self {
            held: Arc::new(Held::Same(value)),
            len,
        }
    }

    /// A column of numbers.
    pub fn of_numbers(values: impl Iterator<Item = i64> + Clone) -> Self {
        let (held, len) = Held::of(values);
        Self {
            held: Arc::new(held),
            len,
        }
    }

    /// A column of codes.
    pub fn of_codes(codes: impl Iterator<Item = u32> + Clone) -> Self {
        Self::of_numbers(codes.map(number_of))
    }

    /// Columns of one type, end to end. A single one is handed on as it is.
    pub fn whole(mut parts: Vec<Self>) -> Self {
        if parts.len() > 1 {
            return Self::of_numbers(parts.iter().flat_map(Self::numbers));
        }
        parts.pop().unwrap_or_default()
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The number in a row; [`NULL`] beyond the last.
    pub fn number(&self, row: usize) -> i64 {
        match &*self.held {
            Held::Same(value) if row < self.len => *value,
            Held::Same(_) => NULL,
            Held::One { base, more } => NUMBERS.one(*base, more.get(row)),
            Held::Two { base, more } => NUMBERS.two(*base, more.get(row)),
            Held::Four { base, more } => NUMBERS.four(*base, more.get(row)),
            Held::Eight(values) => values.get(row).copied().unwrap_or(NULL),
        }
    }

    /// The code in a row; [`NULL_CODE`] beyond the last.
    pub fn code(&self, row: usize) -> u32 {
        code_of(self.number(row))
    }

    /// All numbers, in the order of rows.
    pub fn numbers(&self) -> impl Iterator<Item = i64> + Clone + '_ {
        // Some at a time, so that their width is not asked of each.
        const SOME: usize = 1 << 10;
        (0..self.len.div_ceil(SOME)).flat_map(|at| self.range(at * SOME..(at + 1) * SOME))
    }

    /// All codes, in the order of rows.
    pub fn codes(&self) -> impl Iterator<Item = u32> + Clone + '_ {
        self.numbers().map(code_of)
    }

    /// The numbers of some rows that follow each other; none beyond the last.
    pub fn range(&self, rows: Range<usize>) -> Vec<i64> {
        self.stretch(rows, &NUMBERS)
    }

    /// The numbers of rows in the order asked, of all rows where none are given; [`NULL`] for rows beyond the last.
    pub fn take_numbers(&self, rows: Option<&[u32]>) -> Vec<i64> {
        self.take(rows, &NUMBERS)
    }

    /// The codes of rows in the order asked, of all rows where none are given; [`NULL_CODE`] for rows beyond the last.
    pub fn take_codes(&self, rows: Option<&[u32]>) -> Vec<u32> {
        let code = |known: i64| u32::try_from(known & i64::from(u32::MAX)).unwrap_or(NULL_CODE);
        self.take(rows, &Values(NULL_CODE, UNKNOWN_CODE, code))
    }

    /// Values of rows; their width is asked once.
    fn take<T: Copy>(&self, rows: Option<&[u32]>, values: &Values<T, impl Fn(i64) -> T>) -> Vec<T> {
        let Some(rows) = rows else {
            return self.stretch(0..self.len, values);
        };
        let rows = rows.iter().map(|&row| row as usize);
        match &*self.held {
            Held::Same(value) => {
                let value = values.of(*value);
                let one = |row| if row < self.len { value } else { values.0 };
                rows.map(one).collect()
            }
            Held::One { base, more } => rows.map(|row| values.one(*base, more.get(row))).collect(),
            Held::Two { base, more } => rows.map(|row| values.two(*base, more.get(row))).collect(),
            Held::Four { base, more } => {
                rows.map(|row| values.four(*base, more.get(row))).collect()
            }
            Held::Eight(all) => {
                let one = |row: usize| values.of(all.get(row).copied().unwrap_or(NULL));
                rows.map(one).collect()
            }
        }
    }

    /// Values of rows that follow each other.
    fn stretch<T: Copy>(
        &self,
        rows: Range<usize>,
        values: &Values<T, impl Fn(i64) -> T>,
    ) -> Vec<T> {
        let rows = rows.start.min(self.len)..rows.end.min(self.len);
        match &*self.held {
            Held::Same(value) => vec![values.of(*value); rows.len()],
            Held::One { base, more } => {
                let more = more.get(rows).unwrap_or(&[]).iter();
                more.map(|more| values.one(*base, Some(more))).collect()
            }
            Held::Two { base, more } => {
                let more = more.get(rows).unwrap_or(&[]).iter();
                more.map(|more| values.two(*base, Some(more))).collect()
            }
            Held::Four { base, more } => {
                let more = more.get(rows).unwrap_or(&[]).iter();
                more.map(|more| values.four(*base, Some(more))).collect()
            }
            Held::Eight(all) => {
                let all = all.get(rows).unwrap_or(&[]).iter();
                all.map(|value| values.of(*value)).collect()
            }
        }
    }

    /// Whether a row holds [`UNKNOWN`] or [`UNKNOWN_CODE`].
    pub fn has_unknown(&self) -> bool {
        self.has(UNKNOWN, 1)
    }

    /// Whether a row holds [`NULL`] or [`NULL_CODE`].
    pub fn has_null(&self) -> bool {
        self.has(NULL, 0)
    }

    /// Whether a row holds what stands so far below the highest number of every width.
    fn has(&self, value: i64, below: u8) -> bool {
        match &*self.held {
            Held::Same(all) => *all == value && self.len > 0,
            Held::One { more, .. } => more.contains(&(u8::MAX - below)),
            Held::Two { more, .. } => more.contains(&(u16::MAX - u16::from(below))),
            Held::Four { more, .. } => more.contains(&(u32::MAX - u32::from(below))),
            Held::Eight(values) => values.contains(&value),
        }
    }
}

impl Default for Packed {
    fn default() -> Self {
        Self::same(NULL, 0)
    }
}

impl PartialEq for Packed {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.numbers().eq(other.numbers())
    }
}

impl Eq for Packed {}

impl Held {
    /// The values, and how many there are.
    fn of(values: impl Iterator<Item = i64> + Clone) -> (Self, usize) {
        let (mut base, mut least, mut top, mut len) = (i64::MAX, i64::MAX, i64::MIN, 0);
        values.clone().for_each(|value| {
            base = base.min(if value > UNKNOWN { value } else { i64::MAX });
            least = least.min(value);
            top = top.max(value);
            len += 1;
        });
        if least >= top {
            return (Self::Same(if len == 0 { NULL } else { top }), len);
        }
        // Without any known value there is no base; two numbers of a byte say all.
        let span = if top > UNKNOWN { top.abs_diff(base) } else { 0 };
        let more = |value: i64, null: u64| match value {
            NULL => null,
            UNKNOWN => null - 1,
            value => value.abs_diff(base),
        };
        let held = if span < u64::from(u8::MAX) - 1 {
            let more = |value| u8::try_from(more(value, u8::MAX.into())).unwrap_or(u8::MAX);
            let more = exactly(len, values.map(more));
            Self::One { base, more }
        } else if span < u64::from(u16::MAX) - 1 {
            let more = |value| u16::try_from(more(value, u16::MAX.into())).unwrap_or(u16::MAX);
            let more = exactly(len, values.map(more));
            Self::Two { base, more }
        } else if span < u64::from(u32::MAX) - 1 {
            let more = |value| u32::try_from(more(value, u32::MAX.into())).unwrap_or(u32::MAX);
            let more = exactly(len, values.map(more));
            Self::Four { base, more }
        } else {
            Self::Eight(exactly(len, values))
        };
        (held, len)
    }
}

/// Values in as much memory as they need.
fn exactly<T>(len: usize, values: impl Iterator<Item = T>) -> Vec<T> {
    let mut all = Vec::with_capacity(len);
    values.for_each(|value| all.push(value));
    all
}

impl<T: Copy, F: Fn(i64) -> T> Values<T, F> {
    fn of(&self, value: i64) -> T {
        match value {
            NULL => self.0,
            UNKNOWN => self.1,
            known => (self.2)(known),
        }
    }

    /// All are made and one is chosen, so that no row waits for a branch.
    fn more(&self, base: i64, more: i64, null: bool, unknown: bool) -> T {
        let known = (self.2)(base.wrapping_add(more));
        let known = if unknown { self.1 } else { known };
        if null { self.0 } else { known }
    }

    fn one(&self, base: i64, more: Option<&u8>) -> T {
        let more = more.copied().unwrap_or(u8::MAX);
        self.more(base, more.into(), more == u8::MAX, more == u8::MAX - 1)
    }

    fn two(&self, base: i64, more: Option<&u16>) -> T {
        let more = more.copied().unwrap_or(u16::MAX);
        self.more(base, more.into(), more == u16::MAX, more == u16::MAX - 1)
    }

    fn four(&self, base: i64, more: Option<&u32>) -> T {
        let more = more.copied().unwrap_or(u32::MAX);
        self.more(base, more.into(), more == u32::MAX, more == u32::MAX - 1)
    }
}

fn number_of(code: u32) -> i64 {
    match code {
        NULL_CODE => NULL,
        UNKNOWN_CODE => UNKNOWN,
        code => i64::from(code),
    }
}

fn code_of(number: i64) -> u32 {
    match number {
        NULL => NULL_CODE,
        UNKNOWN => UNKNOWN_CODE,
        number => u32::try_from(number).unwrap_or(NULL_CODE),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Packed;
    use crate::{NULL, NULL_CODE, UNKNOWN, UNKNOWN_CODE};

    /// What comes back, in each of the ways that values are asked for.
    fn check(values: &[i64]) {
        let packed = Packed::of_numbers(values.iter().copied());
        assert_eq!(packed.len(), values.len());
        assert!(packed.numbers().eq(values.iter().copied()));
        assert_eq!(packed.take_numbers(None), values);
        let last = u32::try_from(values.len()).expect("few");
        let backwards: Vec<u32> = (0..last).rev().collect();
        let turned: Vec<i64> = values.iter().rev().copied().collect();
        assert_eq!(packed.take_numbers(Some(&backwards)), turned);
        assert_eq!(packed.has_unknown(), values.contains(&UNKNOWN));
        assert_eq!(packed.has_null(), values.contains(&NULL));
        assert_eq!(packed.number(values.len()), NULL);
        let (from, to) = (values.len() / 3, values.len() / 2 + 1);
        let some = values.get(from..to.min(values.len())).unwrap_or(&[]);
        assert_eq!(packed.range(from..to), some);
    }

    #[test]
    fn numbers_of_every_width_come_back() {
        let ends = [i64::MIN + 2, -1, 0, 1, 252, 253, 254, 255, 256];
        let wide = [65_532, 65_533, 65_534, 65_535, 4_294_967_293, 4_294_967_294];
        for top in ends.into_iter().chain(wide).chain([i64::MAX]) {
            check(&[top]);
            check(&[0, top]);
            check(&[NULL, top, UNKNOWN, 0]);
            check(&[-7, NULL, top]);
        }
        check(&[NULL, UNKNOWN]);
        check(&[UNKNOWN, UNKNOWN]);
        check(&[]);
    }

    #[test]
    fn columns_end_to_end_are_one() {
        let some = Packed::of_numbers([3, 9, NULL].into_iter());
        let wide = Packed::of_numbers([UNKNOWN, i64::MAX].into_iter());
        let parts = vec![some, Packed::default(), Packed::same(7, 2), wide];
        let whole = Packed::whole(parts);
        assert_eq!(
            whole.take_numbers(None),
            [3, 9, NULL, 7, 7, UNKNOWN, i64::MAX]
        );
        let nines = [7, 0, 3].map(|len| Packed::same(9, len));
        assert_eq!(Packed::whole(nines.into()), Packed::same(9, 10));
    }

    #[test]
    fn codes_come_back() {
        let codes = [0, 1, NULL_CODE, UNKNOWN_CODE, 1 << 31, u32::MAX - 3];
        let packed = Packed::of_codes(codes.into_iter());
        assert!(packed.codes().eq(codes));
        let far = packed.take_codes(Some(&[4, 2, 9, u32::MAX]));
        assert_eq!(far, [1 << 31, NULL_CODE, NULL_CODE, NULL_CODE]);
    }

    proptest! {
        #[test]
        fn any_numbers_come_back(values in proptest::collection::vec(
            prop_oneof![Just(NULL), Just(UNKNOWN), -300_i64..300, any::<i64>()], 0..300,
        )) {
            check(&values);
        }
    }
}
