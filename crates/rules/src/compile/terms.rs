//! Short ways to write expressions that kinds add of their own.

use crate::expr::{Comparison, Expr, Function, Lacking, Literal, Operator, Type};

pub(crate) fn column(name: &str, ty: Type) -> Expr {
    Expr::Column {
        name: name.to_owned(),
        ty,
        domain: (ty == Type::Text).then_some(ledger::Domain::Id),
    }
}

pub(crate) fn int(n: i64) -> Expr {
    Expr::Literal(Literal::Int(n))
}

pub(crate) fn days(n: i64) -> Expr {
    Expr::Literal(Literal::Days(n))
}

pub(crate) fn money(fen: i64) -> Expr {
    Expr::Literal(Literal::Money(fen))
}

pub(crate) fn date(day: i64) -> Expr {
    Expr::Literal(Literal::Date(day))
}

pub(crate) fn text(text: &str) -> Expr {
    Expr::Literal(Literal::Text(text.to_owned()))
}

pub(crate) fn truth(truth: bool) -> Expr {
    Expr::Literal(Literal::Bool(truth))
}

/// Whether all values are there and can be trusted; never false, else unknown.
pub(crate) fn known(values: Vec<Expr>) -> Expr {
    call(Function::Known, values, Type::Bool)
}

/// The day on which the books are judged.
pub(crate) fn as_of() -> Expr {
    call(Function::AsOf, Vec::new(), Type::Date)
}

/// The day so many calendar years later.
pub(crate) fn add_years(day: Expr, years: i64) -> Expr {
    call(Function::AddYears, vec![day, int(years)], Type::Date)
}

fn compare(op: Comparison, left: Expr, right: Expr) -> Expr {
    Expr::Compare {
        op,
        left: Box::new(left),
        right: Box::new(right),
    }
}

pub(crate) fn equal(left: Expr, right: Expr) -> Expr {
    compare(Comparison::Equal, left, right)
}

pub(crate) fn differs(left: Expr, right: Expr) -> Expr {
    compare(Comparison::Differs, left, right)
}

pub(crate) fn less(left: Expr, right: Expr) -> Expr {
    compare(Comparison::Less, left, right)
}

pub(crate) fn more(left: Expr, right: Expr) -> Expr {
    compare(Comparison::More, left, right)
}

pub(crate) fn at_least(left: Expr, right: Expr) -> Expr {
    compare(Comparison::AtLeast, left, right)
}

pub(crate) fn at_most(left: Expr, right: Expr) -> Expr {
    compare(Comparison::AtMost, left, right)
}

/// Both ends included.
pub(crate) fn between(value: &Expr, low: Expr, high: Expr) -> Expr {
    all_of(vec![
        at_least(value.clone(), low),
        at_most(value.clone(), high),
    ])
}

fn arithmetic(op: Operator, left: Expr, right: Expr, ty: Type) -> Expr {
    Expr::Arithmetic {
        op,
        left: Box::new(left),
        right: Box::new(right),
        ty,
    }
}

pub(crate) fn plus(left: Expr, right: Expr, ty: Type) -> Expr {
    arithmetic(Operator::Add, left, right, ty)
}

pub(crate) fn minus(left: Expr, right: Expr, ty: Type) -> Expr {
    arithmetic(Operator::Subtract, left, right, ty)
}

pub(crate) fn is_null(value: Expr) -> Expr {
    Expr::IsNull(Box::new(value))
}

pub(crate) fn product(left: Expr, right: Expr, ty: Type) -> Expr {
    arithmetic(Operator::Multiply, left, right, ty)
}

pub(crate) fn divided(left: Expr, right: Expr) -> Expr {
    arithmetic(Operator::Divide, left, right, Type::Ratio)
}

/// The value without its sign.
pub(crate) fn size(value: Expr) -> Expr {
    let ty = value.ty();
    call(Function::Abs, vec![value], ty)
}

/// A function of some values.
pub(crate) fn call(function: Function, args: Vec<Expr>, ty: Type) -> Expr {
    Expr::Call { function, args, ty }
}

/// The predicate where the condition is true; elsewhere it is not known, for what is lacking.
pub(crate) fn provided(condition: Expr, lacking: Lacking, predicate: Expr) -> Expr {
    Expr::Call {
        function: Function::Provided { lacking },
        args: vec![condition, predicate],
        ty: Type::Bool,
    }
}

/// The value, or zero of its type where it is NULL.
pub(crate) fn or_zero(value: Expr, ty: Type) -> Expr {
    let zero = match ty {
        Type::Money => Literal::Money(0),
        Type::Days => Literal::Days(0),
        Type::Bool => Literal::Bool(false),
        _ => Literal::Int(0),
    };
    coalesce(vec![value, Expr::Literal(zero)], ty)
}

/// The first of some values that is not NULL.
pub(crate) fn coalesce(args: Vec<Expr>, ty: Type) -> Expr {
    Expr::Call {
        function: Function::Coalesce,
        args,
        ty,
    }
}

/// The last day of a row of a feed: its `end`, else the day on which it begins.
pub(crate) fn end_of(feed: &ledger::Feed, start: &str) -> Expr {
    let begin = column(start, Type::Date);
    match &feed.end {
        Some(_) => coalesce(vec![column("end", Type::Date), begin], Type::Date),
        None => begin,
    }
}

/// year × 12 + month − 1.
pub(crate) fn month_of(day: Expr) -> Expr {
    let months = arithmetic(Operator::Multiply, year_of(day.clone()), int(12), Type::Int);
    let month = Expr::Call {
        function: Function::Month,
        args: vec![day],
        ty: Type::Int,
    };
    minus(plus(months, month, Type::Int), int(1), Type::Int)
}

/// The year of a day.
pub(crate) fn year_of(day: Expr) -> Expr {
    Expr::Call {
        function: Function::Year,
        args: vec![day],
        ty: Type::Int,
    }
}

/// Whether a column of words holds this one.
pub(crate) fn text_is(column: Expr, word: &str) -> Expr {
    equal(column, Expr::Literal(Literal::Text(word.to_owned())))
}

/// All hold; nested conjunctions are laid flat. `true` of none.
pub(crate) fn all_of(terms: Vec<Expr>) -> Expr {
    let mut flat = Vec::new();
    for term in terms {
        match term {
            Expr::And(inner) => flat.extend(inner),
            Expr::Literal(Literal::Bool(true)) => {}
            other => flat.push(other),
        }
    }
    match (flat.pop(), flat.is_empty()) {
        (None, _) => Expr::Literal(Literal::Bool(true)),
        (Some(only), true) => only,
        (Some(last), false) => {
            flat.push(last);
            Expr::And(flat)
        }
    }
}

/// Any holds.
pub(crate) fn any_of(terms: Vec<Expr>) -> Expr {
    Expr::Or(terms)
}

/// `true` where the predicate is false or NULL, unknown where it is unknown: what a `drop` leaves. SQL's NOT of NULL is NULL, and
/// would drop a row because an exception could not be told.
pub(crate) fn not_true(predicate: Expr) -> Expr {
    let not = Expr::Not(Box::new(predicate.clone()));
    if never_null(&predicate) {
        not
    } else {
        any_of(vec![is_null(predicate), not])
    }
}

fn never_null(expr: &Expr) -> bool {
    match expr {
        Expr::And(terms) | Expr::Or(terms) => terms.iter().all(never_null),
        Expr::Not(inner) => never_null(inner),
        Expr::IsNull(_) | Expr::Literal(Literal::Bool(_)) => true,
        Expr::Call { function, .. } => {
            matches!(function, Function::Mentions { .. } | Function::Known)
        }
        _ => false,
    }
}
