//! One phrase for an expression, with labels and numbers: what a supervisor reads to see that the rule says what was meant.

use std::collections::BTreeMap;

use ledger::{Column, Feed, Lang, Wording};

use super::phrase::{comparison, of_dates, operator};
use super::{Comparison, Expr, Literal, Type, read_call};

/// What columns, lists and limits are called.
#[derive(Clone, Debug, Default)]
pub struct Labels<'a> {
    /// Prefix of a table (`""`, `other`) and its feed.
    pub feeds: Vec<(String, &'a Feed)>,
    /// Names of lists and limits that users read; others are shown by their name.
    pub names: BTreeMap<String, Wording>,
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

    /// A value beside a column: a word of a closed set as users say it.
    fn meant(&self, beside: &Expr, value: &Expr) -> String {
        let (Expr::Column { name, .. }, Expr::Literal(Literal::Text(text))) = (beside, value)
        else {
            return self.value(value);
        };
        let values = self.column(name).map_or(&[][..], |c| &c.values);
        match values.iter().find(|(v, _)| v == text) {
            Some((v, words)) => match self.lang {
                Lang::Zh => words.first().unwrap_or(v).clone(),
                Lang::En => v.clone(),
            },
            None => self.value(value),
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
        let label = self.labels.names.get(name).map(|w| w.text(self.lang));
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

#[cfg(test)]
mod tests {
    use super::super::specimen::{parse, schema};
    use super::*;

    fn check(text: &str, zh: &str, en: &str) {
        let schema = schema();
        let named = |prefix: &str, feed: &str| schema.feed(feed).map(|f| (prefix.to_owned(), f));
        let labels = Labels {
            feeds: [named("", "payments"), named("other", "meetings")]
                .into_iter()
                .flatten()
                .collect(),
            names: BTreeMap::from([
                ("travel".to_owned(), Wording::new("旅游", "travel")),
                (
                    "payment-approval".to_owned(),
                    Wording::new("支出审批", "payment approval"),
                ),
            ]),
        };
        let expr = parse(text).expect("right");
        assert_eq!(read_back(&expr, &labels, Lang::Zh), zh, "{text}");
        assert_eq!(read_back(&expr, &labels, Lang::En), en, "{text}");
    }

    #[test]
    fn a_rule_in_one_phrase() {
        check(
            "amount >= $least AND mentions('travel', summary, payee) AND direction = 'out'",
            "金额不少于 200 元，且摘要或收款方提到“旅游”词表，且付款方向为支出",
            "amount is at least 200 yuan, and summary or payee mentions the list \"travel\", and direction is out",
        );
    }

    #[test]
    fn structure_and_values() {
        check(
            "5.5 < amount",
            "金额超过 5.50 元",
            "amount is more than 5.50 yuan",
        );
        check(
            "urgent or (amount > 1 and not urgent)",
            "“加急”为是，或（金额超过 1 元，且“加急”为否）",
            "urgent is true, or (amount is more than 1 yuan, and urgent is false)",
        );
        check(
            "urgent and (payee is null or payee is not null)",
            "“加急”为是，且（收款方为空，或收款方不为空）",
            "urgent is true, and (payee is empty, or payee is not empty)",
        );
        check(
            "amount between 1 and 2",
            "金额介于 1 元 与 2 元 之间（含两端）",
            "amount is between 1 yuan and 2 yuan (both included)",
        );
        check(
            "not (amount > 1)",
            "并非（金额超过 1 元）",
            "not (amount is more than 1 yuan)",
        );
        check(
            "method not in ('cash', 'card')",
            "结算方式不属于（现金、card）",
            "method is none of (cash, card)",
        );
        check(
            "payee = '广之旅'",
            "收款方为“广之旅”",
            "payee is \"广之旅\"",
        );
        check(
            "date - other.end <= $days",
            "日期 - 会议的结束日期不超过 7 天",
            "date - end of meetings is at most 7 days",
        );
        check(
            "date < other.start",
            "日期早于会议的开始日期",
            "date is before start of meetings",
        );
        check(
            "date >= '2024-01-31'",
            "日期不早于 2024-01-31",
            "date is not before 2024-01-31",
        );
        check(
            "amount >= 80% * limit('payment-approval')",
            "金额不少于 80% × “支出审批”限额",
            "amount is at least 80% × the limit \"payment approval\"",
        );
        check(
            "(amount + balance) * 2 > 5",
            "（金额 + 余额） × 2 超过 5 元",
            "(amount + balance) × 2 is more than 5 yuan",
        );
        check("rate = 1/3", "比例为 1/3", "rate is 1/3");
    }

    #[test]
    fn functions() {
        check(
            "not mentions('travel')",
            "收款方、摘要或经办人未提到“旅游”词表",
            "payee, summary or handler does not mention the list \"travel\"",
        );
        check(
            "in_list(mcc, 'mcc-leisure')",
            "MCC码在“mcc-leisure”代码表中",
            "mcc is in the list \"mcc-leisure\"",
        );
        check("is_day_off(date)", "日期是休息日", "date is a day off");
        check(
            "workdays_between(date, other.end) > 5",
            "日期至会议的结束日期的工作日超过 5 天",
            "the workdays from date to end of meetings is more than 5 days",
        );
        check(
            "out_of_town(place)",
            "地点涉及外地",
            "place names a place out of town",
        );
        check(
            "account_is('费用')",
            "科目属于支出类",
            "the account is of the class expense",
        );
        check(
            "holds_office(party)",
            "收款方当时在本单位任职",
            "payee held an office of the collective at that time",
        );
        check(
            "not on_record(contracts.lessee, party)",
            "本单位的 contracts.lessee 中没有收款方",
            "no contracts.lessee of the collective has payee",
        );
        check(
            "number_tail(voucher_no, 3) = 8",
            "凭证号的末 3 位为 8",
            "the last 3 digits of voucher no is 8",
        );
        check(
            "number_prefix(voucher_no, 3) is null",
            "凭证号末 3 位之前的部分为空",
            "the part of voucher no before its last 3 digits is empty",
        );
        check(
            "year(date) = 2024",
            "日期的年份为 2024",
            "the year of date is 2024",
        );
        check(
            "abs(amount) > 1",
            "金额的绝对值超过 1 元",
            "the absolute value of amount is more than 1 yuan",
        );
        check(
            "coalesce(balance, amount, 0) > 1",
            "余额（为空时取金额、0 元）超过 1 元",
            "balance (else amount, 0 yuan) is more than 1 yuan",
        );
        check(
            "length(summary) < 2",
            "摘要的字数低于 2",
            "the length of summary is less than 2",
        );
        check(
            "starts_with(summary, '付')",
            "摘要以“付”开头",
            "summary starts with \"付\"",
        );
        check(
            "summary not like '%团_'",
            "摘要不符合样式“%团_”",
            "summary is not like \"%团_\"",
        );
        check(
            "regexp_like(summary, '[0-9]{2}')",
            "摘要匹配“[0-9]{2}”",
            "summary matches \"[0-9]{2}\"",
        );
        check(
            "contains(summary, '团')",
            "摘要含“团”",
            "summary contains \"团\"",
        );
    }
}
