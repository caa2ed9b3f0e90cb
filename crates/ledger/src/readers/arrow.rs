//! Arrow files (IPC, also called Feather) and streams: every message looked over first, then decoded a batch at a time.
//!
//! The names of the columns stand in the schema, so that the first row is record 1.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_buffer::Buffer;
use arrow_ipc::reader::{read_dictionary, read_record_batch};

use super::arrow_messages::{LARGEST, Place, Told, description, in_file, in_stream};
use super::columnar::{self, Columns, ROWS, Shape, guarded};
use super::columnar_limit::{Allowance, Gate, Pass, plausible};
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
    length: u64,
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
        let shape = Shape::of(&told.schema)?;
        plausible(told.rows, shape.kept.len(), length)?;
        Ok(Arc::new(File {
            content: content.clone(),
            length,
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
        hidden: super::Hidden::default(),
        batches: Box::new(move || batches(&file)),
    }])
}

/// Distinct values by the number of their column.
type Dictionaries = HashMap<i64, ArrayRef>;

/// One batch for each message of rows; distinct values are read on the way, because all later messages share them.
fn batches(file: &Arc<File>) -> Result<Batches, Fault> {
    let mut reader = file.content.seekable(LARGEST_UNPACKED)?;
    let (file, gate) = (Arc::clone(file), Gate::of(LARGEST));
    let allowance = Allowance::of(file.length);
    let (mut next, mut before) = (0, 0_u32);
    let mut dictionaries: Arc<Dictionaries> = Arc::default();
    Ok(Box::new(std::iter::from_fn(move || {
        while let Some(place) = file.told.messages.get(next).copied() {
            next += 1;
            let Some(rows) = place.rows else {
                let known = Arc::make_mut(&mut dictionaries);
                match guarded(FORMAT, 0, || file.distinct(&mut reader, place, known)) {
                    Ok(()) => continue,
                    Err(fault) => {
                        next = usize::MAX;
                        return Some(Err(fault));
                    }
                }
            };
            let row = before.saturating_add(1);
            before = before.saturating_add(u32::try_from(rows).unwrap_or(u32::MAX));
            let (file, dictionaries) = (Arc::clone(&file), Arc::clone(&dictionaries));
            let (gate, allowance) = (gate.clone(), allowance.clone());
            return Some(Ok(Batch::Packed(Box::new(move || {
                let pass = gate.pass(place.unpacked);
                let batch = guarded(FORMAT, row, || file.rows(place, row, &dictionaries))?;
                Ok(pieces(batch, row, allowance, pass))
            }))));
        }
        None
    })))
}

impl File {
    /// Adds the distinct values of a message.
    fn distinct(
        &self,
        reader: &mut Box<dyn ReadSeek>,
        place: Place,
        known: &mut Dictionaries,
    ) -> Result<(), Fault> {
        let fault = |error| damaged(0, &error);
        let [head, body] = message(reader, place)?;
        let message = description(&head)?;
        match message.header_as_dictionary_batch() {
            Some(batch) => {
                let (schema, version) = (&self.told.schema, message.version());
                read_dictionary(&body, batch, schema, known, &version).map_err(fault)
            }
            None => Err(damaged(0, &"distinct values are missing")),
        }
    }

    /// The rows of a message, of which the first is record `row`.
    fn rows(&self, place: Place, row: u32, known: &Dictionaries) -> Result<RecordBatch, Fault> {
        let mut reader = self.content.seekable(LARGEST_UNPACKED)?;
        let [head, body] = message(&mut reader, place)?;
        let message = description(&head)?;
        let batch = message
            .header_as_record_batch()
            .ok_or_else(|| damaged(row, &"rows are missing"))?;
        let (schema, kept) = (Arc::clone(&self.told.schema), self.shape.kept.as_slice());
        read_record_batch(&body, batch, schema, known, Some(kept), &message.version())
            .map_err(|error| damaged(row, &error))
            .and_then(|batch| {
                let whole = Some(batch.num_rows() as u64) == place.rows;
                let missing = || damaged(row, &"rows are missing");
                whole.then_some(batch).ok_or_else(missing)
            })
    }
}

/// The description of a message and what follows it; that they lie in the file was checked.
fn message(reader: &mut Box<dyn ReadSeek>, place: Place) -> Result<[Buffer; 2], Fault> {
    reader.seek(SeekFrom::Start(place.at)).map_err(Fault::io)?;
    let mut part = |size: u64| {
        let mut bytes = Vec::new();
        let read = reader.take(size).read_to_end(&mut bytes);
        if read.map_err(Fault::io)? as u64 == size {
            Ok(Buffer::from_vec(bytes))
        } else {
            Err(damaged(0, &"it breaks off before its end"))
        }
    };
    Ok([part(place.head)?, part(place.body)?])
}

/// A batch in pieces that can be held as text.
///
/// Others may unpack theirs once it is dropped.
fn pieces(batch: RecordBatch, first_row: u32, allowance: Allowance, pass: Pass) -> Pieces {
    let starts = (0..batch.num_rows()).step_by(ROWS);
    Box::new(starts.map(move |start| {
        let _held = &pass;
        let rows = ROWS.min(batch.num_rows().saturating_sub(start));
        let row = first_row.saturating_add(u32::try_from(start).unwrap_or(u32::MAX));
        Columns::of(&batch.slice(start, rows), row, &allowance).map(Piece::Columns)
    }))
}

/// A file whose inside is broken; `row` is 0 for the file.
pub(super) fn damaged(row: u32, error: &dyn std::fmt::Display) -> Fault {
    columnar::damaged(FORMAT, row, error)
}
