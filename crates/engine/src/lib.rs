//! Runs a rulebook over a ledger in parallel and turns hits into leads.
//!
//! Main types: [`Options`], [`Findings`], [`Lead`], [`Hit`], [`Coverage`].
//!
//! Deliberately not here: opening sources, writing outputs, and the name of any rule kind.

mod asks;
mod assemble;
mod civil;
mod counts;
mod coverage;
mod covered;
mod essential;
mod eval;
mod examples;
mod findings;
mod frame;
mod gather;
mod headings;
mod hits;
mod homes;
mod judge;
mod lacking;
mod lead;
mod lookups;
#[cfg(test)]
mod naive;
mod netting;
mod operators;
mod options;
mod org_months;
mod parts;
mod passes;
mod pointed;
mod pull;
mod pulled;
mod ratio;
mod reason;
mod reasons;
mod record;
mod render;
mod scan;
mod summed;
mod sweep;
mod texts;
mod truth;
mod units;
mod unjudged;
mod view;

pub use counts::LeadCounts;
pub use covered::{Coverage, Covered};
pub use examples::{ExampleOutcome, examples};
pub use findings::{
    BasisCited, Evidence, Findings, HitRole, IndexRecord, Lead, Level, Outcome, ParamRecord,
    RuleRecord, RuleTiming, ScorePart, Texts,
};
pub use hits::{Hit, Hits};
pub use options::{Error, Options};
pub use passes::Pass;
pub use reason::Reason;
pub use scan::scan;
pub use units::{Measured, UnitKind, UnitLine, Units};
