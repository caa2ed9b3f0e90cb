//! The unit of money that a line above or under a table names: 单位：万元, （万元）, 本表以万元为单位.

use unicode_normalization::UnicodeNormalization;

use crate::headings::unit_of;
use crate::values::simplified;

/// A unit of money, and how surely a line names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// 元, 万元 …
    pub(crate) word: String,
    /// The words that name it, as they stand.
    pub(crate) said: String,
    /// Whether nothing in these words leaves doubt.
    pub(crate) certain: bool,
}

/// Units as lines write them, longer ones before those that they begin with.
const WORDS: [&str; 11] = [
    "十万元",
    "百万元",
    "千万元",
    "亿元",
    "万元",
    "千元",
    "百元",
    "元",
    "圆",
    "角",
    "分",
];

/// What may stand before the unit without changing it.
const BEFORE: [&str; 5] = ["人民币", "rmb", "cny", "¥", "金额"];

/// The unit with which a value begins, and whether that leaves no doubt: `万元`, `万元  2024年1月至12月`, `元（人民币）`, `万元、亩`.
/// A word that only begins like one, 元岗经济联合社, is none.
pub(super) fn unit_at_start(value: &str) -> Option<(&'static str, bool)> {
    let folded: String = value
        .nfkc()
        .map(simplified)
        .flat_map(char::to_lowercase)
        .collect();
    let mut rest = opened(&folded);
    while let Some(shorter) = BEFORE.iter().find_map(|b| rest.strip_prefix(b)) {
        rest = opened(shorter);
    }
    let (word, after) = WORDS
        .iter()
        .find_map(|word| Some((*word, behind(rest, word)?)))?;
    let ends = after.is_empty()
        || after.starts_with(|c: char| !c.is_alphabetic())
        || ["人民币", "整", "第"].iter().any(|w| after.starts_with(w));
    // 万元 begins no name; 元, 角 and 分 do.
    (ends || word.chars().count() > 1).then_some((word, ends))
}

/// The unit that a value speaks of, wherever in it: `亩、万元` leaves doubt of which figures it speaks.
pub(super) fn unit_in_value(value: &str) -> Option<(&'static str, bool)> {
    if let Some(found) = unit_at_start(value) {
        return Some(found);
    }
    // 人民币 and RMB alone mean yuan.
    if unit_of(value) == Some(100) {
        return Some(("元", true));
    }
    let mut parts = value.split(['、', '，', ',', '/', '／', ';', '；', ' ', '　']);
    let short = |p: &&str| (1..=3).contains(&p.trim().chars().count());
    let found = parts.clone().filter(short).find_map(unit_at_start);
    found
        .filter(|_| parts.all(|p| p.trim().chars().count() <= 3))
        .map(|(word, _)| (word, false))
}

/// The unit that a sentence names: `本表金额单位为万元`, `以万元为单位`.
pub(crate) fn unit_in_sentence(text: &str) -> Option<Unit> {
    let folded: String = text.chars().take(61).map(simplified).collect();
    if folded.chars().count() > 60 || !folded.contains("单位") {
        return None;
    }
    let behind = folded.match_indices("单位").find_map(|(at, word)| {
        let value = folded.get(at + word.len()..)?;
        let value = value.trim_start_matches(|c: char| {
            matches!(c, '为' | '是' | '均' | ':' | '：') || c.is_whitespace()
        });
        unit_at_start(value).map(|(unit, _)| unit)
    });
    let before = || {
        let (head, _) = folded.split_once("为单位")?;
        let (_, value) = head.rsplit_once('以')?;
        unit_at_start(value).map(|(unit, _)| unit)
    };
    behind.or_else(before).map(|word| Unit {
        word: word.to_owned(),
        said: text.trim().to_owned(),
        certain: false,
    })
}

/// A cell in which a unit in brackets stands free: `支出表（万元）` is `支出表  单位：万元`, `(单位:万元)` is `单位:万元`; other brackets
/// stay.
pub(super) fn freed(cell: &str) -> String {
    let mut text = String::new();
    let mut rest = cell;
    while let Some(open) = rest.find(['（', '(', '[', '【', '〔']) {
        let (head, tail) = rest.split_at(open);
        text.push_str(head);
        let bracket = tail.chars().next().map_or(1, char::len_utf8);
        let inside = tail.get(bracket..).unwrap_or_default();
        let close = inside.find(['）', ')', ']', '】', '〕']);
        let inner = close.and_then(|at| inside.get(..at)).unwrap_or(inside);
        let behind = close.map_or("", |at| {
            let own = inside.get(at..).unwrap_or_default();
            own.get(own.chars().next().map_or(0, char::len_utf8)..)
                .unwrap_or_default()
        });
        let keyed = inner.split_once([':', '：']).is_some_and(|(key, value)| {
            let key: String = key.trim().chars().map(simplified).collect();
            key.ends_with("单位") && unit_in_value(value).is_some()
        });
        let bare = inner.trim().chars().count() <= 6
            && unit_at_start(inner).is_some_and(|(word, certain)| certain && word.ends_with('元'));
        if keyed {
            text.extend(["  ", inner.trim(), "  "]);
        } else if bare {
            text.extend(["  单位：", inner.trim(), "  "]);
        } else {
            let end = tail.len() - behind.len();
            text.push_str(tail.get(..end).unwrap_or_default());
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

/// A text without blanks and opening brackets before it.
fn opened(text: &str) -> &str {
    text.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '(' | '[' | '【' | '〔' | ':')
    })
}

/// What follows a word that a text begins with, blanks between its letters or not.
fn behind<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut rest = text;
    for letter in word.chars() {
        rest = rest.trim_start().strip_prefix(letter)?;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_begin_with_a_unit() {
        for (value, want) in [
            ("万元", Some(("万元", true))),
            ("人民币万元", Some(("万元", true))),
            ("万元  2024年1月至12月", Some(("万元", true))),
            ("元（人民币）", Some(("元", true))),
            ("元/人民币", Some(("元", true))),
            ("元，保留两位小数", Some(("元", true))),
            ("万元、亩", Some(("万元", true))),
            ("万元,亩", Some(("万元", true))),
            ("万元（不含税）", Some(("万元", true))),
            (" 万 元", Some(("万元", true))),
            ("元  第1页", Some(("元", true))),
            ("人民币（万元）", Some(("万元", true))),
            ("人民币", Some(("元", true))),
            ("亩、万元", Some(("万元", false))),
            ("万元以上", Some(("万元", false))),
            ("元岗经济联合社", None),
            ("分水经济合作社", None),
            ("石溪经济联合社", None),
            ("石溪经济联合社、万元", None),
            ("亩", None),
            ("", None),
        ] {
            assert_eq!(unit_in_value(value), want, "{value}");
        }
    }

    #[test]
    fn units_in_brackets_stand_free_and_names_keep_theirs() {
        for (cell, want) in [
            ("（单位：万元）", "单位：万元"),
            ("[单位:万元]", "单位:万元"),
            ("支出表（万元）", "支出表  单位：万元"),
            ("（單位：萬元）", "單位：萬元"),
            ("支出表(单位:万元)", "支出表  单位:万元"),
            ("石溪(单位:万元)2024年", "石溪  单位:万元  2024年"),
            ("石溪经济合作社（东社）", "石溪经济合作社（东社）"),
            ("单位：元（人民币）", "单位：元（人民币）"),
            (
                "编制单位：石溪经济联合社（盖章",
                "编制单位：石溪经济联合社（盖章",
            ),
        ] {
            assert_eq!(freed(cell).trim(), want, "{cell}");
        }
    }

    #[test]
    fn sentences_that_name_a_unit() {
        for (text, want) in [
            ("注：本表金额单位为万元", Some("万元")),
            ("註：本表金額單位為萬元", Some("万元")),
            ("本表以千元为单位", Some("千元")),
            ("计量单位：万元", Some("万元")),
            ("单位负责人：张三", None),
            ("各单位分管领导", None),
            ("注：支出超过5万元须民主决策", None),
        ] {
            let found = unit_in_sentence(text).map(|u| u.word);
            assert_eq!(found.as_deref(), want, "{text}");
        }
    }
}
