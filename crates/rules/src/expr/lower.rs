//! Syntax to typed expressions: only what the language has, each node checked.

use std::ops::Range;

use ledger::{Lang, Wording};
use sqlparser::ast::{BinaryOperator, Expr as Syntax, Ident, UnaryOperator, Value};

use super::aggregates::Measured;
use super::grammar::{DEPTH, bytes, place, too_deep};
use super::mistake::nearest;
use super::operand::{Nature, Operand, What};
use super::{Expr, Literal, Mistake, Operator, Scope, Type, and, not};

/// Lowers one syntax tree; what is wrong is gathered, so that one pass names all of it.
pub(super) struct Lowering<'a> {
    pub(super) text: &'a str,
    pub(super) scope: &'a Scope<'a>,
    pub(super) mistakes: Vec<Mistake>,
    /// What is measured of groups, where aggregates may stand.
    pub(super) measured: Option<Vec<Measured>>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(text: &'a str, scope: &'a Scope<'a>) -> Self {
        Self {
            text,
            scope,
            mistakes: Vec::new(),
            measured: None,
        }
    }

    /// What was lowered, or every mistake in the order of their places.
    pub(super) fn finish<T>(mut self, lowered: Option<T>) -> Result<T, Vec<Mistake>> {
        self.mistakes
            .sort_by_key(|m| (m.span.start, m.span.end, m.code));
        self.mistakes.dedup();
        match lowered {
            Some(lowered) if self.mistakes.is_empty() => Ok(lowered),
            _ => Err(self.mistakes),
        }
    }

    /// A tree of any type, which takes nothing from its neighbours.
    pub(super) fn expr(&mut self, tree: &Syntax, depth: usize) -> Option<(Expr, Range<usize>)> {
        let operand = self.operand(tree, depth)?;
        let span = operand.span.clone();
        Some((self.alone(operand)?, span))
    }

    /// A condition.
    pub(super) fn condition(&mut self, tree: &Syntax, depth: usize) -> Option<Expr> {
        let (expr, span) = self.expr(tree, depth)?;
        let ty = expr.ty();
        if ty == Type::Bool {
            return Some(expr);
        }
        let found = super::phrase::type_name(ty);
        self.refuse(
            "not-a-condition",
            span,
            Wording::new(
                format!("这是{}，不是条件", found.zh),
                format!("this is {}, not a condition", found.en),
            ),
            Wording::new(
                "且、或、非 只连接条件：每一边都写完整，例如 摘要提到旅游 或 收款方提到旅游。",
                "AND, OR and NOT join conditions: write each of them in full.",
            ),
        )
    }

    pub(super) fn operand(&mut self, tree: &Syntax, depth: usize) -> Option<Operand<'a>> {
        let span = place(tree, self.text);
        if depth > DEPTH {
            self.mistakes.push(too_deep(span));
            return None;
        }
        let next = depth + 1;
        let expr = match tree {
            Syntax::Nested(inner) => return self.operand(inner, next),
            Syntax::Identifier(name) => return self.identifier(name),
            Syntax::CompoundIdentifier(parts) => return self.qualified(parts, span),
            Syntax::Value(value) => return self.value(&value.value, span),
            Syntax::UnaryOp { op, expr } => return self.unary(*op, expr, span, next),
            Syntax::BinaryOp { left, op, right } => {
                return self.binary(left, op, right, span, depth);
            }
            Syntax::IsNull(inner) => self.is_null(inner, next)?,
            Syntax::IsNotNull(inner) => not(self.is_null(inner, next)?),
            Syntax::Between { .. } | Syntax::In { .. } | Syntax::Like { .. } => {
                self.membership(tree, span.clone(), next)?
            }
            Syntax::Function(call) => return self.call(call, span, next),
            _ => return self.foreign(tree, span),
        };
        Some(Operand::typed(expr, span))
    }

    fn is_null(&mut self, inner: &Syntax, depth: usize) -> Option<Expr> {
        let (expr, _) = self.expr(inner, depth)?;
        Some(Expr::IsNull(Box::new(expr)))
    }

    fn value(&mut self, value: &Value, span: Range<usize>) -> Option<Operand<'a>> {
        let what = match value {
            Value::SingleQuotedString(text) => What::Text(text.clone()),
            Value::Boolean(truth) => {
                What::Typed(Expr::Literal(Literal::Bool(*truth)), Nature::default())
            }
            Value::Null => What::Null,
            _ => return self.foreign(&Syntax::Value(value.clone().into()), span),
        };
        Some(Operand { what, span })
    }

    /// A number, a param, a column, or a word that its neighbour may understand.
    fn identifier(&mut self, name: &Ident) -> Option<Operand<'a>> {
        let span = bytes(name.span, self.text);
        let word = name.value.as_str();
        if let Some(param) = word.strip_prefix('$') {
            return self.param(param, span);
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return self.number(word, span);
        }
        let scope = self.scope;
        let table = scope.tables.iter().find(|t| t.prefix.is_empty());
        let what = match table.and_then(|t| t.resolve(word)) {
            Some(named) => What::Typed(named.expr, named.nature),
            None => What::Word(word.to_owned()),
        };
        Some(Operand { what, span })
    }

    fn param(&mut self, name: &str, span: Range<usize>) -> Option<Operand<'a>> {
        let scope = self.scope;
        if let Some(value) = scope.params.get(name) {
            return match value {
                Literal::Null => Some(Operand {
                    what: What::Null,
                    span,
                }),
                Literal::Text(text) => Some(Operand {
                    what: What::Text(text.clone()),
                    span,
                }),
                value => Some(Operand::typed(Expr::Literal(value.clone()), span)),
            };
        }
        let known: Vec<&str> = scope.params.keys().map(String::as_str).collect();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => Wording::new(
                format!("是否想写 ${near}？"),
                format!("Did you mean ${near}?"),
            ),
            None => Wording::new(
                format!("在 [params] 中写明 {name}，带单位。"),
                format!("Declare {name} under [params], with its unit."),
            ),
        };
        self.refuse(
            "unknown-param",
            span,
            Wording::new(
                format!("没有参数 ${name}"),
                format!("unknown param `${name}`"),
            ),
            help,
        )
    }

    fn number(&mut self, text: &str, span: Range<usize>) -> Option<Operand<'a>> {
        match Literal::parse(text) {
            Ok(value @ (Literal::Int(_) | Literal::Ratio { .. })) if !text.ends_with('%') => {
                Some(Operand {
                    what: What::Bare(value),
                    span,
                })
            }
            Ok(value) => Some(Operand::typed(Expr::Literal(value), span)),
            Err(mistake) => {
                self.mistakes.push(Mistake { span, ..mistake });
                None
            }
        }
    }

    /// `other.title`.
    fn qualified(&mut self, parts: &[Ident], span: Range<usize>) -> Option<Operand<'a>> {
        let [prefix, name] = parts else {
            return self.refuse(
                "too-many-dots",
                span,
                Wording::new("列名最多一个点", "a column has at most one dot in its name"),
                Wording::new("写作 other.title。", "Write other.title."),
            );
        };
        let scope = self.scope;
        let Some(table) = scope.table(&prefix.value) else {
            let known: Vec<&str> = scope
                .tables
                .iter()
                .map(|t| t.prefix.as_str())
                .filter(|p| !p.is_empty())
                .collect();
            let help = if known.is_empty() {
                Wording::new(
                    "此处只有一个表，直接写列名。",
                    "There is one table here: write the column alone.",
                )
            } else {
                Wording::new(
                    format!("点前可写：{}。", known.join("、")),
                    format!("Before a dot may stand {}.", known.join(", ")),
                )
            };
            return self.refuse(
                "unknown-table",
                bytes(prefix.span, self.text),
                Wording::new(
                    format!("此处没有“{}”表", prefix.value),
                    format!("unknown table `{}`", prefix.value),
                ),
                help,
            );
        };
        if let Some(named) = table.resolve(&name.value) {
            return Some(Operand {
                what: What::Typed(named.expr, named.nature),
                span,
            });
        }
        let names = table.names();
        let listed = |lang| table.listed(lang);
        let help = match nearest(&name.value, names.iter().copied()) {
            Some(near) => Wording::new(
                format!("是否想写 {}.{near}？", prefix.value),
                format!("Did you mean {}.{near}?", prefix.value),
            ),
            None => Wording::new(
                format!("它的列：{}。", listed(Lang::Zh).join("、")),
                format!("Its columns are {}.", listed(Lang::En).join(", ")),
            ),
        };
        self.refuse(
            "unknown-column",
            bytes(name.span, self.text),
            Wording::new(
                format!("“{}”表没有“{}”列", prefix.value, name.value),
                format!("unknown column `{}` of `{}`", name.value, prefix.value),
            ),
            help,
        )
    }

    fn unary(
        &mut self,
        op: UnaryOperator,
        inner: &Syntax,
        span: Range<usize>,
        depth: usize,
    ) -> Option<Operand<'a>> {
        match op {
            UnaryOperator::Not => {
                let inner = self.condition(inner, depth)?;
                Some(Operand::typed(not(inner), span))
            }
            UnaryOperator::Minus => {
                let operand = self.operand(inner, depth)?;
                self.negate(operand)
            }
            UnaryOperator::Plus => self.operand(inner, depth),
            _ => self.foreign(inner, span),
        }
    }

    fn binary(
        &mut self,
        left: &Syntax,
        op: &BinaryOperator,
        right: &Syntax,
        span: Range<usize>,
        depth: usize,
    ) -> Option<Operand<'a>> {
        let next = depth + 1;
        let arithmetic = match op {
            BinaryOperator::And | BinaryOperator::Or => {
                let expr = self.chain(op, left, right, depth)?;
                return Some(Operand::typed(expr, span));
            }
            BinaryOperator::Plus => Operator::Add,
            BinaryOperator::Minus => Operator::Subtract,
            BinaryOperator::Multiply => Operator::Multiply,
            BinaryOperator::Divide => Operator::Divide,
            op => return self.comparison(left, op, right, span, next),
        };
        let (left, right) = (self.operand(left, next), self.operand(right, next));
        self.arithmetic(arithmetic, left?, right?, span)
    }

    /// A chain of AND or OR is one level, however long.
    fn chain(
        &mut self,
        op: &BinaryOperator,
        left: &Syntax,
        right: &Syntax,
        depth: usize,
    ) -> Option<Expr> {
        let mut parts = vec![right];
        let mut first = left;
        while let Syntax::BinaryOp {
            left,
            op: same,
            right,
        } = first
        {
            if same != op {
                break;
            }
            parts.push(right);
            first = left;
        }
        parts.push(first);
        let lowered: Vec<Option<Expr>> = parts
            .iter()
            .rev()
            .map(|p| self.condition(p, depth + 1))
            .collect();
        let lowered: Vec<Expr> = lowered.into_iter().collect::<Option<_>>()?;
        if *op == BinaryOperator::And {
            return Some(and(lowered));
        }
        let mut flat = Vec::new();
        for part in lowered {
            match part {
                Expr::Or(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        Some(Expr::Or(flat))
    }

    /// SQL that the language does not have.
    pub(super) fn foreign<T>(&mut self, tree: &Syntax, span: Range<usize>) -> Option<T> {
        let (zh, en) = match tree {
            Syntax::Tuple(_) => (
                "括号里只能有一个条件或值；多个值写在“属于（…）”里。",
                "Parentheses hold one expression; several values stand after IN.",
            ),
            Syntax::Wildcard(_) | Syntax::QualifiedWildcard(..) => {
                ("不能用 *，请写出列名。", "Name the columns instead of *.")
            }
            _ => (
                "可用：且 或 非、比较、加减乘除、为空、属于、介于、LIKE 和 `sanzi rules catalogue` 所列函数。",
                "The language has AND OR NOT, comparisons, + - * /, IS NULL, IN, BETWEEN, LIKE and the functions of `sanzi rules catalogue`.",
            ),
        };
        let found: String = self
            .text
            .get(span.clone())
            .unwrap_or("")
            .chars()
            .take(40)
            .collect();
        self.refuse(
            "not-in-the-language",
            span,
            Wording::new(
                format!("不支持“{found}”这种写法"),
                format!("`{found}` is not part of the language"),
            ),
            Wording::new(zh, en),
        )
    }
}
