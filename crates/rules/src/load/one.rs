//! One rule file, from text to checked rule.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use ledger::{Schema, Wording};
use sha2::{Digest, Sha256};
use toml::de::DeTable;

use super::file::File;
use super::table::Table;
use super::{detects, examples, exceptions, head, params, say};
use crate::compile::{Called, Given};
use crate::expr::Patterns;
use crate::lists::Lists;
use crate::{Diagnostic, Rule, Settings};

const KEYS: [&str; 18] = [
    "id", "slug", "title", "grade", "status", "feed", "needs", "why", "say", "check", "innocent",
    "misses", "basis", "params", "detect", "unless", "raise", "lead",
];

/// What all files of a folder are read against.
pub(super) struct Surroundings<'a> {
    /// Feeds with the columns that rules may name.
    pub(super) served: &'a Schema,
    /// Feeds with those that only the reader sees, which an example may hold.
    pub(super) schema: &'a Schema,
    pub(super) lists: &'a Lists,
    /// What lists and feeds are called.
    pub(super) called: Called,
    pub(super) settings: &'a Settings,
}

/// What came of a file.
pub(super) struct Reading {
    /// The file, with its mistakes.
    pub(super) file: File,
    /// Its id and where it stands, as far as that could be read.
    pub(super) id: Option<(String, Range<usize>)>,
    /// Its slug.
    pub(super) slug: String,
    /// The rule, where nothing is wrong.
    pub(super) rule: Option<Rule>,
    /// Settings about it that cannot be used.
    pub(super) pins: Vec<Diagnostic>,
}

/// Reads a rule file.
pub(super) fn read(name: String, text: String, around: &Surroundings<'_>) -> Reading {
    let file = File::new(name, text);
    let mut reading = Reading {
        id: None,
        slug: String::new(),
        rule: None,
        pins: Vec::new(),
        file: File::new("", ""),
    };
    let (document, errors) = DeTable::parse_recoverable(&file.source);
    parsed(&file, &errors);
    if errors.is_empty() {
        rule(&Table::new(&file, &document), around, &mut reading);
    }
    drop(document);
    reading.file = file;
    reading
}

/// Tells what is no TOML.
pub(super) fn parsed(file: &File, errors: &[toml::de::Error]) {
    for error in errors {
        file.fault(
            error.span().unwrap_or(0..0),
            "toml",
            Wording::new("此处不合 TOML 语法", error.message().to_owned()),
            Wording::new(
                "文本加引号，括号成对，每项一行。",
                "Put text in quotes, close brackets, and write one key a line.",
            ),
        );
    }
}

fn rule(table: &Table<'_>, around: &Surroundings<'_>, reading: &mut Reading) {
    let Surroundings {
        served,
        schema,
        lists,
        ref called,
        settings,
    } = *around;
    let file = table.file;
    let keys: Vec<&str> = KEYS.into_iter().chain(["example"]).collect();
    table.only(&keys);
    if let Ok(Some(id)) = table.text("id") {
        reading.id = Some((id.value.to_owned(), id.span.clone()));
    }
    if let Ok(Some(slug)) = table.text("slug") {
        slug.value.clone_into(&mut reading.slug);
    }
    let head = head::read(table, served);
    let mut params = params::read(table);
    params::unused(table);
    let id = reading.id.as_ref().map_or("", |(id, _)| id);
    reading.pins = params::pin(&mut params, [id, &reading.slug], &settings.sets);
    let mut exceptions = exceptions::read(table);
    // Without a feed no column is known, and every condition would be told to be wrong.
    if head.feeds.is_empty() {
        return;
    }
    let given = Given {
        called: called.clone(),
        patterns: Patterns::default(),
        parsed: RefCell::default(),
        file,
        grade: head.grade,
        raises: !exceptions.raise.is_empty(),
        schema: served,
        params: Arc::new(
            params
                .iter()
                .map(|p| (p.name.clone(), p.value.clone()))
                .collect(),
        ),
        feeds: head.feeds.clone(),
        drops: exceptions.drops.iter().map(|(_, t)| t.clone()).collect(),
        dropped: RefCell::new(BTreeMap::new()),
    };
    let compiled = detects::read(table, &given, &head.needs, &exceptions.asked);
    exceptions.finish(&given);
    let say = say::read(table, &compiled, &params);
    let examples = examples::read(table, &head.feeds, schema, lists);
    let Ok(say) = say else {
        return;
    };
    if file.count() > 0 {
        return;
    }
    reading.rule = Some(Rule {
        id: head.id,
        slug: head.slug,
        group: file
            .name
            .rsplit_once('/')
            .map_or_else(String::new, |(group, _)| group.to_owned()),
        title: head.title,
        grade: head.grade,
        status: head.status,
        feeds: head.feeds.iter().map(|f| f.name.clone()).collect(),
        needs: head.needs,
        why: head.why,
        say,
        check: head.check,
        innocent: head.innocent,
        misses: head.misses,
        basis: head.basis,
        params,
        detects: compiled.into_iter().map(|c| c.detect).collect(),
        unless: exceptions.unless,
        raise: exceptions.raise,
        examples,
        file: file.name.clone(),
        sha256: hex(&Sha256::digest(file.source.as_bytes())),
    });
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
