//! All sources of a run, opened, with their layout decided.

use std::path::PathBuf;
use std::sync::Arc;

use crate::opening::{self, Origin, state};
use crate::serve::{self, SEQ, Served};
use crate::{
    Chunk, Config, Dictionary, Domain, Error, Notice, OrgPin, Reject, Row, Schema, Source, cite,
};

/// All sources of a run. Canonical by construction: what it serves is checked.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) schema: Schema,
    pub(crate) sources: Vec<Source>,
    pub(crate) orgs: Vec<Org>,
    /// What pins say of collectives, by the names that rows carry.
    pub(crate) pinned_orgs: Vec<OrgPin>,
    pub(crate) rejects: Vec<Reject>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) dictionaries: Vec<Dictionary>,
    /// Canonical rows with the index of their source, in the order of sources.
    pub(crate) tables: Vec<(u32, Served)>,
    /// How each source is read again, by index.
    pub(crate) origins: Vec<Origin>,
    /// What pins declare complete.
    pub(crate) complete: Vec<Complete>,
    pub(crate) newest: Option<i64>,
}

/// A feed of a collective that is declared complete for some months, both inclusive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Complete {
    pub(crate) feed: String,
    pub(crate) org: String,
    pub(crate) from: i64,
    pub(crate) to: i64,
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
    /// Whether the workbook hides the row or its sheet.
    pub hidden: bool,
    /// Its cells in the order of the source.
    pub cells: Vec<CitedCell>,
}

/// One cell of a cited row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitedCell {
    /// Canonical column that took it, empty where none did.
    pub column: Arc<str>,
    /// Heading above it.
    pub heading: Arc<str>,
    /// Its own text, not masked.
    pub raw: String,
    /// Whether the workbook hides its column.
    pub hidden: bool,
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
/// A path that does not exist, a configuration that cannot be used, no source at all, or an input that changed while it was
/// read. A source that cannot be read is no error: it is in [`Ledger::sources`] as unreadable.
pub fn open(paths: &[PathBuf], config: &Config) -> Result<Ledger, Error> {
    opening::open(paths, config)
}

/// A ledger of tables in memory, read by the same code; for rule examples and tests.
///
/// Rows of a table without a column `org` belong to one collective, 示例集体.
///
/// # Errors
/// A feed that the schema does not have.
pub fn in_memory(tables: &[Table], config: &Config) -> Result<Ledger, Error> {
    opening::in_memory(tables, config)
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

    /// Whether every file is still as it was when it was read, by its size and time of change: to be asked when all work is done, before
    /// anything that was found is published.
    ///
    /// # Errors
    /// [`Error::Changed`] with the first file that is not.
    pub fn unchanged(&self) -> Result<(), Error> {
        let mut asked = std::collections::BTreeSet::new();
        for (source, origin) in self.sources.iter().zip(&self.origins) {
            let known = origin.state.is_some();
            if known && asked.insert(&source.file) && state(&origin.bytes) != origin.state {
                return Err(Error::Changed {
                    file: source.file.clone(),
                });
            }
        }
        Ok(())
    }

    /// Collectives sorted by name.
    pub fn orgs(&self) -> &[Org] {
        &self.orgs
    }

    /// What `sanzi.toml` says of collectives, by the names that rows carry in `org`; dictionaries hold its texts by the domains of the
    /// columns of the feed `orgs`.
    pub fn pinned_orgs(&self) -> &[OrgPin] {
        &self.pinned_orgs
    }

    /// Rows that could not be made canonical, in the order of [`Row`].
    pub fn rejects(&self) -> &[Reject] {
        &self.rejects
    }

    /// What is wrong or doubtful with the input as a whole; each source has its own besides.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The newest plausible day on which payments, journal lines or invoices were posted, days since 1970-01-01: a day that stands more
    /// than three years behind all others and has few rows is taken for a mistyped one, and a notice says so.
    pub fn newest_posting(&self) -> Option<i64> {
        self.newest
    }

    /// Distinct texts of a domain.
    pub fn dictionary(&self, domain: Domain) -> &Dictionary {
        &self.dictionaries[domain as usize]
    }

    /// Canonical columns that at least one source of `feed` supplies, derived ones included, in the order of the feed;
    /// `None` where no source is read as it.
    pub fn supplied(&self, feed: &str) -> Option<Vec<&str>> {
        let at = self.schema.feeds.iter().position(|f| f.name == feed)?;
        let mut tables = self.tables.iter().filter(|(_, t)| t.feed == at).peekable();
        tables.peek()?;
        let tables: Vec<&Served> = tables.map(|(_, t)| t).collect();
        let columns = self.schema.feeds.get(at)?.columns.iter().enumerate();
        Some(
            columns
                .filter(|(c, column)| {
                    !column.internal && (column.name == SEQ || tables.iter().any(|t| t.has(*c)))
                })
                .map(|(_, column)| column.name.as_str())
                .collect(),
        )
    }

    /// Whether `sanzi.toml` declares `feed` complete for this collective and month (`2024-03` is `24_290`: year × 12 + month − 1).
    pub fn declared_complete(&self, feed: &str, org: &str, month: i64) -> bool {
        self.complete
            .iter()
            .any(|c| c.feed == feed && c.org == org && (c.from..=c.to).contains(&month))
    }

    /// Detail rows of `feed`, in chunks whose order is that of [`Row`]; `columns` are canonical names. What the ledger holds is shared, not
    /// copied.
    ///
    /// # Errors
    /// A feed or column that the schema does not have, or an input that changed since it was opened.
    pub fn chunks(
        &self,
        feed: &str,
        columns: &[&str],
    ) -> Result<impl Iterator<Item = Result<Chunk, Error>>, Error> {
        serve::chunks(self, feed, columns)
    }

    /// The raw cells of rows, read again from their sources, in the order asked.
    ///
    /// # Errors
    /// An input that changed since it was opened.
    pub fn cite(&self, rows: &[Row]) -> Result<Vec<Citation>, Error> {
        cite::cite(&self.sources, &self.origins, rows)
    }
}
