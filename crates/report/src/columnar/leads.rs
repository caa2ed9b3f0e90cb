//! Leads as columns, from the same lines as `leads.jsonl`, so that both say the same.

use std::io;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray,
};
use arrow_schema::{DataType, Field, Schema};
use serde_json::Value;

use super::{Take, failed};
use crate::dossier::Dossier;
use crate::lead::Shown;
use crate::writers::jsonl::line;

/// Leads that are handed on at a time.
const PIECE: usize = 1_024;
/// Digits of a sum in yuan, two of them decimals.
const MONEY: DataType = DataType::Decimal128(19, 2);

/// What a column holds.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Json,
    Texts,
    Count,
    Truth,
    Money(fn(&Shown) -> Option<i64>),
    Day(fn(&Shown) -> Option<i64>),
}

/// The fields of a line of `leads.jsonl`, in its order.
const COLUMNS: [(&str, Kind); 26] = [
    ("lead_id", Kind::Text),
    ("matter_id", Kind::Text),
    ("rule_id", Kind::Text),
    ("level", Kind::Text),
    ("score", Kind::Count),
    ("org", Kind::Text),
    ("orgs", Kind::Texts),
    ("subject", Kind::Json),
    ("title", Kind::Text),
    ("text", Kind::Text),
    ("amount", Kind::Money(|lead| lead.amount)),
    ("amount_net", Kind::Money(|lead| lead.amount_net)),
    ("from", Kind::Day(|lead| lead.from)),
    ("to", Kind::Day(|lead| lead.to)),
    ("facts", Kind::Json),
    ("certain", Kind::Texts),
    ("inferred", Kind::Texts),
    ("locators", Kind::Json),
    ("evidence_hash", Kind::Text),
    ("evidence_total", Kind::Count),
    ("evidence", Kind::Json),
    ("trial", Kind::Truth),
    ("score_parts", Kind::Json),
    ("basis", Kind::Json),
    ("check", Kind::Texts),
    ("innocent", Kind::Texts),
];

pub(super) fn schema() -> Schema {
    let field = |(name, kind): &(&str, Kind)| {
        let ty = match kind {
            Kind::Text | Kind::Json => DataType::Utf8,
            Kind::Texts => DataType::new_list(DataType::Utf8, true),
            Kind::Count => DataType::Int64,
            Kind::Truth => DataType::Boolean,
            Kind::Money(_) => MONEY,
            Kind::Day(_) => DataType::Date32,
        };
        Field::new(*name, ty, true)
    };
    Schema::new(COLUMNS.iter().map(field).collect::<Vec<_>>())
}

pub(super) fn rows(dossier: &Dossier<'_>, take: &mut Take<'_>) -> io::Result<()> {
    let schema = Arc::new(schema());
    let mut leads = dossier.leads();
    loop {
        let some: Vec<Shown> = leads.by_ref().take(PIECE).collect();
        if some.is_empty() {
            return Ok(());
        }
        let lines: Vec<Value> = some.iter().map(line).collect();
        let columns = COLUMNS
            .iter()
            .map(|(name, kind)| column(name, *kind, &some, &lines));
        let columns: Vec<ArrayRef> = columns.collect();
        take(RecordBatch::try_new(Arc::clone(&schema), columns).map_err(failed)?)?;
    }
}

fn column(name: &str, kind: Kind, leads: &[Shown], lines: &[Value]) -> ArrayRef {
    let values = lines.iter().map(|line| line.get(name));
    match kind {
        Kind::Text => Arc::new(values.map(|v| v?.as_str()).collect::<StringArray>()),
        Kind::Json => Arc::new(
            values
                .map(|v| Some(v?.to_string()))
                .collect::<StringArray>(),
        ),
        Kind::Count => Arc::new(values.map(|v| v?.as_i64()).collect::<Int64Array>()),
        Kind::Truth => Arc::new(values.map(|v| v?.as_bool()).collect::<BooleanArray>()),
        Kind::Texts => {
            let mut lists = ListBuilder::new(StringBuilder::new());
            for value in values {
                let texts = value.and_then(Value::as_array).into_iter().flatten();
                lists.append_value(texts.map(Value::as_str));
            }
            Arc::new(lists.finish())
        }
        Kind::Money(of) => {
            let fen = leads.iter().map(|lead| of(lead).map(i128::from));
            Arc::new(fen.collect::<Decimal128Array>().with_data_type(MONEY))
        }
        Kind::Day(of) => {
            let days = leads
                .iter()
                .map(|lead| of(lead).and_then(|day| i32::try_from(day).ok()));
            Arc::new(days.collect::<Date32Array>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{WriteOptions, sample};

    #[test]
    fn every_field_of_a_line_is_a_column_in_its_place() {
        let (sample, options) = (sample::sample(), WriteOptions::default());
        let dossier = sample.dossier(&options);
        let lead = dossier.leads().next().expect("the sample holds leads");
        let line = line(&lead);
        let keys: Vec<&str> = line
            .as_object()
            .expect("a line")
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(keys, COLUMNS.map(|(name, _)| name));
        let mut count = 0;
        rows(&dossier, &mut |batch| {
            count += batch.num_rows();
            Ok(())
        })
        .expect("memory");
        assert_eq!(count, dossier.lead_count());
    }
}
