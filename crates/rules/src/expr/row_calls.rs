//! Functions that look at the whole row: what the call leaves out is added from the row's own feed.

use std::ops::Range;

use ledger::{AccountClass, Role, Wording};
use sqlparser::ast::Expr as Syntax;

use super::calls::Call;
use super::grammar::{bytes, place};
use super::lower::Lowering;
use super::mistake::nearest;
use super::{Expr, Function, Literal, Type};

/// Classes of accounts, with the words that mean them.
const CLASSES: &[(AccountClass, &[&str])] = &[
    (AccountClass::Cash, &["cash", "现金", "库存现金"]),
    (AccountClass::Bank, &["bank", "银行存款", "银行"]),
    (
        AccountClass::Receivable,
        &["receivable", "应收款", "应收", "内部往来"],
    ),
    (AccountClass::Asset, &["asset", "资产"]),
    (
        AccountClass::Payable,
        &["payable", "应付款", "应付", "负债"],
    ),
    (AccountClass::Equity, &["equity", "权益", "所有者权益"]),
    (AccountClass::Cost, &["cost", "成本"]),
    (AccountClass::Income, &["income", "收入"]),
    (AccountClass::Expense, &["expense", "支出", "费用"]),
];

/// The first words that mean a class, in English and Chinese.
pub(super) fn class_words(class: AccountClass) -> (&'static str, &'static str) {
    let words = CLASSES
        .iter()
        .find(|(c, _)| *c == class)
        .map_or(&[][..], |(_, w)| w);
    (
        words.first().copied().unwrap_or(""),
        words.get(1).copied().unwrap_or(""),
    )
}

impl Lowering<'_> {
    pub(super) fn out_of_town(&mut self, call: &Call) -> Option<Expr> {
        let org = self.own_column(call, "org", Type::Text);
        let places = if call.args.is_empty() {
            self.default_texts(call, &[Role::Place, Role::Prose])?
        } else {
            let places: Vec<Option<Expr>> = call
                .args
                .iter()
                .map(|a| self.text_of(a, call.depth))
                .collect();
            places.into_iter().collect::<Option<_>>()?
        };
        let mut args = vec![org?];
        args.extend(places);
        Some(Expr::Call {
            function: Function::OutOfTown,
            args,
            ty: Type::Bool,
        })
    }

    pub(super) fn limit(&mut self, call: &Call) -> Option<Expr> {
        let first = call.arg(0)?;
        let at = place(first, self.text);
        let name = self.literal_text(first, call.depth)?;
        let known: Vec<&str> = self.scope.limits.iter().map(String::as_str).collect();
        if !known.contains(&name.as_str()) {
            let (zh, en) = offer(&name, &known);
            return self.refuse(
                "unknown-limit",
                at,
                Wording::new(
                    format!("没有“{name}”这项限额"),
                    format!("unknown limit `{name}`"),
                ),
                Wording::new(
                    format!("{zh}本地限额写在 sanzi.toml 的 [[limits]]。"),
                    format!("{en} Local limits stand in [[limits]] of sanzi.toml."),
                ),
            );
        }
        let org = self.own_column(call, "org", Type::Text);
        let date = match call.arg(1) {
            Some(date) => self.typed(date, Type::Date, call.depth),
            None => self.own_column(call, "date", Type::Date),
        };
        Some(Expr::Call {
            function: Function::Limit { name },
            args: vec![org?, date?],
            ty: Type::Money,
        })
    }

    pub(super) fn account_is(&mut self, call: &Call) -> Option<Expr> {
        let first = call.arg(0)?;
        let at = place(first, self.text);
        let word = self.name_of(first)?;
        let lower = word.to_lowercase();
        let Some((class, _)) = CLASSES
            .iter()
            .find(|(_, words)| words.contains(&lower.as_str()))
        else {
            let known: Vec<&str> = CLASSES
                .iter()
                .flat_map(|(_, w)| w.iter().copied())
                .collect();
            let (zh, en) = offer(&lower, &known);
            return self.refuse(
                "unknown-value",
                at,
                Wording::new(
                    format!("没有“{word}”这类科目"),
                    format!("unknown class of accounts `{word}`"),
                ),
                Wording::new(zh, en),
            );
        };
        let name = self.own_column(call, "account_name", Type::Text);
        let code = self.own_column(call, "account_code", Type::Text);
        // A feed without days, as balances of a year are, is asked by the chart of the collective or by any.
        let day = self.scope.own().and_then(|own| own.resolve("date"));
        let date = match day {
            Some(_) => self.own_column(call, "date", Type::Date),
            None => Some(Expr::Literal(Literal::Null)),
        };
        let org = self.own_column(call, "org", Type::Text);
        Some(Expr::Call {
            function: Function::AccountIs { class: *class },
            args: vec![name?, code?, date?, org?],
            ty: Type::Bool,
        })
    }

    pub(super) fn holds_office(&mut self, call: &Call) -> Option<Expr> {
        let org = self.own_column(call, "org", Type::Text);
        let party = self.text_of(call.arg(0)?, call.depth);
        let date = match call.arg(1) {
            Some(date) => self.typed(date, Type::Date, call.depth),
            None => self.own_column(call, "date", Type::Date),
        };
        Some(Expr::Call {
            function: Function::HoldsOffice,
            args: vec![org?, party?, date?],
            ty: Type::Bool,
        })
    }

    /// The feed and the column that the first argument names.
    fn other_column(&mut self, call: &Call) -> Option<(String, &ledger::Column, Range<usize>)> {
        let first = call.arg(0)?;
        let Syntax::CompoundIdentifier(parts) = first else {
            return self.usage(call, place(first, self.text));
        };
        let [feed, column] = parts.as_slice() else {
            return self.usage(call, place(first, self.text));
        };
        let scope = self.scope;
        let Some(asked) = scope.feed(&feed.value) else {
            let known: Vec<&str> = scope
                .schema
                .feeds
                .iter()
                .flat_map(|f| [f.name.as_str(), f.label.zh.as_str()])
                .collect();
            let (zh, en) = offer(&feed.value, &known);
            return self.refuse(
                "unknown-feed",
                bytes(feed.span, self.text),
                Wording::new(
                    format!("没有“{}”这种数据表", feed.value),
                    format!("unknown feed `{}`", feed.value),
                ),
                Wording::new(zh, en),
            );
        };
        let Some(found) = asked.resolve(&column.value).filter(|c| !c.internal) else {
            let known: Vec<&str> = asked
                .columns
                .iter()
                .flat_map(|c| [c.name.as_str(), c.label.zh.as_str()])
                .collect();
            let (zh, en) = offer(&column.value, &known);
            return self.refuse(
                "unknown-column",
                bytes(column.span, self.text),
                Wording::new(
                    format!("“{}”没有“{}”列", feed.value, column.value),
                    format!("unknown column `{}` of `{}`", column.value, feed.value),
                ),
                Wording::new(zh, en),
            );
        };
        Some((asked.name.clone(), found, bytes(column.span, self.text)))
    }

    pub(super) fn on_record(&mut self, call: &Call) -> Option<Expr> {
        let (feed, found, at) = self.other_column(call)?;
        if found.ty != ledger::Type::Text {
            return self.refuse(
                "type-mismatch",
                at,
                Wording::new("on_record 只查文字列", "on_record asks for a text column"),
                Wording::new(
                    "例如 on_record(contracts.lessee, party)。",
                    "Write for example on_record(contracts.lessee, party).",
                ),
            );
        }
        let column = found.name.clone();
        let org = self.own_column(call, "org", Type::Text);
        let value = self.text_of(call.arg(1)?, call.depth);
        Some(Expr::Call {
            function: Function::OnRecord { feed, column },
            args: vec![org?, value?],
            ty: Type::Bool,
        })
    }

    pub(super) fn supplied(&mut self, call: &Call) -> Option<Expr> {
        let (feed, found, _) = self.other_column(call)?;
        let column = found.name.clone();
        let org = self.own_column(call, "org", Type::Text)?;
        Some(Expr::Call {
            function: Function::Supplied { feed, column },
            args: vec![org],
            ty: Type::Bool,
        })
    }

    fn usage<T>(&mut self, call: &Call, at: Range<usize>) -> Option<T> {
        self.refuse(
            "wrong-arguments",
            at,
            Wording::new(
                "第一个参数应是“数据表.列”",
                "the first argument is feed.column",
            ),
            Wording::new(
                format!("写作 {}。", call.usage),
                format!("Write {}.", call.usage),
            ),
        )
    }

    /// A column of the own table that the function needs though the call does not name it.
    fn own_column(&mut self, call: &Call, name: &str, ty: Type) -> Option<Expr> {
        let scope = self.scope;
        let found = scope.own().and_then(|t| t.resolve(name)).map(|n| n.expr);
        match found {
            Some(expr) if expr.ty() == ty => Some(expr),
            _ => self.refuse(
                "needs-column",
                call.name_span.clone(),
                Wording::new(
                    format!("此函数要用的“{name}”列，本表没有"),
                    format!("this function needs the column `{name}`, which this table has not"),
                ),
                Wording::new(
                    format!("换用有 {name} 列的数据表。"),
                    format!("Use it on a feed that has {name}."),
                ),
            ),
        }
    }

    /// The text columns that a function reads when none is named.
    pub(super) fn default_texts(&mut self, call: &Call, roles: &[Role]) -> Option<Vec<Expr>> {
        let scope = self.scope;
        let texts = scope.own().map(|t| t.with_roles(roles)).unwrap_or_default();
        if !texts.is_empty() {
            return Some(texts);
        }
        self.refuse(
            "needs-column",
            call.name_span.clone(),
            Wording::new(
                "本表没有可读的文字列",
                "this table has no text column to read",
            ),
            Wording::new(
                format!("写明要读的列：{}。", call.usage),
                format!("Name the column: {}.", call.usage),
            ),
        )
    }
}

/// What may have been meant by a name.
pub(super) fn offer(name: &str, known: &[&str]) -> (String, String) {
    match nearest(name, known.iter().copied()) {
        Some(near) => (
            format!("是否想写 {near}？"),
            format!("Did you mean {near}?"),
        ),
        None if known.is_empty() => ("目前一个也没有。".to_owned(), "There is none.".to_owned()),
        None => (
            format!("可写：{}。", known.join("、")),
            format!("There are {}.", known.join(", ")),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_a_word_in_both_languages() {
        for (class, words) in CLASSES {
            let (en, zh) = class_words(*class);
            assert!(
                en.is_ascii() && !zh.is_ascii() && words.len() >= 2,
                "{class:?}"
            );
        }
    }
}
