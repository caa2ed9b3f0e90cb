//! Cuts Chinese text, which has no blanks, into words of the language and names of the scope, the longest first.

use super::Scope;
use super::calls::SIGNATURES;
use super::words::SAID;

/// The Chinese names that a scope knows.
pub(super) struct Vocabulary {
    /// Labels, list names, words for values; longest first.
    names: Vec<String>,
    params: Vec<String>,
}

/// What stands at the beginning of a text.
pub(super) enum Segment {
    /// A word of the language, and its bytes.
    Said(&'static str, usize),
    /// So many bytes of a name, known or not.
    Name(usize),
}

impl Vocabulary {
    pub(super) fn of(scope: &Scope) -> Self {
        let mut names: Vec<String> = Vec::new();
        for table in &scope.tables {
            names.extend(table.names().into_iter().map(str::to_owned));
            if let Some(feed) = table.feed {
                for column in &feed.columns {
                    names.extend(column.values.iter().flat_map(|(_, words)| words.clone()));
                }
            }
        }
        for feed in &scope.schema.feeds {
            names.push(feed.label.zh.clone());
            names.extend(feed.columns.iter().map(|c| c.label.zh.clone()));
        }
        for list in &scope.lists {
            names.extend([list.name.clone(), list.label.clone()]);
        }
        names.extend(SIGNATURES.iter().map(|(_, zh, ..)| (*zh).to_owned()));
        names.retain(|n| !n.is_ascii() && SAID.iter().all(|(word, _)| word != n));
        let mut params: Vec<String> = scope.params.keys().cloned().collect();
        for words in [&mut names, &mut params] {
            words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            words.dedup();
        }
        Self { names, params }
    }

    /// The longest param at the beginning of `text`, where no letter follows it.
    pub(super) fn param<'a>(&'a self, text: &str) -> Option<&'a str> {
        let fits = |p: &&String| {
            let tail = text.strip_prefix(p.as_str());
            tail.is_some_and(|t| !t.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
        };
        self.params.iter().find(fits).map(String::as_str)
    }

    /// What stands at the beginning of `text`, if that is a Chinese word or a known name.
    pub(super) fn segment(&self, text: &str) -> Option<Segment> {
        let said = said(text);
        let name = self.name(text);
        if let Some(name) = name
            && said.is_none_or(|word| word.len() <= name)
        {
            return Some(Segment::Name(name));
        }
        if let Some(word) = said {
            return Some(Segment::Said(word, word.len()));
        }
        let first = text.chars().next()?;
        is_chinese(first).then(|| Segment::Name(unknown(text)))
    }

    /// Bytes of the longest name at the beginning of `text` that ends where a word may end.
    fn name(&self, text: &str) -> Option<usize> {
        let ends_well = |name: &str| {
            let tail = text.get(name.len()..).unwrap_or("");
            let Some(next) = tail.chars().next() else {
                return true;
            };
            if name.ends_with(|c: char| c.is_ascii_alphanumeric()) && next.is_ascii_alphanumeric() {
                return false;
            }
            !is_chinese(next) || said(tail).is_some()
        };
        self.names
            .iter()
            .find(|n| text.starts_with(n.as_str()) && ends_well(n))
            .map(String::len)
    }
}

/// The longest word of the language at the beginning of `text`.
fn said(text: &str) -> Option<&'static str> {
    SAID.iter()
        .map(|(word, _)| *word)
        .filter(|word| text.starts_with(word))
        .max_by_key(|word| word.len())
}

/// Bytes of an unknown word: up to a character of another script or a word of the language of at least two characters.
fn unknown(text: &str) -> usize {
    let ends = |(at, c): &(usize, char)| {
        let tail = text.get(*at..).unwrap_or("");
        let word = said(tail).filter(|w| w.chars().count() > 1 || matches!(*w, "且" | "或"));
        *at > 0 && (!(is_chinese(*c) || c.is_ascii_alphanumeric()) || word.is_some())
    };
    text.char_indices()
        .find(ends)
        .map_or(text.len(), |(at, _)| at)
}

/// Whether a character belongs to Chinese words (and is no punctuation).
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}' | '〇' | '々')
}
