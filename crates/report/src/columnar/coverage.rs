//! Coverage as columns.

use std::io;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use engine::{Coverage, Reason};

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
    let covered = &dossier.findings.coverage;
    for first in (0..covered.len()).step_by(PIECE) {
        let lines: Vec<Coverage<'_>> = covered.range(first..first + PIECE).collect();
        let text = |of: &dyn Fn(&Coverage<'_>) -> String| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(lines.iter().map(of)))
        };
        let count = |line: &Coverage<'_>| i64::try_from(line.rows).unwrap_or(i64::MAX);
        let columns: Vec<ArrayRef> = vec![
            text(&|line| line.rule_id.to_string()),
            text(&|line| line.org.to_string()),
            text(&|line| month(line.from_month).into_owned()),
            text(&|line| month(line.to_month).into_owned()),
            text(&|line| line.outcome.word().to_owned()),
            text(&|line| line.reason.map(Reason::code).unwrap_or_default()),
            Arc::new(Int64Array::from_iter_values(lines.iter().map(count))),
        ];
        take(RecordBatch::try_new(Arc::clone(&schema), columns).map_err(failed)?)?;
    }
    Ok(())
}
