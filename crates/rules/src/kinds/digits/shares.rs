//! What share of amounts bears each digit.

use crate::expr::Literal;

/// Expected shares: `parts[i]` of `whole` bear the digit `least + i`.
pub(super) struct Shares {
    least: i64,
    /// One for each digit.
    pub(super) parts: Vec<i64>,
    /// What they add up to.
    pub(super) whole: i64,
}

/// log10(1 + 1/d) in 100,000ths, d from 1 to 9.
const BENFORD: [i64; 9] = [
    30_103, 17_609, 12_494, 9_691, 7_918, 6_695, 5_799, 5_115, 4_576,
];

impl Shares {
    /// The shares of `first`, `last` or `last_two` digits.
    pub(super) fn of(which: &str) -> Self {
        let even = |n: usize| Self {
            least: 0,
            parts: vec![1; n],
            whole: i64::try_from(n).unwrap_or(1),
        };
        match which {
            "first" => Self {
                least: 1,
                parts: BENFORD.to_vec(),
                whole: 100_000,
            },
            "last" => even(10),
            _ => even(100),
        }
    }

    /// The digits in their order.
    pub(super) fn digits(&self) -> impl Iterator<Item = i64> + use<> {
        let n = i64::try_from(self.parts.len()).unwrap_or(0);
        self.least..self.least + n
    }

    /// `whole / part` to six decimals.
    pub(super) fn weight(&self, part: i64) -> Literal {
        const DECIMALS: i64 = 1_000_000;
        Literal::Ratio {
            num: (self.whole * DECIMALS + part / 2) / part,
            den: DECIMALS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_to_the_whole() {
        for (which, digits) in [("first", 9), ("last", 10), ("last_two", 100)] {
            let shares = Shares::of(which);
            assert_eq!(shares.parts.iter().sum::<i64>(), shares.whole, "{which}");
            assert_eq!(shares.digits().count(), digits, "{which}");
        }
    }

    #[test]
    fn weights_are_one_over_the_share() {
        let shares = Shares::of("first");
        let expect = |num| Literal::Ratio {
            num,
            den: 1_000_000,
        };
        assert_eq!(shares.weight(30_103), expect(3_321_928));
        assert_eq!(shares.weight(4_576), expect(21_853_147));
    }
}
