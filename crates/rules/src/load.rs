//! Reads a folder of rules: every mistake in one pass.
//!
//! A file each: `folder` finds the files, `table` and `text` read TOML with its places, `one` reads a rule from its parts
//! (`head`, `params`, `detects`, `exceptions`, `say`, `examples`), `shipped` holds what our own rules must have besides.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use ledger::{Feed, Schema, Wording};
use rayon::prelude::*;

use crate::compile::Called;
use crate::lists::Lists;
use crate::{Diagnostic, Rulebook, Settings};

mod detects;
mod examples;
mod exceptions;
mod file;
mod folder;
mod head;
mod indices;
#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod mistakes_around;
#[cfg(test)]
mod mistakes_of_logics;
pub(crate) mod nearest;
mod one;
mod params;
mod say;
mod shipped;
mod table;
mod text;
#[cfg(test)]
mod whole;
mod wording;

pub(crate) use file::{File, Told};
pub use shipped::check_shipped;
pub(crate) use table::Table;
pub(crate) use text::Text;

/// Loads the rules under `folder`, at any depth; lists absent there fall back to the embedded ones.
///
/// # Errors
/// Every mistake of the folder and of the settings, sorted by file and place.
pub fn load(
    folder: impl AsRef<Path>,
    schema: &Schema,
    settings: &Settings,
) -> Result<Rulebook, Vec<Diagnostic>> {
    let folder = folder.as_ref();
    let ((files, mut faults), lists) = rayon::join(
        || folder::read(folder),
        || Lists::load(&folder.join("lists")),
    );
    if files.is_empty() && faults.is_empty() {
        faults.push(folder::empty(folder));
    }
    let lists = lists.or_else(|more| {
        faults.extend(more);
        Lists::embedded()
    });
    let (indices, more) = folder::indices(folder);
    faults.extend(more);
    assemble(
        Files {
            rules: files,
            indices,
        },
        lists,
        faults,
        schema,
        settings,
    )
}

/// Loads the rules that the binary carries.
///
/// # Errors
/// A setting that names no rule or param, or a value out of its bounds.
pub fn embedded(schema: &Schema, settings: &Settings) -> Result<Rulebook, Vec<Diagnostic>> {
    assemble(
        Files {
            rules: folder::shipped(),
            indices: folder::shipped_indices(),
        },
        Lists::embedded(),
        Vec::new(),
        schema,
        settings,
    )
}

/// What a rules folder holds beside its lists.
pub(crate) struct Files {
    pub(crate) rules: Vec<folder::Read>,
    pub(crate) indices: Vec<folder::Read>,
}

pub(crate) fn assemble(
    files: Files,
    lists: Result<Lists, Vec<Diagnostic>>,
    mut faults: Vec<Diagnostic>,
    schema: &Schema,
    settings: &Settings,
) -> Result<Rulebook, Vec<Diagnostic>> {
    let lists = lists.unwrap_or_else(|more| {
        faults.extend(more);
        Lists::default()
    });
    let lists = lists.with_local(&settings.limits).unwrap_or_else(|more| {
        faults.extend(
            more.into_iter()
                .filter_map(|(i, text)| Some(limit_fault(settings.limits.get(i)?, text))),
        );
        lists.clone()
    });
    let served = served(schema);
    let surroundings = one::Surroundings {
        served: &served,
        schema,
        lists: &lists,
        called: Called::of(&lists, &served),
        settings,
    };
    let readings: Vec<one::Reading> = files
        .rules
        .into_par_iter()
        .map(|(name, text)| one::read(name, text, &surroundings))
        .collect();
    same_ids(&readings);
    faults.extend(pins_for_nothing(&readings, settings));
    let ids: BTreeSet<String> = readings
        .iter()
        .filter_map(|reading| Some(reading.id.as_ref()?.0.clone()))
        .collect();
    let (indices, more) = indices::read(files.indices, &ids);
    faults.extend(more);
    let mut rules = Vec::new();
    for reading in readings {
        faults.extend(reading.pins);
        faults.extend(reading.file.into_faults());
        rules.extend(reading.rule);
    }
    if faults.is_empty() {
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        return Ok(Rulebook {
            rules,
            indices,
            lists,
        });
    }
    faults.sort_by(|a, b| (&a.file, a.span.start, a.code).cmp(&(&b.file, b.span.start, b.code)));
    Err(faults)
}

/// The feeds without the columns that only the reader sees.
pub(super) fn served(schema: &Schema) -> Schema {
    let mut served = schema.clone();
    for feed in &mut served.feeds {
        Arc::make_mut(feed).columns.retain(|c| !c.internal);
    }
    served
}

/// Tells every file whose id another one bears, at both places.
fn same_ids(readings: &[one::Reading]) {
    let mut places: BTreeMap<&str, Vec<(&one::Reading, std::ops::Range<usize>)>> = BTreeMap::new();
    for reading in readings {
        if let Some((id, span)) = &reading.id {
            places.entry(id).or_default().push((reading, span.clone()));
        }
    }
    for (id, bearers) in places.iter().filter(|(_, b)| b.len() > 1) {
        for (i, (reading, span)) in bearers.iter().enumerate() {
            let other = if i == 0 {
                bearers.get(1)
            } else {
                bearers.first()
            };
            let Some((other, at)) = other else { continue };
            let place = format!("{}:{}", other.file.name, other.file.line(at.start));
            reading.file.fault(
                span.clone(),
                "same-id",
                Wording::new(
                    format!("编号 {id} 也用在 {place}"),
                    format!("the id {id} also stands in {place}"),
                ),
                Wording::new(
                    "编号不重复使用，请换一个。",
                    "An id is never used twice; take another.",
                ),
            );
        }
    }
}

/// Settings about rules that are not there.
fn pins_for_nothing(readings: &[one::Reading], settings: &Settings) -> Vec<Diagnostic> {
    let ids = readings
        .iter()
        .filter_map(|r| r.id.as_ref().map(|(id, _)| id.as_str()));
    let known: Vec<&str> = ids
        .chain(readings.iter().map(|r| r.slug.as_str()))
        .filter(|n| !n.is_empty())
        .collect();
    settings
        .sets
        .iter()
        .filter(|pin| !known.contains(&pin.rule.as_str()))
        .map(|pin| {
            params::fault(
                pin,
                params::Part::Rule,
                "unknown-rule",
                Wording::new(
                    format!("没有规则“{}”", pin.rule),
                    format!("there is no rule `{}`", pin.rule),
                ),
                nearest::few(
                    &pin.rule,
                    known.iter().copied(),
                    &Wording::new(
                        "用 sanzi rules list 查看全部规则。",
                        "`sanzi rules list` shows all rules.",
                    ),
                ),
            )
        })
        .collect()
}

fn limit_fault(pin: &crate::LimitPin, message: Wording) -> Diagnostic {
    let help = Wording::new("请在 [[limits]] 中改正。", "Mend it under [[limits]].");
    if let Some(placed) = &pin.placed {
        // The value where the message quotes it, else the name.
        let of_value = message.zh.contains(&format!("的值“{}”", pin.value));
        return placed.fault(usize::from(of_value), "bad-limit", message, help);
    }
    let source = format!("name = \"{}\", value = \"{}\"", pin.name, pin.value);
    Diagnostic {
        file: if pin.origin.is_empty() {
            "[[limits]]".to_owned()
        } else {
            pin.origin.clone()
        },
        span: 0..source.len(),
        source: source.into(),
        code: "bad-limit",
        message,
        help,
    }
}

/// The feed of that name or Chinese label.
pub(crate) fn feed_named<'a>(schema: &'a Schema, text: &Text<'_>) -> Result<&'a Feed, Told> {
    let labelled = |f: &&Feed| f.label.zh == text.value;
    let by_label = || schema.feeds.iter().map(|f| &**f).find(labelled);
    schema.feed(text.value).or_else(by_label).ok_or_else(|| {
        text.fault(
            "unknown-feed",
            Wording::new(
                format!("没有数据表“{}”", text.value),
                format!("there is no feed `{}`", text.value),
            ),
            nearest::help(text.value, schema.feeds.iter().map(|f| f.name.as_str())),
        )
    })
}
