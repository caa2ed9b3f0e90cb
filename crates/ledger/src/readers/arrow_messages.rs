//! Looks over the messages of an Arrow file or stream before a library decodes them: lengths that lie are found without making room
//! for them.

use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::read_footer_length;
use arrow_ipc::{Block, Message, RecordBatch, root_as_footer, root_as_message};
use arrow_schema::Schema;

use super::Fault;
use super::arrow::damaged;
use super::columnar_limit::{FREE, RATIO, most};

/// What the columns of a message may unpack to whatever their ratio, in bytes.
const FREE_MESSAGE: u64 = 64 << 20;
/// What they may unpack to at all, and the distinct values of all messages together, in bytes.
pub(super) const LARGEST: u64 = 1 << 30;
/// The longest description of a message or of the file, in bytes.
const HEADER: u64 = 16 << 20;
/// Messages of one file. Writers put thousands of rows into each.
const MESSAGES: usize = 1 << 20;

/// What a file or stream says of itself.
pub(super) struct Told {
    pub(super) schema: Arc<Schema>,
    /// Its messages in the order in which they are read: one of rows needs the distinct values before it.
    pub(super) messages: Vec<Place>,
    /// Rows in all.
    pub(super) rows: u64,
    /// Bytes that its messages unpack to, as far as they were looked over.
    unpacked: u64,
    /// Bytes of distinct values among them.
    distinct: u64,
}

/// Where a message lies, and what it holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Where its description begins, and how long it is, the mark before it included.
    pub(super) at: u64,
    pub(super) head: u64,
    /// How long what follows it is, and what that unpacks to.
    pub(super) body: u64,
    pub(super) unpacked: u64,
    /// How many rows; none where it holds distinct values.
    pub(super) rows: Option<u64>,
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
    let mut told = Told::of(schema)?;
    let dictionaries = footer.dictionaries().into_iter().flatten();
    for block in dictionaries.chain(footer.recordBatches().into_iter().flatten()) {
        told.block(reader, block, tail_at)?;
    }
    told.is_possible(length)?;
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
            let told = told.ok_or_else(|| damaged(0, &"there is no schema"))?;
            told.is_possible(length)?;
            return Ok(told);
        }
        let bytes = part(reader, at.saturating_add(skip), size)?;
        let message = root_as_message(&bytes).map_err(|error| damaged(0, &error))?;
        let head = skip.saturating_add(size);
        let body = u64::try_from(message.bodyLength());
        let body = body.map_err(|_| damaged(0, &"a length below zero"))?;
        match (&mut told, message.header_as_schema()) {
            (None, Some(schema)) => told = Some(Told::of(schema)?),
            (Some(told), None) => told.message(reader, &message, [at, head], length)?,
            _ => return Err(damaged(0, &"the schema does not stand first")),
        }
        at = at.saturating_add(head).saturating_add(body);
    }
    Err(damaged(0, &"it holds too many messages"))
}

impl Told {
    fn of(schema: arrow_ipc::Schema<'_>) -> Result<Self, Fault> {
        if !schema.endianness().equals_to_target_endianness() {
            return Err(damaged(0, &"its numbers are written the other way round"));
        }
        let schema = try_fb_to_schema(schema).map_err(|error| damaged(0, &error))?;
        Ok(Self {
            schema: Arc::new(schema),
            messages: Vec::new(),
            rows: 0,
            unpacked: 0,
            distinct: 0,
        })
    }

    /// Adds a message that the footer points to.
    fn block(
        &mut self,
        reader: &mut (impl Read + Seek),
        block: &Block,
        end: u64,
    ) -> Result<(), Fault> {
        let wrong = || damaged(0, &"a message lies outside of the file");
        let at = u64::try_from(block.offset()).map_err(|_| wrong())?;
        let head = u64::try_from(block.metaDataLength()).map_err(|_| wrong())?;
        let behind = at.checked_add(head).filter(|behind| *behind <= end);
        behind.ok_or_else(wrong)?;
        let bytes = part(reader, at, head)?;
        let message = description(&bytes)?;
        if message.bodyLength() != block.bodyLength() {
            return Err(damaged(0, &"the footer and a message disagree"));
        }
        self.message(reader, &message, [at, head], end)
    }

    /// Checks and adds a message whose description begins at `at` and is `head` bytes long.
    fn message(
        &mut self,
        reader: &mut (impl Read + Seek),
        message: &Message<'_>,
        [at, head]: [u64; 2],
        end: u64,
    ) -> Result<(), Fault> {
        if self.messages.len() == MESSAGES {
            return Err(damaged(0, &"it holds too many messages"));
        }
        let behind = at.saturating_add(head);
        let body = u64::try_from(message.bodyLength()).ok();
        let body = body.filter(|body| behind.checked_add(*body).is_some_and(|to| to <= end));
        let body = body.ok_or_else(|| damaged(0, &"a message is longer than the file"))?;
        let (dictionary, batch) = (
            message.header_as_dictionary_batch(),
            message.header_as_record_batch(),
        );
        let data = dictionary.and_then(|d| d.data()).or(batch);
        let unpacked = match data {
            Some(data) => unpacked(reader, &data, behind, body)?,
            None => return Err(damaged(0, &"a message of an unknown kind")),
        };
        let rows = match batch {
            Some(batch) => Some(
                u64::try_from(batch.length())
                    .map_err(|_| damaged(0, &"a number of rows below zero"))?,
            ),
            None => None,
        };
        // More distinct values are added by writing all of them anew.
        if dictionary.is_some_and(|d| d.isDelta()) {
            self.unpacked = self.unpacked.saturating_add(self.distinct);
        }
        if rows.is_none() {
            self.distinct = self.distinct.saturating_add(unpacked);
        }
        self.unpacked = self.unpacked.saturating_add(unpacked);
        self.rows = self.rows.saturating_add(rows.unwrap_or(0));
        self.messages.push(Place {
            at,
            head,
            body,
            unpacked,
            rows,
        });
        Ok(())
    }

    /// Refuses what would unpack to too much for a file of `length` bytes.
    fn is_possible(&self, length: u64) -> Result<(), Fault> {
        let stored = self.messages.iter().map(|message| message.body);
        if stored.fold(0, u64::saturating_add) > length {
            return Err(damaged(0, &"its messages are longer than the file"));
        }
        if self.unpacked > most(length) {
            return Err(bomb(length, self.unpacked, FREE));
        }
        if self.distinct > LARGEST.max(length) {
            return Err(bomb(length, self.distinct, LARGEST));
        }
        Ok(())
    }
}

/// What describes a message: behind a mark, which old files lack, and its length.
pub(super) fn description(bytes: &[u8]) -> Result<Message<'_>, Fault> {
    let ([0xFF, 0xFF, 0xFF, 0xFF, a, b, c, d, flat @ ..] | [a, b, c, d, flat @ ..]) = bytes else {
        return Err(unended());
    };
    let length = usize::try_from(i32::from_le_bytes([*a, *b, *c, *d])).ok();
    let flat = length.and_then(|length| flat.get(..length));
    let flat = flat.ok_or_else(|| damaged(0, &"the length of a message is not its own"))?;
    root_as_message(flat).map_err(|error| damaged(0, &error))
}

/// What the columns of a message unpack to: each says to how much before its bytes.
fn unpacked(
    reader: &mut (impl Read + Seek),
    batch: &RecordBatch<'_>,
    at: u64,
    body: u64,
) -> Result<u64, Fault> {
    if batch.compression().is_none() {
        return Ok(body);
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
    let most = FREE_MESSAGE.max(body.saturating_mul(RATIO));
    if sum > most.min(LARGEST) {
        return Err(bomb(body, sum, LARGEST));
    }
    Ok(sum)
}

/// What is refused because `packed` bytes would become `unpacked`; `most` is the limit whatever the ratio.
fn bomb(packed: u64, unpacked: u64, most: u64) -> Fault {
    let most = most >> 20;
    Fault::file(
        "bomb",
        format!(
            "Arrow 文件展开后异常庞大（{packed} 字节展开为 {unpacked} 字节，上限 {RATIO} 倍、{most} MiB），未读取。请核对文件来源，或分批写出、导出为 Parquet 再试"
        ),
        format!(
            "the Arrow file unpacks to too much ({packed} bytes to {unpacked}, the limits are {RATIO} times and {most} MiB); it is not read; check where the file is from, or write it in smaller batches, or as Parquet"
        ),
    )
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
