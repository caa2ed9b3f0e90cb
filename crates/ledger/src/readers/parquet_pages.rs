//! Looks over the pages of a Parquet file before a library unpacks them: what they state of themselves must be possible.
//!
//! A page states what it unpacks to and how many values it holds, and room is made for that before a byte of it is read.
//! So every header is read first, and what the columns of a group unpack to together is held against what they take in the file.

use std::io::{Read, Seek};

use ::parquet::basic::{ConvertedType, LogicalType, Type};
use ::parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};

use super::Fault;
use super::columnar::{CELL, damaged};
use super::columnar_limit::{FREE, RATIO, most};
use super::parquet_headers::{
    DELTA_BYTE_ARRAY, Header, Kind, PLAIN_DICTIONARY, RLE_DICTIONARY, header,
};

/// What a page may unpack to whatever its ratio, in bytes. Writers end pages at one or a few MiB, dictionaries at as much.
const FREE_PAGE: u64 = 16 << 20;
/// What a page may unpack to at all, in bytes.
const LARGEST_PAGE: u64 = 256 << 20;
/// What the pages that lie open at once may unpack to whatever their ratio, one of each column and its dictionary, in bytes.
const FREE_OPEN: u64 = 64 << 20;
/// What they may unpack to at all.
const LARGEST_OPEN: u64 = 512 << 20;
/// Bytes that a value takes at least once it is unpacked.
const VALUE: u64 = 16;

/// What is known of a group of rows.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// By leaf column: whether all its values are places in a dictionary, so that texts need not be written out a row.
    pub(super) packed: Vec<bool>,
    /// Bytes that a row may take of the columns that are read, but for those of `shared`.
    pub(super) width: u64,
    /// Leaf columns whose dictionary holds texts that are written out in any number of rows.
    pub(super) shared: Vec<usize>,
}

/// What the chunk of one column in a group of rows says of itself.
#[derive(Default)]
struct Chunk {
    packed: bool,
    width: u64,
    shared: bool,
    /// Bytes that its largest page and its dictionary take together.
    open: u64,
    /// The same as they lie in the file.
    stored: u64,
    /// Bytes that all its pages unpack to.
    unpacked: u64,
}

/// Checks every page of a file of `length` bytes; what is known of its groups of rows. `kept` says which leaf columns are read.
pub(super) fn look_over(
    reader: &mut (impl Read + Seek),
    length: u64,
    file: &ParquetMetaData,
    kept: &dyn Fn(usize) -> bool,
) -> Result<Vec<Group>, Fault> {
    let mut groups = Vec::with_capacity(file.num_row_groups());
    let (mut stored, mut unpacked) = (0_u64, 0_u64);
    for group in file.row_groups() {
        let rows =
            u64::try_from(group.num_rows()).map_err(|_| broken("a number of rows below zero"))?;
        let mut found = Group::default();
        let mut open = Chunk::default();
        for (leaf, column) in group.columns().iter().enumerate() {
            // Bytes that several columns claim would be unpacked as often.
            stored = stored.saturating_add(column.byte_range().1);
            if stored > length {
                return Err(broken("its columns are longer than the file"));
            }
            let chunk = chunk(reader, length, column, rows)?;
            found.packed.push(chunk.packed);
            if !kept(leaf) {
                continue;
            }
            found.width = found.width.saturating_add(chunk.width);
            found.shared.extend(chunk.shared.then_some(leaf));
            open.open = open.open.saturating_add(chunk.open);
            open.stored = open.stored.saturating_add(chunk.stored);
            unpacked = unpacked.saturating_add(chunk.unpacked);
        }
        let most = FREE_OPEN.max(open.stored.saturating_mul(RATIO));
        if open.open > most.min(LARGEST_OPEN) {
            return Err(bomb(open.stored, open.open, LARGEST_OPEN));
        }
        groups.push(found);
    }
    if unpacked > most(length) {
        return Err(bomb(length, unpacked, FREE));
    }
    Ok(groups)
}

/// Checks the pages of one column.
fn chunk(
    reader: &mut (impl Read + Seek),
    length: u64,
    column: &ColumnChunkMetaData,
    rows: u64,
) -> Result<Chunk, Fault> {
    let (mut at, size) = column.byte_range();
    let end = at.checked_add(size).filter(|end| *end <= length);
    let end = end.ok_or_else(|| broken("a column lies beyond the end of the file"))?;
    let mut values = 0_u64;
    let (mut by_place, mut others) = (false, false);
    let mut chunk = Chunk::default();
    // The largest page and the dictionary, as they are unpacked and as they are stored.
    let (mut page, mut dictionary) = ((0, 0), (0, 0));
    while at < end {
        let (header, size) = header(reader, at, end)?;
        let behind = at.saturating_add(size as u64);
        at = behind
            .checked_add(header.packed)
            .filter(|at| *at <= end)
            .ok_or_else(|| broken("a page lies beyond the end of its column"))?;
        let most = FREE_PAGE.max(header.packed.saturating_mul(RATIO));
        if header.unpacked > most.min(LARGEST_PAGE) {
            return Err(bomb(header.packed, header.unpacked, LARGEST_PAGE));
        }
        chunk.unpacked = chunk.unpacked.saturating_add(header.unpacked);
        let size = (header.unpacked, header.packed);
        match header.kind {
            Kind::Data => {
                values = values.saturating_add(header.values);
                let in_dictionary = matches!(header.encoding, PLAIN_DICTIONARY | RLE_DICTIONARY);
                by_place |= in_dictionary;
                others |= !in_dictionary;
                page = page.max(size);
                chunk.width = chunk.width.max(width(&header));
            }
            // Each value takes a byte at least.
            Kind::Dictionary if header.values > header.unpacked => {
                return Err(broken("a dictionary of more values than bytes"));
            }
            Kind::Dictionary => dictionary = dictionary.max(size),
            Kind::Other => {}
        }
    }
    if column.column_descr().max_rep_level() == 0 && values != rows {
        return Err(broken(&format!(
            "{values} values in a column of {rows} rows"
        )));
    }
    let is_text = column.column_descr().converted_type() == ConvertedType::UTF8
        || column.column_descr().logical_type_ref() == Some(&LogicalType::String);
    chunk.packed = is_text && by_place && !others;
    chunk.open = page.0.saturating_add(dictionary.0);
    chunk.stored = page.1.saturating_add(dictionary.1);
    match column.column_type() {
        Type::BYTE_ARRAY if chunk.packed => chunk.width = VALUE,
        Type::BYTE_ARRAY => chunk.shared = by_place,
        // Room is made for NULL too.
        Type::FIXED_LEN_BYTE_ARRAY => {
            let each = u64::try_from(column.column_descr().type_length());
            chunk.width = each
                .ok()
                .filter(|each| *each <= CELL as u64)
                .ok_or_else(wide)?;
        }
        _ => chunk.width = VALUE,
    }
    chunk.width = chunk.width.max(VALUE);
    Ok(chunk)
}

/// Bytes that a value of a page of texts takes: on the average, or where a value may begin as the one before it does, at most.
fn width(header: &Header) -> u64 {
    match header.encoding {
        PLAIN_DICTIONARY | RLE_DICTIONARY => 0,
        DELTA_BYTE_ARRAY => header.unpacked,
        _ => header.unpacked.div_ceil(header.values.max(1)),
    }
}

fn broken(why: &str) -> Fault {
    damaged("Parquet", 0, &why)
}

fn wide() -> Fault {
    Fault::file(
        "bomb",
        format!(
            "Parquet 文件声明有一列每个值超过 {} MiB（或长度为负），不是台账，未读取。请核对文件来源",
            CELL >> 20
        ),
        format!(
            "the Parquet file states a column whose values each take more than {} MiB (or less than nothing), which is no ledger; it is not read; check where the file is from",
            CELL >> 20
        ),
    )
}

/// What is refused because `packed` bytes would become `unpacked`; `most` is the limit whatever the ratio.
fn bomb(packed: u64, unpacked: u64, most: u64) -> Fault {
    let most = most >> 20;
    Fault::file(
        "bomb",
        format!(
            "Parquet 文件展开后异常庞大（{packed} 字节展开为 {unpacked} 字节，上限 {RATIO} 倍、{most} MiB），未读取。请核对文件来源，或导出为 csv 再试"
        ),
        format!(
            "the Parquet file unpacks to too much ({packed} bytes to {unpacked}, the limits are {RATIO} times and {most} MiB); it is not read; check where the file is from, or export csv"
        ),
    )
}
