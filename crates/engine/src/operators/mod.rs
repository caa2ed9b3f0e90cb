//! Runs plans: one file an operator, over integers and codes, in an order that depends on nothing but the rows.

mod absence;
mod filter;
mod group;
mod items;
mod join;
mod keys;
mod matching;
mod order;
mod pairs;
mod run;
mod slide;
mod sort;
mod spine;
mod union;
mod window;

pub(crate) use matching::{Side, Tolerance, partners};
#[cfg(test)]
pub(crate) use run::run;
pub(crate) use run::run_cite;
