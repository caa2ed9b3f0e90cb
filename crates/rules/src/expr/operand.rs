//! A side of an operator before its type is settled: a bare number, a quoted text and a lone word take it from their neighbour.

use std::ops::Range;

use ledger::{Lang, Wording};

use super::lower::Lowering;
use super::mistake::nearest;
use super::{Expr, Literal, Mistake, Type, value_text};

/// A side of an operator, with its bytes.
pub(super) struct Operand<'a> {
    pub(super) what: What<'a>,
    pub(super) span: Range<usize>,
}

/// What a column holds, beyond its type.
#[derive(Clone, Copy, Default)]
pub(super) struct Nature<'a> {
    /// The only values that it may hold, with the words that mean them; empty where any may stand.
    pub(super) values: &'a [(String, Vec<String>)],
    /// Whether it is a time of day, in seconds since midnight.
    pub(super) time: bool,
}

/// The word by which a feed says that a value stands for every word that no other value claims.
pub(super) const ANY_OTHER: &str = "*";

pub(super) enum What<'a> {
    /// A number without unit: Int or Ratio.
    Bare(Literal),
    /// A text in quotes.
    Text(String),
    /// A word that names no column.
    Word(String),
    /// NULL.
    Null,
    /// Anything whose type is certain, with what its column holds.
    Typed(Expr, Nature<'a>),
}

impl<'a> Operand<'a> {
    pub(super) fn typed(expr: Expr, span: Range<usize>) -> Self {
        Self {
            what: What::Typed(expr, Nature::default()),
            span,
        }
    }

    pub(super) fn ty(&self) -> Option<Type> {
        match &self.what {
            What::Bare(literal) => literal.ty(),
            What::Text(_) => Some(Type::Text),
            What::Typed(expr, _) => Some(expr.ty()),
            What::Word(_) | What::Null => None,
        }
    }

    /// Beside a closed set, a word that is also the label of a column of another type is one of its values: 借贷标志为借方.
    pub(super) fn or_value_of(self, nature: Nature<'a>, text: &str) -> Self {
        let word = text.get(self.span.clone()).unwrap_or("");
        let column =
            matches!(&self.what, What::Typed(Expr::Column { ty, .. }, _) if *ty != Type::Text);
        let meant = |(value, words): &(String, Vec<String>)| {
            value == word || words.iter().any(|w| w == word)
        };
        if column && nature.values.iter().any(meant) {
            return Self {
                what: What::Word(word.to_owned()),
                span: self.span,
            };
        }
        self
    }

    pub(super) fn nature(&self) -> Nature<'a> {
        match self.what {
            What::Typed(_, nature) => nature,
            _ => Nature::default(),
        }
    }
}

impl<'a> Lowering<'a> {
    /// An operand that stands for itself.
    pub(super) fn alone(&mut self, operand: Operand<'a>) -> Option<Expr> {
        match operand.what {
            What::Bare(literal) => Some(Expr::Literal(literal)),
            What::Text(text) => Some(Expr::Literal(Literal::Text(text))),
            What::Typed(expr, _) => Some(expr),
            What::Word(word) => self.unknown_word(&word, operand.span),
            What::Null => self.refuse(
                "null-alone",
                operand.span,
                Wording::new("NULL 不能这样用", "NULL cannot be used like this"),
                Wording::new("空值用“为空”或 IS NULL 判断。", "Test for it with IS NULL."),
            ),
        }
    }

    /// An operand beside something of type `ty` and that nature.
    pub(super) fn beside(
        &mut self,
        operand: Operand<'a>,
        ty: Type,
        nature: Nature<'a>,
    ) -> Option<Expr> {
        let Operand { what, span } = operand;
        match (what, ty) {
            (What::Null, _) => self.refuse(
                "null-compared",
                span,
                Wording::new("与 NULL 比较永远不成立", "nothing equals NULL"),
                Wording::new(
                    "写“为空”或“不为空”（IS NULL, IS NOT NULL）。",
                    "Write IS NULL or IS NOT NULL.",
                ),
            ),
            (What::Text(word) | What::Word(word), Type::Text) if !nature.values.is_empty() => {
                self.one_of(&word, span, nature.values)
            }
            (What::Bare(number), Type::Money) => self.money(&number, span),
            (What::Bare(Literal::Int(n)), Type::Days) => Some(Expr::Literal(Literal::Days(n))),
            (What::Bare(number), Type::Text) => {
                let shown = number.write();
                self.refuse(
                    "quotes-missing",
                    span,
                    Wording::new(
                        "文字列不能与数字比较",
                        "a text is not compared with a number",
                    ),
                    Wording::new(
                        format!("加上引号：'{shown}'。"),
                        format!("Put it between quotes: '{shown}'."),
                    ),
                )
            }
            (What::Text(word) | What::Word(word), Type::Bool)
                if matches!(word.as_str(), "是" | "否") =>
            {
                Some(Expr::Literal(Literal::Bool(word == "是")))
            }
            (What::Text(text), Type::Date) => self.date(&text, span),
            (What::Text(text), Type::Int) if nature.time => self.time(&text, span),
            (What::Bare(number), Type::Int) if nature.time => self.time(&number.write(), span),
            (What::Text(text), Type::Money | Type::Days | Type::Int | Type::Ratio) => {
                let help = match Literal::parse(&text) {
                    Ok(value) if value.ty() == Some(ty) || ty == Type::Money => Wording::new(
                        format!("去掉引号，写作 {}。", text.trim()),
                        format!("Leave the quotes out: {}.", text.trim()),
                    ),
                    _ => Wording::new(
                        "此处应写数值，例如 200元、3天、80%。",
                        "Write a value, such as 200 yuan, 3 days, 80%.",
                    ),
                };
                let message =
                    Wording::new("引号里的是文字，不是数值", "a text in quotes is no number");
                self.refuse("quoted-number", span, message, help)
            }
            (what, _) => self.alone(Operand { what, span }),
        }
    }

    /// A bare number beside money is yuan.
    fn money(&mut self, number: &Literal, span: Range<usize>) -> Option<Expr> {
        let (num, den) = match *number {
            Literal::Int(n) => (n, 1),
            Literal::Ratio { num, den } => (num, den),
            _ => (0, 0),
        };
        let fen = i128::from(num) * 100;
        if den == 0 || fen % i128::from(den) != 0 {
            let shown = self.text.get(span.clone()).unwrap_or("").to_owned();
            return self.refuse(
                "money-decimals",
                span,
                Wording::new(
                    format!("“{shown}”不是整分"),
                    format!("`{shown}` is not a whole number of fen"),
                ),
                Wording::new(
                    "与金额比较的数以元计，最多两位小数。",
                    "A number beside money is yuan, with at most two decimals.",
                ),
            );
        }
        match i64::try_from(fen / i128::from(den)) {
            Ok(fen) => Some(Expr::Literal(Literal::Money(fen))),
            Err(_) => self.refuse(
                "too-large",
                span,
                Wording::new("金额超出可计算的范围", "the amount is too large"),
                Wording::new("写一个小一些的数。", "Write a smaller number."),
            ),
        }
    }

    fn date(&mut self, text: &str, span: Range<usize>) -> Option<Expr> {
        if let Ok(Literal::Date(day)) = Literal::parse(text) {
            return Some(Expr::Literal(Literal::Date(day)));
        }
        self.refuse(
            "bad-date",
            span,
            Wording::new(
                format!("“{text}”不是日历上的一天"),
                format!("`{text}` is not a day of the calendar"),
            ),
            Wording::new("日期写作 '2024-01-31'。", "Write a date as '2024-01-31'."),
        )
    }

    fn time(&mut self, text: &str, span: Range<usize>) -> Option<Expr> {
        if let Some(seconds) = value_text::time(text) {
            return Some(Expr::Literal(Literal::Int(seconds)));
        }
        self.refuse(
            "bad-time",
            span,
            Wording::new(
                format!("“{text}”不是一天中的时刻"),
                format!("`{text}` is not a time of day"),
            ),
            Wording::new("时刻写作 '22:30'。", "Write a time as '22:30'."),
        )
    }

    /// A word of a closed set, as the canonical value that it means.
    pub(super) fn one_of(
        &mut self,
        word: &str,
        span: Range<usize>,
        values: &'a [(String, Vec<String>)],
    ) -> Option<Expr> {
        let exact = values.iter().find(|(value, _)| value == word);
        let meant = exact.or_else(|| {
            values
                .iter()
                .find(|(_, words)| words.iter().any(|w| w == word))
        });
        if let Some((value, _)) = meant {
            return Some(Expr::Literal(Literal::Text(value.clone())));
        }
        let every = values.iter().flat_map(|(value, words)| {
            let words = words.iter().map(String::as_str);
            std::iter::once(value.as_str()).chain(words.filter(|w| *w != ANY_OTHER))
        });
        let zh: Vec<String> = values
            .iter()
            .map(
                |(value, words)| match words.iter().find(|w| *w != ANY_OTHER) {
                    Some(word) => format!("'{value}'（{word}）"),
                    None => format!("'{value}'"),
                },
            )
            .collect();
        let en: Vec<String> = values
            .iter()
            .map(|(value, _)| format!("'{value}'"))
            .collect();
        let guess = nearest(word, every).map_or_else(Wording::default, |near| {
            Wording::new(
                format!("是否想写 '{near}'？"),
                format!(" Did you mean '{near}'?"),
            )
        });
        self.refuse(
            "unknown-value",
            span,
            Wording::new(
                format!("此列没有“{word}”这个值"),
                format!("this column has no value `{word}`"),
            ),
            Wording::new(
                format!("{}可写：{}。", guess.zh, zh.join("、")),
                format!("Write one of {}.{}", en.join(", "), guess.en),
            ),
        )
    }

    /// A word that names nothing here.
    pub(super) fn unknown_word(&mut self, word: &str, span: Range<usize>) -> Option<Expr> {
        let scope = self.scope;
        for table in &scope.tables {
            if table.prefix.is_empty() || table.resolve(word).is_none() {
                continue;
            }
            let full = format!("{}.{word}", table.prefix);
            return self.refuse(
                "unknown-column",
                span,
                Wording::new(
                    format!("本表没有“{word}”列"),
                    format!("unknown column `{word}`"),
                ),
                Wording::new(
                    format!("另一表有此列，写作 {full}。"),
                    format!("The other table has it: write {full}."),
                ),
            );
        }
        let own = scope.own();
        let value = own.and_then(|t| {
            let columns = &t.feed?.columns;
            columns.iter().find(|c| {
                c.values
                    .iter()
                    .any(|(v, words)| v == word || words.iter().any(|w| w == word))
            })
        });
        if let Some(column) = value {
            return self.refuse(
                "value-alone",
                span,
                Wording::new(
                    format!("“{word}”是一个值，不是条件"),
                    format!("`{word}` is a value, not a condition"),
                ),
                Wording::new(
                    format!("写作 {}为{word}。", column.label.zh),
                    format!("Write {} = '{word}'.", column.name),
                ),
            );
        }
        let names = own.map(super::ScopeTable::names).unwrap_or_default();
        let listed = |lang| own.map(|t| t.listed(lang)).unwrap_or_default();
        let help = match nearest(word, names.iter().copied()) {
            Some(near) => Wording::new(
                format!("是否想写 {near}？文字请加引号：'{word}'。"),
                format!("Did you mean {near}? A text stands in quotes: '{word}'."),
            ),
            None => Wording::new(
                format!(
                    "可用的列：{}。文字请加引号：'{word}'。",
                    listed(Lang::Zh).join("、")
                ),
                format!(
                    "The columns are {}. A text stands in quotes: '{word}'.",
                    listed(Lang::En).join(", ")
                ),
            ),
        };
        self.refuse(
            "unknown-column",
            span,
            Wording::new(
                format!("没有“{word}”这一列"),
                format!("unknown column `{word}`"),
            ),
            help,
        )
    }

    /// Notes a mistake; there is no expression.
    pub(super) fn refuse<T>(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        message: Wording,
        help: Wording,
    ) -> Option<T> {
        self.mistakes.push(Mistake::new(code, span, message, help));
        None
    }
}
