//! `leads.jsonl`: a lead a line, for machines.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;

use super::{Entry, Format, Into};
use crate::cells::escaped_json;
use crate::dossier::Dossier;
use crate::lead::{Shown, ShownRow};
use crate::records::basis;
use crate::units::{iso, yuan};

/// The entry of the shelf.
pub(super) static ENTRY: Entry = Entry {
    name: "jsonl",
    doc: (
        "一行一条疑点，供程序读取（leads.jsonl）",
        "a lead a line, for machines (leads.jsonl)",
    ),
    into: Into::File("leads.jsonl"),
    cites: true,
    write,
};

#[expect(
    non_upper_case_globals,
    reason = "A format reads like a variant in the program of design §2."
)]
impl Format {
    /// A lead a line, for machines.
    pub const Jsonl: Self = Self(&ENTRY);
}

fn write(dossier: &Dossier<'_>, out: &mut dyn Write) -> io::Result<()> {
    let written = dossier.leads_as(|lead| {
        let text = serde_json::to_string(&Line::of(&lead))?;
        Ok::<_, io::Error>(escaped_json(&text).into_owned())
    });
    for text in written {
        writeln!(out, "{}", text?)?;
    }
    Ok(())
}

/// The fields of a lead under their names, in their order.
pub(crate) fn line(lead: &Shown) -> Value {
    // Maps of texts, whole numbers and truths have no value that JSON lacks.
    serde_json::to_value(Line::of(lead)).unwrap_or_default()
}

/// The keys of a line, in the order of the design.
#[derive(Serialize)]
struct Line<'a> {
    lead_id: &'a str,
    matter_id: &'a str,
    rule_id: &'a str,
    level: &'static str,
    score: i64,
    org: &'a str,
    orgs: &'a [String],
    subject: Pairs<'a, String>,
    title: &'a str,
    text: &'a str,
    amount: Option<String>,
    amount_net: Option<String>,
    from: Option<String>,
    to: Option<String>,
    facts: Pairs<'a, String>,
    certain: &'a [String],
    inferred: &'a [String],
    locators: Locators<'a>,
    evidence_hash: &'a str,
    evidence_total: usize,
    evidence: Vec<Evidence<'a>>,
    trial: bool,
    score_parts: Vec<Part<'a>>,
    basis: Vec<Value>,
    check: &'a [String],
    innocent: &'a [String],
}

#[derive(Serialize)]
struct Part<'a> {
    name: &'a str,
    points: i64,
}

#[derive(Serialize)]
struct Evidence<'a> {
    role: &'static str,
    feed: &'a str,
    file: &'a str,
    sheet: &'a str,
    row: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    hidden: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    hidden_columns: &'a [String],
    cells: Pairs<'a, String>,
    values: Pairs<'a, Arc<str>>,
}

impl<'a> Line<'a> {
    fn of(lead: &'a Shown) -> Self {
        let day = |day: Option<i64>| day.map(|day| iso(Some(day)));
        let parts = lead.score_parts.iter();
        Self {
            lead_id: &lead.lead_id,
            matter_id: &lead.matter_id,
            rule_id: &lead.rule_id,
            level: lead.level.word(),
            score: lead.score,
            org: &lead.org,
            orgs: &lead.orgs,
            subject: Pairs(&lead.subject),
            title: &lead.title,
            text: &lead.text,
            amount: lead.amount.map(yuan),
            amount_net: lead.amount_net.map(yuan),
            from: day(lead.from),
            to: day(lead.to),
            facts: Pairs(&lead.facts),
            certain: &lead.certain,
            inferred: &lead.inferred,
            locators: Locators(&lead.locators),
            evidence_hash: &lead.evidence_hash,
            evidence_total: lead.evidence_total,
            evidence: lead.evidence.iter().map(Evidence::of).collect(),
            trial: lead.trial,
            score_parts: parts
                .map(|(name, points)| Part {
                    name,
                    points: *points,
                })
                .collect(),
            basis: lead.basis.iter().map(basis).collect(),
            check: &lead.check,
            innocent: &lead.innocent,
        }
    }
}

impl<'a> Evidence<'a> {
    fn of(row: &'a ShownRow) -> Self {
        Self {
            role: row.role.word(),
            feed: &row.feed,
            file: &row.file,
            sheet: &row.sheet,
            row: (row.row > 0).then_some(row.row),
            line: (row.line > 0).then_some(row.line),
            hidden: row.hidden,
            hidden_columns: &row.hidden_columns,
            cells: Pairs(&row.cells),
            values: Pairs(&row.values),
        }
    }
}

/// Pairs as an object in their order; a name that was there already, or none, gets its position.
struct Pairs<'a, N>(&'a [(N, String)]);

impl<N: AsRef<str>> Serialize for Pairs<'_, N> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        let mut given: Vec<Cow<'_, str>> = Vec::with_capacity(self.0.len());
        for (at, (name, text)) in self.0.iter().enumerate() {
            let name: Cow<'_, str> = match name.as_ref() {
                "" => format!("#{}", at + 1).into(),
                taken if given.iter().any(|name| name == taken) => {
                    format!("{taken}#{}", at + 1).into()
                }
                free => free.into(),
            };
            map.serialize_entry(&name, text)?;
            given.push(name);
        }
        map.end()
    }
}

/// Columns of the feed with the values by which the paper is found.
struct Locators<'a>(&'a [(String, Vec<String>)]);

impl Serialize for Locators<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, values)| (name, values)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::{WriteOptions, sample};

    fn lines() -> Vec<String> {
        let (sample, options) = (sample::sample(), WriteOptions::default());
        let mut out = Vec::new();
        write(&sample.dossier(&options), &mut out).expect("memory");
        String::from_utf8(out)
            .expect("text")
            .lines()
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn keys_are_those_of_the_design_and_in_its_order() {
        let lines = lines();
        let lead: Map<String, Value> = serde_json::from_str(&lines[0]).expect("an object");
        let keys: Vec<&str> = lead.keys().map(String::as_str).collect();
        assert_eq!(
            keys[..21],
            [
                "lead_id",
                "matter_id",
                "rule_id",
                "level",
                "score",
                "org",
                "orgs",
                "subject",
                "title",
                "text",
                "amount",
                "amount_net",
                "from",
                "to",
                "facts",
                "certain",
                "inferred",
                "locators",
                "evidence_hash",
                "evidence_total",
                "evidence"
            ]
        );
    }

    #[test]
    fn a_lead() {
        let mut lead: Map<String, Value> = serde_json::from_str(&lines()[0]).expect("an object");
        let mut evidence = lead.shift_remove("evidence").expect("evidence");
        insta::assert_snapshot!(serde_json::to_string_pretty(&lead).expect("text"), @r#"
        {
          "lead_id": "1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a",
          "matter_id": "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
          "rule_id": "A01",
          "level": "red",
          "score": 80,
          "org": "石溪经济联合社",
          "orgs": [
            "石溪经济联合社"
          ],
          "subject": {
            "org": "石溪经济联合社",
            "payee": "陈**"
          },
          "title": "会议期间疑似公款旅游",
          "text": "2024-01-12 付 广之旅 18600.00 元（总结会桂林四天团费，联系陈**138****8000），在“年度经济总结会”结束后第 2 天",
          "amount": "18600.00",
          "amount_net": "18600.00",
          "from": "2024-01-12",
          "to": "2024-01-12",
          "facts": {
            "days": "2",
            "payee": "陈**",
            "amount": "18600.00"
          },
          "certain": [
            "付款日期为记账日期"
          ],
          "inferred": [
            "仅按名称比对，陈**"
          ],
          "locators": {
            "voucher_no": [
              "记-0012",
              "记-0013"
            ]
          },
          "evidence_hash": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
          "evidence_total": 3,
          "trial": false,
          "score_parts": [
            {
              "name": "规则强度",
              "points": 80
            }
          ],
          "basis": [
            {
              "title": "《农村集体经济组织财务制度》",
              "article": "第三十条",
              "confirmed": true
            },
            {
              "title": "《某镇管理办法》",
              "article": "第五条",
              "confirmed": false
            }
          ],
          "check": [
            "调取该笔凭证及附件（发票、行程单、名单）",
            "询问经办人"
          ],
          "innocent": [
            "经批准的培训、考察"
          ]
        }
        "#);
        let first = evidence[0].take();
        insta::assert_snapshot!(serde_json::to_string_pretty(&first).expect("text"), @r#"
        {
          "role": "hit",
          "feed": "payments",
          "file": "bank/2024.csv",
          "sheet": "",
          "row": 5,
          "line": 6,
          "cells": {
            "交易日期": "2024/1/12",
            "发生额": "18,600.00",
            "对方户名": "广之旅",
            "对方账号": "622202****0128",
            "摘要": "总结会桂林四天团费，联系陈**138****8000",
            "经办": "李**",
            "备用": "陈**",
            "身份证号": "110105********002X"
          },
          "values": {
            "date": "2024-01-12",
            "amount": "18600.00",
            "payee": "广之旅",
            "payee_account": "622202****0128",
            "summary": "总结会桂林四天团费，联系陈**138****8000",
            "voucher_no": "记-0012",
            "handler": "李**"
          }
        }
        "#);
    }

    #[test]
    fn headings_may_repeat_or_lack() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let pairs = [pair("摘要", "a"), pair("摘要", "b"), pair("", "c")];
        let shown = serde_json::to_value(Pairs(&pairs)).expect("json");
        assert_eq!(shown.to_string(), r##"{"摘要":"a","摘要#2":"b","#3":"c"}"##);
    }
}
