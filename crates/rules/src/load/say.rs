//! The sentence of a lead: every placeholder must be there to be filled in.

use std::ops::Range;

use ledger::Wording;

use super::detects::Compiled;
use super::file::Told;
use super::nearest;
use super::table::Table;
use super::text::Text;
use super::wording;
use crate::Param;

/// What every lead knows beside columns and facts: how many hits, its first and last day.
const OF_THE_LEAD: [&str; 3] = ["rows", "from", "to"];

/// Reads `say`, checks its placeholders against every logic, and fills in `{$param}`.
pub(super) fn read(
    rule: &Table<'_>,
    compiled: &[Compiled<'_>],
    params: &[Param],
) -> Result<Wording, Told> {
    let Some([zh, en]) = wording::texts(rule, "say")? else {
        return Err(rule.missing(
            "say",
            Wording::new(
                "请写 say = { zh = \"{date} 付 {party} {amount} 元\", en = \"…\" }。",
                "Write say = { zh = \"…\", en = \"{date}: {amount} yuan to {party}\" }.",
            ),
        ));
    };
    let (zh, en) = (filled(&zh, compiled, params), filled(&en, compiled, params));
    Ok(Wording::new(zh?, en?))
}

fn filled(text: &Text<'_>, compiled: &[Compiled<'_>], params: &[Param]) -> Result<String, Told> {
    let mut told = None;
    let mut sentence = text.value.to_owned();
    for (name, span) in placeholders(text)? {
        if let Some(param) = name.strip_prefix('$') {
            match params.iter().find(|p| p.name == param) {
                Some(found) => {
                    sentence = sentence.replace(&format!("{{{name}}}"), &found.value.write());
                }
                None => {
                    told = Some(unknown(
                        text,
                        &name,
                        span,
                        &params.iter().map(|p| p.name.clone()).collect::<Vec<_>>(),
                        None,
                    ));
                }
            }
            continue;
        }
        for one in compiled {
            let fact = one.detect.cite.facts.iter().any(|(f, _)| *f == name);
            if !fact && !OF_THE_LEAD.contains(&name.as_str()) && one.columns.find(&name).is_none() {
                let mut known = one.columns.names();
                known.extend(one.detect.cite.facts.iter().map(|(f, _)| f.clone()));
                known.extend(OF_THE_LEAD.map(str::to_owned));
                told = Some(unknown(
                    text,
                    &name,
                    span.clone(),
                    &known,
                    Some(&one.detect.feed),
                ));
            }
        }
    }
    told.map_or(Ok(sentence), Err)
}

fn unknown(
    text: &Text<'_>,
    name: &str,
    span: Range<usize>,
    known: &[String],
    feed: Option<&str>,
) -> Told {
    let (zh, en) = feed.map_or_else(Default::default, |f| {
        (format!("（数据表 {f}）"), format!(" for hits of {f}"))
    });
    let message = Wording::new(
        format!("没有可填入的“{name}”{zh}"),
        format!("there is nothing to fill in for `{{{name}}}`{en}"),
    );
    text.file.fault(
        text.place(&span),
        "unknown-placeholder",
        message,
        nearest::help(
            name.trim_start_matches('$'),
            known.iter().map(String::as_str),
        ),
    )
}

/// Names in braces, with the bytes inside the braces.
fn placeholders(text: &Text<'_>) -> Result<Vec<(String, Range<usize>)>, Told> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text.value.get(at..).and_then(|rest| rest.find('{')) {
        let start = at + open + 1;
        let Some(length) = text.value.get(start..).and_then(|rest| rest.find('}')) else {
            return Err(text.file.fault(
                text.place(&(start - 1..start)),
                "unknown-placeholder",
                Wording::new("大括号没有右半边", "the brace is never closed"),
                Wording::new("请写成 {列名}。", "Write {column}."),
            ));
        };
        let name = text.value.get(start..start + length).unwrap_or("");
        found.push((name.to_owned(), start..start + length));
        at = start + length + 1;
    }
    Ok(found)
}
