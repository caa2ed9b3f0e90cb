//! Cuts Chinese text, which has no blanks, into words of the language and names of the scope, the longest first.

use std::cell::OnceCell;

use super::Scope;
use super::calls::SIGNATURES;
use super::words::SAID;

/// The Chinese names that a scope knows.
pub(super) struct Vocabulary<'a> {
    scope: &'a Scope<'a>,
    /// Labels, list names, words for values: those that begin with a Chinese character, and the others. Made for the first text with any.
    names: OnceCell<[Vec<&'a str>; 2]>,
    params: Vec<&'a str>,
}

/// What stands at the beginning of a text.
pub(super) enum Segment {
    /// A word of the language, and its bytes.
    Said(&'static str, usize),
    /// So many bytes of a name, known or not.
    Name(usize),
}

impl<'a> Vocabulary<'a> {
    pub(super) fn of(scope: &'a Scope<'a>) -> Self {
        let mut params: Vec<&str> = scope.params.keys().map(String::as_str).collect();
        longest_first(&mut params);
        Self {
            scope,
            names: OnceCell::new(),
            params,
        }
    }

    /// The names that may stand at the beginning of a text.
    fn names(&self, text: &str) -> &[&'a str] {
        let [chinese, others] = self.names.get_or_init(|| names(self.scope));
        if text.starts_with(is_chinese) {
            chinese
        } else {
            others
        }
    }

    /// The longest param at the beginning of `text`, where no letter follows it.
    pub(super) fn param(&self, text: &str) -> Option<&'a str> {
        let fits = |p: &&str| {
            let tail = text.strip_prefix(*p);
            tail.is_some_and(|t| !t.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
        };
        self.params.iter().copied().find(fits)
    }

    /// What stands at the beginning of `text`, if that is a Chinese word or a known name.
    pub(super) fn segment(&self, text: &str) -> Option<Segment> {
        let first = text.chars().next()?;
        let said = said(text);
        // A name without any Chinese character is none of these; one may begin with letters (`KTV场所`) where the text has others.
        let name = if text.is_ascii() {
            None
        } else {
            self.name(text)
        };
        if let Some(name) = name
            && said.is_none_or(|word| word.len() <= name)
        {
            return Some(Segment::Name(name));
        }
        if let Some(word) = said {
            return Some(Segment::Said(word, word.len()));
        }
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
        let names = self.names(text).iter();
        let stand = names.filter(|n| text.starts_with(**n) && ends_well(n));
        stand.map(|n| n.len()).max()
    }
}

/// All Chinese names of a scope.
fn names<'a>(scope: &'a Scope<'a>) -> [Vec<&'a str>; 2] {
    let mut names: Vec<&str> = Vec::new();
    for table in &scope.tables {
        names.extend(table.names());
        for column in table.feed.iter().flat_map(|f| &f.columns) {
            let words = column.values.iter().flat_map(|(_, words)| words);
            names.extend(words.map(String::as_str));
        }
    }
    for feed in &scope.schema.feeds {
        names.push(&feed.label.zh);
        names.extend(feed.columns.iter().map(|c| c.label.zh.as_str()));
    }
    for list in scope.lists.iter() {
        names.extend([list.name.as_str(), list.label.as_str()]);
    }
    // Functions that are words of the language too are read as those.
    let functions = SIGNATURES.iter().map(|(_, zh, ..)| *zh);
    names.extend(functions.filter(|f| SAID.iter().all(|(word, _)| word != f)));
    names.retain(|n| !n.is_ascii());
    let (chinese, others) = names.into_iter().partition(|n| n.starts_with(is_chinese));
    [chinese, others]
}

fn longest_first(words: &mut Vec<&str>) {
    words.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words.dedup();
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
