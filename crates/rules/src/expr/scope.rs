//! What an expression may name: columns of the tables before it, params, lists, limits.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ledger::{Domain, Feed, Lang, Role, Schema, Wording};

use super::operand::Nature;
use super::{Expr, Literal, Names, Patterns, Type};

/// What an expression may name.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    /// The tables before it. The first whose prefix is empty is the *own* one: functions take `org`, the date and the default
    /// text columns from it (from the first table at all where none has an empty prefix).
    pub tables: Vec<ScopeTable<'a>>,
    /// Values of `$name`, in force.
    pub params: Arc<BTreeMap<String, Literal>>,
    /// Lexicons and code lists.
    pub lists: Arc<[ListName]>,
    /// Names of limits that are known, shipped or local.
    pub limits: Arc<BTreeSet<String>>,
    /// All feeds, for `on_record`.
    pub schema: &'a Schema,
    /// The Chinese names of `schema`, `lists` and functions.
    pub names: Arc<Names>,
    /// Patterns that were compiled before.
    pub patterns: Patterns,
}

/// One table of a scope: a feed's columns, further ones, or both.
#[derive(Clone, Debug, Default)]
pub struct ScopeTable<'a> {
    /// What stands before the dot, `other`; empty for the own table.
    pub prefix: String,
    /// The feed whose rows these are; its columns may be named by canonical name, Chinese label or common name, and its own
    /// name or label may stand for the prefix.
    pub feed: Option<&'a Feed>,
    /// Columns beside those of the feed: measures, facts.
    pub extra: Vec<ScopeColumn>,
}

/// A column that no feed has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeColumn {
    /// Its name in the frame, without prefix.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Its dictionary, for Text.
    pub domain: Option<Domain>,
    /// What users read; the Chinese form may stand for the name.
    pub label: Wording,
}

/// A list that `mentions` or `in_list` may name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListName {
    /// Its name, `travel`.
    pub name: String,
    /// Its Chinese name, which may stand for it; empty where it has none.
    pub label: String,
    /// Whether it is a code list (`in_list`) and not a lexicon (`mentions`).
    pub codes: bool,
}

/// A column that a name means.
pub(super) struct Named<'a> {
    pub(super) expr: Expr,
    pub(super) nature: Nature<'a>,
}

impl<'a> Scope<'a> {
    /// The table that functions of a row look at.
    pub(super) fn own(&self) -> Option<&ScopeTable<'a>> {
        let own = self.tables.iter().find(|t| t.prefix.is_empty());
        own.or(self.tables.first())
    }

    /// The table that stands before a dot.
    pub(super) fn table(&self, prefix: &str) -> Option<&ScopeTable<'a>> {
        let by_prefix = self.tables.iter().find(|t| t.prefix == prefix);
        let is_feed = |t: &&ScopeTable<'a>| {
            t.feed
                .is_some_and(|f| f.name == prefix || f.label.zh == prefix)
        };
        by_prefix.or_else(|| self.tables.iter().find(is_feed))
    }

    /// The list of that name or Chinese name.
    pub(super) fn list(&self, name: &str) -> Option<&ListName> {
        let by_name = self.lists.iter().find(|l| l.name == name);
        by_name.or_else(|| {
            self.lists
                .iter()
                .find(|l| !l.label.is_empty() && l.label == name)
        })
    }

    /// The feed of that name or Chinese label.
    pub(super) fn feed(&self, name: &str) -> Option<&'a Feed> {
        let by_label = || self.schema.feeds.iter().find(|f| f.label.zh == name);
        self.schema.feed(name).or_else(|| by_label().map(|f| &**f))
    }
}

impl<'a> ScopeTable<'a> {
    /// The column that a rule means by `name`.
    pub(super) fn resolve(&self, name: &str) -> Option<Named<'a>> {
        let extra = self
            .extra
            .iter()
            .find(|c| c.name == name || (!c.label.zh.is_empty() && c.label.zh == name));
        if let Some(column) = extra {
            return Some(Named {
                expr: self.column(&column.name, column.ty, column.domain),
                nature: Nature::default(),
            });
        }
        // What only the reader sees has no values here.
        let column = self.feed?.resolve(name).filter(|c| !c.internal)?;
        let ty = type_of(column.ty);
        Some(Named {
            expr: self.column(
                &column.name,
                ty,
                (ty == Type::Text).then_some(column.domain),
            ),
            nature: Nature {
                values: &column.values,
                time: column.ty == ledger::Type::Time,
            },
        })
    }

    /// Text columns of the feed that have one of the roles.
    pub(super) fn with_roles(&self, roles: &[Role]) -> Vec<Expr> {
        let columns = self.feed.map_or(&[][..], |f| &f.columns);
        let wanted = columns.iter().filter(|c| {
            !c.internal && c.ty == ledger::Type::Text && c.role.is_some_and(|r| roles.contains(&r))
        });
        wanted
            .map(|c| self.column(&c.name, Type::Text, Some(c.domain)))
            .collect()
    }

    /// Every name that may stand for a column, for "did you mean".
    pub(super) fn names(&self) -> Vec<&str> {
        let common = [
            "date",
            "end",
            "amount",
            "party",
            "party_account",
            "party_id",
            "summary",
        ];
        let common = common
            .into_iter()
            .filter(|c| self.feed.is_some_and(|f| f.resolve(c).is_some()));
        let mut names = self.listed(Lang::En);
        names.extend(self.listed(Lang::Zh));
        names.extend(common);
        names
    }

    /// The columns, one name each: the canonical one, or the label where there is one.
    pub(super) fn listed(&self, lang: Lang) -> Vec<&str> {
        let extra = self.extra.iter().map(|c| (c.name.as_str(), &c.label));
        let own = self.feed.map_or(&[][..], |f| &f.columns);
        let own = own.iter().filter(|c| !c.internal);
        let own = own.map(|c| (c.name.as_str(), &c.label));
        extra
            .chain(own)
            .map(|(name, label)| in_language(name, label, lang))
            .collect()
    }

    fn column(&self, name: &str, ty: Type, domain: Option<Domain>) -> Expr {
        let name = if self.prefix.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.prefix)
        };
        Expr::Column { name, ty, domain }
    }
}

fn in_language<'n>(name: &'n str, label: &'n Wording, lang: Lang) -> &'n str {
    match lang {
        Lang::Zh if !label.zh.is_empty() => &label.zh,
        _ => name,
    }
}

/// Type of a feed's column in an expression; a time of day is its seconds since midnight.
pub(super) fn type_of(ty: ledger::Type) -> Type {
    match ty {
        ledger::Type::Money => Type::Money,
        ledger::Type::Int | ledger::Type::Time => Type::Int,
        ledger::Type::Ratio => Type::Ratio,
        ledger::Type::Date => Type::Date,
        ledger::Type::Text => Type::Text,
        ledger::Type::Bool => Type::Bool,
    }
}
