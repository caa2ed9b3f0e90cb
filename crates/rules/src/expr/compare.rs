//! Comparisons, BETWEEN, IN and LIKE.

use std::ops::Range;

use ledger::Wording;
use sqlparser::ast::{BinaryOperator, Expr as Syntax, InTarget};

use super::grammar::place;
use super::lower::Lowering;
use super::operand::{Operand, What};
use super::phrase::type_name;
use super::words::{LIST_MARK, TEXT_MARK};
use super::{Comparison, Expr, Function, Literal, Type, and, not, pattern};

impl<'a> Lowering<'a> {
    pub(super) fn comparison(
        &mut self,
        left: &Syntax,
        op: &BinaryOperator,
        right: &Syntax,
        span: Range<usize>,
        depth: usize,
    ) -> Option<Operand<'a>> {
        let op = match op {
            BinaryOperator::Eq => Comparison::Equal,
            BinaryOperator::NotEq => Comparison::Differs,
            BinaryOperator::Lt => Comparison::Less,
            BinaryOperator::LtEq => Comparison::AtMost,
            BinaryOperator::Gt => Comparison::More,
            BinaryOperator::GtEq => Comparison::AtLeast,
            _ => return self.foreign(left, span),
        };
        let (left, right) = (self.operand(left, depth), self.operand(right, depth));
        let expr = self.compare(op, left?, right?, span.clone())?;
        Some(Operand::typed(expr, span))
    }

    /// Compares two sides; the one that is certain gives the other its type.
    fn compare(
        &mut self,
        op: Comparison,
        left: Operand<'a>,
        right: Operand<'a>,
        span: Range<usize>,
    ) -> Option<Expr> {
        let (natures, text) = ((left.nature(), right.nature()), self.text);
        let (left, right) = (
            left.or_value_of(natures.1, text),
            right.or_value_of(natures.0, text),
        );
        let closed = !left.nature().values.is_empty() || !right.nature().values.is_empty();
        let (left, right) = self.pair(left, right)?;
        let (a, b) = (left.ty(), right.ty());
        let ordered = !matches!(op, Comparison::Equal | Comparison::Differs);
        if !comparable(a, b) {
            return self.mismatch(a, b, span);
        }
        if ordered && (a == Type::Bool || closed) {
            return self.refuse(
                "no-order",
                span,
                Wording::new("这些值没有大小之分", "these values have no order"),
                Wording::new("只能用 = 或 <>（为、不为）。", "Compare them by = or <>."),
            );
        }
        Some(Expr::Compare {
            op,
            left: Box::new(left),
            right: Box::new(right),
        })
    }

    /// Both sides, with the type of what is certain given to what is not.
    pub(super) fn pair(&mut self, left: Operand<'a>, right: Operand<'a>) -> Option<(Expr, Expr)> {
        let typed = |o: &Operand| matches!(o.what, What::Typed(..));
        match (typed(&left), typed(&right)) {
            (true, false) => {
                let (ty, nature) = (left.ty()?, left.nature());
                let right = self.beside(right, ty, nature);
                Some((self.alone(left)?, right?))
            }
            (false, true) => {
                let (ty, nature) = (right.ty()?, right.nature());
                let left = self.beside(left, ty, nature);
                Some((left?, self.alone(right)?))
            }
            _ => {
                let (left, right) = (self.alone(left), self.alone(right));
                Some((left?, right?))
            }
        }
    }

    fn mismatch<T>(&mut self, a: Type, b: Type, span: Range<usize>) -> Option<T> {
        let is = |x, y| (a == x && b == y) || (a == y && b == x);
        let help = if is(Type::Money, Type::Int) || is(Type::Money, Type::Ratio) {
            Wording::new(
                "给数值或参数写上单位，例如 200元；比例要乘以金额，例如 0.8 * limit('…')。",
                "Give the number or param its unit, as in 200 yuan; multiply a ratio by money, as in 0.8 * limit('…').",
            )
        } else if is(Type::Days, Type::Int) {
            Wording::new(
                "给参数写上单位，例如 3天。",
                "Give the param its unit, as in 3 days.",
            )
        } else if is(Type::Date, Type::Days) || is(Type::Date, Type::Int) {
            Wording::new(
                "日期与日期比较；相隔天数写作 date - other.date <= 3天；年份用 year(date)。",
                "Compare a date with a date; the days between are date - other.date; for the year write year(date).",
            )
        } else {
            Wording::new("两边应是同一种值。", "Both sides must be of one type.")
        };
        let (a, b) = (type_name(a), type_name(b));
        self.refuse(
            "type-mismatch",
            span,
            Wording::new(
                format!("{}不能与{}比较", a.zh, b.zh),
                format!("{} cannot be compared with {}", a.en, b.en),
            ),
            help,
        )
    }

    /// BETWEEN, IN and LIKE.
    pub(super) fn membership(
        &mut self,
        tree: &Syntax,
        span: Range<usize>,
        depth: usize,
    ) -> Option<Expr> {
        let (negated, expr) = match tree {
            Syntax::Between {
                expr,
                negated,
                low,
                high,
            } => (*negated, self.between(expr, low, high, span, depth)),
            Syntax::In {
                expr,
                target: InTarget::List(list),
                negated,
                ..
            } => (*negated, self.within(expr, list, span, depth)),
            Syntax::Like {
                negated,
                any: false,
                expr,
                pattern,
                escape_char: None,
            } => (*negated, self.like(expr, pattern, depth)),
            other => return self.foreign(other, span),
        };
        let expr = expr?;
        Some(if negated { not(expr) } else { expr })
    }

    fn between(
        &mut self,
        value: &Syntax,
        low: &Syntax,
        high: &Syntax,
        span: Range<usize>,
        depth: usize,
    ) -> Option<Expr> {
        let again = self.operand(value, depth);
        let (value, low, high) = (
            self.operand(value, depth),
            self.operand(low, depth),
            self.operand(high, depth),
        );
        let from = self.compare(Comparison::AtLeast, again?, low?, span.clone());
        let to = self.compare(Comparison::AtMost, value?, high?, span.clone());
        let (from, to) = (from?, to?);
        if let (Expr::Compare { right: low, .. }, Expr::Compare { right: high, .. }) = (&from, &to)
            && reversed(low, high)
        {
            return self.refuse(
                "empty-range",
                span,
                Wording::new(
                    "介于的两端写反了，永远不成立",
                    "the ends are the wrong way round",
                ),
                Wording::new(
                    "小的写在前面；两端都包含在内。",
                    "Write the lower end first; both ends are included.",
                ),
            );
        }
        Some(and(vec![from, to]))
    }

    fn within(
        &mut self,
        value: &Syntax,
        list: &[Syntax],
        span: Range<usize>,
        depth: usize,
    ) -> Option<Expr> {
        if let [Syntax::Identifier(name)] = list
            && let Some(list) = name.value.strip_prefix(LIST_MARK)
        {
            let (expr, _) = self.expr(value, depth)?;
            let at = super::grammar::bytes(name.span, self.text);
            return self.in_list(expr, list, at, span);
        }
        let value = self.operand(value, depth)?;
        let (ty, nature) = (value.ty(), value.nature());
        let value = self.alone(value)?;
        let ty = ty.unwrap_or(value.ty());
        let mut literals = Vec::with_capacity(list.len());
        for item in list {
            let at = place(item, self.text);
            let settled = self
                .operand(item, depth)
                .map(|o| o.or_value_of(nature, self.text))
                .and_then(|o| self.beside(o, ty, nature));
            match settled {
                Some(Expr::Literal(literal)) if literal.ty().is_some_and(|t| comparable(t, ty)) => {
                    literals.push(Some(literal));
                }
                Some(Expr::Literal(literal)) => {
                    let found = literal.ty().unwrap_or(Type::Bool);
                    literals.push(self.mismatch(ty, found, at));
                }
                Some(_) => {
                    let refused = self.refuse(
                        "not-a-literal",
                        at,
                        Wording::new("“属于”里只能写值", "only values stand after IN"),
                        Wording::new("与另一列比较用 =。", "Compare with another column by =."),
                    );
                    literals.push(refused);
                }
                None => literals.push(None),
            }
        }
        Some(Expr::In {
            value: Box::new(value),
            list: literals.into_iter().collect::<Option<_>>()?,
        })
    }

    fn like(&mut self, value: &Syntax, sought: &Syntax, depth: usize) -> Option<Expr> {
        let value = self.text_of(value, depth);
        let at = place(sought, self.text);
        if let Syntax::Identifier(name) = sought
            && let Some(list) = name.value.strip_prefix(LIST_MARK)
        {
            let list = self.lexicon(list, at)?;
            return Some(Expr::Call {
                function: Function::Mentions { list },
                args: vec![value?],
                ty: Type::Bool,
            });
        }
        if let Syntax::Identifier(name) = sought
            && let Some(text) = name.value.strip_prefix(TEXT_MARK)
        {
            self.accept(pattern::plain(text), at)?;
            return Some(Expr::Call {
                function: Function::Contains(text.to_owned()),
                args: vec![value?],
                ty: Type::Bool,
            });
        }
        let pattern = self.literal_text(sought, depth)?;
        let pattern = self.accept(pattern::like(&pattern), at).map(|()| pattern)?;
        Some(Expr::Call {
            function: Function::Like(pattern),
            args: vec![value?],
            ty: Type::Bool,
        })
    }
}

/// Whether values of two types may be compared.
pub(super) fn comparable(a: Type, b: Type) -> bool {
    let number = |t| matches!(t, Type::Int | Type::Ratio);
    a == b || (number(a) && number(b))
}

fn reversed(low: &Expr, high: &Expr) -> bool {
    match (low, high) {
        (Expr::Literal(Literal::Money(a)), Expr::Literal(Literal::Money(b)))
        | (Expr::Literal(Literal::Int(a)), Expr::Literal(Literal::Int(b)))
        | (Expr::Literal(Literal::Date(a)), Expr::Literal(Literal::Date(b)))
        | (Expr::Literal(Literal::Days(a)), Expr::Literal(Literal::Days(b))) => a > b,
        _ => false,
    }
}
