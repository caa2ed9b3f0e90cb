//! A small run made by hand, for the tests of this room: invented collectives, persons and numbers.

mod books;
mod findings;

pub(crate) use books::{CANARIES, Sample, masker, sample};
