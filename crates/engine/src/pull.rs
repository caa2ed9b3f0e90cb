//! Pulls the feeds and columns that plans ask for, once for all rules, and keeps what rules look up in them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use ledger::{Dictionary, Domain, Ledger, NULL, Org, Packed, Places, Schema};
use rayon::prelude::*;
use rules::expr::Type;
use rules::plan::{Books, Rows};

use crate::asks::Asks;
use crate::frame::Frame;
use crate::headings::Headings;
use crate::homes;
use crate::lookups::{Homes, Lookups, known_homes};
use crate::netting;
use crate::pulled::{Base, Pulled};
use crate::reasons::Reasons;
use crate::texts::Tables;

/// Names that every feed may be addressed by.
const COMMON: [&str; 7] = [
    "date",
    "end",
    "amount",
    "party",
    "party_account",
    "party_id",
    "summary",
];

/// Whether `sanzi.toml` declares a feed complete for a collective and month.
type Declared<'a> = Box<dyn Fn(&str, &str, i64) -> bool + Send + Sync + 'a>;

/// Pulled feeds with what is looked up in them. Shared between threads; look-ups are built when first asked for.
pub(crate) struct Store<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) orgs: &'a [Org],
    pub(crate) reasons: Reasons,
    pub(crate) tables: Tables,
    pub(crate) lookups: Lookups,
    pub(crate) headings: Headings,
    pub(crate) homes: Homes<'a>,
    dictionaries: Vec<&'a Dictionary>,
    declared: Declared<'a>,
    feeds: BTreeMap<String, Pulled>,
    supplied: BTreeSet<String>,
    seen: Mutex<BTreeMap<(String, bool, bool), Seen>>,
}

/// For each row of a feed whether a plan sees it; `None` where all are seen.
pub(crate) type Seen = Option<Arc<Vec<bool>>>;

/// Pulls `asks` from the ledger and nets payments and journal. Names that a feed does not have are left out.
pub(crate) fn pull(ledger: &Ledger, mut asks: Asks) -> Result<Store<'_>, ledger::Error> {
    let schema = ledger.schema();
    let mut feeds = BTreeMap::new();
    let mut supplied = BTreeSet::new();
    for feed in netting::FEEDS {
        if let Some(columns) = asks.get_mut(feed) {
            columns.extend(netting::COLUMNS.map(str::to_owned));
            let accounts = asks.entry("accounts".to_owned()).or_default();
            accounts.extend(["org".to_owned(), "account".to_owned()]);
        }
    }
    for (name, mut columns) in asks {
        let Some(feed) = schema.feed(&name) else {
            continue;
        };
        columns.insert("org".to_owned());
        if name == homes::FEED {
            columns.insert("name".to_owned());
        }
        let canonical: BTreeSet<&str> = columns
            .iter()
            .filter_map(|c| feed.resolve(c).filter(|c| !c.internal))
            .map(|c| c.name.as_str())
            .collect();
        let canonical: Vec<&ledger::Column> =
            canonical.iter().filter_map(|c| feed.column(c)).collect();
        let pulled = if let Some(there) = ledger.supplied(&name) {
            supplied.insert(name.clone());
            of(ledger, &name, &canonical, &there)?
        } else {
            let none = |c: &&ledger::Column| (c.name.clone(), base(c, Packed::default()));
            Pulled {
                feed: name.clone(),
                columns: canonical.iter().map(none).collect(),
                ..Pulled::default()
            }
        };
        feeds.insert(name, pulled);
    }
    if let Some(orgs) = feeds.get_mut(homes::FEED)
        && homes::add_pinned(orgs, ledger)
    {
        supplied.insert(homes::FEED.to_owned());
    }
    let dictionaries = Domain::ALL.map(|d| ledger.dictionary(d)).to_vec();
    let declared: Declared<'_> =
        Box::new(|feed, org, month| ledger.declared_complete(feed, org, month));
    let mut store = Store::new(schema, dictionaries, ledger.orgs(), feeds, declared);
    store.supplied = supplied;
    store.headings = Headings::of(ledger);
    store.net();
    Ok(store)
}

/// Pulls the columns of one feed; those that no source supplies are empty.
fn of(
    ledger: &Ledger,
    feed: &str,
    canonical: &[&ledger::Column],
    supplied: &[&str],
) -> Result<Pulled, ledger::Error> {
    let (asked, absent): (Vec<&ledger::Column>, Vec<&ledger::Column>) = canonical
        .iter()
        .partition(|c| supplied.contains(&c.name.as_str()));
    let names: Vec<&str> = asked.iter().map(|c| c.name.as_str()).collect();
    let (mut rows, mut primary) = (Vec::new(), Vec::new());
    let mut parts: Vec<Vec<Packed>> = asked.iter().map(|_| Vec::new()).collect();
    for chunk in ledger.chunks(feed, &names)? {
        let chunk = chunk?;
        rows.push(chunk.rows);
        primary.push(chunk.primary);
        for (parts, column) in parts.iter_mut().zip(chunk.columns) {
            parts.push(column);
        }
    }
    let rows = Places::whole(rows);
    let there = asked.into_par_iter().zip(parts);
    let there = there.map(|(c, parts)| (c.name.clone(), base(c, Packed::whole(parts))));
    let mut columns: Vec<(String, Base)> = there.collect();
    let none = |c: &ledger::Column| (c.name.clone(), base(c, Packed::same(NULL, rows.len())));
    columns.extend(absent.into_iter().map(none));
    columns.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(Pulled {
        feed: feed.to_owned(),
        primary: Packed::whole(primary),
        netted: Packed::default(),
        rows,
        columns,
    })
}

impl<'a> Store<'a> {
    /// A store of feeds that are pulled already; every feed counts as supplied.
    pub(crate) fn new(
        schema: &'a Schema,
        dictionaries: Vec<&'a Dictionary>,
        orgs: &'a [Org],
        feeds: BTreeMap<String, Pulled>,
        declared: Declared<'a>,
    ) -> Self {
        Self {
            schema,
            orgs,
            reasons: Reasons::default(),
            tables: Tables::default(),
            lookups: Lookups::default(),
            headings: Headings::default(),
            homes: known_homes(orgs, dictionaries.get(Domain::Party as usize).copied()),
            dictionaries,
            declared,
            supplied: feeds.keys().cloned().collect(),
            feeds,
            seen: Mutex::default(),
        }
    }

    /// Marks reversals, refunds and own transfers; frames must not have been asked for before.
    fn net(&mut self) {
        for feed in netting::FEEDS {
            let Some(pulled) = self.feeds.get(feed) else {
                continue;
            };
            let pairs = netting::net(pulled, self);
            if let Some(pulled) = self.feeds.get_mut(feed) {
                pulled.netted = marks(&pairs, pulled.rows.len());
            }
            self.lookups.netted(feed, pairs);
        }
    }

    /// The pulled feed; `None` where no plan asked for it.
    pub(crate) fn pulled(&self, feed: &str) -> Option<&Pulled> {
        self.feeds.get(feed)
    }

    /// Whether a source is read as the feed.
    pub(crate) fn is_supplied(&self, feed: &str) -> bool {
        self.supplied.contains(feed)
    }

    /// Distinct texts of a domain.
    pub(crate) fn dictionary(&self, domain: Domain) -> &'a Dictionary {
        static EMPTY: std::sync::LazyLock<Dictionary> =
            std::sync::LazyLock::new(Dictionary::default);
        self.dictionaries
            .get(domain as usize)
            .copied()
            .unwrap_or_else(|| &EMPTY)
    }

    /// Whether `sanzi.toml` declares the feed complete for a collective and month.
    pub(crate) fn declared_complete(&self, feed: &str, org: &str, month: i64) -> bool {
        (self.declared)(feed, org, month)
    }

    /// The canonical name of a feed's column that may be named by a common name.
    pub(crate) fn canonical(&self, feed: &str, name: &str) -> Option<&'a str> {
        let schema: &'a Schema = self.schema;
        Some(schema.feed(feed)?.resolve(name)?.name.as_str())
    }

    /// Rows of the feed as a frame, all of them where `rows` is not given, with those of its columns, by common names too, that `wanted`
    /// names.
    pub(crate) fn frame(
        &self,
        feed: &str,
        wanted: Option<&BTreeSet<String>>,
        rows: Option<&[u32]>,
    ) -> Frame {
        let empty = || Pulled {
            feed: feed.to_owned(),
            ..Pulled::default()
        };
        let pulled = self
            .pulled(feed)
            .map_or_else(|| Cow::Owned(empty()), Cow::Borrowed);
        let pulled = pulled.as_ref();
        let own = pulled.columns.iter().map(|(name, _)| name.as_str());
        let mut names: Vec<(String, String)> =
            own.map(|name| (name.to_owned(), name.to_owned())).collect();
        for name in COMMON {
            if pulled.column(name).is_none()
                && let Some(own) = self.canonical(feed, name)
                && pulled.column(own).is_some()
            {
                names.push((name.to_owned(), own.to_owned()));
            }
        }
        let cited = Arc::new(homes::cited(pulled, rows));
        pulled.frame(&names, wanted, rows, cited)
    }

    /// A column of the feed by its own or a common name.
    pub(crate) fn base(&self, feed: &str, name: &str) -> Option<&Base> {
        let pulled = self.pulled(feed)?;
        let common = || pulled.column(self.canonical(feed, name)?);
        pulled.column(name).or_else(common)
    }

    /// Which rows of the feed a plan sees; `None` where it sees all of them. Shared between rules.
    pub(crate) fn seen(&self, feed: &str, rows: Rows, books: Books) -> Seen {
        let (net, one) = (rows == Rows::Net, books == Books::One);
        let mut known = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let find = || {
            let pulled = self.pulled(feed)?;
            let seen = |row: usize| {
                let netted = || pulled.is_netted(row);
                let primary = || pulled.primary.number(row) == 1;
                !(net && netted()) && (!one || primary())
            };
            let mut rows = 0..pulled.rows.len();
            let hidden = rows.clone().find(|&row| !seen(row))?;
            // Most feeds are seen whole; only where a row is hidden there are marks.
            let before = rows.by_ref().take(hidden).map(|_| true);
            let mut marks: Vec<bool> = before.collect();
            marks.extend(rows.map(seen));
            Some(Arc::new(marks))
        };
        let key = (feed.to_owned(), net, one);
        known.entry(key).or_insert_with(find).clone()
    }
}

/// 1 in the rows of pairs.
fn marks(pairs: &[(u32, u32)], rows: usize) -> Packed {
    let mut paired: Vec<u32> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
    paired.sort_unstable();
    // Each row is in one pair; were one in two, no mark behind it would be lost for that.
    paired.dedup();
    let mut paired = paired.into_iter().peekable();
    let rows = (0_u32..).take(rows);
    Packed::of_numbers(rows.map(move |row| i64::from(paired.next_if_eq(&row).is_some())))
}

/// The type of a column as plans see it.
fn kind(ty: ledger::Type) -> Type {
    match ty {
        ledger::Type::Money => Type::Money,
        ledger::Type::Int | ledger::Type::Time => Type::Int,
        ledger::Type::Ratio => Type::Ratio,
        ledger::Type::Date => Type::Date,
        ledger::Type::Text => Type::Text,
        ledger::Type::Bool => Type::Bool,
    }
}

/// A column as the ledger hands it out.
pub(crate) fn base(of: &ledger::Column, values: Packed) -> Base {
    Base {
        ty: kind(of.ty),
        domain: of.domain,
        values,
    }
}
