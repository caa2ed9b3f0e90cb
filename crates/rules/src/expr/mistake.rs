//! One mistake in an expression: where, what, and what to write instead.

use std::ops::Range;

use ledger::Wording;

/// Something wrong in an expression or a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Bytes of the text at fault.
    pub span: Range<usize>,
    /// Stable word for the cause, `unknown-column`.
    pub code: &'static str,
    /// What is wrong.
    pub message: Wording,
    /// What to write instead.
    pub help: Wording,
}

impl Mistake {
    pub(super) fn new(
        code: &'static str,
        span: Range<usize>,
        message: Wording,
        help: Wording,
    ) -> Self {
        Self {
            span,
            code,
            message,
            help,
        }
    }
}

/// The candidate that a mistyped word most likely means, the first of equals; `None` where none is near.
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    candidates
        .into_iter()
        .filter(|c| !c.is_empty())
        .map(|c| (distance(&word, &c.to_lowercase()), c))
        .filter(|(far, c)| {
            let shorter = length.min(c.chars().count());
            // Chinese words are short, so that one changed character is a larger part of them.
            let near = if word.is_ascii() {
                length.max(3) / 3
            } else {
                shorter.div_ceil(2)
            };
            *far <= near || (shorter >= 2 && (word.contains(c) || c.contains(&word)))
        })
        .min()
        .map(|(_, c)| c)
}

/// How many characters must be changed, added, taken away or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let cost = usize::from(x != y);
            let at = |r: &[usize], k: usize| r.get(k).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&row, j) + 1)
                .min(at(&above, j + 1) + 1)
                .min(at(&above, j) + cost);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_offered_and_a_far_one_is_not() {
        let columns = [
            "amount",
            "payee",
            "payee_id",
            "summary",
            "收款方",
            "付款方向",
        ];
        assert_eq!(nearest("ammount", columns), Some("amount"));
        assert_eq!(nearest("amuont", columns), Some("amount"));
        assert_eq!(nearest("PAYE", columns), Some("payee"));
        assert_eq!(nearest("收款人", columns), Some("收款方"));
        assert_eq!(nearest("方向", columns), Some("付款方向"));
        assert_eq!(nearest("weather", columns), None);
        assert_eq!(nearest("x", columns), None);
    }
}
