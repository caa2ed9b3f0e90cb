//! The order of opening: find files, read each by itself, join them, resolve collectives, compare sources with one another.

mod collectives;
mod compare;
mod complete;
mod examine;
mod file;
mod finish;
mod hints;
mod join;
mod members;
mod memory;
mod own;
mod posted;
mod rejects;
mod sections;
mod turned;

pub(crate) use file::{Origin, sha256, state};
pub(crate) use join::open;
pub(crate) use memory::in_memory;
