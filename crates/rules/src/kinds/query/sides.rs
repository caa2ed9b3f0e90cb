//! The condition of a JOIN, parted into equalities of columns and the rest.

use crate::expr::{Comparison, Expr};

/// The equal columns of a condition over pairs, left and right, and what else it asks.
pub(super) fn sides(condition: Option<Expr>, prefix: &str) -> (Vec<(String, String)>, Vec<Expr>) {
    let terms = match condition {
        Some(Expr::And(terms)) => terms,
        other => other.into_iter().collect(),
    };
    let (mut on, mut rest) = (Vec::new(), Vec::new());
    let dotted = format!("{prefix}.");
    for term in terms {
        if let Expr::Compare {
            op: Comparison::Equal,
            left,
            right,
        } = &term
            && let (Expr::Column { name: a, ty: s, .. }, Expr::Column { name: b, ty: t, .. }) =
                (&**left, &**right)
            && s == t
        {
            match (a.strip_prefix(&dotted), b.strip_prefix(&dotted)) {
                (None, Some(theirs)) => on.push((a.clone(), theirs.to_owned())),
                (Some(theirs), None) => on.push((b.clone(), theirs.to_owned())),
                _ => rest.push(term),
            }
            continue;
        }
        rest.push(term);
    }
    (on, rest)
}
