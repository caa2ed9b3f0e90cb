//! The functions of the language, each led to its one definition.

use rules::expr::{Expr, Function, Type};

use super::operand::{Number, Operand, numbers};
use super::scope::{Failure, Scope};
use super::{arithmetic, calendar, places, records, text};
use crate::civil::civil;
use crate::texts::Test;
use crate::truth::Truths;

/// Functions that yield a value.
pub(super) fn value(
    scope: &Scope,
    function: &Function,
    args: &[Expr],
    ty: Type,
) -> Result<Operand, Failure> {
    let args = operands(scope, args)?;
    let len = scope.len();
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
        Function::Abs => return arithmetic::absolute(first, len),
        Function::Coalesce => coalesce(scope, &args, ty),
        _ => return Err(Failure(format!("{function:?} yields a truth"))),
    }))
}

/// Functions that yield a truth.
pub(super) fn truths(scope: &Scope, function: &Function, args: &[Expr]) -> Result<Truths, Failure> {
    let args = operands(scope, args)?;
    let first = args.first().ok_or_else(|| missing(function))?;
    let part = |test: Test| text::test(scope, &test, first);
    match function {
        Function::Mentions { list } => text::mentions(scope, list, &args),
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
        Function::Coalesce => {
            let column = Operand::Column(coalesce(scope, &args, Type::Bool));
            Ok(super::compare::truth_of(&column, scope.len()))
        }
        _ => Err(Failure(format!("{function:?} yields a value"))),
    }
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
