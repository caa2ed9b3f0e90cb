//! `leads.jsonl`: a lead a line, for machines.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

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
    for lead in dossier.leads() {
        let text = serde_json::to_string(&line(&lead))?;
        writeln!(out, "{}", escaped_json(&text))?;
    }
    Ok(())
}

/// The fields of a lead under their names, in their order.
pub(crate) fn line(lead: &Shown) -> Value {
    let parts: Vec<Value> = lead
        .score_parts
        .iter()
        .map(|(name, points)| json!({ "name": name, "points": points }))
        .collect();
    json!({
        "lead_id": lead.lead_id,
        "matter_id": lead.matter_id,
        "rule_id": lead.rule_id,
        "level": lead.level.word(),
        "score": lead.score,
        "org": lead.org,
        "orgs": lead.orgs,
        "subject": object(&lead.subject),
        "title": lead.title,
        "text": lead.text,
        "amount": lead.amount.map(yuan),
        "amount_net": lead.amount_net.map(yuan),
        "from": lead.from.map(|d| iso(Some(d))),
        "to": lead.to.map(|d| iso(Some(d))),
        "facts": object(&lead.facts),
        "certain": lead.certain,
        "inferred": lead.inferred,
        "locators": lead.locators.iter().map(|(n, v)| (n.clone(), json!(v))).collect::<Map<_, _>>(),
        "evidence_hash": lead.evidence_hash,
        "evidence_total": lead.evidence_total,
        "evidence": lead.evidence.iter().map(row).collect::<Vec<_>>(),
        "trial": lead.trial,
        "score_parts": parts,
        "basis": lead.basis.iter().map(basis).collect::<Vec<_>>(),
        "check": lead.check,
        "innocent": lead.innocent,
    })
}

fn row(row: &ShownRow) -> Value {
    let mut shown = Map::new();
    shown.insert("role".to_owned(), json!(row.role.word()));
    shown.insert("feed".to_owned(), json!(row.feed));
    shown.insert("file".to_owned(), json!(row.file));
    shown.insert("sheet".to_owned(), json!(row.sheet));
    shown.insert("row".to_owned(), json!((row.row > 0).then_some(row.row)));
    if row.line > 0 {
        shown.insert("line".to_owned(), json!(row.line));
    }
    shown.insert("cells".to_owned(), object(&row.cells));
    shown.insert("values".to_owned(), object(&row.values));
    Value::Object(shown)
}

/// Pairs as an object in their order; a name that was there already, or none, gets its position.
fn object(pairs: &[(String, String)]) -> Value {
    let mut map = Map::new();
    for (at, (name, text)) in pairs.iter().enumerate() {
        let name = match name.as_str() {
            "" => format!("#{}", at + 1),
            taken if map.contains_key(taken) => format!("{taken}#{}", at + 1),
            free => free.to_owned(),
        };
        map.insert(name, json!(text));
    }
    Value::Object(map)
}

#[cfg(test)]
mod tests {
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
        let shown = object(&[pair("摘要", "a"), pair("摘要", "b"), pair("", "c")]);
        assert_eq!(shown.to_string(), r##"{"摘要":"a","摘要#2":"b","#3":"c"}"##);
    }
}
