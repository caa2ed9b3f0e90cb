//! Ids that survive re-export and growth: of the rule, the subject, and the start of the period or the earliest hit.

use sha2::{Digest, Sha256};

/// The first 16 bytes of a hash.
pub(crate) type Id = [u8; 16];

/// A hash over parts, each with its length before it so that no two lists of parts collide by concatenation; 32 hex digits.
/// With a key it is keyed as HMAC-SHA-256 is (RFC 2104).
pub(crate) fn hash<'a>(parts: impl IntoIterator<Item = &'a str>, key: Option<&[u8]>) -> String {
    text(digest(parts, key))
}

/// The 32 hex digits of a hash.
pub(crate) fn text(id: Id) -> String {
    format!("{:032x}", u128::from_be_bytes(id))
}

/// That hash itself.
pub(crate) fn digest<'a>(parts: impl IntoIterator<Item = &'a str>, key: Option<&[u8]>) -> Id {
    let mut message = Vec::new();
    for part in parts {
        message.extend_from_slice(&(part.len() as u64).to_le_bytes());
        message.extend_from_slice(part.as_bytes());
    }
    let digest = match key {
        None => Sha256::digest(&message),
        Some(key) => hmac(key, &message),
    };
    let mut half = Id::default();
    for (to, from) in half.iter_mut().zip(digest.iter()) {
        *to = *from;
    }
    half
}

/// HMAC-SHA-256 by its definition: two hashes over the key padded to one block.
fn hmac(key: &[u8], message: &[u8]) -> sha2::digest::Output<Sha256> {
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
    let inner = Sha256::new()
        .chain_update(block.map(|b| b ^ 0x36))
        .chain_update(message)
        .finalize();
    Sha256::new()
        .chain_update(block.map(|b| b ^ 0x5c))
        .chain_update(inner)
        .finalize()
}

#[cfg(test)]
mod tests {
    use super::{hash, hmac};

    #[test]
    fn parts_do_not_collide_and_keys_matter() {
        assert_ne!(hash(["ab", "c"], None), hash(["a", "bc"], None));
        assert_ne!(hash(["a"], None), hash(["a"], Some(b"k")));
        assert_eq!(hash(["a"], None).len(), 32);
    }

    #[test]
    fn the_keyed_hash_is_hmac_sha256() {
        // RFC 4231, test case 2.
        let tag = hmac(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(&tag[..4], &[0x5b, 0xdc, 0xc1, 0x46]);
    }
}
