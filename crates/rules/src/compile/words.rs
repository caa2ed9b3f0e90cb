//! Parts of the sentence in which a logic is read back.

use ledger::{Lang, Wording};

use super::{Columns, Given};
use crate::expr::Expr;

/// Labels of columns, joined as a list.
pub(crate) fn columns_read(names: &[String], columns: &Columns<'_>) -> Wording {
    let labels: Vec<Wording> = names.iter().map(|n| label(n, columns)).collect();
    joined(&labels, "、", ", ")
}

/// The rows that a predicate leaves.
pub(crate) fn rows_read<'a>(
    given: &Given<'a>,
    filter: Option<&Expr>,
    columns: &Columns<'a>,
) -> Wording {
    let Some(filter) = filter else {
        return Wording::new("全部记录", "all rows");
    };
    let read = given.read(filter, columns);
    Wording::new(
        format!("满足（{}）的记录", read.zh),
        format!("rows where {}", read.en),
    )
}

/// Adds to a sentence in both languages.
pub(crate) fn append(sentence: &mut Wording, zh: &str, en: &str) {
    sentence.zh.push_str(zh);
    sentence.en.push_str(en);
}

/// Texts joined in both languages.
pub(crate) fn joined(texts: &[Wording], zh: &str, en: &str) -> Wording {
    let form = |lang: Lang, by: &str| {
        texts
            .iter()
            .map(|t| t.text(lang))
            .collect::<Vec<_>>()
            .join(by)
    };
    Wording::new(form(Lang::Zh, zh), form(Lang::En, en))
}

/// `3 天`, `3 days`.
pub(crate) fn days_read(n: i64) -> Wording {
    Wording::new(
        format!("{n} 天"),
        if n == 1 {
            "1 day".to_owned()
        } else {
            format!("{n} days")
        },
    )
}

/// What users call a column; English readers see its canonical name.
fn label(name: &str, columns: &Columns<'_>) -> Wording {
    if let Some((_, _, label)) = columns.extra.iter().find(|(n, ..)| n == name) {
        return label.clone();
    }
    let zh = columns
        .feed
        .resolve(name)
        .map_or(name, |c| c.label.zh.as_str());
    Wording::new(zh, name.replace('_', " "))
}
