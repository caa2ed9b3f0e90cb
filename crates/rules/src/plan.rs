//! What a rule compiles to: a tree of a small closed set, exact for NULL, unknown, ties, overflow and order.
//!
//! A node yields a *frame*: named columns of equal length. A frame that comes from a feed by way of `Filter`, `Derive`,
//! `Window`, `Union` and the left side of a `Join` keeps one row reference a row: the feed's row that it stands for. Columns
//! of a feed bear canonical names, and the feed's common names (`date`, `end`, `amount`, `party`, `party_account`, `party_id`,
//! `summary`) where the feed has no column of that name. The right side of a `Join` is prefixed: `other.start`.

use std::sync::Arc;

use crate::expr::Expr;

mod sketch;

pub use sketch::{line, sketch};

/// A node of a plan.
#[derive(Clone, Debug, PartialEq)]
pub enum Plan {
    /// All rows of a feed, in the order of their places.
    Feed {
        /// Name of the feed.
        feed: String,
        /// Whether reversed pairs are left out.
        rows: Rows,
        /// Whether competing books are seen.
        books: Books,
    },
    /// Collective × month of what was supplied of a feed: columns `org`, `month` (year × 12 + month − 1), `rows`.
    Spine {
        /// Name of the feed.
        feed: String,
    },
    /// Rows for which `keep` is true. A row for which it may or may not be true goes to the second output: not judged.
    Filter {
        /// What is filtered.
        input: Arc<Plan>,
        /// A predicate over its columns.
        keep: Expr,
    },
    /// The same rows with more columns; each expression sees those before it. No name is taken: names that kinds make up begin with
    /// `_`, unless rules may use them.
    Derive {
        /// What is extended.
        input: Arc<Plan>,
        /// Name and value of each new column.
        columns: Vec<(String, Expr)>,
    },
    /// One row for each distinct tuple of `keys`, without row references; a row with NULL in a key is in no group, and one with unknown,
    /// which may be in any, is in none and not judged.
    Group {
        /// What is grouped.
        input: Arc<Plan>,
        /// Columns that make a group.
        keys: Vec<String>,
        /// What is measured of each group.
        measures: Vec<Measure>,
    },
    /// The same rows with measures over a frame of their partition, ordered by `order` ascending, ties by place.
    /// A row with NULL in a partition or order column gets NULL measures, one with unknown (and no NULL) unknown ones.
    Window {
        /// What is measured.
        input: Arc<Plan>,
        /// Columns that make a partition.
        partition: Vec<String>,
        /// Columns that order it; with `Frame::Days` the first is a Date, or an Int, which counts like days.
        order: Vec<String>,
        /// Which rows of the partition a measure sees.
        frame: Frame,
        /// What is measured.
        measures: Vec<Measure>,
    },
    /// Pairs of rows whose keys are equal, whose inequalities hold, and for which `residual` is true.
    Join {
        /// Its rows keep their references.
        left: Arc<Plan>,
        /// Its columns are prefixed by `prefix` and a dot; its row references are kept under that prefix.
        right: Arc<Plan>,
        /// Equal columns, left and right; NULL equals nothing. A left row without partner is not judged where its own key or bound is
        /// unknown, or where that of a right row is whose known parts are equal; not so for `Left`.
        on: Vec<(String, String)>,
        /// Integer inequalities between the sides, at most two.
        between: Vec<Bound>,
        /// A predicate over a pair, right columns prefixed.
        residual: Option<Expr>,
        /// What is kept.
        how: How,
        /// Which partners are kept.
        pick: Pick,
        /// `other` unless two joins need two names.
        prefix: String,
        /// How a left row without partner is judged; `None` takes its absence for a fact. Not for `Left`.
        absence: Option<Absence>,
    },
    /// Rows of all inputs, which have the same columns; a feed row that several yield stands once.
    Union(Vec<Arc<Plan>>),
    /// One-to-one partners within equal keys and a tolerance, earliest free partner first, ties by place; keeps left rows
    /// without partner.
    Match {
        /// Rows that seek a partner.
        left: Arc<Plan>,
        /// Candidates.
        right: Arc<Plan>,
        /// Equal columns, left and right.
        on: Vec<(String, String)>,
        /// Date columns, left and right.
        dates: (String, String),
        /// Days between them, either way, at most (inclusive).
        days: i64,
        /// Money columns, left and right.
        amounts: (String, String),
        /// Difference in fen, at most (inclusive).
        fen: i64,
    },
}

impl Plan {
    /// The plans whose rows it reads: none for a feed, two for a join.
    pub fn inputs(&self) -> Vec<&Arc<Self>> {
        match self {
            Self::Feed { .. } | Self::Spine { .. } => Vec::new(),
            Self::Filter { input, .. }
            | Self::Derive { input, .. }
            | Self::Group { input, .. }
            | Self::Window { input, .. } => vec![input],
            Self::Join { left, right, .. } | Self::Match { left, right, .. } => vec![left, right],
            Self::Union(inputs) => inputs.iter().collect(),
        }
    }

    /// The same node over other plans, given in the order of [`Plan::inputs`]; those that are not given stay.
    #[must_use]
    pub fn over(&self, inputs: Vec<Arc<Self>>) -> Self {
        let mut node = self.clone();
        let mut inputs = inputs.into_iter();
        let mut put = |slot: &mut Arc<Self>| {
            if let Some(input) = inputs.next() {
                *slot = input;
            }
        };
        match &mut node {
            Self::Feed { .. } | Self::Spine { .. } => {}
            Self::Filter { input, .. }
            | Self::Derive { input, .. }
            | Self::Group { input, .. }
            | Self::Window { input, .. } => put(input),
            Self::Join { left, right, .. } | Self::Match { left, right, .. } => {
                put(left);
                put(right);
            }
            Self::Union(all) => all.iter_mut().for_each(put),
        }
        node
    }
}

/// Whether a `Feed` leaves out what netting paired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rows {
    /// Reversals, refunds and own transfers are left out with their partners.
    Net,
    /// Every row.
    All,
}

/// Which books a `Feed` serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Books {
    /// One book per collective, account and month.
    One,
    /// Every book.
    All,
}

/// One aggregate of a `Group` or `Window`.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Name of the column that holds it.
    pub name: String,
    /// What is computed.
    pub function: Aggregate,
    /// Of which column; `None` for `Count` and `RowNumber`.
    pub of: Option<String>,
    /// Only rows for which this is true count; a row for which it may or may not be makes the measure unknown.
    pub filter: Option<Expr>,
}

/// Aggregates. NULL values are left out; a sum over 128 bits is unknown; an unknown value makes the measure unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aggregate {
    /// Rows (without `of`), or values that are not NULL.
    Count,
    /// Sum; NULL of no values.
    Sum,
    /// Least value; NULL of no values.
    Min,
    /// Greatest value; NULL of no values.
    Max,
    /// Distinct values that are not NULL.
    Distinct,
    /// The value at `⌈n · num / den⌉` of the ordered values, 1-based (a quantile without interpolation); `Window`, `Group`.
    OrderStat {
        /// Numerator.
        num: u32,
        /// Denominator, not 0.
        den: u32,
    },
    /// The value `n` rows before in the partition's order, whatever the frame; NULL where there is none. `Window` only.
    Lag(u32),
    /// 1-based position in the partition's order. `Window` only.
    RowNumber,
}

/// Which rows of the partition a window measure sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Frame {
    /// All of them.
    Partition,
    /// So many rows before and after, and the row itself.
    Rows {
        /// Rows before.
        before: u32,
        /// Rows after.
        after: u32,
    },
    /// Rows whose first order column lies so many whole days before to so many after, both ends included.
    Days {
        /// Days before.
        before: i64,
        /// Days after.
        after: i64,
    },
    /// All rows before, and those equal in every order column.
    Preceding,
}

/// `left + shift op right` over integer or Date columns, in whole units (days, fen).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Column of the left side.
    pub left: String,
    /// Added to it.
    pub shift: i64,
    /// `true` for `>=`, `false` for `<=`.
    pub at_least: bool,
    /// Column of the right side, without prefix.
    pub right: String,
}

/// What a `Join` keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// Pairs.
    Inner,
    /// Pairs, and left rows without partner with NULL on the right.
    Left,
    /// Left rows with a partner, once.
    Semi,
    /// Left rows without partner.
    Anti,
}

/// Which partners of a left row a `Join` keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// All of them.
    All,
    /// The one whose Date column (right, without prefix) is nearest to the left Date column; ties: the earlier, then by place.
    Nearest {
        /// Left column.
        left: String,
        /// Right column, without prefix.
        right: String,
    },
}

/// How absence is judged in a join other than `Left`: a left row without partner is dropped (`Anti`: kept) only where the other feed
/// covers its collective and fills what partners are found by; else it is not judged. Of `Inner` and `Semi` rows with NULL in a key or
/// bound ask for no partner, and are dropped; of `Anti` a row with NULL in a bound is not judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Feed whose coverage is asked.
    pub feed: String,
    /// Left Date column that says when: the feed has rows of the collective within twelve months, or is declared complete. Without
    /// one, rows of the collective at any time will do.
    pub date: Option<String>,
    /// Columns of the feed that partners are found by. A collective whose rows never fill one of them is not covered: a column that is
    /// not there proves nothing.
    pub keys: Vec<String>,
    /// Rows that a row is to be judged beside, at least. With it a row that asks for a partner, and has none though the feed covers its
    /// collective, is not judged, for want of so many. Not for `Anti`.
    pub least: Option<i64>,
}

/// The root of a rule's plan: which rows it points at, about whom, and what to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Cite {
    /// Feed of the rows in `hits`.
    pub feed: String,
    /// A frame with row references: every accused row.
    pub hits: Arc<Plan>,
    /// Prefixes of joined rows in `hits` that are needed to understand a hit.
    pub context: Vec<String>,
    /// A population cited as a whole: rows with references, and the columns of `subject`.
    pub members: Option<Arc<Plan>>,
    /// What is missing: a frame with columns `org` and `month` (year × 12 + month − 1) and the columns of `subject`.
    pub absent: Option<Arc<Plan>>,
    /// Columns of `hits` that say about whom a lead is; rows with equal values are about one subject.
    pub subject: Vec<String>,
    /// How rows of one subject are cut into leads.
    pub per: crate::Per,
    /// Date column of `hits`.
    pub at: Option<String>,
    /// Money column of `hits` that a lead adds up.
    pub amount: Option<String>,
    /// Numbers and texts for `say`: name and expression over `hits`.
    pub facts: Vec<(String, Expr)>,
    /// What each `[[unless]]` with `weaken` or `keep`, and each `[[raise]]`, asks of a hit: (index in the rule's list, expression).
    pub unless: Vec<(usize, Expr)>,
    /// See `unless`.
    pub raise: Vec<(usize, Expr)>,
}
