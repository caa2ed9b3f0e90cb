//! Cuts Chinese text, which has no blanks, into words of the language and names of the scope, the longest first.

use std::cell::OnceCell;

use ledger::Schema;
use rustc_hash::FxHashMap;

use super::calls::SIGNATURES;
use super::words::SAID;
use super::{ListName, Scope};

/// The Chinese names that every expression of a folder knows: labels, lists, functions.
#[derive(Debug, Default)]
pub struct Names {
    /// Those that begin with a Chinese character, by that character.
    chinese: FxHashMap<char, Vec<String>>,
    /// The others.
    others: Vec<String>,
}

impl Names {
    /// The names of some feeds, their columns, and some lists.
    pub fn of(schema: &Schema, lists: &[ListName]) -> Self {
        let mut names = Self::default();
        for feed in &schema.feeds {
            names.add(&feed.label.zh);
            feed.columns.iter().for_each(|c| names.add(&c.label.zh));
        }
        for list in lists {
            names.add(&list.name);
            names.add(&list.label);
        }
        // Functions that are words of the language too are read as those.
        let functions = SIGNATURES.iter().map(|(_, zh, ..)| *zh);
        functions
            .filter(|f| SAID.iter().all(|(word, _)| word != f))
            .for_each(|f| names.add(f));
        names
    }

    fn add(&mut self, name: &str) {
        if name.is_ascii() {
            return;
        }
        let first = name.chars().next().filter(|c| is_chinese(*c));
        let among = match first {
            Some(first) => self.chinese.entry(first).or_default(),
            None => &mut self.others,
        };
        if !among.iter().any(|known| known == name) {
            among.push(name.to_owned());
        }
    }

    /// The names that may stand at the beginning of a text.
    fn before(&self, text: &str) -> &[String] {
        let first = text.chars().next().filter(|c| is_chinese(*c));
        match first {
            Some(first) => self.chinese.get(&first).map_or(&[], Vec::as_slice),
            None => &self.others,
        }
    }
}

/// The Chinese names that a scope knows.
pub(super) struct Vocabulary<'a> {
    scope: &'a Scope<'a>,
    /// Those of its tables, with the words for their values. Made for the first text with any.
    names: OnceCell<Vec<&'a str>>,
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
        let own = self.names.get_or_init(|| names(self.scope)).iter();
        let shared = self.scope.names.before(text).iter();
        let names = own.copied().chain(shared.map(String::as_str));
        let stand = names.filter(|n| text.starts_with(n) && ends_well(n));
        stand.map(str::len).max()
    }
}

/// The names of a scope's tables.
fn names<'a>(scope: &'a Scope<'a>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for table in &scope.tables {
        names.extend(table.names());
        for column in table.feed.iter().flat_map(|f| &f.columns) {
            let words = column.values.iter().flat_map(|(_, words)| words);
            names.extend(words.map(String::as_str));
        }
    }
    names.retain(|n| !n.is_ascii());
    names
}

fn longest_first(words: &mut Vec<&str>) {
    words.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words.dedup();
}

/// The longest word of the language at the beginning of `text`.
fn said(text: &str) -> Option<&'static str> {
    // All of them are Chinese.
    text.chars().next().filter(|c| !c.is_ascii())?;
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
