//! Lexicons: terms, and the contexts in which a term is innocent.

use std::sync::Arc;

use aho_corasick::AhoCorasick;
use ledger::Wording;
use rustc_hash::FxHashSet;
use serde::Deserialize;
use toml::Spanned;

use super::folding::Folding;
use super::normal::{Normal, Tight, plain};
use super::read::Fault;

/// A context that does not contain its term clears it when it stands at most so many characters away, in the same clause.
const NEAR: usize = 6;

/// What a lexicon found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// The term as the list writes it.
    pub term: &'a str,
    /// Innocent contexts of that term that were tried on this text and did not hold.
    pub tried: Vec<&'a str>,
    /// Whether it was found only after normalisation (spaces inside, width, traditional forms).
    pub normalised: bool,
}

/// A compiled lexicon.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    /// What it is.
    pub(super) doc: Wording,
    terms: Vec<Term>,
    automaton: AhoCorasick,
}

#[derive(Clone, Debug)]
struct Term {
    written: String,
    form: String,
    /// As written, and normalised; those of its group.
    unless: Arc<[(String, String)]>,
}

/// A file of `kind = "lexicon"`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[expect(
        dead_code,
        reason = "The kind has been read before; it stands here so that other keys are refused."
    )]
    kind: String,
    /// What it is; up to a semicolon its name for people.
    doc: Wording,
    /// Contexts that clear every term of the list.
    #[serde(default)]
    unless: Vec<Spanned<String>>,
    terms: Vec<Group>,
}

/// Terms that share contexts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    any: Vec<Spanned<String>>,
    #[serde(default)]
    unless: Vec<Spanned<String>>,
}

/// An occurrence: which term, from where to where in the plain form.
type Occurrence = (usize, std::cmp::Reverse<usize>, usize);

impl Lexicon {
    pub(super) fn compile(file: &File, folding: &Folding) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut terms: Vec<Term> = Vec::new();
        let mut forms: FxHashSet<String> = FxHashSet::default();
        for group in &file.terms {
            let unless: Arc<[(String, String)]> = file
                .unless
                .iter()
                .chain(&group.unless)
                .filter_map(|context| checked(context, folding, &mut faults))
                .collect();
            for word in &group.any {
                let Some((written, form)) = checked(word, folding, &mut faults) else {
                    continue;
                };
                if !forms.insert(form.clone()) {
                    faults.push(Fault::new(
                        word.span(),
                        "repeated-term",
                        (
                            format!("“{written}”已在本表中"),
                            format!("`{written}` stands in this list already"),
                        ),
                        ("删去一处。", "Remove one of them."),
                    ));
                }
                let unless = Arc::clone(&unless);
                terms.push(Term {
                    written,
                    form,
                    unless,
                });
            }
        }
        let automaton = AhoCorasick::new(terms.iter().map(|term| &term.form)).map_err(|_| {
            vec![Fault::new(
                0..0,
                "too-long-list",
                ("词表过大".to_owned(), "the list is too long".to_owned()),
                ("分成几个词表。", "Split it."),
            )]
        })?;
        if faults.is_empty() {
            Ok(Self {
                doc: file.doc.clone(),
                terms,
                automaton,
            })
        } else {
            Err(faults)
        }
    }

    pub(super) fn terms(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(|term| term.written.as_str())
    }

    pub(super) fn find(&self, text: &str, folding: &Folding) -> Option<Found<'_>> {
        if text.is_empty() {
            return None;
        }
        let normal = Normal::of(text, folding);
        let mut found: Vec<Occurrence> = Vec::new();
        for hit in self.automaton.find_overlapping_iter(&normal.plain) {
            if is_whole(&normal.plain, hit.start(), hit.end()) {
                found.push((
                    hit.start(),
                    std::cmp::Reverse(hit.end()),
                    hit.pattern().as_usize(),
                ));
            }
        }
        if let Some(tight) = &normal.tight {
            for hit in self.automaton.find_overlapping_iter(&tight.text) {
                if is_whole(&tight.text, hit.start(), hit.end()) {
                    let (start, end) = extent(tight, hit.start(), hit.end());
                    found.push((start, std::cmp::Reverse(end), hit.pattern().as_usize()));
                }
            }
        }
        found.sort_unstable();
        found.iter().find_map(|&(start, end, pattern)| {
            let term = self.terms.get(pattern)?;
            term.judge(&normal, start, end.0).then(|| Found {
                term: &term.written,
                tried: term
                    .unless
                    .iter()
                    .map(|(written, _)| written.as_str())
                    .collect(),
                normalised: !stands_plainly(text, &term.written),
            })
        })
    }
}

impl Term {
    /// Whether the occurrence is guilty: no context holds.
    fn judge(&self, normal: &Normal, start: usize, end: usize) -> bool {
        !self.unless.iter().any(|(_, context)| {
            let covers = context.contains(&self.form);
            places(normal, context).any(|(from, to)| {
                if covers {
                    from <= start && end <= to
                } else {
                    is_near(&normal.plain, (start, end), (from, to))
                }
            })
        })
    }
}

fn checked(
    word: &Spanned<String>,
    folding: &Folding,
    faults: &mut Vec<Fault>,
) -> Option<(String, String)> {
    let form = plain(word.get_ref(), folding);
    if form.is_empty() {
        faults.push(Fault::new(
            word.span(),
            "empty-term",
            ("空词".to_owned(), "an empty term".to_owned()),
            ("写一个词，或删去。", "Write a word, or remove it."),
        ));
        return None;
    }
    Some((word.get_ref().clone(), form))
}

/// Where a context stands in either form, as byte ranges of the plain one.
fn places<'a>(normal: &'a Normal, context: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
    let loose = normal
        .plain
        .match_indices(context)
        .map(|(at, found)| (at, at + found.len()));
    let tight = normal.tight.iter().flat_map(move |tight| {
        tight
            .text
            .match_indices(context)
            .map(|(at, found)| extent(tight, at, at + found.len()))
    });
    loose.chain(tight)
}

/// The range of the plain form that a range of the tight one stands for; never empty of its last byte.
fn extent(tight: &Tight, start: usize, end: usize) -> (usize, usize) {
    (tight.plain(start), tight.plain(end.saturating_sub(1)) + 1)
}

/// Whether two ranges overlap, or at most [`NEAR`] characters of one clause part them.
fn is_near(text: &str, term: (usize, usize), context: (usize, usize)) -> bool {
    let between = if context.0 >= term.1 {
        text.get(term.1..context.0)
    } else if term.0 >= context.1 {
        text.get(context.1..term.0)
    } else {
        return true;
    };
    between.is_some_and(|gap| {
        gap.chars().count() <= NEAR
            && !gap
                .chars()
                .any(|c| matches!(c, ',' | ';' | '、' | '。' | '及' | '和' | '另'))
    })
}

/// Whether an occurrence that begins or ends with a Latin letter is not part of a longer Latin word (`spa` in `space`).
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let letter = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_alphabetic)
    };
    let opens = letter(Some(start)) && letter(start.checked_sub(1));
    let closes = letter(end.checked_sub(1)) && letter(Some(end));
    !opens && !closes
}

/// Whether the term stands in the raw text as the list writes it, letter case aside.
fn stands_plainly(text: &str, term: &str) -> bool {
    text.contains(term) || text.to_lowercase().contains(&term.to_lowercase())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "A test's own list is well formed.")]

    use super::*;

    const LIST: &str = r#"
        kind = "lexicon"
        doc = { zh = "试", en = "test" }
        unless = ["维修"]
        terms = [
            { any = ["会所"], unless = ["社会所", "协会所"] },
            { any = ["旅游"], unless = ["公路"] },
            { any = ["KTV", "SPA"] },
        ]
    "#;

    fn check(text: &str, want: Option<(&str, bool)>) {
        let lexicon =
            Lexicon::compile(&toml::from_str(LIST).unwrap(), &Folding::default()).unwrap();
        let found = lexicon.find(text, &Folding::default());
        assert_eq!(found.map(|f| (f.term, f.normalised)), want, "{text}");
    }

    #[test]
    fn contexts_clear_only_what_they_cover_or_stand_by() {
        check("社会所需物资", None);
        check("社会所需物资及会所消费", Some(("会所", false)));
        check("旅游公路进度款", None);
        check("公路款,旅游款", Some(("旅游", false)));
        check("旅游接待中心道路以及村道公路款", Some(("旅游", false)));
        check("会所维修", None);
    }

    #[test]
    fn disguises() {
        check("K T V", Some(("KTV", true)));
        check("ｋｔｖ", Some(("KTV", true)));
        check("ktv", Some(("KTV", false)));
        check("旅 游 费", Some(("旅游", true)));
        check("旅 游 公 路", None);
        check("space rent", None);
        check("aKTVb", None);
        check("做SPA两次", Some(("SPA", false)));
    }

    #[test]
    fn the_lead_is_told_what_was_tried() {
        let lexicon =
            Lexicon::compile(&toml::from_str(LIST).unwrap(), &Folding::default()).unwrap();
        let found = lexicon.find("去会所", &Folding::default()).unwrap();
        assert_eq!(found.tried, ["维修", "社会所", "协会所"]);
    }

    #[test]
    fn mistakes_are_all_named() {
        let text = LIST.replace("\"SPA\"", "\"\", \"ktv\"");
        let faults =
            Lexicon::compile(&toml::from_str(&text).unwrap(), &Folding::default()).unwrap_err();
        let codes: Vec<_> = faults.iter().map(|f| f.code).collect();
        assert_eq!(codes, ["empty-term", "repeated-term"]);
    }
}
