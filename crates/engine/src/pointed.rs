//! Every row that a rule points at, in the order of `hits.csv`.

use std::sync::Arc;

use rayon::prelude::*;

use crate::assemble::Found;
use crate::gather::At;
use crate::judge::Judged;
use crate::view::View;
use crate::{Hit, HitRole, Options};

/// The rows of leads, of signals, and what rules found missing.
pub(crate) fn hit_rows(
    leads: &[Found<'_>],
    signals: &[Found<'_>],
    judged: &[Judged<'_>],
    view: &View<'_>,
    options: &Options,
) -> Vec<Hit> {
    let names = Names::of(view);
    let signal: Arc<str> = Arc::from("");
    let of = |found: &Found<'_>, lead_id: Arc<str>| {
        let rule_id: Arc<str> = Arc::from(found.lead.rule_id.as_str());
        let evidence = found.draft.evidence();
        let rows = evidence.into_iter().map(|(role, at)| Hit {
            rule_id: Arc::clone(&rule_id),
            lead_id: Arc::clone(&lead_id),
            role,
            feed: names.feed(at),
            row: view.place(at.0, at.1),
            month: 0,
            org: names.org(view, at),
        });
        rows.collect::<Vec<_>>()
    };
    let mut hits: Vec<Hit> = leads
        .par_iter()
        .flat_map_iter(|found| of(found, Arc::from(found.lead.lead_id.as_str())))
        .collect();
    hits.par_extend(
        signals
            .par_iter()
            .flat_map_iter(|found| of(found, Arc::clone(&signal))),
    );
    hits.extend(absent_rows(judged, view, options));
    hits.par_sort_unstable();
    hits.dedup();
    hits
}

/// Names that many hits share.
struct Names {
    feeds: Vec<Arc<str>>,
    orgs: Vec<Arc<str>>,
    none: Arc<str>,
}

impl Names {
    fn of(view: &View<'_>) -> Self {
        let orgs = view.ledger.orgs().iter();
        Self {
            feeds: (0..view.feeds()).map(|f| Arc::from(view.feed(f))).collect(),
            orgs: orgs.map(|org| Arc::from(org.name.as_str())).collect(),
            none: Arc::from(""),
        }
    }

    fn feed(&self, at: At) -> Arc<str> {
        Arc::clone(self.feeds.get(usize::from(at.0)).unwrap_or(&self.none))
    }

    fn org(&self, view: &View<'_>, at: At) -> Arc<str> {
        let index = view.org_index(at.0, at.1);
        let name = index.and_then(|org| self.orgs.get(org as usize));
        Arc::clone(name.unwrap_or(&self.none))
    }
}

/// What rules found missing: a collective and a month, no row.
fn absent_rows(judged: &[Judged<'_>], view: &View<'_>, options: &Options) -> Vec<Hit> {
    let mut hits = Vec::new();
    for one in judged {
        for seen in one.seen.iter().flatten() {
            let Some(absent) = &seen.absent else { continue };
            for row in 0..absent.len {
                let text = |name| absent.column(name).and_then(|c| view.text(c, row, false));
                let org = text("org").unwrap_or_default();
                if options.orgs.is_empty() || options.orgs.contains(&org) {
                    hits.push(Hit {
                        rule_id: Arc::from(one.rule.id.as_str()),
                        lead_id: Arc::from(""),
                        role: HitRole::Absent,
                        feed: Arc::from(seen.detect.feed.as_str()),
                        row: None,
                        month: text("month")
                            .and_then(|m| m.parse().ok())
                            .unwrap_or_default(),
                        org: Arc::from(org),
                    });
                }
            }
        }
    }
    hits
}
