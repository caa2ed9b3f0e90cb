//! One phrase for an expression.

use std::collections::BTreeMap;

use ledger::{Feed, Lang, Wording};

use super::Expr;

/// What columns and lists are called.
#[derive(Clone, Debug, Default)]
pub struct Labels<'a> {
    /// Prefix of a table (`""`, `other`) and its feed.
    pub feeds: Vec<(String, &'a Feed)>,
    /// Names of lists that have a Chinese and an English one; others are shown by their name.
    pub lists: BTreeMap<String, Wording>,
}

/// Reads an expression back as one phrase.
pub fn read_back(_expr: &Expr, _labels: &Labels, _lang: Lang) -> String {
    String::new()
}
