//! Small random ledgers with NULLs, unknown values, ties and amounts at the edge of 64 bits.

use std::collections::BTreeMap;

use ledger::{
    Dictionary, Domain, NULL, NULL_CODE, Packed, Places, Row, Schema, UNKNOWN, UNKNOWN_CODE,
    Wording,
};
use rules::expr::Type;

use super::Value;
use super::dice::Dice;
use crate::Reason;
use crate::frame::Column;
use crate::pull::Store;
use crate::pulled::Pulled;

/// Feeds by name, with the dictionaries of their texts.
pub(super) struct Books {
    schema: Schema,
    dictionaries: Vec<Dictionary>,
    pub(super) feeds: BTreeMap<String, Pulled>,
}

/// Columns of a feed.
type Columns = [(&'static str, ledger::Type, Domain); 7];

/// Columns of the feeds: name, type, domain, and a common name that means it.
pub(super) const FEEDS: [(&str, Columns); 2] = [
    (
        "payments",
        [
            ("org", ledger::Type::Text, Domain::Party),
            ("date", ledger::Type::Date, Domain::Prose),
            ("amount", ledger::Type::Money, Domain::Prose),
            ("payee", ledger::Type::Text, Domain::Party),
            ("payee_id", ledger::Type::Text, Domain::Id),
            ("summary", ledger::Type::Text, Domain::Prose),
            ("seq", ledger::Type::Int, Domain::Prose),
        ],
    ),
    (
        "trades",
        [
            ("org", ledger::Type::Text, Domain::Party),
            ("day", ledger::Type::Date, Domain::Prose),
            ("price", ledger::Type::Money, Domain::Prose),
            ("winner", ledger::Type::Text, Domain::Party),
            ("winner_id", ledger::Type::Text, Domain::Id),
            ("title", ledger::Type::Text, Domain::Prose),
            ("lots", ledger::Type::Int, Domain::Prose),
        ],
    ),
];

const ORGS: [&str; 3] = ["石溪联社", "东湾联社", "沙田联社"];
const PARTIES: [&str; 4] = ["宏业建筑队", "广之旅", "石溪联社", "张某"];
const IDS: [&str; 5] = ["No007", "No008", "91-12", "无", "No24442000000012345678"];
const PROSE: [&str; 4] = ["旅游公路", "总结会", "宏业建筑队", "退押金"];

impl Books {
    pub(super) fn random(dice: &mut Dice) -> Self {
        let mut dictionaries: Vec<Dictionary> = (0..5).map(|_| Dictionary::default()).collect();
        let mut feeds = BTreeMap::new();
        for (feed, columns) in FEEDS {
            let len = dice.roll(14);
            let texts = |domain: Domain, name: &str| match (domain, name) {
                (_, "org") => &ORGS[..],
                (Domain::Party, _) => &PARTIES[..],
                (Domain::Id, _) => &IDS[..],
                _ => &PROSE[..],
            };
            let columns = columns.map(|(name, ty, domain)| {
                let column = if ty == ledger::Type::Text {
                    let codes = (0..len).map(|_| match dice.roll(10) {
                        0 if name != "org" => NULL_CODE,
                        1 if domain == Domain::Id => UNKNOWN_CODE,
                        _ => {
                            let texts = texts(domain, name);
                            let text = texts[dice.roll(texts.len())];
                            dictionaries[domain as usize].intern(text)
                        }
                    });
                    Column::text(domain, codes.collect())
                } else {
                    let (kind, edge) = match ty {
                        ledger::Type::Date => (Type::Date, 0),
                        ledger::Type::Money => (Type::Money, i64::MAX / 2),
                        _ => (Type::Int, 0),
                    };
                    let values = (0..len).map(|_| match dice.roll(12) {
                        0 => NULL,
                        1 if name == "amount" || name == "lots" => UNKNOWN,
                        2 if edge != 0 && dice.roll(4) == 0 => edge,
                        _ => i64::try_from(dice.roll(9)).unwrap() * spread(ty) - 2,
                    });
                    Column::int(kind, values.collect(), None)
                };
                (name.to_owned(), column.into())
            });
            let place = |place: usize| Row {
                source: 0,
                place: u32::try_from(place).unwrap() + 1,
            };
            let mut one_in_eight = || -> Vec<i64> {
                let roll = |_| i64::from(dice.roll(8) == 0);
                (0..len).map(roll).collect()
            };
            let (second, netted) = (one_in_eight(), one_in_eight());
            let pulled = Pulled {
                feed: feed.to_owned(),
                rows: Places::of((0..len).map(place)),
                primary: Packed::of_numbers(second.into_iter().map(|second| 1 - second)),
                netted: Packed::of_numbers(netted.into_iter()),
                columns: columns.to_vec(),
            };
            feeds.insert(feed.to_owned(), pulled);
        }
        Self {
            schema: schema(),
            dictionaries,
            feeds,
        }
    }

    pub(super) fn store(&self) -> Store<'_> {
        Store::new(
            &self.schema,
            self.dictionaries.iter().collect(),
            &[],
            self.feeds.clone(),
            Box::new(Self::declared),
        )
    }

    /// One collective's trades are declared complete for one month.
    pub(super) fn declared(feed: &str, org: &str, month: i64) -> bool {
        feed == "trades" && org == ORGS[0] && month == 1970 * 12
    }

    /// A value of a feed, under a canonical or a common name.
    pub(super) fn value(&self, feed: &str, name: &str, row: usize) -> Value {
        let column = self.feeds[feed].column(name).unwrap();
        match (column.values.number(row), column.ty) {
            (NULL, _) => Value::Null,
            (UNKNOWN, _) => Value::Unknown(Reason::UntrustedId),
            (_, Type::Text) => {
                let dictionary = &self.dictionaries[column.domain as usize];
                let text = dictionary.text(column.values.code(row));
                Value::Text(text.into_owned())
            }
            (value, _) => Value::Int(value),
        }
    }
}

/// Days lie weeks apart, so that coverage of twelve months has an edge.
fn spread(ty: ledger::Type) -> i64 {
    match ty {
        ledger::Type::Date => 70,
        ledger::Type::Money => 50,
        _ => 1,
    }
}

fn schema() -> Schema {
    let feeds = FEEDS.map(|(name, columns)| ledger::Feed {
        name: name.to_owned(),
        label: Wording::default(),
        doc: Wording::default(),
        columns: columns
            .iter()
            .map(|&(name, ty, domain)| ledger::Column {
                name: name.to_owned(),
                label: Wording::default(),
                doc: Wording::default(),
                ty,
                domain,
                role: None,
                aliases: Vec::new(),
                required: false,
                derived: false,
                internal: false,
                fallback: Vec::new(),
                values: Vec::new(),
            })
            .collect(),
        key: Vec::new(),
        any_of: Vec::new(),
        date: Some(columns[1].0.to_owned()),
        end: None,
        amount: Some(columns[2].0.to_owned()),
        party: Some(columns[3].0.to_owned()),
        party_account: None,
        party_id: Some(columns[4].0.to_owned()),
        summary: Some(columns[5].0.to_owned()),
        unpivot: None,
    });
    Schema {
        feeds: feeds.into_iter().map(Into::into).collect(),
    }
}
