//! Sources joined: shared dictionaries, collectives, vouchers, repeats, one book a month, totals, rejects.

use std::collections::BTreeSet;
use std::path::PathBuf;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::examine::{Body, Examined, Task, examine};
use super::file::Origin;
use super::{collectives, compare, complete, hints, members, own, posted, rejects, turned};
use crate::books::{Names, direct_invoices, direct_journal};
use crate::layout::{Pinned, Plan, files};
use crate::lines::{Refusal, Table};
use crate::orgs::Orgs;
use crate::serve::Served;
use crate::{
    Config, Dictionary, Domain, Error, Ledger, Notice, Schema, Source, SourcePin, SourceState,
    Wording,
};

/// A reject that only the whole run could tell; its text is read again.
pub(super) struct Late {
    /// Index of its source.
    pub(super) source: u32,
    pub(super) row: u32,
    pub(super) column: String,
    pub(super) code: &'static str,
    pub(super) reason: Wording,
    pub(super) raw: String,
}

/// All sources, by index.
pub(super) struct Joined<'a> {
    pub(super) schema: &'a Schema,
    pub(super) sources: Vec<Source>,
    pub(super) origins: Vec<Origin>,
    pub(super) plans: Vec<Option<Box<Plan>>>,
    pub(super) pins: Vec<Option<&'a SourcePin>>,
    pub(super) refusals: Vec<Vec<Refusal>>,
    pub(super) tables: Vec<(u32, Table)>,
    pub(super) dictionaries: Vec<Dictionary>,
    pub(super) late: Vec<Late>,
}

/// See [`crate::open`].
pub(crate) fn open(paths: &[PathBuf], config: &Config) -> Result<Ledger, Error> {
    let schema = Schema::of(config)?;
    let pinned = Pinned::of(config);
    let mut matched: BTreeSet<usize> = BTreeSet::new();
    let tasks = members::tasks(files(paths)?, &pinned, &mut matched);
    let unmatched = || {
        let pins = config.sources.iter().enumerate();
        pins.filter(|(at, _)| !matched.contains(at))
            .map(|(_, pin)| pin)
    };
    let mut notices: Vec<Notice> = unmatched().filter(|p| p.expected).map(missing).collect();
    let all = || {
        let all: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        all.join(", ")
    };
    if tasks.is_empty() && notices.is_empty() {
        return Err(Error::NothingToRead {
            paths: all(),
            files: Vec::new(),
        });
    }
    let mut ledger = join(&tasks, schema, config, true)?;
    let passed_over = ledger.sources.iter().filter_map(|s| match &s.state {
        SourceState::NotASource(why) => Some((s.file.clone(), why.clone())),
        _ => None,
    });
    let files: Vec<(String, Wording)> = passed_over.collect();
    if files.len() == ledger.sources.len() && notices.is_empty() {
        return Err(Error::NothingToRead {
            paths: all(),
            files,
        });
    }
    notices.extend(hints::pins_for_nothing(unmatched(), config, paths));
    hints::no_rows(&mut ledger.sources);
    notices.append(&mut ledger.notices);
    ledger.notices = notices;
    Ok(ledger)
}

/// Reads all tasks and joins them; `compare` looks for repeats and for books that compete.
pub(super) fn join(
    tasks: &[Task<'_>],
    schema: Schema,
    config: &Config,
    compare: bool,
) -> Result<Ledger, Error> {
    let mut orgs = Orgs::new(&config.orgs);
    let examined: Vec<Vec<Examined<'_>>> = tasks
        .par_iter()
        .map(|task| examine(task, &schema, &orgs))
        .collect::<Result<_, _>>()?;
    let mut all: Vec<Examined<'_>> = examined.into_iter().flatten().collect();
    all.sort_by(|a, b| {
        (&a.source.file, &a.source.sheet, a.origin.at).cmp(&(
            &b.source.file,
            &b.source.sheet,
            b.origin.at,
        ))
    });
    let mut joined = gather(all, &schema);
    let unknown = collectives::declare(&mut orgs, &joined);
    let pinned_orgs = collectives::pinned(&mut joined, &config.orgs, &orgs);
    let (all_orgs, mut notices) = collectives::settle(&mut joined, &orgs);
    notices.extend(unknown);
    let chart = |name: &str| {
        all_orgs
            .iter()
            .find(|o| o.name == name)
            .map(|o| o.chart.clone())
            .filter(|c| !c.is_empty())
    };
    for (_, table) in &mut joined.tables {
        let Some(feed) = schema.feeds.get(table.feed).map(|feed| Names(feed)) else {
            continue;
        };
        match feed.0.name.as_str() {
            "journal" => direct_journal(table, feed, &mut joined.dictionaries, &chart),
            "invoices" => direct_invoices(table, feed, &mut joined.dictionaries, &|name| {
                orgs.resolve(name).name
            }),
            _ => {}
        }
    }
    if compare {
        compare::same_bytes(&mut joined);
        for (at, feed) in schema.feeds.iter().enumerate() {
            compare::compare_sources(&mut joined, at, Names(feed));
        }
    }
    let (newest, ahead) = posted::posted(&joined);
    notices.extend(ahead);
    compare::totals(&mut joined);
    turned::count_lines(&mut joined);
    own::controls(&mut joined);
    let complete = complete::complete(&joined);
    let rejects = rejects::rejects(&mut joined)?;
    for source in &joined.sources {
        let c = source.counts;
        debug_assert_eq!(
            c.detail + c.subtotal + c.layout + c.repeat + c.reject,
            c.lines,
            "the classes of {} add up",
            source.file
        );
    }
    notices.sort_by(|a, b| (&a.code, &a.text.zh).cmp(&(&b.code, &b.text.zh)));
    let Joined {
        sources,
        origins,
        mut tables,
        mut dictionaries,
        ..
    } = joined;
    drop_internal(&mut tables, &schema);
    dictionaries.iter_mut().for_each(Dictionary::complete);
    Ok(Ledger {
        sources,
        orgs: all_orgs,
        rejects,
        notices,
        dictionaries,
        tables: tables
            .into_iter()
            .map(|(source, table)| (source, Served::of(source, table)))
            .collect(),
        origins,
        pinned_orgs,
        complete,
        newest,
        schema,
    })
}

/// Gives every source its index and moves its rows to the shared dictionaries, in the order of sources.
fn gather<'a>(mut all: Vec<Examined<'a>>, schema: &'a Schema) -> Joined<'a> {
    let dictionaries = largest(&mut all);
    let mut joined = Joined {
        schema,
        sources: Vec::new(),
        origins: Vec::new(),
        plans: Vec::new(),
        pins: Vec::new(),
        refusals: Vec::new(),
        tables: Vec::new(),
        dictionaries,
        late: Vec::new(),
    };
    for (examined, index) in all.into_iter().zip(0_u32..) {
        let Examined {
            mut source,
            origin,
            pin,
            body,
        } = examined;
        let mut refusals = Vec::new();
        let mut plan = None;
        if let Some(Body {
            plan: decided,
            mut lines,
        }) = body
        {
            source.counts = lines.counts;
            refusals = std::mem::take(&mut lines.refusals);
            if let Some(feed) = schema.feeds.get(decided.feed) {
                share(
                    &mut lines.table,
                    &mut lines.dictionaries,
                    &mut joined.dictionaries,
                    feed,
                );
                joined.tables.push((index, lines.table));
            }
            plan = Some(decided);
        }
        joined.sources.push(source);
        joined.origins.push(origin);
        joined.plans.push(plan);
        joined.pins.push(pin);
        joined.refusals.push(refusals);
    }
    joined
}

/// For each domain the largest dictionary of a source, which becomes the shared one as it is.
fn largest(all: &mut [Examined<'_>]) -> Vec<Dictionary> {
    let one = |domain: Domain| {
        let own = all.iter_mut().filter_map(|examined| {
            let body = examined.body.as_mut()?;
            body.lines.dictionaries.get_mut(domain as usize)
        });
        // Of equal ones the first.
        let largest = own.rev().max_by_key(|dictionary| dictionary.len());
        match largest {
            Some(dictionary) if !dictionary.is_empty() => std::mem::take(dictionary),
            _ => Dictionary::of(domain),
        }
    };
    Domain::ALL.map(one).to_vec()
}

/// Codes of a source become those of the shared dictionaries.
fn share(table: &mut Table, from: &mut [Dictionary], to: &mut [Dictionary], feed: &crate::Feed) {
    let codes: Vec<Option<Vec<u32>>> = from
        .iter_mut()
        .zip(to)
        .map(|(from, to)| {
            // Codes of a dictionary that holds nothing, or that is the shared one, stay as they are.
            (!from.is_empty()).then(|| from.merged_into(to))
        })
        .collect();
    for (stored, column) in table.columns.iter_mut().zip(&feed.columns) {
        if let (Some(stored), Some(Some(codes))) = (stored, codes.get(column.domain as usize)) {
            stored.translate(codes);
        }
    }
}

fn drop_internal(tables: &mut [(u32, Table)], schema: &Schema) {
    for (_, table) in tables {
        let Some(feed) = schema.feeds.get(table.feed) else {
            continue;
        };
        for (stored, column) in table.columns.iter_mut().zip(&feed.columns) {
            if column.internal {
                *stored = None;
            }
        }
    }
}

fn missing(pin: &SourcePin) -> Notice {
    Notice {
        code: "expected-missing".to_owned(),
        file: pin.path.clone(),
        sheet: String::new(),
        row: 0,
        column: String::new(),
        text: Wording::new(
            format!("sanzi.toml 要求的来源“{}”没有找到", pin.path),
            format!(
                "the source {:?} that sanzi.toml expects was not found",
                pin.path
            ),
        ),
    }
}
