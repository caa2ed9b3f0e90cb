//! A lead as it is shown: masked, in the language of the run. All lead outputs are made from it.

use std::sync::Arc;

use engine::{BasisCited, Evidence, HitRole, Lead, Level};

use crate::dossier::Dossier;
use crate::units::word;

/// A lead, masked and in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) lead_id: String,
    pub(crate) matter_id: String,
    pub(crate) rule_id: String,
    pub(crate) level: Level,
    pub(crate) score: i64,
    pub(crate) score_parts: Vec<(String, i64)>,
    pub(crate) trial: bool,
    pub(crate) org: String,
    pub(crate) orgs: Vec<String>,
    pub(crate) subject: Vec<(String, String)>,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) amount: Option<i64>,
    pub(crate) amount_net: Option<i64>,
    pub(crate) from: Option<i64>,
    pub(crate) to: Option<i64>,
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) certain: Vec<String>,
    pub(crate) inferred: Vec<String>,
    pub(crate) locators: Vec<(String, Vec<String>)>,
    pub(crate) basis: Vec<BasisCited>,
    pub(crate) check: Vec<String>,
    pub(crate) innocent: Vec<String>,
    pub(crate) evidence_hash: String,
    pub(crate) evidence_total: usize,
    pub(crate) evidence: Vec<ShownRow>,
}

/// One evidence row of a lead, masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShownRow {
    pub(crate) role: HitRole,
    pub(crate) feed: Arc<str>,
    pub(crate) file: String,
    pub(crate) sheet: String,
    /// 1-based record number, 0 for what is absent.
    pub(crate) row: u32,
    /// Line of a text file, 0 where there is none.
    pub(crate) line: u64,
    /// Whether the workbook hides the row or its sheet.
    pub(crate) hidden: bool,
    /// Headings of columns that the workbook hides.
    pub(crate) hidden_columns: Vec<String>,
    /// Heading and raw cell.
    pub(crate) cells: Vec<(String, String)>,
    /// Canonical column and value.
    pub(crate) values: Vec<(Arc<str>, String)>,
}

impl Shown {
    /// Masks a lead.
    pub(crate) fn of(dossier: &Dossier<'_>, lead: &Lead) -> Self {
        let masker = &dossier.masker;
        let rule = dossier.rule(&lead.rule_id);
        let texts = |all: &[ledger::Wording]| all.iter().map(|one| dossier.say(one)).collect();
        // What a rule file says holds nothing of the books.
        let lang = dossier.lang();
        let ours = |all: &[ledger::Wording]| all.iter().map(|w| w.text(lang).to_owned()).collect();
        let named = |pairs: &[(String, String)]| {
            let shown = |(name, text): &(String, String)| (name.clone(), dossier.named(name, text));
            pairs.iter().map(shown).collect()
        };
        let locators = lead.locators.iter().map(|(name, values)| {
            (
                name.clone(),
                values.iter().map(|v| dossier.named(name, v)).collect(),
            )
        });
        Self {
            lead_id: lead.lead_id.clone(),
            matter_id: lead.matter_id.clone(),
            rule_id: lead.rule_id.clone(),
            level: lead.level,
            score: lead.score,
            score_parts: lead
                .score_parts
                .iter()
                .map(|part| (part.name.text(lang).to_owned(), part.points))
                .collect(),
            trial: lead.trial,
            org: lead.org.clone(),
            orgs: lead.orgs.clone(),
            subject: named(&lead.subject),
            title: lead.title.text(lang).to_owned(),
            text: dossier.say(&lead.text),
            amount: lead.amount,
            amount_net: lead.amount_net,
            from: lead.from,
            to: lead.to,
            facts: named(&lead.facts),
            certain: texts(&lead.certain),
            inferred: texts(&lead.inferred),
            locators: locators.collect(),
            basis: lead.basis.clone(),
            check: rule.map(|r| ours(&r.check)).unwrap_or_default(),
            innocent: rule.map(|r| ours(&r.innocent)).unwrap_or_default(),
            evidence_hash: lead.evidence_hash.clone(),
            evidence_total: lead.evidence_total,
            evidence: lead
                .evidence
                .iter()
                .map(|row| ShownRow::of(dossier, row, masker))
                .collect(),
        }
    }

    /// Where its evidence stands, the first `most` rows: `bank/2024.csv 第12行；…`.
    pub(crate) fn places(&self, dossier: &Dossier<'_>, most: usize) -> String {
        let lang = dossier.lang();
        let places: Vec<String> = self
            .evidence
            .iter()
            .filter(|row| row.role != HitRole::Absent)
            .take(most)
            .map(|row| {
                let sheet = if row.sheet.is_empty() {
                    String::new()
                } else {
                    format!(" [{}]", row.sheet)
                };
                let (before, after) = (word(lang, "第", "row "), word(lang, "行", ""));
                format!("{}{sheet} {before}{}{after}", row.file, row.row)
            })
            .collect();
        let mut shown = places.join(word(lang, "；", "; "));
        if self.evidence_total > places.len() && !places.is_empty() {
            let total = self.evidence_total.to_string();
            let (before, after) = (word(lang, " 等共", " … "), word(lang, "行", " rows in all"));
            shown.extend([before, &total, after]);
        }
        shown
    }

    /// Legal bases in one text; those that nobody checked against the act are marked 待核.
    pub(crate) fn basis_text(&self, dossier: &Dossier<'_>) -> String {
        let one = |basis: &BasisCited| {
            let mark = if basis.confirmed {
                ""
            } else {
                word(dossier.lang(), "（待核）", " (to be checked)")
            };
            match dossier.lang() {
                ledger::Lang::Zh => format!("{}{}{mark}", basis.title, basis.article),
                ledger::Lang::En => format!("{}, {}{mark}", basis.title, basis.article),
            }
        };
        self.basis.iter().map(one).collect::<Vec<_>>().join("\n")
    }

    /// Locators of the paper in one text, with the columns as users call them.
    pub(crate) fn locators_text(&self, dossier: &Dossier<'_>) -> String {
        let label = |name: &str| {
            let column = dossier
                .books
                .schema
                .feeds
                .iter()
                .find_map(|f| f.column(name));
            column.map_or(name.to_owned(), |c| c.label.text(dossier.lang()).to_owned())
        };
        let one = |(name, values): &(String, Vec<String>)| {
            format!(
                "{} {}",
                label(name),
                values.join(word(dossier.lang(), "、", ", "))
            )
        };
        self.locators.iter().map(one).collect::<Vec<_>>().join("\n")
    }
}

impl ShownRow {
    fn of(dossier: &Dossier<'_>, evidence: &Evidence, masker: &crate::Masker) -> Self {
        let (file, sheet) = evidence
            .row
            .map_or(("", ""), |row| dossier.place(row.source));
        let citation = evidence.row.and_then(|row| dossier.citation(row));
        let cells = citation.into_iter().flat_map(|c| &c.cells).map(|cell| {
            let raw = dossier.raw_cell(&evidence.feed, &cell.column, &cell.heading, &cell.raw);
            (masker.prose(&cell.heading), raw)
        });
        let hidden = citation.into_iter().flat_map(|c| &c.cells);
        let hidden = hidden.filter(|cell| cell.hidden);
        let values = evidence.values.iter().map(|(column, text)| {
            let text = dossier.value(&evidence.feed, column, text);
            (Arc::clone(column), text)
        });
        Self {
            role: evidence.role,
            feed: Arc::clone(&evidence.feed),
            file: file.to_owned(),
            sheet: sheet.to_owned(),
            row: evidence.row.map_or(0, |row| row.place),
            line: citation.map_or(0, |c| c.line),
            hidden: citation.is_some_and(|c| c.hidden),
            hidden_columns: hidden.map(|cell| masker.prose(&cell.heading)).collect(),
            cells: cells.collect(),
            values: values.collect(),
        }
    }

    /// The value of a common column (`date`, `party`, `amount`, `summary`) of its feed; empty where there is none.
    pub(crate) fn common(&self, dossier: &Dossier<'_>, name: &str) -> &str {
        let feed = dossier.books.schema.feed(&self.feed);
        let column = feed
            .and_then(|f| f.resolve(name))
            .map_or(name, |c| c.name.as_str());
        let value = self.values.iter().find(|(c, _)| **c == *column);
        value.map_or("", |(_, text)| text.as_str())
    }
}
