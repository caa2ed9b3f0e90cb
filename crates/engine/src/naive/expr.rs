//! Expressions, one row at a time.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use rules::expr::{Comparison, Expr, Function, Lacking, Literal, Operator, Type};

use super::{Line, Value, digits};
use crate::Reason;

/// The day on which random plans are judged.
pub(super) const AS_OF: i64 = 19_800;

/// The truth values that a predicate may have, and why there are several.
pub(super) struct Truth {
    pub(super) set: BTreeSet<Option<bool>>,
    pub(super) reason: Option<Reason>,
}

impl Truth {
    fn of(value: Option<bool>) -> Self {
        Self {
            set: BTreeSet::from([value]),
            reason: None,
        }
    }

    fn open(reason: Reason) -> Self {
        Self {
            set: BTreeSet::from([Some(true), Some(false)]),
            reason: Some(reason),
        }
    }

    pub(super) fn is_true(&self) -> bool {
        self.set == BTreeSet::from([Some(true)])
    }

    pub(super) fn may_be_true(&self) -> bool {
        self.set.contains(&Some(true))
    }

    /// Combines by SQL's table over single values; the first open side says why.
    fn with(self, other: Self, table: fn(Option<bool>, Option<bool>) -> Option<bool>) -> Self {
        let set: BTreeSet<Option<bool>> = self
            .set
            .iter()
            .flat_map(|&a| other.set.iter().map(move |&b| table(a, b)))
            .collect();
        let open = set.len() > 1;
        let (left, right) = (self.set.len() > 1, other.reason);
        let reason = if left { self.reason } else { right };
        Self {
            set,
            reason: reason.filter(|_| open),
        }
    }
}

fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    both(a.map(|a| !a), b.map(|b| !b)).map(|c| !c)
}

pub(super) fn truth(expr: &Expr, row: &Line) -> Truth {
    match expr {
        Expr::Not(inner) => {
            let inner = truth(inner, row);
            Truth {
                set: inner.set.iter().map(|v| v.map(|v| !v)).collect(),
                reason: inner.reason,
            }
        }
        Expr::And(all) => all.iter().fold(Truth::of(Some(true)), |so_far, expr| {
            so_far.with(truth(expr, row), both)
        }),
        Expr::Or(all) => all.iter().fold(Truth::of(Some(false)), |so_far, expr| {
            so_far.with(truth(expr, row), either)
        }),
        Expr::Compare { op, left, right } => compare(*op, &value(left, row), &value(right, row)),
        Expr::IsNull(inner) => Truth::of(Some(value(inner, row) == Value::Null)),
        Expr::In { value: of, list } => {
            let of = value(of, row);
            list.iter().fold(Truth::of(Some(false)), |so_far, literal| {
                so_far.with(
                    compare(Comparison::Equal, &of, &literal_value(literal)),
                    either,
                )
            })
        }
        Expr::Call {
            function: Function::Known,
            args,
            ..
        } => {
            let open = args.iter().find_map(|arg| match (value(arg, row), arg) {
                (Value::Unknown(reason), _) => Some(reason),
                (Value::Null, Expr::Column { name, .. }) => Some(Reason::Blank(name.clone())),
                (Value::Null, _) => panic!("only columns are asked whether they are known"),
                _ => None,
            });
            open.map_or_else(|| Truth::of(Some(true)), Truth::open)
        }
        Expr::Call {
            function: Function::Provided { lacking },
            args,
            ..
        } => {
            let condition = truth(&args[0], row);
            match (condition.is_true(), condition.may_be_true()) {
                (true, _) => truth(&args[1], row),
                (_, true) => Truth::open(condition.reason.unwrap()),
                _ => Truth::open(match *lacking {
                    Lacking::Peers(n) => Reason::TooFew(n),
                    Lacking::Spread => Reason::NoSpread,
                    Lacking::History(n) => Reason::ShortHistory(n),
                    Lacking::Numbers => Reason::Unnumbered,
                }),
            }
        }
        Expr::Call { function, args, ty } if *ty == Type::Bool => match value(&args[0], row) {
            Value::Text(text) => Truth::of(Some(match function {
                Function::Contains(part) => text.contains(part.as_str()),
                Function::Like(pattern) => like(pattern, &text),
                Function::RegexpLike(pattern) => {
                    regex::Regex::new(pattern.as_str()).unwrap().is_match(&text)
                }
                other => panic!("no plan holds {other:?}"),
            })),
            Value::Unknown(reason) => Truth::open(reason),
            _ => Truth::of(None),
        },
        _ => match value(expr, row) {
            Value::Null => Truth::of(None),
            Value::Unknown(reason) => Truth::open(reason),
            value => Truth::of(Some(value != Value::Int(0))),
        },
    }
}

pub(super) fn value(expr: &Expr, row: &Line) -> Value {
    match expr {
        Expr::Literal(literal) => literal_value(literal),
        Expr::Column { name, .. } => row.value(name).clone(),
        Expr::Negate(inner) => match value(inner, row) {
            Value::Int(v) => fit(-i128::from(v)),
            other => other,
        },
        Expr::Arithmetic {
            op, left, right, ..
        } => arithmetic(*op, value(left, row), value(right, row)),
        Expr::Call {
            function: Function::AsOf,
            ..
        } => Value::Int(AS_OF),
        Expr::Call { function, args, .. } if calendar(function) => {
            match (value(&args[0], row), value(&args[1], row)) {
                (Value::Null, _) | (_, Value::Null) => Value::Null,
                (Value::Unknown(reason), _) | (_, Value::Unknown(reason)) => Value::Unknown(reason),
                (Value::Int(a), Value::Int(b)) => of_calendar(function, a, b),
                other => panic!("no plan asks {function:?} of {other:?}"),
            }
        }
        Expr::Call { function, args, ty } if *ty != Type::Bool => {
            let first = value(&args[0], row);
            match (function, first) {
                (Function::Coalesce, Value::Null) => value(&args[1], row),
                (_, Value::Null) => Value::Null,
                (Function::Coalesce, known) => known,
                (_, Value::Unknown(reason)) => Value::Unknown(reason),
                (function, first) => of_one(function, first),
            }
        }
        _ => {
            let truth = truth(expr, row);
            match truth.set.iter().copied().collect::<Vec<_>>()[..] {
                [None] => Value::Null,
                [Some(known)] => Value::Int(i64::from(known)),
                _ => Value::Unknown(truth.reason.unwrap()),
            }
        }
    }
}

fn calendar(function: &Function) -> bool {
    matches!(
        function,
        Function::AddMonths | Function::AddYears | Function::MonthsBetween | Function::YearsBetween
    )
}

/// By the calendar of jiff; sums of random days lie beyond it, where only the engine's own has an answer.
fn of_calendar(function: &Function, a: i64, b: i64) -> Value {
    let whole = |n: Option<i64>| n.map_or(Value::Unknown(Reason::Overflow), Value::Int);
    let date = |day: i64| {
        let span = jiff::Span::new().try_days(day).ok()?;
        jiff::civil::date(1970, 1, 1).checked_add(span).ok()
    };
    let day = |date: jiff::civil::Date| {
        let since = date.since(jiff::civil::date(1970, 1, 1)).unwrap();
        i64::from(since.get_days())
    };
    let added = |from: i64, months: i64| {
        let span = jiff::Span::new().try_months(months).ok()?;
        Some(day(date(from)?.checked_add(span).ok()?))
    };
    match function {
        Function::AddMonths | Function::AddYears => {
            let times = if *function == Function::AddYears {
                12
            } else {
                1
            };
            let Some(n) = b.checked_mul(times) else {
                return Value::Unknown(Reason::Overflow);
            };
            added(a, n).map_or_else(|| whole(crate::civil::add_months(a, n)), Value::Int)
        }
        _ => {
            let times = if *function == Function::YearsBetween {
                12
            } else {
                1
            };
            let (early, late) = (a.min(b), a.max(b));
            // Months are tried one by one, from before the answer.
            let from = date(early).zip(date(late)).map(|(early, late)| {
                (i64::from(late.year()) - i64::from(early.year()) - 1).max(0) * 12
            });
            let counted = from.map(|from| {
                let fits = |n: &i64| added(early, *n).is_some_and(|day| day <= late);
                (from..=from + 36).filter(fits).max().unwrap()
            });
            let found = counted.or_else(|| crate::civil::months_between(early, late));
            whole(found.map(|n| if b < a { -n } else { n } / times))
        }
    }
}

fn of_one(function: &Function, first: Value) -> Value {
    match (function, first) {
        (Function::Abs, Value::Int(v)) => fit(i128::from(v).abs()),
        (Function::Length, Value::Text(text)) => fit(text.chars().count() as i128),
        (Function::FirstDigit | Function::LastDigits(_), Value::Int(fen)) => {
            digits::of_amount(function, fen)
        }
        (Function::NumberTail(_) | Function::NumberPrefix(_), Value::Text(text)) => {
            digits::of_text(function, &text)
        }
        (function, Value::Int(day)) => {
            // Years beyond the range of the calendar do not occur among random days but in sums of them.
            let date = jiff::civil::date(1970, 1, 1);
            let span = jiff::Span::new().try_days(day);
            let Some(date) = span.ok().and_then(|span| date.checked_add(span).ok()) else {
                let (year, month, day) = crate::civil::civil(day);
                return Value::Int(match function {
                    Function::Year => year,
                    Function::Month => month,
                    _ => day,
                });
            };
            Value::Int(match function {
                Function::Year => i64::from(date.year()),
                Function::Month => i64::from(date.month()),
                _ => i64::from(date.day()),
            })
        }
        (function, value) => panic!("no plan asks {function:?} of {value:?}"),
    }
}

/// LIKE by trying every length of every run.
fn like(pattern: &str, text: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => text.is_empty(),
        Some('%') => {
            let ends = text.char_indices().map(|(i, _)| i).chain([text.len()]);
            ends.into_iter().any(|i| like(rest.as_str(), &text[i..]))
        }
        Some(wanted) => {
            let mut chars = text.chars();
            chars.next().is_some_and(|c| {
                (wanted == '_' || c == wanted) && like(rest.as_str(), chars.as_str())
            })
        }
    }
}

pub(super) fn literal_value(literal: &Literal) -> Value {
    match literal {
        Literal::Null => Value::Null,
        Literal::Money(v) | Literal::Int(v) | Literal::Date(v) | Literal::Days(v) => Value::Int(*v),
        Literal::Bool(v) => Value::Int(i64::from(*v)),
        Literal::Text(text) => Value::Text(text.clone()),
        Literal::Ratio { num, den } => Value::Ratio(i128::from(*num), i128::from(*den)),
    }
}

/// A whole number that 64 bits hold beside the two that stand for NULL and unknown.
pub(super) fn fit(value: i128) -> Value {
    if value > i128::from(i64::MIN) + 1 && value <= i128::from(i64::MAX) {
        Value::Int(i64::try_from(value).unwrap())
    } else {
        Value::Unknown(Reason::Overflow)
    }
}

fn arithmetic(op: Operator, left: Value, right: Value) -> Value {
    match (left, right) {
        (Value::Null, _) | (_, Value::Null) => Value::Null,
        (Value::Unknown(reason), _) | (_, Value::Unknown(reason)) => Value::Unknown(reason),
        (Value::Int(l), Value::Int(r)) => {
            let (l, r) = (i128::from(l), i128::from(r));
            match op {
                Operator::Add => fit(l + r),
                Operator::Subtract => fit(l - r),
                Operator::Multiply => fit(l * r),
                Operator::Divide if r == 0 => Value::Unknown(Reason::Overflow),
                Operator::Divide => lowest(l, r),
            }
        }
        (left, right) => panic!("no plan combines {left:?} and {right:?}"),
    }
}

/// A ratio in lowest terms, by trying divisors the old way.
pub(super) fn lowest(num: i128, den: i128) -> Value {
    let (mut a, mut b) = (num.abs(), den.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    let sign = if den < 0 { -1 } else { 1 };
    Value::Ratio(sign * num / a, sign * den / a)
}

/// The order of two known values; ratios and whole numbers by cross-multiplying.
pub(super) fn order(left: &Value, right: &Value) -> Ordering {
    let fraction = |value: &Value| match *value {
        Value::Int(v) => (i128::from(v), 1),
        Value::Ratio(num, den) => (num, den),
        ref other => panic!("{other:?} is no number"),
    };
    if let (Value::Text(l), Value::Text(r)) = (left, right) {
        return l.cmp(r);
    }
    let (l, r) = (fraction(left), fraction(right));
    (l.0 * r.1).cmp(&(r.0 * l.1))
}

fn compare(op: Comparison, left: &Value, right: &Value) -> Truth {
    match (left, right) {
        (Value::Null, _) | (_, Value::Null) => Truth::of(None),
        (Value::Unknown(reason), _) | (_, Value::Unknown(reason)) => Truth::open(reason.clone()),
        _ => {
            let order = order(left, right);
            Truth::of(Some(match op {
                Comparison::Equal => order == Ordering::Equal,
                Comparison::Differs => order != Ordering::Equal,
                Comparison::Less => order == Ordering::Less,
                Comparison::AtMost => order != Ordering::Greater,
                Comparison::More => order == Ordering::Greater,
                Comparison::AtLeast => order != Ordering::Less,
            }))
        }
    }
}
