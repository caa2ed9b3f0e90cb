//! What an output format is.

use std::fmt;
use std::io::{self, Write};

use ledger::Wording;

use super::ENTRIES;
use crate::dossier::Dossier;
use crate::records::Record;

/// An output format, named as `--format` names it.
#[derive(Clone, Copy)]
pub struct Format(pub(super) &'static Entry);

/// An entry of the shelf.
pub(crate) struct Entry {
    /// The word of `--format`.
    pub(crate) name: &'static str,
    /// What it is for: Chinese, English.
    pub(crate) doc: (&'static str, &'static str),
    /// Where it goes.
    pub(crate) into: Into,
    /// Whether it shows raw cells, which must be read again.
    pub(crate) cites: bool,
    /// Writes it.
    pub(crate) write: fn(&Dossier<'_>, &mut dyn Write) -> io::Result<()>,
}

/// Where a format goes.
pub(crate) enum Into {
    /// A file of the output folder.
    File(&'static str),
    /// Several of them, each filled in its own way.
    Files(&'static [Record]),
    /// [`crate::Published::table`].
    Screen,
    /// Only the files of every run are wanted.
    Nothing,
}

impl Format {
    /// All formats, sorted by name.
    pub fn all() -> impl Iterator<Item = Self> {
        ENTRIES.iter().map(|entry| Self(entry))
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|format| format.name() == name)
    }

    /// The word of `--format`.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// What it is for.
    pub fn doc(self) -> Wording {
        Wording::new(self.0.doc.0, self.0.doc.1)
    }

    pub(crate) fn entry(self) -> &'static Entry {
        self.0
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_every_file_of_the_shelf() {
        let shelf = concat!(env!("CARGO_MANIFEST_DIR"), "/src/writers");
        let mut files: Vec<String> = std::fs::read_dir(shelf)
            .expect("the shelf")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.is_dir() || path.extension().is_some_and(|end| end == "rs"))
            .map(|path| {
                path.file_stem()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned()
            })
            .filter(|name| name != "mod" && name != "format")
            .collect();
        files.sort();
        let table: Vec<&str> = Format::all().map(Format::name).collect();
        assert_eq!(files, table);
        assert_eq!(Format::named("doc"), None);
    }
}
