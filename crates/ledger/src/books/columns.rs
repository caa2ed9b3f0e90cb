//! Columns of a feed by name, for the derivations that know the names of payments and journals.

use crate::lines::{Stored, Table};
use crate::{Domain, Feed, NULL, NULL_CODE};

/// A feed whose columns are asked for by name.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a>(pub(crate) &'a Feed);

impl Names<'_> {
    /// Index of a column of the feed.
    pub(crate) fn at(self, name: &str) -> Option<usize> {
        self.0.columns.iter().position(|c| c.name == name)
    }

    /// Domain of a text column; that of ids where the feed has no such column.
    pub(crate) fn domain(self, name: &str) -> Domain {
        self.0.column(name).map_or(Domain::Id, |c| c.domain)
    }

    /// A column of a source, for many rows.
    pub(crate) fn held<'t>(self, table: &'t Table, name: &str) -> Held<'t> {
        Held(self.at(name).and_then(|at| table.stored(at)))
    }

    /// Whether the source supplies the column.
    pub(crate) fn supplied(self, table: &Table, name: &str) -> bool {
        self.at(name).is_some_and(|at| table.stored(at).is_some())
    }

    /// A number of a row; NULL where there is none.
    pub(crate) fn number(self, table: &Table, name: &str, row: usize) -> i64 {
        self.at(name).map_or(NULL, |at| table.number(at, row))
    }

    /// A code of a row; NULL where there is none.
    pub(crate) fn code(self, table: &Table, name: &str, row: usize) -> u32 {
        self.at(name).map_or(NULL_CODE, |at| table.code(at, row))
    }
}

/// A column of one source, looked up once for many rows.
#[derive(Clone, Copy)]
pub(crate) struct Held<'a>(Option<&'a Stored>);

impl Held<'_> {
    /// A number of a row; NULL where there is none.
    pub(crate) fn number(self, row: usize) -> i64 {
        self.0.map_or(NULL, |stored| stored.number(row))
    }

    /// A code of a row; NULL where there is none.
    pub(crate) fn code(self, row: usize) -> u32 {
        self.0.map_or(NULL_CODE, |stored| stored.code(row))
    }
}
