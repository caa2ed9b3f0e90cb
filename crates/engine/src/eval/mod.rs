//! Evaluates expressions over frames, a column at a time. Truth is a set of possible values; an unknown value keeps its reason.

mod arithmetic;
mod calendar;
mod compare;
mod functions;
mod operand;
mod places;
mod records;
mod scope;
mod text;

pub(crate) use compare::ordered;
pub(crate) use scope::{Context, Failure, column, truths};
