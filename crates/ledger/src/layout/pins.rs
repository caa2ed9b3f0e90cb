//! The `[[source]]` block that pins how a source was read.

use std::fmt::Write as _;

use crate::{Source, SourceState};

/// A `[[source]]` block of `sanzi.toml` that pins every choice made for a source; doubtful ones are commented out, with why.
///
/// Empty where the source was not read.
pub fn pins(source: &Source) -> String {
    let SourceState::Read { feed, book } = &source.state else {
        return String::new();
    };
    let choice = |what: &str| source.choices.iter().find(|c| c.what == what);
    let section = choice("section").map(|c| c.value.as_str());
    // One block speaks for all sections of a sheet.
    if section.is_some_and(|rows| !rows.starts_with("1-")) {
        return String::new();
    }
    let mut text = String::from("[[source]]\n");
    let mut line = |key: &str, value: &str, remark: Option<(&str, &str)>| {
        let _ = match remark {
            Some((zh, en)) => writeln!(
                text,
                "# 待核实：{zh} / to check: {en}\n# {key:<8} = {value}"
            ),
            None => writeln!(text, "{key:<8} = {value}"),
        };
    };
    line("path", &quoted(&pattern(&source.file)), None);
    if !source.sheet.is_empty() {
        line("sheet", &quoted(&source.sheet), None);
    }
    let remark = |what: &str| {
        choice(what)
            .filter(|c| c.doubtful)
            .map(|c| (c.evidence.zh.as_str(), c.evidence.en.as_str()))
    };
    if let Some(tables) = choice("tables") {
        // What is pinned would hold for every table of the sheet, and each has a layout of its own.
        if let Some(found) = choice("encoding").filter(|c| !c.value.is_empty()) {
            line("encoding", &quoted(&found.value), remark("encoding"));
        }
        let _ = writeln!(text, "# {} / {}", tables.evidence.zh, tables.evidence.en);
        return text;
    }
    line("feed", &quoted(feed), remark("feed"));
    if !book.is_empty() {
        line("book", &quoted(book), remark("book"));
    }
    for what in ["encoding", "unit", "date", "decimal", "sign"] {
        if let Some(found) = choice(what).filter(|c| !c.value.is_empty()) {
            line(what, &quoted(&found.value), remark(what));
        }
    }
    if let Some(found) = choice("heading")
        .filter(|c| section.is_none() && c.value.parse::<u32>().is_ok_and(|row| row > 0))
    {
        line("heading", &found.value, remark("heading"));
    }
    if let Some(found) = choice("unpivot") {
        line("unpivot", &found.value, remark("unpivot"));
    }
    let columns: Vec<String> = source
        .columns
        .iter()
        .filter(|(_, heading)| !heading.is_empty())
        .map(|(column, heading)| format!("{column} = {}", quoted(heading)))
        .collect();
    if !columns.is_empty() {
        line("columns", &format!("{{ {} }}", columns.join(", ")), None);
    }
    match choice("org") {
        _ if section.is_some() => {}
        Some(org) if org.doubtful => line("constant", "{ org = \"\" }", remark("org")),
        Some(org) if !org.value.starts_with('{') => line(
            "constant",
            &format!("{{ org = {} }}", quoted(&org.value)),
            None,
        ),
        _ => {}
    }
    text
}

/// The file as a pattern that matches it alone.
fn pattern(file: &str) -> String {
    file.chars().fold(String::new(), |mut escaped, c| {
        if matches!(c, '*' | '?' | '[' | ']' | '{' | '}') {
            escaped.push('[');
            escaped.push(c);
            escaped.push(']');
        } else {
            escaped.push(c);
        }
        escaped
    })
}

/// A basic string of TOML.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
