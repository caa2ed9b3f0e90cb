//! What all logics of a rule share while they are compiled: its file, params, lists, feeds.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ledger::{Feed, Lang, Schema, Wording};

use super::Columns;
use super::columns::Sort;
use crate::Grade;
use crate::expr::{
    self, Expr, Labels, ListName, Literal, Mistake, Names, Patterns, Scope, ScopeColumn,
    ScopeTable, Type,
};
use crate::lists::Lists;
use crate::load::{File, Text, Told, nearest};

/// What lists and feeds are called: for what expressions may name, and for what people read. The same for all rules of a folder.
#[derive(Clone)]
pub(crate) struct Called {
    lists: Arc<[ListName]>,
    limits: Arc<BTreeSet<String>>,
    names: Arc<Names>,
    labels: Arc<BTreeMap<String, Wording>>,
}

impl Called {
    /// What the lists and feeds of a folder are called.
    pub(crate) fn of(lists: &Lists, schema: &Schema) -> Self {
        let named = || {
            let lexicons = lists.lexicon_names().map(|name| (name, false));
            lexicons.chain(lists.codes_names().map(|name| (name, true)))
        };
        let label = |list: &str| lists.label(list);
        // A limit's name stands before the colon of what it means.
        let name = |text: &str| text.split(['：', ':']).next().unwrap_or(text).to_owned();
        let limits = lists.limit_names().filter_map(|limit| {
            let doc = lists.limit_doc(limit)?;
            Some((limit.to_owned(), Wording::new(name(&doc.zh), name(&doc.en))))
        });
        let labels = named().filter_map(|(list, _)| Some((list.to_owned(), label(list)?)));
        let all: Arc<[ListName]> = named()
            .map(|(name, codes)| ListName {
                name: name.to_owned(),
                label: label(name).unwrap_or_default().zh,
                codes,
            })
            .collect();
        Self {
            labels: Arc::new(limits.chain(labels).collect()),
            limits: Arc::new(lists.limit_names().map(str::to_owned).collect()),
            names: Arc::new(Names::of(schema, &all)),
            lists: all,
        }
    }
}

/// An expression that was read, and what came of it.
pub(crate) struct Parsed {
    text: String,
    columns: Sort,
    want: Option<Type>,
    result: Result<Expr, Vec<Mistake>>,
}

/// What all logics of a rule share.
pub(crate) struct Given<'a> {
    /// Its file.
    pub(crate) file: &'a File,
    /// Its grade.
    pub(crate) grade: Grade,
    /// Whether facts may raise it.
    pub(crate) raises: bool,
    /// All feeds.
    pub(crate) schema: &'a Schema,
    /// What lists and feeds are called.
    pub(crate) called: Called,
    /// Patterns that were compiled before.
    pub(crate) patterns: Patterns,
    /// Conditions that were read before: logics of a rule share its exceptions.
    pub(crate) parsed: RefCell<Vec<Parsed>>,
    /// Values in force of `$name`.
    pub(crate) params: Arc<BTreeMap<String, Literal>>,
    /// Feeds of the rule.
    pub(crate) feeds: Vec<&'a Feed>,
    /// Predicates of `[[unless]]` with `drop`.
    pub(crate) drops: Vec<Text<'a>>,
    /// Those of them that some logic could use, by position, and what they ask.
    pub(crate) dropped: RefCell<BTreeMap<usize, Wording>>,
}

impl<'a> Given<'a> {
    /// Compiles an expression and tells its mistakes at their places.
    pub(crate) fn expr(
        &self,
        text: &Text<'_>,
        columns: &Columns<'a>,
        want: Option<Type>,
    ) -> Result<Expr, Told> {
        self.try_expr(text, columns, want)
            .map_err(|mistakes| self.tell(text, mistakes))
    }

    /// Compiles an expression.
    pub(crate) fn try_expr(
        &self,
        text: &Text<'_>,
        columns: &Columns<'a>,
        want: Option<Type>,
    ) -> Result<Expr, Vec<Mistake>> {
        let sort = columns.sort();
        let same = |p: &&Parsed| p.want == want && p.text == text.value && p.columns == sort;
        let known = self
            .parsed
            .borrow()
            .iter()
            .find(same)
            .map(|p| p.result.clone());
        known.unwrap_or_else(|| {
            let result = self.parse(text, columns, want);
            self.parsed.borrow_mut().push(Parsed {
                text: text.value.to_owned(),
                columns: sort,
                want,
                result: result.clone(),
            });
            result
        })
    }

    fn parse(
        &self,
        text: &Text<'_>,
        columns: &Columns<'a>,
        want: Option<Type>,
    ) -> Result<Expr, Vec<Mistake>> {
        let scope = self.scope(columns);
        if want == Some(Type::Bool) {
            return expr::predicate(text.value, &scope);
        }
        let parsed = expr::parse(text.value, &scope)?;
        let (is, Some(want)) = (parsed.ty(), want) else {
            return Ok(parsed);
        };
        match parsed {
            parsed if is == want => Ok(parsed),
            Expr::Literal(Literal::Int(n)) if want == Type::Money => Ok(Expr::Literal(
                n.checked_mul(100).map_or(Literal::Null, Literal::Money),
            )),
            _ => Err(vec![Mistake {
                span: 0..text.value.len(),
                code: "wrong-unit",
                message: Wording::new(
                    format!("这里要{}，不是{}", unit(want).zh, unit(is).zh),
                    format!("{} belongs here, not {}", unit(want).en, unit(is).en),
                ),
                help: Wording::new(
                    format!("请写{}。", example(want).zh),
                    format!("Write {}.", example(want).en),
                ),
            }]),
        }
    }

    /// Tells mistakes of an expression at their places in the file.
    pub(crate) fn tell(&self, text: &Text<'_>, mistakes: Vec<Mistake>) -> Told {
        for mistake in mistakes {
            self.file.fault(
                text.place(&mistake.span),
                mistake.code,
                mistake.message,
                mistake.help,
            );
        }
        Told
    }

    /// A value with its unit, or `$name`.
    pub(crate) fn literal(&self, text: &Text<'_>) -> Result<Literal, Told> {
        let Some(name) = text.value.trim().strip_prefix('$') else {
            return Literal::parse(text.value).map_err(|mistake| self.tell(text, vec![mistake]));
        };
        self.params.get(name).cloned().ok_or_else(|| {
            text.fault(
                "unknown-param",
                Wording::new(
                    format!("没有参数 ${name}"),
                    format!("there is no param ${name}"),
                ),
                nearest::help(name, self.params.keys().map(String::as_str)),
            )
        })
    }

    /// A value of a type.
    pub(crate) fn literal_of(&self, text: &Text<'_>, want: Type) -> Result<Literal, Told> {
        let literal = self.literal(text)?;
        let Some(is) = literal.ty().filter(|is| *is != want) else {
            return Ok(literal);
        };
        Err(text.fault(
            "wrong-unit",
            Wording::new(
                format!("这里要{}，不是{}", unit(want).zh, unit(is).zh),
                format!("{} belongs here, not {}", unit(want).en, unit(is).en),
            ),
            Wording::new(
                format!("请写{}。", example(want).zh),
                format!("Write {}.", example(want).en),
            ),
        ))
    }

    /// Whether an expression only names columns and tables that are not there, so that it may speak of another logic of the rule.
    pub(crate) fn foreign(mistakes: &[Mistake]) -> bool {
        mistakes
            .iter()
            .all(|m| matches!(m.code, "unknown-column" | "unknown-table"))
    }

    /// Remembers that a logic could use a `drop`.
    pub(crate) fn note_drop(&self, position: usize, expr: &Expr, columns: &Columns<'a>) {
        let mut dropped = self.dropped.borrow_mut();
        dropped
            .entry(position)
            .or_insert_with(|| self.read(expr, columns));
    }

    /// Tells why no logic could use a `drop`.
    pub(crate) fn tell_drop(&self, text: &Text<'_>) {
        if let Some(feed) = self.feeds.first()
            && let Err(mistakes) = self.try_expr(text, &Columns::of(feed), Some(Type::Bool))
        {
            self.tell(text, mistakes);
        }
    }

    /// An expression as a person reads it.
    pub(crate) fn read(&self, expr: &Expr, columns: &Columns<'a>) -> Wording {
        let mut feeds = vec![(String::new(), columns.feed)];
        feeds.extend(columns.others.iter().cloned());
        let labels = Labels {
            feeds,
            lists: Arc::clone(&self.called.labels),
        };
        let read = |lang| expr::read_back(expr, &labels, lang);
        Wording::new(read(Lang::Zh), read(Lang::En))
    }

    /// What an expression over some columns may name.
    pub(crate) fn scope(&self, columns: &Columns<'a>) -> Scope<'a> {
        let own = ScopeTable {
            prefix: String::new(),
            feed: Some(columns.feed),
            extra: columns
                .extra
                .iter()
                .map(|(name, ty, label)| ScopeColumn {
                    name: name.clone(),
                    ty: *ty,
                    domain: None,
                    label: label.clone(),
                })
                .collect(),
        };
        let others = columns.others.iter().map(|(prefix, feed)| ScopeTable {
            prefix: prefix.clone(),
            feed: Some(feed),
            extra: Vec::new(),
        });
        Scope {
            tables: std::iter::once(own).chain(others).collect(),
            params: Arc::clone(&self.params),
            lists: Arc::clone(&self.called.lists),
            limits: Arc::clone(&self.called.limits),
            schema: self.schema,
            names: Arc::clone(&self.called.names),
            patterns: self.patterns.clone(),
        }
    }
}

/// What users call a type.
pub(crate) fn unit(ty: Type) -> Wording {
    let (zh, en) = match ty {
        Type::Money => ("金额", "money"),
        Type::Int => ("整数", "a whole number"),
        Type::Ratio => ("比例", "a ratio"),
        Type::Date => ("日期", "a date"),
        Type::Days => ("天数", "a number of days"),
        Type::Text => ("文本", "text"),
        Type::Bool => ("是非判断", "a yes-or-no question"),
    };
    Wording::new(zh, en)
}

/// How a value of a type is written.
pub(crate) fn example(ty: Type) -> Wording {
    let (zh, en) = match ty {
        Type::Money => ("如“200元”的金额", "money such as `200元`"),
        Type::Int => ("如“3”的整数", "a whole number such as `3`"),
        Type::Ratio => ("如“80%”的比例", "a ratio such as `80%`"),
        Type::Date => ("如“2024-01-31”的日期", "a date such as `2024-01-31`"),
        Type::Days => ("如“3天”的天数", "days such as `3天`"),
        Type::Text => ("如“'文字'”的文本", "text such as `'text'`"),
        Type::Bool => (
            "如“amount > 200”的比较",
            "a comparison such as `amount > 200`",
        ),
    };
    Wording::new(zh, en)
}
