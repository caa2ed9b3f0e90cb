//! Patterns that every backend reads alike: LIKE, and the portable subset of regular expressions.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::iter::Peekable;
use std::str::Chars;
use std::sync::{Arc, Mutex, PoisonError};

use ledger::Wording;
use regex::Regex;

/// Why a pattern is refused: code, what is wrong, what to write instead.
type Refused = (&'static str, Wording, Wording);

/// Bytes of one pattern.
const LENGTH: usize = 4 * 1024;

/// Bytes that a compiled pattern may take.
const COMPILED: usize = 1 << 20;

/// Repeats of one piece.
const REPEATS: u32 = 1000;

/// A regular expression, compiled when its rule is read and never again. It is what its text is.
#[derive(Clone)]
pub struct Pattern(Arc<Regex>);

/// The patterns that a rule file holds, so that one that is read for several feeds and logics is compiled once.
#[derive(Clone, Debug, Default)]
pub struct Patterns(Arc<Mutex<BTreeMap<String, Pattern>>>);

impl Pattern {
    /// Compiles a text; whether every backend reads it alike is not asked here.
    ///
    /// # Errors
    /// A text that is no regular expression, or takes more than 1 MiB once it is compiled.
    pub fn new(text: &str) -> Result<Self, regex::Error> {
        let compiled = regex::RegexBuilder::new(text)
            .size_limit(COMPILED)
            .nest_limit(64)
            .build()?;
        Ok(Self(Arc::new(compiled)))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// What finds it, with scratch space of its own.
    pub fn regex(&self) -> Regex {
        Regex::clone(&self.0)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Pattern {}

impl PartialOrd for Pattern {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pattern {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

/// A text that is sought as it stands.
pub(super) fn plain(text: &str) -> Result<(), Refused> {
    if text.is_empty() {
        return Err(refused(
            "empty-pattern",
            "要找的文字是空的",
            "the text to look for is empty",
            "写出要找的文字；判断空值用“为空”。",
            "Write the text; test for nothing by IS NULL.",
        ));
    }
    short(text)
}

/// SQL's LIKE without an escape.
pub(super) fn like(text: &str) -> Result<(), Refused> {
    plain(text)?;
    if text.contains('\\') {
        return Err(refused(
            "like-escape",
            "LIKE 中不能用反斜杠",
            "LIKE has no escape here",
            "找 % 或 _ 本身用 contains。",
            "Look for % or _ themselves by contains.",
        ));
    }
    Ok(())
}

/// The portable subset: literals, written-out classes, alternation, bounded repeats.
pub(super) fn regexp(text: &str, patterns: &Patterns) -> Result<Pattern, Refused> {
    let mut known = patterns.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pattern) = known.get(text) {
        return Ok(pattern.clone());
    }
    plain(text)?;
    portable(text)?;
    match Pattern::new(text) {
        Ok(pattern) => {
            known.insert(text.to_owned(), pattern.clone());
            Ok(pattern)
        }
        Err(regex::Error::CompiledTooBig(_)) => Err(refused(
            "pattern-too-big",
            "正则表达式展开后太大",
            "the pattern is too large once it is written out",
            "减少重复次数，或改用关键词表。",
            "Use fewer repeats, or a lexicon.",
        )),
        Err(_) => Err(refused(
            "bad-pattern",
            "正则表达式写法有误",
            "the pattern cannot be read",
            "检查括号 ( ) [ ] 和次数 {1,3} 是否成对。",
            "See that ( ), [ ] and {1,3} are closed, and that each repeat follows something.",
        )),
    }
}

fn short(text: &str) -> Result<(), Refused> {
    if text.len() <= LENGTH {
        return Ok(());
    }
    Err(refused(
        "pattern-too-long",
        "要找的文字太长",
        "the pattern is too long",
        "最多 4 KiB；词多时改用关键词表。",
        "At most 4 KiB; put many words into a lexicon.",
    ))
}

/// Refuses what engines read differently.
fn portable(text: &str) -> Result<(), Refused> {
    let mut chars = text.chars().peekable();
    let mut repeated = false;
    while let Some(c) = chars.next() {
        let after_repeat = std::mem::replace(&mut repeated, matches!(c, '?' | '{'));
        match c {
            '\\' => escape(chars.next())?,
            '[' => class(&mut chars)?,
            '.' => {
                return Err(instead(
                    ".",
                    ".",
                    "写明字符组，例如 [^，。]；句点本身写作 \\.",
                    "write a class such as [^,;], or \\. for a full stop",
                ));
            }
            '^' | '$' => {
                return Err(instead(
                    "^ 和 $",
                    "^ and $",
                    "改写：开头用 starts_with，整段相等用 =",
                    "use starts_with, or = for the whole text",
                ));
            }
            '*' | '+' => {
                return Err(instead(
                    "* 和 +",
                    "* and +",
                    "写明次数，例如 {0,20}、{1,20}",
                    "write how often, as in {0,20} or {1,20}",
                ));
            }
            '?' if after_repeat => {
                return Err(instead(
                    "懒惰匹配",
                    "lazy repeats",
                    "删去第二个 ?",
                    "leave the second ? out",
                ));
            }
            '{' => {
                let inside: String = chars.by_ref().take_while(|c| *c != '}').collect();
                repeats(&inside)?;
            }
            '(' if chars.peek() == Some(&'?') => {
                chars.next();
                if chars.next() != Some(':') {
                    return Err(instead(
                        "环视、命名组和开关",
                        "look-around, named groups and flags",
                        "只用 (…) 和 (?:…)",
                        "use ( ) and (?: ) only",
                    ));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// The rest of a class, whose bracket has been read.
fn class(chars: &mut Peekable<Chars>) -> Result<(), Refused> {
    // A circumflex that opens a class belongs to it.
    chars.next_if_eq(&'^');
    while let Some(c) = chars.next() {
        match c {
            ']' => break,
            '\\' => escape(chars.next())?,
            '[' => {
                return Err(instead(
                    "字符组中的 [",
                    "[ inside a class",
                    "写作 \\[",
                    "write \\[",
                ));
            }
            '&' | '~' | '-' if chars.peek() == Some(&c) => {
                return Err(instead(
                    "字符组的运算",
                    "operations on classes",
                    "把字符逐个写出",
                    "write the characters out",
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

fn escape(next: Option<char>) -> Result<(), Refused> {
    let (zh, en) = match next {
        Some('d' | 'D') => ("写作 [0-9] 或 [^0-9]", "write [0-9] or [^0-9]"),
        Some('w' | 'W') => ("写作 [A-Za-z0-9_]，汉字写作 [一-龥]", "write [A-Za-z0-9_]"),
        Some('s' | 'S') => ("写作 [ \u{3000}]", "write [ ]"),
        Some('b' | 'B') => (
            "写出词两边的字符，或改用关键词表",
            "write the characters beside the word, or use a lexicon",
        ),
        Some(c) if c.is_ascii_punctuation() => return Ok(()),
        Some(_) => ("直接写出字符", "write the character itself"),
        None => ("反斜杠本身写作 \\\\", "write a backslash as \\\\"),
    };
    let shown = next.map_or_else(|| "\\".to_owned(), |c| format!("\\{c}"));
    Err(instead(&shown, &shown, zh, en))
}

fn repeats(inside: &str) -> Result<(), Refused> {
    let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
    let bounds = least.parse::<u32>().ok().zip(most.parse::<u32>().ok());
    match bounds {
        Some((least, most)) if least <= most && most <= REPEATS => Ok(()),
        _ => Err(instead(
            "没有上限的重复",
            "a repeat without bounds",
            "写明次数，例如 {1,20}，最多 1000",
            "write how often, as in {1,20}, at most 1000",
        )),
    }
}

/// Refuses one construct of regular expressions, with what to write instead of it.
fn instead(zh: &str, en: &str, help_zh: &str, help_en: &str) -> Refused {
    let mut help = help_en.to_owned();
    if let Some(first) = help.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    (
        "not-portable",
        Wording::new(
            format!("正则表达式不支持 {zh}"),
            format!("the pattern uses {en}, which engines read differently"),
        ),
        Wording::new(format!("请{help_zh}。"), format!("{help}.")),
    )
}

fn refused(code: &'static str, zh: &str, en: &str, help_zh: &str, help_en: &str) -> Refused {
    (code, Wording::new(zh, en), Wording::new(help_zh, help_en))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, code: Option<&str>) {
        assert_eq!(
            regexp(text, &Patterns::default())
                .err()
                .map(|(code, ..)| code),
            code,
            "{text}"
        );
    }

    #[test]
    fn the_portable_subset() {
        check("旅行社|旅游", None);
        check("第[0-9]{1,4}号", None);
        check("(?:团费|门票)(款)?", None);
        check(r"3\.5\(元\)", None);
        check("[^，。]{0,5}桂林", None);
        check("a{1000}", None);
    }

    #[test]
    fn what_engines_read_differently() {
        for text in [
            r"\d{4}",
            r"\w",
            r"\s",
            r"\b旅",
            r"\n",
            r"\",
            "^旅",
            "旅$",
            "旅.{0,3}游",
            "旅.",
            "旅+",
            "旅*",
            "旅{2,}",
            "旅{3,1}",
            "旅{1001}",
            "(?=旅)",
            "(?!旅)",
            "(?i)a",
            "(?P<a>b)",
            "a??",
            "a{1,2}?",
            "[a&&b]",
            "[[:digit:]]",
            "[a--b]",
        ] {
            check(text, Some("not-portable"));
        }
        check("(旅", Some("bad-pattern"));
        check("旅)", Some("bad-pattern"));
        check("[旅", Some("bad-pattern"));
        check("?旅", Some("bad-pattern"));
        check("", Some("empty-pattern"));
        check("(?:a{1000}){1000}", Some("pattern-too-big"));
        check(&"旅".repeat(2000), Some("pattern-too-long"));
    }

    #[test]
    fn like_has_no_escape() {
        assert!(like("%团费%").is_ok());
        assert_eq!(like(r"10\%").err().map(|(c, ..)| c), Some("like-escape"));
    }
}
