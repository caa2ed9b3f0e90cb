//! What a row of a source must have to be a row, worked out once.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::headings::normalise;
use crate::layout::{Plan, filled};
use crate::{Feed, Schema};

/// The longest heading of a table between rows, in characters.
const LONGEST: usize = 24;

/// Currencies that are not ours; the feeds hold yuan only.
const FOREIGN: [&str; 18] = [
    "美元",
    "港币",
    "港元",
    "欧元",
    "英镑",
    "日元",
    "澳元",
    "加元",
    "新台币",
    "澳门元",
    "USD",
    "HKD",
    "EUR",
    "JPY",
    "AUD",
    "CAD",
    "TWD",
    "MOP",
];

/// Whether a text names a currency that is not ours.
pub(super) fn is_foreign(text: &str) -> bool {
    FOREIGN.iter().any(|f| text.trim().eq_ignore_ascii_case(f))
}

/// What a row of this source must have, worked out once.
#[derive(Debug)]
pub(crate) struct Needs<'s> {
    /// Read of the feed's date, and whether a row without it is none.
    pub(super) date: Option<usize>,
    pub(super) date_needed: bool,
    /// Reads of sums of which one must be there; empty where the feed needs none.
    pub(super) sums: Vec<usize>,
    /// Pairs of reads of which only one may be other than nothing.
    pub(super) either: Option<(usize, usize)>,
    /// Reads without any of which the row says nothing.
    pub(super) keys: Vec<usize>,
    pub(super) currency: Option<usize>,
    pub(super) date_cell: Option<usize>,
    pub(super) summary_cell: Option<usize>,
    pub(super) party_cell: Option<usize>,
    schema: &'s Schema,
    /// Every heading that a feed knows word for word; few sources hold a line for which it is asked.
    headings: OnceLock<FxHashSet<String>>,
}

impl<'s> Needs<'s> {
    /// What rows of `feed` need when they are read by `plan`.
    pub(crate) fn of(feed: &Feed, plan: &Plan, schema: &'s Schema) -> Self {
        let read = |name: &str| {
            let column = feed.columns.iter().position(|c| c.name == name)?;
            plan.reads.iter().position(|r| r.column == column)
        };
        let money = matches!(feed.name.as_str(), "payments" | "journal");
        let date = feed.date.as_deref().and_then(read);
        let sums: Vec<usize> = if money {
            [
                "amount",
                "amount_in",
                "amount_out",
                "amount_debit",
                "amount_credit",
                "debit",
                "credit",
                "amount_side",
            ]
            .iter()
            .filter_map(|n| read(n))
            .collect()
        } else {
            Vec::new()
        };
        let either = match feed.name.as_str() {
            "payments" => read("amount_in")
                .zip(read("amount_out"))
                .or_else(|| read("amount_debit").zip(read("amount_credit"))),
            _ => None,
        };
        let split_day =
            read("month").is_some() || read("day").is_some() || read("post_date").is_some();
        let together = read("payee_with_account");
        let cell = |at: Option<usize>| at.and_then(|at| plan.reads.get(at)).map(|r| r.cell);
        Self {
            date,
            date_needed: money && feed.name != "journal" && !split_day,
            sums,
            either,
            keys: feed
                .columns
                .iter()
                .filter(|c| c.required || feed.any_of.iter().flatten().any(|n| *n == c.name))
                .filter_map(|c| read(&c.name))
                .collect(),
            currency: read("currency"),
            date_cell: cell(date),
            summary_cell: cell(feed.summary.as_deref().and_then(read)),
            party_cell: cell(feed.party.as_deref().and_then(read).or(together)),
            schema,
            headings: OnceLock::new(),
        }
    }

    /// Whether the words of a line are headings: short ones without figures, most of them known word for word to some feed.
    pub(super) fn are_headings(&self, cells: &[&str]) -> bool {
        let words = filled(cells.iter().copied());
        let short = |text: &str| {
            text.chars().count() <= LONGEST && !text.contains(|c: char| c.is_ascii_digit())
        };
        if words.len() < 2 || !words.iter().all(|(_, w)| short(w)) {
            return false;
        }
        let all = self.headings.get_or_init(|| {
            let columns = self.schema.feeds.iter().flat_map(|f| &f.columns);
            let aliases = columns.flat_map(|c| &c.aliases);
            aliases.cloned().collect()
        });
        let is_known = |(_, w): &&(usize, &str)| all.contains(normalise(w).as_str());
        let known = words.iter().filter(is_known).count();
        known * 2 >= words.len() && (known >= 3 || known == words.len())
    }
}
