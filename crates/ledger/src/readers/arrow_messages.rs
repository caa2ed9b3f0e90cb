//! Looks over the messages of an Arrow file or stream before a library decodes them: lengths that lie are found without making room
//! for them.

use std::io::{Read, Seek, SeekFrom};

use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::read_footer_length;
use arrow_ipc::{Block, Message, MetadataVersion, RecordBatch, root_as_footer, root_as_message};
use arrow_schema::Schema;

use super::Fault;
use super::arrow::damaged;

/// What the columns of a message may unpack to whatever their ratio, in bytes.
const FREE: u64 = 64 << 20;
/// Beyond that, how many times their size, as for gzip.
const RATIO: u64 = 300;
/// What they may unpack to at all, in bytes.
const LARGEST: u64 = 4 << 30;
/// The longest description of a message or of the file, in bytes.
const HEADER: u64 = 16 << 20;
/// Messages of one file. Writers put thousands of rows into each.
const MESSAGES: usize = 1 << 20;

/// What a file or stream says of itself.
pub(super) struct Told {
    pub(super) schema: Schema,
    pub(super) version: MetadataVersion,
    /// Messages of distinct values, of a file.
    pub(super) dictionaries: Vec<Block>,
    /// Messages of rows, of a file, each with its number of rows.
    pub(super) batches: Vec<(Block, u64)>,
    /// Rows in all.
    pub(super) rows: u64,
}

/// What a file of `length` bytes says.
pub(super) fn in_file(reader: &mut (impl Read + Seek), length: u64) -> Result<Told, Fault> {
    // Mark and length of the footer at the end, and the mark at the beginning.
    let tail_at = length.checked_sub(10).filter(|at| *at >= 8);
    let tail_at = tail_at.ok_or_else(|| damaged(0, &"it is too short"))?;
    let mut tail = [0; 10];
    reader.seek(SeekFrom::Start(tail_at)).map_err(Fault::io)?;
    reader.read_exact(&mut tail).map_err(Fault::io)?;
    let size = read_footer_length(tail).map_err(|error| damaged(0, &error))? as u64;
    let at = tail_at.checked_sub(size).filter(|_| size <= HEADER);
    let at = at.ok_or_else(|| damaged(0, &"the footer is longer than the file"))?;
    let bytes = part(reader, at, size)?;
    let footer = root_as_footer(&bytes).map_err(|error| damaged(0, &error))?;
    let schema = footer
        .schema()
        .ok_or_else(|| damaged(0, &"there is no schema"))?;
    if !schema.endianness().equals_to_target_endianness() {
        return Err(damaged(0, &"its numbers are written the other way round"));
    }
    let schema = try_fb_to_schema(schema).map_err(|error| damaged(0, &error))?;
    let mut told = Told {
        schema,
        version: footer.version(),
        dictionaries: Vec::new(),
        batches: Vec::new(),
        rows: 0,
    };
    for block in footer.dictionaries().iter().flatten() {
        told.dictionaries.push(*block);
        self::block(reader, block, tail_at)?;
    }
    let blocks = footer.recordBatches();
    for block in blocks.iter().flatten() {
        if told.batches.len() == MESSAGES {
            return Err(damaged(0, &"it holds too many messages"));
        }
        let rows = self::block(reader, block, tail_at)?;
        told.batches.push((*block, rows));
        told.rows = told.rows.saturating_add(rows);
    }
    Ok(told)
}

/// What a stream of `length` bytes says; one that does not say that it ends may have lost rows.
pub(super) fn in_stream(reader: &mut (impl Read + Seek), length: u64) -> Result<Told, Fault> {
    let (mut at, mut told) = (0_u64, None::<Told>);
    for _ in 0..MESSAGES {
        let head = part(reader, at, length.saturating_sub(at).min(8))?;
        let (skip, size) = match head.as_slice() {
            [0xFF, 0xFF, 0xFF, 0xFF, size @ ..] => (8, size.try_into()),
            [size @ .., _, _, _, _] => (4, size.try_into()),
            _ => return Err(unended()),
        };
        let size = size.map(i32::from_le_bytes).map_err(|_| unended())?;
        let size = u64::try_from(size).map_err(|_| damaged(0, &"a length below zero"))?;
        if size == 0 {
            return told.ok_or_else(|| damaged(0, &"there is no schema"));
        }
        at = at.saturating_add(skip);
        let bytes = part(reader, at, size)?;
        let message = root_as_message(&bytes).map_err(|error| damaged(0, &error))?;
        at = at.saturating_add(size);
        let (rows, body) = self::message(reader, &message, at, length)?;
        match (&mut told, message.header_as_schema()) {
            (None, Some(schema)) => {
                told = Some(Told {
                    schema: try_fb_to_schema(schema).map_err(|error| damaged(0, &error))?,
                    version: message.version(),
                    dictionaries: Vec::new(),
                    batches: Vec::new(),
                    rows: 0,
                });
            }
            (Some(told), None) => told.rows = told.rows.saturating_add(rows),
            _ => return Err(damaged(0, &"the schema does not stand first")),
        }
        at = at.saturating_add(body);
    }
    Err(damaged(0, &"it holds too many messages"))
}

/// Checks a message that the footer points to; how many rows it holds.
fn block(reader: &mut (impl Read + Seek), block: &Block, end: u64) -> Result<u64, Fault> {
    let wrong = || damaged(0, &"a message lies outside of the file");
    let at = u64::try_from(block.offset()).map_err(|_| wrong())?;
    let size = u64::try_from(block.metaDataLength()).map_err(|_| wrong())?;
    let body = u64::try_from(block.bodyLength()).map_err(|_| wrong())?;
    let behind = at
        .checked_add(size)
        .filter(|behind| *behind <= end)
        .ok_or_else(wrong)?;
    behind
        .checked_add(body)
        .filter(|to| *to <= end)
        .ok_or_else(wrong)?;
    let bytes = part(reader, at, size)?;
    let ([0xFF, 0xFF, 0xFF, 0xFF, _, _, _, _, flat @ ..] | [_, _, _, _, flat @ ..]) =
        bytes.as_slice()
    else {
        return Err(wrong());
    };
    let message = root_as_message(flat).map_err(|error| damaged(0, &error))?;
    let (rows, stated) = self::message(reader, &message, behind, end)?;
    if stated != body {
        return Err(damaged(0, &"the footer and a message disagree"));
    }
    Ok(rows)
}

/// Checks a message whose body begins at `at`: how many rows and how many bytes it holds.
fn message(
    reader: &mut (impl Read + Seek),
    message: &Message<'_>,
    at: u64,
    end: u64,
) -> Result<(u64, u64), Fault> {
    let body = u64::try_from(message.bodyLength()).ok();
    let body = body.filter(|body| at.checked_add(*body).is_some_and(|to| to <= end));
    let body = body.ok_or_else(|| damaged(0, &"a message is longer than the file"))?;
    let dictionary = message.header_as_dictionary_batch();
    let batch = message.header_as_record_batch();
    if let Some(data) = dictionary.and_then(|d| d.data()).or(batch) {
        unpacked(reader, &data, at, body)?;
    }
    let rows = batch.map_or(Ok(0), |batch| u64::try_from(batch.length()));
    Ok((
        rows.map_err(|_| damaged(0, &"a number of rows below zero"))?,
        body,
    ))
}

/// Refuses columns that would unpack to too much: each says to how much before its bytes.
fn unpacked(
    reader: &mut (impl Read + Seek),
    batch: &RecordBatch<'_>,
    at: u64,
    body: u64,
) -> Result<(), Fault> {
    if batch.compression().is_none() {
        return Ok(());
    }
    let mut sum = 0_u64;
    for buffer in batch.buffers().iter().flatten() {
        let place = u64::try_from(buffer.offset()).unwrap_or(u64::MAX);
        if buffer.length() < 8 || place > body.saturating_sub(8) {
            continue;
        }
        let bytes = part(reader, at.saturating_add(place), 8)?;
        let size = bytes.try_into().map_or(0, i64::from_le_bytes);
        sum = sum.saturating_add(u64::try_from(size).unwrap_or(0));
    }
    if sum > FREE.max(body.saturating_mul(RATIO)).min(LARGEST) {
        return Err(Fault::file(
            "bomb",
            format!(
                "Arrow 文件中的一批数据展开后异常庞大（{body} 字节展开为 {sum} 字节，上限 {RATIO} 倍、4 GiB），未读取。请核对文件来源"
            ),
            format!(
                "a batch of the Arrow file unpacks to too much ({body} bytes to {sum}, the limits are {RATIO} times and 4 GiB); it is not read; check where the file is from"
            ),
        ));
    }
    Ok(())
}

/// A part of the file, which must be whole.
fn part(reader: &mut (impl Read + Seek), at: u64, size: u64) -> Result<Vec<u8>, Fault> {
    if size > HEADER {
        return Err(damaged(0, &"the description of a message is too long"));
    }
    reader.seek(SeekFrom::Start(at)).map_err(Fault::io)?;
    let mut bytes = Vec::new();
    let read = reader
        .by_ref()
        .take(size)
        .read_to_end(&mut bytes)
        .map_err(Fault::io)?;
    if read as u64 == size {
        Ok(bytes)
    } else {
        Err(unended())
    }
}

fn unended() -> Fault {
    damaged(0, &"it breaks off before its end")
}
