//! Pulls the feeds and columns that plans ask for, once for all rules, and keeps what rules look up in them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use ledger::{Cells, Dictionary, Domain, Ledger, NULL, Org, Schema, UNKNOWN};
use rayon::prelude::*;
use rules::expr::Type;
use rules::plan::{Books, Rows};

use crate::asks::Asks;
use crate::frame::{Column, Frame, NULL_RATIO, Pulled, Refs, UNKNOWN_RATIO, Values};
use crate::headings::Headings;
use crate::homes;
use crate::lookups::{Homes, Lookups, known_homes};
use crate::netting;
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
    frames: Mutex<BTreeMap<String, Arc<Frame>>>,
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
            let none = |c: &&ledger::Column| (c.name.clone(), column(c, no_cells(c.ty)));
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

/// Pulls the columns of one feed; those that no source supplies are empty, and share their emptiness.
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
    let mut pulled = Pulled {
        feed: feed.to_owned(),
        ..Pulled::default()
    };
    let mut parts: Vec<Vec<Cells>> = asked.iter().map(|_| Vec::new()).collect();
    for chunk in ledger.chunks(feed, &names)? {
        let chunk = chunk?;
        pulled.rows.extend(chunk.rows);
        pulled.primary.extend(chunk.primary);
        for (parts, cells) in parts.iter_mut().zip(chunk.columns) {
            parts.push(cells);
        }
    }
    let rows = pulled.rows.len();
    let joined = asked.par_iter().zip(parts).map(|(c, parts)| {
        Ok((
            c.name.clone(),
            column(c, Cells::whole(parts).unwrap_or_else(|| no_cells(c.ty))),
        ))
    });
    let mut columns: Vec<(String, Column)> = joined.collect::<Result<_, ledger::Error>>()?;
    let mut empty: Vec<(Type, Values)> = Vec::new();
    for of in absent {
        let known = empty.iter().find(|(ty, _)| *ty == kind(of.ty));
        let values = if let Some((_, values)) = known {
            values.clone()
        } else {
            let cells = match of.ty {
                ledger::Type::Text => Cells::Text(vec![ledger::NULL_CODE; rows].into()),
                _ => Cells::Int(vec![NULL; rows].into()),
            };
            let values = column(of, cells).values;
            empty.push((kind(of.ty), values.clone()));
            values
        };
        columns.push((
            of.name.clone(),
            Column {
                values,
                ..column(of, no_cells(of.ty))
            },
        ));
    }
    columns.sort_by(|a, b| a.0.cmp(&b.0));
    pulled.columns = columns;
    Ok(pulled)
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
            frames: Mutex::default(),
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
                pulled.netted = vec![false; pulled.rows.len()];
                for row in pairs.iter().flat_map(|&(a, b)| [a, b]) {
                    if let Some(mark) = pulled.netted.get_mut(row as usize) {
                        *mark = true;
                    }
                }
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

    /// All rows of the feed as a frame, with its common names; shared between rules.
    pub(crate) fn frame(&self, feed: &str) -> Arc<Frame> {
        let mut frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        let build = || Arc::new(self.build(feed));
        Arc::clone(frames.entry(feed.to_owned()).or_insert_with(build))
    }

    /// Which rows of the feed a plan sees; `None` where it sees all of them. Shared between rules.
    pub(crate) fn seen(&self, feed: &str, rows: Rows, books: Books) -> Seen {
        let (net, one) = (rows == Rows::Net, books == Books::One);
        let mut known = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let find = || {
            let pulled = self.pulled(feed)?;
            let seen = |row: usize| {
                let netted = pulled.netted.get(row).copied().unwrap_or(false);
                let primary = pulled.primary.get(row).copied().unwrap_or(true);
                !(net && netted) && (!one || primary)
            };
            let seen: Vec<bool> = (0..pulled.rows.len()).map(seen).collect();
            seen.contains(&false).then(|| Arc::new(seen))
        };
        let key = (feed.to_owned(), net, one);
        known.entry(key).or_insert_with(find).clone()
    }

    fn build(&self, feed: &str) -> Frame {
        let empty = Pulled::default();
        let pulled = self.pulled(feed).unwrap_or(&empty);
        let mut frame = Frame {
            len: pulled.rows.len(),
            columns: pulled.columns.clone(),
            ..Frame::default()
        };
        for name in COMMON {
            if frame.column(name).is_none()
                && let Some(column) = self
                    .canonical(feed, name)
                    .and_then(|c| pulled.column(c))
                    .cloned()
            {
                frame.columns.push((name.to_owned(), column));
            }
        }
        frame.refs = vec![Refs {
            prefix: String::new(),
            feed: feed.into(),
            rows: Arc::new(homes::cited(pulled)),
        }];
        frame
    }
}

fn no_cells(ty: ledger::Type) -> Cells {
    match ty {
        ledger::Type::Text => Cells::Text(Vec::new().into()),
        _ => Cells::Int(Vec::new().into()),
    }
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

/// A column as plans see it: ratios are ten-thousandths in the ledger, times are whole seconds.
pub(crate) fn column(of: &ledger::Column, cells: Cells) -> Column {
    let ty = kind(of.ty);
    let values = match cells {
        Cells::Text(codes) => Values::Text(codes.into_column()),
        Cells::Int(values) if ty == Type::Ratio => Values::Ratio(Arc::new(
            values
                .iter()
                .map(|&v| match v {
                    NULL => NULL_RATIO,
                    UNKNOWN => UNKNOWN_RATIO,
                    v => crate::ratio::reduce(i128::from(v), 10_000).unwrap_or(UNKNOWN_RATIO),
                })
                .collect(),
        )),
        Cells::Int(values) => Values::Int(values.into_column()),
    };
    Column {
        ty,
        domain: of.domain,
        values,
        reasons: None,
    }
}
