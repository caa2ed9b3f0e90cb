//! What `sanzi.toml` says of collectives, as rows of the feed `orgs`: rules know a town that stands there as they know one that a source
//! supplies.

use ledger::{Ledger, NULL, Packed, Places, Row};
use rules::expr::Type;
use rustc_hash::FxHashMap;

use crate::frame::NO_ROW;
use crate::pulled::{Base, Pulled};

/// The feed of collectives.
pub(crate) const FEED: &str = "orgs";

/// The source of rows that stand in no source.
const NOWHERE: u32 = u32::MAX;

/// Adds a row for each collective of `sanzi.toml` that no row names. In the rows of the others what is said there stands instead of what the
/// rows say, as everywhere. Whether anything beside names was said of the columns that were pulled.
pub(crate) fn add_pinned(orgs: &mut Pulled, ledger: &Ledger) -> bool {
    let rows = rows_by_name(orgs);
    let mut places: Vec<Row> = orgs.rows.iter().collect();
    let mut primary: Vec<i64> = orgs.primary.numbers().collect();
    let mut columns: Vec<Vec<i64>> = Vec::new();
    for (_, column) in &orgs.columns {
        columns.push(column.values.numbers().collect());
    }
    let mut said = false;
    for (pin, place) in ledger.pinned_orgs().iter().zip(1..) {
        let texts = pin.texts();
        let code = |column: &str, of: &Base| {
            let (_, text) = texts.iter().find(|(name, _)| *name == column)?;
            ledger.dictionary(of.domain).code(text)
        };
        let own = orgs.column("name").and_then(|column| code("name", column));
        let known = own.and_then(|own| rows.get(&own));
        if known.is_none() {
            places.push(Row {
                source: NOWHERE,
                place,
            });
            primary.push(1);
        }
        for ((name, column), values) in orgs.columns.iter().zip(&mut columns) {
            let code = code(name, column).filter(|_| column.ty == Type::Text);
            said |= code.is_some() && name != "name";
            match known {
                None => values.push(code.map_or(NULL, i64::from)),
                Some(rows) => {
                    let Some(code) = code else { continue };
                    for &row in rows {
                        if let Some(slot) = values.get_mut(row) {
                            *slot = code.into();
                        }
                    }
                }
            }
        }
    }
    orgs.rows = Places::of(places.into_iter());
    orgs.primary = Packed::of_numbers(primary.into_iter());
    for ((_, column), values) in orgs.columns.iter_mut().zip(columns) {
        column.values = Packed::of_numbers(values.into_iter());
    }
    said
}

/// Rows of a feed, all of them where `rows` is not given, those aside that stand in no source and cannot be cited.
pub(crate) fn cited(pulled: &Pulled, rows: Option<&[u32]>) -> Vec<u32> {
    let all = pulled.rows.len();
    // Only behind the rows of the feed of collectives stand some that no source has.
    let ends = (0..all).rev();
    let nowhere = ends.take_while(|row| pulled.rows.get(*row).is_some_and(|r| r.source == NOWHERE));
    let there = u32::try_from(all - nowhere.count()).unwrap_or(u32::MAX);
    let cited = |row: u32| if row < there { row } else { NO_ROW };
    match rows {
        None => (0..u32::try_from(all).unwrap_or(u32::MAX))
            .map(cited)
            .collect(),
        Some(rows) => rows.iter().map(|&row| cited(row)).collect(),
    }
}

/// Rows that sources supply, by the code of their name.
fn rows_by_name(orgs: &Pulled) -> FxHashMap<u32, Vec<usize>> {
    let mut rows: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    for (row, name) in orgs
        .codes("name")
        .into_iter()
        .flat_map(Packed::codes)
        .enumerate()
    {
        rows.entry(name).or_default().push(row);
    }
    rows
}
