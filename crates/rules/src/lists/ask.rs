//! What rules and kinds ask of lists.

use std::collections::BTreeMap;
use std::sync::Arc;

use ledger::Wording;

use super::calendar::Calendar;
use super::codes::Codes;
use super::folding::Folding;
use super::gazetteer::Gazetteer;
use super::lexicon::{Found, Lexicon};
use super::limits::Limits;
use crate::LimitPin;

/// All lists of a rulebook. Cheap to clone; [`Lists::embedded`] and [`Lists::load`] make it, the default is empty.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    pub(super) folding: Arc<Folding>,
    pub(super) lexicons: BTreeMap<String, Arc<Lexicon>>,
    pub(super) codes: BTreeMap<String, Arc<Codes>>,
    pub(super) calendar: Arc<Calendar>,
    pub(super) gazetteer: Arc<Gazetteer>,
    pub(super) limits: Limits,
    pub(super) names: BTreeMap<String, Wording>,
}

impl Lists {
    /// The first term of the lexicon that stands in `text` outside its innocent contexts; `None` also for a list that does not exist
    /// (loading has refused those).
    pub fn find(&self, lexicon: &str, text: &str) -> Option<Found<'_>> {
        self.lexicons.get(lexicon)?.find(text, &self.folding)
    }

    /// Whether `code` is in the code list; codes of a list may be prefixes (`30703…`).
    pub fn has(&self, list: &str, code: &str) -> bool {
        self.codes.get(list).is_some_and(|codes| codes.has(code))
    }

    /// Whether `day` (days since 1970-01-01) is a day off; `None` for a year without calendar.
    pub fn day_off(&self, day: i64) -> Option<bool> {
        self.calendar.day_off(day)
    }

    /// A place named in `text` that lies outside the prefecture of `region` (GB/T 2260) and is not part of a street, a shop, a dish or one
    /// of the `own` names. With a region shorter than four digits only other provinces are outside; with an empty one nothing is.
    pub fn place_outside(&self, text: &str, region: &str, own: &[&str]) -> Option<&str> {
        self.gazetteer.outside(text, region, own, &self.folding)
    }

    /// The limit in fen in force on `day` for a collective of `region`: longest region prefix, then the latest `from`.
    pub fn limit(&self, name: &str, region: &str, day: i64) -> Option<i64> {
        self.limits.in_force(name, region, day)
    }

    /// The same lists with more limits in force everywhere (name → fen), for examples; shipped limits of these names give way.
    #[must_use]
    pub fn with_limits<'a>(&self, limits: impl IntoIterator<Item = (&'a str, i64)>) -> Self {
        let mut lists = self.clone();
        for (name, fen) in limits {
            lists.limits.replace(name, fen);
        }
        lists
    }

    /// The same lists with the local limits of `sanzi.toml`.
    ///
    /// # Errors
    /// Every pin that cannot be used: its position in `pins`, what is wrong, and what to write instead.
    pub fn with_local(&self, pins: &[LimitPin]) -> Result<Self, Vec<(usize, Wording)>> {
        let mut lists = self.clone();
        let mut faults = Vec::new();
        for (position, pin) in pins.iter().enumerate() {
            if self.is_limit(&pin.name) {
                match lists.limits.pin(pin) {
                    Ok(()) => {}
                    Err(wording) => faults.push((position, wording)),
                }
            } else {
                let known = self.limit_names().collect::<Vec<_>>().join(", ");
                faults.push((
                    position,
                    Wording::new(
                        format!("没有名为“{}”的标准限额；可用的有：{known}", pin.name),
                        format!("no limit is called `{}`; known are {known}", pin.name),
                    ),
                ));
            }
        }
        if faults.is_empty() {
            Ok(lists)
        } else {
            Err(faults)
        }
    }

    /// Whether a lexicon of that name exists.
    pub fn is_lexicon(&self, name: &str) -> bool {
        self.lexicons.contains_key(name)
    }

    /// Whether a code list of that name exists.
    pub fn is_codes(&self, name: &str) -> bool {
        self.codes.contains_key(name)
    }

    /// Whether a limit of that name is documented, be it in force or not.
    pub fn is_limit(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// Names of the lexicons, sorted.
    pub fn lexicon_names(&self) -> impl Iterator<Item = &str> {
        self.lexicons.keys().map(String::as_str)
    }

    /// Names of the code lists, sorted.
    pub fn codes_names(&self) -> impl Iterator<Item = &str> {
        self.codes.keys().map(String::as_str)
    }

    /// Names that limits may bear, sorted.
    pub fn limit_names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// What the limit of that name means.
    pub fn limit_doc(&self, name: &str) -> Option<&Wording> {
        self.names.get(name)
    }

    /// What people call the lexicon or code list of that name: its document up to a semicolon.
    pub fn label(&self, list: &str) -> Option<Wording> {
        let lexicon = self.lexicons.get(list).map(|lexicon| &lexicon.doc);
        let doc = lexicon.or_else(|| self.codes.get(list).map(|codes| &codes.doc))?;
        let name = |text: &str| text.split(['；', ';']).next().unwrap_or(text).to_owned();
        Some(Wording::new(name(&doc.zh), name(&doc.en)))
    }

    /// Terms of a lexicon as the list writes them, in the order of the file; nothing for a list that does not exist.
    pub fn terms(&self, lexicon: &str) -> impl Iterator<Item = &str> {
        self.lexicons
            .get(lexicon)
            .into_iter()
            .flat_map(|lexicon| lexicon.terms())
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        reason = "A broken embedded list should fail the test at once."
    )]

    use super::*;

    #[test]
    fn example_limits_replace_shipped_ones() {
        let lists = Lists::embedded().unwrap();
        assert_eq!(lists.limit("cash-payment", "440105", 19_800), Some(100_000));
        let lists = lists.with_limits([("cash-payment", 500_000), ("payment-approval", 1)]);
        assert_eq!(lists.limit("cash-payment", "440105", 19_800), Some(500_000));
        assert_eq!(lists.limit("payment-approval", "", 0), Some(1));
    }

    #[test]
    fn no_local_limit_is_shipped() {
        let lists = Lists::embedded().unwrap();
        for name in lists.limit_names().filter(|name| *name != "cash-payment") {
            assert_eq!(lists.limit(name, "440105", 19_800), None, "{name}");
        }
    }

    #[test]
    fn local_limits_are_checked() {
        let lists = Lists::embedded().unwrap();
        let pin = |name: &str, value: &str| LimitPin {
            name: name.to_owned(),
            value: value.to_owned(),
            ..LimitPin::default()
        };
        let faults = lists
            .with_local(&[
                pin("payment-approval", "1万元"),
                pin("payment-aproval", "1万元"),
                pin("large-payment", "10000"),
            ])
            .unwrap_err();
        assert_eq!(faults.iter().map(|f| f.0).collect::<Vec<_>>(), [1, 2]);
        let local = lists
            .with_local(&[pin("payment-approval", "1万元")])
            .unwrap();
        assert_eq!(local.limit("payment-approval", "", 0), Some(1_000_000));
    }
}
