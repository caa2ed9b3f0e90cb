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
use ::parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use ::parquet::file::reader::ChunkReader;
use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema};
use bytes::Bytes;

use super::columnar::{self, Columns, Shape, guarded, plausible};
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

/// A file that was looked over.
struct File {
    content: Content,
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
        batches: Box::new(move || {
            let file = Arc::clone(&file);
            let mut before = 0_u32;
            let groups = 0..file.metadata.num_row_groups();
            Ok(Box::new(groups.map(move |group| {
                let first_row = before.saturating_add(1);
                let rows = file.metadata.row_group(group).num_rows();
                before = before.saturating_add(u32::try_from(rows).unwrap_or(u32::MAX));
                let file = Arc::clone(&file);
                Ok(Batch::Packed(Box::new(move || {
                    file.group(group, first_row)
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
    plausible(rows, length)?;
    let groups = parquet_pages::look_over(&mut bytes, length, &metadata)?;
    let schema = ArrowReaderMetadata::try_new(Arc::clone(&metadata), ArrowReaderOptions::new())
        .map_err(|error| damaged(0, &error))?;
    let schema = Arc::clone(schema.schema());
    let shape = Shape::of(&schema)?;
    Ok(File {
        content: content.clone(),
        metadata,
        groups,
        schema,
        shape,
    })
}

impl File {
    /// Opens a group of rows, of which the first is record `first_row`.
    fn group(&self, group: usize, first_row: u32) -> Result<Pieces, Fault> {
        guarded(FORMAT, first_row, || match self.content.file()? {
            // A handle of its own, because threads that share one would move each other's place.
            Some(file) => self.rows(file, group, first_row),
            None => self.rows(
                Bytes::from_owner(self.content.all(LARGEST_UNPACKED)?),
                group,
                first_row,
            ),
        })
    }

    fn rows(
        &self,
        input: impl ChunkReader + 'static,
        group: usize,
        first_row: u32,
    ) -> Result<Pieces, Fault> {
        let fault = |error| damaged(first_row, &error);
        let options = ArrowReaderOptions::new().with_schema(Arc::new(self.wanted(group)));
        let metadata =
            ArrowReaderMetadata::try_new(Arc::clone(&self.metadata), options).map_err(fault)?;
        let kept = self.shape.kept.iter().copied();
        let mask = ProjectionMask::roots(metadata.parquet_schema(), kept);
        let mut reader = ParquetRecordBatchReaderBuilder::new_with_metadata(input, metadata)
            .with_row_groups(vec![group])
            .with_projection(mask)
            .with_batch_size(self.groups.get(group).map_or(1, |known| known.rows))
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
            let columns = Columns::of(&batch, row);
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
