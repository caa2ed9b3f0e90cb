//! What the canonical feeds are: their columns, types, headings and roles. Read from `feeds/*.toml`, embedded in the binary.

mod load;

pub(crate) use load::{embedded_columns, embedded_names, word, words};

use std::sync::Arc;

use crate::Wording;

/// All feeds of a run, sorted by name: the embedded ones, with the extra columns and feeds of `sanzi.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// The feeds, sorted by name.
    pub feeds: Vec<Arc<Feed>>,
}

/// One kind of record with canonical columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// English canonical name, `payments`.
    pub name: String,
    /// What users read, 资金收支 / payments.
    pub label: Wording,
    /// What one row is, and where such exports come from.
    pub doc: Wording,
    /// Columns in canonical order.
    pub columns: Vec<Column>,
    /// Columns that identify a row; where empty, all columns do.
    pub key: Vec<String>,
    /// Of each group a source must supply at least one column, or it cannot be read as this feed.
    pub any_of: Vec<Vec<String>>,
    /// The column that says when, judged by periods and shown as the date of a lead; every rule may call it `date`.
    pub date: Option<String>,
    /// The column that says when an interval ends (meetings, contracts), where the feed has one.
    pub end: Option<String>,
    /// The money column that leads add up; every rule may call it `amount`.
    pub amount: Option<String>,
    /// The column with the other party's name; every rule may call it `party`.
    pub party: Option<String>,
    /// The column with the other party's account, where the feed has one; `party_account`.
    pub party_account: Option<String>,
    /// The column with the other party's identity number, where the feed has one; `party_id`.
    pub party_id: Option<String>,
    /// The prose column that is shown as the text of a row; every rule may call it `summary`.
    pub summary: Option<String>,
    /// How forms that hold several rows of the feed side by side, in columns, are read; `None` where there are none.
    pub unpivot: Option<Unpivot>,
}

/// Forms that hold in columns what the feed holds in rows: the steps of a matter, the months of a year.
///
/// Each heading of such a form names a value of one column (`提议`, `3月`), and its cells are values of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpivot {
    /// The column that says which of them a row is: `step`, `period`.
    pub column: String,
    /// What may stand in it, and for each the words of headings that mean it, normalised.
    pub of: Vec<(String, Vec<String>)>,
    /// Columns that the cells fill, the one that makes a row first; and for each what may follow the word in a heading, normalised.
    pub values: Vec<(String, Vec<String>)>,
    /// Headings that make a form such a form.
    pub least: usize,
    /// Whether a year may stand before the word, as in `2024年3月`.
    pub dated: bool,
}

/// One canonical column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// English canonical name.
    pub name: String,
    /// Chinese (and English) label; the Chinese one may stand for the name in rules.
    pub label: Wording,
    /// What it means, units, and where it comes from when it is derived.
    pub doc: Wording,
    /// Type of its values.
    pub ty: Type,
    /// Dictionary that its texts share; meaningless for other types.
    pub domain: Domain,
    /// Role of its text in `mentions` and in masking.
    pub role: Option<Role>,
    /// Headings of real exports, already normalised as headings are (NFKC, no spaces, no unit in brackets).
    pub aliases: Vec<String>,
    /// A source without it cannot be read as this feed.
    pub required: bool,
    /// Made by the reader or the feed's derivation, never matched to a heading.
    pub derived: bool,
    /// Read by the reader to make other columns (`amount_in`, `flag`), matched to headings, but never served to rules.
    pub internal: bool,
    /// Columns whose heading this one takes, the first that has one, where no heading is its own.
    pub fallback: Vec<String>,
    /// The only values that the column may hold (`in`, `out`), empty where any text may stand; and for each the words of
    /// exports that mean it (`支出`, `付`). The word `*` stands for every other word.
    pub values: Vec<(String, Vec<String>)>,
}

/// Type of a canonical column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// Fen, exact.
    Money,
    /// A whole number.
    Int,
    /// An exact decimal in ten-thousandths (areas, rates).
    Ratio,
    /// A civil day, as days since 1970-01-01.
    Date,
    /// Time of day, as seconds since midnight.
    Time,
    /// Text, as a code of the column's domain.
    Text,
    /// 0 or 1.
    Bool,
}

/// Which dictionary a text column shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Domain {
    /// Names of persons and organisations, collectives among them.
    Party,
    /// Account numbers and account codes.
    Account,
    /// Identity numbers, voucher, invoice, contract numbers, and words of a closed set.
    Id,
    /// Places and addresses.
    Place,
    /// Sentences: summaries, titles, purposes.
    #[default]
    Prose,
}

impl Type {
    /// All types with their words in feed files and `sanzi.toml`.
    pub(crate) const WORDS: [(&str, Self); 7] = [
        ("money", Self::Money),
        ("int", Self::Int),
        ("ratio", Self::Ratio),
        ("date", Self::Date),
        ("time", Self::Time),
        ("text", Self::Text),
        ("bool", Self::Bool),
    ];
}

impl Role {
    /// All roles with their words in feed files and `sanzi.toml`.
    pub(crate) const WORDS: [(&str, Self); 7] = [
        ("prose", Self::Prose),
        ("party", Self::Party),
        ("person", Self::Person),
        ("identity", Self::Identity),
        ("account", Self::Account),
        ("phone", Self::Phone),
        ("place", Self::Place),
    ];

    /// The dictionary that texts of this role share.
    pub(crate) fn domain(self) -> Domain {
        match self {
            Self::Prose => Domain::Prose,
            Self::Party | Self::Person => Domain::Party,
            Self::Identity | Self::Phone => Domain::Id,
            Self::Account => Domain::Account,
            Self::Place => Domain::Place,
        }
    }
}

impl Domain {
    /// All domains, in the order of their discriminants.
    pub const ALL: [Self; 5] = [
        Self::Party,
        Self::Account,
        Self::Id,
        Self::Place,
        Self::Prose,
    ];
}

/// What a text column is for: `mentions` reads prose and party; masking asks for the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Sentences that lexicons are matched on.
    Prose,
    /// A name of a person or an organisation; a person's is masked.
    Party,
    /// A private person's name for certain (a cadre, a member): always masked.
    Person,
    /// A personal identity number, always masked.
    Identity,
    /// A bank account or card number, masked.
    Account,
    /// A telephone number, masked.
    Phone,
    /// A place or an address.
    Place,
}

impl Schema {
    /// The embedded feeds with the extra columns and feeds of `config`.
    ///
    /// # Errors
    /// A column of `config` whose type or role is none, or whose name is taken.
    pub fn of(config: &crate::Config) -> Result<Self, crate::Error> {
        load::schema(config).map_err(crate::Error::Config)
    }

    /// The feed of that name.
    pub fn feed(&self, name: &str) -> Option<&Feed> {
        self.feeds.iter().find(|f| f.name == name).map(|f| &**f)
    }
}

impl Feed {
    /// The column of that canonical name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// The column that a rule means by `name`: a canonical name, else a Chinese label, else one of the common names
    /// `date`, `end`, `amount`, `party`, `party_account`, `party_id`, `summary`. Never an internal one.
    pub fn resolve(&self, name: &str) -> Option<&Column> {
        let common = match name {
            "date" => &self.date,
            "end" => &self.end,
            "amount" => &self.amount,
            "party" => &self.party,
            "party_account" => &self.party_account,
            "party_id" => &self.party_id,
            "summary" => &self.summary,
            _ => &None,
        };
        let served = |c: &&Column| !c.internal;
        self.column(name)
            .filter(served)
            .or_else(|| {
                self.columns
                    .iter()
                    .filter(served)
                    .find(|c| c.label.zh == name)
            })
            .or_else(|| common.as_deref().and_then(|c| self.column(c)))
    }
}
