//! Aggregates over the rows that a measure sees, by their definitions.

use std::collections::BTreeSet;

use rules::plan::{Aggregate, Measure};

use super::expr::{fit, lowest, order, truth};
use super::{Line, Value};

/// A measure over rows in their order.
pub(super) fn measured(measure: &Measure, rows: &[&Line]) -> Value {
    let mut values = Vec::new();
    for row in rows {
        let value = measure
            .of
            .as_ref()
            .map_or(Value::Int(1), |name| row.value(name).clone());
        if value == Value::Null {
            continue;
        }
        if let Some(filter) = &measure.filter {
            let truth = truth(filter, row);
            if !truth.may_be_true() {
                continue;
            }
            if !truth.is_true() {
                return Value::Unknown(truth.reason.unwrap());
            }
        }
        if let Value::Unknown(_) = value {
            return value;
        }
        values.push(value);
    }
    match measure.function {
        Aggregate::Count => fit(values.len() as i128),
        Aggregate::Distinct => fit(values.iter().collect::<BTreeSet<_>>().len() as i128),
        Aggregate::Min => values.into_iter().min_by(order).unwrap_or(Value::Null),
        Aggregate::Max => values.into_iter().max_by(order).unwrap_or(Value::Null),
        Aggregate::Sum => sum(&values),
        Aggregate::OrderStat { num, den } => {
            values.sort_by(order);
            let n = values.len();
            let place = (n * num as usize).div_ceil(den as usize).clamp(1, n.max(1));
            values.get(place - 1).cloned().unwrap_or(Value::Null)
        }
        Aggregate::Lag(_) | Aggregate::RowNumber => panic!("these look at no range"),
    }
}

fn sum(values: &[Value]) -> Value {
    let whole: Option<i128> = values
        .iter()
        .map(|value| match value {
            Value::Int(v) => Some(i128::from(*v)),
            _ => None,
        })
        .sum();
    match (values, whole) {
        ([], _) => Value::Null,
        (_, Some(whole)) => fit(whole),
        _ => {
            let mut sum = (0, 1);
            for value in values {
                let Value::Ratio(num, den) = *value else {
                    panic!("{value:?} is no ratio");
                };
                // Beyond 128 bits the sum is unknown.
                let added = i128::checked_mul(sum.0, den)
                    .zip(num.checked_mul(sum.1))
                    .and_then(|(a, b)| a.checked_add(b))
                    .zip(sum.1.checked_mul(den));
                let Some((num, den)) = added else {
                    return Value::Unknown(crate::Reason::Overflow);
                };
                let Value::Ratio(num, den) = lowest(num, den) else {
                    panic!("lowest terms are a ratio");
                };
                sum = (num, den);
            }
            Value::Ratio(sum.0, sum.1)
        }
    }
}
