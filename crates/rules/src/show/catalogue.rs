//! The catalogue: one line a rule, for `rules/README.md`.

use std::collections::BTreeSet;

use ledger::Lang;

use super::grade_word;
use crate::{Literal, Rule, Rulebook};

/// A Markdown table of all rules by id: id, title linked to its file, English title, grade, feeds, kinds, params as
/// shipped (money in yuan, times in days), number of examples. The same in both languages, for it holds both.
pub fn catalogue(book: &Rulebook) -> String {
    let mut lines = vec![
        "| id | 规则 | rule | 强度 grade | 数据表 feeds | 类型 kinds | 参数 params | 示例 examples |".to_owned(),
        "|---|---|---|---|---|---|---|--:|".to_owned(),
    ];
    lines.extend(book.rules.iter().map(row));
    lines.join("\n") + "\n"
}

fn row(rule: &Rule) -> String {
    let kinds: BTreeSet<&str> = rule.detects.iter().map(|d| d.kind.as_str()).collect();
    let kinds: Vec<&str> = kinds.into_iter().collect();
    let params: Vec<String> = rule
        .params
        .iter()
        .map(|p| format!("{} {}", p.name, cell(&Literal::write(&p.default))))
        .collect();
    format!(
        "| {} | [{}]({}) | {} | {} {} | {} | {} | {} | {} |",
        rule.id,
        cell(&rule.title.zh),
        rule.file,
        cell(&rule.title.en),
        grade_word(rule.grade, Lang::Zh),
        grade_word(rule.grade, Lang::En),
        rule.feeds.join(" "),
        kinds.join(" "),
        params.join(", "),
        rule.examples.len()
    )
}

/// A bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
