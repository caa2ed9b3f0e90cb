//! No lead output at all: hits, coverage, rejects and the run record only.

use super::{Entry, Format, Into};

/// The entry of the shelf.
pub(super) static ENTRY: Entry = Entry {
    name: "hits",
    doc: (
        "只写命中记录、核查范围、未导入记录和扫描记录，不写疑点清单和单位统计",
        "only hits, coverage, rejects and the run record, no leads and no units",
    ),
    into: Into::Nothing,
    cites: false,
    write: |_, _| Ok(()),
};

#[expect(
    non_upper_case_globals,
    reason = "A format reads like a variant in the program of design §2."
)]
impl Format {
    /// Hits, coverage, rejects and the run record only.
    pub const Hits: Self = Self(&ENTRY);
}
