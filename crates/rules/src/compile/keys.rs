//! The values of a `[[detect]]`'s keys: expressions, columns, words.

use ledger::{Feed, Wording};

use super::{Ask, Columns, filter, nodes};
use crate::expr::{Expr, Literal, Type};
use crate::load::{Text, Told, feed_named, nearest};
use crate::plan::{Plan, Rows};

impl<'a> Ask<'a> {
    /// Refuses keys that say nothing where `check` asks this question.
    pub(crate) fn refuse(&self, check: &str, keys: &[&str]) -> Result<(), Told> {
        let mut told = Ok(());
        for key in keys.iter().filter(|key| self.table.has(key)) {
            told = Err(self.given.file.fault(
                self.table.place(key),
                "unknown-key",
                Wording::new(
                    format!("check 为 {check} 时不能写 {key}"),
                    format!("`{key}` says nothing where check is {check}"),
                ),
                Wording::new(format!("请删去 {key}。"), format!("Leave `{key}` out.")),
            ));
        }
        told
    }

    /// Refuses keys that say nothing where `needed` does not stand.
    pub(crate) fn refuse_without(&self, needed: &str, keys: &[&str]) -> Result<(), Told> {
        let mut told = Ok(());
        for key in keys.iter().filter(|key| self.table.has(key)) {
            told = Err(self.given.file.fault(
                self.table.place(key),
                "unknown-key",
                Wording::new(
                    format!("没有写 {needed} 时不能写 {key}"),
                    format!("`{key}` says nothing without `{needed}`"),
                ),
                Wording::new(
                    format!("请写 {needed}，或删去 {key}。"),
                    format!("Write `{needed}`, or leave `{key}` out."),
                ),
            ));
        }
        told
    }

    /// A predicate, if the key stands there.
    pub(crate) fn predicate(&self, key: &str, columns: &Columns<'a>) -> Result<Option<Expr>, Told> {
        self.value(key, columns, Type::Bool)
    }

    /// A value with its unit, `$name`, or an expression, if the key stands there.
    pub(crate) fn value(
        &self,
        key: &str,
        columns: &Columns<'a>,
        want: Type,
    ) -> Result<Option<Expr>, Told> {
        let Some(text) = self.table.text(key)? else {
            return Ok(None);
        };
        if want != Type::Bool
            && let Ok(literal) = Literal::parse(text.value)
            && literal.ty() == Some(want)
        {
            return Ok(Some(Expr::Literal(literal)));
        }
        self.given.expr(&text, columns, Some(want)).map(Some)
    }

    /// Names of columns in the frame; without the key those of `default` that the feed has.
    pub(crate) fn names(&self, key: &str, default: &[&str]) -> Result<Vec<String>, Told> {
        let columns = self.columns();
        let Some(texts) = self.table.texts(key)? else {
            return Ok(default.iter().filter_map(|d| columns.name(d)).collect());
        };
        let names: Vec<Result<String, Told>> =
            texts.iter().map(|t| name(t, t.value, &columns)).collect();
        names.into_iter().collect()
    }

    /// One column, if the key stands there.
    pub(crate) fn name(&self, key: &str) -> Result<Option<String>, Told> {
        let Some(text) = self.table.text(key)? else {
            return Ok(None);
        };
        name(&text, text.value, &self.columns()).map(Some)
    }

    /// The text column that a key names, else the column of that name.
    pub(crate) fn text_column(&self, key: &str) -> Result<String, Told> {
        let Some(text) = self.table.text(key)? else {
            return self.common(key, self.feed);
        };
        let column = named(&text, text.value, &self.columns())?;
        if column.ty() == Type::Text {
            return Ok(column_name(&column));
        }
        Err(text.fault(
            "wrong-unit",
            Wording::new(
                format!("“{}”不是文本列", text.value),
                format!("{} is not a text column", text.value),
            ),
            Wording::new("请写文本列。", "Name a text column."),
        ))
    }

    /// One of a few words, if the key stands there.
    pub(crate) fn word(
        &self,
        key: &str,
        words: &[&'static str],
    ) -> Result<Option<&'static str>, Told> {
        let Some(text) = self.table.text(key)? else {
            return Ok(None);
        };
        one_of(&text, words).map(Some)
    }

    /// The feed that `other` names.
    pub(crate) fn other(&self) -> Result<&'a Feed, Told> {
        let help = || nearest::help("", self.given.schema.feeds.iter().map(|f| f.name.as_str()));
        let text = self.table.require("other", help())?;
        feed_named(self.given.schema, &text)
    }

    /// The rows of another feed that `other_where` leaves.
    pub(crate) fn counterpart(&self, other: &'a Feed) -> Result<(Plan, Option<Expr>), Told> {
        let filter = self.predicate("other_where", &Columns::of(other))?;
        let plan = nodes::feed(&other.name, Rows::Net, self.books()?);
        let plan = match &filter {
            Some(keep) => self::filter(plan, keep.clone()),
            None => plan,
        };
        Ok((plan, filter))
    }

    /// Pairs of equal columns, `"org"` or `"payee = lessee"`, ours before theirs.
    pub(crate) fn pairs(&self, other: &'a Feed) -> Result<Vec<(String, String)>, Told> {
        let theirs = Columns::of(other);
        let Some(texts) = self.table.texts("on")? else {
            return Ok(vec![("org".to_owned(), "org".to_owned())]);
        };
        let pairs: Vec<Result<(String, String), Told>> = texts
            .iter()
            .map(|text| {
                let (left, right) = text
                    .value
                    .split_once(['=', '＝'])
                    .unwrap_or((text.value, text.value));
                let ours = self.columns();
                let left = named(text, left.trim(), &ours)?;
                let right = named(text, right.trim(), &theirs)?;
                same_type(text, &left, &right)?;
                Ok((column_name(&left), column_name(&right)))
            })
            .collect();
        pairs.into_iter().collect()
    }

    /// The name of the feed's date, without which the kind cannot be asked of it.
    pub(crate) fn date(&self) -> Result<String, Told> {
        self.common("date", self.feed)
    }

    /// The name of a common column of a feed.
    pub(crate) fn common(&self, name: &str, feed: &'a Feed) -> Result<String, Told> {
        Columns::of(feed).name(name).ok_or_else(|| {
            self.given.file.fault(
                self.table.place("kind"),
                "unknown-column",
                Wording::new(
                    format!("数据表“{}”没有 {name}，不能用于这种规则类型", feed.label.zh),
                    format!(
                        "the feed {} has no {name}, which this kind needs",
                        feed.name
                    ),
                ),
                Wording::new(
                    "用 feed = [\"…\"] 把这条逻辑限定在有该列的数据表上。",
                    "Restrict this logic to feeds that have it by `feed = [\"…\"]`.",
                ),
            )
        })
    }

    /// A name for a column that the plan adds and rules may use: the word itself, unless the feed has a column of that name.
    /// Columns that nobody names begin with `_`, which no feed's does.
    pub(crate) fn fresh(&self, name: &str) -> String {
        if self.feed.resolve(name).is_some() {
            format!("_{name}")
        } else {
            name.to_owned()
        }
    }

    /// The feed's money column, if it has one.
    pub(crate) fn amount(&self) -> Option<String> {
        self.columns().name("amount")
    }

    /// The money column that `of` names, else the feed's amount.
    pub(crate) fn money_column(&self) -> Result<String, Told> {
        match self.money_of(self.feed, "of")? {
            Some(column) => Ok(column),
            None => self.common("amount", self.feed),
        }
    }

    /// The money column of a feed that a key names, if it stands there.
    pub(crate) fn money_of(&self, feed: &'a Feed, key: &str) -> Result<Option<String>, Told> {
        self.column_of(feed, key, Type::Money, "amount")
    }

    /// The date column of a feed that a key names, if it stands there.
    pub(crate) fn date_of(&self, feed: &'a Feed, key: &str) -> Result<Option<String>, Told> {
        self.column_of(feed, key, Type::Date, "date")
    }

    /// The text column of a feed that a key names, if it stands there.
    pub(crate) fn text_of(&self, feed: &'a Feed, key: &str) -> Result<Option<String>, Told> {
        self.column_of(feed, key, Type::Text, "town")
    }

    fn column_of(
        &self,
        feed: &'a Feed,
        key: &str,
        want: Type,
        such: &str,
    ) -> Result<Option<String>, Told> {
        let Some(text) = self.table.text(key)? else {
            return Ok(None);
        };
        typed(&text, feed, want, such).map(Some)
    }

    /// Money columns of the feed, none where the key does not stand there.
    pub(crate) fn moneys(&self, key: &str) -> Result<Vec<String>, Told> {
        let texts = self.table.texts(key)?.unwrap_or_default();
        let columns = texts
            .iter()
            .map(|text| typed(text, self.feed, Type::Money, "amount"));
        columns.collect()
    }
}

/// The column of a feed that a text names, of the type wanted.
fn typed(text: &Text<'_>, feed: &Feed, want: Type, such: &str) -> Result<String, Told> {
    let column = named(text, text.value, &Columns::of(feed))?;
    if column.ty() == want {
        return Ok(column_name(&column));
    }
    let (zh, en) = match want {
        Type::Money => ("金额列", "money column"),
        Type::Text => ("文本列", "text column"),
        _ => ("日期列", "date column"),
    };
    Err(text.fault(
        "wrong-unit",
        Wording::new(
            format!("“{}”不是{zh}", text.value),
            format!("{} is not a {en}", text.value),
        ),
        Wording::new(
            format!("请写{zh}，如 {such}。"),
            format!("Name a {en} such as {such}."),
        ),
    ))
}

/// One of a few words.
pub(crate) fn one_of<'w>(text: &Text<'_>, words: &[&'w str]) -> Result<&'w str, Told> {
    words
        .iter()
        .find(|w| **w == text.value)
        .copied()
        .ok_or_else(|| {
            text.fault(
                "unknown-word",
                Wording::new(
                    format!("不认识“{}”", text.value),
                    format!("`{}` is not a word that may stand here", text.value),
                ),
                nearest::help(text.value, words.iter().copied()),
            )
        })
}

fn name(text: &Text<'_>, written: &str, columns: &Columns<'_>) -> Result<String, Told> {
    named(text, written, columns).map(|e| column_name(&e))
}

pub(super) fn named(text: &Text<'_>, written: &str, columns: &Columns<'_>) -> Result<Expr, Told> {
    columns.find(written).ok_or_else(|| {
        let names = columns.names();
        text.fault(
            "unknown-column",
            Wording::new(
                format!("数据表“{}”没有“{written}”列", columns.feed.label.zh),
                format!("the feed {} has no column {written}", columns.feed.name),
            ),
            nearest::help(written, names.iter().map(String::as_str)),
        )
    })
}

pub(super) fn same_type(text: &Text<'_>, left: &Expr, right: &Expr) -> Result<(), Told> {
    if left.ty() == right.ty() {
        return Ok(());
    }
    Err(text.fault(
        "type-mismatch",
        Wording::new(
            "两边的列类型不同，不能相等",
            "the two columns are of different types and equal nothing",
        ),
        Wording::new(
            "请选两列同类型的列，如“payee = lessee”。",
            "Pair columns of one type, as in `payee = lessee`.",
        ),
    ))
}

pub(super) fn column_name(expr: &Expr) -> String {
    match expr {
        Expr::Column { name, .. } => name.clone(),
        _ => String::new(),
    }
}
