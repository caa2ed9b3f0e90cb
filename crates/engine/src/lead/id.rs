//! Ids that survive re-export and growth: of the rule, the subject, and the start of the period or the earliest hit.

use sha2::digest::Output;
use sha2::{Digest, Sha256};

/// The first 16 bytes of a hash.
pub(crate) type Id = [u8; 16];

/// A hash over parts, each with its length before it so that no two lists of parts collide by concatenation.
pub(crate) fn digest<'a>(parts: impl IntoIterator<Item = &'a str>) -> Id {
    half(Sha256::digest(message(parts)))
}

/// The 32 hex digits of a hash.
pub(crate) fn text(id: Id) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    let halves = id.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let mut text = String::with_capacity(2 * id.len());
    text.extend(halves.map(digit));
    text
}

/// Names leads: the same hash, or, with a key, HMAC-SHA-256 (RFC 2104) by its definition, two hashes over the key padded to one block. What
/// the key begins is computed once, since there may be as many leads as rows.
pub(crate) struct Namer(Option<(Sha256, Sha256)>);

impl Namer {
    pub(crate) fn new(key: Option<&[u8]>) -> Self {
        Self(key.map(|key| {
            let block = padded(key);
            let begun = |with: u8| Sha256::new().chain_update(block.map(|b| b ^ with));
            (begun(0x36), begun(0x5c))
        }))
    }

    /// The id of a lead of these parts.
    pub(crate) fn id<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> Id {
        let message = message(parts);
        match &self.0 {
            None => half(Sha256::digest(message)),
            Some(begun) => half(keyed(begun, &message)),
        }
    }
}

fn keyed((inner, outer): &(Sha256, Sha256), message: &[u8]) -> Output<Sha256> {
    let inner = inner.clone().chain_update(message).finalize();
    outer.clone().chain_update(inner).finalize()
}

fn message<'a>(parts: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut message = Vec::new();
    for part in parts {
        message.extend_from_slice(&(part.len() as u64).to_le_bytes());
        message.extend_from_slice(part.as_bytes());
    }
    message
}

fn half(digest: Output<Sha256>) -> Id {
    let mut half = Id::default();
    for (to, from) in half.iter_mut().zip(digest.iter()) {
        *to = *from;
    }
    half
}

/// A key of one block; a longer one is hashed first.
fn padded(key: &[u8]) -> [u8; 64] {
    const BLOCK: usize = 64;
    let mut block = [0_u8; BLOCK];
    if key.len() > BLOCK {
        let short = Sha256::digest(key);
        for (to, from) in block.iter_mut().zip(short.iter()) {
            *to = *from;
        }
    } else {
        for (to, from) in block.iter_mut().zip(key) {
            *to = *from;
        }
    }
    block
}

#[cfg(test)]
mod tests {
    use super::{Namer, digest, keyed};

    #[test]
    fn parts_do_not_collide_and_keys_matter() {
        let named = |key: Option<&[u8]>| Namer::new(key).id(["a"]);
        assert_ne!(digest(["ab", "c"]), digest(["a", "bc"]));
        assert_eq!(named(None), digest(["a"]));
        assert_ne!(named(None), named(Some(b"k")));
    }

    #[test]
    fn the_keyed_hash_is_hmac_sha256() {
        // RFC 4231, test case 2.
        let Namer(begun) = Namer::new(Some(b"Jefe"));
        let tag = begun.map(|begun| keyed(&begun, b"what do ya want for nothing?"));
        assert_eq!(
            tag.as_deref().and_then(<[u8]>::first_chunk),
            Some(&[0x5b, 0xdc, 0xc1, 0x46])
        );
    }
}
