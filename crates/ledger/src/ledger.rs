//! All sources of a run, opened, with their layout decided.

use std::path::PathBuf;

use crate::{Chunk, Config, Dictionary, Domain, Error, Notice, Reject, Row, Schema, Source};

/// All sources of a run. Canonical by construction: what it serves is checked.
#[derive(Debug)]
pub struct Ledger {
    schema: Schema,
    sources: Vec<Source>,
    orgs: Vec<Org>,
    rejects: Vec<Reject>,
    notices: Vec<Notice>,
    dictionaries: Vec<Dictionary>,
}

/// A collective of the run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Org {
    /// Full name, as rows carry it in `org`.
    pub name: String,
    /// Other names that mean the same.
    pub aliases: Vec<String>,
    /// Division code (GB/T 2260), empty where unknown.
    pub region: String,
    /// Town or street, empty where unknown.
    pub town: String,
    /// Name of the collective above it, empty where unknown.
    pub parent: String,
    /// Chart of accounts where pinned: `2004`, `2023`, `enterprise`; else empty.
    pub chart: String,
    /// Whether `sanzi.toml` or the feed `orgs` knows it, or only its rows name it.
    pub declared: bool,
}

/// A row as it stands in its source, read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The row.
    pub row: Row,
    /// First line of the record in a text file, 0 for workbooks.
    pub line: u64,
    /// Its cells in the order of the source.
    pub cells: Vec<CitedCell>,
}

/// One cell of a cited row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitedCell {
    /// Canonical column that took it, empty where none did.
    pub column: String,
    /// Heading above it.
    pub heading: String,
    /// Its own text, not masked.
    pub raw: String,
}

/// A table in memory, for rule examples: delimited text whose headings are canonical names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Feed to read it as.
    pub feed: String,
    /// Comma separated text with a heading line.
    pub text: String,
}

/// Opens every source under `paths`: tells formats, decides layouts, validates every row.
///
/// # Errors
/// A path that does not exist, a configuration that cannot be used, or no source at all. A source that cannot be read
/// is no error: it is in [`Ledger::sources`] as unreadable.
pub fn open(_paths: &[PathBuf], _config: &Config) -> Result<Ledger, Error> {
    todo!()
}

/// A ledger of tables in memory, read by the same code; for rule examples and tests.
///
/// # Errors
/// A feed that the schema does not have.
pub fn in_memory(_tables: &[Table], _config: &Config) -> Result<Ledger, Error> {
    todo!()
}

impl Ledger {
    /// Feeds and columns of this run: the embedded ones with the user's own.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Sources sorted by file, then sheet.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Collectives sorted by name.
    pub fn orgs(&self) -> &[Org] {
        &self.orgs
    }

    /// Rows that could not be made canonical, in the order of [`Row`].
    pub fn rejects(&self) -> &[Reject] {
        &self.rejects
    }

    /// What is wrong or doubtful with the input as a whole; each source has its own besides.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Distinct texts of a domain.
    pub fn dictionary(&self, domain: Domain) -> &Dictionary {
        &self.dictionaries[domain as usize]
    }

    /// Canonical columns that at least one source of `feed` supplies, derived ones included; `None` where no source is read as it.
    pub fn supplied(&self, _feed: &str) -> Option<Vec<&str>> {
        todo!()
    }

    /// Whether `sanzi.toml` declares `feed` complete for this collective and month (`2024-03` is 24_290: year × 12 + month − 1).
    pub fn declared_complete(&self, _feed: &str, _org: &str, _month: i64) -> bool {
        todo!()
    }

    /// Detail rows of `feed`, in chunks whose order is that of [`Row`]; `columns` are canonical names.
    ///
    /// # Errors
    /// A feed or column that the schema does not have, or an input that changed since it was opened.
    pub fn chunks(
        &self,
        _feed: &str,
        _columns: &[&str],
    ) -> Result<impl Iterator<Item = Result<Chunk, Error>>, Error> {
        Ok(std::iter::empty())
    }

    /// The raw cells of rows, read again from their sources, in the order asked.
    ///
    /// # Errors
    /// An input that changed since it was opened.
    pub fn cite(&self, _rows: &[Row]) -> Result<Vec<Citation>, Error> {
        todo!()
    }
}
