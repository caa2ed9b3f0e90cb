//! Arrow files (IPC, also called Feather) and streams: every message looked over first, then decoded a batch at a time.
//!
//! The names of the columns stand in the schema, so that the first row is record 1.

use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::Block;
use arrow_ipc::reader::{FileDecoder, StreamReader};

use super::arrow_messages::{Told, in_file, in_stream};
use super::columnar::{self, Columns, ROWS, Shape, guarded, plausible};
use super::content::{Content, ReadSeek};
use super::records::{Piece, Pieces};
use super::{Batch, Batches, Entry, Fault, Opened, ReadOptions};

/// See [`super::ENTRIES`].
pub(super) const ENTRY: Entry = Entry {
    name: "arrow",
    sniff: |head| head.starts_with(MARK) || is_stream(head),
    open,
};

/// What users call the format.
const FORMAT: &str = "Arrow";
/// How files begin and end.
const MARK: &[u8] = b"ARROW1\0\0";
/// A file that was unpacked is held in memory up to this size, in bytes.
const LARGEST_UNPACKED: u64 = 256 << 20;

/// A file that was looked over.
struct File {
    content: Content,
    told: Told,
    shape: Shape,
}

/// A stream begins with the mark of a message and its length, which is a multiple of eight.
fn is_stream(head: &[u8]) -> bool {
    match head {
        [0xFF, 0xFF, 0xFF, 0xFF, a, b, c, 0, ..] => {
            a % 8 == 0 && (*a, *b, *c) != (0, 0, 0) && *c < 16
        }
        _ => false,
    }
}

fn open(content: &Content, _options: &ReadOptions) -> Result<Vec<Opened>, Fault> {
    let stream = is_stream(&content.head(8)?);
    let file = guarded(FORMAT, 0, || {
        let mut reader = content.seekable(LARGEST_UNPACKED)?;
        let length = reader.seek(SeekFrom::End(0)).map_err(Fault::io)?;
        let told = if stream {
            in_stream(&mut reader, length)?
        } else {
            in_file(&mut reader, length)?
        };
        plausible(told.rows, length)?;
        let shape = Shape::of(&told.schema)?;
        Ok(Arc::new(File {
            content: content.clone(),
            told,
            shape,
        }))
    })?;
    Ok(vec![Opened {
        sheet: String::new(),
        format: ENTRY.name,
        choices: file.shape.choices.clone(),
        notices: file.shape.notices.clone(),
        headings: Some(file.shape.headings.clone()),
        batches: Box::new(move || {
            if stream {
                streamed(&file)
            } else {
                guarded(FORMAT, 0, || file.batches())
            }
        }),
    }])
}

impl File {
    /// One batch for each message of rows; distinct values are read before, because all messages share them.
    fn batches(&self) -> Result<Batches, Fault> {
        let told = &self.told;
        let mut reader = self.content.seekable(LARGEST_UNPACKED)?;
        let decoder = FileDecoder::new(Arc::new(told.schema.clone()), told.version);
        let mut decoder = decoder.with_projection(self.shape.kept.clone());
        for block in &told.dictionaries {
            let message = message(&mut reader, block)?;
            decoder
                .read_dictionary(block, &message)
                .map_err(|error| damaged(0, &error))?;
        }
        let (decoder, content) = (Arc::new(decoder), self.content.clone());
        let mut before = 0_u32;
        let each = told.batches.clone().into_iter().map(move |(block, rows)| {
            let row = before.saturating_add(1);
            before = before.saturating_add(u32::try_from(rows).unwrap_or(u32::MAX));
            let (decoder, content) = (Arc::clone(&decoder), content.clone());
            Ok(Batch::Packed(Box::new(move || {
                let batch = guarded(FORMAT, row, || {
                    let message = message(&mut content.seekable(LARGEST_UNPACKED)?, &block)?;
                    let batch = decoder.read_record_batch(&block, &message);
                    batch.map_err(|error| damaged(row, &error))
                })?;
                let batch = batch.filter(|batch| batch.num_rows() as u64 == rows);
                Ok(pieces(
                    batch.ok_or_else(|| damaged(row, &"rows are missing"))?,
                    row,
                ))
            })))
        });
        Ok(Box::new(each))
    }
}

/// The batches of a stream, which must be decoded one after the other.
fn streamed(file: &File) -> Result<Batches, Fault> {
    let reader = file.content.seekable(LARGEST_UNPACKED)?;
    let kept = file.shape.kept.clone();
    let mut reader = guarded(FORMAT, 0, || {
        StreamReader::try_new_buffered(reader, Some(kept)).map_err(|error| damaged(0, &error))
    })?;
    let (mut row, mut left, mut ended) = (1_u32, file.told.rows, false);
    Ok(Box::new(std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let batch = guarded(FORMAT, row, || match reader.next() {
            Some(batch) => batch.map(Some).map_err(|error| damaged(row, &error)),
            None if left > 0 => Err(damaged(row, &"rows are missing")),
            None => Ok(None),
        });
        ended = !matches!(batch, Ok(Some(_)));
        let batch = batch.transpose()?;
        Some(batch.map(|batch| {
            let first = row;
            left = left.saturating_sub(batch.num_rows() as u64);
            row = row.saturating_add(u32::try_from(batch.num_rows()).unwrap_or(u32::MAX));
            Batch::Packed(Box::new(move || Ok(pieces(batch, first))))
        }))
    })))
}

/// The bytes of a message; that they lie in the file was checked.
fn message(reader: &mut Box<dyn ReadSeek>, block: &Block) -> Result<Buffer, Fault> {
    let [at, head] = [block.offset(), block.metaDataLength().into()].map(i64::unsigned_abs);
    let size = head.saturating_add(block.bodyLength().unsigned_abs());
    reader.seek(SeekFrom::Start(at)).map_err(Fault::io)?;
    let mut bytes = Vec::new();
    let read = reader
        .take(size)
        .read_to_end(&mut bytes)
        .map_err(Fault::io)?;
    if read as u64 != size {
        return Err(damaged(0, &"it breaks off before its end"));
    }
    Ok(Buffer::from_vec(bytes))
}

/// A batch in pieces that can be held as text.
fn pieces(batch: RecordBatch, first_row: u32) -> Pieces {
    let starts = (0..batch.num_rows()).step_by(ROWS);
    Box::new(starts.map(move |start| {
        let rows = ROWS.min(batch.num_rows().saturating_sub(start));
        let row = first_row.saturating_add(u32::try_from(start).unwrap_or(u32::MAX));
        Ok(Piece::Columns(Columns::of(&batch.slice(start, rows), row)))
    }))
}

/// A file whose inside is broken; `row` is 0 for the file.
pub(super) fn damaged(row: u32, error: &dyn std::fmt::Display) -> Fault {
    columnar::damaged(FORMAT, row, error)
}
