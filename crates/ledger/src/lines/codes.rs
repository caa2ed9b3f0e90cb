//! Texts of a batch to codes of its dictionaries.

use super::parse::Reading;
use super::{How, value};
use crate::readers::CellKind;
use crate::{NULL_CODE, UNKNOWN_CODE, Wording};

impl Reading<'_> {
    /// The code of a text.
    pub(super) fn code(&mut self, at: usize, row: u32, text: &str, kind: CellKind) -> u32 {
        if text.is_empty() {
            return NULL_CODE;
        }
        if let Some((last, code)) = self.last.get(at)
            && last == text
            && kind != CellKind::LongNumber
        {
            return *code;
        }
        let Some(read) = self.plan.reads.get(at) else {
            return NULL_CODE;
        };
        let (How::Text(domain) | How::Word(domain)) = read.how else {
            return NULL_CODE;
        };
        let Some(clean) = value::text(text, domain) else {
            return NULL_CODE;
        };
        if matches!(domain, crate::Domain::Account | crate::Domain::Id)
            && crate::values::id_trust(&clean, kind) == crate::values::Trust::Lost
        {
            let reason = Wording::new(
                "编号在表格软件中丢失了末尾数字，不能用于比对",
                "the number lost its last digits in a spreadsheet and cannot be compared",
            );
            self.part.note_unread(at, row, "lost-digits", reason);
            return UNKNOWN_CODE;
        }
        let code = if matches!(read.how, How::Word(_)) {
            let known = self.words.get(at).and_then(|w| w.get(&*clean)).copied();
            known.unwrap_or_else(|| self.word(at, row, &clean, domain))
        } else {
            let dictionary = self.part.dictionaries.get_mut(domain as usize);
            dictionary.map_or(NULL_CODE, |d| d.intern(&clean))
        };
        if let Some(last) = self.last.get_mut(at) {
            last.0.clear();
            last.0.push_str(text);
            last.1 = code;
        }
        code
    }

    /// The code of a word of a closed set, met for the first time in this batch.
    fn word(&mut self, at: usize, row: u32, clean: &str, domain: crate::Domain) -> u32 {
        let column = self
            .plan
            .reads
            .get(at)
            .and_then(|r| self.feed.columns.get(r.column));
        let word = match column.map_or(Ok(None), |c| crate::values::parse_word(c, clean)) {
            Ok(word) => word,
            Err(fault) => {
                self.part.note_unread(at, row, fault.code, fault.text);
                return NULL_CODE;
            }
        };
        let dictionary = self.part.dictionaries.get_mut(domain as usize);
        let code = word
            .zip(dictionary)
            .map_or(NULL_CODE, |(word, d)| d.intern(word));
        if let Some(words) = self.words.get_mut(at) {
            words.insert(clean.to_owned(), code);
        }
        code
    }
}
