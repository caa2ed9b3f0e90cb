//! Takes back what a logic found of collectives that never fill a column that it needs: a column that is not there proves nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rules::{Detect, Rule};

use crate::Reason;
use crate::asks::{blanks, reads};
use crate::frame::{Frame, Values};
use crate::judge::{HitRow, Seen};
use crate::unjudged::Unjudged;
use crate::view::View;

/// Collectives, by code, that never fill a column that the logic needs, and the first such column.
type Lacking = BTreeMap<u32, String>;

/// Collectives, by code, whose rows of the logic's feed never fill a column that the logic itself says it needs, or one that
/// the rule or the logic needs and that the logic reads.
fn lacking(rule: &Rule, detect: &Detect, view: &View<'_>) -> Lacking {
    let mut lacking = Lacking::new();
    // What a rule needs on one feed a logic on another may not look at (the amount of a line, beside its debit).
    let read = reads(&detect.cite, &detect.feed, true);
    let read: BTreeSet<&str> = read
        .iter()
        .map(|name| canonical(view, detect, name))
        .collect();
    let needs = rule.needs.iter().chain(&detect.needs);
    let needs = needs.filter(|name| read.contains(canonical(view, detect, name)));
    for column in needs.chain(&detect.own_needs) {
        for org in orgs_without(detect, column, view) {
            lacking.entry(org).or_insert_with(|| column.clone());
        }
    }
    lacking
}

/// Collectives, by code, with rows of the logic's feed none of which fills the column, so that the logic lacks it. Where the logic, or an
/// exception that weakens, seeks blanks of the column, and a source of the collective has it, blanks are what is sought.
pub(crate) fn orgs_without(detect: &Detect, column: &str, view: &View<'_>) -> BTreeSet<u32> {
    let without = view.orgs_without(&detect.feed, column);
    let sought = canonical(view, detect, column);
    if without.is_empty()
        || !blanks(&detect.cite)
            .iter()
            .any(|name| canonical(view, detect, name) == sought)
    {
        return BTreeSet::clone(&without);
    }
    let spared = view.context.store.headed(&detect.feed, sought);
    without.difference(&spared).copied().collect()
}

/// The column's own name, of one that may be a common name.
fn canonical<'n>(view: &View<'n>, detect: &Detect, name: &'n str) -> &'n str {
    let known = view.context.store.canonical(&detect.feed, name);
    known.unwrap_or(name)
}

/// Leaves only hits, populations and missing months of collectives that fill every column that the logic needs; the other hits are
/// returned as rows not judged.
pub(crate) fn take_back(
    rule: &Rule,
    seen: &mut Seen<'_>,
    hits: &mut Vec<HitRow>,
    view: &View<'_>,
) -> Unjudged {
    if hits.is_empty() && seen.members.is_none() && seen.absent.is_none() {
        return Unjudged::default();
    }
    let lacking = lacking(rule, seen.detect, view);
    if lacking.is_empty() {
        return Unjudged::default();
    }
    for frame in [&mut seen.members, &mut seen.absent].into_iter().flatten() {
        without(frame, &lacking);
    }
    let reasons: BTreeMap<u32, u16> = lacking
        .into_iter()
        .map(|(org, column)| {
            let reason = Reason::NoColumn(seen.detect.feed.clone(), column);
            (org, view.context.store.reasons.code(&reason))
        })
        .collect();
    let mut unjudged = Unjudged::default();
    let feed: Arc<str> = seen.detect.feed.as_str().into();
    hits.retain(|hit| {
        let org = view.org_code(hit.feed, hit.row);
        let Some(&reason) = org.and_then(|org| reasons.get(&org)) else {
            return true;
        };
        unjudged.add(&feed, reason, [hit.row]);
        false
    });
    unjudged
}

/// Leaves out the rows of these collectives.
fn without(frame: &mut Arc<Frame>, lacking: &Lacking) {
    let Some(Values::Text(orgs)) = frame.column("org").map(|column| &column.values) else {
        return;
    };
    if !orgs.iter().any(|org| lacking.contains_key(org)) {
        return;
    }
    let left = (0u32..).zip(orgs.iter());
    let rows: Vec<u32> = left
        .filter(|(_, org)| !lacking.contains_key(org))
        .map(|(row, _)| row)
        .collect();
    *frame = Arc::new(frame.take(&rows, None));
}
