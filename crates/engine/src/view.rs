//! Pulled feeds by number, so that a row is two numbers while leads are made, and what is asked of a row.

use std::collections::BTreeSet;
use std::sync::Arc;

use ledger::{Domain, Ledger, Packed, Row};
use rules::{Rule, lists::Lists};

use crate::asks::{Asks, asks};
use crate::eval::Context;
use crate::frame::Column;
use crate::pull::{self, Store};
use crate::pulled::{Base, Pulled, is_text};
use crate::render;

/// What a run looks at.
pub(crate) struct View<'a> {
    /// What expressions may ask.
    pub(crate) context: Context<'a>,
    /// The ledger.
    pub(crate) ledger: &'a Ledger,
    feeds: Vec<Feed<'a>>,
    /// Index among the ledger's collectives of each code of a party that is one.
    orgs: Vec<Option<u32>>,
}

/// A pulled feed with the columns that every row is asked for.
struct Feed<'a> {
    pulled: &'a Pulled,
    orgs: &'a Packed,
    days: Option<&'a Packed>,
}

/// Pulls what the rules ask for, once for all of them; the collective and the day of every feed besides.
pub(crate) fn pull<'a>(ledger: &'a Ledger, rules: &[&Rule]) -> Result<Store<'a>, ledger::Error> {
    let mut asked = Asks::new();
    for feed in &ledger.schema().feeds {
        if ledger.supplied(&feed.name).is_some() {
            let day = feed.date.iter().cloned();
            asked.entry(feed.name.clone()).or_default().extend(day);
        }
    }
    for (feed, columns) in crate::units::ASKED {
        if ledger.supplied(feed).is_some() {
            let columns = columns.iter().map(|column| (*column).to_owned());
            asked.entry(feed.to_owned()).or_default().extend(columns);
        }
    }
    for detect in rules.iter().flat_map(|rule| &rule.detects) {
        for (feed, columns) in asks(&detect.cite) {
            asked.entry(feed).or_default().extend(columns);
        }
        let needs = asked.entry(detect.feed.clone()).or_default();
        needs.extend(detect.needs.iter().cloned());
    }
    pull::pull(ledger, asked)
}

impl<'a> View<'a> {
    /// Over a store that stands.
    pub(crate) fn new(store: &'a Store<'a>, ledger: &'a Ledger, lists: &'a Lists) -> Self {
        let feeds = store
            .schema
            .feeds
            .iter()
            .filter_map(|feed| {
                let pulled = store.pulled(&feed.name)?;
                let orgs = pulled.codes("org")?;
                let days = feed.date.as_deref().and_then(|day| pulled.numbers(day));
                Some(Feed { pulled, orgs, days })
            })
            .collect();
        let parties = ledger.dictionary(Domain::Party);
        let mut orgs = vec![None; parties.len()];
        for (org, index) in ledger.orgs().iter().zip(0..) {
            if let Some(code) = parties.code(&org.name)
                && let Some(slot) = orgs.get_mut(code as usize)
            {
                *slot = Some(index);
            }
        }
        Self {
            context: Context {
                store,
                lists,
                as_of: ledger.newest_posting(),
            },
            ledger,
            feeds,
            orgs,
        }
    }

    /// The same, judged on a day; without one on the newest plausible posting day.
    pub(crate) fn judged_on(mut self, day: Option<i64>) -> Self {
        self.context.as_of = day.or(self.context.as_of);
        self
    }

    /// Lexicons, codes, calendar, limits.
    pub(crate) fn lists(&self) -> &'a Lists {
        self.context.lists
    }

    /// Whether a source is read as the feed.
    pub(crate) fn supplies(&self, feed: &str) -> bool {
        self.context.store.is_supplied(feed)
    }

    /// Number of a feed.
    pub(crate) fn index(&self, feed: &str) -> Option<u16> {
        self.feeds
            .iter()
            .position(|f| f.pulled.feed == feed)
            .and_then(|i| u16::try_from(i).ok())
    }

    /// A column of a feed that the rules read, for the rows that the ledger hands out.
    pub(crate) fn pulled_column(&self, feed: u16, name: &str) -> Option<&Base> {
        let own = self.feeds.get(usize::from(feed))?;
        // Collectives of `sanzi.toml` stand behind the rows of their feed; the ledger does not hand them out.
        let whole = own.pulled.feed != crate::homes::FEED;
        whole.then(|| own.pulled.column(name)).flatten()
    }

    /// How many feeds there are.
    pub(crate) fn feeds(&self) -> u16 {
        u16::try_from(self.feeds.len()).unwrap_or(u16::MAX)
    }

    /// Name of a feed.
    pub(crate) fn feed(&self, feed: u16) -> &'a str {
        self.feeds
            .get(usize::from(feed))
            .map_or("", |f| &f.pulled.feed)
    }

    /// Where a row stands in its source.
    pub(crate) fn place(&self, feed: u16, row: u32) -> Option<Row> {
        let feed = self.feeds.get(usize::from(feed))?;
        feed.pulled.rows.get(row as usize)
    }

    /// Code of a row's collective.
    pub(crate) fn org_code(&self, feed: u16, row: u32) -> Option<u32> {
        let feed = self.feeds.get(usize::from(feed))?;
        Some(feed.orgs.code(row as usize)).filter(|&code| is_text(code))
    }

    /// Index of a row's collective among the ledger's, which are sorted by name.
    pub(crate) fn org_index(&self, feed: u16, row: u32) -> Option<u32> {
        self.index_of_org(self.org_code(feed, row)?)
    }

    /// Index of a collective among the ledger's by its code.
    pub(crate) fn index_of_org(&self, code: u32) -> Option<u32> {
        self.orgs.get(code as usize).copied().flatten()
    }

    /// Name of a collective by its code.
    pub(crate) fn org_name(&self, code: u32) -> String {
        self.ledger
            .dictionary(Domain::Party)
            .text(code)
            .into_owned()
    }

    /// Name of a row's collective.
    pub(crate) fn org(&self, feed: u16, row: u32) -> Option<String> {
        self.org_code(feed, row).map(|code| self.org_name(code))
    }

    /// Codes of the collectives of a feed's rows, and their days.
    pub(crate) fn orgs_and_days(&self, feed: u16) -> (&Packed, Option<&Packed>) {
        static NONE: std::sync::LazyLock<Packed> = std::sync::LazyLock::new(Packed::default);
        let feed = self.feeds.get(usize::from(feed));
        feed.map_or((&*NONE, None), |feed| (feed.orgs, feed.days))
    }

    /// Whether netting paired a row.
    pub(crate) fn is_netted(&self, feed: u16, row: u32) -> bool {
        let feed = self.feeds.get(usize::from(feed));
        feed.is_some_and(|feed| feed.pulled.is_netted(row as usize))
    }

    /// All pairs that netting found, by place.
    pub(crate) fn netted_pairs(&self) -> Vec<(Row, Row)> {
        let mut pairs = Vec::new();
        for feed in &self.feeds {
            for &(a, b) in self.context.store.pairs(&feed.pulled.feed) {
                let place = |row: u32| feed.pulled.rows.get(row as usize);
                pairs.extend(place(a).zip(place(b)));
            }
        }
        pairs.sort();
        pairs
    }

    /// Collectives with rows of a feed none of which fills the column; the column may be a common name. Found once for all rules.
    pub(crate) fn orgs_without(&self, feed: &str, column: &str) -> Arc<BTreeSet<u32>> {
        self.context.store.orgs_without(feed, column)
    }

    /// The value of a frame's column at a row, as users read it.
    pub(crate) fn text(&self, column: &Column, row: usize, grouped: bool) -> Option<String> {
        render::text(column, row, self.ledger, grouped)
    }

    /// The value of a feed's column at a row, as users read it.
    pub(crate) fn base_text(&self, column: &Base, row: usize) -> Option<String> {
        render::held(column, row, self.ledger)
    }
}
