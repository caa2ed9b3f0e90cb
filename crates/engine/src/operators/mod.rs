//! Runs plans: one file an operator, over integers and codes, in an order that depends on nothing but the rows.

mod absence;
mod alike;
mod filter;
mod group;
mod items;
mod join;
mod keys;
mod local;
mod matching;
mod order;
mod pairs;
mod run;
mod slide;
mod sort;
mod spine;
mod union;
mod whole;
mod window;

pub(crate) use alike::{Alike, Asked};
pub(crate) use local::{feeds, local};
pub(crate) use matching::{Side, Tolerance, partners};
#[cfg(test)]
pub(crate) use run::run;
pub(crate) use run::{Cited, Run};
pub(crate) use whole::whole;
