//! Random expressions over columns that are there: predicates, whole numbers, ratios.

use rules::expr::{Comparison, Expr, Function, Lacking, Literal, Operator, Pattern, Type};

use super::dice::{Dice, Known};

pub(super) fn of_kind(
    dice: &mut Dice,
    columns: &[Known],
    fits: impl Fn(&Known) -> bool,
) -> Option<Known> {
    let fitting: Vec<&Known> = columns.iter().filter(|c| fits(c)).collect();
    (!fitting.is_empty()).then(|| (*dice.pick(&fitting)).clone())
}

pub(super) fn column(known: &Known) -> Expr {
    Expr::Column {
        name: known.name.clone(),
        ty: known.ty,
        domain: known.domain,
    }
}

fn is_whole(known: &Known) -> bool {
    matches!(known.ty, Type::Int | Type::Money | Type::Date | Type::Days)
}

/// A whole number.
pub(super) fn number(dice: &mut Dice, columns: &[Known], depth: usize) -> Expr {
    let leaf = of_kind(dice, columns, is_whole);
    match (dice.roll(4), leaf) {
        (0, _) | (_, None) => Expr::Literal(Literal::Int(dice.small() * 50)),
        (1, _) if depth > 0 => Expr::Arithmetic {
            op: *dice.pick(&[Operator::Add, Operator::Subtract, Operator::Multiply]),
            left: Box::new(number(dice, columns, depth - 1)),
            right: Box::new(number(dice, columns, depth - 1)),
            ty: Type::Int,
        },
        (2, _) if depth > 0 => {
            let inner = number(dice, columns, depth - 1);
            match dice.roll(7) {
                6 => Expr::Call {
                    function: dice
                        .pick(&[Function::FirstDigit, Function::LastDigits(2)])
                        .clone(),
                    args: vec![inner],
                    ty: Type::Int,
                },
                4 => Expr::Call {
                    function: dice
                        .pick(&[
                            Function::AddMonths,
                            Function::AddYears,
                            Function::MonthsBetween,
                            Function::YearsBetween,
                        ])
                        .clone(),
                    args: vec![inner, number(dice, columns, depth - 1)],
                    ty: Type::Int,
                },
                5 => Expr::Call {
                    function: Function::AsOf,
                    args: Vec::new(),
                    ty: Type::Int,
                },
                0 => Expr::Negate(Box::new(inner)),
                1 => Expr::Call {
                    function: Function::Abs,
                    args: vec![inner],
                    ty: Type::Int,
                },
                2 => Expr::Call {
                    function: dice
                        .pick(&[Function::Year, Function::Month, Function::Day])
                        .clone(),
                    args: vec![inner],
                    ty: Type::Int,
                },
                _ => Expr::Call {
                    function: Function::Coalesce,
                    args: vec![inner, number(dice, columns, depth - 1)],
                    ty: Type::Int,
                },
            }
        }
        (_, Some(leaf)) => column(&leaf),
    }
}

pub(super) fn divided(dice: &mut Dice, columns: &[Known]) -> Expr {
    Expr::Arithmetic {
        op: Operator::Divide,
        left: Box::new(number(dice, columns, 0)),
        right: Box::new(number(dice, columns, 0)),
        ty: Type::Ratio,
    }
}

const COMPARISONS: [Comparison; 6] = [
    Comparison::Equal,
    Comparison::Differs,
    Comparison::Less,
    Comparison::AtMost,
    Comparison::More,
    Comparison::AtLeast,
];

/// A predicate; wide ones are as likely as narrow ones, so that plans do not run empty.
pub(super) fn predicate(dice: &mut Dice, columns: &[Known], depth: usize) -> Expr {
    if depth > 0 && dice.roll(2) == 0 {
        let mut inner = || predicate(dice, columns, depth - 1);
        let (a, b) = (inner(), inner());
        return match dice.roll(4) {
            0 => Expr::Not(Box::new(a)),
            3 => Expr::Call {
                function: Function::Provided {
                    lacking: Lacking::Peers(3),
                },
                args: vec![a, b],
                ty: Type::Bool,
            },
            1 => Expr::And(vec![a, b]),
            _ => Expr::Or(vec![a, b]),
        };
    }
    let text = of_kind(dice, columns, |c| c.ty == Type::Text);
    let op = *dice.pick(&COMPARISONS);
    let word = Literal::Text((*dice.pick(&["宏业建筑队", "No008", "总结会", "缺"])).to_owned());
    let call = |function: Function, arg: Expr| Expr::Call {
        function,
        args: vec![arg],
        ty: Type::Bool,
    };
    match (dice.roll(13), text) {
        (12, _) => Expr::Call {
            function: Function::Known,
            args: vec![
                column(&dice.pick(columns).clone()),
                column(&dice.pick(columns).clone()),
            ],
            ty: Type::Bool,
        },
        (0, Some(text)) => compare(op, column(&text), Expr::Literal(word)),
        (1, Some(text)) => {
            let other = of_kind(dice, columns, |c| c.ty == Type::Text).unwrap();
            compare(op, column(&text), column(&other))
        }
        (2, Some(text)) => Expr::In {
            value: Box::new(column(&text)),
            list: match dice.roll(2) {
                0 => vec![word, Literal::Null],
                _ => vec![word, Literal::Text("广之旅".to_owned())],
            },
        },
        (3, Some(text)) => call(Function::Contains("建".to_owned()), column(&text)),
        (4, Some(text)) => call(Function::Like("%_0%".to_owned()), column(&text)),
        (5, Some(text)) => call(
            Function::RegexpLike(Pattern::new("[旅N]").unwrap()),
            column(&text),
        ),
        (6, _) => Expr::IsNull(Box::new(column(&dice.pick(columns).clone()))),
        (7, _) => compare(op, divided(dice, columns), divided(dice, columns)),
        (8, _) => Expr::In {
            value: Box::new(number(dice, columns, 0)),
            list: vec![Literal::Int(-2), Literal::Int(48), Literal::Null],
        },
        (9, _) => match of_kind(dice, columns, |c| c.ty == Type::Bool) {
            Some(truth) => column(&truth),
            None => Expr::Literal(Literal::Bool(true)),
        },
        _ => compare(op, number(dice, columns, 1), number(dice, columns, 1)),
    }
}

fn compare(op: Comparison, left: Expr, right: Expr) -> Expr {
    Expr::Compare {
        op,
        left: Box::new(left),
        right: Box::new(right),
    }
}
