//! Publishing: the old or the new run is always complete on disk, never a mixture.

mod faults;
mod lock;
mod place;
mod recover;
mod stage;

#[cfg(test)]
pub(crate) use faults::arm;
pub use lock::{Lock, lock};
pub use place::check;
pub use recover::{Recovery, recover};
pub(crate) use stage::{Stage, Written};
