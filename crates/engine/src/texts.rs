//! Tests of texts, computed once a distinct value and never once a row.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ledger::{Dictionary, Domain};
use rayon::prelude::*;
use rules::expr::{Comparison, Pattern};
use rules::lists::Lists;
use rustc_hash::FxHashMap;

use crate::eval::ordered;
use crate::frame::ABSENT_CODE;
use crate::truth::{self, Mask};

/// A predicate over one text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Test {
    /// A term of the lexicon stands in it.
    Mentions(String),
    /// It is in the code list.
    InList(String),
    /// It begins with.
    StartsWith(String),
    /// It contains.
    Contains(String),
    /// SQL's LIKE.
    Like(String),
    /// A regular expression, found anywhere.
    Regexp(Pattern),
    /// It is one of these.
    Among(Vec<String>),
    /// It compares so with a literal; the operator by its place in [`Comparison`].
    Order(u8, String),
}

/// A compiled [`Test`].
pub(crate) type Predicate<'a> = Box<dyn Fn(&str) -> bool + Sync + 'a>;

/// Outcomes of a test by code, as truths: 0 where it was not yet asked for.
pub(crate) type Table = Vec<AtomicU8>;

/// Outcomes of a test over the codes that were asked for.
pub(crate) struct Outcomes {
    /// Of texts.
    texts: Arc<Table>,
    /// Of numbers that are codes by themselves.
    numbers: FxHashMap<u32, Mask>,
}

/// For each code of a domain the code of the same text in another.
pub(crate) type Translation = Vec<u32>;

/// All tables of a run. What is in them does not depend on who fills them.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    tests: Mutex<BTreeMap<(Test, Domain), Arc<Table>>>,
    ranks: Mutex<BTreeMap<Domain, Arc<Ranks>>>,
    translations: Mutex<BTreeMap<(Domain, Domain), Arc<Translation>>>,
}

/// The order of a domain's texts.
#[derive(Debug, Default)]
pub(crate) struct Ranks {
    of: Vec<u32>,
    /// Of numbers that are codes by themselves.
    numbers: FxHashMap<u32, u32>,
    codes: Vec<u32>,
}

impl Ranks {
    fn new(codes: Vec<u32>, texts: usize) -> Self {
        let mut ranks = Self {
            of: vec![0; texts],
            ..Self::default()
        };
        for (rank, &code) in (0u32..).zip(&codes) {
            match ranks.of.get_mut(code as usize) {
                Some(slot) => *slot = rank,
                None => drop(ranks.numbers.insert(code, rank)),
            }
        }
        Self { codes, ..ranks }
    }

    /// The rank of a code; 0 for NULL and unknown.
    pub(crate) fn rank(&self, code: u32) -> u32 {
        let text = self.of.get(code as usize);
        text.or_else(|| self.numbers.get(&code))
            .copied()
            .unwrap_or(0)
    }

    /// The code of a rank.
    pub(crate) fn code(&self, rank: usize) -> Option<u32> {
        self.codes.get(rank).copied()
    }

    /// How many ranks there are.
    pub(crate) fn len(&self) -> usize {
        self.codes.len()
    }
}

impl Tables {
    /// Outcomes of a test over a domain, complete for `codes`.
    pub(crate) fn test(
        &self,
        test: &Test,
        domain: Domain,
        dictionary: &Dictionary,
        codes: &[u32],
        lists: &Lists,
    ) -> Outcomes {
        let key = (test.clone(), domain);
        let table = {
            let mut tests = self.tests.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(tests.entry(key).or_insert_with(|| {
                Arc::new((0..dictionary.len()).map(|_| AtomicU8::new(0)).collect())
            }))
        };
        // What was asked for before is known, so that mostly nothing is left to find.
        let mut met: Vec<u64> = Vec::new();
        let mut open = Vec::new();
        let mut numbers = Vec::new();
        for &code in codes {
            match table.get(code as usize) {
                Some(slot) if slot.load(Ordering::Relaxed) == 0 => {
                    if met.is_empty() {
                        met = vec![0; table.len() / 64 + 1];
                    }
                    if let Some(word) = met.get_mut(code as usize / 64) {
                        let bit = 1 << (code % 64);
                        if *word & bit == 0 {
                            open.push(code);
                        }
                        *word |= bit;
                    }
                }
                None if dictionary.number_of(code).is_some() => numbers.push(code),
                _ => {}
            }
        }
        // Texts lie in the order of their codes.
        open.sort_unstable();
        numbers.sort_unstable();
        numbers.dedup();
        let mut outcomes = FxHashMap::default();
        if !open.is_empty() || !numbers.is_empty() {
            let holds = predicate(test, lists);
            let outcome = |code| {
                if holds(&dictionary.text(code)) {
                    truth::TRUE
                } else {
                    truth::FALSE
                }
            };
            outcomes.extend(numbers.into_iter().map(|code| (code, outcome(code))));
            open.par_iter().with_min_len(512).for_each(|&code| {
                if let Some(slot) = table.get(code as usize) {
                    slot.store(outcome(code), Ordering::Relaxed);
                }
            });
        }
        Outcomes {
            texts: table,
            numbers: outcomes,
        }
    }

    /// The order of a domain's texts, by their characters, and of those numbers among `asked` that are codes by themselves.
    pub(crate) fn ranks(
        &self,
        domain: Domain,
        dictionary: &Dictionary,
        asked: &[u32],
    ) -> Arc<Ranks> {
        let number = |code: &&u32| dictionary.number_of(**code).is_some();
        if asked.iter().any(|code| number(&code)) {
            return Arc::new(mixed(dictionary, asked.iter().filter(number)));
        }
        let mut ranks = self.ranks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = ranks.get(&domain) {
            return Arc::clone(known);
        }
        let mut codes: Vec<u32> =
            (0..u32::try_from(dictionary.len()).unwrap_or(u32::MAX)).collect();
        codes.par_sort_unstable_by(|&a, &b| dictionary.text(a).cmp(&dictionary.text(b)));
        let known = Arc::new(Ranks::new(codes, dictionary.len()));
        ranks.insert(domain, Arc::clone(&known));
        known
    }

    /// For each code of a domain the code of the same text in another; `ABSENT_CODE` where that domain does not hold it.
    pub(crate) fn translation(
        &self,
        from: (Domain, &Dictionary),
        to: (Domain, &Dictionary),
    ) -> Arc<Translation> {
        let key = (from.0, to.0);
        let mut known = self
            .translations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(key).or_insert_with(|| {
            let all = u32::try_from(from.1.len()).unwrap_or(u32::MAX);
            let one = |code| to.1.code(&from.1.text(code));
            Arc::new(
                (0..all)
                    .into_par_iter()
                    .with_min_len(1024)
                    .map(|code| one(code).unwrap_or(ABSENT_CODE))
                    .collect(),
            )
        }))
    }
}

impl Outcomes {
    /// The outcome for a code, where it was asked for.
    pub(crate) fn of(&self, code: u32) -> Option<Mask> {
        match self.texts.get(code as usize) {
            Some(slot) => Some(slot.load(Ordering::Relaxed)).filter(|&mask| mask != 0),
            None => self.numbers.get(&code).copied(),
        }
    }
}

/// The order of all texts and of some numbers.
fn mixed<'a>(dictionary: &Dictionary, numbers: impl Iterator<Item = &'a u32>) -> Ranks {
    let mut codes: Vec<u32> = numbers.copied().collect();
    codes.par_sort_unstable();
    codes.dedup();
    codes.extend(0..u32::try_from(dictionary.len()).unwrap_or(u32::MAX));
    let mut texts: Vec<(Cow<'_, str>, u32)> = codes
        .into_par_iter()
        .map(|code| (dictionary.text(code), code))
        .collect();
    texts.par_sort_unstable();
    let codes = texts.into_iter().map(|(_, code)| code).collect();
    Ranks::new(codes, dictionary.len())
}

/// A test as a function of a text.
pub(crate) fn predicate<'a>(test: &'a Test, lists: &'a Lists) -> Predicate<'a> {
    match test {
        Test::Mentions(list) => Box::new(move |text| lists.find(list, text).is_some()),
        Test::InList(list) => Box::new(move |text| lists.has(list, text)),
        Test::StartsWith(part) => Box::new(move |text| text.starts_with(part.as_str())),
        Test::Contains(part) => Box::new(move |text| text.contains(part.as_str())),
        Test::Like(pattern) => {
            let pattern: Vec<char> = pattern.chars().collect();
            Box::new(move |text| like(&pattern, text))
        }
        Test::Regexp(pattern) => {
            let regex = pattern.regex();
            Box::new(move |text| regex.is_match(text))
        }
        Test::Among(texts) => Box::new(move |text| texts.iter().any(|t| t == text)),
        Test::Order(op, literal) => {
            let op = comparison(*op);
            Box::new(move |text| ordered(op, text.cmp(literal.as_str())))
        }
    }
}

/// The operators by their number, because [`Comparison`] itself has no order to key a table by.
const OPERATORS: [Comparison; 6] = [
    Comparison::Equal,
    Comparison::Differs,
    Comparison::Less,
    Comparison::AtMost,
    Comparison::More,
    Comparison::AtLeast,
];

/// A comparison with a literal as a test.
pub(crate) fn order_test(op: Comparison, literal: &str) -> Test {
    let number = (0u8..).zip(OPERATORS).find(|(_, o)| *o == op);
    Test::Order(number.map_or(0, |(n, _)| n), literal.to_owned())
}

fn comparison(number: u8) -> Comparison {
    OPERATORS
        .get(usize::from(number))
        .copied()
        .unwrap_or(Comparison::Equal)
}

/// SQL's LIKE: `%` is any run of characters, `_` any one; without an escape. Goes back only to the last `%`.
fn like(pattern: &[char], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while let Some(&c) = text.get(t) {
        match pattern.get(p) {
            Some('%') => {
                back = Some((p, t));
                p += 1;
            }
            Some(&wanted) if wanted == '_' || wanted == c => {
                p += 1;
                t += 1;
            }
            _ => match back {
                Some((at, from)) => {
                    back = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|&c| c == '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_knows_runs_and_single_characters() {
        for (pattern, text, expected) in [
            ("%旅游%", "公款旅游费", true),
            ("旅游%", "公款旅游", false),
            ("_桥", "石桥", true),
            ("_桥", "小石桥", false),
            ("%a%b", "xaabab", true),
            ("%a%b", "xaaba", false),
            ("", "", true),
            ("%", "", true),
            ("", "x", false),
            ("a%", "a", true),
        ] {
            let chars: Vec<char> = pattern.chars().collect();
            assert_eq!(like(&chars, text), expected, "{text} LIKE {pattern}");
        }
    }

    #[test]
    fn a_table_is_filled_only_for_codes_that_occur() {
        let mut dictionary = Dictionary::default();
        for text in ["退款", "货款", "退押金"] {
            dictionary.intern(text);
        }
        let tables = Tables::default();
        let test = Test::StartsWith("退".to_owned());
        let lists = Lists::default();
        let table = tables.test(&test, Domain::Prose, &dictionary, &[0, 1, 1], &lists);
        assert_eq!(table.of(0), Some(truth::TRUE));
        assert_eq!(table.of(1), Some(truth::FALSE));
        assert_eq!(table.of(2), None);
    }
}
