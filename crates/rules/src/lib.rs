//! Turns a folder of TOML into a checked rulebook whose rules compile to plans.
//!
//! Main types: [`Rulebook`], [`Rule`], [`Plan`] with its root [`Cite`], [`Expr`], [`Diagnostic`].
//!
//! Deliberately not here: opening sources, running a plan, printing.

mod compile;
mod diagnostic;
pub mod expr;
mod index;
pub mod kinds;
pub mod lists;
mod load;
pub mod plan;
mod rule;
#[cfg(test)]
mod sample;
mod settings;
mod show;

pub use diagnostic::{Diagnostic, render};
pub use expr::{Expr, Literal};
pub use index::{Asks, Index, IndexPart, Period, TOTAL};
pub use load::{check_shipped, embedded, load};
pub use plan::{Cite, Plan};
pub use rule::{
    Basis, Detect, Example, Exception, Grade, Param, Per, Raise, Rule, Rulebook, Status, Then, Word,
};
pub use settings::{LimitPin, Placed, SetPin, Settings};
pub use show::{catalogue, kind_page, page, show};
