//! Functions of dates, texts and numbers that need nothing but their arguments.

use ledger::Wording;
use sqlparser::ast::Expr as Syntax;

use super::calls::Call;
use super::grammar::place;
use super::lower::Lowering;
use super::operand::{Nature, Operand, What};
use super::phrase::type_name;
use super::{Expr, Function, Literal, Type, pattern};

impl<'a> Lowering<'a> {
    pub(super) fn of_dates(&mut self, function: &str, call: &Call) -> Option<Expr> {
        let args: Vec<Option<Expr>> = call
            .args
            .iter()
            .map(|a| self.typed(a, Type::Date, call.depth))
            .collect();
        let (function, ty) = match function {
            "is_day_off" => (Function::IsDayOff, Type::Bool),
            "workdays_between" => (Function::WorkdaysBetween, Type::Days),
            "year" => (Function::Year, Type::Int),
            "month" => (Function::Month, Type::Int),
            _ => (Function::Day, Type::Int),
        };
        Some(Expr::Call {
            function,
            args: args.into_iter().collect::<Option<_>>()?,
            ty,
        })
    }

    /// Calendar arithmetic: a Date and a whole number, or two Dates.
    pub(super) fn of_calendar(&mut self, function: &str, call: &Call) -> Option<Expr> {
        let (function, second, ty) = match function {
            "add_months" => (Function::AddMonths, Type::Int, Type::Date),
            "add_years" => (Function::AddYears, Type::Int, Type::Date),
            "months_between" => (Function::MonthsBetween, Type::Date, Type::Int),
            _ => (Function::YearsBetween, Type::Date, Type::Int),
        };
        let date = self.typed(call.arg(0)?, Type::Date, call.depth);
        let other = self.typed(call.arg(1)?, second, call.depth);
        Some(Expr::Call {
            function,
            args: vec![date?, other?],
            ty,
        })
    }

    /// Whether all arguments, of any types, can be relied on.
    pub(super) fn known(&mut self, call: &Call) -> Option<Expr> {
        let args: Vec<Option<Expr>> = call
            .args
            .iter()
            .map(|a| {
                let operand = self.operand(a, call.depth)?;
                self.alone(operand)
            })
            .collect();
        Some(Expr::Call {
            function: Function::Known,
            args: args.into_iter().collect::<Option<_>>()?,
            ty: Type::Bool,
        })
    }

    pub(super) fn of_text(&mut self, function: &str, call: &Call) -> Option<Expr> {
        let text = self.text_of(call.arg(0)?, call.depth);
        if function == "length" {
            return Some(Expr::Call {
                function: Function::Length,
                args: vec![text?],
                ty: Type::Int,
            });
        }
        let second = call.arg(1)?;
        let at = place(second, self.text);
        let (function, ty) = match function {
            "number_prefix" => (
                Function::NumberPrefix(self.digits(second, call.depth)?),
                Type::Text,
            ),
            "number_tail" => (
                Function::NumberTail(self.digits(second, call.depth)?),
                Type::Int,
            ),
            name => {
                let literal = self.literal_text(second, call.depth)?;
                let checked = match name {
                    "like" => pattern::like(&literal).map(|()| Function::Like(literal)),
                    "regexp_like" => {
                        pattern::regexp(&literal, &self.scope.patterns).map(Function::RegexpLike)
                    }
                    "starts_with" => {
                        pattern::plain(&literal).map(|()| Function::StartsWith(literal))
                    }
                    _ => pattern::plain(&literal).map(|()| Function::Contains(literal)),
                };
                let function = self.accept(checked, at)?;
                (function, Type::Bool)
            }
        };
        Some(Expr::Call {
            function,
            args: vec![text?],
            ty,
        })
    }

    /// How many digits: a whole number from 1 to 18.
    fn digits(&mut self, tree: &Syntax, depth: usize) -> Option<u32> {
        let operand = self.operand(tree, depth)?;
        let literal = match &operand.what {
            What::Bare(literal) | What::Typed(Expr::Literal(literal), _) => Some(literal),
            _ => None,
        };
        if let Some(Literal::Int(n @ 1..=18)) = literal {
            return u32::try_from(*n).ok();
        }
        self.refuse(
            "wrong-arguments",
            operand.span,
            Wording::new(
                "位数应是 1 到 18 的整数",
                "the number of digits is a whole number from 1 to 18",
            ),
            Wording::new(
                "例如 number_tail(voucher_no, 4)。",
                "Write for example number_tail(voucher_no, 4).",
            ),
        )
    }

    pub(super) fn abs(&mut self, call: &Call) -> Option<Operand<'a>> {
        let operand = self.operand(call.arg(0)?, call.depth)?;
        let span = operand.span.clone();
        let expr = self.alone(operand)?;
        let ty = expr.ty();
        if matches!(ty, Type::Money | Type::Int | Type::Ratio | Type::Days) {
            let expr = Expr::Call {
                function: Function::Abs,
                args: vec![expr],
                ty,
            };
            return Some(Operand::typed(expr, call.span.clone()));
        }
        let found = type_name(ty);
        self.refuse(
            "type-mismatch",
            span,
            Wording::new(
                format!("{}没有绝对值", found.zh),
                format!("{} has no absolute value", found.en),
            ),
            Wording::new(
                "写金额、整数、比例或天数。",
                "Write money, a number or days.",
            ),
        )
    }

    pub(super) fn coalesce(&mut self, call: &Call) -> Option<Expr> {
        let operands: Vec<Option<Operand>> = call
            .args
            .iter()
            .map(|a| self.operand(a, call.depth))
            .collect();
        let operands: Vec<Operand> = operands.into_iter().collect::<Option<_>>()?;
        let certain = operands.iter().find(|o| matches!(o.what, What::Typed(..)));
        let (ty, nature) = certain.map_or((None, Nature::default()), |o| (o.ty(), o.nature()));
        let mut args: Vec<Expr> = Vec::with_capacity(operands.len());
        for operand in operands {
            let span = operand.span.clone();
            let arg = match (&operand.what, ty) {
                (What::Typed(..), _) | (_, None) => self.alone(operand)?,
                (_, Some(ty)) => self.beside(operand, ty, nature)?,
            };
            if let Some(first) = args.first().map(Expr::ty)
                && first != arg.ty()
            {
                let (a, b) = (type_name(first), type_name(arg.ty()));
                return self.refuse(
                    "type-mismatch",
                    span,
                    Wording::new(
                        format!("coalesce 各项应同类：前为{}，此为{}", a.zh, b.zh),
                        format!("coalesce takes one type: first {}, here {}", a.en, b.en),
                    ),
                    Wording::new("各项写同一种值。", "Write values of one type."),
                );
            }
            args.push(arg);
        }
        let ty = args.first()?.ty();
        Some(Expr::Call {
            function: Function::Coalesce,
            args,
            ty,
        })
    }
}
