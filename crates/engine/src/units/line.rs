//! One line of what is told of units.

use std::sync::Arc;

use ledger::Wording;

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitKind {
    /// One collective.
    Collective,
    /// All collectives of a town or street.
    Town,
}

impl UnitKind {
    /// The word in `units.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Collective => "collective",
            Self::Town => "town",
        }
    }
}

/// A unit, a period, an index, a part, and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitLine {
    /// Collective or town.
    pub kind: UnitKind,
    /// Its name.
    pub unit: Arc<str>,
    /// Its town, empty where unknown.
    pub town: Arc<str>,
    /// `2024`, `2024-03`, `all`; empty where there is no day or none is meant.
    pub period: Arc<str>,
    /// Name of an index, `counts` for what supervision counts, `supply` for what is lacking.
    pub index: Arc<str>,
    /// Part of it; `total` for the sum of an index; for `supply` a feed.
    pub part: Arc<str>,
    /// Title of the part.
    pub title: Arc<Wording>,
    /// Its value.
    pub value: Measured,
    /// What a share or points were computed from: what was counted, and over what volume (rows, fen or months of rules).
    pub over: Option<(i128, i128)>,
}

/// A value with its unit. Exact, but for thousandths, which are rounded half up once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// So many.
    Count(u64),
    /// Fen.
    Money(i128),
    /// Thousandths of the whole.
    Share(i128),
    /// Thousandths of a point of an index over unverified leads.
    Points(i128),
    /// 未报送: what it is computed from was not supplied. Never zero.
    NotSupplied,
}

impl Measured {
    /// The word for its unit in `units.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Count(_) => "count",
            Self::Money(_) => "yuan",
            Self::Share(_) => "share",
            Self::Points(_) => "points",
            Self::NotSupplied => "not_supplied",
        }
    }
}
