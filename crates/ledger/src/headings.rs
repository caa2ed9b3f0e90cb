//! Headings of exports: made comparable, and matched to the columns of a feed.

mod matching;

pub(crate) use matching::{Mapping, match_columns};

use unicode_normalization::UnicodeNormalization;

use crate::values::simplified;

/// A heading as aliases are written: NFKC, simplified, lower case, without blanks, line breaks, `*`, `:`, `_`, `.`, quotes, without a unit
/// of money at its end, and without a translation in brackets (`交易日期[ Transaction Date ]`).
pub(crate) fn normalise(heading: &str) -> String {
    let plain = plain(heading);
    let text = untranslated(&plain);
    match unit_at(text) {
        // A heading that is nothing but its unit, `£`, is all there is to match.
        Some((at, _)) if at > 0 => text.get(..at).unwrap_or_default().to_owned(),
        _ => text.to_owned(),
    }
}

/// A Chinese heading without the English one in brackets behind it; units and short codes stay.
fn untranslated(plain: &str) -> &str {
    let Some((head, inner)) = plain.strip_suffix(')').and_then(|p| p.split_once('(')) else {
        return plain;
    };
    let english = inner.len() > 3
        && inner.is_ascii()
        && unit_of(inner).is_none()
        && !inner.bytes().any(|b| b.is_ascii_digit());
    if english && !head.is_empty() && !head.is_ascii() {
        head
    } else {
        plain
    }
}

/// Fen for each unit of a heading that names one: `金额(万元)` is 1,000,000; `None` where it names none.
pub(crate) fn unit_in(heading: &str) -> Option<i64> {
    unit_at(&plain(heading)).map(|(_, fen)| fen)
}

/// Fen for each unit of that word, `万元`, as pins and banners (`单位：万元`) write it.
pub(crate) fn unit_of(word: &str) -> Option<i64> {
    let word = plain(word);
    let word = word.strip_prefix("金额").unwrap_or(&word);
    let word = word.strip_prefix("单位").unwrap_or(word);
    let word = word
        .strip_prefix("人民币")
        .filter(|w| !w.is_empty())
        .unwrap_or(word);
    UNITS.iter().find(|(w, _)| *w == word).map(|(_, fen)| *fen)
}

const UNITS: [(&str, i64); 28] = [
    ("元", 100),
    ("圆", 100),
    ("元人民币", 100),
    ("人民币", 100),
    ("rmb", 100),
    ("cny", 100),
    ("yuan", 100),
    ("¥", 100),
    ("£", 100),
    ("gbp", 100),
    ("$", 100),
    ("usd", 100),
    ("€", 100),
    ("eur", 100),
    ("百元", 10_000),
    ("千元", 100_000),
    ("万元", 1_000_000),
    ("万", 1_000_000),
    ("十万元", 10_000_000),
    ("百万元", 100_000_000),
    ("千万元", 1_000_000_000),
    ("亿元", 10_000_000_000),
    ("亿", 10_000_000_000),
    ("角", 10),
    ("分", 1),
    ("£000", 100_000),
    ("£'000", 100_000),
    ("$000", 100_000),
];

fn plain(heading: &str) -> String {
    heading
        .nfkc()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .filter(|c| {
            !matches!(
                c,
                '*' | ':' | '_' | '.' | '"' | '\'' | '“' | '”' | '‘' | '’' | '`' | '\u{200b}'
                    ..='\u{200f}' | '\u{feff}'
            )
        })
        .map(|c| match c {
            '[' | '【' | '〔' => '(',
            ']' | '】' | '〕' => ')',
            c => simplified(c),
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Where the unit of a plain heading starts, and what it is worth: `(万元)`, `/元`, `-万元` at the end.
fn unit_at(plain: &str) -> Option<(usize, i64)> {
    if let Some(inner) = plain.strip_suffix(')') {
        let at = inner.rfind('(')?;
        return unit_of(inner.get(at + 1..)?).map(|fen| (at, fen));
    }
    // `Amount in £`, `Total €`.
    if let Some(head) = plain.strip_suffix(['£', '$', '€', '¥']) {
        let at = head.strip_suffix("in").unwrap_or(head).len();
        return Some((at, 100));
    }
    let at = plain.rfind(['/', '-', ','])?;
    let word = plain.get(at + 1..)?;
    // After a mere separator only words that can be nothing else count: `收/支` and `s-usd` are headings of their own.
    word.ends_with('元')
        .then(|| unit_of(word))
        .flatten()
        .map(|fen| (at, fen))
}

#[cfg(test)]
mod tests {
    use super::{normalise, unit_in, unit_of};

    #[test]
    fn headings_are_made_comparable() {
        for (heading, wanted, unit) in [
            ("交易金额", "交易金额", None),
            (" 日 志 号 ", "日志号", None),
            ("金额(元)", "金额", Some(100)),
            ("金额（万元）", "金额", Some(1_000_000)),
            ("金额【元】", "金额", Some(100)),
            ("租金[单位：千元]", "租金", Some(100_000)),
            ("合计（人民币元）", "合计", Some(100)),
            ("金额（分）", "金额", Some(1)),
            ("金额(角)", "金额", Some(10)),
            ("总投资（亿元）", "总投资", Some(10_000_000_000)),
            ("金额/万元", "金额", Some(1_000_000)),
            ("收/支", "收/支", None),
            ("面积(亩)", "面积(亩)", None),
            ("交易金额(收入)", "交易金额(收入)", None),
            ("交易金额（支出）", "交易金额(支出)", None),
            ("開票日期*", "开票日期", None),
            ("單位名稱", "单位名称", None),
            ("支出金額（萬元）", "支出金额", Some(1_000_000)),
            ("开票日期*", "开票日期", None),
            ("单位名称：", "单位名称", None),
            ("对方\r\n户名", "对方户名", None),
            ("“摘要”", "摘要", None),
            ("Transaction Number", "transactionnumber", None),
            ("TRANSACTION_DATE", "transactiondate", None),
            ("Trans. No.", "transno", None),
            ("Amount in £", "amount", Some(100)),
            ("Total €", "total", Some(100)),
            ("交易日期[ Transaction Date ]", "交易日期", None),
            ("付款人名称[ Payer's Name ]", "付款人名称", None),
            ("商户类别码(MCC)", "商户类别码(mcc)", None),
            ("借方发生额/元(支取)", "借方发生额/元(支取)", None),
            ("Amount (£)", "amount", Some(100)),
            ("£", "£", None),
            ("\u{feff}Date", "date", None),
            ("ＡＭＯＵＮＴ", "amount", None),
            ("", "", None),
        ] {
            assert_eq!(normalise(heading), wanted, "{heading}");
            if heading != "£" {
                assert_eq!(unit_in(heading), unit, "{heading}");
            }
        }
    }

    #[test]
    fn units_of_pins_and_banners() {
        for (word, wanted) in [
            ("万元", Some(1_000_000)),
            ("单位：元", Some(100)),
            ("金额单位：人民币万元", Some(1_000_000)),
            ("人民币", Some(100)),
            ("亩", None),
            ("", None),
        ] {
            assert_eq!(unit_of(word), wanted, "{word}");
        }
    }
}
