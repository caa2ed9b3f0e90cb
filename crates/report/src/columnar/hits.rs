//! Hits as columns.

use std::io;
use std::sync::Arc;

use arrow_array::{RecordBatch, StringArray, UInt32Array, builder::StringBuilder};
use arrow_schema::{DataType, Field, Schema};

use super::{Take, failed};
use crate::dossier::Dossier;
use crate::units::month;

/// Rows that are handed on at a time.
const PIECE: usize = 8_192;

/// Texts, all but the number of the record.
const COLUMNS: [&str; 8] = [
    "rule_id", "lead_id", "role", "feed", "file", "sheet", "row", "org",
];

pub(super) fn schema() -> Schema {
    let field = |name: &&str| match *name {
        "row" => Field::new("row", DataType::UInt32, true),
        name => Field::new(name, DataType::Utf8, false),
    };
    Schema::new(COLUMNS.iter().map(field).collect::<Vec<_>>())
}

pub(super) fn rows(dossier: &Dossier<'_>, take: &mut Take<'_>) -> io::Result<()> {
    let schema = Arc::new(schema());
    let hits = dossier.findings.hits.len();
    for first in (0..hits).step_by(PIECE) {
        let mut texts: [StringBuilder; 7] = Default::default();
        let mut numbers: Vec<Option<u32>> = Vec::with_capacity(PIECE);
        for hit in dossier.findings.hits.range(first..hits.min(first + PIECE)) {
            let (file, sheet) = hit.row.map_or(("", ""), |row| dossier.place(row.source));
            let absent = hit.row.is_none().then(|| month(hit.month));
            numbers.push(hit.row.map(|row| row.place));
            let row = [
                hit.rule_id,
                hit.lead_id,
                hit.role.word(),
                hit.feed,
                file,
                absent.as_deref().unwrap_or(sheet),
                hit.org,
            ];
            for (column, text) in texts.iter_mut().zip(row) {
                column.append_value(text);
            }
        }
        let texts = texts.map(|mut column| {
            let column: StringArray = column.finish();
            Arc::new(column) as arrow_array::ArrayRef
        });
        let mut columns = texts.to_vec();
        // The number of the row stands before the collective.
        columns.insert(columns.len() - 1, Arc::new(UInt32Array::from(numbers)));
        take(RecordBatch::try_new(Arc::clone(&schema), columns).map_err(failed)?)?;
    }
    Ok(())
}
