//! Exact ratios of two whole numbers, in lowest terms with a positive denominator.

/// `num / den` in lowest terms; `None` for a zero denominator or an overflow.
pub(crate) fn reduce(num: i128, den: i128) -> Option<(i128, i128)> {
    if den == 0 {
        return None;
    }
    let (num, den) = if den < 0 {
        (num.checked_neg()?, den.checked_neg()?)
    } else {
        (num, den)
    };
    let by = i128::try_from(gcd(num.unsigned_abs(), den.unsigned_abs())).ok()?;
    (by > 1).then(|| (num / by, den / by)).or(Some((num, den)))
}

/// Order of two ratios by cross-multiplying; `None` where that overflows.
pub(crate) fn compare(left: (i128, i128), right: (i128, i128)) -> Option<std::cmp::Ordering> {
    Some(
        left.0
            .checked_mul(right.1)?
            .cmp(&right.0.checked_mul(left.1)?),
    )
}

/// Sum of two ratios.
pub(crate) fn add(left: (i128, i128), right: (i128, i128)) -> Option<(i128, i128)> {
    let a = left.0.checked_mul(right.1)?;
    let b = right.0.checked_mul(left.1)?;
    reduce(a.checked_add(b)?, left.1.checked_mul(right.1)?)
}

/// Product of two ratios.
pub(crate) fn multiply(left: (i128, i128), right: (i128, i128)) -> Option<(i128, i128)> {
    reduce(left.0.checked_mul(right.0)?, left.1.checked_mul(right.1)?)
}

/// Quotient of two ratios.
pub(crate) fn divide(left: (i128, i128), right: (i128, i128)) -> Option<(i128, i128)> {
    reduce(left.0.checked_mul(right.1)?, left.1.checked_mul(right.0)?)
}

fn gcd(a: u128, b: u128) -> u128 {
    if let (Ok(mut a), Ok(mut b)) = (u64::try_from(a), u64::try_from(b)) {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        return u128::from(a);
    }
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    #[test]
    fn ratios_are_exact_and_checked() {
        assert_eq!(reduce(6, -4), Some((-3, 2)));
        assert_eq!(reduce(0, 5), Some((0, 1)));
        assert_eq!(reduce(1, 0), None);
        assert_eq!(add((1, 3), (1, 6)), Some((1, 2)));
        assert_eq!(multiply((2, 3), (3, 4)), Some((1, 2)));
        assert_eq!(divide((1, 2), (0, 1)), None);
        assert_eq!(compare((1, 3), (33, 100)), Some(Ordering::Greater));
        assert_eq!(compare((i128::MAX, 2), (1, 3)), None);
    }
}
