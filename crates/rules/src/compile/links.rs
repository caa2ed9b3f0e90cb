//! Short ways to write a join, and where absence may be judged.

use std::sync::Arc;

use ledger::Feed;

use super::{all_of, derive, filter, nodes, truth};
use crate::expr::{Expr, Literal};
use crate::plan::{Absence, Books, Bound, How, Pick, Plan, Rows};

/// What a join asks beside its sides.
pub(crate) struct Link {
    /// Equal columns, ours before theirs.
    pub(crate) on: Vec<(String, String)>,
    /// Inequalities between the sides.
    pub(crate) between: Vec<Bound>,
    /// What must hold of a pair; nothing where empty.
    pub(crate) residual: Vec<Expr>,
    /// What is kept.
    pub(crate) how: How,
    /// Which partners are kept.
    pub(crate) pick: Pick,
    /// Before the columns of the right side.
    pub(crate) prefix: String,
}

impl Link {
    /// Of pairs with equal columns, all of them, prefixed by `other`.
    pub(crate) fn on(on: Vec<(String, String)>, how: How) -> Self {
        Self {
            on,
            between: Vec::new(),
            residual: Vec::new(),
            how,
            pick: Pick::All,
            prefix: "other".to_owned(),
        }
    }
}

/// A join of two plans that may be shared.
pub(crate) fn joined_by(left: &Arc<Plan>, right: &Arc<Plan>, link: Link) -> Plan {
    Plan::Join {
        left: Arc::clone(left),
        right: Arc::clone(right),
        on: link.on,
        between: link.between,
        residual: (!link.residual.is_empty()).then(|| all_of(link.residual)),
        how: link.how,
        pick: link.pick,
        prefix: link.prefix,
        absence: None,
    }
}

/// The rows of a plan for which another feed covers their collective: within twelve months of the Date column, or, without one,
/// at any time. The others are not judged.
pub(crate) fn covered(plan: Plan, other: &Feed, date: Option<&str>) -> Plan {
    let ever = "_ever";
    let left = match date {
        Some(_) => plan,
        None => derive(plan, vec![(ever, Expr::Literal(Literal::Null))]),
    };
    let none = filter(
        nodes::feed(&other.name, Rows::All, Books::All),
        truth(false),
    );
    Plan::Join {
        left: Arc::new(left),
        right: Arc::new(none),
        on: vec![("org".to_owned(), "org".to_owned())],
        between: Vec::new(),
        residual: None,
        how: How::Anti,
        pick: Pick::All,
        prefix: "other".to_owned(),
        absence: Some(Absence {
            feed: other.name.clone(),
            date: date.unwrap_or(ever).to_owned(),
        }),
    }
}
