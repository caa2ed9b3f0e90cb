//! Data that rules refer to: lexicons, codes, calendar, gazetteer, limits. Read from `rules/lists/*.toml`, embedded in the binary.
//!
//! Main types: [`Lists`], [`Found`].
//!
//! One file a concern: [`Lists`] asks, `read` reads a folder, `normal` gives texts their comparable forms, and each sort of list has
//! a file of its own. A list is found by its file name without `.toml`, whatever its sort.

mod ask;
mod calendar;
mod codes;
#[cfg(test)]
mod corpus;
mod folding;
mod gazetteer;
mod lexicon;
mod limits;
mod normal;
mod read;

pub use ask::Lists;
pub use lexicon::Found;
