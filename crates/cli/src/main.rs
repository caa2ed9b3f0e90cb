//! The `sanzi` program: flags, messages, exit codes; calls the other rooms in order.
fn main() {}
