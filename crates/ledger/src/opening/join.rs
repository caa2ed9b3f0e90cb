//! Sources joined: shared dictionaries, collectives, vouchers, repeats, one book a month, totals, rejects.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::examine::{Body, Examined, Task, examine};
use super::file::Origin;
use super::{collectives, own};
use crate::books::{Names, choose_books, direct_invoices, direct_journal, mark_repeats};
use crate::layout::{Pinned, Plan, files};
use crate::ledger::Complete;
use crate::lines::{Kept, Refusal, Table, known, month_of};
use super::Orgs;
use crate::readers::Bytes;
use crate::{
    Config, Dictionary, Error, Ledger, NULL, NULL_CODE, Notice, Reject, Row, Schema, Source, SourcePin, SourceState, UNKNOWN_CODE, Wording,
    cite,
};

/// A reject that only the whole run could tell; its text is read again.
pub(super) struct Late {
    pub(super) file: String,
    pub(super) sheet: String,
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
    let tasks: Vec<Task<'_>> = files(paths)?
        .into_iter()
        .map(|found| {
            let pins = pinned.matching(&found.path, &found.name);
            matched.extend(&pins);
            Task {
                name: found.name,
                bytes: Bytes::File(found.path),
                named: found.named,
                trouble: found.trouble,
                pins: pins.iter().filter_map(|at| pinned.pin(*at)).collect(),
            }
        })
        .collect();
    let mut notices: Vec<Notice> = config
        .sources
        .iter()
        .enumerate()
        .filter(|(at, pin)| pin.expected && !matched.contains(at))
        .map(|(_, pin)| missing(pin))
        .collect();
    if tasks.is_empty() && notices.is_empty() {
        let all: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        return Err(Error::NothingToRead(all.join(", ")));
    }
    let mut ledger = join(&tasks, schema, config, true)?;
    notices.append(&mut ledger.notices);
    ledger.notices = notices;
    Ok(ledger)
}

/// Reads all tasks and joins them; `compare` looks for repeats and for books that compete.
pub(super) fn join(tasks: &[Task<'_>], schema: Schema, config: &Config, compare: bool) -> Result<Ledger, Error> {
    let examined: Vec<Vec<Examined<'_>>> =
        tasks.par_iter().map(|task| examine(task, &schema)).collect::<Result<_, _>>()?;
    let mut all: Vec<Examined<'_>> = examined.into_iter().flatten().collect();
    all.sort_by(|a, b| (&a.source.file, &a.source.sheet, a.origin.at).cmp(&(&b.source.file, &b.source.sheet, b.origin.at)));
    let mut joined = gather(all, &schema);
    let pins = collectives::declared(config, &joined);
    let orgs = Orgs::new(&pins);
    let (all_orgs, mut notices) = collectives::settle(&mut joined, &pins, &orgs);
    let chart = |name: &str| all_orgs.iter().find(|o| o.name == name).map(|o| o.chart.clone()).filter(|c| !c.is_empty());
    for (_, table) in &mut joined.tables {
        let Some(feed) = schema.feeds.get(table.feed).map(Names) else { continue };
        match feed.0.name.as_str() {
            "journal" => direct_journal(table, feed, &mut joined.dictionaries, &chart),
            "invoices" => direct_invoices(table, feed, &mut joined.dictionaries, &|name| orgs.resolve(name)),
            _ => {}
        }
    }
    if compare {
        same_bytes(&mut joined);
        for (at, feed) in schema.feeds.iter().enumerate() {
            compare_sources(&mut joined, at, Names(feed));
        }
    }
    totals(&mut joined);
    own::controls(&mut joined);
    let complete = complete(&joined);
    let rejects = rejects(&mut joined)?;
    for source in &joined.sources {
        let c = source.counts;
        debug_assert_eq!(c.detail + c.subtotal + c.layout + c.repeat + c.reject, c.lines, "the classes of {} add up", source.file);
    }
    notices.sort_by(|a, b| (&a.code, &a.text.zh).cmp(&(&b.code, &b.text.zh)));
    let Joined { sources, origins, mut tables, dictionaries, .. } = joined;
    drop_internal(&mut tables, &schema);
    Ok(Ledger { sources, orgs: all_orgs, rejects, notices, dictionaries, tables, origins, complete, schema })
}

/// Gives every source its index and moves its rows to the shared dictionaries, in the order of sources.
fn gather<'a>(all: Vec<Examined<'a>>, schema: &'a Schema) -> Joined<'a> {
    let mut joined = Joined {
        schema,
        sources: Vec::new(),
        origins: Vec::new(),
        plans: Vec::new(),
        pins: Vec::new(),
        refusals: Vec::new(),
        tables: Vec::new(),
        dictionaries: vec![Dictionary::default(); 5],
        late: Vec::new(),
    };
    for (examined, index) in all.into_iter().zip(0_u32..) {
        let Examined { mut source, origin, pin, body } = examined;
        let mut refusals = Vec::new();
        let mut plan = None;
        if let Some(Body { plan: decided, mut lines }) = body {
            source.counts = lines.counts;
            refusals = std::mem::take(&mut lines.refusals);
            if let Some(feed) = schema.feeds.get(decided.feed) {
                share(&mut lines.table, &lines.dictionaries, &mut joined.dictionaries, feed);
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

fn share(table: &mut Table, from: &[Dictionary], to: &mut [Dictionary], feed: &crate::Feed) {
    let codes: Vec<Vec<u32>> = from.iter().zip(to).map(|(from, to)| from.merged_into(to)).collect();
    for (stored, column) in table.columns.iter_mut().zip(&feed.columns) {
        if let (Some(stored), Some(codes)) = (stored, codes.get(column.domain as usize)) {
            stored.translate(codes);
        }
    }
}

/// The same bytes twice, for the same collective: the second is a repeat.
fn same_bytes(joined: &mut Joined<'_>) {
    let mut first: BTreeMap<(String, String, String, String), usize> = BTreeMap::new();
    for at in 0..joined.sources.len() {
        let Some(source) = joined.sources.get(at) else { continue };
        let SourceState::Read { feed, .. } = &source.state else { continue };
        let org = source.choices.iter().find(|c| c.what == "org").map_or("", |c| c.value.as_str());
        let key = (source.sha256.clone(), source.sheet.clone(), feed.clone(), org.to_owned());
        let Some(&before) = first.get(&key) else {
            first.insert(key, at);
            continue;
        };
        let other = joined.sources.get(before).map_or_else(String::new, |s| s.file.clone());
        if let Some((_, table)) = joined.tables.iter_mut().find(|(source, _)| *source as usize == at) {
            for row in 0..table.len() {
                table.mark(row, Kept::Repeat);
            }
        }
        // Its rejects stand in the list already, from the first.
        if let Some(refusals) = joined.refusals.get_mut(at) {
            refusals.clear();
        }
        if let Some(source) = joined.sources.get_mut(at) {
            let file = source.file.clone();
            joined.late.retain(|l| l.file != file);
            let why = Wording::new(format!("与“{other}”内容完全相同，未重复计入"), format!("the same bytes as {other:?}; not counted again"));
            source.counts.repeat += source.counts.detail + source.counts.reject;
            source.counts.detail = 0;
            source.counts.reject = 0;
            source.controls.clear();
            source.notices = vec![Notice {
                code: "same-file".to_owned(),
                file: source.file.clone(),
                sheet: source.sheet.clone(),
                row: 0,
                column: String::new(),
                text: why.clone(),
            }];
            source.state = SourceState::Repeat(why);
        }
    }
}

/// Repeats among the sources of one feed, and books that compete.
fn compare_sources(joined: &mut Joined<'_>, at: usize, feed: Names<'_>) {
    let mut owners: Vec<u32> = Vec::new();
    let mut tables: Vec<&mut Table> = Vec::new();
    for (source, table) in joined.tables.iter_mut().filter(|(_, t)| t.feed == at) {
        owners.push(*source);
        tables.push(table);
    }
    let counts = mark_repeats(&mut tables, feed);
    if feed.0.name == "payments" {
        choose_books(&mut tables, feed, &joined.dictionaries);
    }
    for (owner, count) in owners.into_iter().zip(counts).filter(|(_, count)| *count > 0) {
        let Some(source) = joined.sources.get_mut(owner as usize) else { continue };
        source.counts.repeat += count;
        source.counts.detail = source.counts.detail.saturating_sub(count);
        let why = Wording::new(
            format!("{count} 行已由同一账簿的其他来源提供，未重复计入"),
            format!("{count} rows were supplied already by another source of the same book; not counted again"),
        );
        source.notices.push(Notice {
            code: "repeated-rows".to_owned(),
            file: source.file.clone(),
            sheet: source.sheet.clone(),
            row: 0,
            column: String::new(),
            text: why.clone(),
        });
        if source.counts.detail == 0 {
            source.state = SourceState::Repeat(why);
        }
    }
}

/// Sums of what each source supplies, rows that only lack a collective among them.
fn totals(joined: &mut Joined<'_>) {
    for (source, table) in &joined.tables {
        let Some(feed) = joined.schema.feeds.get(table.feed).map(Names) else { continue };
        let Some(own) = joined.sources.get_mut(*source as usize) else { continue };
        let code = |word: &str| joined.dictionaries.get(feed.domain("direction") as usize).and_then(|d| d.code(word));
        let (out, into) = (code("out"), code("in"));
        for row in 0..table.len() {
            if !table.is_detail(row) && table.kept.get(row) != Some(&Kept::NoOrg) {
                continue;
            }
            let sum = |name: &str| {
                let value = feed.number(table, name, row);
                if known(value) { value } else { 0 }
            };
            let (a, b) = if feed.0.name == "journal" {
                (sum("debit"), sum("credit"))
            } else {
                let direction = Some(feed.code(table, "direction", row));
                let amount = feed.0.amount.as_deref().map_or(0, sum);
                let undirected = feed.at("direction").is_none();
                (if direction == out || undirected { amount } else { 0 }, if direction == into && !undirected { amount } else { 0 })
            };
            own.total_out = own.total_out.saturating_add(a);
            own.total_in = own.total_in.saturating_add(b);
        }
    }
}

/// Every reject in the order of rows, with its own text.
fn rejects(joined: &mut Joined<'_>) -> Result<Vec<Reject>, Error> {
    let mut all: Vec<Reject> = Vec::new();
    let mut again: Vec<(usize, Row)> = Vec::new();
    let index: BTreeMap<(String, String), u32> =
        joined.sources.iter().zip(0_u32..).map(|(s, at)| ((s.file.clone(), s.sheet.clone()), at)).collect();
    for (at, refusals) in joined.refusals.iter_mut().enumerate() {
        let origin = joined.origins.get(at);
        for refusal in refusals.drain(..) {
            let source = u32::try_from(at).unwrap_or(u32::MAX);
            if refusal.raw.is_empty() {
                again.push((all.len(), Row { source, place: refusal.row }));
            }
            let heading = refusal.cell.and_then(|c| origin.and_then(|o| o.cells.get(c))).map_or("", |(_, h)| h.as_str());
            all.push(Reject {
                source,
                row: refusal.row,
                column: heading.to_owned(),
                code: refusal.code.to_owned(),
                reason: refusal.reason,
                raw: refusal.raw,
            });
        }
    }
    for late in joined.late.drain(..) {
        let Some(&source) = index.get(&(late.file, late.sheet)) else { continue };
        again.push((all.len(), Row { source, place: late.row }));
        all.push(Reject { source, row: late.row, column: late.column, code: late.code.to_owned(), reason: late.reason, raw: late.raw });
    }
    let rows: Vec<Row> = again.iter().map(|(_, row)| *row).collect();
    for ((at, _), citation) in again.iter().zip(cite::cite(&joined.sources, &joined.origins, &rows)?) {
        if let Some(reject) = all.get_mut(*at) {
            reject.raw = citation.cells.iter().map(|c| c.raw.trim()).collect::<Vec<_>>().join(",");
        }
    }
    all.sort_by(|a, b| (a.source, a.row, &a.code).cmp(&(b.source, b.row, &b.code)));
    Ok(all)
}

/// What pins declare complete, for every collective that the source has rows of.
fn complete(joined: &Joined<'_>) -> Vec<Complete> {
    let mut all: BTreeSet<Complete> = BTreeSet::new();
    for (source, table) in &joined.tables {
        let Some(pin) = joined.pins.get(*source as usize).copied().flatten().filter(|p| !p.complete.is_empty()) else { continue };
        let Some(feed) = joined.schema.feeds.get(table.feed).map(Names) else { continue };
        let mut orgs: BTreeSet<u32> = (0..table.len()).map(|row| feed.code(table, "org", row)).collect();
        orgs.remove(&NULL_CODE);
        orgs.remove(&UNKNOWN_CODE);
        for org in &orgs {
            for (from, to) in pin.complete.iter().filter_map(|text| months(text)) {
                all.insert(Complete {
                    feed: feed.0.name.clone(),
                    org: collectives::party(&joined.dictionaries, *org).to_owned(),
                    from,
                    to,
                });
            }
        }
    }
    all.into_iter().collect()
}

/// `2024` or `2024-03` as months, both inclusive.
fn months(text: &str) -> Option<(i64, i64)> {
    let (year, month) = text.split_once('-').map_or((text, None), |(y, m)| (y, Some(m)));
    let year: i64 = year.trim().parse().ok()?;
    match month {
        None => Some((year * 12, year * 12 + 11)),
        Some(month) => {
            let month: i64 = month.trim().parse().ok().filter(|m| (1..=12).contains(m))?;
            Some((year * 12 + month - 1, year * 12 + month - 1))
        }
    }
}

fn drop_internal(tables: &mut [(u32, Table)], schema: &Schema) {
    for (_, table) in tables {
        let Some(feed) = schema.feeds.get(table.feed) else { continue };
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
            format!("the source {:?} that sanzi.toml expects was not found", pin.path),
        ),
    }
}

/// First and last day of a table, where its feed has dates.
pub(super) fn span(table: &Table, feed: Names<'_>) -> Option<(i64, i64)> {
    let date = feed.0.date.as_deref().and_then(|d| feed.at(d))?;
    let days = (0..table.len()).map(|row| table.number(date, row)).filter(|d| *d != NULL && known(*d));
    days.fold(None, |span, day| match span {
        None => Some((day, day)),
        Some((a, b)) => Some((day.min(a), day.max(b))),
    })
    .map(|(a, b)| (month_of(a), month_of(b)))
}
