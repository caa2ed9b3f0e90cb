//! Texts of a batch to codes, a column at a time: look-ups that do not hang on each other wait for memory together.

use rustc_hash::FxHashMap;

use super::part::Part;
use super::{How, value};
use crate::fingerprint::{Print, print};
use crate::layout::Plan;
use crate::readers::CellKind;
use crate::{Dictionary, Domain, Feed, NULL_CODE, UNKNOWN_CODE, Wording};

/// Dictionaries of one thread that reads batches of a source, and what it keeps in mind between them.
#[derive(Debug)]
pub(super) struct Coder {
    /// One for each of the plan's reads, so that the few texts of one column are not scattered among the many of another.
    pub(super) dictionaries: Vec<Dictionary>,
    /// Words of closed sets that were met already, by read.
    words: Vec<FxHashMap<String, u32>>,
}

/// Texts looked up together; a few more than memory answers at a time.
const TOGETHER: usize = 32;

/// A dictionary of more texts does not lie in the caches that a core has to itself.
const MANY: usize = 1 << 13;

/// Texts of so many bytes may stand for an empty cell (`-`, `无`), so that they are always looked at.
const SHORT: usize = 6;

impl Coder {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            dictionaries: plan.reads.iter().map(|r| dictionary(&r.how)).collect(),
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

    /// The code of one text, and whether it is that in every row; what was noted must be noted again.
    pub(super) fn one(
        &mut self,
        how: &How,
        (text, kind): (&str, CellKind),
        column: Option<&crate::Column>,
        spot: Spot<'_>,
    ) -> (u32, bool) {
        let Some(dictionary) = self.dictionaries.get_mut(spot.at) else {
            return (NULL_CODE, true);
        };
        let noted = |part: &Part| part.unread.iter().map(|u| u.count).sum::<u64>();
        let Spot { at, row, part } = spot;
        let before = noted(part);
        let code = match (how, self.words.get_mut(at)) {
            (How::Text(domain), _) => cleaned(dictionary, at, *domain, (text, kind), row, part),
            (How::Word(domain), Some(words)) => {
                let spot = Spot {
                    at,
                    row,
                    part: &mut *part,
                };
                word(dictionary, words, *domain, text, column, spot)
            }
            _ => NULL_CODE,
        };
        (code, noted(part) == before)
    }

    fn texts(
        &mut self,
        at: usize,
        domain: Domain,
        texts: &[(&str, CellKind)],
        part: &mut Part,
    ) -> Vec<u32> {
        let mut codes = vec![NULL_CODE; texts.len()];
        let Some(dictionary) = self.dictionaries.get_mut(at) else {
            return codes;
        };
        let mut rows = codes.iter_mut().enumerate();
        for some in texts.chunks(TOGETHER) {
            let mut prints = [Print::default(); TOGETHER];
            for (printed, (text, _)) in prints.iter_mut().zip(some) {
                *printed = print(text);
            }
            // A small dictionary is near enough.
            if dictionary.len() > MANY {
                dictionary.warm(prints.get(..some.len()).unwrap_or(&prints));
            }
            // The texts come first, so that none of the rows is taken for the end of a group.
            for ((&(text, kind), printed), (row, code)) in
                some.iter().zip(prints).zip(rows.by_ref())
            {
                // What the dictionary holds is clean and trusted, so that a cell that stands in it, and has nothing wrapped around it,
                // needs no look.
                let known = match kind {
                    CellKind::Text if text.len() > SHORT && value::is_plain(text) => {
                        dictionary.known(text, printed)
                    }
                    _ => None,
                };
                *code = match known {
                    Some(code) => code,
                    None => cleaned(dictionary, at, domain, (text, kind), row, part),
                };
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
        let (Some(dictionary), Some(words)) =
            (self.dictionaries.get_mut(at), self.words.get_mut(at))
        else {
            return vec![NULL_CODE; texts.len()];
        };
        let mut codes = Vec::with_capacity(texts.len());
        let mut before = ("", NULL_CODE);
        for (row, &(text, _)) in texts.iter().enumerate() {
            if text != before.0 {
                let spot = Spot { at, row, part };
                let code = word(dictionary, words, domain, text, column, spot);
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

/// The code of one text of a closed set; NULL for a blank one, and for one that the set does not hold, which is noted.
fn word(
    dictionary: &mut Dictionary,
    words: &mut FxHashMap<String, u32>,
    domain: Domain,
    text: &str,
    column: Option<&crate::Column>,
    spot: Spot<'_>,
) -> u32 {
    let Some(clean) = value::text(text, domain) else {
        return NULL_CODE;
    };
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
            let Spot { at, row, part } = spot;
            part.note_unread(at, row, fault.code, fault.text);
            NULL_CODE
        }
    }
}

/// Where a text stands: of which read, in which row of which part.
pub(super) struct Spot<'p> {
    pub(super) at: usize,
    pub(super) row: usize,
    pub(super) part: &'p mut Part,
}

/// An empty dictionary for what is read so.
fn dictionary(how: &How) -> Dictionary {
    match how {
        How::Text(domain) | How::Word(domain) => Dictionary::of(*domain),
        _ => Dictionary::default(),
    }
}

/// The code of a text that is cleaned first: NULL for a blank one, unknown for a number that lost its last digits.
fn cleaned(
    dictionary: &mut Dictionary,
    at: usize,
    domain: Domain,
    (text, kind): (&str, CellKind),
    row: usize,
    part: &mut Part,
) -> u32 {
    let Some(clean) = value::text(text, domain) else {
        return NULL_CODE;
    };
    let numbered = matches!(domain, Domain::Account | Domain::Id);
    if numbered && crate::values::id_trust(&clean, kind) == crate::values::Trust::Lost {
        let reason = Wording::new(
            "编号在表格软件中丢失了末尾数字，不能用于比对",
            "the number lost its last digits in a spreadsheet and cannot be compared",
        );
        part.note_unread(at, row, "lost-digits", reason);
        return UNKNOWN_CODE;
    }
    dictionary.intern(&clean)
}
