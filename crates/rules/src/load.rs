//! Reads a folder of rules: every mistake in one pass.

use std::path::Path;

use ledger::Schema;

use crate::{Diagnostic, Rulebook, Settings};

/// Loads the rules under `folder`, at any depth; lists absent there fall back to the embedded ones.
///
/// # Errors
/// Every mistake of the folder, sorted by file and place.
pub fn load(
    _folder: impl AsRef<Path>,
    _schema: &Schema,
    _settings: &Settings,
) -> Result<Rulebook, Vec<Diagnostic>> {
    todo!()
}

/// Loads the rules that the binary carries.
///
/// # Errors
/// A setting that names no rule or param, or a value out of its bounds.
pub fn embedded(_schema: &Schema, _settings: &Settings) -> Result<Rulebook, Vec<Diagnostic>> {
    todo!()
}

/// What shipped rules must have beyond what loading asks: examples (two positive, two negative, one boundary), both languages,
/// file name = slug; each breach a diagnostic.
pub fn check_shipped(_rulebook: &Rulebook) -> Vec<Diagnostic> {
    todo!()
}
