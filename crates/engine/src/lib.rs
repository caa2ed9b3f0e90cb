//! Runs a rulebook over a ledger in parallel and turns hits into leads.
//!
//! Main types: [`Options`], [`Findings`], [`Lead`], [`Hit`], [`Coverage`].
//!
//! Deliberately not here: opening sources, writing outputs, and the name of any rule kind.

mod findings;
mod frame;
mod options;
mod reason;

pub use findings::{
    BasisCited, Coverage, Evidence, Findings, Hit, HitRole, Lead, Level, Outcome, ParamRecord,
    RuleRecord, RuleTiming, ScorePart,
};
pub use options::{Error, Options};
pub use reason::Reason;
