//! A text to a typed expression.

use ledger::Wording;

use super::label_words::Vocabulary;
use super::lower::Lowering;
use super::{Expr, Mistake, Scope, Type, grammar, lexer, words};

/// Bytes of one expression.
const LENGTH: usize = 16 * 1024;

/// Reads an expression of any type.
///
/// # Errors
/// Every mistake that can be told apart, in the order of their places.
pub fn parse(text: &str, scope: &Scope) -> Result<Expr, Vec<Mistake>> {
    short(text)?;
    let (lexemes, mut mistakes) = lexer::lex(text, &Vocabulary::of(scope));
    if lexemes.is_empty() && mistakes.is_empty() {
        return Err(vec![Mistake::new(
            "empty",
            0..text.len(),
            Wording::new("表达式是空的", "the expression is empty"),
            Wording::new(
                "写一个条件，例如 金额不少于200元。",
                "Write a condition, as in amount >= 200.",
            ),
        )]);
    }
    let (tokens, misplaced) = words::tokens(lexemes);
    mistakes.extend(misplaced);
    if !mistakes.is_empty() {
        mistakes.sort_by_key(|m| m.span.start);
        return Err(mistakes);
    }
    let tree = grammar::syntax(text, tokens).map_err(|mistake| vec![*mistake])?;
    let mut lowering = Lowering::new(text, scope);
    let expr = lowering.expr(&tree, 0).map(|(expr, _)| expr);
    lowering.finish(expr)
}

/// Refuses what is too long to be read.
pub(super) fn short(text: &str) -> Result<(), Vec<Mistake>> {
    if text.len() <= LENGTH {
        return Ok(());
    }
    Err(vec![Mistake::new(
        "too-long",
        0..text.len(),
        Wording::new("表达式太长", "the expression is too long"),
        Wording::new(
            "最多 16 KiB；请拆成几条，或把词放进词表。",
            "At most 16 KiB; split it, or put its words into a list.",
        ),
    )])
}

/// Reads a condition: an expression that is true or not.
///
/// # Errors
/// As `parse`; and where the expression is no condition.
pub fn predicate(text: &str, scope: &Scope) -> Result<Expr, Vec<Mistake>> {
    let expr = parse(text, scope)?;
    if expr.ty() == Type::Bool {
        return Ok(expr);
    }
    let start = text.len() - text.trim_start().len();
    Err(vec![Mistake::new(
        "not-a-condition",
        start..text.trim_end().len().max(start),
        Wording::new(
            format!("这是{}，不是条件", super::phrase::type_name(expr.ty()).zh),
            format!(
                "this is {}, not a condition",
                super::phrase::type_name(expr.ty()).en
            ),
        ),
        Wording::new(
            "加上比较，例如 金额不少于200元。",
            "Compare it with something, as in amount >= 200.",
        ),
    )])
}
