//! The distinct texts of one domain, shared by all feeds, so that equality is equality of codes everywhere.
//!
//! Texts lie end to end in one string, and a table of fingerprints and codes finds them. A look-up touches one slot of the table and no
//! text: fingerprints have 96 bits under keys drawn anew in every run, so that twenty million texts fall together once in 10¹⁴ runs, and
//! nobody can write two that do.
//!
//! In the domain of ids whole numbers below 2³¹ are codes by themselves: transaction and invoice numbers hardly repeat, so that a
//! dictionary of them would be as large as the ledger.

use std::borrow::Cow;
use std::hint::black_box;
use std::sync::OnceLock;

use crate::fingerprint::{Print, print};
use crate::{Domain, UNKNOWN_CODE};

/// A slot of the table that no code has taken.
const FREE: u32 = u32::MAX;

/// The bit that tells a number from the place of a text.
const NUMBER: u32 = 1 << 31;
/// The largest number that is a code by itself; codes above are set aside for NULL, unknown, and texts that a domain does not hold.
const LARGEST: u32 = u32::MAX - NUMBER - 8;

/// Fingerprint and code of each text; a power of two long.
type Slots = Vec<Slot>;

/// What a slot holds: the fingerprint's first 64 bits, 32 more, and the code.
#[derive(Clone, Copy, Debug)]
struct Slot {
    first: u64,
    rest: u32,
    code: u32,
}

impl Slot {
    const EMPTY: Self = Self {
        first: 0,
        rest: 0,
        code: FREE,
    };
}

/// Distinct texts with their codes. Codes never reach an order, a hash or an output.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    /// Whether numbers are codes by themselves.
    numbers: bool,
    arena: String,
    ends: Vec<usize>,
    /// Empty once all texts are there.
    slots: Slots,
    /// Made again for those few that are asked for by text later.
    again: OnceLock<Slots>,
}

impl Dictionary {
    /// A dictionary of a domain.
    pub fn of(domain: Domain) -> Self {
        Self {
            numbers: domain == Domain::Id,
            ..Self::default()
        }
    }

    /// How many distinct texts have codes from 0 on; numbers that are codes by themselves are not among them.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no such text.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a code; `""` for NULL and unknown codes.
    pub fn text(&self, code: u32) -> Cow<'_, str> {
        match self.number_of(code) {
            Some(number) => Cow::Owned(number.to_string()),
            None => Cow::Borrowed(self.stored(code)),
        }
    }

    /// The distinct texts in the order of their codes, without numbers that are codes by themselves.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let text = self.arena.get(start..end).unwrap_or("");
            start = end;
            text
        })
    }

    /// The number that a code is by itself.
    pub fn number_of(&self, code: u32) -> Option<u32> {
        let number = code.wrapping_sub(NUMBER);
        (self.numbers && number <= LARGEST).then_some(number)
    }

    /// The code of a text, if any row may hold it.
    pub fn code(&self, text: &str) -> Option<u32> {
        if let Some(code) = self.as_number(text) {
            return Some(code);
        }
        if self.is_empty() {
            return None;
        }
        let slots = if self.slots.is_empty() {
            self.again.get_or_init(|| self.slotted(room(self.len())))
        } else {
            &self.slots
        };
        let (_, code) = find(slots, print(text));
        (code != FREE).then_some(code)
    }

    /// The code of a text, which is added where it is new.
    pub fn intern(&mut self, text: &str) -> u32 {
        self.as_number(text)
            .unwrap_or_else(|| self.intern_printed(text, print(text)))
    }

    /// The code that a text is by itself: a whole number as it is written without leading zeros.
    pub(crate) fn as_number(&self, text: &str) -> Option<u32> {
        let figures = text.as_bytes();
        if !self.numbers
            || figures.len() > 10
            || (figures.first() == Some(&b'0') && figures.len() > 1)
        {
            return None;
        }
        let mut number = u64::from(!figures.is_empty()).checked_sub(1)?;
        for figure in figures {
            number = number * 10 + u64::from(figure.is_ascii_digit().then(|| figure - b'0')?);
        }
        let number = u32::try_from(number).ok().filter(|n| *n <= LARGEST)?;
        Some(NUMBER + number)
    }

    /// The code of a text whose [`print`] is known, where it has one.
    pub(crate) fn known(&self, text: &str, printed: Print) -> Option<u32> {
        if let Some(code) = self.as_number(text) {
            return Some(code);
        }
        if self.slots.is_empty() {
            return None;
        }
        let (_, code) = find(&self.slots, printed);
        (code != FREE).then_some(code)
    }

    fn intern_printed(&mut self, text: &str, printed: Print) -> u32 {
        let room = room(self.ends.len() + 1);
        if self.slots.len() < room {
            self.slots = self.slotted(room);
            self.again = OnceLock::new();
        }
        let (slot, known) = find(&self.slots, printed);
        if known != FREE {
            debug_assert_eq!(self.stored(known), text, "two texts of one fingerprint");
            return known;
        }
        let code = match u32::try_from(self.ends.len()) {
            Ok(code) if code < UNKNOWN_CODE => code,
            _ => return UNKNOWN_CODE,
        };
        self.arena.push_str(text);
        self.ends.push(self.arena.len());
        if let Some(place) = self.slots.get_mut(slot) {
            *place = printed.slot(code);
        }
        code
    }

    /// Touches what the look-ups of these fingerprints will touch, so that they wait for memory together and not one by one.
    pub(crate) fn warm(&self, prints: &[Print]) {
        let slot = |print: &Print| Some(self.slots.get(print.place(self.slots.len()))?.rest);
        black_box(prints.iter().filter_map(slot).fold(0, u32::wrapping_add));
    }

    /// Codes of this dictionary's texts in `other`, in the order of this one's codes; new texts are added there.
    pub(crate) fn merged_into(&self, other: &mut Self) -> Vec<u32> {
        self.texts().map(|text| other.intern(text)).collect()
    }

    /// Gives back what only the adding of texts needs.
    pub(crate) fn complete(&mut self) {
        self.slots = Slots::new();
        self.arena.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn stored(&self, code: u32) -> &str {
        self.span(code)
            .and_then(|(start, end)| self.arena.get(start..end))
            .unwrap_or("")
    }

    fn span(&self, code: u32) -> Option<(usize, usize)> {
        let index = code as usize;
        let end = *self.ends.get(index)?;
        let before = index.checked_sub(1).and_then(|b| self.ends.get(b).copied());
        Some((before.unwrap_or(0), end))
    }

    /// All texts in a table of that many slots.
    fn slotted(&self, room: usize) -> Slots {
        let mut slots = vec![Slot::EMPTY; room];
        let mut put = |print: Print, code: u32| {
            let (at, _) = find_free(&slots, print);
            if let Some(place) = slots.get_mut(at) {
                *place = print.slot(code);
            }
        };
        if self.slots.is_empty() {
            for (text, code) in self.texts().zip(0..) {
                put(print(text), code);
            }
        } else {
            for slot in self.slots.iter().filter(|slot| slot.code != FREE) {
                let (first, rest) = (slot.first, slot.rest);
                put(Print { first, rest }, slot.code);
            }
        }
        slots
    }
}

/// The text of a code; `""` for NULL and unknown codes, and where there is no dictionary.
pub(crate) fn text_of(dictionary: Option<&Dictionary>, code: u32) -> Cow<'_, str> {
    dictionary.map_or(Cow::Borrowed(""), |d| d.text(code))
}

/// Slots for so many texts: a power of two, at most three quarters full.
fn room(texts: usize) -> usize {
    (texts.saturating_mul(4) / 3 + 1)
        .next_power_of_two()
        .max(16)
}

/// The slot where the text of a fingerprint stands with its code, or the free slot where it would.
fn find(slots: &[Slot], print: Print) -> (usize, u32) {
    search(slots, print, |slot| {
        slot.first == print.first && slot.rest == print.rest
    })
}

/// The free slot where a fingerprint that is not there yet would stand.
fn find_free(slots: &[Slot], print: Print) -> (usize, u32) {
    search(slots, print, |_| false)
}

fn search(slots: &[Slot], print: Print, is: impl Fn(&Slot) -> bool) -> (usize, u32) {
    let mask = slots.len().wrapping_sub(1);
    let mut at = print.place(slots.len());
    loop {
        let slot = slots.get(at).copied().unwrap_or(Slot::EMPTY);
        if slot.code == FREE || is(&slot) {
            return (at, slot.code);
        }
        at = (at + 1) & mask;
    }
}

impl Print {
    fn slot(self, code: u32) -> Slot {
        Slot {
            first: self.first,
            rest: self.rest,
            code,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_keeps_its_code_and_its_text() {
        let mut dictionary = Dictionary::default();
        let texts: Vec<String> = (0..5_000)
            .map(|n| format!("村{}", n * 7919 % 5_003))
            .collect();
        let codes: Vec<u32> = texts.iter().map(|t| dictionary.intern(t)).collect();
        for (text, &code) in texts.iter().zip(&codes) {
            assert_eq!(dictionary.text(code), **text);
            assert_eq!(dictionary.code(text), Some(code));
            assert_eq!(dictionary.intern(text), code);
        }
        assert_eq!(dictionary.len(), 5_000);
        assert_eq!(dictionary.code("别处"), None);
        dictionary.complete();
        for (text, &code) in texts.iter().zip(&codes) {
            assert_eq!(dictionary.code(text), Some(code));
            assert_eq!(dictionary.text(code), **text);
        }
        assert_eq!(dictionary.intern("别处"), 5_000);
        assert_eq!(dictionary.intern(&texts[0]), codes[0]);
        assert_eq!(dictionary.text(crate::NULL_CODE), "");
        assert_eq!(Dictionary::default().code("空"), None);
    }

    #[test]
    fn a_number_is_its_own_code_among_ids_only() {
        let mut ids = Dictionary::of(Domain::Id);
        for text in ["0", "7", "74405515", "2147483639"] {
            let code = ids.intern(text);
            assert_eq!(ids.text(code), text);
            assert_eq!(ids.code(text), Some(code));
            assert!(code < UNKNOWN_CODE - 1, "{text}");
        }
        assert!(ids.is_empty());
        for text in ["007", "2147483640", "-1", "1a", "", "9999999999", "１２"] {
            let code = ids.intern(text);
            assert_eq!(ids.text(code), text);
            assert!((code as usize) < ids.len(), "{text}");
        }
        let mut parties = Dictionary::of(Domain::Party);
        assert_eq!(parties.intern("7"), 0);
    }

    #[test]
    fn the_empty_text_is_a_text() {
        let mut dictionary = Dictionary::default();
        let code = dictionary.intern("");
        assert_eq!(dictionary.code(""), Some(code));
        assert_eq!(dictionary.len(), 1);
    }
}
