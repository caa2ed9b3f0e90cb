//! Output formats: one file each, and the table of them. To add one: a new file and two adjacent lines here.

mod arrow;
mod csv;
mod hits;
pub(crate) mod jsonl;
mod md;
mod parquet;
pub(crate) mod table;
pub(crate) mod xlsx;

mod format;

pub use format::Format;
pub(crate) use format::{Entry, Into};

/// All formats, sorted by name.
static ENTRIES: [&Entry; 8] = [
    &arrow::ENTRY,
    &csv::ENTRY,
    &hits::ENTRY,
    &jsonl::ENTRY,
    &md::ENTRY,
    &parquet::ENTRY,
    &table::ENTRY,
    &xlsx::ENTRY,
];
