//! `run.json`: what ran over what, and the hashes of the other outputs. Nothing in it depends on threads or the clock.

use std::collections::BTreeMap;
use std::io::{self, Write};

use engine::{BasisCited, Coverage, Level, Outcome, RuleRecord};
use ledger::{Control, Counts, Lang, Notice, Source, SourceState};
use serde_json::{Map, Value, json};

use super::TIMINGS;
use crate::cells::escaped_json;
use crate::dossier::Dossier;
use crate::publish::Written;
use crate::units::{iso, yuan};

/// Writes the record; `files` are all other outputs.
pub(crate) fn run(dossier: &Dossier<'_>, files: &[Written], out: &mut dyn Write) -> io::Result<()> {
    let findings = dossier.findings;
    let lang = match dossier.lang() {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    let truncated: Vec<Value> = dossier
        .truncated
        .iter()
        .map(|(rule, leads)| {
            let shown = dossier.leads_of(rule);
            json!({ "rule_id": rule, "leads": leads, "shown": shown,
                "note": "lead outputs show the first by score; hits.csv holds all" })
        })
        .collect();
    let record = json!({
        "program": "sanzi",
        "version": dossier.options.version,
        "as_of": iso(findings.as_of),
        "lang": lang,
        "masked": dossier.options.reveal.is_none(),
        "reveal": dossier.options.reveal,
        "parameters": masked(dossier, &dossier.options.parameters),
        "totals": totals(dossier),
        "truncated": truncated,
        "rules": findings.rules.iter().map(|r| rule(dossier, r)).collect::<Vec<_>>(),
        "indices": findings.indices.iter().map(|index| {
            json!({ "name": index.name, "title": dossier.say(&index.title),
                "doc": dossier.say(&index.doc), "file": index.file, "sha256": index.sha256 })
        }).collect::<Vec<_>>(),
        "not_judged": not_judged(dossier).iter().map(|((rule, reason), months)| {
            json!({ "rule_id": rule, "reason": reason, "collective_months": months })
        }).collect::<Vec<_>>(),
        "sources": dossier.books.sources.iter().map(|s| source(dossier, s)).collect::<Vec<_>>(),
        "notices": notices(dossier, dossier.books.notices),
        "outputs": files.iter().map(output).collect::<Vec<_>>(),
    });
    let text = serde_json::to_string_pretty(&record)?;
    writeln!(out, "{}", escaped_json(&text))
}

/// Rule and reason code of what was not judged, with how many months of how many collectives it takes.
fn not_judged(dossier: &Dossier<'_>) -> BTreeMap<(String, String), i64> {
    let mut found = BTreeMap::new();
    let lines = dossier.findings.coverage.iter();
    for line in lines.filter(|line| line.outcome == Outcome::NotJudged) {
        let reason = line.reason.map(engine::Reason::code).unwrap_or_default();
        let months: &mut i64 = found.entry((line.rule_id.to_string(), reason)).or_default();
        *months = months.saturating_add(months_of(&line));
    }
    found
}

fn months_of(line: &Coverage<'_>) -> i64 {
    line.to_month
        .saturating_sub(line.from_month)
        .saturating_add(1)
}

fn output(file: &Written) -> Value {
    let hash = (file.name != TIMINGS).then_some(&file.sha256);
    let bytes = (file.name != TIMINGS).then_some(file.bytes);
    json!({ "file": file.name, "sha256": hash, "bytes": bytes })
}

fn totals(dossier: &Dossier<'_>) -> Value {
    let findings = dossier.findings;
    let mut sum = Counts::default();
    for counts in dossier.books.sources.iter().map(|s| s.counts) {
        sum.lines += counts.lines;
        sum.detail += counts.detail;
        sum.subtotal += counts.subtotal;
        sum.layout += counts.layout;
        sum.repeat += counts.repeat;
        sum.reject += counts.reject;
    }
    let level = |level: Level| findings.counts.of_level(level);
    let state = |wanted: fn(&SourceState) -> bool| {
        dossier
            .books
            .sources
            .iter()
            .filter(|s| wanted(&s.state))
            .count()
    };
    json!({
        "sources": {
            "read": state(|s| matches!(s, SourceState::Read { .. })),
            "repeat": state(|s| matches!(s, SourceState::Repeat(_))),
            "not_a_source": state(|s| matches!(s, SourceState::NotASource(_))),
            "unreadable": state(|s| matches!(s, SourceState::Unreadable(_))),
        },
        "lines": sum,
        "leads": { "red": level(Level::Red), "yellow": level(Level::Yellow), "blue": level(Level::Blue),
            "trial": findings.counts.trial() },
        "hits": findings.hits.len() - findings.hits.signals(),
        "signals": findings.hits.signals(),
        "netted_pairs": findings.netted.len(),
        "rejects": dossier.books.rejects.len(),
    })
}

fn rule(dossier: &Dossier<'_>, rule: &RuleRecord) -> Value {
    let texts = |all: &[ledger::Wording]| all.iter().map(|t| dossier.say(t)).collect::<Vec<_>>();
    let params: Vec<Value> = rule
        .params
        .iter()
        .map(|p| {
            json!({ "name": p.name, "value": p.value, "default": p.default, "origin": p.origin,
                "by": dossier.masker.cell(Some(ledger::Role::Person), &p.by), "reason": dossier.masker.prose(&p.reason) })
        })
        .collect();
    let leads = dossier.findings.counts.of_rule(&rule.id);
    let hits = dossier.findings.hits.of_rule(&rule.id);
    json!({
        "id": rule.id, "slug": rule.slug, "title": dossier.say(&rule.title),
        "grade": rule.grade.word(), "status": rule.status,
        "file": rule.file, "sha256": rule.sha256,
        "params": params,
        "why": dossier.say(&rule.why), "check": texts(&rule.check),
        "innocent": texts(&rule.innocent), "misses": dossier.say(&rule.misses),
        "basis": rule.basis.iter().map(basis).collect::<Vec<_>>(),
        "leads": leads, "hits": hits,
    })
}

/// A legal basis as JSON.
pub(crate) fn basis(basis: &BasisCited) -> Value {
    json!({ "title": basis.title, "article": basis.article, "confirmed": basis.confirmed })
}

fn source(dossier: &Dossier<'_>, source: &Source) -> Value {
    let (state, feed, book, why) = match &source.state {
        SourceState::Read { feed, book } => ("read", feed.as_str(), book.as_str(), None),
        SourceState::NotASource(why) => ("not_a_source", "", "", Some(why)),
        SourceState::Repeat(why) => ("repeat", "", "", Some(why)),
        SourceState::Unreadable(why) => ("unreadable", "", "", Some(why)),
    };
    let choices: Vec<Value> = source
        .choices
        .iter()
        .map(|c| {
            json!({ "what": c.what, "value": dossier.masker.prose(&c.value),
                "evidence": dossier.say(&c.evidence), "doubtful": c.doubtful })
        })
        .collect();
    let columns: Map<String, Value> = source
        .columns
        .iter()
        .map(|(column, heading)| (column.clone(), json!(dossier.masker.prose(heading))))
        .collect();
    let unused: Vec<String> = source
        .unused
        .iter()
        .map(|h| dossier.masker.raw(h))
        .collect();
    json!({
        "file": dossier.masker.file(&source.file), "sheet": source.sheet, "sha256": source.sha256, "bytes": source.bytes,
        "format": source.format, "state": state, "feed": feed, "book": book,
        "why": why.map(|w| dossier.say(w)),
        "choices": choices, "columns": columns, "unused": unused,
        "counts": source.counts,
        "total_out": yuan(source.total_out), "total_in": yuan(source.total_in),
        "controls": source.controls.iter().map(control).collect::<Vec<_>>(),
        "notices": notices(dossier, &source.notices),
    })
}

fn control(control: &Control) -> Value {
    let shown = |value: i64| match control.what.as_str() {
        "declared_count" => json!(value),
        _ => json!(yuan(value)),
    };
    json!({ "what": control.what, "row": control.row, "stated": shown(control.stated),
        "found": shown(control.found), "agrees": control.agrees })
}

fn notices(dossier: &Dossier<'_>, notices: &[Notice]) -> Vec<Value> {
    notices
        .iter()
        .map(|n| {
            json!({ "code": n.code, "file": dossier.masker.file(&n.file), "sheet": n.sheet, "row": n.row,
                "column": n.column, "text": dossier.say(&n.text) })
        })
        .collect()
}

/// A value with every text in it masked.
fn masked(dossier: &Dossier<'_>, value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(dossier.masker.prose(text)),
        Value::Array(all) => all.iter().map(|one| masked(dossier, one)).collect(),
        Value::Object(map) => {
            let pairs = map.iter().map(|(k, v)| (k.clone(), masked(dossier, v)));
            Value::Object(pairs.collect())
        }
        other => other.clone(),
    }
}
