//! The distinct texts of one domain, shared by all feeds, so that equality is equality of codes everywhere.
//!
//! Texts lie end to end in one string, and a table of hashes and codes finds them; a look-up touches a text only where its whole
//! hash agrees.

use std::hash::Hasher;
use std::hint::black_box;
use std::sync::OnceLock;

use rustc_hash::FxHasher;

use crate::UNKNOWN_CODE;

/// A slot of the table that no code has taken.
const FREE: u32 = u32::MAX;

/// Hash and code of each text; a power of two long.
type Slots = Vec<(u32, u32)>;

/// Distinct texts with their codes. Codes never reach an order, a hash or an output.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    arena: String,
    ends: Vec<usize>,
    /// Empty once all texts are there.
    slots: Slots,
    /// Made again for those few that are asked for by text later.
    again: OnceLock<Slots>,
}

impl Dictionary {
    /// How many distinct texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a code; `""` for NULL and unknown codes.
    pub fn text(&self, code: u32) -> &str {
        self.span(code)
            .and_then(|(start, end)| self.arena.get(start..end))
            .unwrap_or("")
    }

    /// The code of a text, if any row holds it.
    pub fn code(&self, text: &str) -> Option<u32> {
        if self.is_empty() {
            return None;
        }
        let slots = if self.slots.is_empty() {
            self.again.get_or_init(|| self.slotted(room(self.len())))
        } else {
            &self.slots
        };
        let (_, code) = self.find(slots, text, hash(text));
        (code != FREE).then_some(code)
    }

    /// The code of a text, which is added where it is new.
    pub fn intern(&mut self, text: &str) -> u32 {
        self.intern_hashed(text, hash(text))
    }

    /// The same for a text whose [`hash`] is known.
    pub(crate) fn intern_hashed(&mut self, text: &str, hashed: u32) -> u32 {
        let room = room(self.ends.len() + 1);
        if self.slots.len() < room {
            self.slots = self.slotted(room);
            self.again = OnceLock::new();
        }
        let (slot, known) = self.find(&self.slots, text, hashed);
        if known != FREE {
            return known;
        }
        let code = match u32::try_from(self.ends.len()) {
            Ok(code) if code < UNKNOWN_CODE => code,
            _ => return UNKNOWN_CODE,
        };
        self.arena.push_str(text);
        self.ends.push(self.arena.len());
        if let Some(place) = self.slots.get_mut(slot) {
            *place = (hashed, code);
        }
        code
    }

    /// Touches what the look-ups of these hashes will touch, so that they wait for memory together and not one by one.
    pub(crate) fn warm(&self, hashes: &(impl Iterator<Item = u32> + Clone)) {
        let mask = self.slots.len().wrapping_sub(1);
        let slot = |hashed: u32| self.slots.get(hashed as usize & mask);
        let touched = hashes.clone().filter_map(slot).map(|(hash, _)| *hash);
        black_box(touched.fold(0, u32::wrapping_add));
        let starts = || {
            let span = |&(_, code): &(u32, u32)| Some(self.span(code)?.0);
            hashes.clone().filter_map(slot).filter_map(span)
        };
        black_box(starts().fold(0, usize::wrapping_add));
        let first = |start| self.arena.as_bytes().get(start).copied();
        black_box(starts().filter_map(first).fold(0, u8::wrapping_add));
    }

    /// Codes of this dictionary's texts in `other`, in the order of this one's codes; new texts are added there.
    pub(crate) fn merged_into(&self, other: &mut Self) -> Vec<u32> {
        let mut start = 0;
        self.ends
            .iter()
            .map(|&end| {
                let text = self.arena.get(start..end).unwrap_or("");
                start = end;
                other.intern(text)
            })
            .collect()
    }

    /// Gives back what only the adding of texts needs.
    pub(crate) fn complete(&mut self) {
        self.slots = Slots::new();
        self.arena.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn span(&self, code: u32) -> Option<(usize, usize)> {
        let index = code as usize;
        let end = *self.ends.get(index)?;
        let before = index.checked_sub(1).and_then(|b| self.ends.get(b).copied());
        Some((before.unwrap_or(0), end))
    }

    /// The slot where the text stands with its code, or the free slot where it would.
    fn find(&self, slots: &Slots, text: &str, hashed: u32) -> (usize, u32) {
        let mask = slots.len().wrapping_sub(1);
        let mut at = hashed as usize & mask;
        loop {
            let (known, code) = slots.get(at).copied().unwrap_or((0, FREE));
            if code == FREE || known == hashed && self.text(code) == text {
                return (at, code);
            }
            at = (at + 1) & mask;
        }
    }

    /// All texts in a table of that many slots.
    fn slotted(&self, room: usize) -> Slots {
        let mut slots = vec![(0, FREE); room];
        let mask = room.wrapping_sub(1);
        let mut put = |hashed: u32, code: u32| {
            let mut at = hashed as usize & mask;
            while slots.get(at).is_some_and(|&(_, taken)| taken != FREE) {
                at = (at + 1) & mask;
            }
            if let Some(place) = slots.get_mut(at) {
                *place = (hashed, code);
            }
        };
        if self.slots.is_empty() {
            for code in (0..self.len()).filter_map(|code| u32::try_from(code).ok()) {
                put(hash(self.text(code)), code);
            }
        } else {
            let taken = self.slots.iter().filter(|(_, code)| *code != FREE);
            taken.for_each(|&(hashed, code)| put(hashed, code));
        }
        slots
    }
}

/// Slots for so many texts: a power of two, at most three quarters full.
fn room(texts: usize) -> usize {
    (texts.saturating_mul(4) / 3 + 1)
        .next_power_of_two()
        .max(16)
}

/// Both halves of the hash folded into one and mixed, so that texts that differ in their last figures stand far apart.
pub(crate) fn hash(text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    let wide = hasher.finish();
    let folded = (wide ^ (wide >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    u32::try_from(folded >> 32).unwrap_or(0)
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
            assert_eq!(dictionary.text(code), text);
            assert_eq!(dictionary.code(text), Some(code));
            assert_eq!(dictionary.intern(text), code);
        }
        assert_eq!(dictionary.len(), 5_000);
        assert_eq!(dictionary.code("别处"), None);
        dictionary.complete();
        for (text, &code) in texts.iter().zip(&codes) {
            assert_eq!(dictionary.code(text), Some(code));
            assert_eq!(dictionary.text(code), text);
        }
        assert_eq!(dictionary.intern("别处"), 5_000);
        assert_eq!(dictionary.intern(&texts[0]), codes[0]);
        assert_eq!(dictionary.text(crate::NULL_CODE), "");
        assert_eq!(Dictionary::default().code("空"), None);
    }

    #[test]
    fn the_empty_text_is_a_text() {
        let mut dictionary = Dictionary::default();
        let code = dictionary.intern("");
        assert_eq!(dictionary.code(""), Some(code));
        assert_eq!(dictionary.len(), 1);
    }
}
