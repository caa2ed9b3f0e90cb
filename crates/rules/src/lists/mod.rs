//! Data that rules refer to: lexicons, codes, calendar, gazetteer, limits. Read from `rules/lists/*.toml`, embedded in the binary.

/// All lists of a rulebook.
#[derive(Clone, Debug, Default)]
pub struct Lists {}

/// What a lexicon found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// The term as the list writes it.
    pub term: &'a str,
    /// Innocent contexts of that term that were tried on this text and did not hold.
    pub tried: Vec<&'a str>,
    /// Whether it was found only after normalisation (spaces inside, width, traditional forms).
    pub normalised: bool,
}

impl Lists {
    /// The first term of the lexicon that stands in `text` outside its innocent contexts; `None` also for a list that does not exist
    /// (loading has refused those).
    pub fn find(&self, _lexicon: &str, _text: &str) -> Option<Found<'_>> {
        todo!()
    }

    /// Whether `code` is in the code list; codes of a list may be prefixes (`30703…`).
    pub fn has(&self, _list: &str, _code: &str) -> bool {
        todo!()
    }

    /// Whether `day` (days since 1970-01-01) is a day off; `None` for a year without calendar.
    pub fn day_off(&self, _day: i64) -> Option<bool> {
        todo!()
    }

    /// A place named in `text` that lies outside the prefecture of `region` (GB/T 2260) and is not part of a street, a shop, a dish or one
    /// of the `own` names.
    pub fn place_outside(&self, _text: &str, _region: &str, _own: &[&str]) -> Option<&str> {
        todo!()
    }

    /// The limit in fen in force on `day` for a collective of `region`: longest region prefix, then the latest `from`.
    pub fn limit(&self, _name: &str, _region: &str, _day: i64) -> Option<i64> {
        todo!()
    }

    /// The same lists with more limits in force everywhere (name → fen), for examples.
    pub fn with_limits<'a>(&self, _limits: impl IntoIterator<Item = (&'a str, i64)>) -> Self {
        todo!()
    }
}
