//! Canonical rows handed out in chunks.

use std::ops::Range;
use std::sync::Arc;

use crate::lines::{Kept, Stored, Table};
use crate::{Cells, Chunk, Error, Ledger, NULL, NULL_CODE, Row, Stretch, Type};

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

/// The rows of one source as they are served.
#[derive(Debug)]
pub(crate) struct Served {
    /// Index into the schema's feeds.
    pub(crate) feed: usize,
    places: Vec<u32>,
    kept: Vec<Kept>,
    columns: Vec<Option<Held>>,
    newest_first: bool,
}

/// The values of one column, ready to be shared.
#[derive(Debug)]
enum Held {
    Int(Arc<Vec<i64>>),
    Text(Arc<Vec<u32>>),
    /// Days, times and truths, kept narrow and widened as they are served.
    Short(Stored),
}

impl Served {
    /// Rows that no longer change.
    pub(crate) fn of(table: Table) -> Self {
        let held = |stored| match stored {
            Stored::Int(values) => Held::Int(Arc::new(values)),
            Stored::Text(codes) => Held::Text(Arc::new(codes)),
            short @ Stored::Short(_) => Held::Short(short),
        };
        Self {
            feed: table.feed,
            places: table.places,
            kept: table.kept,
            columns: table.columns.into_iter().map(|c| c.map(held)).collect(),
            newest_first: table.newest_first,
        }
    }

    /// Whether the source supplies a column.
    pub(crate) fn has(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(Option::is_some)
    }
}

/// Rows that are served, [`ROWS`] at a time.
fn blocks(table: &Served) -> impl Iterator<Item = Block> + use<'_> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let (first, mut rows) = (next, Vec::new());
        let end = table.places.len().min(first + ROWS);
        while next < end {
            if table.kept.get(next).is_some_and(|kept| kept.is_detail()) {
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
    /// Every row of a range: what is stored is shared.
    All(Range<usize>),
    /// Some rows, by index.
    Some(Vec<usize>),
}

impl Block {
    /// A column's values; `null` where the source lacks one.
    fn shared<T: Copy>(&self, column: &Arc<Vec<T>>, null: T) -> Stretch<T> {
        match self {
            Self::All(range) if range.end <= column.len() => Stretch::of(column, range.clone()),
            _ => self
                .map(|row| column.get(row).copied().unwrap_or(null))
                .into(),
        }
    }

    fn map<T>(&self, value: impl Fn(usize) -> T) -> Vec<T> {
        match self {
            Self::All(range) => range.clone().map(value).collect(),
            Self::Some(rows) => rows.iter().map(|&row| value(row)).collect(),
        }
    }
}

fn chunk(source: u32, table: &Served, rows: &Block, asked: &[Asked]) -> Chunk {
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
    let held = |at: usize| table.columns.get(at).and_then(Option::as_ref);
    let cells = |column: &Asked| match (held(column.at), column.ty) {
        _ if column.seq => Cells::Int(rows.map(count).into()),
        (Some(Held::Text(codes)), Type::Text) => Cells::Text(rows.shared(codes, NULL_CODE)),
        (_, Type::Text) => Cells::Text(rows.map(|_| NULL_CODE).into()),
        (Some(Held::Int(values)), _) => Cells::Int(rows.shared(values, NULL)),
        (Some(Held::Short(stored)), _) => Cells::Int(rows.map(|row| stored.number(row)).into()),
        _ => Cells::Int(rows.map(|_| NULL).into()),
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
