//! Short texts of the program in both languages.

use ledger::Lang;

/// A text in both languages, known at compile time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text(pub(crate) &'static str, pub(crate) &'static str);

impl Text {
    /// The form in `lang`.
    pub(crate) fn in_lang(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.0,
            Lang::En => self.1,
        }
    }
}
