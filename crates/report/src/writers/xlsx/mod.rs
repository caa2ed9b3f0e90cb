//! `leads.xlsx`: the workbook that auditors live in. Only strings, numbers and dates: never a formula.

mod book;
mod cell;
mod evidence;
mod grid;
mod leads;
mod record;
mod rest;
mod style;
mod units;

use super::{Entry, Format, Into};

#[cfg(test)]
pub(crate) use book::texts;

/// The entry of the shelf.
pub(super) static ENTRY: Entry = Entry {
    name: "xlsx",
    doc: (
        "供人核查的工作簿：疑点清单、数据出处、未能核查、未导入记录、单位评估、扫描记录（leads.xlsx）",
        "a workbook for reviewers: leads, evidence, not judged, rejects, units, run (leads.xlsx)",
    ),
    into: Into::File("leads.xlsx"),
    cites: true,
    write: book::write,
};

#[expect(
    non_upper_case_globals,
    reason = "A format reads like a variant in the program of design §2."
)]
impl Format {
    /// A workbook for reviewers.
    pub const Xlsx: Self = Self(&ENTRY);
}
