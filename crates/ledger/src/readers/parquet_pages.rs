//! Looks over the pages of a Parquet file before a library unpacks them: what they state of themselves must be possible.
//!
//! A page states what it unpacks to and how many values it holds, and room is made for that before a byte of it is read.
//! So every header is read first, by a reader of ours that knows of it only what must be checked.

use std::io::{Read, Seek, SeekFrom};

use ::parquet::basic::{ConvertedType, LogicalType, Type};
use ::parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};

use super::Fault;
use super::columnar::{ROWS, damaged};

/// What a page may unpack to whatever its ratio, in bytes.
const FREE: u64 = 16 << 20;
/// Beyond that, how many times its size it may unpack to, as for gzip.
const RATIO: u64 = 300;
/// What a page may unpack to at all, in bytes. Writers end pages at one or a few MiB, dictionaries at as much.
const LARGEST: u64 = 256 << 20;
/// The longest header that is looked at, in bytes; statistics in it hold the least and the largest value.
const HEADER: usize = 1 << 20;
/// How much is read of a header at first.
const GLANCE: usize = 256;

/// What is known of a group of rows.
#[derive(Debug)]
pub(super) struct Group {
    /// By leaf column: whether all its values are places in a dictionary, so that texts need not be written out a row.
    pub(super) packed: Vec<bool>,
    /// Rows that may be unpacked at a time, so that no column of them takes more than [`UNPACKED`].
    pub(super) rows: usize,
}

/// Bytes that a column of the rows unpacked together may take, where a text that stands in the file once may stand in each of them.
const UNPACKED: u64 = 256 << 20;

/// Checks every page of every column of a file of `length` bytes; what is known of its groups of rows.
pub(super) fn look_over(
    reader: &mut (impl Read + Seek),
    length: u64,
    file: &ParquetMetaData,
) -> Result<Vec<Group>, Fault> {
    let mut groups = Vec::with_capacity(file.num_row_groups());
    for group in file.row_groups() {
        let rows =
            u64::try_from(group.num_rows()).map_err(|_| broken("a number of rows below zero"))?;
        let mut found = Group {
            packed: Vec::with_capacity(group.num_columns()),
            rows: ROWS,
        };
        for column in group.columns() {
            let (packed, repeated) = chunk(reader, length, column, rows)?;
            found.packed.push(packed);
            let most = UNPACKED.checked_div(repeated).unwrap_or(u64::MAX);
            found.rows = found.rows.min(usize::try_from(most).unwrap_or(ROWS)).max(1);
        }
        groups.push(found);
    }
    Ok(groups)
}

/// Checks the pages of one column. Whether all its values are places in a dictionary, and of how many bytes a value at most is that may
/// be written out for any number of rows.
fn chunk(
    reader: &mut (impl Read + Seek),
    length: u64,
    column: &ColumnChunkMetaData,
    rows: u64,
) -> Result<(bool, u64), Fault> {
    let (mut at, size) = column.byte_range();
    let end = at.checked_add(size).filter(|end| *end <= length);
    let end = end.ok_or_else(|| broken("a column lies beyond the end of the file"))?;
    let flat = column.column_descr().max_rep_level() == 0;
    let mut values = 0_u64;
    let (mut dictionary, mut by_place, mut others, mut repeated) = (0, false, false, 0_u64);
    while at < end {
        let (header, size) = header(reader, at, end)?;
        let behind = at.saturating_add(size as u64);
        at = behind
            .checked_add(header.packed)
            .filter(|at| *at <= end)
            .ok_or_else(|| broken("a page lies beyond the end of its column"))?;
        let most = FREE.max(header.packed.saturating_mul(RATIO)).min(LARGEST);
        if header.unpacked > most {
            return Err(bomb(header.packed, header.unpacked));
        }
        match header.kind {
            Kind::Data => {
                values = values.saturating_add(header.values);
                let in_dictionary = matches!(header.encoding, PLAIN_DICTIONARY | RLE_DICTIONARY);
                by_place |= in_dictionary;
                others |= !in_dictionary;
                // A value there may begin as the one before it does.
                if header.encoding == DELTA_BYTE_ARRAY {
                    repeated = repeated.max(header.unpacked);
                }
            }
            // Each value takes a byte at least.
            Kind::Dictionary if header.values > header.unpacked => {
                return Err(broken("a dictionary of more values than bytes"));
            }
            Kind::Dictionary => dictionary = dictionary.max(header.unpacked),
            Kind::Other => {}
        }
    }
    if flat && values != rows {
        return Err(broken(&format!(
            "{values} values in a column of {rows} rows"
        )));
    }
    let packed = by_place && !others;
    let of_bytes = matches!(
        column.column_type(),
        Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY
    );
    let is_text = column.column_descr().converted_type() == ConvertedType::UTF8
        || column.column_descr().logical_type_ref() == Some(&LogicalType::String);
    if of_bytes && by_place && !(packed && is_text) {
        repeated = repeated.max(dictionary);
    }
    Ok((packed && is_text, repeated))
}

/// What the header of a page states.
#[derive(Debug, Default, PartialEq, Eq)]
struct Header {
    kind: Kind,
    packed: u64,
    unpacked: u64,
    values: u64,
    /// How its values are written, by the number of the format.
    encoding: i64,
}

/// Values are places in a dictionary, in the old and the new number for it.
const PLAIN_DICTIONARY: i64 = 2;
const RLE_DICTIONARY: i64 = 8;
/// Values say how many bytes they share with the one before.
const DELTA_BYTE_ARRAY: i64 = 7;

#[derive(Debug, Default, PartialEq, Eq)]
enum Kind {
    Data,
    Dictionary,
    #[default]
    Other,
}

/// The header of a page, and how long it is.
fn header(reader: &mut (impl Read + Seek), at: u64, end: u64) -> Result<(Header, usize), Fault> {
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
            return Err(broken("the header of a page makes no sense"));
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

fn broken(why: &str) -> Fault {
    damaged("Parquet", 0, &why)
}

fn bomb(packed: u64, unpacked: u64) -> Fault {
    Fault::file(
        "bomb",
        format!(
            "Parquet 文件中的一页展开后异常庞大（{packed} 字节展开为 {unpacked} 字节，上限 {RATIO} 倍、256 MiB），未读取。请核对文件来源"
        ),
        format!(
            "a page of the Parquet file unpacks to too much ({packed} bytes to {unpacked}, the limits are {RATIO} times and 256 MiB); it is not read; check where the file is from"
        ),
    )
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
