//! All that outputs are drawn from, with the masker of the run: no writer sees an unmasked text but through it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use engine::{Findings, HitRole, Reason, RuleRecord};
use ledger::{
    Citation, Column, Lang, Ledger, Notice, Reject, Role, Row, Schema, Source, Type, Wording,
};
use rayon::prelude::*;

use crate::lead::Shown;
use crate::{Masker, WriteOptions};

/// What is known of the input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Books<'a> {
    /// Feeds and columns.
    pub(crate) schema: &'a Schema,
    /// Sources by index.
    pub(crate) sources: &'a [Source],
    /// Rows that were not taken.
    pub(crate) rejects: &'a [Reject],
    /// What is wrong with the input as a whole.
    pub(crate) notices: &'a [Notice],
}

impl<'a> Books<'a> {
    /// The books of a ledger.
    pub(crate) fn of(ledger: &'a Ledger) -> Self {
        Self {
            schema: ledger.schema(),
            sources: ledger.sources(),
            rejects: ledger.rejects(),
            notices: ledger.notices(),
        }
    }
}

impl Books<'_> {
    /// Why something was not judged, with feeds and columns as users call them.
    pub(crate) fn why(&self, reason: &Reason) -> Wording {
        reason.in_words(|feed, column| {
            let known = self.schema.feed(feed);
            let label = match column {
                None => known.map(|feed| &feed.label),
                Some(column) => known.and_then(|f| f.column(column)).map(|c| &c.label),
            };
            let name = column.unwrap_or(feed);
            label.cloned().unwrap_or_else(|| Wording::new(name, name))
        })
    }
}

/// What a run's outputs are drawn from.
#[derive(Debug)]
pub(crate) struct Dossier<'a> {
    /// The input.
    pub(crate) books: Books<'a>,
    /// What was found.
    pub(crate) findings: &'a Findings,
    /// How to write it.
    pub(crate) options: &'a WriteOptions,
    /// The masker of the run.
    pub(crate) masker: Masker<'a>,
    /// Rules with more leads than are shown, and how many they have.
    pub(crate) truncated: Vec<(String, usize)>,
    /// Set once, while files that show no raw cells are written.
    cited: OnceLock<BTreeMap<Row, Citation>>,
    rules: BTreeMap<&'a str, &'a RuleRecord>,
    named: BTreeMap<&'a str, &'a Column>,
    /// Names of the sources' files as they are shown.
    files: Vec<String>,
}

impl<'a> Dossier<'a> {
    /// A dossier without raw cells; see [`Dossier::rows`].
    pub(crate) fn new(
        books: Books<'a>,
        findings: &'a Findings,
        options: &'a WriteOptions,
        masker: Masker<'a>,
    ) -> Self {
        let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
        for lead in &findings.leads {
            *shown.entry(&lead.rule_id).or_default() += 1;
        }
        let rules = findings.counts.rules();
        // Where no lead of a rule was written out nobody asked for leads.
        let more = rules.filter(|(rule, all)| shown.get(rule).is_some_and(|shown| shown < all));
        let truncated = more.map(|(rule, all)| (rule.to_owned(), all)).collect();
        let files = books.sources.iter().map(|s| masker.file(&s.file)).collect();
        Self {
            books,
            findings,
            options,
            masker,
            files,
            truncated,
            cited: OnceLock::new(),
            named: named_columns(books.schema),
            rules: findings.rules.iter().map(|r| (r.id.as_str(), r)).collect(),
        }
    }

    /// The rows whose raw cells lead outputs show.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let rows: BTreeSet<Row> = self
            .findings
            .leads
            .iter()
            .flat_map(|lead| lead.evidence.iter().filter_map(|e| e.row))
            .collect();
        rows.into_iter().collect()
    }

    /// Sets the raw cells of rows; what was set stays.
    pub(crate) fn cite(&self, citations: Vec<Citation>) {
        let by_row = || citations.into_iter().map(|c| (c.row, c)).collect();
        self.cited.get_or_init(by_row);
    }

    /// The raw cells of a row, where they were cited.
    pub(crate) fn citation(&self, row: Row) -> Option<&Citation> {
        self.cited.get()?.get(&row)
    }

    /// The leads that lead outputs show, in the order of the findings, masked.
    pub(crate) fn leads(&self) -> impl Iterator<Item = Shown> {
        self.leads_as(|shown| shown)
    }

    /// What is made of each lead that lead outputs show, in the order of the findings; made side by side.
    pub(crate) fn leads_as<T: Send>(
        &self,
        made: impl Fn(Shown) -> T + Sync,
    ) -> impl Iterator<Item = T> {
        self.findings.leads.chunks(TOGETHER).flat_map(move |leads| {
            let each = leads.par_iter().map(|lead| made(Shown::of(self, lead)));
            each.collect::<Vec<_>>()
        })
    }

    /// For each shown lead whether its rule is on trial, and how many evidence rows it shows.
    pub(crate) fn outline(&self) -> impl Iterator<Item = (bool, usize)> {
        self.findings
            .leads
            .iter()
            .map(|lead| (lead.trial, lead.evidence.len()))
    }

    /// How many leads are shown.
    pub(crate) fn lead_count(&self) -> usize {
        self.findings.leads.len()
    }

    /// How many leads of a rule are shown.
    pub(crate) fn leads_of(&self, rule: &str) -> usize {
        self.findings
            .leads
            .iter()
            .filter(|lead| lead.rule_id == rule)
            .count()
    }

    /// The record of a rule.
    pub(crate) fn rule(&self, id: &str) -> Option<&'a RuleRecord> {
        self.rules.get(id).copied()
    }

    /// The language of the run.
    pub(crate) fn lang(&self) -> Lang {
        self.options.lang
    }

    /// A text of both languages in the run's, masked.
    pub(crate) fn say(&self, wording: &Wording) -> String {
        self.masker.prose(wording.text(self.lang()))
    }

    /// File and sheet of a row's source; a private person's name in the file's is masked.
    pub(crate) fn place(&self, source: u32) -> (&str, &str) {
        let source = usize::try_from(source).ok();
        let found = source.and_then(|s| Some((self.files.get(s)?, self.books.sources.get(s)?)));
        found.map_or(("", ""), |(file, s)| (file.as_str(), s.sheet.as_str()))
    }

    /// A canonical value of a feed, masked by the role of its column.
    pub(crate) fn value(&self, feed: &str, column: &str, text: &str) -> String {
        let found = self.books.schema.feed(feed).and_then(|f| f.resolve(column));
        match found {
            Some(c) if column != "org" => self.by_column(c, text),
            Some(_) => text.to_owned(),
            None => self.named(column, text),
        }
    }

    /// A value of which only a name is known (subject and facts): masked by the role of any column of that name.
    pub(crate) fn named(&self, name: &str, text: &str) -> String {
        if name == "org" {
            return text.to_owned();
        }
        let last = name.rsplit('.').next().unwrap_or(name);
        match self.named.get(last) {
            Some(column) => self.by_column(column, text),
            None => self.masker.prose(text),
        }
    }

    /// A raw cell, masked by the column that took it, else by its heading, else by its looks.
    pub(crate) fn raw_cell(&self, feed: &str, column: &str, heading: &str, text: &str) -> String {
        if column == "org" {
            return text.to_owned();
        }
        match self.books.schema.feed(feed).and_then(|f| f.column(column)) {
            Some(column) => self.by_column(column, text),
            None => match heading_role(heading) {
                Told::Role(role) => self.masker.cell(Some(role), text),
                Told::Document => text.to_owned(),
                Told::Nothing => self.masker.raw(text),
            },
        }
    }

    /// The raw text of a rejected row or cell.
    pub(crate) fn raw_reject(&self, reject: &Reject) -> String {
        let source = usize::try_from(reject.source)
            .ok()
            .and_then(|s| self.books.sources.get(s));
        let told = source.and_then(|s| {
            let ledger::SourceState::Read { feed, .. } = &s.state else {
                return None;
            };
            let (name, _) = s.columns.iter().find(|(_, h)| *h == reject.column)?;
            self.books.schema.feed(feed)?.column(name)?.role
        });
        match (told, heading_role(&reject.column)) {
            (Some(role), _) | (None, Told::Role(role)) => {
                let shown = self.masker.cell(Some(role), &reject.raw);
                self.masker.raw(&shown)
            }
            _ => self.masker.raw(&reject.raw),
        }
    }

    fn by_column(&self, column: &Column, text: &str) -> String {
        let document = column.ty != Type::Text
            || matches!(column.domain, ledger::Domain::Id | ledger::Domain::Account);
        match column.role {
            Some(role) => self.masker.cell(Some(role), text),
            None if document => text.to_owned(),
            None => self.masker.prose(text),
        }
    }
}

/// Columns by canonical and common name, over all feeds; where feeds differ, one with a role.
fn named_columns(schema: &Schema) -> BTreeMap<&str, &Column> {
    const COMMON: [&str; 7] = [
        "date",
        "end",
        "amount",
        "party",
        "party_account",
        "party_id",
        "summary",
    ];
    let mut named: BTreeMap<&str, &Column> = BTreeMap::new();
    for feed in &schema.feeds {
        let own = feed
            .columns
            .iter()
            .map(|column| (column.name.as_str(), column));
        let common = COMMON
            .iter()
            .filter_map(|name| Some((*name, feed.resolve(name)?)));
        for (name, column) in own.chain(common) {
            let kept = named.entry(name).or_insert(column);
            if kept.role.is_none() && column.role.is_some() {
                *kept = column;
            }
        }
    }
    named
}

/// How a role of evidence is called for people.
pub(crate) fn role_word(role: HitRole) -> Wording {
    match role {
        HitRole::Hit => Wording::new("命中记录", "hit"),
        HitRole::Member => Wording::new("总体成员", "member"),
        HitRole::Context => Wording::new("相关记录", "context"),
        HitRole::Absent => Wording::new("缺失", "absent"),
    }
}

/// Leads that are masked at a time, side by side.
const TOGETHER: usize = 256;

/// What a heading that no column took says of the cells below it.
enum Told {
    Role(Role),
    Document,
    Nothing,
}

fn heading_role(heading: &str) -> Told {
    let says = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    if says(&["身份证", "证件号"]) {
        Told::Role(Role::Identity)
    } else if says(&["手机", "电话", "联系方式"]) {
        Told::Role(Role::Phone)
    } else if says(&["账号", "帐号", "卡号", "账户", "帐户"]) {
        Told::Role(Role::Account)
    } else if says(&[
        "发票",
        "凭证",
        "流水",
        "单号",
        "编号",
        "信用代码",
        "金额",
        "余额",
        "日期",
    ]) {
        Told::Document
    } else if says(&[
        "姓名",
        "经手人",
        "经办人",
        "领款人",
        "收款人",
        "报销人",
        "联系人",
        "签收",
        "户主",
    ]) {
        Told::Role(Role::Person)
    } else {
        Told::Nothing
    }
}
