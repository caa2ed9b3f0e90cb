//! What an index of units is made of: weights over rules, amounts and coverage. For internal reference only.

use ledger::Wording;

use crate::Grade;

/// The part under which the sum of an index is written; no part of a file bears its name.
pub const TOTAL: &str = "total";

/// An index of collectives and towns, by period: the sum of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Name, the same as its file.
    pub name: String,
    /// Title.
    pub title: Wording,
    /// What it says and what it does not.
    pub doc: Wording,
    /// How time is cut.
    pub period: Period,
    /// Its parts, in the order of the file, never none.
    pub parts: Vec<IndexPart>,
    /// File relative to the rules folder.
    pub file: String,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
}

/// One part of an index: what is counted, over what, and how many points that gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexPart {
    /// Name, used once in its index.
    pub name: String,
    /// Title.
    pub title: Wording,
    /// What is counted.
    pub asks: Asks,
    /// Ids of the rules that count.
    pub rules: Vec<String>,
    /// Points for each unit of what is counted over its volume, as numerator and denominator.
    pub weight: (i64, i64),
    /// Points at most, in the same form; `None` without bound.
    pub most: Option<(i64, i64)>,
}

/// What a part counts, and over what volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Leads of these levels, for every `per` rows of money that moved.
    Leads {
        /// Levels that count.
        levels: Vec<Grade>,
        /// So many rows make a unit of volume, from 1.
        per: i64,
    },
    /// Money of matters with leads of these levels, as a share of money that went out.
    Amount {
        /// Levels that count.
        levels: Vec<Grade>,
    },
    /// Months of rules that could not be judged though what they read was supplied, as a share of all.
    Unjudged,
    /// Months of rules that could not be judged because what they read was not supplied, as a share of all.
    Unsupplied,
}

/// How an index cuts time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
    /// All of the run.
    All,
}
