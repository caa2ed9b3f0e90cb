//! Canonical rows handed out in chunks.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::cells::Places;
use crate::lines::{Kept, Stored, Table};
use crate::packed::Packed;
use crate::{Chunk, Error, Ledger, NULL, Row};

/// The column that is counted, not stored: file order, counted back where the source is newest first.
pub(crate) const SEQ: &str = "seq";

/// One column that was asked for.
#[derive(Clone, Copy)]
struct Asked {
    at: usize,
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
                    seq: c.name == SEQ && c.derived,
                })
                .ok_or_else(|| Error::NoColumn(format!("{feed}.{name}")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let tables = ledger.tables.iter().map(|(_, table)| table);
    let tables = tables.filter(move |table| table.feed == feed_at && !table.rows.is_empty());
    Ok(tables.map(move |table| Ok(table.chunk(&asked))))
}

/// The detail rows of one source, as they are served.
#[derive(Debug)]
pub(crate) struct Served {
    /// Index into the schema's feeds.
    pub(crate) feed: usize,
    rows: Places,
    primary: Packed,
    columns: Vec<Option<Packed>>,
    newest_first: bool,
    /// Place of the last row of the source, whatever became of it.
    last: u32,
}

impl Served {
    /// Rows of a source that no longer change; those that are no detail are let go.
    pub(crate) fn of(source: u32, table: Table) -> Self {
        let Table {
            feed,
            places,
            kept,
            columns,
            newest_first,
        } = table;
        let all = kept.iter().all(|kept| kept.is_detail());
        // What is served of a column.
        let detail = |row: &usize| all || kept.get(*row).is_some_and(|kept| kept.is_detail());
        let last = places.last().copied().unwrap_or(0);
        let rows = (0..places.len()).filter(detail);
        let rows = rows.filter_map(|row| places.get(row));
        let rows = Places::of(rows.map(|&place| Row { source, place }));
        drop(places);
        let primary = kept.iter().filter(|kept| kept.is_detail());
        let primary = primary.map(|kept| i64::from(*kept == Kept::Detail));
        let primary = Packed::of_numbers(primary);
        // Each column is given back before the next is packed.
        let pack = |stored: Stored| {
            let rows = || (0..stored.len()).filter(detail);
            match &stored {
                Stored::Codes(packed) | Stored::Numbers(packed) if all => packed.clone(),
                Stored::Text(_) | Stored::Codes(_) => {
                    Packed::of_codes(rows().map(|row| stored.code(row)))
                }
                Stored::Int(_) | Stored::Short(_) | Stored::Numbers(_) => {
                    Packed::of_numbers(rows().map(|row| stored.number(row)))
                }
            }
        };
        let columns = columns.into_par_iter();
        let columns = columns.map(|stored| stored.map(pack)).collect();
        Self {
            feed,
            rows,
            primary,
            columns,
            newest_first,
            last,
        }
    }

    /// Whether the source supplies a column.
    pub(crate) fn has(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(Option::is_some)
    }

    fn chunk(&self, asked: &[Asked]) -> Chunk {
        let none = || Packed::same(NULL, self.rows.len());
        let column = |asked: &Asked| match self.columns.get(asked.at) {
            _ if asked.seq => self.counted(),
            Some(Some(column)) => column.clone(),
            _ => none(),
        };
        Chunk {
            rows: self.rows.clone(),
            primary: self.primary.clone(),
            columns: asked.iter().map(column).collect(),
        }
    }

    fn counted(&self) -> Packed {
        let count = |row: Row| {
            if self.newest_first {
                i64::from(self.last) + 1 - i64::from(row.place)
            } else {
                row.place.into()
            }
        };
        Packed::of_numbers(self.rows.iter().map(count))
    }
}
