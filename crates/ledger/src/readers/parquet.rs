//! Parquet files: looked over first, then unpacked a group of rows at a time, by as many threads as ask.
//!
//! The names of the columns stand in the footer, so that the first row is record 1.
//! Texts that the file keeps in a dictionary stay in it: each is looked at once, however many rows share it.

use std::io::Cursor;
use std::sync::Arc;

use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use ::parquet::column::page::{Page, PageReader};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use ::parquet::file::reader::ChunkReader;
use ::parquet::file::serialized_reader::SerializedPageReader;
use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema};
use bytes::Bytes;

use super::columnar::{self, Columns, ROWS, Shape, guarded};
use super::columnar_limit::{Allowance, plausible};
use super::content::{Content, ReadSeek};
use super::records::{Piece, Pieces};
use super::{Batch, Batches, Entry, Fault, Opened, ReadOptions, parquet_pages};

/// See [`super::ENTRIES`]; `PARE` begins a file whose footer is encrypted.
pub(super) const ENTRY: Entry = Entry {
    name: "parquet",
    sniff: |head| head.starts_with(b"PAR1") || head.starts_with(b"PARE"),
    open,
};

/// What users call the format.
const FORMAT: &str = "Parquet";
/// A file that was unpacked is held in memory up to this size, in bytes.
const LARGEST_UNPACKED: u64 = 256 << 20;
/// Bytes that the rows which all threads unpack at a time may take, where one text may stand in each of them.
const AT_ONCE: usize = 256 << 20;

/// A file that was looked over.
struct File {
    content: Content,
    length: u64,
    metadata: Arc<ParquetMetaData>,
    groups: Vec<parquet_pages::Group>,
    /// As Arrow reads its columns.
    schema: Arc<Schema>,
    shape: Shape,
}

fn open(content: &Content, _options: &ReadOptions) -> Result<Vec<Opened>, Fault> {
    if content.head(4)? == b"PARE" {
        return Err(encrypted());
    }
    let file = Arc::new(guarded(FORMAT, 0, || look_over(content))?);
    Ok(vec![Opened {
        sheet: String::new(),
        format: ENTRY.name,
        choices: file.shape.choices.clone(),
        notices: file.shape.notices.clone(),
        headings: Some(file.shape.headings.clone()),
        hidden: super::Hidden::default(),
        batches: Box::new(move || {
            let file = Arc::clone(&file);
            let mut before = 0_u32;
            let groups = 0..file.metadata.num_row_groups();
            let allowance = Allowance::of(file.length);
            Ok(Box::new(groups.map(move |group| {
                let first_row = before.saturating_add(1);
                let rows = file.metadata.row_group(group).num_rows();
                before = before.saturating_add(u32::try_from(rows).unwrap_or(u32::MAX));
                let (file, allowance) = (Arc::clone(&file), allowance.clone());
                Ok(Batch::Packed(Box::new(move || {
                    file.group(group, first_row, &allowance)
                })))
            })) as Batches)
        }),
    }])
}

/// Reads the footer, and the headers of all pages.
fn look_over(content: &Content) -> Result<File, Fault> {
    let reader = ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Skip);
    let (metadata, mut bytes, length): (_, Box<dyn ReadSeek>, u64) =
        if let Some(file) = content.file()? {
            let length = file.metadata().map_err(Fault::io)?.len();
            (reader.parse_and_finish(&file), Box::new(file), length)
        } else {
            let bytes = Bytes::from_owner(content.all(LARGEST_UNPACKED)?);
            let length = bytes.len() as u64;
            (
                reader.parse_and_finish(&bytes),
                Box::new(Cursor::new(bytes)),
                length,
            )
        };
    let metadata = Arc::new(metadata.map_err(|error| damaged(0, &error))?);
    let mut rows = metadata
        .row_groups()
        .iter()
        .map(|g| u64::try_from(g.num_rows()).ok());
    let rows = rows.try_fold(0_u64, |sum, rows| sum.checked_add(rows?));
    let stated = u64::try_from(metadata.file_metadata().num_rows()).ok();
    let rows = rows
        .filter(|rows| Some(*rows) == stated)
        .ok_or_else(|| damaged(0, &"the groups of rows do not add up to the rows stated"))?;
    let schema = ArrowReaderMetadata::try_new(Arc::clone(&metadata), ArrowReaderOptions::new())
        .map_err(|error| damaged(0, &error))?;
    let schema = Arc::clone(schema.schema());
    let shape = Shape::of(&schema)?;
    plausible(rows, shape.kept.len(), length)?;
    let leaves = metadata.file_metadata().schema_descr();
    let kept = |leaf| shape.kept.contains(&leaves.get_column_root_idx(leaf));
    let groups = parquet_pages::look_over(&mut bytes, length, &metadata, &kept)?;
    Ok(File {
        content: content.clone(),
        length,
        metadata,
        groups,
        schema,
        shape,
    })
}

impl File {
    /// Opens a group of rows, of which the first is record `first_row`.
    fn group(&self, group: usize, first_row: u32, allowance: &Allowance) -> Result<Pieces, Fault> {
        guarded(FORMAT, first_row, || {
            // A handle of its own, because threads that share one would move each other's place.
            if let Some(file) = self.content.file()? {
                let again = file.try_clone().map_err(Fault::io)?;
                return self.rows([file, again], group, first_row, allowance);
            }
            let bytes = Bytes::from_owner(self.content.all(LARGEST_UNPACKED)?);
            self.rows([bytes.clone(), bytes], group, first_row, allowance)
        })
    }

    /// Opens a group; `input` is the file, twice.
    fn rows(
        &self,
        [input, again]: [impl ChunkReader + 'static; 2],
        group: usize,
        first_row: u32,
        allowance: &Allowance,
    ) -> Result<Pieces, Fault> {
        let fault = |error| damaged(first_row, &error);
        let options = ArrowReaderOptions::new().with_schema(Arc::new(self.wanted(group)));
        let metadata =
            ArrowReaderMetadata::try_new(Arc::clone(&self.metadata), options).map_err(fault)?;
        let at_once = self.at_once(again, group).map_err(fault)?;
        let allowance = allowance.clone();
        let kept = self.shape.kept.iter().copied();
        let mask = ProjectionMask::roots(metadata.parquet_schema(), kept);
        let mut reader = ParquetRecordBatchReaderBuilder::new_with_metadata(input, metadata)
            .with_row_groups(vec![group])
            .with_projection(mask)
            .with_batch_size(at_once)
            .build()
            .map_err(fault)?;
        let mut left = usize::try_from(self.metadata.row_group(group).num_rows()).unwrap_or(0);
        let mut row = first_row;
        let mut ended = false;
        let mut next = move || -> Result<Option<Piece>, Fault> {
            let Some(batch) = reader.next() else {
                // Rows that the footer states and the pages do not hold would be lost in silence.
                return if left == 0 {
                    Ok(None)
                } else {
                    Err(damaged(row, &"rows are missing"))
                };
            };
            let batch: RecordBatch = batch.map_err(|error| damaged(row, &error))?;
            left = left
                .checked_sub(batch.num_rows())
                .ok_or_else(|| damaged(row, &"more rows than stated"))?;
            let columns = Columns::of(&batch, row, &allowance)?;
            row = row.saturating_add(u32::try_from(batch.num_rows()).unwrap_or(u32::MAX));
            Ok(Some(Piece::Columns(columns)))
        };
        Ok(Box::new(std::iter::from_fn(move || {
            if ended {
                return None;
            }
            let piece = guarded(FORMAT, first_row, &mut next);
            ended = !matches!(piece, Ok(Some(_)));
            piece.transpose()
        })))
    }

    /// How many rows of a group may be unpacked at a time: fewer where a long text may stand in each of them.
    fn at_once(&self, input: impl ChunkReader, group: usize) -> Result<usize, ParquetError> {
        let Some(known) = self.groups.get(group) else {
            return Ok(1);
        };
        let (input, group) = (Arc::new(input), self.metadata.row_group(group));
        let mut width = usize::try_from(known.width).unwrap_or(usize::MAX);
        for leaf in &known.shared {
            let Some(column) = group.columns().get(*leaf) else {
                continue;
            };
            let input = Arc::clone(&input);
            let mut pages = SerializedPageReader::new(input, column, 0, None)?;
            if let Some(Page::DictionaryPage { buf, .. }) = pages.get_next_page()? {
                width = width.saturating_add(longest(&buf));
            }
        }
        let threads = rayon::current_num_threads().max(1);
        Ok((AT_ONCE / threads / width.max(1)).clamp(1, ROWS))
    }

    /// The schema of a group: texts that it keeps in a dictionary alone are asked for with it.
    fn wanted(&self, group: usize) -> Schema {
        let known = self
            .groups
            .get(group)
            .map_or(&[][..], |known| &known.packed);
        let roots = self.metadata.file_metadata().schema_descr();
        let packed = |root: usize| {
            let mut leaves = known.iter().enumerate();
            leaves.any(|(leaf, packed)| roots.get_column_root_idx(leaf) == root && *packed)
        };
        let fields = self
            .schema
            .fields()
            .iter()
            .enumerate()
            .map(|(root, field)| {
                let text = matches!(
                    field.data_type(),
                    DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
                );
                if text && packed(root) {
                    let kind =
                        DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                    Arc::new(Field::clone(field).with_data_type(kind))
                } else {
                    Arc::clone(field)
                }
            });
        Schema::new_with_metadata(fields.collect::<Vec<_>>(), self.schema.metadata().clone())
    }
}

/// Bytes of the longest value of a dictionary, each of which stands behind its length.
fn longest(mut values: &[u8]) -> usize {
    let mut most = 0;
    while let Some((length, rest)) = values.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let Some(rest) = rest.get(length..) else {
            // What is broken is told by who reads it.
            return values.len();
        };
        (most, values) = (most.max(length), rest);
    }
    most
}

fn damaged(row: u32, error: &dyn std::fmt::Display) -> Fault {
    columnar::damaged(FORMAT, row, error)
}

fn encrypted() -> Fault {
    Fault::file(
        "encrypted",
        "Parquet 文件已加密，无法读取。请从原系统导出未加密的文件",
        "the Parquet file is encrypted; export one that is not from the system it came from",
    )
}

#[cfg(test)]
mod tests {
    use super::longest;

    #[test]
    fn the_longest_value_of_a_dictionary_is_found_or_what_is_broken_taken_for_it() {
        let values = |all: &[&str]| -> Vec<u8> {
            let value = |v: &&str| {
                let length = u32::try_from(v.len()).expect("short").to_le_bytes();
                [&length[..], v.as_bytes()].concat()
            };
            all.iter().flat_map(value).collect()
        };
        assert_eq!(longest(&values(&["a", "日期", "", "bc"])), 6);
        assert_eq!(longest(&[]), 0);
        assert_eq!(longest(&[0xFF; 9]), 9);
    }
}
