//! One binary of integration tests: the house, the sample data, and the built program driven as a user drives it.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod archives;
mod bad_inputs;
mod columnar;
mod corpus;
mod docs;
mod formats;
mod four_lines;
mod house;
mod order;
mod program;
mod real_data;
mod sample;
mod sanzi;
mod told;
mod traps;
