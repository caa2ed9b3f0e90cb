//! What `sanzi.toml` says of collectives, as rows of the feed `orgs`: rules know a town that stands there as they know one that a source
//! supplies.

use std::sync::Arc;

use ledger::{Ledger, NULL, NULL_CODE, Row};
use rustc_hash::FxHashMap;

use crate::frame::{Column, NO_ROW, NULL_RATIO, Pulled, Values};

/// The feed of collectives.
pub(crate) const FEED: &str = "orgs";

/// The source of rows that stand in no source.
const NOWHERE: u32 = u32::MAX;

/// Adds a row for each collective of `sanzi.toml` that no row names. In the rows of the others what is said there stands instead of what the
/// rows say, as everywhere. Whether anything beside names was said of the columns that were pulled.
pub(crate) fn add_pinned(orgs: &mut Pulled, ledger: &Ledger) -> bool {
    let rows = rows_by_name(orgs);
    let mut said = false;
    for (pin, place) in ledger.pinned_orgs().iter().zip(1..) {
        let texts = pin.texts();
        let code = |column: &str, of: &Column| {
            let (_, text) = texts.iter().find(|(name, _)| *name == column)?;
            ledger.dictionary(of.domain).code(text)
        };
        let own = orgs.column("name").and_then(|column| code("name", column));
        let known = own.and_then(|own| rows.get(&own));
        if known.is_none() {
            orgs.rows.push(Row {
                source: NOWHERE,
                place,
            });
            orgs.primary.push(true);
        }
        for (name, column) in &mut orgs.columns {
            let code = code(name, column);
            said |= code.is_some() && name != "name";
            match (known, &mut column.values) {
                (None, values) => push(values, code),
                (Some(rows), Values::Text(codes)) => {
                    let Some(code) = code else { continue };
                    let codes = Arc::make_mut(codes);
                    for &row in rows {
                        if let Some(slot) = codes.get_mut(row) {
                            *slot = code;
                        }
                    }
                }
                (Some(_), _) => {}
            }
        }
    }
    said
}

/// The rows of a feed, by number, those aside that stand in no source and cannot be cited.
pub(crate) fn cited(pulled: &Pulled) -> Vec<u32> {
    (0u32..)
        .zip(&pulled.rows)
        .map(|(at, row)| if row.source == NOWHERE { NO_ROW } else { at })
        .collect()
}

/// Rows that sources supply, by the code of their name.
fn rows_by_name(orgs: &Pulled) -> FxHashMap<u32, Vec<usize>> {
    let mut rows: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    if let Some(Values::Text(names)) = orgs.column("name").map(|column| &column.values) {
        for (row, &name) in names.iter().enumerate() {
            rows.entry(name).or_default().push(row);
        }
    }
    rows
}

/// One more value: the text of a code, else NULL.
fn push(values: &mut Values, code: Option<u32>) {
    match values {
        Values::Text(codes) => Arc::make_mut(codes).push(code.unwrap_or(NULL_CODE)),
        Values::Int(values) => Arc::make_mut(values).push(NULL),
        Values::Ratio(values) => Arc::make_mut(values).push(NULL_RATIO),
        Values::Owned(texts) => Arc::make_mut(texts).push(None),
    }
}
