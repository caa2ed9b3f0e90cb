//! Making choices.

use crate::{Choice, Wording};

/// A choice that needs no second look.
pub(crate) fn choice(
    what: &str,
    value: impl Into<String>,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> Choice {
    Choice {
        what: what.to_owned(),
        value: value.into(),
        evidence: Wording::new(zh, en),
        doubtful: false,
    }
}

/// A choice that a person should look at.
pub(crate) fn doubtful(
    what: &str,
    value: impl Into<String>,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> Choice {
    Choice {
        doubtful: true,
        ..choice(what, value, zh, en)
    }
}
