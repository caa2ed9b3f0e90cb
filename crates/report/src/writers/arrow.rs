//! `hits.arrow`, `leads.arrow` and `coverage.arrow`: Arrow IPC files (also called Feather), read without being parsed.

use std::io::{self, Write};

use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions};

use super::{Entry, Format, Into};
use crate::columnar::{COVERAGE, HITS, LEADS, Table, failed};
use crate::dossier::Dossier;

/// The entry of the shelf.
pub(super) static ENTRY: Entry = Entry {
    name: "arrow",
    doc: (
        "命中记录、疑点和核查范围的 Arrow 文件，供程序直接读取（hits.arrow、leads.arrow、coverage.arrow）",
        "hits, leads and coverage as Arrow files, read by programs as they are (hits.arrow, leads.arrow, coverage.arrow)",
    ),
    into: Into::Files(&[
        ("hits.arrow", |dossier, out| write(&HITS, dossier, out)),
        ("leads.arrow", |dossier, out| write(&LEADS, dossier, out)),
        ("coverage.arrow", |dossier, out| {
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
    /// Hits, leads and coverage as Arrow files.
    pub const Arrow: Self = Self(&ENTRY);
}

fn write(table: &Table, dossier: &Dossier<'_>, out: &mut dyn Write) -> io::Result<()> {
    let options = IpcWriteOptions::default()
        .try_with_compression(Some(CompressionType::ZSTD))
        .map_err(failed)?;
    let mut writer =
        FileWriter::try_new_with_options(out, &(table.schema)(), options).map_err(failed)?;
    (table.rows)(dossier, &mut |batch| writer.write(&batch).map_err(failed))?;
    writer.finish().map_err(failed)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use arrow_ipc::reader::FileReader;

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
            let reader = FileReader::try_new(Cursor::new(out), None).expect("a footer");
            let rows: usize = reader.map(|batch| batch.expect("rows").num_rows()).sum();
            assert_eq!(rows, wanted);
        }
    }
}
