//! Arithmetic: exact and checked. NULL with anything is NULL; else unknown with anything is unknown; what does not fit is unknown.

use ledger::UNKNOWN;
use rules::expr::{Operator, Type};

use super::operand::{Number, Operand, numbers};
use super::scope::Failure;
use crate::frame::Column;
use crate::ratio;
use crate::reasons::OVERFLOW;

/// `left op right`. Division and anything with a ratio is held as a ratio, never rounded, Money × Ratio among them.
pub(super) fn combine(
    op: Operator,
    left: &Operand,
    right: &Operand,
    ty: Type,
    len: usize,
) -> Result<Operand, Failure> {
    if left.is_text() || right.is_text() {
        return Err(Failure("arithmetic takes no text".to_owned()));
    }
    let ratio = op == Operator::Divide || left.is_ratio() || right.is_ratio();
    let one = |row| apply(op, left.number(row), right.number(row));
    Ok(Operand::Column(numbers(ty, ratio, len, one)))
}

/// `-x`.
pub(super) fn negate(of: &Operand, len: usize) -> Result<Operand, Failure> {
    map(of, len, |number| match number {
        Number::Int(v) => whole(-i128::from(v)),
        Number::Ratio(num, den) => ratio_or_unknown(num.checked_neg().map(|n| (n, den))),
        other => other,
    })
}

/// Absolute value.
pub(super) fn absolute(of: &Operand, len: usize) -> Result<Operand, Failure> {
    map(of, len, |number| match number {
        Number::Int(v) => whole(i128::from(v).abs()),
        Number::Ratio(num, den) => ratio_or_unknown(num.checked_abs().map(|n| (n, den))),
        other => other,
    })
}

fn map(of: &Operand, len: usize, one: fn(Number) -> Number) -> Result<Operand, Failure> {
    if of.is_text() {
        return Err(Failure("arithmetic takes no text".to_owned()));
    }
    let ty = of.clone().into_column(0).ty;
    let ratio = of.is_ratio();
    let column: Column = numbers(ty, ratio, len, |row| one(of.number(row)));
    Ok(Operand::Column(column))
}

fn apply(op: Operator, left: Number, right: Number) -> Number {
    match (left, right) {
        (Number::Null, _) | (_, Number::Null) => Number::Null,
        (Number::Unknown(reason), _) | (_, Number::Unknown(reason)) => Number::Unknown(reason),
        (Number::Int(l), Number::Int(r)) => {
            let (l, r) = (i128::from(l), i128::from(r));
            match op {
                Operator::Add => whole(l + r),
                Operator::Subtract => whole(l - r),
                Operator::Multiply => whole(l * r),
                Operator::Divide => ratio_or_unknown(ratio::reduce(l, r)),
            }
        }
        (left, right) => {
            let (Some(l), Some(r)) = (fraction(left), fraction(right)) else {
                return Number::Null;
            };
            ratio_or_unknown(match op {
                Operator::Add => ratio::add(l, r),
                Operator::Subtract => r.0.checked_neg().and_then(|n| ratio::add(l, (n, r.1))),
                Operator::Multiply => ratio::multiply(l, r),
                Operator::Divide => ratio::divide(l, r),
            })
        }
    }
}

/// A known number as a fraction.
pub(super) fn fraction(number: Number) -> Option<(i128, i128)> {
    match number {
        Number::Int(v) => Some((v.into(), 1)),
        Number::Ratio(num, den) => Some((num, den)),
        Number::Null | Number::Unknown(_) => None,
    }
}

/// A whole number that a column can hold; the two least ones of 64 bits stand for NULL and unknown.
pub(super) fn whole(value: i128) -> Number {
    match i64::try_from(value) {
        Ok(value) if value > UNKNOWN => Number::Int(value),
        _ => Number::Unknown(OVERFLOW),
    }
}

fn ratio_or_unknown(value: Option<(i128, i128)>) -> Number {
    value.map_or(Number::Unknown(OVERFLOW), |(num, den)| {
        Number::Ratio(num, den)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_is_exact_and_what_does_not_fit_is_unknown() {
        use Number::{Int, Null, Ratio, Unknown};
        use Operator::{Add, Divide, Multiply, Subtract};
        for (op, left, right, expected) in [
            (Add, Int(1), Int(2), Int(3)),
            (Subtract, Int(1), Null, Null),
            (Add, Unknown(9), Null, Null),
            (Add, Unknown(9), Int(1), Unknown(9)),
            (Multiply, Int(i64::MAX), Int(2), Unknown(OVERFLOW)),
            (Subtract, Int(i64::MIN + 2), Int(1), Unknown(OVERFLOW)),
            (Divide, Int(6), Int(4), Ratio(3, 2)),
            (Divide, Int(6), Int(0), Unknown(OVERFLOW)),
            (Multiply, Int(10), Ratio(4, 5), Ratio(8, 1)),
            (Subtract, Ratio(1, 2), Ratio(1, 3), Ratio(1, 6)),
        ] {
            assert_eq!(
                apply(op, left, right),
                expected,
                "{left:?} {op:?} {right:?}"
            );
        }
    }
}
