//! Code lists: whole codes and prefixes.

use std::collections::BTreeMap;

use ledger::Wording;
use serde::Deserialize;

/// Whole codes, and prefixes.
#[derive(Clone, Debug, Default)]
pub(super) struct Codes {
    /// What it is.
    pub(super) doc: Wording,
    whole: Vec<String>,
    prefixes: Vec<String>,
}

/// A file of `kind = "codes"`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[expect(
        dead_code,
        reason = "The kind has been read before; it stands here so that other keys are refused."
    )]
    kind: String,
    /// What it is; up to a semicolon its name for people.
    doc: Wording,
    /// Code → what it is; a code that ends in `*` is a prefix.
    codes: BTreeMap<String, String>,
}

impl Codes {
    pub(super) fn compile(file: &File) -> Self {
        let mut codes = Self {
            doc: file.doc.clone(),
            ..Self::default()
        };
        for code in file.codes.keys() {
            match code.strip_suffix('*') {
                Some(prefix) => codes.prefixes.push(prefix.to_owned()),
                None => codes.whole.push(code.clone()),
            }
        }
        codes
    }

    /// Blanks around a code are not part of it.
    pub(super) fn has(&self, code: &str) -> bool {
        let code = code.trim();
        self.whole
            .binary_search_by(|c| c.as_str().cmp(code))
            .is_ok()
            || self.prefixes.iter().any(|prefix| code.starts_with(prefix))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "A test's own list is well formed.")]

    use super::*;

    #[test]
    fn whole_codes_and_prefixes() {
        let file = toml::from_str(
            "kind = 'codes'\ndoc = { zh = '', en = '' }\n[codes]\n'4722' = 'a'\n'30703*' = 'b'\n'0763' = 'c'",
        )
        .unwrap();
        let codes = Codes::compile(&file);
        for (code, want) in [
            ("4722", true),
            (" 4722 ", true),
            ("47220", false),
            ("472", false),
            ("0763", true),
            ("763", false),
            ("3070301000000000000", true),
            ("3070", false),
            ("", false),
        ] {
            assert_eq!(codes.has(code), want, "{code}");
        }
    }
}
