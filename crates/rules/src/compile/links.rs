//! Short ways to write a join, and where absence may be judged.

use std::sync::Arc;

use ledger::Feed;

use super::{all_of, filter, nodes, truth};
use crate::expr::{Comparison, Expr};
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
    let none = filter(
        nodes::feed(&other.name, Rows::All, Books::All),
        truth(false),
    );
    Plan::Join {
        left: Arc::new(plan),
        right: Arc::new(none),
        on: vec![("org".to_owned(), "org".to_owned())],
        between: Vec::new(),
        residual: None,
        how: How::Anti,
        pick: Pick::All,
        prefix: "other".to_owned(),
        absence: Some(Absence {
            feed: other.name.clone(),
            date: date.map(str::to_owned),
            keys: Vec::new(),
            least: None,
        }),
    }
}

/// How absence of partners in another feed is judged, at a Date column of the row, or without one at any time: partners are found by
/// `keys` of theirs, and by the columns that the condition on their rows compares with something. Columns that the feed does not
/// have itself are made of others, and not asked.
pub(crate) fn absence<'k>(
    other: &Feed,
    date: Option<&str>,
    keys: impl IntoIterator<Item = &'k str>,
    condition: Option<&Expr>,
) -> Absence {
    let mut names: Vec<&str> = keys.into_iter().collect();
    compared(condition, &mut names);
    let mut found: Vec<String> = Vec::new();
    for name in names {
        let own = other.resolve(name).filter(|c| c.name != "org");
        let known = |c: &&ledger::Column| !found.contains(&c.name);
        if let Some(column) = own.filter(known) {
            found.push(column.name.clone());
        }
    }
    Absence {
        feed: other.name.clone(),
        date: date.map(str::to_owned),
        keys: found,
        least: None,
    }
}

/// The same for a kind that looks for rows of another feed of the same collective, and says nothing where it finds none: a collective
/// that supplied nothing of that feed is not clear. `None` where the other rows may be of any collective, or are of the feed itself.
pub(crate) fn uncovered(
    feeds: [&Feed; 2],
    on: &[(String, String)],
    date: Option<&str>,
    their_date: Option<&str>,
    condition: Option<&Expr>,
) -> Option<Absence> {
    let [own, other] = feeds;
    let within = on
        .iter()
        .any(|(ours, theirs)| ours == "org" && theirs == "org");
    let theirs = on.iter().map(|(_, theirs)| theirs.as_str());
    (within && own.name != other.name)
        .then(|| absence(other, date, theirs.chain(their_date), condition))
}

/// Columns without which a condition cannot be true: those that it compares as they stand, or seeks in a list.
fn compared<'e>(condition: Option<&'e Expr>, names: &mut Vec<&'e str>) {
    match condition {
        Some(Expr::And(all)) => all.iter().for_each(|one| compared(Some(one), names)),
        Some(Expr::Compare { op, left, right }) if *op != Comparison::Differs => {
            for side in [left, right] {
                if let Expr::Column { name, .. } = &**side {
                    names.push(name);
                }
            }
        }
        Some(Expr::In { value, .. }) => {
            if let Expr::Column { name, .. } = &**value {
                names.push(name);
            }
        }
        _ => {}
    }
}
