//! Fingerprints of texts, by which a dictionary finds them.

use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;

/// The fingerprint of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Print {
    /// 64 bits.
    pub(crate) first: u64,
    /// 32 more.
    pub(crate) rest: u32,
}

impl Print {
    /// Where the search for a text begins.
    pub(crate) fn place(self, slots: usize) -> usize {
        // As many bits as are needed: no table has more slots than memory has bytes.
        let place = self.first & (slots as u64).wrapping_sub(1);
        usize::try_from(place).unwrap_or(0)
    }
}

/// The fingerprint of a text: two sums of folded products of its words of eight bytes with keys of this run, as wyhash has them.
pub(crate) fn print(text: &str) -> Print {
    let &[k0, k1, k2, k3] = keys();
    let bytes = text.as_bytes();
    let length = bytes.len() as u64;
    let (mut a, mut b) = (k0 ^ length, k1 ^ length);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let word = u64::from_le_bytes(*word);
        a = folded(a ^ word, k2);
        b = folded(b ^ word, k3);
    }
    if !rest.is_empty() {
        let mut last = [0; 8];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        let word = u64::from_le_bytes(last);
        a = folded(a ^ word, k2);
        b = folded(b ^ word, k3);
    }
    Print {
        first: folded(a, k1),
        rest: u32::try_from(folded(b, k0) >> 32).unwrap_or(0),
    }
}

/// Both halves of a product, one over the other.
fn folded(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let [low, high] = [product, product >> 64].map(|half| half & u128::from(u64::MAX));
    u64::try_from(low ^ high).unwrap_or(0)
}

/// Keys drawn when the first text comes: no order, hash or output depends on codes, and so none on them. They are odd, so that none is 0.
fn keys() -> &'static [u64; 4] {
    static KEYS: OnceLock<[u64; 4]> = OnceLock::new();
    KEYS.get_or_init(|| {
        let state = RandomState::new();
        [1_u64, 2, 3, 4].map(|n| state.hash_one(n) | 1)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::print;

    #[test]
    fn texts_that_differ_have_fingerprints_that_do() {
        let mut seen = BTreeSet::new();
        let mut places = BTreeSet::new();
        for n in 0..100_000 {
            for text in [
                n.to_string(),
                format!("村{n}"),
                format!("{n:032}"),
                "\0".repeat(n % 64),
            ] {
                let print = print(&text);
                places.insert(print.place(1 << 20));
                seen.insert((print.first, print.rest, text));
            }
        }
        let prints: BTreeSet<_> = seen.iter().map(|(first, rest, _)| (first, rest)).collect();
        assert_eq!(prints.len(), seen.len());
        // 300,000 texts thrown at a million places leave a quarter of a million of them with one or more.
        assert!(places.len() > 255_000, "{}", places.len());
    }
}
