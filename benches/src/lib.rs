//! Seeded generators: the sample data, and the ledger of measurements.
//!
//! Everything that they write is invented; the same seed gives the same bytes.

pub mod feeds;
pub mod ledger;
pub mod random;
pub mod sample;
