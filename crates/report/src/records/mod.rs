//! The files of every run, whatever the formats.

mod coverage;
mod hits;
mod rejects;
mod run;
mod timings;
mod units;

use std::io::{self, Write};

use crate::dossier::Dossier;

pub(crate) use run::{basis, run};
pub(crate) use units::internal;

/// A file of every run and how it is filled; `run.json` comes after them, because it holds their hashes.
pub(crate) type Record = (
    &'static str,
    fn(&Dossier<'_>, &mut dyn Write) -> io::Result<()>,
);

/// The files of every run.
pub(crate) const RECORDS: [Record; 5] = [
    ("hits.csv", hits::write),
    ("coverage.csv", coverage::write),
    ("rejects.csv", rejects::write),
    (UNITS, units::write),
    (TIMINGS, timings::write),
];

/// The file of units, which is written only where leads are.
pub(crate) const UNITS: &str = "units.csv";

/// The file whose bytes differ between equal runs: its hash is not recorded.
pub(crate) const TIMINGS: &str = "timings.json";
