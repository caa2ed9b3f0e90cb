//! Runs a rulebook over a ledger in parallel and turns hits into leads.
//!
//! Main types: [`Options`], [`Findings`], [`Lead`], [`Hit`], [`Coverage`].
//!
//! Deliberately not here: opening sources, writing outputs, and the name of any rule kind.

mod coverage;
mod examples;
mod findings;
mod frame;
mod gather;
mod judge;
mod lead;
mod options;
mod reason;
mod record;
mod render;
mod scan;
mod summed;

pub use examples::{ExampleOutcome, examples};
pub use findings::{
    BasisCited, Coverage, Evidence, Findings, Hit, HitRole, Lead, Level, Outcome, ParamRecord,
    RuleRecord, RuleTiming, ScorePart,
};
pub use options::{Error, Options};
pub use reason::Reason;
pub use scan::scan;
