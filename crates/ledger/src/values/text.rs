//! Texts without what exporters wrap around them.

use std::borrow::Cow;

/// A text without blanks, tabs, full-width spaces and invisible marks at its ends, and without the leading `'` that keeps a
/// number a text.
pub(crate) fn clean_text(raw: &str) -> &str {
    let edge = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
    };
    let text = raw.trim_matches(edge);
    match text.strip_prefix('\'') {
        Some(rest) if !rest.is_empty() && !rest.ends_with('\'') => rest.trim_matches(edge),
        Some("") => "",
        _ => text,
    }
}

/// Whether a cell stands for no value: empty, dashes, a slash, or a word such as 无 or NULL.
pub(crate) fn is_blank(text: &str) -> bool {
    let text = clean_text(text);
    text.chars().all(|c| {
        matches!(
            c,
            '-' | '－' | '—' | '–' | '―' | '−' | '─' | '/' | '／' | '\\'
        )
    }) || matches!(
        text,
        "空" | "无"
            | "NULL"
            | "null"
            | "Null"
            | "nil"
            | "None"
            | "none"
            | "N/A"
            | "n/a"
            | "NA"
            | "#N/A"
    )
}

/// NFKC where a text needs it, so that full-width digits and brackets are read as plain ones.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    use unicode_normalization::UnicodeNormalization;
    if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{clean_text, is_blank};

    #[test]
    fn wrapping_is_taken_off() {
        for (raw, wanted) in [
            ("  石溪 \t", "石溪"),
            ("\u{3000}石溪\u{3000}", "石溪"),
            ("'4401050001", "4401050001"),
            ("1234567890\t", "1234567890"),
            ("\u{feff}日期", "日期"),
            ("'", ""),
            ("", ""),
            ("'quoted'", "'quoted'"),
            ("O'Neil", "O'Neil"),
            ("a b", "a b"),
            ("'\t12 ", "12"),
        ] {
            assert_eq!(clean_text(raw), wanted, "{raw:?}");
        }
    }

    #[test]
    fn what_stands_for_nothing() {
        for text in [
            "", " ", "-", "--", "—", "——", "－", "/", "\\", "空", "无", "NULL", "N/A", "\t",
        ] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["0", "-0", "无锡", "a", "1/2", "否"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
