//! The functions of the language, each led to its one definition.

use rules::expr::{Expr, Function, Lacking, Type};

use super::operand::{Number, Operand, numbers};
use super::scope::{Failure, Scope};
use super::{arithmetic, calendar, places, records, text};
use crate::Reason;
use crate::civil::civil;
use crate::texts::Test;
use crate::truth::{TRUE, Truths};

/// Functions that yield a value.
pub(super) fn value(
    scope: &Scope,
    function: &Function,
    args: &[Expr],
    ty: Type,
) -> Result<Operand, Failure> {
    let len = scope.len();
    if *function == Function::AsOf {
        return Ok(Operand::Column(calendar::as_of(scope)));
    }
    let args = operands(scope, args)?;
    let first = args.first().ok_or_else(|| missing(function))?;
    let part = |of: fn((i64, i64, i64)) -> i64| {
        numbers(Type::Int, false, len, |row| match first.number(row) {
            Number::Int(day) => Number::Int(of(civil(day))),
            other => other,
        })
    };
    Ok(Operand::Column(match function {
        Function::WorkdaysBetween => {
            let until = args.get(1).ok_or_else(|| missing(function))?;
            calendar::workdays_between(scope, first, until)
        }
        Function::Limit { name } => {
            let date = args.get(1).ok_or_else(|| missing(function))?;
            places::limit(scope, name, first, date)
        }
        Function::NumberPrefix(n) => text::number_prefix(scope, *n, first),
        Function::NumberTail(n) => text::number_tail(scope, *n, first),
        Function::Length => text::length(scope, first),
        Function::Year => part(|(year, _, _)| year),
        Function::Month => part(|(_, month, _)| month),
        Function::Day => part(|(_, _, day)| day),
        Function::AddMonths
        | Function::AddYears
        | Function::MonthsBetween
        | Function::YearsBetween => {
            let second = args.get(1).ok_or_else(|| missing(function))?;
            let months = match function {
                Function::AddMonths | Function::MonthsBetween => 1,
                _ => 12,
            };
            if matches!(function, Function::AddMonths | Function::AddYears) {
                calendar::added(scope, first, second, months)
            } else {
                calendar::between(scope, first, second, months)
            }
        }
        Function::FirstDigit => of_amount(first, len, first_digit),
        Function::LastDigits(n) => {
            let below = 10_u64.checked_pow(*n).unwrap_or(u64::MAX);
            of_amount(first, len, |fen| Some(fen / 100 % below))
        }
        Function::Abs => return arithmetic::absolute(first, len),
        Function::Coalesce => coalesce(scope, &args, ty),
        _ => return Err(Failure(format!("{function:?} yields a truth"))),
    }))
}

/// Functions that yield a truth.
pub(super) fn truths(scope: &Scope, function: &Function, args: &[Expr]) -> Result<Truths, Failure> {
    if *function == Function::Known {
        return known(scope, args);
    }
    if let Function::Provided { lacking } = function {
        return provided(scope, *lacking, args);
    }
    let args = operands(scope, args)?;
    let first = args.first().ok_or_else(|| missing(function))?;
    let part = |test: Test| Ok(text::test(scope, &test, first));
    match function {
        Function::Mentions { list } => Ok(text::mentions(scope, list, &args)),
        Function::InList { list } if !first.is_text() => {
            Ok(text::number_in_list(scope, list, first))
        }
        Function::InList { list } => part(Test::InList(list.clone())),
        Function::StartsWith(literal) => part(Test::StartsWith(literal.clone())),
        Function::Contains(literal) => part(Test::Contains(literal.clone())),
        Function::Like(pattern) => part(Test::Like(pattern.clone())),
        Function::RegexpLike(pattern) => part(Test::Regexp(pattern.clone())),
        Function::IsDayOff => Ok(calendar::is_day_off(scope, first)),
        Function::OutOfTown => Ok(places::out_of_town(scope, &args)),
        Function::AccountIs { class } => places::account_is(scope, *class, &args),
        Function::HoldsOffice => records::holds_office(scope, &args),
        Function::OnRecord { feed, column } => records::on_record(scope, feed, column, &args),
        Function::Supplied { feed, column } => Ok(records::supplied(scope, feed, column, first)),
        Function::Coalesce => {
            let column = Operand::Column(coalesce(scope, &args, Type::Bool));
            Ok(super::compare::truth_of(&column, scope.len()))
        }
        _ => Err(Failure(format!("{function:?} yields a value"))),
    }
}

/// True where every argument has a value that can be trusted, else open: for the first that is blank or unknown.
fn known(scope: &Scope, args: &[Expr]) -> Result<Truths, Failure> {
    let mut truths = Truths::all(TRUE, scope.len());
    for arg in args {
        let column = scope.operand(arg)?.into_column(scope.len());
        let name = rules::expr::columns(arg).first().copied().unwrap_or("");
        let mut blank = None;
        for row in 0..scope.len() {
            if truths.masks.get(row) != Some(&TRUE) {
                continue;
            }
            if column.is_unknown(row) {
                truths.open(row, column.reason(row));
            } else if column.is_null(row) {
                let reasons = &scope.context.store.reasons;
                let code = || reasons.code(&Reason::Blank(name.to_owned()));
                truths.open(row, *blank.get_or_insert_with(code));
            }
        }
    }
    Ok(truths)
}

/// The predicate where the condition holds; open elsewhere.
fn provided(scope: &Scope, lacking: Lacking, args: &[Expr]) -> Result<Truths, Failure> {
    let [condition, predicate] = args else {
        return Err(Failure("a provided predicate lacks an argument".to_owned()));
    };
    let condition = scope.truths(condition)?;
    let mut truths = scope.truths(predicate)?;
    let lacks = match lacking {
        Lacking::Peers(least) => Reason::TooFew(least),
        Lacking::Spread => Reason::NoSpread,
        Lacking::History(days) => Reason::ShortHistory(days),
        Lacking::Numbers => Reason::Unnumbered,
    };
    let mut code = None;
    for (row, &mask) in condition.masks.iter().enumerate() {
        if mask & TRUE == 0 {
            let lacks = || scope.context.store.reasons.code(&lacks);
            truths.open(row, *code.get_or_insert_with(lacks));
        } else if mask != TRUE {
            truths.open(row, condition.reason(row));
        }
    }
    Ok(truths)
}

/// A whole number from the fen of each amount, sign left out.
fn of_amount(
    amount: &Operand,
    len: usize,
    one: impl Fn(u64) -> Option<u64>,
) -> crate::frame::Column {
    numbers(Type::Int, false, len, |row| match amount.number(row) {
        Number::Int(fen) => match one(fen.unsigned_abs()) {
            Some(found) => arithmetic::whole(found.into()),
            None => Number::Null,
        },
        other => other,
    })
}

fn first_digit(mut fen: u64) -> Option<u64> {
    while fen > 9 {
        fen /= 10;
    }
    (fen > 0).then_some(fen)
}

fn coalesce(scope: &Scope, args: &[Operand], ty: Type) -> crate::frame::Column {
    if args.iter().any(Operand::is_text) {
        return text::coalesce(scope, args);
    }
    let ratio = args.iter().any(Operand::is_ratio);
    numbers(ty, ratio, scope.len(), |row| {
        let mut values = args.iter().map(|arg| arg.number(row));
        values
            .find(|value| *value != Number::Null)
            .unwrap_or(Number::Null)
    })
}

fn operands(scope: &Scope, args: &[Expr]) -> Result<Vec<Operand>, Failure> {
    args.iter().map(|arg| scope.operand(arg)).collect()
}

fn missing(function: &Function) -> Failure {
    Failure(format!("{function:?} lacks an argument"))
}
