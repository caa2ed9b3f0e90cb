//! Opens exported files of any format, decides their layout, and serves canonical, checked chunks of feeds.
//!
//! Main types: [`Schema`] (what the feeds are), [`Ledger`] (all sources of a run, opened, with their layout decided),
//! [`Chunk`] (canonical rows of one feed), [`Source`] (how one source was read, with its control totals).
//!
//! Deliberately not here: rules, leads, and anything that prints.

mod books;
mod cells;
mod chart;
mod cite;
mod config;
mod dictionary;
mod fingerprint;
mod headings;
mod layout;
mod ledger;
mod lines;
mod opening;
mod orgs;
mod outcome;
mod packed;
mod readers;
mod schema;
mod serve;
mod source;
mod system;
mod values;
mod wording;

pub use cells::{Chunk, NULL, NULL_CODE, Places, Row, UNKNOWN, UNKNOWN_CODE};
pub use chart::{AccountClass, account_class};
pub use config::{ColumnPin, Config, ConfigFault, ExtraColumn, OrgPin, SourcePin};
pub use dictionary::Dictionary;
pub use layout::pins;
pub use ledger::{Citation, CitedCell, Ledger, Org, Table, in_memory, open};
pub use outcome::{Error, Notice, Reject};
pub use packed::Packed;
pub use schema::{Column, Domain, Feed, Role, Schema, Type, Unpivot};
pub use source::{Choice, Control, Counts, Source, SourceState};
pub use system::system;
pub use wording::{Lang, Wording};
