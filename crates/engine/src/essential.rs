//! Columns without which a logic can hit no row: what its conditions compare, seek a word in, or find partners by. Where a collective's
//! sources do not even have one of them, that nothing was found proves nothing.

use std::collections::BTreeSet;

use rules::Plan;
use rules::expr::{Expr, Function};
use rules::plan::How;

/// Names of columns.
type Names = BTreeSet<String>;

/// Columns of the feed whose rows a plan yields that must not be NULL in any row that it yields, by canonical or common names; columns
/// that plans make up may be among them.
pub(crate) fn essential(plan: &Plan) -> Names {
    match plan {
        Plan::Feed { .. } | Plan::Spine { .. } | Plan::Group { .. } => Names::new(),
        Plan::Filter { input, keep } => &essential(input) | &for_true(keep),
        Plan::Derive { input, .. } | Plan::Window { input, .. } => essential(input),
        Plan::Join {
            left,
            on,
            between,
            how,
            ..
        } => {
            let mut names = essential(left);
            if matches!(how, How::Inner | How::Semi) {
                let keys = on.iter().map(|(ours, _)| ours);
                let bounds = between.iter().map(|bound| &bound.left);
                names.extend(keys.chain(bounds).cloned());
            }
            names
        }
        Plan::Match { left, .. } => essential(left),
        Plan::Union(inputs) => shared(inputs.iter().map(|input| essential(input))),
    }
}

/// Columns that must not be NULL where a condition is true.
fn for_true(expr: &Expr) -> Names {
    match expr {
        Expr::And(all) => all.iter().flat_map(for_true).collect(),
        Expr::Or(all) => shared(all.iter().map(for_true)),
        Expr::Not(inner) => for_false(inner),
        Expr::Call { function, args, .. } => match function {
            // Beside other columns none is essential.
            Function::Mentions { .. } if args.len() > 1 => Names::new(),
            Function::Mentions { .. }
            | Function::InList { .. }
            | Function::IsDayOff
            | Function::StartsWith(_)
            | Function::Contains(_)
            | Function::Like(_)
            | Function::RegexpLike(_) => args.iter().flat_map(for_value).collect(),
            Function::OnRecord { .. } => args.get(1).map(for_value).unwrap_or_default(),
            _ => Names::new(),
        },
        _ => for_either(expr),
    }
}

/// Columns that must not be NULL where a condition is false.
fn for_false(expr: &Expr) -> Names {
    match expr {
        Expr::And(all) => shared(all.iter().map(for_false)),
        Expr::Or(all) => all.iter().flat_map(for_false).collect(),
        Expr::Not(inner) => for_true(inner),
        Expr::IsNull(inner) => for_value(inner),
        _ => for_either(expr),
    }
}

/// Columns that must not be NULL where a condition is true or false.
fn for_either(expr: &Expr) -> Names {
    match expr {
        Expr::Column { name, .. } => [name.clone()].into(),
        Expr::Compare { left, right, .. } => &for_value(left) | &for_value(right),
        Expr::In { value, .. } => for_value(value),
        _ => Names::new(),
    }
}

/// Columns that must not be NULL where a value is not.
fn for_value(expr: &Expr) -> Names {
    match expr {
        Expr::Column { name, .. } => [name.clone()].into(),
        Expr::Negate(inner) => for_value(inner),
        Expr::Arithmetic { left, right, .. } => &for_value(left) | &for_value(right),
        Expr::Call { function, args, .. } => match function {
            Function::Coalesce => shared(args.iter().map(for_value)),
            Function::NumberPrefix(_)
            | Function::NumberTail(_)
            | Function::Year
            | Function::Month
            | Function::Day
            | Function::AddMonths
            | Function::AddYears
            | Function::MonthsBetween
            | Function::YearsBetween
            | Function::Abs
            | Function::Length => args.iter().flat_map(for_value).collect(),
            _ => Names::new(),
        },
        _ => Names::new(),
    }
}

/// Names that stand in all of the sets.
fn shared(mut sets: impl Iterator<Item = Names>) -> Names {
    let first = sets.next().unwrap_or_default();
    sets.fold(first, |kept, next| &kept & &next)
}
