//! The names of a run, found in texts without a search over all of them: a set of hashes, asked only where two characters begin one.

use std::hash::Hasher;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::names;

/// Persons to mask, and other texts that contain a person's name and stay whole. Names stand as 64-bit hashes: two that fell
/// together would mask a word too many, once in billions of runs.
#[derive(Debug, Default)]
pub(super) struct Known {
    persons: FxHashSet<u64>,
    others: FxHashSet<u64>,
    /// The first two characters of each, and how many characters the longest has that begins so.
    starts: FxHashMap<(char, char), usize>,
}

impl Known {
    /// The names among texts of party and person columns.
    pub(super) fn of(texts: &[&str]) -> Self {
        let add = |mut known: Self, text: &&str| {
            let mut personal = false;
            for part in names::parts(text) {
                if names::personal(part) {
                    personal = true;
                    known.begin(part);
                    known.persons.insert(hash(part));
                }
            }
            let text = text.trim();
            if !personal && text.chars().nth(2).is_some() {
                known.begin(text);
                known.others.insert(hash(text));
            }
            known
        };
        texts
            .par_iter()
            .fold(Self::default, add)
            .reduce(Self::default, Self::merged)
    }

    /// The text with every person's name masked; of names that begin at one place the longest counts.
    pub(super) fn replace(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = match self.longest(rest) {
                Some((name, true)) => {
                    shown.push_str(&names::mask(name));
                    name.len()
                }
                Some((name, false)) => {
                    shown.push_str(name);
                    name.len()
                }
                None => {
                    shown.push(first);
                    first.len_utf8()
                }
            };
            rest = rest.get(length..).unwrap_or("");
        }
        shown
    }

    /// The longest known text at the beginning of another, and whether it is a person.
    fn longest<'t>(&self, text: &'t str) -> Option<(&'t str, bool)> {
        self.longest_of(text, |known, hash, name| {
            if known.persons.contains(&hash) {
                Some(true)
            } else if known.others.contains(&hash) && known.holds_person(name) {
                Some(false)
            } else {
                None
            }
        })
    }

    fn holds_person(&self, text: &str) -> bool {
        text.char_indices().any(|(at, _)| {
            let rest = text.get(at..).unwrap_or("");
            self.longest_of(rest, |known, hash, _| {
                known.persons.contains(&hash).then_some(true)
            })
            .is_some()
        })
    }

    fn longest_of<'t>(
        &self,
        text: &'t str,
        ask: impl Fn(&Self, u64, &'t str) -> Option<bool>,
    ) -> Option<(&'t str, bool)> {
        let mut chars = text.chars();
        let most = *self.starts.get(&(chars.next()?, chars.next()?))?;
        // A name of one character is no name.
        let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
        let ends: Vec<usize> = ends.take(most).skip(1).collect();
        ends.iter().rev().find_map(|&end| {
            let name = text.get(..end)?;
            Some((name, ask(self, hash(name), name)?))
        })
    }

    fn begin(&mut self, text: &str) {
        let mut chars = text.chars();
        if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
            let most = self.starts.entry((first, second)).or_insert(0);
            *most = (*most).max(2 + chars.count());
        }
    }

    fn merged(mut self, other: Self) -> Self {
        if self.starts.len() < other.starts.len() {
            return other.merged(self);
        }
        self.persons.extend(other.persons);
        self.others.extend(other.others);
        #[expect(
            clippy::iter_over_hash_type,
            reason = "The longest of each is the same in whatever order they come."
        )]
        for (start, length) in other.starts {
            let most = self.starts.entry(start).or_insert(0);
            *most = (*most).max(length);
        }
        self
    }
}

/// A hash that is the same in every run and spreads texts well.
pub(super) fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::Known;

    #[test]
    fn the_longest_name_at_a_place_counts_and_a_firm_named_after_a_person_stays() {
        let known = Known::of(&["张三", "张三丰", "李梅", "张三建材店", "广之旅国际旅行社"]);
        for (text, want) in [
            ("付张三丰款", "付张**款"),
            ("付张三款", "付张*款"),
            ("付张三建材店款", "付张三建材店款"),
            ("付张三建材款", "付张*建材款"),
            ("李梅", "李*"),
            ("李", "李"),
            ("广之旅国际旅行社李梅", "广之旅国际旅行社李*"),
            ("", ""),
        ] {
            assert_eq!(known.replace(text), want, "{text}");
        }
    }
}
