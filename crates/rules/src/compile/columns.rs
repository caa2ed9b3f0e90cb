//! The columns that an expression of a rule may name: a feed's, those of joined feeds under a prefix, and those that a kind adds.

use ledger::{Domain, Feed, Wording};

use crate::expr::{Expr, Type};

/// Columns of a frame while a rule is compiled.
#[derive(Clone)]
pub(crate) struct Columns<'a> {
    /// Feed whose rows the frame stands for.
    pub(crate) feed: &'a Feed,
    /// Joined feeds with their prefixes.
    pub(crate) others: Vec<(String, &'a Feed)>,
    /// Columns that the plan adds.
    pub(crate) extra: Vec<(String, Type, Wording)>,
}

/// Columns by the names of their feeds.
#[derive(PartialEq, Eq)]
pub(crate) struct Sort {
    feed: String,
    others: Vec<(String, String)>,
    extra: Vec<(String, Type, Wording)>,
}

/// Names that every feed may answer to.
const COMMON: [&str; 7] = [
    "date",
    "end",
    "amount",
    "party",
    "party_account",
    "party_id",
    "summary",
];

impl<'a> Columns<'a> {
    pub(crate) fn of(feed: &'a Feed) -> Self {
        Self {
            feed,
            others: Vec::new(),
            extra: Vec::new(),
        }
    }

    /// The same with a joined feed.
    pub(crate) fn with_other(mut self, prefix: &str, feed: &'a Feed) -> Self {
        self.others.push((prefix.to_owned(), feed));
        self
    }

    /// The same with a column that the plan adds.
    pub(crate) fn with(mut self, name: &str, ty: Type, zh: &str, en: &str) -> Self {
        self.extra.push((name.to_owned(), ty, Wording::new(zh, en)));
        self
    }

    /// What tells them from other columns over the same schema.
    pub(crate) fn sort(&self) -> Sort {
        let others = self.others.iter();
        Sort {
            feed: self.feed.name.clone(),
            others: others
                .map(|(prefix, feed)| (prefix.clone(), feed.name.clone()))
                .collect(),
            extra: self.extra.clone(),
        }
    }

    /// The column that a rule means by `written`, under its name in the frame: a common name stays as it is, so that it names the
    /// same thing on every feed of the rule; a label becomes the canonical name.
    pub(crate) fn find(&self, written: &str) -> Option<Expr> {
        if let Some((name, ty, _)) = self.extra.iter().find(|(n, ..)| n == written) {
            return Some(Expr::Column {
                name: name.clone(),
                ty: *ty,
                domain: (*ty == Type::Text).then_some(Domain::Prose),
            });
        }
        if let Some((prefix, rest)) = written.split_once('.') {
            let (_, feed) = self.others.iter().find(|(p, _)| p == prefix)?;
            return of_feed(feed, rest, &format!("{prefix}."));
        }
        of_feed(self.feed, written, "")
    }

    /// The name in the frame of what a rule calls `written`.
    pub(crate) fn name(&self, written: &str) -> Option<String> {
        match self.find(written)? {
            Expr::Column { name, .. } => Some(name),
            _ => None,
        }
    }

    /// All names that may be written, for help.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.feed.columns.iter().map(|c| c.name.clone()).collect();
        names.extend(
            COMMON
                .iter()
                .filter(|c| self.feed.column(c).is_none() && self.feed.resolve(c).is_some())
                .map(|c| (*c).to_owned()),
        );
        names.extend(self.extra.iter().map(|(n, ..)| n.clone()));
        for (prefix, feed) in &self.others {
            names.extend(feed.columns.iter().map(|c| format!("{prefix}.{}", c.name)));
        }
        names
    }
}

fn of_feed(feed: &Feed, written: &str, prefix: &str) -> Option<Expr> {
    let column = feed.resolve(written)?;
    let keeps_name =
        column.name == written || (COMMON.contains(&written) && feed.column(written).is_none());
    let name = if keeps_name {
        written
    } else {
        column.name.as_str()
    };
    let ty = type_of(column.ty);
    Some(Expr::Column {
        name: format!("{prefix}{name}"),
        ty,
        domain: (ty == Type::Text).then_some(column.domain),
    })
}

/// The type of an expression over a column of that type.
pub(crate) fn type_of(ty: ledger::Type) -> Type {
    match ty {
        ledger::Type::Money => Type::Money,
        ledger::Type::Int | ledger::Type::Time => Type::Int,
        ledger::Type::Ratio => Type::Ratio,
        ledger::Type::Date => Type::Date,
        ledger::Type::Text => Type::Text,
        ledger::Type::Bool => Type::Bool,
    }
}

/// Columns that say which row of another feed a hit was joined to: its key but for the collective, else date and text.
pub(crate) fn other_subject(other: &Feed) -> Vec<String> {
    let key: Vec<&str> = other
        .key
        .iter()
        .map(String::as_str)
        .filter(|k| *k != "org")
        .collect();
    let key = if key.is_empty() {
        vec!["date", "summary"]
    } else {
        key
    };
    let columns = Columns::of(other);
    key.into_iter()
        .filter_map(|k| Some(format!("other.{}", columns.name(k)?)))
        .collect()
}
