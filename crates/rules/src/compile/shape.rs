//! What a kind hands back for one `[[detect]]` on one feed.

use ledger::Wording;

use super::Columns;
use crate::Per;
use crate::expr::Expr;
use crate::plan::Plan;

/// Hits with the kind's defaults; `[lead]` and the rule's own facts, exceptions and raises are laid over it.
pub(crate) struct Shape<'a> {
    /// A frame with row references.
    pub(crate) hits: Plan,
    /// A population that is cited as a whole, with the columns of `subject`.
    pub(crate) members: Option<Plan>,
    /// What expressions over `hits` may name.
    pub(crate) columns: Columns<'a>,
    /// Prefixes of joined rows that are needed to understand a hit.
    pub(crate) context: Vec<String>,
    /// Columns of `hits` that say about whom a lead is.
    pub(crate) subject: Vec<String>,
    /// How hits of a subject are cut into leads.
    pub(crate) per: Per,
    /// Days that `per = "burst"` means without a number of its own.
    pub(crate) burst: i64,
    /// Money column that a lead adds up.
    pub(crate) amount: Option<String>,
    /// The kind's facts.
    pub(crate) facts: Vec<(String, Expr)>,
    /// Other feeds it needs.
    pub(crate) others: Vec<String>,
    /// Columns of the feed without which it judges nothing, as names in the frame.
    pub(crate) needs: Vec<String>,
    /// `where`, before exceptions.
    pub(crate) filter: Option<Expr>,
    /// What it asks, as part of a sentence.
    pub(crate) reads: Wording,
}
