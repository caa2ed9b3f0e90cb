//! Output formats: one file each, and the table of them. To add one: a new file and two adjacent lines here.

mod csv;
mod hits;
mod jsonl;
mod md;
pub(crate) mod table;
pub(crate) mod xlsx;

mod format;

pub use format::Format;
pub(crate) use format::{Entry, Into};

/// All formats, sorted by name.
static ENTRIES: [&Entry; 6] = [
    &csv::ENTRY,
    &hits::ENTRY,
    &jsonl::ENTRY,
    &md::ENTRY,
    &table::ENTRY,
    &xlsx::ENTRY,
];
