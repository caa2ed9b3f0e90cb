//! Writes findings for people and machines.
//!
//! [`check`] looks, before a scan, whether an output folder may be replaced; [`lock`] keeps other runs away from it and
//! [`recover`] finishes what an interrupted run left; [`write()`] publishes all files of a run as a whole, and says in [`Published`] what a
//! terminal may show of it. [`Masker`] hides private persons in every text that leaves.
//!
//! ```
//! use report::{Format, Masker};
//!
//! let masker = Masker::new(["陈志强"]);
//! assert_eq!(masker.prose("付陈志强 13800138000"), "付陈** 138****8000");
//! assert_eq!(Format::named("xlsx"), Some(Format::Xlsx));
//! ```
//!
//! Deliberately not here: computing leads, printing, and the exit codes that errors lead to.

mod cells;
mod columnar;
mod dossier;
mod error;
mod lead;
mod mask;
mod options;
mod publish;
mod records;
mod summary;
mod units;
mod write;
mod writers;

#[cfg(test)]
mod sample;

pub use cells::{escaped_json, visible};
pub use error::Error;
pub use mask::Masker;
pub use options::{Published, WriteOptions};
pub use publish::{Lock, Recovery, check, lock, recover};
pub use summary::next_steps;
pub use units::yuan;
pub use write::{shows, table, write};
pub use writers::Format;
