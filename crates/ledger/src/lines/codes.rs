//! Texts of a batch to codes, a column at a time: look-ups that do not hang on each other wait for memory together.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::part::Part;
use super::{How, value};
use crate::dictionary::hash;
use crate::layout::Plan;
use crate::readers::CellKind;
use crate::{Dictionary, Domain, Feed, NULL_CODE, UNKNOWN_CODE, Wording};

/// Dictionaries of one thread that reads batches of a source, and what it keeps in mind between them.
#[derive(Debug)]
pub(super) struct Coder {
    /// One for each domain.
    pub(super) dictionaries: [Dictionary; 5],
    /// Words of closed sets that were met already, by read.
    words: Vec<FxHashMap<String, u32>>,
}

/// Texts looked up together; a few more than memory answers at a time.
const TOGETHER: usize = 32;

/// A text that waits for its code: its index in the column, what it reads as, and its hash.
type Waiting<'t> = (usize, Cow<'t, str>, u32);

impl Coder {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            dictionaries: Domain::ALL.map(Dictionary::of),
            words: plan.reads.iter().map(|_| FxHashMap::default()).collect(),
        }
    }

    /// The codes of one column's texts, which stand in the order of the part's rows.
    pub(super) fn codes(
        &mut self,
        at: usize,
        how: &How,
        texts: &[(&str, CellKind)],
        feed: &Feed,
        plan: &Plan,
        part: &mut Part,
    ) -> Vec<u32> {
        match how {
            How::Text(domain) => self.texts(at, *domain, texts, part),
            How::Word(domain) => {
                let column = plan.reads.get(at).and_then(|r| feed.columns.get(r.column));
                self.closed(at, *domain, texts, column, part)
            }
            _ => Vec::new(),
        }
    }

    fn texts(
        &mut self,
        at: usize,
        domain: Domain,
        texts: &[(&str, CellKind)],
        part: &mut Part,
    ) -> Vec<u32> {
        let mut codes = vec![NULL_CODE; texts.len()];
        let numbered = matches!(domain, Domain::Account | Domain::Id);
        let Some(dictionary) = self.dictionaries.get_mut(domain as usize) else {
            return codes;
        };
        let mut waiting: Vec<Waiting<'_>> = Vec::with_capacity(texts.len());
        for (row, &(text, kind)) in texts.iter().enumerate() {
            let Some(clean) = value::text(text, domain) else {
                continue;
            };
            if numbered && crate::values::id_trust(&clean, kind) == crate::values::Trust::Lost {
                let reason = Wording::new(
                    "编号在表格软件中丢失了末尾数字，不能用于比对",
                    "the number lost its last digits in a spreadsheet and cannot be compared",
                );
                part.note_unread(at, row, "lost-digits", reason);
                if let Some(code) = codes.get_mut(row) {
                    *code = UNKNOWN_CODE;
                }
                continue;
            }
            if let Some(code) = dictionary.as_number(&clean) {
                if let Some(place) = codes.get_mut(row) {
                    *place = code;
                }
                continue;
            }
            let hashed = hash(&clean);
            waiting.push((row, clean, hashed));
        }
        for some in waiting.chunks(TOGETHER) {
            dictionary.warm(&some.iter().map(|(_, _, hashed)| *hashed));
            for (row, text, hashed) in some {
                if let Some(code) = codes.get_mut(*row) {
                    *code = dictionary.intern_hashed(text, *hashed);
                }
            }
        }
        codes
    }

    fn closed(
        &mut self,
        at: usize,
        domain: Domain,
        texts: &[(&str, CellKind)],
        column: Option<&crate::Column>,
        part: &mut Part,
    ) -> Vec<u32> {
        let (Some(dictionary), Some(words)) = (
            self.dictionaries.get_mut(domain as usize),
            self.words.get_mut(at),
        ) else {
            return vec![NULL_CODE; texts.len()];
        };
        let mut codes = Vec::with_capacity(texts.len());
        let mut before = ("", NULL_CODE);
        for (row, &(text, _)) in texts.iter().enumerate() {
            if text != before.0 {
                let code = value::text(text, domain).map_or(NULL_CODE, |clean| {
                    if let Some(&known) = words.get(&*clean) {
                        return known;
                    }
                    match column.map_or(Ok(None), |c| crate::values::parse_word(c, &clean)) {
                        Ok(word) => {
                            let code = word.map_or(NULL_CODE, |word| dictionary.intern(word));
                            words.insert(clean.into_owned(), code);
                            code
                        }
                        Err(fault) => {
                            part.note_unread(at, row, fault.code, fault.text);
                            NULL_CODE
                        }
                    }
                });
                before = (text, code);
            }
            codes.push(before.1);
            if before.1 == NULL_CODE {
                // What could not be read is noted again in the next row, so that every such row is counted.
                before.0 = "";
            }
        }
        codes
    }
}
