//! Plus, minus, times, divided by: the types of design §4, and constants computed where that is exact.

use std::ops::Range;

use ledger::Wording;

use super::lower::Lowering;
use super::operand::{Nature, Operand, What};
use super::phrase::{operator, type_name};
use super::{Expr, Literal, Operator, Type};

impl<'a> Lowering<'a> {
    pub(super) fn arithmetic(
        &mut self,
        op: Operator,
        left: Operand<'a>,
        right: Operand<'a>,
        span: Range<usize>,
    ) -> Option<Operand<'a>> {
        if let (What::Bare(a), What::Bare(b)) = (&left.what, &right.what)
            && let Some(literal) = fold(op, a, b)
        {
            return Some(Operand {
                what: What::Bare(literal),
                span,
            });
        }
        let zero_at = right.span.clone();
        let (left, right) = if matches!(op, Operator::Add | Operator::Subtract) {
            self.addends(left, right)?
        } else {
            let (left, right) = (self.alone(left), self.alone(right));
            (left?, right?)
        };
        let (a, b) = (left.ty(), right.ty());
        if op == Operator::Divide && is_zero(&right) {
            return self.refuse(
                "divided-by-zero",
                zero_at,
                Wording::new("除数为零", "division by zero"),
                Wording::new("写一个不为零的除数。", "Divide by something else."),
            );
        }
        // Money divided by a constant is money times its inverse, which stays exact.
        if let (Operator::Divide, Type::Money, Some(inverse)) = (op, a, inverse(&right)) {
            return Some(Operand::typed(
                tree(
                    Operator::Multiply,
                    left,
                    Expr::Literal(inverse),
                    Type::Money,
                ),
                span,
            ));
        }
        let Some(ty) = result(op, a, b) else {
            return self.no_result(op, a, b, span);
        };
        if let (Expr::Literal(x), Expr::Literal(y)) = (&left, &right)
            && let Some(literal) = fold(op, x, y)
        {
            return Some(Operand::typed(Expr::Literal(literal), span));
        }
        Some(Operand::typed(tree(op, left, right, ty), span))
    }

    /// `-x`.
    pub(super) fn negate(&mut self, operand: Operand<'a>) -> Option<Operand<'a>> {
        let span = operand.span.clone();
        if let What::Bare(literal) = &operand.what
            && let Some(literal) = negated(literal)
        {
            return Some(Operand {
                what: What::Bare(literal),
                span,
            });
        }
        let expr = self.alone(operand)?;
        let ty = expr.ty();
        if let Expr::Literal(literal) = &expr
            && let Some(literal) = negated(literal)
        {
            return Some(Operand::typed(Expr::Literal(literal), span));
        }
        if !matches!(ty, Type::Money | Type::Int | Type::Ratio | Type::Days) {
            let found = type_name(ty);
            return self.refuse(
                "no-negative",
                span,
                Wording::new(
                    format!("{}不能取负", found.zh),
                    format!("{} has no negative", found.en),
                ),
                Wording::new("去掉负号。", "Leave the minus out."),
            );
        }
        Some(Operand::typed(Expr::Negate(Box::new(expr)), span))
    }

    /// Both sides of a sum; beside a date or days a bare number is days.
    fn addends(&mut self, left: Operand<'a>, right: Operand<'a>) -> Option<(Expr, Expr)> {
        let days = |o: &Operand, other: &Operand| {
            matches!(o.what, What::Bare(Literal::Int(_))) && other.ty() == Some(Type::Date)
        };
        if days(&right, &left) {
            return Some((
                self.alone(left)?,
                self.beside(right, Type::Days, Nature::default())?,
            ));
        }
        if days(&left, &right) {
            return Some((
                self.beside(left, Type::Days, Nature::default())?,
                self.alone(right)?,
            ));
        }
        self.pair(left, right)
    }

    fn no_result<T>(&mut self, op: Operator, a: Type, b: Type, span: Range<usize>) -> Option<T> {
        let money = |t| t == Type::Money;
        let plain = |t| matches!(t, Type::Int | Type::Ratio);
        let help = match op {
            Operator::Multiply if money(a) && money(b) => Wording::new(
                "金额只能乘以整数或比例，例如 金额 * 0.8。",
                "Money is multiplied by a whole number or a ratio, as in amount * 0.8.",
            ),
            Operator::Add | Operator::Subtract
                if (money(a) && plain(b)) || (plain(a) && money(b)) =>
            {
                Wording::new(
                    "给数写上单位，例如 100元；按比例增加写作 金额 * 1.1。",
                    "Give the number its unit, as in 100 yuan; to add a tenth write amount * 1.1.",
                )
            }
            Operator::Divide if money(a) => Wording::new(
                "金额除以金额得比例；除以一列数，改写成比较另一边乘以它：合计 >= 限额 * 笔数。",
                "Money divided by money is a ratio; instead of dividing by a column, multiply the other side: total >= bound * count.",
            ),
            Operator::Add if a == Type::Date && b == Type::Date => Wording::new(
                "日期之间只能相减；加天数写作 date + 3天。",
                "Dates are subtracted, not added; add days as in date + 3 days.",
            ),
            Operator::Add | Operator::Subtract if a == Type::Text || b == Type::Text => {
                Wording::new(
                    "文字不能加减；找词用 contains 或 mentions。",
                    "Texts are not added; look for words by contains or mentions.",
                )
            }
            _ => Wording::new(
                "可以：金额±金额、金额×数、金额÷金额、日期−日期、日期±天数。",
                "There is money ± money, money × number, money ÷ money, date − date, date ± days.",
            ),
        };
        let (a, b, (_, does)) = (type_name(a), type_name(b), operator(op));
        self.refuse(
            "type-mismatch",
            span,
            Wording::new(
                format!("{}与{}不能{}", a.zh, b.zh, does.zh),
                format!("{} and {} cannot {}", a.en, b.en, does.en),
            ),
            help,
        )
    }
}

/// Type of the result, where there is one.
fn result(op: Operator, a: Type, b: Type) -> Option<Type> {
    use Type::{Date, Days, Int, Money, Ratio};
    Some(match (op, a, b) {
        (Operator::Add | Operator::Subtract, x, y)
            if x == y && matches!(x, Money | Int | Ratio | Days) =>
        {
            x
        }
        (Operator::Add | Operator::Subtract | Operator::Multiply, Int, Ratio)
        | (Operator::Add | Operator::Subtract | Operator::Multiply, Ratio, Int)
        | (Operator::Multiply | Operator::Divide, Ratio, Ratio)
        | (Operator::Divide, Money, Money)
        | (Operator::Divide, Days, Days)
        | (Operator::Divide, Int | Ratio, Int | Ratio) => Ratio,
        (Operator::Add | Operator::Subtract, Date, Days) | (Operator::Add, Days, Date) => Date,
        (Operator::Multiply, Money, Int | Ratio) | (Operator::Multiply, Int | Ratio, Money) => {
            Money
        }
        (Operator::Multiply, Int, Int) => Int,
        (Operator::Subtract, Date, Date)
        | (Operator::Multiply, Days, Int)
        | (Operator::Multiply, Int, Days) => Days,
        _ => return None,
    })
}

fn tree(op: Operator, left: Expr, right: Expr, ty: Type) -> Expr {
    Expr::Arithmetic {
        op,
        left: Box::new(left),
        right: Box::new(right),
        ty,
    }
}

fn is_zero(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Literal(
            Literal::Int(0) | Literal::Money(0) | Literal::Days(0) | Literal::Ratio { num: 0, .. }
        )
    )
}

/// One over a constant number.
fn inverse(expr: &Expr) -> Option<Literal> {
    match *expr {
        Expr::Literal(Literal::Int(n)) => Literal::ratio(1, i128::from(n)),
        Expr::Literal(Literal::Ratio { num, den }) => {
            Literal::ratio(i128::from(den), i128::from(num))
        }
        _ => None,
    }
}

fn negated(literal: &Literal) -> Option<Literal> {
    Some(match *literal {
        Literal::Int(n) => Literal::Int(n.checked_neg()?),
        Literal::Money(n) => Literal::Money(n.checked_neg()?),
        Literal::Days(n) => Literal::Days(n.checked_neg()?),
        Literal::Ratio { num, den } => Literal::Ratio {
            num: num.checked_neg()?,
            den,
        },
        _ => return None,
    })
}

/// The value of an operation on constants, where it is exact and fits.
fn fold(op: Operator, a: &Literal, b: &Literal) -> Option<Literal> {
    let whole = |x: i64, y: i64| match op {
        Operator::Add => x.checked_add(y),
        Operator::Subtract => x.checked_sub(y),
        Operator::Multiply => x.checked_mul(y),
        Operator::Divide => None,
    };
    let sum = matches!(op, Operator::Add | Operator::Subtract);
    match (a, b) {
        (Literal::Int(x), Literal::Int(y)) if op != Operator::Divide => {
            whole(*x, *y).map(Literal::Int)
        }
        (Literal::Money(x), Literal::Money(y)) if sum => whole(*x, *y).map(Literal::Money),
        (Literal::Days(x), Literal::Days(y)) if sum => whole(*x, *y).map(Literal::Days),
        (Literal::Money(x), Literal::Int(y)) | (Literal::Int(y), Literal::Money(x))
            if op == Operator::Multiply =>
        {
            whole(*x, *y).map(Literal::Money)
        }
        (Literal::Days(x), Literal::Int(y)) | (Literal::Int(y), Literal::Days(x))
            if op == Operator::Multiply =>
        {
            whole(*x, *y).map(Literal::Days)
        }
        (Literal::Money(x), Literal::Money(y)) | (Literal::Days(x), Literal::Days(y))
            if op == Operator::Divide =>
        {
            Literal::ratio(i128::from(*x), i128::from(*y))
        }
        _ => ratios(op, parts(a)?, parts(b)?),
    }
}

/// A number as numerator and denominator.
fn parts(literal: &Literal) -> Option<(i128, i128)> {
    match *literal {
        Literal::Int(n) => Some((i128::from(n), 1)),
        Literal::Ratio { num, den } => Some((i128::from(num), i128::from(den))),
        _ => None,
    }
}

fn ratios(op: Operator, (a, b): (i128, i128), (c, d): (i128, i128)) -> Option<Literal> {
    let (ad, cb) = (a.checked_mul(d)?, c.checked_mul(b)?);
    match op {
        Operator::Add => Literal::ratio(ad.checked_add(cb)?, b.checked_mul(d)?),
        Operator::Subtract => Literal::ratio(ad.checked_sub(cb)?, b.checked_mul(d)?),
        Operator::Multiply => Literal::ratio(a.checked_mul(c)?, b.checked_mul(d)?),
        Operator::Divide => Literal::ratio(ad, cb),
    }
}
