//! What a scan found: leads, hits, coverage. Plain data, in a fixed order, without anything that depends on threads or file order.

use std::sync::Arc;

use crate::{Covered, Hits, LeadCounts, Pass, Units};
use ledger::{Row, Wording};

/// All that a scan found.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Leads that were written out (`Options::most_leads` of a rule), highest level and score first, then by rule and id.
    pub leads: Vec<Lead>,
    /// How many leads there are, those that were not written out included.
    pub counts: LeadCounts,
    /// Every row that a rule points at, by rule, lead, role, row.
    pub hits: Hits,
    /// What became of each rule for each collective and months.
    pub coverage: Covered,
    /// The day on which the books were judged, days since 1970-01-01.
    pub as_of: Option<i64>,
    /// Cost of each rule, outside the promise of equal bytes.
    pub timings: Vec<RuleTiming>,
    /// How rules were run together, outside the promise of equal bytes.
    pub passes: Vec<Pass>,
    /// Rows that were reversed, refunded or moved between own accounts, in pairs.
    pub netted: Vec<(Row, Row)>,
    /// The rules that ran, by id, as they ran.
    pub rules: Vec<RuleRecord>,
    /// What supervision counts of units, and indices over unverified leads: by index, unit, period, part.
    pub units: Units,
    /// The indices that were computed.
    pub indices: Vec<IndexRecord>,
}

/// An index as it was computed: what the run record and the workbook print of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexRecord {
    /// Name.
    pub name: String,
    /// Title.
    pub title: Wording,
    /// What it says and what it does not.
    pub doc: Wording,
    /// File relative to the rules folder.
    pub file: String,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
}

/// Hits of one rule about one subject, worth looking at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// Hash of rule id, subject and the start of its period or the key of its earliest hit; 32 lower-case hex digits.
    pub lead_id: String,
    /// Leads that share hit rows or the same money bear the same matter: the least of their ids.
    pub matter_id: String,
    /// Rule.
    pub rule_id: String,
    /// Computed grade.
    pub level: Level,
    /// Sum of `score_parts`.
    pub score: i64,
    /// What the score is made of.
    pub score_parts: Vec<ScorePart>,
    /// Whether the rule is on trial: kept apart, never counted.
    pub trial: bool,
    /// Collective.
    pub org: String,
    /// All collectives concerned, sorted.
    pub orgs: Vec<String>,
    /// What the lead is about: column and value.
    pub subject: Vec<(String, String)>,
    /// The rule's title.
    pub title: Wording,
    /// The rule's sentence with its numbers filled in.
    pub text: Wording,
    /// Fen, gross: the same money in several books counts once.
    pub amount: Option<i64>,
    /// Fen, without reversed pairs.
    pub amount_net: Option<i64>,
    /// First and last day of its hits, days since 1970-01-01.
    pub from: Option<i64>,
    /// See `from`.
    pub to: Option<i64>,
    /// Numbers and texts of the sentence.
    pub facts: Vec<(String, String)>,
    /// What the rows say themselves.
    pub certain: Vec<Wording>,
    /// What was inferred: which date, which match rung, name only, which exceptions were tried.
    pub inferred: Vec<Wording>,
    /// Where the paper is: column (`voucher_no`, `contract_no` …) and its distinct values.
    pub locators: Vec<(String, Vec<String>)>,
    /// Basis by date of the act.
    pub basis: Vec<BasisCited>,
    /// Hash over all evidence rows; changes when they do.
    pub evidence_hash: String,
    /// How many evidence rows there are.
    pub evidence_total: usize,
    /// The first twenty, hits before members before context.
    pub evidence: Vec<Evidence>,
}

/// One part of a lead's score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScorePart {
    /// What it is for.
    pub name: Wording,
    /// Points.
    pub points: i64,
}

/// A legal basis as a lead cites it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasisCited {
    /// Title of the act.
    pub title: String,
    /// Article.
    pub article: String,
    /// Checked against the text; else printed as 待核.
    pub confirmed: bool,
}

/// One evidence row of a lead, with its canonical values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What it is to the lead.
    pub role: HitRole,
    /// Its feed.
    pub feed: Arc<str>,
    /// Where it stands; `None` for `Absent`.
    pub row: Option<Row>,
    /// Canonical column → value as users read it (yuan with two decimals, ISO dates), empty ones left out. Leads that show the same row
    /// share them.
    pub values: Texts,
}

/// Texts of a row by the names of its columns.
pub type Texts = Arc<[(Arc<str>, String)]>;

/// What a row is to a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HitRole {
    /// Accused.
    Hit,
    /// Of a population cited as a whole.
    Member,
    /// Needed to understand a hit.
    Context,
    /// Missing.
    Absent,
}

impl HitRole {
    /// The word in `hits.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Member => "member",
            Self::Context => "context",
            Self::Absent => "absent",
        }
    }
}

/// What became of a rule for a collective and months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// 发现疑点.
    Flagged,
    /// 未能核查.
    NotJudged,
    /// 未发现疑点, never 正常.
    Clear,
}

impl Outcome {
    /// The word in `coverage.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Flagged => "flagged",
            Self::NotJudged => "not_judged",
            Self::Clear => "clear",
        }
    }
}

/// Cost of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleTiming {
    /// Rule, or the name of a phase.
    pub name: String,
    /// Microseconds.
    pub micros: u128,
}

/// The computed grade of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 蓝.
    Blue,
    /// 黄.
    Yellow,
    /// 红.
    Red,
}

impl Level {
    /// The word in machine outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// What users read.
    pub fn wording(self) -> Wording {
        match self {
            Self::Blue => Wording::new("蓝", "blue"),
            Self::Yellow => Wording::new("黄", "yellow"),
            Self::Red => Wording::new("红", "red"),
        }
    }
}

/// A rule as it ran: what the run record and the workbook print of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleRecord {
    /// Id.
    pub id: String,
    /// Slug.
    pub slug: String,
    /// Title.
    pub title: Wording,
    /// Strength.
    pub grade: Level,
    /// `draft`, `trial` or `stable`.
    pub status: String,
    /// Why it matters.
    pub why: Wording,
    /// What to fetch and ask.
    pub check: Vec<Wording>,
    /// Innocent explanations to exclude first.
    pub innocent: Vec<Wording>,
    /// What it cannot see.
    pub misses: Wording,
    /// All legal bases, whatever the date.
    pub basis: Vec<BasisCited>,
    /// Tunable values in force.
    pub params: Vec<ParamRecord>,
    /// File relative to the rules folder.
    pub file: String,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
}

/// A param as it was in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamRecord {
    /// Name.
    pub name: String,
    /// Value in force with its unit, as a rule file writes it.
    pub value: String,
    /// Value as shipped.
    pub default: String,
    /// Where the value in force comes from.
    pub origin: String,
    /// Who set it; empty for defaults.
    pub by: String,
    /// Why; empty for defaults.
    pub reason: String,
}
