//! Sets of possible truth values. SQL knows true, false and NULL; where knowledge ends, a predicate may be any of several,
//! and a row is hit only if it is true whatever the unknown turns out to be.

/// A set of possible truth values, as a bit mask; never empty.
pub(crate) type Mask = u8;

/// Only true.
pub(crate) const TRUE: Mask = 1;
/// Only false.
pub(crate) const FALSE: Mask = 2;
/// Only NULL.
pub(crate) const NULL: Mask = 4;
/// True or false: what a comparison with an unknown value yields.
pub(crate) const OPEN: Mask = TRUE | FALSE;

/// The truth of a predicate for each row, with why the open ones are open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Truths {
    /// A mask a row.
    pub(crate) masks: Vec<Mask>,
    /// For rows whose mask has several values, a code of `Reasons`; absent where no row has.
    pub(crate) reasons: Option<Vec<u16>>,
}

/// Whether more than one truth value is possible.
pub(crate) fn is_open(mask: Mask) -> bool {
    mask & mask.wrapping_sub(1) != 0
}

/// NOT of a set: true and false change places.
pub(crate) fn not(mask: Mask) -> Mask {
    (mask & NULL) | ((mask & TRUE) << 1) | ((mask & FALSE) >> 1)
}

/// AND of two sets: every value that some choice of one value from each yields.
pub(crate) fn and(left: Mask, right: Mask) -> Mask {
    // Without branches, so that a loop over masks takes many at once: NULL where one side may be NULL and the other not false.
    let not_false = |mask: Mask| ((mask << 2) | mask) & NULL;
    let null = ((left & not_false(right)) | (right & not_false(left))) & NULL;
    ((left | right) & FALSE) | (left & right & TRUE) | null
}

/// OR of two sets.
pub(crate) fn or(left: Mask, right: Mask) -> Mask {
    not(and(not(left), not(right)))
}

impl Truths {
    /// The same truth for every row.
    pub(crate) fn all(mask: Mask, len: usize) -> Self {
        Self {
            masks: vec![mask; len],
            reasons: None,
        }
    }

    /// Of known truths.
    pub(crate) fn known(masks: Vec<Mask>) -> Self {
        Self {
            masks,
            reasons: None,
        }
    }

    /// The rows that are so, in ascending order. Nobody can foresee which they are, so every row is written and only those stay.
    pub(crate) fn rows(&self, is: impl Fn(usize, Mask) -> bool) -> Vec<u32> {
        let mut rows = vec![0; self.masks.len()];
        let mut count = 0;
        for ((at, row), &mask) in (0u32..).enumerate().zip(&self.masks) {
            if let Some(slot) = rows.get_mut(count) {
                *slot = row;
            }
            count += usize::from(is(at, mask));
        }
        rows.truncate(count);
        rows
    }

    /// Code of the reason why a row is open.
    pub(crate) fn reason(&self, row: usize) -> u16 {
        let code = self.reasons.as_ref().and_then(|r| r.get(row)).copied();
        code.filter(|&c| c != 0)
            .unwrap_or(crate::reasons::UNTRUSTED)
    }

    /// Sets a row open for a reason.
    pub(crate) fn open(&mut self, row: usize, reason: u16) {
        if let Some(mask) = self.masks.get_mut(row) {
            *mask = OPEN;
        }
        self.explain(row, reason);
    }

    /// Notes why a row is open.
    pub(crate) fn explain(&mut self, row: usize, reason: u16) {
        let len = self.masks.len();
        let reasons = self.reasons.get_or_insert_with(|| vec![0; len]);
        if let Some(slot) = reasons.get_mut(row) {
            *slot = reason;
        }
    }

    /// NOT of every row.
    pub(crate) fn negate(&mut self) {
        for mask in &mut self.masks {
            *mask = not(*mask);
        }
    }

    /// Combines with `other`, whose row `i` belongs to the row `rows[i]` of this one (row `i` without `rows`). Where the
    /// outcome is open, the reason of the first open side is kept.
    pub(crate) fn combine(
        &mut self,
        other: &Self,
        rows: Option<&[u32]>,
        with: impl Fn(Mask, Mask) -> Mask,
    ) {
        let Some(rows) = rows else {
            return self.combine_all(other, with);
        };
        for (i, (&right, &row)) in other.masks.iter().zip(rows).enumerate() {
            let row = row as usize;
            let Some(slot) = self.masks.get_mut(row) else {
                continue;
            };
            let left = *slot;
            *slot = with(left, right);
            if is_open(*slot) && !is_open(left) {
                self.explain(row, other.reason(i));
            }
        }
    }

    fn combine_all(&mut self, other: &Self, with: impl Fn(Mask, Mask) -> Mask) {
        // Mostly nothing is open, and then nothing need be explained.
        let any = |masks: &[Mask]| masks.iter().fold(false, |any, &mask| any | is_open(mask));
        if any(&other.masks) || any(&self.masks) {
            for row in 0..self.masks.len() {
                let (Some(&left), Some(&right)) = (self.masks.get(row), other.masks.get(row))
                else {
                    return;
                };
                let outcome = with(left, right);
                if let Some(slot) = self.masks.get_mut(row) {
                    *slot = outcome;
                }
                if is_open(outcome) && !is_open(left) {
                    self.explain(row, other.reason(row));
                }
            }
            return;
        }
        for (left, &right) in self.masks.iter_mut().zip(&other.masks) {
            *left = with(*left, right);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SQL's own tables over single values.
    fn single_and(left: Mask, right: Mask) -> Mask {
        match (left, right) {
            (FALSE, _) | (_, FALSE) => FALSE,
            (TRUE, TRUE) => TRUE,
            _ => NULL,
        }
    }

    fn members(mask: Mask) -> impl Iterator<Item = Mask> {
        [TRUE, FALSE, NULL]
            .into_iter()
            .filter(move |m| mask & m != 0)
    }

    #[test]
    fn sets_hold_exactly_what_some_choice_yields() {
        for left in 1..8 {
            for right in 1..8 {
                let mut expected = 0;
                let mut expected_or = 0;
                for l in members(left) {
                    for r in members(right) {
                        expected |= single_and(l, r);
                        expected_or |= not(single_and(not(l), not(r)));
                    }
                }
                assert_eq!(and(left, right), expected, "{left} and {right}");
                assert_eq!(or(left, right), expected_or, "{left} or {right}");
            }
        }
    }

    #[test]
    fn not_keeps_null_and_swaps_the_rest() {
        assert_eq!(not(TRUE), FALSE);
        assert_eq!(not(FALSE), TRUE);
        assert_eq!(not(NULL), NULL);
        assert_eq!(not(OPEN), OPEN);
        assert_eq!(not(TRUE | NULL), FALSE | NULL);
    }

    #[test]
    fn the_first_open_side_gives_the_reason() {
        let mut left = Truths::all(TRUE, 2);
        left.open(0, 7);
        let mut right = Truths::all(TRUE, 2);
        right.open(0, 8);
        right.open(1, 9);
        left.combine(&right, None, and);
        assert_eq!((left.reason(0), left.reason(1)), (7, 9));
    }
}
