//! The order of opening: find files, read each by itself, join them, resolve collectives, compare sources with one another.

mod collectives;
mod examine;
mod file;
mod finish;
mod interim;
mod join;
mod memory;
mod own;

pub(crate) use file::{Origin, sha256};
pub(crate) use interim::{near_twins, Orgs};
pub(crate) use join::open;
pub(crate) use memory::in_memory;
