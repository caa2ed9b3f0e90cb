//! Traditional characters folded to simplified ones.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;

use super::read::Fault;

/// Traditional → simplified, one character each.
#[derive(Clone, Debug, Default)]
pub(super) struct Folding {
    simple: FxHashMap<char, char>,
}

/// A file of `kind = "folding"`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[expect(
        dead_code,
        reason = "The kind has been read before; it stands here so that other keys are refused."
    )]
    kind: String,
    #[expect(dead_code, reason = "Documents of lists are for readers of the file.")]
    doc: ledger::Wording,
    /// Words of two characters: traditional, simplified.
    pairs: Spanned<String>,
}

impl Folding {
    pub(super) fn extend(&mut self, file: &File) -> Result<(), Vec<Fault>> {
        for pair in file.pairs.get_ref().split_whitespace() {
            let mut chars = pair.chars();
            let (Some(from), Some(to), None) = (chars.next(), chars.next(), chars.next()) else {
                return Err(vec![Fault::new(
                    file.pairs.span(),
                    "bad-pair",
                    (
                        format!("“{pair}”不是一繁一简两个字"),
                        format!("`{pair}` is not one traditional and one simplified character"),
                    ),
                    (
                        "每项写两个字，项间用空格，如“會会 議议”。",
                        "Write two characters an entry, entries parted by spaces, like `會会 議议`.",
                    ),
                )]);
            };
            self.simple.insert(from, to);
        }
        Ok(())
    }

    /// The simplified form of a character, itself where it has none.
    pub(super) fn fold(&self, c: char) -> char {
        if c < '\u{3400}' {
            return c;
        }
        self.simple.get(&c).copied().unwrap_or(c)
    }
}
