//! What is wrong in a rule folder: file, line, column, a caret right under Chinese text, and what to write instead.

use std::ops::Range;

use ledger::{Lang, Wording};

/// One mistake in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// File relative to the rules folder.
    pub file: String,
    /// The file's text, for the snippet.
    pub source: std::sync::Arc<str>,
    /// Byte range at fault.
    pub span: Range<usize>,
    /// Stable word for the cause, `unknown-key`.
    pub code: &'static str,
    /// What is wrong.
    pub message: Wording,
    /// What to write instead.
    pub help: Wording,
}

/// Renders a diagnostic as text with a snippet, without colours.
pub fn render(_diagnostic: &Diagnostic, _lang: Lang) -> String {
    todo!()
}
