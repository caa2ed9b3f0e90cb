//! Comparisons: numbers by value across types, texts by their characters; equality of texts by codes where domains agree.

use std::cmp::Ordering;

use ledger::{NULL, NULL_CODE, UNKNOWN, UNKNOWN_CODE};
use rules::expr::{Comparison, Literal};

use super::operand::{Number, Operand, Text};
use super::scope::{Failure, Scope};
use super::{arithmetic, text};
use crate::frame::{Column, Values};
use crate::ratio;
use crate::reasons::OVERFLOW;
use crate::texts::{Test, order_test};
use crate::truth::{self, Mask, Truths};

/// Whether an order satisfies an operator.
pub(crate) fn ordered(op: Comparison, order: Ordering) -> bool {
    match op {
        Comparison::Equal => order.is_eq(),
        Comparison::Differs => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::More => order.is_gt(),
        Comparison::AtLeast => order.is_ge(),
    }
}

/// `left op right`.
pub(super) fn compare(
    scope: &Scope,
    op: Comparison,
    left: &Operand,
    right: &Operand,
) -> Result<Truths, Failure> {
    let len = scope.len();
    if let (Operand::Constant(Literal::Null), _) | (_, Operand::Constant(Literal::Null)) =
        (left, right)
    {
        return Ok(Truths::all(truth::NULL, len));
    }
    match (left.is_text(), right.is_text()) {
        (true, true) => Ok(texts(scope, op, left, right)),
        (false, false) => Ok(numbers(op, left, right, len)),
        _ => Err(Failure(
            "a text cannot be compared with a number".to_owned(),
        )),
    }
}

fn numbers(op: Comparison, left: &Operand, right: &Operand, len: usize) -> Truths {
    if let (
        Operand::Column(Column {
            values: Values::Int(values),
            reasons: None,
            ..
        }),
        &Operand::Constant(
            Literal::Money(bound)
            | Literal::Int(bound)
            | Literal::Date(bound)
            | Literal::Days(bound),
        ),
    ) = (left, right)
        && !values.contains(&UNKNOWN)
    {
        let one = |&value: &i64| match value {
            NULL => truth::NULL,
            _ => mask(ordered(op, value.cmp(&bound))),
        };
        return Truths::known(values.iter().map(one).collect());
    }
    let mut truths = Truths::all(truth::NULL, len);
    for row in 0..len {
        set(
            &mut truths,
            row,
            judge(op, left.number(row), right.number(row)),
        );
    }
    truths
}

/// A truth, or the reason why it is open.
type Judged = Result<Mask, u16>;

fn set(truths: &mut Truths, row: usize, judged: Judged) {
    match judged {
        Ok(mask) => {
            if let Some(slot) = truths.masks.get_mut(row) {
                *slot = mask;
            }
        }
        Err(reason) => truths.open(row, reason),
    }
}

fn judge(op: Comparison, left: Number, right: Number) -> Judged {
    match (left, right) {
        (Number::Null, _) | (_, Number::Null) => Ok(truth::NULL),
        (Number::Unknown(reason), _) | (_, Number::Unknown(reason)) => Err(reason),
        (Number::Int(l), Number::Int(r)) => Ok(mask(ordered(op, l.cmp(&r)))),
        (left, right) => {
            let order = arithmetic::fraction(left)
                .zip(arithmetic::fraction(right))
                .and_then(|(l, r)| ratio::compare(l, r));
            order.map(|o| mask(ordered(op, o))).ok_or(OVERFLOW)
        }
    }
}

fn texts(scope: &Scope, op: Comparison, left: &Operand, right: &Operand) -> Truths {
    let len = scope.len();
    let equality = matches!(op, Comparison::Equal | Comparison::Differs);
    match (left, right) {
        (Operand::Column(column), Operand::Constant(Literal::Text(literal)))
            if matches!(column.values, Values::Text(_)) && !equality =>
        {
            text::test(scope, &order_test(op, literal), left)
        }
        (Operand::Column(column), _) if matches!(column.values, Values::Text(_)) && equality => {
            let codes = left.codes(column.domain, scope.context.store, len);
            let others = right.codes(column.domain, scope.context.store, len);
            let mut truths = Truths::all(truth::NULL, len);
            for (row, (&l, &r)) in codes.iter().zip(others.iter()).enumerate() {
                let judged = match (l, r) {
                    (NULL_CODE, _) | (_, NULL_CODE) => continue,
                    (UNKNOWN_CODE, _) => Err(column.reason(row)),
                    (_, UNKNOWN_CODE) => Err(unknown_reason(right, row)),
                    _ => Ok(mask((l == r) == (op == Comparison::Equal))),
                };
                set(&mut truths, row, judged);
            }
            truths
        }
        _ => {
            let store = scope.context.store;
            let mut truths = Truths::all(truth::NULL, len);
            for row in 0..len {
                let judged = match (left.text(row, store), right.text(row, store)) {
                    (Text::Null, _) | (_, Text::Null) => continue,
                    (Text::Unknown(reason), _) | (_, Text::Unknown(reason)) => Err(reason),
                    (Text::Known(l), Text::Known(r)) => Ok(mask(ordered(op, l.cmp(&r)))),
                };
                set(&mut truths, row, judged);
            }
            truths
        }
    }
}

fn unknown_reason(operand: &Operand, row: usize) -> u16 {
    match operand {
        Operand::Column(column) => column.reason(row),
        Operand::Constant(_) => crate::reasons::UNTRUSTED,
    }
}

/// `IN (…)`: an OR of equalities.
pub(super) fn among(scope: &Scope, value: &Operand, list: &[Literal]) -> Truths {
    let len = scope.len();
    let known: Vec<Literal> = list
        .iter()
        .filter(|l| !matches!(l, Literal::Null))
        .cloned()
        .collect();
    let mut truths = if value.is_text() {
        let mut texts: Vec<String> = known
            .iter()
            .filter_map(|literal| match literal {
                Literal::Text(text) => Some(text.clone()),
                _ => None,
            })
            .collect();
        texts.sort_unstable();
        text::test(scope, &Test::Among(texts), value)
    } else {
        let known: Vec<Operand> = known.into_iter().map(Operand::Constant).collect();
        let mut truths = Truths::all(truth::FALSE, len);
        for literal in &known {
            let equal = numbers(Comparison::Equal, value, literal, len);
            truths.combine(&equal, None, truth::or);
        }
        truths
    };
    if known_null(list) {
        truths.combine(&Truths::all(truth::NULL, len), None, truth::or);
    }
    truths
}

fn known_null(list: &[Literal]) -> bool {
    list.iter().any(|l| matches!(l, Literal::Null))
}

fn mask(holds: bool) -> Mask {
    if holds { truth::TRUE } else { truth::FALSE }
}

/// A Bool operand as truths.
pub(super) fn truth_of(of: &Operand, len: usize) -> Truths {
    numbers(
        Comparison::Equal,
        of,
        &Operand::Constant(Literal::Bool(true)),
        len,
    )
}
