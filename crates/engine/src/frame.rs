//! What a node of a plan yields while it runs: named columns of equal length, with references to feed rows.

use std::sync::Arc;

use ledger::{Domain, Row};
use rules::expr::Type;

use crate::Reason;

/// Named columns of equal length.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frame {
    /// Rows.
    pub(crate) len: usize,
    /// Columns by name, in order.
    pub(crate) columns: Vec<(String, Column)>,
    /// References to feed rows: the frame's own under `""`, joined ones under their prefix.
    pub(crate) refs: Vec<Refs>,
}

/// For each row of a frame the feed row it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Refs {
    /// `""`, or the prefix of a join.
    pub(crate) prefix: String,
    /// Feed of the rows.
    pub(crate) feed: String,
    /// Index into the pulled feed (`Pulled::rows`); `u32::MAX` where a left join found none.
    pub(crate) rows: Arc<Vec<u32>>,
}

/// One column of a frame.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Type of its values.
    pub(crate) ty: Type,
    /// Dictionary of its texts.
    pub(crate) domain: Domain,
    /// Its values.
    pub(crate) values: Values,
}

/// Values of a column, shared between frames where they can be.
#[derive(Clone, Debug)]
pub(crate) enum Values {
    /// As `ledger::Cells::Int`, with its NULL and UNKNOWN.
    Int(Arc<Vec<i64>>),
    /// As `ledger::Cells::Text`.
    Text(Arc<Vec<u32>>),
    /// Ratios (num, den) with den > 0; (0, 0) is NULL, (1, 0) is unknown.
    Ratio(Arc<Vec<(i128, i128)>>),
    /// Texts that no dictionary holds (`NumberPrefix`, concatenations); `None` is NULL.
    Owned(Arc<Vec<Option<Box<str>>>>),
}

/// A feed pulled from the ledger for a run, once for all rules: only the columns that plans ask for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pulled {
    /// Feed name.
    pub(crate) feed: String,
    /// Place of each row.
    pub(crate) rows: Vec<Row>,
    /// Whether its book is the one that rules see.
    pub(crate) primary: Vec<bool>,
    /// Whether netting paired it; empty before netting ran.
    pub(crate) netted: Vec<bool>,
    /// Canonical columns.
    pub(crate) columns: Vec<(String, Column)>,
}

/// A row that could not be judged, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unjudged {
    /// Feed of the row.
    pub(crate) feed: String,
    /// Index into its `Pulled`.
    pub(crate) row: u32,
    /// Why.
    pub(crate) reason: Reason,
}
