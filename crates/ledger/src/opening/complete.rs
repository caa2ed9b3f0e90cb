//! What pins declare complete, so that absence may be judged.

use std::collections::BTreeSet;

use super::collectives;
use super::join::Joined;
use crate::books::Names;
use crate::ledger::Complete;
use crate::{NULL_CODE, UNKNOWN_CODE};

/// What pins declare complete, for every collective that the source has rows of.
pub(super) fn complete(joined: &Joined<'_>) -> Vec<Complete> {
    let mut all: BTreeSet<Complete> = BTreeSet::new();
    for (source, table) in &joined.tables {
        let Some(pin) = joined
            .pins
            .get(*source as usize)
            .copied()
            .flatten()
            .filter(|p| !p.complete.is_empty())
        else {
            continue;
        };
        let Some(feed) = joined.schema.feeds.get(table.feed).map(|feed| Names(feed)) else {
            continue;
        };
        let mut orgs: BTreeSet<u32> = (0..table.len())
            .map(|row| feed.code(table, "org", row))
            .collect();
        orgs.remove(&NULL_CODE);
        orgs.remove(&UNKNOWN_CODE);
        for org in &orgs {
            for (from, to) in pin.complete.iter().filter_map(|text| months(text)) {
                all.insert(Complete {
                    feed: feed.0.name.clone(),
                    org: collectives::party(&joined.dictionaries, *org).into_owned(),
                    from,
                    to,
                });
            }
        }
    }
    all.into_iter().collect()
}

/// `2024` or `2024-03` as months, both inclusive.
fn months(text: &str) -> Option<(i64, i64)> {
    let (year, month) = text
        .split_once('-')
        .map_or((text, None), |(y, m)| (y, Some(m)));
    let year: i64 = year.trim().parse().ok()?;
    match month {
        None => Some((year * 12, year * 12 + 11)),
        Some(month) => {
            let month: i64 = month.trim().parse().ok().filter(|m| (1..=12).contains(m))?;
            Some((year * 12 + month - 1, year * 12 + month - 1))
        }
    }
}
