//! One phrase for an expression, with labels and numbers: what a supervisor reads to see that the rule says what was meant.

use std::collections::BTreeMap;
use std::sync::Arc;

use ledger::{Column, Feed, Lang, Wording};

use super::operand::ANY_OTHER;
use super::phrase::{comparison, of_dates, operator};
use super::{Comparison, Expr, Literal, Type, read_call};

/// What columns, lists and limits are called.
#[derive(Clone, Debug, Default)]
pub struct Labels<'a> {
    /// Prefix of a table (`""`, `other`) and its feed.
    pub feeds: Vec<(String, &'a Feed)>,
    /// Names of lists, and of limits, that users read; others are shown by their name.
    pub lists: Arc<BTreeMap<String, Wording>>,
}

/// Reads an expression back as one phrase: `金额不少于 200 元，且摘要或收款方提到“旅游”词表`.
pub fn read_back(expr: &Expr, labels: &Labels, lang: Lang) -> String {
    Reader { labels, lang }.read(expr)
}

/// Reads expressions in one language.
pub(super) struct Reader<'a> {
    pub(super) labels: &'a Labels<'a>,
    pub(super) lang: Lang,
}

impl Reader<'_> {
    pub(super) fn pick(&self, zh: &str, en: &str) -> String {
        match self.lang {
            Lang::Zh => zh.to_owned(),
            Lang::En => en.to_owned(),
        }
    }

    pub(super) fn read(&self, expr: &Expr) -> String {
        match expr {
            Expr::Literal(literal) => self.literal(literal),
            Expr::Column { name, ty, .. } => {
                let label = self.label(name);
                if *ty == Type::Bool {
                    return self.pick(&format!("“{label}”为是"), &format!("{label} is true"));
                }
                label
            }
            Expr::Not(inner) => self.denied(inner),
            Expr::And(parts) => self.conjunction(parts),
            Expr::Or(parts) => {
                let parts: Vec<String> = parts.iter().map(|p| self.enclosed(p)).collect();
                parts.join(&self.pick("，或", ", or "))
            }
            Expr::Negate(inner) => format!("-{}", self.term(inner)),
            Expr::Compare { op, left, right } => self.compared(*op, left, right),
            Expr::Arithmetic {
                op, left, right, ..
            } => {
                let (sign, _) = operator(*op);
                format!("{} {sign} {}", self.term(left), self.term(right))
            }
            Expr::IsNull(inner) => {
                let inner = self.value(inner);
                self.pick(&format!("{inner}为空"), &format!("{inner} is empty"))
            }
            Expr::In { value, list } => self.among(value, list, false),
            Expr::Call { function, args, .. } => read_call::read(self, function, args, false),
        }
    }

    /// A value in the middle of a sentence: a truth column by its label alone.
    pub(super) fn value(&self, expr: &Expr) -> String {
        match expr {
            Expr::Column { name, .. } => self.label(name),
            other => self.read(other),
        }
    }

    /// A side of an operator, in parentheses where it has an operator itself.
    fn term(&self, expr: &Expr) -> String {
        match expr {
            Expr::Arithmetic { .. } | Expr::Negate(_) => {
                let inner = self.read(expr);
                self.pick(&format!("（{inner}）"), &format!("({inner})"))
            }
            _ => self.value(expr),
        }
    }

    /// A part of AND or OR, in parentheses where it is one itself.
    fn enclosed(&self, expr: &Expr) -> String {
        match expr {
            Expr::And(_) | Expr::Or(_) => {
                let inner = self.read(expr);
                self.pick(&format!("（{inner}）"), &format!("({inner})"))
            }
            _ => self.read(expr),
        }
    }

    fn conjunction(&self, parts: &[Expr]) -> String {
        let mut said: Vec<String> = Vec::new();
        let mut left = parts;
        while let [first, rest @ ..] = left {
            match rest {
                [second, rest @ ..] if range(first, second).is_some() => {
                    said.extend(range(first, second).map(|(value, low, high)| {
                        let value = self.value(value);
                        let (low, high) = (self.value(low), self.value(high));
                        self.pick(
                            &format!("{value}介于 {low} 与 {high} 之间（含两端）"),
                            &format!("{value} is between {low} and {high} (both included)"),
                        )
                    }));
                    left = rest;
                }
                rest => {
                    said.push(self.enclosed(first));
                    left = rest;
                }
            }
        }
        said.join(&self.pick("，且", ", and "))
    }

    fn denied(&self, inner: &Expr) -> String {
        match inner {
            Expr::IsNull(value) => {
                let value = self.value(value);
                self.pick(&format!("{value}不为空"), &format!("{value} is not empty"))
            }
            Expr::In { value, list } => self.among(value, list, true),
            Expr::Column { name, .. } => {
                let label = self.label(name);
                self.pick(&format!("“{label}”为否"), &format!("{label} is false"))
            }
            Expr::Call { function, args, .. } => read_call::read(self, function, args, true),
            other => {
                let inner = self.read(other);
                self.pick(&format!("并非（{inner}）"), &format!("not ({inner})"))
            }
        }
    }

    fn compared(&self, op: Comparison, left: &Expr, right: &Expr) -> String {
        // A value that stands first is read last.
        let (op, left, right) = match (left, right) {
            (Expr::Literal(_), Expr::Literal(_)) => (op, left, right),
            (Expr::Literal(_), _) => (mirrored(op), right, left),
            _ => (op, left, right),
        };
        let words = if left.ty() == Type::Date {
            of_dates(op)
        } else {
            comparison(op)
        };
        let words = words.text(self.lang);
        let (named, meant) = (self.value(left), self.meant(left, right));
        let gap = |text: &str, at_end: bool| {
            let next = if at_end {
                text.chars().next_back()
            } else {
                text.chars().next()
            };
            next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        match self.lang {
            Lang::En => format!("{named} {words} {meant}"),
            Lang::Zh => {
                let before = if gap(&named, true) { " " } else { "" };
                let after = if gap(&meant, false) { " " } else { "" };
                format!("{named}{before}{words}{after}{meant}")
            }
        }
    }

    fn among(&self, value: &Expr, list: &[Literal], denied: bool) -> String {
        let items: Vec<String> = list
            .iter()
            .map(|l| self.meant(value, &Expr::Literal(l.clone())))
            .collect();
        let (named, zh, en) = (self.value(value), items.join("、"), items.join(", "));
        match (self.lang, denied) {
            (Lang::Zh, false) => format!("{named}属于（{zh}）"),
            (Lang::Zh, true) => format!("{named}不属于（{zh}）"),
            (Lang::En, false) => format!("{named} is one of ({en})"),
            (Lang::En, true) => format!("{named} is none of ({en})"),
        }
    }

    /// A value beside a column: a word of a closed set as users say it, a time of day as clocks show it.
    fn meant(&self, beside: &Expr, value: &Expr) -> String {
        let (Expr::Column { name, .. }, Expr::Literal(literal)) = (beside, value) else {
            return self.value(value);
        };
        let column = self.column(name);
        match (literal, column) {
            (Literal::Text(text), Some(column)) => {
                match column.values.iter().find(|(v, _)| v == text) {
                    Some((v, words)) => match self.lang {
                        Lang::Zh => words.iter().find(|w| *w != ANY_OTHER).unwrap_or(v).clone(),
                        Lang::En => v.clone(),
                    },
                    None => self.value(value),
                }
            }
            (Literal::Int(second), Some(column)) if column.ty == ledger::Type::Time => {
                let (hour, minute, rest) = (second / 3600, second / 60 % 60, second % 60);
                match rest {
                    0 => format!("{hour:02}:{minute:02}"),
                    rest => format!("{hour:02}:{minute:02}:{rest:02}"),
                }
            }
            _ => self.value(value),
        }
    }

    fn literal(&self, literal: &Literal) -> String {
        match literal {
            Literal::Null => self.pick("空", "nothing"),
            Literal::Money(fen) => {
                let yuan = super::literal::yuan(*fen);
                self.pick(&format!("{yuan} 元"), &format!("{yuan} yuan"))
            }
            Literal::Days(1) => self.pick("1 天", "1 day"),
            Literal::Days(n) => self.pick(&format!("{n} 天"), &format!("{n} days")),
            Literal::Text(text) => self.quoted(text),
            Literal::Bool(true) => self.pick("是", "true"),
            Literal::Bool(false) => self.pick("否", "false"),
            Literal::Ratio { num, den } if 100 % den == 0 => {
                format!("{}%", i128::from(*num) * i128::from(100 / den))
            }
            Literal::Int(_) | Literal::Ratio { .. } | Literal::Date(_) => literal.write(),
        }
    }

    pub(super) fn quoted(&self, text: &str) -> String {
        self.pick(&format!("“{text}”"), &format!("\"{text}\""))
    }

    /// What users call a list or a limit, between quotes.
    pub(super) fn named(&self, name: &str) -> String {
        let label = self.labels.lists.get(name).map(|w| w.text(self.lang));
        self.quoted(label.filter(|l| !l.is_empty()).unwrap_or(name))
    }

    /// What users call a column; of another table, with the name of its feed.
    fn label(&self, name: &str) -> String {
        let own = |c: &Column| match c.label.text(self.lang) {
            "" => c.name.clone(),
            label => label.to_owned(),
        };
        let column = self.column(name).map(own);
        let Some((prefix, bare)) = name.split_once('.') else {
            return column.unwrap_or_else(|| name.to_owned());
        };
        let feed = self.labels.feeds.iter().find(|(p, _)| p == prefix);
        let table = feed
            .map(|(_, f)| f.label.text(self.lang))
            .filter(|l| !l.is_empty());
        match (table, column) {
            (Some(table), column) => {
                let column = column.unwrap_or_else(|| bare.to_owned());
                self.pick(
                    &format!("{table}的{column}"),
                    &format!("{column} of {table}"),
                )
            }
            (None, _) => name.to_owned(),
        }
    }

    fn column(&self, name: &str) -> Option<&Column> {
        let (prefix, bare) = name.split_once('.').unwrap_or(("", name));
        let (_, feed) = self.labels.feeds.iter().find(|(p, _)| p == prefix)?;
        feed.resolve(bare)
    }

    /// What a feed and its column are called.
    pub(super) fn columns(&self, args: &[Expr]) -> String {
        let names: Vec<String> = args.iter().map(|a| self.value(a)).collect();
        match names.split_last() {
            None => String::new(),
            Some((last, [])) => last.clone(),
            Some((last, rest)) => {
                let rest = rest.join(&self.pick("、", ", "));
                self.pick(&format!("{rest}或{last}"), &format!("{rest} or {last}"))
            }
        }
    }
}

/// The value and both ends, where two comparisons make a range.
fn range<'e>(first: &'e Expr, second: &'e Expr) -> Option<(&'e Expr, &'e Expr, &'e Expr)> {
    let (
        Expr::Compare {
            op: Comparison::AtLeast,
            left,
            right: low,
        },
        Expr::Compare {
            op: Comparison::AtMost,
            left: again,
            right: high,
        },
    ) = (first, second)
    else {
        return None;
    };
    (left == again).then_some((left, low, high))
}

/// The comparison with its sides exchanged.
fn mirrored(op: Comparison) -> Comparison {
    match op {
        Comparison::Less => Comparison::More,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::More => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
        same => same,
    }
}
