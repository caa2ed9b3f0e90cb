//! A stable sort of rows by packed keys.

/// Bits that a pass takes.
const DIGIT: u32 = 11;

/// Sorts `rows` by the key of each row, stably; `keys` are by row, `bits` is how many low bits of them are in use.
pub(super) fn sort_rows(rows: &mut Vec<u32>, keys: &[u64], bits: u32) {
    if bits == 0 || rows.len() < 2 {
        return;
    }
    let key = |row: u32| keys.get(row as usize).copied().unwrap_or(0);
    if rows.len() < 4096 {
        rows.sort_by_key(|&row| key(row));
        return;
    }
    // Sorted keys need no sorting: many ledgers come in the order of days.
    if rows.windows(2).all(|pair| match pair {
        [a, b] => key(*a) <= key(*b),
        _ => true,
    }) {
        return;
    }
    let wide = u32::BITS
        - u32::try_from(keys.len())
            .unwrap_or(u32::MAX)
            .leading_zeros();
    if bits + wide <= u64::BITS {
        // Key and row in one word are half of what moves.
        let mask = (1 << wide) - 1;
        let words = rows
            .iter()
            .map(|&row| key(row) << wide | u64::from(row))
            .collect();
        let sorted = passes(words, wide..wide + bits, |word| *word);
        rows.clear();
        rows.extend(
            sorted
                .into_iter()
                .filter_map(|word| u32::try_from(word & mask).ok()),
        );
    } else {
        let pairs: Vec<(u64, u32)> = rows.iter().map(|&row| (key(row), row)).collect();
        let sorted = passes(pairs, 0..bits, |pair| pair.0);
        rows.clear();
        rows.extend(sorted.into_iter().map(|(_, row)| row));
    }
}

/// Sorts by the bits of a key that lie in a range, lowest first, each pass stably.
fn passes<T: Copy + Default>(
    mut from: Vec<T>,
    bits: std::ops::Range<u32>,
    key: impl Fn(&T) -> u64,
) -> Vec<T> {
    let mut to = vec![T::default(); from.len()];
    let mut shift = bits.start;
    while shift < bits.end {
        let digit = |one: &T| ((key(one) >> shift) & ((1 << DIGIT) - 1)) as usize;
        let mut starts = vec![0usize; 1 << DIGIT];
        for one in &from {
            if let Some(count) = starts.get_mut(digit(one)) {
                *count += 1;
            }
        }
        let same = starts.contains(&from.len());
        let mut sum = 0;
        for start in &mut starts {
            let count = *start;
            *start = sum;
            sum += count;
        }
        // A digit that all keys share moves nothing.
        if !same {
            for &one in &from {
                if let Some(start) = starts.get_mut(digit(&one)) {
                    if let Some(slot) = to.get_mut(*start) {
                        *slot = one;
                    }
                    *start += 1;
                }
            }
            std::mem::swap(&mut from, &mut to);
        }
        shift += DIGIT;
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_stably_at_every_length() {
        for len in [0u32, 1, 10, 4095, 4096, 20_000] {
            // Keys of 29 bits go into one word with their row, keys of all bits do not.
            for shift in [9, 43] {
                let keys: Vec<u64> = (0..len)
                    .map(|i| u64::from(i.wrapping_mul(2_654_435_761) >> 12) << shift)
                    .collect();
                let mut rows: Vec<u32> = (0..len).rev().collect();
                let mut expected = rows.clone();
                expected.sort_by_key(|&row| keys[row as usize]);
                sort_rows(&mut rows, &keys, 20 + shift);
                assert_eq!(rows, expected);
            }
        }
    }
}
