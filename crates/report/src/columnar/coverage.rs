//! Coverage as columns.

use std::io;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};

use super::{Take, failed};
use crate::dossier::Dossier;
use crate::units::month;

/// Rows that are handed on at a time.
const PIECE: usize = 8_192;

pub(super) fn schema() -> Schema {
    let texts = [
        "rule_id",
        "org",
        "from_month",
        "to_month",
        "outcome",
        "reason",
    ];
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let rows = Field::new("rows", DataType::Int64, false);
    Schema::new(
        texts
            .into_iter()
            .map(text)
            .chain([rows])
            .collect::<Vec<_>>(),
    )
}

pub(super) fn rows(dossier: &Dossier<'_>, take: &mut Take<'_>) -> io::Result<()> {
    let schema = Arc::new(schema());
    for lines in dossier.findings.coverage.chunks(PIECE) {
        let text = |of: &dyn Fn(&engine::Coverage) -> String| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(lines.iter().map(of)))
        };
        let count = |line: &engine::Coverage| i64::try_from(line.rows).unwrap_or(i64::MAX);
        let columns: Vec<ArrayRef> = vec![
            text(&|line| line.rule_id.to_string()),
            text(&|line| line.org.to_string()),
            text(&|line| month(line.from_month)),
            text(&|line| month(line.to_month)),
            text(&|line| line.outcome.word().to_owned()),
            text(&|line| {
                line.reason
                    .as_deref()
                    .map(engine::Reason::code)
                    .unwrap_or_default()
            }),
            Arc::new(Int64Array::from_iter_values(lines.iter().map(count))),
        ];
        take(RecordBatch::try_new(Arc::clone(&schema), columns).map_err(failed)?)?;
    }
    Ok(())
}
