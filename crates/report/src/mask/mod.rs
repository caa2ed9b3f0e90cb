//! Masking of private persons' names, identity numbers, telephones and accounts.
//!
//! Whole cells are masked by the role of their column, sentences by what is known of the run's names and by the shape of
//! numbers. Organisations, credit codes, invoice and voucher numbers and amounts stay readable.

mod known;
mod masker;
#[cfg(test)]
mod measure;
mod names;
mod numbers;
mod shapes;

pub use masker::Masker;
