//! Headers of Parquet pages, by a reader of ours that knows of them only what must be checked before room is made for a page.

use std::io::{Read, Seek, SeekFrom};

use super::Fault;
use super::columnar::damaged;

/// The longest header that is looked at, in bytes; statistics in it hold the least and the largest value.
const HEADER: usize = 1 << 20;
/// How much is read of a header at first.
const GLANCE: usize = 256;

/// What the header of a page states.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) kind: Kind,
    /// Bytes that follow the header.
    pub(super) packed: u64,
    /// What they become, in bytes.
    pub(super) unpacked: u64,
    pub(super) values: u64,
    /// How its values are written, by the number of the format.
    pub(super) encoding: i64,
}

/// Values are places in a dictionary, in the old and the new number for it.
pub(super) const PLAIN_DICTIONARY: i64 = 2;
pub(super) const RLE_DICTIONARY: i64 = 8;
/// Values say how many bytes they share with the one before.
pub(super) const DELTA_BYTE_ARRAY: i64 = 7;

/// What a page holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    Data,
    Dictionary,
    #[default]
    Other,
}

/// The header of the page that begins at `at`, and how long it is; it must end before `end`.
pub(super) fn header(
    reader: &mut (impl Read + Seek),
    at: u64,
    end: u64,
) -> Result<(Header, usize), Fault> {
    let mut most = GLANCE;
    loop {
        reader.seek(SeekFrom::Start(at)).map_err(Fault::io)?;
        let mut bytes = Vec::new();
        let left = end.saturating_sub(at).min(most as u64);
        reader
            .by_ref()
            .take(left)
            .read_to_end(&mut bytes)
            .map_err(Fault::io)?;
        let mut fields = Compact {
            bytes: &bytes,
            at: 0,
        };
        if let Some(header) = fields.header() {
            return Ok((header, fields.at));
        }
        if bytes.len() < most || most >= HEADER {
            return Err(damaged(
                "Parquet",
                0,
                &"the header of a page makes no sense",
            ));
        }
        most *= 16;
    }
}

/// The compact protocol of Thrift, as far as headers of pages need it; `None` where bytes are missing or make no sense.
struct Compact<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// Types of fields.
const STOP: u8 = 0;
const I32: u8 = 5;
const BINARY: u8 = 8;
const STRUCT: u8 = 12;

impl Compact<'_> {
    fn header(&mut self) -> Option<Header> {
        let mut header = Header::default();
        let mut kind = None;
        let mut id = 0;
        loop {
            let ty = self.field(&mut id)?;
            if ty == STOP {
                break;
            }
            match (id, ty) {
                (1, I32) => {
                    kind = Some(match self.int()? {
                        0 | 3 => Kind::Data,
                        2 => Kind::Dictionary,
                        _ => Kind::Other,
                    });
                }
                (2, I32) => header.unpacked = u64::try_from(self.int()?).ok()?,
                (3, I32) => header.packed = u64::try_from(self.int()?).ok()?,
                // Each of the three headers says first how many values there are, and in its second or fourth field how they are written.
                (5 | 7, STRUCT) => (header.values, header.encoding) = self.values(2)?,
                (8, STRUCT) => (header.values, header.encoding) = self.values(4)?,
                _ => self.skip(ty, 0)?,
            }
        }
        header.kind = kind?;
        Some(header)
    }

    fn values(&mut self, encoded: i64) -> Option<(u64, i64)> {
        let (mut values, mut encoding, mut id) = (0, 0, 0);
        loop {
            let ty = self.field(&mut id)?;
            if ty == STOP {
                break;
            }
            match (id, ty) {
                (1, I32) => values = u64::try_from(self.int()?).ok()?,
                (id, I32) if id == encoded => encoding = self.int()?,
                _ => self.skip(ty, 1)?,
            }
        }
        Some((values, encoding))
    }

    /// The type of the next field, [`STOP`] at the end of a structure.
    fn field(&mut self, id: &mut i64) -> Option<u8> {
        let byte = self.byte()?;
        let (step, ty) = (byte >> 4, byte & 15);
        if ty == STOP {
            return Some(STOP);
        }
        *id = if step == 0 {
            self.int()?
        } else {
            id.checked_add(i64::from(step))?
        };
        Some(ty)
    }

    fn skip(&mut self, ty: u8, depth: u8) -> Option<()> {
        if depth > 8 {
            return None;
        }
        match ty {
            // Truths lie in the type itself.
            1 | 2 => {}
            3 => self.pass(1)?,
            4..=6 => {
                self.int()?;
            }
            7 => self.pass(8)?,
            BINARY => {
                let length = self.varint()?;
                self.pass(length)?;
            }
            9 | 10 => {
                let byte = self.byte()?;
                let size = match byte >> 4 {
                    15 => self.varint()?,
                    size => u64::from(size),
                };
                for _ in 0..size {
                    // A truth in a list is a byte.
                    match byte & 15 {
                        1 | 2 => self.pass(1)?,
                        ty => self.skip(ty, depth + 1)?,
                    }
                }
            }
            STRUCT => {
                let mut id = 0;
                loop {
                    let ty = self.field(&mut id)?;
                    if ty == STOP {
                        break;
                    }
                    self.skip(ty, depth + 1)?;
                }
            }
            _ => return None,
        }
        Some(())
    }

    fn pass(&mut self, bytes: u64) -> Option<()> {
        let to = self.at.checked_add(usize::try_from(bytes).ok()?)?;
        self.at = (to <= self.bytes.len()).then_some(to)?;
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// A whole number, whose sign is in its last bit.
    fn int(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1).cast_signed() ^ -((value & 1).cast_signed()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_and_broken_ones_are_not() {
        // A data page: type 0, 100 bytes unpacked, 50 packed, checksum, 7 values in a structure with statistics.
        let page = [
            0x15, 0, 0x15, 200, 1, 0x15, 100, 0x15, 2, 0x1C, 0x15, 14, 0x15, 0, 0x3C, 0x18, 1,
            b'a', 0, 0, 0,
        ];
        let read = |bytes: &[u8]| {
            let mut fields = Compact { bytes, at: 0 };
            fields.header().map(|header| (header, fields.at))
        };
        let header = Header {
            kind: Kind::Data,
            packed: 50,
            unpacked: 100,
            values: 7,
            encoding: 0,
        };
        assert_eq!(read(&page), Some((header, page.len())));
        for end in 0..page.len() {
            assert_eq!(read(&page[..end]), None, "{end}");
        }
        assert_eq!(
            read(&[0x15, 0, 0x15, 1, 0]),
            None,
            "sizes are not below zero"
        );
        assert_eq!(read(&[0xFF; 64]), None);
        assert_eq!(read(&[0x19; 64]), None);
    }
}
