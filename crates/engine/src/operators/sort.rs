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
    let mut from: Vec<(u64, u32)> = rows.iter().map(|&row| (key(row), row)).collect();
    let mut to = vec![(0, 0); from.len()];
    let mut shift = 0;
    while shift < bits {
        let digit = |key: u64| ((key >> shift) & ((1 << DIGIT) - 1)) as usize;
        let mut starts = vec![0usize; 1 << DIGIT];
        for &(key, _) in &from {
            if let Some(count) = starts.get_mut(digit(key)) {
                *count += 1;
            }
        }
        let one = starts.contains(&from.len());
        let mut sum = 0;
        for start in &mut starts {
            let count = *start;
            *start = sum;
            sum += count;
        }
        // A digit that all keys share moves nothing.
        if !one {
            for &pair in &from {
                if let Some(start) = starts.get_mut(digit(pair.0)) {
                    if let Some(slot) = to.get_mut(*start) {
                        *slot = pair;
                    }
                    *start += 1;
                }
            }
            std::mem::swap(&mut from, &mut to);
        }
        shift += DIGIT;
    }
    rows.clear();
    rows.extend(from.into_iter().map(|(_, row)| row));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_stably_at_every_length() {
        for len in [0u32, 1, 10, 4095, 4096, 20_000] {
            let keys: Vec<u64> = (0..len)
                .map(|i| u64::from(i.wrapping_mul(2_654_435_761) >> 12) << 9)
                .collect();
            let mut rows: Vec<u32> = (0..len).rev().collect();
            let mut expected = rows.clone();
            expected.sort_by_key(|&row| keys[row as usize]);
            sort_rows(&mut rows, &keys, 64);
            assert_eq!(rows, expected);
        }
    }
}
