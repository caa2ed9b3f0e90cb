//! Tokens to a syntax tree, by the SQL parser's generic dialect; what it refuses is said in our words.

use std::ops::Range;

use ledger::Wording;
use sqlparser::ast::Spanned as _;
use sqlparser::ast::{Expr as Syntax, Query};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Span, Token, TokenWithSpan};

use super::Mistake;

/// Depth of parentheses and operators within each other.
pub(super) const DEPTH: usize = 64;

/// The parser counts several levels for each that a reader sees; `limits` has refused what would reach this.
const PARSER_DEPTH: usize = 8 * DEPTH;

/// Operators of one expression, so that a long chain cannot exhaust the stack.
const OPERATORS: usize = 500;

static DIALECT: GenericDialect = GenericDialect {};

/// The whole of the tokens as one expression.
pub(super) fn syntax(text: &str, tokens: Vec<TokenWithSpan>) -> Result<Syntax, Box<Mistake>> {
    whole(text, tokens, Parser::parse_expr)
}

/// The whole of the tokens as one query.
pub(super) fn statement(
    text: &str,
    tokens: Vec<TokenWithSpan>,
) -> Result<Box<Query>, Box<Mistake>> {
    whole(text, tokens, Parser::parse_query)
}

fn whole<T>(
    text: &str,
    tokens: Vec<TokenWithSpan>,
    parse: fn(&mut Parser<'static>) -> Result<T, ParserError>,
) -> Result<T, Box<Mistake>> {
    limits(text, &tokens)?;
    let places: Vec<(Token, Range<usize>)> = tokens
        .iter()
        .map(|t| (t.token.clone(), bytes(t.span, text)))
        .collect();
    let mut parser = Parser::new(&DIALECT)
        .with_recursion_limit(PARSER_DEPTH)
        .with_tokens_with_locations(tokens);
    let tree = parse(&mut parser).map_err(|error| Box::new(refusal(text, &places, &error)))?;
    match parser.peek_token_ref() {
        rest if rest.token == Token::EOF => Ok(tree),
        rest => Err(Box::new(unexpected(text, &places, bytes(rest.span, text)))),
    }
}

/// Bytes of the original that a node was made from; the whole text where the parser does not know.
pub(super) fn place(tree: &Syntax, text: &str) -> Range<usize> {
    bytes(tree.span(), text)
}

/// Bytes of the original under a span of tokens.
pub(super) fn bytes(span: Span, text: &str) -> Range<usize> {
    if span == Span::empty() {
        return 0..text.len();
    }
    let at = |column: u64| usize::try_from(column).unwrap_or(0).saturating_sub(1);
    at(span.start.column)..at(span.end.column)
}

/// Refuses what is too deep or too long for the parser, and parentheses that do not pair.
fn limits(text: &str, tokens: &[TokenWithSpan]) -> Result<(), Box<Mistake>> {
    // Each open parenthesis, and how many prefix operators stand right before it.
    let mut open: Vec<(Range<usize>, usize)> = Vec::new();
    let (mut outer, mut prefixes, mut operators) = (0, 0, 0);
    let mut value_before = false;
    for token in tokens {
        let span = bytes(token.span, text);
        let is_value = match &token.token {
            Token::LParen => {
                open.push((span.clone(), prefixes));
                outer += prefixes + 1;
                prefixes = 0;
                false
            }
            Token::RParen => {
                let Some((_, before)) = open.pop() else {
                    return Err(Box::new(Mistake::new(
                        "unbalanced",
                        span,
                        Wording::new("多了一个右括号", "a parenthesis closes nothing"),
                        Wording::new(
                            "删去它，或在前面补上左括号。",
                            "Leave it out, or open it before.",
                        ),
                    )));
                };
                outer -= before + 1;
                true
            }
            Token::Word(w) if w.quote_style.is_none() && w.value != "NOT" => {
                operators += 1;
                false
            }
            Token::Word(w) => w.quote_style.is_some(),
            Token::SingleQuotedString(_) => true,
            Token::Comma => false,
            _ => {
                operators += 1;
                false
            }
        };
        let sign = matches!(&token.token, Token::Minus | Token::Plus)
            || matches!(&token.token, Token::Word(w) if w.quote_style.is_none() && w.value == "NOT");
        prefixes = match (is_value, sign && !value_before) {
            (false, true) => prefixes + 1,
            _ => 0,
        };
        value_before = is_value;
        if outer + prefixes > DEPTH || operators > OPERATORS {
            return Err(Box::new(too_deep(span)));
        }
    }
    match open.pop() {
        None => Ok(()),
        Some((span, _)) => Err(Box::new(Mistake::new(
            "unbalanced",
            span,
            Wording::new("左括号没有配对", "a parenthesis is never closed"),
            Wording::new("在末尾补上右括号。", "Close it."),
        ))),
    }
}

pub(super) fn too_deep(span: Range<usize>) -> Mistake {
    Mistake::new(
        "too-deep",
        span,
        Wording::new(
            "表达式嵌套过深或过长",
            "the expression is nested too deep or too long",
        ),
        Wording::new(
            format!("最多 {DEPTH} 层括号、{OPERATORS} 个运算符；请拆成几条。"),
            format!("At most {DEPTH} levels and {OPERATORS} operators; split it."),
        ),
    )
}

fn refusal(text: &str, places: &[(Token, Range<usize>)], error: &ParserError) -> Mistake {
    let whole = 0..text.len();
    let said = match error {
        ParserError::RecursionLimitExceeded => return too_deep(whole),
        ParserError::ParserError(said) | ParserError::TokenizerError(said) => said,
    };
    // The parser rolls back, so that only its message knows where it stopped.
    let column = said
        .rsplit_once("Column: ")
        .and_then(|(_, c)| c.trim().parse::<usize>().ok());
    let start = column.and_then(|c| c.checked_sub(1));
    let at = start.and_then(|s| places.iter().map(|(_, r)| r).find(|r| r.start == s));
    unexpected(text, places, at.cloned().unwrap_or(text.len()..text.len()))
}

fn unexpected(text: &str, places: &[(Token, Range<usize>)], at: Range<usize>) -> Mistake {
    let index = places.iter().position(|(_, r)| *r == at);
    let is_value = |t: &Token| match t {
        Token::Word(w) => w.quote_style.is_some(),
        Token::SingleQuotedString(_) => true,
        _ => false,
    };
    let token = index.and_then(|i| places.get(i)).map(|(t, _)| t);
    let before = index
        .map_or(places.last(), |i| {
            i.checked_sub(1).and_then(|b| places.get(b))
        })
        .map(|(t, _)| t);
    let found = text.get(at.clone()).unwrap_or("");
    let Some(token) = token else {
        let last = text.trim_end();
        let start = last.char_indices().next_back().map_or(0, |(i, _)| i);
        return Mistake::new(
            "incomplete",
            start..last.len(),
            Wording::new("表达式不完整", "the expression ends too early"),
            Wording::new(
                "末尾还缺一列或一个值。",
                "A column or a value is missing at the end.",
            ),
        );
    };
    let after_value = before.is_some_and(|t| is_value(t) || *t == Token::RParen);
    let help = if *token == Token::Comma {
        Wording::new(
            "逗号只用在函数和“属于（…）”的括号里；数字不写千分位，两个条件并列用 且。",
            "A comma only stands between arguments and values; write numbers without separators, and join conditions by AND.",
        )
    } else if after_value && (is_value(token) || *token == Token::LParen) {
        Wording::new(
            "前面缺少运算符，例如 且、或、=、>=。",
            "An operator is missing before it, such as AND, OR, =, >=.",
        )
    } else {
        Wording::new(
            "此处应是一列、一个值或一个函数。",
            "A column, a value or a function should stand here.",
        )
    };
    Mistake::new(
        "unexpected",
        at,
        Wording::new(
            format!("读不懂这里的“{found}”"),
            format!("`{found}` is not expected here"),
        ),
        help,
    )
}
