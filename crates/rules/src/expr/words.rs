//! Lexemes to the tokens of SQL: Chinese words become operators, each keeping its bytes.

use std::ops::Range;

use ledger::Wording;
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan};

use super::Mistake;
use super::lexer::{Kind, Lexeme};

/// Chinese words of the language and what they mean. What needs its neighbours to be understood is in capitals with a colon.
pub(super) const SAID: &[(&str, &str)] = &[
    ("且", "AND"),
    ("并且", "AND"),
    ("而且", "AND"),
    ("或", "OR"),
    ("或者", "OR"),
    ("非", "NOT"),
    ("并非", "NOT"),
    ("为空", "IS NULL"),
    ("是空", "IS NULL"),
    ("不为空", "IS NOT NULL"),
    ("非空", "IS NOT NULL"),
    ("等于", "="),
    ("是", "="),
    ("为", "="),
    ("不等于", "<>"),
    ("不是", "<>"),
    ("不为", "<>"),
    ("大于", ">"),
    ("超过", ">"),
    ("高于", ">"),
    ("多于", ">"),
    ("晚于", ">"),
    ("小于", "<"),
    ("低于", "<"),
    ("少于", "<"),
    ("至少", ">="),
    ("至多", "<="),
    ("不足", "<"),
    ("不满", "<"),
    ("早于", "<"),
    ("大于等于", ">="),
    ("大于或等于", ">="),
    ("不少于", ">="),
    ("不低于", ">="),
    ("不小于", ">="),
    ("不早于", ">="),
    ("小于等于", "<="),
    ("小于或等于", "<="),
    ("不超过", "<="),
    ("不大于", "<="),
    ("不高于", "<="),
    ("不多于", "<="),
    ("不晚于", "<="),
    ("不迟于", "<="),
    ("加", "+"),
    ("减", "-"),
    ("乘以", "*"),
    ("除以", "/"),
    ("真", "TRUE"),
    ("假", "FALSE"),
    ("否", "FALSE"),
    ("介于", "BETWEEN:"),
    ("不介于", "NOT BETWEEN:"),
    ("和", "TO:"),
    ("与", "TO:"),
    ("至", "TO:"),
    ("到", "TO:"),
    ("之间", "END:"),
    ("属于", "IN:"),
    ("不属于", "NOT IN:"),
    ("提到", "LIKE:"),
    ("不提到", "NOT LIKE:"),
    ("未提到", "NOT LIKE:"),
    ("包含", "HAS:"),
    ("含有", "HAS:"),
    ("不包含", "NOT HAS:"),
    ("词表", "LIST:"),
    ("关键词表", "LIST:"),
    ("代码表", "LIST:"),
    ("以上", "OVER:"),
    ("以下", "UNDER:"),
    ("以内", "UNDER:"),
    ("以外", "OVER:"),
];

/// The mark before the name of a list that stands where SQL has a pattern or a value.
pub(super) const LIST_MARK: char = '@';

/// The mark before a text that is sought as it stands, where SQL has a pattern.
pub(super) const TEXT_MARK: char = '~';

/// Keywords of an expression.
const EXPRESSION: &[&str] = &[
    "AND", "OR", "NOT", "IN", "IS", "NULL", "BETWEEN", "LIKE", "TRUE", "FALSE",
];

/// Keywords of a SELECT: those that it may hold, and those that would begin what it may not.
const STATEMENT: &[&str] = &[
    "AND",
    "OR",
    "NOT",
    "IN",
    "IS",
    "NULL",
    "BETWEEN",
    "LIKE",
    "TRUE",
    "FALSE",
    "SELECT",
    "FROM",
    "JOIN",
    "INNER",
    "ON",
    "WHERE",
    "GROUP",
    "BY",
    "HAVING",
    "AS",
    "DISTINCT",
    "LEFT",
    "RIGHT",
    "FULL",
    "OUTER",
    "CROSS",
    "ORDER",
    "LIMIT",
    "UNION",
    "EXCEPT",
    "INTERSECT",
    "WITH",
    "OVER",
    "EXISTS",
];

/// Tokens for the parser, and what is wrong with the words.
pub(super) fn tokens(lexemes: Vec<Lexeme>) -> (Vec<TokenWithSpan>, Vec<Mistake>) {
    written(lexemes, EXPRESSION)
}

/// The same for a whole SELECT.
pub(super) fn statement_tokens(lexemes: Vec<Lexeme>) -> (Vec<TokenWithSpan>, Vec<Mistake>) {
    written(lexemes, STATEMENT)
}

fn written(
    lexemes: Vec<Lexeme>,
    keywords: &'static [&'static str],
) -> (Vec<TokenWithSpan>, Vec<Mistake>) {
    let mut writer = Writer {
        keywords,
        ..Writer::default()
    };
    let mut left = lexemes.into_iter().peekable();
    while let Some(lexeme) = left.next() {
        let Kind::Said(word) = lexeme.kind else {
            writer.plain(lexeme);
            continue;
        };
        let meaning = SAID.iter().find(|(w, _)| *w == word).map_or("", |(_, m)| m);
        let Some(list) = meaning
            .strip_suffix(':')
            .filter(|m| ["IN", "LIKE", "HAS"].iter().any(|w| m.ends_with(w)))
        else {
            writer.said(word, meaning, &lexeme.span);
            continue;
        };
        let named = |l: &Lexeme| match l.kind {
            Kind::Name(_) => list != "HAS" && list != "NOT HAS",
            Kind::Text(_) => true,
            _ => false,
        };
        let name = left.next_if(named);
        writer.list_word(list, &lexeme.span, name);
    }
    (writer.tokens, writer.mistakes)
}

#[derive(Default)]
struct Writer {
    keywords: &'static [&'static str],
    tokens: Vec<TokenWithSpan>,
    mistakes: Vec<Mistake>,
    depth: usize,
    /// Depths of parentheses at which 介于 waits for its 和.
    waiting: Vec<usize>,
}

impl Writer {
    fn push(&mut self, token: Token, span: &Range<usize>) {
        // The parser's columns count from one; they are our bytes plus one.
        let place = |at: usize| Location::new(1, at as u64 + 1);
        self.tokens.push(TokenWithSpan::new(
            token,
            Span::new(place(span.start), place(span.end)),
        ));
    }

    /// A keyword or an operator of SQL.
    fn word(&mut self, text: &str, span: &Range<usize>) {
        let token = match text {
            "=" => Token::Eq,
            "<>" => Token::Neq,
            "<" => Token::Lt,
            "<=" => Token::LtEq,
            ">" => Token::Gt,
            ">=" => Token::GtEq,
            "+" => Token::Plus,
            "-" => Token::Minus,
            "*" => Token::Mul,
            "/" => Token::Div,
            "(" => Token::LParen,
            ")" => Token::RParen,
            "," => Token::Comma,
            "." => Token::Period,
            keyword => Token::make_word(keyword, None),
        };
        self.push(token, span);
    }

    /// A name, quoted so that no keyword of SQL is seen in it.
    fn name(&mut self, name: &str, span: &Range<usize>) {
        self.push(Token::make_word(name, Some('"')), span);
    }

    fn plain(&mut self, lexeme: Lexeme) {
        let span = &lexeme.span;
        match lexeme.kind {
            Kind::Name(name) => {
                let upper = name.to_ascii_uppercase();
                let after_dot = self.tokens.last().is_some_and(|t| t.token == Token::Period);
                // Where a value is due, `in` is one: direction = in.
                let value = upper == "IN" && self.expects_value() && !self.after("NOT");
                let keyword = self.keywords.contains(&upper.as_str()) && !value;
                if keyword && !after_dot {
                    self.word(&upper, span);
                } else {
                    self.name(&name, span);
                }
            }
            Kind::Number(text) => self.name(&text, span),
            Kind::Param(name) => self.name(&format!("${name}"), span),
            Kind::Text(text) => self.push(Token::SingleQuotedString(text), span),
            Kind::Sign(sign) => {
                match sign {
                    "(" => self.depth += 1,
                    ")" => {
                        self.depth = self.depth.saturating_sub(1);
                        let depth = self.depth;
                        self.waiting.retain(|d| *d <= depth);
                    }
                    _ => {}
                }
                self.word(sign, span);
            }
            Kind::Said(_) => {}
        }
    }

    fn said(&mut self, word: &'static str, meaning: &str, span: &Range<usize>) {
        match meaning {
            "BETWEEN:" | "NOT BETWEEN:" => {
                self.waiting.push(self.depth);
                for part in meaning.trim_end_matches(':').split(' ') {
                    self.word(part, span);
                }
            }
            "TO:" if self.waiting.last() == Some(&self.depth) => {
                self.waiting.pop();
                self.word("AND", span);
            }
            // 介于 … 之间 and “旅游”词表 say nothing that their first half has not said.
            "END:" | "LIST:" => {}
            "TO:" => self.misplaced(
                word,
                span,
                Wording::new(
                    "“和、与、至、到”只用在“介于 … 和 …”中；两个条件并列用 且。",
                    "This word only stands after BETWEEN; two conditions are joined by AND.",
                ),
            ),
            "OVER:" | "UNDER:" => self.misplaced(
                word,
                span,
                Wording::new(
                    "写在数值之前：含本数用 不少于（>=）、不超过（<=），不含本数用 超过（>）、低于（<）。",
                    "Write it before the value: >= and <= include it, > and < do not.",
                ),
            ),
            // After an operator, 是 is a value: 加急为是.
            "=" if word == "是" && !self.tokens.is_empty() && self.expects_value() => {
                self.word("TRUE", span);
            }
            plain => {
                for part in plain.split(' ') {
                    self.word(part, span);
                }
            }
        }
    }

    /// 提到 and 属于, before a value (as functions) or after one (as operators), with the name of a list after them.
    fn list_word(&mut self, word: &str, span: &Range<usize>, list: Option<Lexeme>) {
        let (negated, word) = word
            .strip_prefix("NOT ")
            .map_or((false, word), |w| (true, w));
        let first = self.expects_value();
        if negated {
            self.word("NOT", span);
        }
        let (function, mark) = match word {
            "IN" => ("in_list", LIST_MARK),
            "LIKE" => ("mentions", LIST_MARK),
            _ => ("contains", TEXT_MARK),
        };
        let Some(list) = list else {
            // What follows is a parenthesis, or a mistake that the parser sees.
            match (first, word) {
                (false, "IN") => self.word(word, span),
                _ => self.name(function, span),
            }
            return;
        };
        let name = match list.kind {
            Kind::Name(name) | Kind::Text(name) => format!("{mark}{name}"),
            _ => String::new(),
        };
        if first {
            self.name(function, span);
        } else {
            self.word(if word == "IN" { "IN" } else { "LIKE" }, span);
        }
        let enclosed = first || word == "IN";
        if enclosed {
            self.word("(", span);
        }
        self.name(&name, &list.span);
        if enclosed {
            self.word(")", &list.span);
        }
    }

    /// Whether the next token begins a value.
    fn expects_value(&self) -> bool {
        match self.tokens.last().map(|t| &t.token) {
            Some(Token::SingleQuotedString(_) | Token::RParen) => false,
            Some(Token::Word(w)) => {
                w.quote_style.is_none() && !matches!(w.value.as_str(), "NULL" | "TRUE" | "FALSE")
            }
            _ => true,
        }
    }

    /// Whether the last token is that keyword.
    fn after(&self, keyword: &str) -> bool {
        let last = self.tokens.last().map(|t| &t.token);
        matches!(last, Some(Token::Word(w)) if w.quote_style.is_none() && w.value == keyword)
    }

    fn misplaced(&mut self, word: &str, span: &Range<usize>, help: Wording) {
        self.mistakes.push(Mistake::new(
            "misplaced-word",
            span.clone(),
            Wording::new(
                format!("“{word}”不能写在这里"),
                format!("`{word}` cannot stand here"),
            ),
            help,
        ));
    }
}
