//! The distinct texts of one domain, shared by all feeds, so that equality is equality of codes everywhere.
//!
//! Texts lie end to end in one string, and a table of hashes and codes finds them; a look-up touches a text only where its whole
//! hash agrees.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::UNKNOWN_CODE;

/// A slot of the table that no code has taken.
const FREE: u32 = u32::MAX;

/// Distinct texts with their codes. Codes never reach an order, a hash or an output.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    arena: String,
    ends: Vec<usize>,
    /// Hash and code; a power of two long.
    slots: Vec<(u32, u32)>,
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
        let slot = self.slot(text, hash(text));
        let code = self.slots.get(slot).map(|(_, code)| *code);
        code.filter(|&code| code != FREE)
    }

    /// The code of a text, which is added where it is new.
    pub fn intern(&mut self, text: &str) -> u32 {
        if (self.ends.len() + 1).saturating_mul(4) > self.slots.len().saturating_mul(3) {
            self.grow();
        }
        let hashed = hash(text);
        let slot = self.slot(text, hashed);
        if let Some(&(_, code)) = self.slots.get(slot)
            && code != FREE
        {
            return code;
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

    /// Where the text stands in the table, or the free slot where it would.
    fn slot(&self, text: &str, hashed: u32) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hashed as usize & mask;
        loop {
            match self.slots.get(at) {
                Some(&(known, code)) if code != FREE => {
                    if known == hashed && self.text(code) == text {
                        return at;
                    }
                }
                _ => return at,
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(16);
        let mut slots = vec![(0, FREE); size];
        let mask = size - 1;
        for &(hashed, code) in self.slots.iter().filter(|(_, code)| *code != FREE) {
            let mut at = hashed as usize & mask;
            while slots.get(at).is_some_and(|&(_, taken)| taken != FREE) {
                at = (at + 1) & mask;
            }
            if let Some(place) = slots.get_mut(at) {
                *place = (hashed, code);
            }
        }
        self.slots = slots;
    }
}

/// Both halves of the hash folded into one and mixed, so that texts that differ in their last figures stand far apart.
fn hash(text: &str) -> u32 {
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
