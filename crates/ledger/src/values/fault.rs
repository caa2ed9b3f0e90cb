//! Why a literal is no value of its column.

use crate::Wording;

/// Why a literal is no value of its column; it becomes the reason of a reject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ValueFault {
    /// Stable word for the cause, `bad-money`.
    pub(crate) code: &'static str,
    /// What is wrong with it, and what to do. Never the literal itself, which may be private: the reject keeps that apart.
    pub(crate) text: Wording,
}

impl ValueFault {
    pub(super) fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            code,
            text: Wording::new(zh, en),
        }
    }
}
