//! The shelf of commands: one file each, two lines here.

mod config;
mod demo;
mod inspect;
mod rules;
mod scan;

use clap::{ArgMatches, Command};
use ledger::Lang;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;
use crate::texts::Text;

/// A command of the program.
pub(crate) struct Entry {
    /// Its verb.
    pub(crate) name: &'static str,
    /// What it does, in one line.
    pub(crate) about: Text,
    /// Adds its arguments.
    pub(crate) arguments: fn(Command, Lang) -> Command,
    /// Does it.
    pub(crate) run: fn(&ArgMatches, &Session) -> Result<Exit, Failure>,
}

/// Every command, in the order of help.
pub(crate) const ENTRIES: &[Entry] = &[
    scan::ENTRY,
    inspect::ENTRY,
    rules::ENTRY,
    demo::ENTRY,
    config::ENTRY,
];

/// Runs the command that was asked for.
pub(crate) fn run(matches: &ArgMatches, session: &Session) -> Result<Exit, Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Ok(Exit::Usage);
    };
    match ENTRIES.iter().find(|entry| entry.name == name) {
        Some(entry) => (entry.run)(matches, session),
        None => Ok(Exit::Usage),
    }
}
