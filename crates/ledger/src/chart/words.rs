//! What lists of collectives call a chart of accounts.

use unicode_normalization::UnicodeNormalization;

/// Words for each chart, as they stand without blanks and brackets of titles.
const WORDS: [(&str, &[&str]); 3] = [
    (
        "2004",
        &[
            "2004",
            "2004年",
            "2004版",
            "2004制度",
            "旧制度",
            "村集体经济组织会计制度",
            "财会[2004]12号",
        ],
    ),
    (
        "2023",
        &[
            "2023",
            "2023年",
            "2023版",
            "2023制度",
            "新制度",
            "农村集体经济组织会计制度",
            "财会[2023]14号",
        ],
    ),
    (
        "enterprise",
        &[
            "enterprise",
            "企业",
            "企业会计准则",
            "小企业会计准则",
            "企业会计制度",
            "企业制度",
        ],
    ),
];

/// The chart that a word means; a wrong one would turn income into expense, so that a word that is not known means none.
pub(crate) fn chart_named(word: &str) -> Option<&'static str> {
    let plain: String = word
        .nfkc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '《' | '》'))
        .map(|c| match c {
            '〔' | '【' => '[',
            '〕' | '】' => ']',
            c => c,
        })
        .collect();
    let found = WORDS
        .iter()
        .find(|(_, words)| words.contains(&plain.as_str()));
    found.map(|(chart, _)| *chart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_by_their_words() {
        for (word, chart) in [
            ("2023", Some("2023")),
            ("《农村集体经济组织会计制度》", Some("2023")),
            ("村集体经济组织 会计制度", Some("2004")),
            ("财会〔2004〕12号", Some("2004")),
            ("小企业会计准则", Some("enterprise")),
            ("手工账", None),
            ("", None),
        ] {
            assert_eq!(chart_named(word), chart, "{word}");
        }
    }
}
