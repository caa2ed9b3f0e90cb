//! A checked rule and the rulebook that holds all of them.

use std::collections::BTreeMap;

use ledger::Wording;

use crate::expr::{Expr, Literal};
use crate::index::Index;
use crate::lists::Lists;
use crate::plan::Cite;

/// All rules of a run, checked, with the lists and limits in force.
#[derive(Clone, Debug)]
pub struct Rulebook {
    /// Rules sorted by id.
    pub rules: Vec<Rule>,
    /// Indices of units, by name of their files.
    pub indices: Vec<Index>,
    /// Lexicons, codes, calendar, gazetteer, limits.
    pub lists: Lists,
}

/// How strong a rule's signal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// 蓝: counted, never a lead by itself.
    Blue,
    /// 黄: needs explanation.
    Yellow,
    /// 红: near-fact.
    Red,
}

/// How far a rule is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Runs only with `--only`.
    Draft,
    /// Runs; its leads are kept apart and never counted.
    Trial,
    /// Runs.
    Stable,
    /// Does not run.
    Retired,
}

/// How hits of one subject are cut into leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Per {
    /// Each hit.
    Row,
    /// Hits that follow each other by at most so many days.
    Burst(i64),
    /// Calendar month.
    Month,
    /// Calendar year.
    Year,
    /// All of them.
    All,
}

/// One checked rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `A01`; never reused.
    pub id: String,
    /// File name without `.toml`.
    pub slug: String,
    /// Folder under the rules folder, `A-consumption`.
    pub group: String,
    /// Names the wrong.
    pub title: Wording,
    /// Strength.
    pub grade: Grade,
    /// How far it is trusted.
    pub status: Status,
    /// Feeds it runs on, once for each that is supplied.
    pub feeds: Vec<String>,
    /// Canonical or common columns without which it is not judged.
    pub needs: Vec<String>,
    /// Why it matters.
    pub why: Wording,
    /// Sentence of a lead, with `{column}`, `{fact}` filled in.
    pub say: Wording,
    /// What to fetch and ask.
    pub check: Vec<Wording>,
    /// Innocent explanations to exclude first.
    pub innocent: Vec<Wording>,
    /// What it cannot see.
    pub misses: Wording,
    /// Legal basis by date of the act.
    pub basis: Vec<Basis>,
    /// Tunable values, in file order, with what is in force.
    pub params: Vec<Param>,
    /// Its logics, compiled: one for each `[[detect]]` and feed.
    pub detects: Vec<Detect>,
    /// Named exceptions.
    pub unless: Vec<Exception>,
    /// Facts that move the grade up.
    pub raise: Vec<Raise>,
    /// Examples, to be run by `engine::examples`.
    pub examples: Vec<Example>,
    /// File it was read from, relative to the rules folder.
    pub file: String,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
}

/// One `[[detect]]` on one feed.
#[derive(Clone, Debug)]
pub struct Detect {
    /// Word of the kind, for messages; the engine never asks.
    pub kind: String,
    /// Feed it reads first.
    pub feed: String,
    /// Other feeds it needs; where one is not supplied, the rule is not judged.
    pub others: Vec<String>,
    /// Canonical columns of `feed` it cannot do without: the rule's `needs`, and what its kind groups, joins or measures by (never
    /// `org`). A logic that lacks one cannot run; the rule is not judged where it lacks one of its own `needs`, or where none of its
    /// logics on a feed can run.
    pub needs: Vec<String>,
    /// Those of `needs` that it names itself: it is not judged without them even where it does not read them by name.
    pub own_needs: Vec<String>,
    /// Its own grade, where it is not the rule's.
    pub grade: Option<Grade>,
    /// What to run.
    pub cite: Cite,
    /// Predicate before exceptions (`where`), over a row of `feed`, for read-back.
    pub filter: Option<Expr>,
    /// Which `[[detect]]` of the file it was compiled from, from 0; the same for each of its feeds.
    pub index: usize,
    /// What it asks, as part of a sentence with its numbers.
    pub reads: Wording,
}

/// A legal basis, in force from and until a day (inclusive).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// Title of the act.
    pub title: String,
    /// Article.
    pub article: String,
    /// First day in force, days since 1970-01-01.
    pub from: Option<i64>,
    /// Last day in force.
    pub until: Option<i64>,
    /// Checked against the text; else printed as 待核.
    pub confirmed: bool,
}

/// A tunable value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name, `$least` in expressions.
    pub name: String,
    /// Value in force.
    pub value: Literal,
    /// Value as shipped.
    pub default: Literal,
    /// Least allowed, inclusive.
    pub min: Option<Literal>,
    /// Greatest allowed, inclusive.
    pub max: Option<Literal>,
    /// What it means, and whether ends are included.
    pub doc: Wording,
    /// Where the value in force comes from: `default`, `sanzi.toml:12`, `--set`.
    pub origin: String,
    /// Who set it, and why; empty for defaults.
    pub by: String,
    /// Reason given.
    pub reason: String,
}

/// What an exception does to a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Then {
    /// The row cannot hit, before any grouping.
    Drop,
    /// One grade down.
    Weaken,
    /// Printed only.
    Keep,
}

/// A named exception; `Drop` is compiled into the plans.
#[derive(Clone, Debug, PartialEq)]
pub struct Exception {
    /// Its name, printed in the lead when it was tested.
    pub name: Wording,
    /// What it does.
    pub then: Then,
    /// What it asks of a row, read back; as written where it compiles on none of the feeds.
    pub asks: Wording,
}

/// A named fact that moves the grade one up.
#[derive(Clone, Debug, PartialEq)]
pub struct Raise {
    /// Its name, printed in the lead where it holds.
    pub name: Wording,
    /// What it asks of a hit, read back.
    pub asks: Wording,
}

/// An example of a rule: small tables and what must come of their rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// Feed → delimited text with canonical headings; the first feed of the rule that stands here is judged by `expect`.
    pub tables: BTreeMap<String, String>,
    /// Feed whose rows `expect` speaks of.
    pub feed: String,
    /// One word a row.
    pub expect: Vec<Word>,
    /// Limits in force in the example (name → fen), and the home region.
    pub limits: BTreeMap<String, i64>,
    /// Division code of the example's collectives, empty where unknown.
    pub region: String,
    /// Day the example is judged on, where it matters.
    pub as_of: Option<i64>,
    /// 1-based line of the example in its file.
    pub line: usize,
}

/// What must come of an example's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Word {
    /// Hit, at any grade.
    Hit,
    /// Not hit.
    No,
    /// Could not be judged.
    Unknown,
    /// Hit at this grade.
    At(Grade),
}

impl Rulebook {
    /// The rule of that id or slug.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id == id || r.slug == id)
    }
}
