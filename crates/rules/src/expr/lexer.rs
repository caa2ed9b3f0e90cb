//! Characters to lexemes: accepts what an input method types, and keeps the bytes of the original for every lexeme.

use std::ops::Range;

use ledger::Wording;

use super::Mistake;
use super::label_words::{Segment, Vocabulary};

/// A lexeme with its bytes in the original text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lexeme {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

/// What a lexeme is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or an English keyword.
    Name(String),
    /// A Chinese word of the language, by its entry in `words::SAID`.
    Said(&'static str),
    /// Digits with their unit, narrow and lower case.
    Number(String),
    /// A text between quotes.
    Text(String),
    /// `$name`.
    Param(String),
    /// An operator, a parenthesis, a comma or a dot.
    Sign(&'static str),
}

/// The narrow form of a character that an input method types wide.
pub(super) fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '、' => ',',
        '−' | '–' | '—' => '-',
        '×' => '*',
        '÷' => '/',
        '\u{200b}' | '\u{feff}' => ' ',
        other if other.is_whitespace() => ' ',
        other => other,
    }
}

/// Cuts a text into lexemes; everything that cannot be read is in the second part.
pub(super) fn lex(text: &str, vocabulary: &Vocabulary) -> (Vec<Lexeme>, Vec<Mistake>) {
    let mut lexer = Lexer {
        text,
        at: 0,
        vocabulary,
        lexemes: Vec::new(),
        mistakes: Vec::new(),
    };
    while let Some(c) = lexer.peek() {
        lexer.step(c);
    }
    (lexer.lexemes, lexer.mistakes)
}

struct Lexer<'a, 'v> {
    text: &'a str,
    at: usize,
    vocabulary: &'a Vocabulary<'v>,
    lexemes: Vec<Lexeme>,
    mistakes: Vec<Mistake>,
}

/// Signs, longest first, after folding.
const SIGNS: [(&str, &str); 20] = [
    ("<>", "<>"),
    ("!=", "<>"),
    ("==", "="),
    (">=", ">="),
    ("=>", ">="),
    ("<=", "<="),
    ("=<", "<="),
    ("≥", ">="),
    ("≧", ">="),
    ("≤", "<="),
    ("≦", "<="),
    ("≠", "<>"),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
    ("(", "("),
    (")", ")"),
    (",", ","),
    (".", "."),
    ("+", "+"),
];

/// The quotes that may close each opening quote.
fn closers(open: char) -> Option<&'static [char]> {
    Some(match open {
        '\'' => &['\''],
        '"' => &['"'],
        '“' | '”' => &['”', '“'],
        '‘' | '’' => &['’', '‘'],
        '＂' => &['＂'],
        '＇' => &['＇'],
        '「' => &['」'],
        '『' => &['』'],
        _ => return None,
    })
}

impl Lexer<'_, '_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The next character, folded, if it satisfies `wanted`; it is taken.
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let c = self.peek()?;
        let narrow = fold(c);
        wanted(narrow).then(|| {
            self.at += c.len_utf8();
            narrow
        })
    }

    fn take_all(&mut self, wanted: impl Fn(char) -> bool + Copy) -> String {
        std::iter::from_fn(|| self.take(wanted)).collect()
    }

    fn push(&mut self, kind: Kind, start: usize) {
        self.lexemes.push(Lexeme {
            kind,
            span: start..self.at,
        });
    }

    fn step(&mut self, c: char) {
        let start = self.at;
        let narrow = fold(c);
        if narrow == ' ' {
            self.at += c.len_utf8();
        } else if let Some(close) = closers(c) {
            self.quoted(c, close);
        } else if narrow.is_ascii_digit() {
            self.number();
        } else if narrow == '$' {
            self.param();
        } else if self.word() || self.sign() {
            // Both take what they recognise.
        } else if narrow.is_ascii_alphabetic() || narrow == '_' {
            let name = self.take_all(|c| c.is_ascii_alphanumeric() || c == '_');
            self.push(Kind::Name(name), start);
        } else {
            self.at += c.len_utf8();
            self.stray(c, start);
        }
    }

    fn quoted(&mut self, open: char, close: &[char]) {
        let start = self.at;
        self.at += open.len_utf8();
        let mut inside = String::new();
        while let Some(c) = self.peek() {
            self.at += c.len_utf8();
            if !close.contains(&c) {
                inside.push(c);
            } else if c.is_ascii() && self.peek() == Some(c) {
                self.at += c.len_utf8();
                inside.push(c);
            } else {
                self.push(Kind::Text(inside), start);
                return;
            }
        }
        let end = close.first().copied().unwrap_or(open);
        self.mistakes.push(Mistake::new(
            "open-quote",
            start..start + open.len_utf8(),
            Wording::new("引号没有配对", "a quote is never closed"),
            Wording::new(
                format!("在文字末尾补上 {end}。"),
                format!("Close the text with {end}."),
            ),
        ));
    }

    /// Digits, a date, or digits with a unit.
    fn number(&mut self) {
        let start = self.at;
        let digit = |c: char| c.is_ascii_digit();
        let mut text = self.take_all(digit);
        if text.len() == 4
            && let Some((end, date)) = self.date(&text)
        {
            self.at = end;
            self.push(Kind::Number(date), start);
            return;
        }
        let before = self.at;
        if self.take(|c| c == '.').is_some() {
            let fraction = self.take_all(digit);
            if fraction.is_empty() {
                self.at = before;
            } else {
                text.push('.');
                text.push_str(&fraction);
            }
        }
        self.unit(&mut text);
        self.push(Kind::Number(text), start);
    }

    /// The end and the plain form of the rest of a date whose year has been read.
    fn date(&self, year: &str) -> Option<(usize, String)> {
        let mut ahead = Lexer {
            text: self.text,
            at: self.at,
            vocabulary: self.vocabulary,
            lexemes: Vec::new(),
            mistakes: Vec::new(),
        };
        let digit = |c: char| c.is_ascii_digit();
        let chinese = ahead.take(|c| c == '年').is_some();
        if !chinese {
            ahead.take(|c| c == '-')?;
        }
        let month = ahead.take_all(digit);
        ahead.take(|c| c == if chinese { '月' } else { '-' })?;
        let day = ahead.take_all(digit);
        if chinese {
            ahead.take(|c| c == '日')?;
        }
        let fits = |part: &str| (1..=2).contains(&part.len());
        (fits(&month) && fits(&day)).then(|| (ahead.at, format!("{year}-{month}-{day}")))
    }

    /// The unit after a number, also after a blank; letters that are none are kept, so that the value is refused with its unit.
    fn unit(&mut self, text: &mut String) {
        const UNITS: [&str; 11] = [
            "亿元", "万元", "元", "亿", "万", "天", "日", "%", "％", "yuan", "days",
        ];
        let blank = self.rest().len() - self.rest().trim_start().len();
        let after = self.rest().trim_start().to_lowercase();
        let unit = UNITS.iter().chain(&["day"]).find(|u| {
            let tail = after.strip_prefix(**u);
            let letter = |t: &str| t.starts_with(|c: char| c.is_ascii_alphanumeric());
            tail.is_some_and(|t| !u.is_ascii() || **u == "%" || !letter(t))
        });
        if let Some(unit) = unit {
            self.at += blank + unit.len();
            text.extend(unit.chars().map(fold));
            return;
        }
        text.push_str(&self.take_all(|c| c.is_ascii_alphanumeric() || c == '_'));
    }

    fn param(&mut self) {
        let start = self.at;
        self.take(|c| c == '$');
        let known = self.vocabulary.param(self.rest()).map(str::len);
        let name = if let Some(length) = known {
            let name = self.rest().get(..length).unwrap_or("").to_owned();
            self.at += length;
            name
        } else {
            self.take_all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        self.push(Kind::Param(name), start);
    }

    /// A Chinese word or a label.
    fn word(&mut self) -> bool {
        let start = self.at;
        match self.vocabulary.segment(self.rest()) {
            None => false,
            Some(Segment::Said(word, length)) => {
                self.at += length;
                self.push(Kind::Said(word), start);
                true
            }
            Some(Segment::Name(length)) => {
                let name = self.rest().get(..length).unwrap_or("").to_owned();
                self.at += length;
                self.push(Kind::Name(name), start);
                true
            }
        }
    }

    fn sign(&mut self) -> bool {
        let start = self.at;
        let mut ahead = self.rest().chars();
        let two: String = ahead.by_ref().take(2).map(fold).collect();
        let signs = SIGNS.iter().chain(&[("-", "-"), ("*", "*"), ("/", "/")]);
        let Some((typed, meant)) = signs.clone().find(|(s, _)| two.starts_with(s)) else {
            return false;
        };
        for _ in typed.chars() {
            self.take(|_| true);
        }
        self.push(Kind::Sign(meant), start);
        true
    }

    fn stray(&mut self, c: char, start: usize) {
        let (zh, en) = match fold(c) {
            '&' => ("“并且”写作 且 或 AND。", "Write AND."),
            '|' => ("“或者”写作 或 或 OR。", "Write OR."),
            '!' => ("“非”写作 非 或 NOT。", "Write NOT."),
            '%' => (
                "百分数的 % 紧跟在数字之后，例如 80%；余数运算不支持。",
                "A per cent sign follows its number, as in 80%; there is no remainder.",
            ),
            ';' | '。' => (
                "表达式末尾不加分号或句号，直接删去。",
                "An expression ends without a mark; leave it out.",
            ),
            '￥' | '¥' => (
                "金额写作 200元，不加货币符号。",
                "Write money as 200 yuan, without a sign.",
            ),
            '[' | ']' | '{' | '}' | '【' | '】' => {
                ("括号用 ( ) 或（）。", "Use ( ) as parentheses.")
            }
            ':' | '?' | '^' | '~' | '@' | '#' | '\\' | '`' => (
                "此符号在表达式中没有含义，请删去。",
                "This sign means nothing here; leave it out.",
            ),
            _ => (
                "文字请放在引号中，例如 '餐费'。",
                "Put a text between quotes, as in 'meal'.",
            ),
        };
        let same = self
            .mistakes
            .last_mut()
            .filter(|m| m.code == "stray-sign" && m.span.end == start);
        if let Some(last) = same {
            last.span.end = self.at;
            return;
        }
        let shown = if c.is_control() { '\u{fffd}' } else { c };
        self.mistakes.push(Mistake::new(
            "stray-sign",
            start..self.at,
            Wording::new(
                format!("表达式中不能有“{shown}”"),
                format!("`{shown}` cannot stand in an expression"),
            ),
            Wording::new(zh, en),
        ));
    }
}
