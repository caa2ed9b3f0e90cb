//! Canonical rows handed out in chunks.

use crate::lines::{Kept, Table};
use crate::{Cells, Chunk, Error, Ledger, NULL, NULL_CODE, Row, Type};

/// Rows of a chunk at most.
const ROWS: usize = 1 << 16;
/// The column that is counted, not stored: file order, counted back where the source is newest first.
pub(crate) const SEQ: &str = "seq";

/// One column that was asked for.
#[derive(Clone, Copy)]
struct Asked {
    at: usize,
    ty: Type,
    seq: bool,
}

/// See [`Ledger::chunks`].
pub(crate) fn chunks<'a>(
    ledger: &'a Ledger,
    feed: &str,
    columns: &[&str],
) -> Result<impl Iterator<Item = Result<Chunk, Error>> + use<'a>, Error> {
    let feeds = &ledger.schema.feeds;
    let feed_at = feeds
        .iter()
        .position(|f| f.name == feed)
        .ok_or_else(|| Error::NoColumn(feed.to_owned()))?;
    let asked = columns
        .iter()
        .map(|name| {
            let all = feeds.get(feed_at).map_or(&[][..], |f| &f.columns);
            let found = all
                .iter()
                .enumerate()
                .find(|(_, c)| c.name == *name && !c.internal);
            found
                .map(|(at, c)| Asked {
                    at,
                    ty: c.ty,
                    seq: c.name == SEQ && c.derived,
                })
                .ok_or_else(|| Error::NoColumn(format!("{feed}.{name}")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let tables = ledger.tables.iter().filter(move |(_, t)| t.feed == feed_at);
    Ok(tables.flat_map(move |(source, table)| {
        let asked = asked.clone();
        blocks(table).map(move |rows| Ok(chunk(*source, table, &rows, &asked)))
    }))
}

/// Rows that are served, [`ROWS`] at a time.
fn blocks(table: &Table) -> impl Iterator<Item = Vec<usize>> + use<'_> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let mut rows = Vec::new();
        while next < table.len() && rows.len() < ROWS {
            if table.is_detail(next) {
                rows.push(next);
            }
            next += 1;
        }
        (!rows.is_empty()).then_some(rows)
    })
}

fn chunk(source: u32, table: &Table, rows: &[usize], asked: &[Asked]) -> Chunk {
    let place = |row: usize| table.places.get(row).copied().unwrap_or(0);
    let last = i64::from(table.places.last().copied().unwrap_or(0));
    Chunk {
        rows: rows
            .iter()
            .map(|&row| Row {
                source,
                place: place(row),
            })
            .collect(),
        primary: rows
            .iter()
            .map(|&row| table.kept.get(row) == Some(&Kept::Detail))
            .collect(),
        columns: asked
            .iter()
            .map(|column| {
                if column.seq {
                    let count = |row: usize| {
                        let at = i64::from(place(row));
                        if table.newest_first {
                            last + 1 - at
                        } else {
                            at
                        }
                    };
                    return Cells::Int(rows.iter().map(|&row| count(row)).collect());
                }
                match (table.stored(column.at), column.ty) {
                    (Some(stored), Type::Text) => {
                        Cells::Text(rows.iter().map(|&row| stored.code(row)).collect())
                    }
                    (Some(stored), _) => {
                        Cells::Int(rows.iter().map(|&row| stored.number(row)).collect())
                    }
                    (None, Type::Text) => Cells::Text(vec![NULL_CODE; rows.len()]),
                    (None, _) => Cells::Int(vec![NULL; rows.len()]),
                }
            })
            .collect(),
    }
}
