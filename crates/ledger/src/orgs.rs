//! Names of collectives.

use unicode_normalization::UnicodeNormalization;

/// A name made comparable: NFKC, without blanks.
pub(crate) fn normalise_org(name: &str) -> String {
    name.nfkc().filter(|c| !c.is_whitespace() && !c.is_control()).collect()
}
