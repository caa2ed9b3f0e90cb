//! Which collectives supply a column, filled or not: what the headings of their sources say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use ledger::Ledger;
use rustc_hash::FxHashSet;

use crate::pull::Store;
use crate::pulled::Pulled;

/// Collectives by code.
type Orgs = Arc<BTreeSet<u32>>;

/// Collectives of each source of a feed.
type BySource = Arc<BTreeMap<u32, BTreeSet<u32>>>;

/// The columns of all sources, and what was asked of them.
#[derive(Debug, Default)]
pub(crate) struct Headings {
    /// Canonical names, by source.
    columns: Vec<BTreeSet<String>>,
    by_source: Mutex<BTreeMap<String, BySource>>,
    known: Mutex<BTreeMap<(String, String), Orgs>>,
}

impl Headings {
    pub(crate) fn of(ledger: &Ledger) -> Self {
        let sources = ledger.sources().iter();
        let columns = sources.map(|source| source.columns.iter().map(|(name, _)| name.clone()));
        Self {
            columns: columns.map(Iterator::collect).collect(),
            ..Self::default()
        }
    }

    fn find(&self, pulled: &Pulled, column: &str) -> BTreeSet<u32> {
        let has = |source: u32| {
            let columns = self.columns.get(source as usize);
            columns.is_some_and(|columns| columns.contains(column))
        };
        let mut known = self
            .by_source
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let by_source = known.entry(pulled.feed.clone());
        let by_source = by_source.or_insert_with(|| Arc::new(orgs_by_source(pulled)));
        let with = by_source.iter().filter(|(source, _)| has(**source));
        with.flat_map(|(_, orgs)| orgs.iter().copied()).collect()
    }
}

impl Store<'_> {
    /// Collectives of which a source of the feed has the column, which may go by its common name, filled or not. Found once for all rules.
    pub(crate) fn headed(&self, feed: &str, column: &str) -> Orgs {
        let name = self.canonical(feed, column).unwrap_or(column);
        let key = (feed.to_owned(), name.to_owned());
        let known = &self.headings.known;
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let find = || {
            let pulled = self.pulled(feed);
            let found = pulled.map(|pulled| self.headings.find(pulled, name));
            Arc::new(found.unwrap_or_default())
        };
        Arc::clone(known.entry(key).or_insert_with(find))
    }
}

fn orgs_by_source(pulled: &Pulled) -> BTreeMap<u32, BTreeSet<u32>> {
    let mut found: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    if let Some(orgs) = pulled.codes("org") {
        let rows = pulled.rows.iter().map(|row| row.source);
        let pairs: FxHashSet<(u32, u32)> = rows.zip(orgs.codes()).collect();
        let mut pairs: Vec<(u32, u32)> = pairs.into_iter().collect();
        pairs.sort_unstable();
        for (source, org) in pairs {
            found.entry(source).or_default().insert(org);
        }
    }
    found
}
