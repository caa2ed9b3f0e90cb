//! `hits.parquet`, `leads.parquet` and `coverage.parquet`, for lakes and notebooks.

use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;

use super::{Entry, Format, Into};
use crate::columnar::{COVERAGE, HITS, LEADS, Pipe, Table};
use crate::dossier::Dossier;

/// The entry of the shelf.
pub(super) static ENTRY: Entry = Entry {
    name: "parquet",
    doc: (
        "命中记录、疑点和核查范围的 Parquet 文件，供数据平台读取（hits.parquet、leads.parquet、coverage.parquet）",
        "hits, leads and coverage as Parquet files, for data platforms (hits.parquet, leads.parquet, coverage.parquet)",
    ),
    into: Into::Files(&[
        ("hits.parquet", |dossier, out| write(&HITS, dossier, out)),
        ("leads.parquet", |dossier, out| write(&LEADS, dossier, out)),
        ("coverage.parquet", |dossier, out| {
            write(&COVERAGE, dossier, out)
        }),
    ]),
    cites: true,
    write: |_, _| Ok(()),
};

#[expect(
    non_upper_case_globals,
    reason = "A format reads like a variant in the program of design §2."
)]
impl Format {
    /// Hits, leads and coverage as Parquet files.
    pub const Parquet: Self = Self(&ENTRY);
}

fn write(table: &Table, dossier: &Dossier<'_>, out: &mut dyn Write) -> io::Result<()> {
    let properties = WriterProperties::builder()
        // No version and no time, so that equal findings are equal bytes.
        .set_created_by("sanzi".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let pipe = Pipe::default();
    let schema = Arc::new((table.schema)());
    let mut writer =
        ArrowWriter::try_new(pipe.clone(), schema, Some(properties)).map_err(failed)?;
    (table.rows)(dossier, &mut |batch| {
        writer.write(&batch).map_err(failed)?;
        pipe.drain(out)
    })?;
    writer.close().map_err(failed)?;
    pipe.drain(out)
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

#[cfg(test)]
mod tests {
    use ::parquet::arrow::arrow_reader::ParquetRecordBatchReader;

    use super::*;
    use crate::{WriteOptions, sample};

    #[test]
    fn rows_read_back() {
        let (sample, options) = (sample::sample(), WriteOptions::default());
        let dossier = sample.dossier(&options);
        for (table, wanted) in [
            (&HITS, dossier.findings.hits.len()),
            (&LEADS, dossier.lead_count()),
            (&COVERAGE, dossier.findings.coverage.len()),
        ] {
            let mut out = Vec::new();
            write(table, &dossier, &mut out).expect("memory");
            let reader =
                ParquetRecordBatchReader::try_new(bytes::Bytes::from(out), 1024).expect("a footer");
            let rows: usize = reader.map(|batch| batch.expect("rows").num_rows()).sum();
            assert_eq!(rows, wanted);
        }
    }
}
