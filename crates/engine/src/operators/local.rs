//! Whether a plan looks at one collective, or at one party, at a time, so that its rows may be judged in parts.

use std::collections::BTreeSet;

use rules::Plan;

/// Feeds of whose rows none may be without a known key for the plan to be run in parts: those that a join or a match seeks partners in.
/// `None` where rows of different keys meet in the plan.
///
/// `key` are the names of the column in all feeds that the plan reads. Run on the rows of some keys, a plan of which this is known yields
/// those of its rows that have these keys, and no others.
pub(crate) fn local(plan: &Plan, key: &[&str]) -> Option<BTreeSet<String>> {
    let below = || {
        let mut sought = BTreeSet::new();
        for input in plan.inputs() {
            sought.extend(local(input, key)?);
        }
        Some(sought)
    };
    let is_key = |name: &String| key.contains(&name.as_str());
    let both = |on: &[(String, String)]| on.iter().any(|(l, r)| is_key(l) && is_key(r));
    match plan {
        Plan::Feed { .. } => Some(BTreeSet::new()),
        Plan::Spine { .. } => key.contains(&"org").then(BTreeSet::new),
        Plan::Filter { .. } => below(),
        // Groups stand input after input, so that parts of a union of them are no stretches of the whole.
        Plan::Union(inputs) => inputs.iter().all(|p| is_of_rows(p)).then(below).flatten(),
        Plan::Derive { columns, .. } => {
            let taken = columns.iter().any(|(name, _)| is_key(name));
            (!taken).then(below).flatten()
        }
        Plan::Group { keys, .. } => keys.iter().any(is_key).then(below).flatten(),
        Plan::Window { partition, .. } => partition.iter().any(is_key).then(below).flatten(),
        Plan::Join { on, .. } | Plan::Match { on, .. } => {
            let mut sought = both(on).then(below).flatten()?;
            feeds(plan, &mut sought);
            Some(sought)
        }
    }
}

/// Whether the rows of a plan are rows of a feed, and no groups.
fn is_of_rows(plan: &Plan) -> bool {
    match plan {
        Plan::Feed { .. } => true,
        Plan::Spine { .. } | Plan::Group { .. } => false,
        _ => plan.inputs().first().is_some_and(|input| is_of_rows(input)),
    }
}

/// The feeds that a plan reads.
pub(crate) fn feeds(plan: &Plan, into: &mut BTreeSet<String>) {
    if let Plan::Feed { feed, .. } | Plan::Spine { feed } = plan {
        into.insert(feed.clone());
    }
    for input in plan.inputs() {
        feeds(input, into);
    }
}
