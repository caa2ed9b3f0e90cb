//! The distinct texts of one domain, shared by all feeds, so that equality is equality of codes everywhere.
//!
//! Texts lie end to end in one string, and a table of hashes and codes finds them; a look-up touches a text only where its whole
//! hash agrees.

use std::hash::Hasher;
use std::hint::black_box;

use rustc_hash::FxHasher;

use crate::UNKNOWN_CODE;

/// A code that no slot has.
const FREE: u32 = u32::MAX;
/// Bits of a slot that hold the length of its text.
const LENGTH_BITS: u32 = 24;
/// The length that stands for itself and all above it.
const LONG: u64 = (1 << LENGTH_BITS) - 1;

/// Distinct texts with their codes. Codes never reach an order, a hash or an output.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    arena: String,
    ends: Vec<usize>,
    /// A power of two long.
    slots: Vec<Slot>,
}

/// Where a text stands: beside its hash, so that a look-up touches the table and the text and nothing else.
#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    code: u32,
    /// First byte in the arena, and length.
    span: u64,
}

const EMPTY: Slot = Slot {
    hash: 0,
    code: FREE,
    span: 0,
};

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
        let index = code as usize;
        let Some(&end) = self.ends.get(index) else {
            return "";
        };
        let start = index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before).copied())
            .unwrap_or(0);
        self.arena.get(start..end).unwrap_or("")
    }

    /// The code of a text, if any row holds it.
    pub fn code(&self, text: &str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let (_, code) = self.find(text, hash(text));
        (code != FREE).then_some(code)
    }

    /// The code of a text, which is added where it is new.
    pub fn intern(&mut self, text: &str) -> u32 {
        self.intern_hashed(text, hash(text))
    }

    /// The same for a text whose [`hash`] is known.
    pub(crate) fn intern_hashed(&mut self, text: &str, hashed: u32) -> u32 {
        self.reserve(1);
        let (slot, known) = self.find(text, hashed);
        if known != FREE {
            return known;
        }
        let code = match u32::try_from(self.ends.len()) {
            Ok(code) if code < UNKNOWN_CODE => code,
            _ => return UNKNOWN_CODE,
        };
        let span = (self.arena.len() as u64) << LENGTH_BITS | (text.len() as u64).min(LONG);
        self.arena.push_str(text);
        self.ends.push(self.arena.len());
        if let Some(place) = self.slots.get_mut(slot) {
            *place = Slot {
                hash: hashed,
                code,
                span,
            };
        }
        code
    }

    /// Touches what the look-ups of these hashes will touch, so that they wait for memory together and not one by one.
    pub(crate) fn warm(&self, hashes: impl Iterator<Item = u32> + Clone) {
        let mask = self.slots.len().wrapping_sub(1);
        let slot = |hashed: u32| self.slots.get(hashed as usize & mask);
        let touched = hashes.clone().filter_map(slot).map(|s| s.hash);
        black_box(touched.fold(0, u32::wrapping_add));
        let first = |s: &Slot| {
            let start = usize::try_from(s.span >> LENGTH_BITS).ok()?;
            self.arena.as_bytes().get(start).copied()
        };
        let touched = hashes.filter_map(slot).filter_map(first);
        black_box(touched.fold(0, u8::wrapping_add));
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

    /// The slot where the text stands with its code, or the free slot where it would.
    fn find(&self, text: &str, hashed: u32) -> (usize, u32) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hashed as usize & mask;
        loop {
            let slot = self.slots.get(at).copied().unwrap_or(EMPTY);
            if slot.code == FREE || slot.hash == hashed && self.holds(slot, text) {
                return (at, slot.code);
            }
            at = (at + 1) & mask;
        }
    }

    fn holds(&self, slot: Slot, text: &str) -> bool {
        let length = slot.span & LONG;
        if length == LONG {
            return self.text(slot.code) == text;
        }
        let start = usize::try_from(slot.span >> LENGTH_BITS).unwrap_or(usize::MAX);
        length == text.len() as u64
            && self
                .arena
                .as_bytes()
                .get(start..start.saturating_add(text.len()))
                == Some(text.as_bytes())
    }

    /// Makes room for so many more texts.
    fn reserve(&mut self, more: usize) {
        let wanted = (self.ends.len() + more).saturating_mul(4) / 3 + 1;
        if wanted <= self.slots.len() {
            return;
        }
        let size = wanted.next_power_of_two().max(16);
        let mut slots = vec![EMPTY; size];
        let mask = size - 1;
        for slot in self.slots.iter().filter(|slot| slot.code != FREE) {
            let mut at = slot.hash as usize & mask;
            while slots.get(at).is_some_and(|taken| taken.code != FREE) {
                at = (at + 1) & mask;
            }
            if let Some(place) = slots.get_mut(at) {
                *place = *slot;
            }
        }
        self.slots = slots;
    }
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
