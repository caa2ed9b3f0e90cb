//! The distinct texts of one domain, shared by all feeds, so that equality is equality of codes everywhere.
//!
//! Texts lie end to end in one string, and a table of codes finds them by hash: about 20 bytes a text besides its own.

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
    hashes: Vec<u32>,
    slots: Vec<u32>,
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
        self.slots.get(slot).copied().filter(|&code| code != FREE)
    }

    /// The code of a text, which is added where it is new.
    pub fn intern(&mut self, text: &str) -> u32 {
        self.intern_hashed(text, hash(text))
    }

    fn intern_hashed(&mut self, text: &str, hashed: u32) -> u32 {
        if (self.ends.len() + 1).saturating_mul(4) > self.slots.len().saturating_mul(3) {
            self.grow();
        }
        let slot = self.slot(text, hashed);
        if let Some(&code) = self.slots.get(slot)
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
        self.hashes.push(hashed);
        if let Some(place) = self.slots.get_mut(slot) {
            *place = code;
        }
        code
    }

    /// Codes of this dictionary's texts in `other`, in the order of this one's codes; new texts are added there.
    pub(crate) fn merged_into(&self, other: &mut Self) -> Vec<u32> {
        (0_u32..)
            .zip(&self.hashes)
            .map(|(code, &hashed)| other.intern_hashed(self.text(code), hashed))
            .collect()
    }

    /// Where the text stands in the table, or the free slot where it would.
    fn slot(&self, text: &str, hashed: u32) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = spread(hashed) & mask;
        loop {
            match self.slots.get(at) {
                Some(&code) if code != FREE => {
                    if self.hashes.get(code as usize) == Some(&hashed) && self.text(code) == text {
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
        let mut slots = vec![FREE; size];
        let mask = size - 1;
        for (code, &hashed) in (0_u32..).zip(&self.hashes) {
            let mut at = spread(hashed) & mask;
            while slots.get(at).is_some_and(|&taken| taken != FREE) {
                at = (at + 1) & mask;
            }
            if let Some(place) = slots.get_mut(at) {
                *place = code;
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

/// The low bits choose the slot.
fn spread(hashed: u32) -> usize {
    hashed as usize
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
