//! Takes back what a logic found of collectives that never fill a column that it needs: a column that is not there proves nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rules::{Detect, Rule};

use crate::Reason;
use crate::asks::{blanks, reads};
use crate::frame::{Frame, Unjudged, Values};
use crate::judge::{HitRow, Seen};
use crate::view::View;

/// Collectives, by code, that never fill a column that the logic needs, and the first such column.
type Lacking = BTreeMap<u32, String>;

/// Collectives, by code, whose rows of the logic's feed never fill a column that the rule or the logic needs and that the
/// logic reads. Where the logic seeks blanks of the column, and a source of the collective has it, the blanks are what is sought.
fn lacking(rule: &Rule, detect: &Detect, view: &View<'_>) -> Lacking {
    let mut lacking = Lacking::new();
    let canonical = |name: &str| {
        let known = view.context.store.canonical(&detect.feed, name);
        known.unwrap_or(name).to_owned()
    };
    // What a rule needs on one feed a logic on another may not look at (the amount of a line, beside its debit).
    let read: BTreeSet<String> = reads(&detect.cite, &detect.feed, true)
        .iter()
        .map(|name| canonical(name))
        .collect();
    let mut sought = BTreeSet::new();
    blanks(&detect.cite.hits, &mut sought);
    let sought: BTreeSet<String> = sought.iter().map(|name| canonical(name)).collect();
    let needs = rule.needs.iter().chain(&detect.needs);
    for column in needs.filter(|name| read.contains(&canonical(name))) {
        let without = view.orgs_without(&detect.feed, column);
        let spared = if without.is_empty() || !sought.contains(&canonical(column)) {
            BTreeSet::new()
        } else {
            view.orgs_with_heading(&detect.feed, &canonical(column))
        };
        for &org in without.difference(&spared) {
            lacking.entry(org).or_insert_with(|| column.clone());
        }
    }
    lacking
}

/// Leaves only hits, populations and missing months of collectives that fill every column that the logic needs; the other hits are
/// returned as rows not judged.
pub(crate) fn take_back(
    rule: &Rule,
    seen: &mut Seen<'_>,
    hits: &mut Vec<HitRow>,
    view: &View<'_>,
) -> Vec<Unjudged> {
    let lacking = lacking(rule, seen.detect, view);
    if lacking.is_empty() {
        return Vec::new();
    }
    for frame in [&mut seen.members, &mut seen.absent].into_iter().flatten() {
        without(frame, &lacking);
    }
    let reasons: BTreeMap<u32, Arc<Reason>> = lacking
        .into_iter()
        .map(|(org, column)| {
            let reason = Reason::NoColumn(seen.detect.feed.clone(), column);
            (org, Arc::new(reason))
        })
        .collect();
    let mut unjudged = Vec::new();
    hits.retain(|hit| {
        let org = view.org_code(hit.feed, hit.row);
        let Some(reason) = org.and_then(|org| reasons.get(&org)) else {
            return true;
        };
        unjudged.push(Unjudged {
            feed: view.feed(hit.feed).into(),
            row: hit.row,
            reason: Arc::clone(reason),
        });
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
