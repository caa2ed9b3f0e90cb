//! Canonical rows handed out in chunks.

use std::ops::Range;

use crate::lines::{Kept, Stored, Table};
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
fn blocks(table: &Table) -> impl Iterator<Item = Block> + use<'_> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let (first, mut rows) = (next, Vec::new());
        while next < table.len() && next - first < ROWS {
            if table.is_detail(next) {
                rows.push(next);
            }
            next += 1;
        }
        (first < next).then(|| {
            if rows.len() == next - first {
                Block::All(first..next)
            } else {
                Block::Some(rows)
            }
        })
    })
    .filter(|block| !matches!(block, Block::Some(rows) if rows.is_empty()))
}

/// Rows of a table that are served together.
enum Block {
    /// Every row of a range: what is stored is copied as it lies.
    All(Range<usize>),
    /// Some rows, by index.
    Some(Vec<usize>),
}

impl Block {
    /// The value of every row.
    fn each<T: Clone>(&self, values: &[T], value: impl Fn(usize) -> T) -> Vec<T> {
        match self {
            Self::All(range) => values
                .get(range.clone())
                .map_or_else(|| range.clone().map(&value).collect(), <[T]>::to_vec),
            Self::Some(rows) => rows.iter().map(|&row| value(row)).collect(),
        }
    }

    fn map<T>(&self, value: impl Fn(usize) -> T) -> Vec<T> {
        match self {
            Self::All(range) => range.clone().map(value).collect(),
            Self::Some(rows) => rows.iter().map(|&row| value(row)).collect(),
        }
    }
}

fn chunk(source: u32, table: &Table, rows: &Block, asked: &[Asked]) -> Chunk {
    let place = |row: usize| table.places.get(row).copied().unwrap_or(0);
    let last = i64::from(table.places.last().copied().unwrap_or(0));
    let count = |row: usize| {
        let at = i64::from(place(row));
        if table.newest_first {
            last + 1 - at
        } else {
            at
        }
    };
    let cells = |column: &Asked| match (table.stored(column.at), column.ty) {
        _ if column.seq => Cells::Int(rows.map(count)),
        (Some(stored @ Stored::Text(codes)), Type::Text) => {
            Cells::Text(rows.each(codes, |row| stored.code(row)))
        }
        (Some(stored @ Stored::Int(values)), _) => {
            Cells::Int(rows.each(values, |row| stored.number(row)))
        }
        (Some(stored), Type::Text) => Cells::Text(rows.map(|row| stored.code(row))),
        (Some(stored), _) => Cells::Int(rows.map(|row| stored.number(row))),
        (None, Type::Text) => Cells::Text(rows.map(|_| NULL_CODE)),
        (None, _) => Cells::Int(rows.map(|_| NULL)),
    };
    Chunk {
        rows: rows.map(|row| Row {
            source,
            place: place(row),
        }),
        primary: rows.map(|row| table.kept.get(row) == Some(&Kept::Detail)),
        columns: asked.iter().map(cells).collect(),
    }
}
