//! The part of a title that names a collective.

use unicode_normalization::UnicodeNormalization;

/// Words that names of collectives end in, the longest first.
pub(super) const WORDS: [&str; 21] = [
    "economiccooperative",
    "villagecollective",
    "villagerscommittee",
    "villagers'committee",
    "villagecommittee",
    "经济合作联社",
    "经济联合总社",
    "经济合作总社",
    "经济联合社",
    "经济合作社",
    "合作经济社",
    "股份合作公司",
    "股份合作社",
    "村民委员会",
    "居民委员会",
    "村民小组",
    "经济社",
    "联合社",
    "村委会",
    "居委会",
    "联社",
];

/// Words between two names that make them two.
const BETWEEN: [char; 8] = ['与', '和', '及', '付', '转', '收', '、', '给'];

/// Whether a known name stands in a text; codes and Latin names only as words of their own.
pub(super) fn stands_in(text: &str, key: &str) -> bool {
    let Some(at) = text.find(key) else {
        return false;
    };
    if !key.is_ascii() {
        return key.chars().count() >= 2;
    }
    let word = |c: char| c.is_ascii_alphanumeric();
    let before = text
        .get(..at)
        .and_then(|t| t.chars().next_back())
        .is_some_and(word);
    let after = text
        .get(at + key.len()..)
        .and_then(|t| t.chars().next())
        .is_some_and(word);
    key.len() >= 2 && !before && !after
}

/// The name in a title that ends in an organisation word, without what stands before and behind it.
pub(super) fn named_in(title: &str) -> Option<String> {
    let folded: String = title.nfkc().map(crate::values::simplified).collect();
    let mut before = String::new();
    for part in
        folded.split(|c: char| c.is_whitespace() || "-_/\\()[]{}【】《》<>:;,.、，。：".contains(c))
    {
        if let Some(name) = in_part(part) {
            return Some(name);
        }
        // A blank may stand inside a name: 南田 经济社.
        let joined = format!("{before}{part}");
        if WORDS.iter().any(|w| part.starts_with(w))
            && !before.is_empty()
            && let Some(name) = in_part(&joined)
        {
            return Some(name);
        }
        part.clone_into(&mut before);
    }
    None
}

fn in_part(part: &str) -> Option<String> {
    if part.contains("信用") {
        return None;
    }
    let (_, mut end) = word_at(part)?;
    // A group below a collective bears both names: 南田经济联合社第三经济社.
    while let Some((start, next)) = part.get(end..).and_then(word_at) {
        let between = part.get(end..end + start).unwrap_or_default();
        if between.is_empty() || between.chars().count() > 4 || between.contains(BETWEEN) {
            break;
        }
        end += next;
    }
    let name = without_period(part.get(..end)?);
    let own = WORDS.iter().find_map(|w| name.strip_suffix(w))?;
    (!own.is_empty()).then(|| name.to_owned())
}

/// Where the first organisation word of a text starts and ends.
fn word_at(text: &str) -> Option<(usize, usize)> {
    let finds = WORDS
        .iter()
        .filter_map(|w| text.find(w).map(|at| (at, at + w.len())));
    finds.min_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)))
}

/// 2024年度, 3月份, 附件1 and the like stand before a name, never in it.
fn without_period(name: &str) -> &str {
    let mut rest = name;
    loop {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let shorter = [
            "年度", "年", "月份", "月", "季度", "附件", "附表", "关于", "表", "第",
        ]
        .iter()
        .find_map(|w| digits.strip_prefix(w))
        .unwrap_or(digits);
        if shorter.len() == rest.len() {
            return rest;
        }
        rest = shorter;
    }
}
