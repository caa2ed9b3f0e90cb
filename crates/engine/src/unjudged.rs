//! Rows that could not be judged, by what they have in common: there may be as many as rows, and few reasons.

use std::sync::Arc;

/// Feed rows that could not be judged, each reason of a row once when [`Unjudged::settle`] was called.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unjudged(Vec<Lot>);

/// Rows of one feed that could not be judged for one reason.
#[derive(Clone, Debug)]
pub(crate) struct Lot {
    /// Feed of the rows.
    pub(crate) feed: Arc<str>,
    /// Why, a code of `Reasons`.
    pub(crate) reason: u16,
    /// Indices into its `Pulled`.
    pub(crate) rows: Vec<u32>,
}

impl Unjudged {
    /// Adds rows of a feed.
    pub(crate) fn add(
        &mut self,
        feed: &Arc<str>,
        reason: u16,
        rows: impl IntoIterator<Item = u32>,
    ) {
        // Rows mostly have the feed and the reason of the rows before them.
        let is = |lot: &Lot| lot.reason == reason && lot.feed == *feed;
        if let Some(lot) = self.0.iter_mut().rev().find(|lot| is(lot)) {
            lot.rows.extend(rows);
            return;
        }
        self.0.push(Lot {
            feed: Arc::clone(feed),
            reason,
            rows: rows.into_iter().collect(),
        });
    }

    /// Adds what others could not judge.
    pub(crate) fn extend(&mut self, others: &Self) {
        for lot in &others.0 {
            self.add(&lot.feed, lot.reason, lot.rows.iter().copied());
        }
    }

    /// Leaves each row once for each of its reasons, in the order of rows.
    pub(crate) fn settle(&mut self) {
        for lot in &mut self.0 {
            if !lot.rows.is_sorted() {
                lot.rows.sort_unstable();
            }
            lot.rows.dedup();
            lot.rows.shrink_to_fit();
        }
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, lot by lot, in no order that says anything.
    pub(crate) fn lots(&self) -> &[Lot] {
        &self.0
    }
}
