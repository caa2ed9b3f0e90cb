//! How faults are made.

use super::Fault;
use crate::Wording;

impl Fault {
    /// A fault of the file as a whole.
    pub(crate) fn file(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::row(code, 0, zh, en)
    }

    /// A fault of one record.
    pub(super) fn row(
        code: &'static str,
        row: u32,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            code,
            row,
            text: Wording::new(zh, en),
        }
    }

    /// A file whose inside is broken, as a library found it.
    pub(super) fn damaged(error: &dyn std::fmt::Display) -> Self {
        Self::file(
            "damaged",
            "文件不完整或已损坏。请重新导出，或用 Excel、WPS 打开后另存",
            format!(
                "the file is incomplete or damaged ({error}); export it again, or open and save it in Excel or WPS"
            ),
        )
    }

    /// What the system said when a file was read.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "It is handed to map_err, which gives the error away."
    )]
    pub(crate) fn io(error: std::io::Error) -> Self {
        let said = crate::system(&error);
        Self::file(
            "unreadable",
            format!(
                "无法读取文件：{}。请检查文件是否存在、是否有读取权限",
                said.zh
            ),
            format!(
                "cannot read the file: {}; check that it exists and may be read",
                said.en
            ),
        )
    }
}
