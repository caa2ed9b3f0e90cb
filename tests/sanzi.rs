//! Drives the built binary in folders of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The project's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// A run of the binary: arguments, working directory.
pub(crate) fn sanzi<S: AsRef<std::ffi::OsStr>>(
    folder: &Path,
    arguments: impl IntoIterator<Item = S>,
) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_sanzi"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    Run(output)
}

/// What a run left.
pub(crate) struct Run(pub(crate) Output);

impl Run {
    /// Exit code.
    pub(crate) fn code(&self) -> i32 {
        self.0.status.code().unwrap_or(-1)
    }

    /// Standard output.
    pub(crate) fn out(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    /// Standard error.
    pub(crate) fn err(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    /// The run, if it ended with this code.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(
            self.code(),
            code,
            "stdout:\n{}\nstderr:\n{}",
            self.out(),
            self.err()
        );
        assert!(!self.err().contains("panicked"), "{}", self.err());
        self
    }

    /// The run, if its output (either stream) holds the text.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        let all = format!("{}{}", self.out(), self.err());
        assert!(all.contains(text), "{text:?} is not in:\n{all}");
        self
    }
}

/// An empty folder that is removed when the test ends.
pub(crate) fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// A folder with one file.
pub(crate) fn with(name: &str, bytes: impl AsRef<[u8]>) -> tempfile::TempDir {
    let folder = folder();
    std::fs::create_dir_all(folder.path().join("in")).unwrap();
    std::fs::write(folder.path().join("in").join(name), bytes).unwrap();
    folder
}

/// The rows of a CSV output, by heading.
pub(crate) fn table(file: &Path) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader =
        csv::Reader::from_path(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let headings = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            headings
                .iter()
                .zip(record.unwrap().iter())
                .map(|(h, v)| (h.to_owned(), v.to_owned()))
                .collect()
        })
        .collect()
}
