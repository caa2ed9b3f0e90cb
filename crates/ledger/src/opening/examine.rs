//! One file by itself: told, laid out, read, and checked against what it says of itself.

use std::path::Path;

use super::file::{Origin, settled, sha256, state};
use super::finish::finish;
use super::sections::split;
use crate::layout::{
    Decision, Place, Plan, Section, Turned, decide, insists, sections, unit_in_sentence,
};
use crate::lines::{Lines, read};
use crate::orgs::Orgs;
use crate::readers::{self, Bytes, Fault, Opened, ReadOptions};
use crate::{Choice, Counts, Error, Notice, Schema, Source, SourcePin, SourceState, Wording};

/// A file to be examined.
pub(super) struct Task<'a> {
    /// The name that outputs show.
    pub(super) name: String,
    pub(super) bytes: Bytes,
    /// Whether the user named it, so that it must be readable.
    pub(super) named: bool,
    /// Why it cannot be read, where the walk knows.
    pub(super) trouble: Option<Wording>,
    /// Pins that speak of it, the first that fits a sheet wins.
    pub(super) pins: Vec<&'a SourcePin>,
    /// Which archive it came out of.
    pub(super) archive: Option<Choice>,
}

/// One source of a file.
pub(super) struct Examined<'a> {
    pub(super) source: Source,
    pub(super) origin: Origin,
    pub(super) pin: Option<&'a SourcePin>,
    /// Where it is read.
    pub(super) body: Option<Body>,
}

/// What was read.
pub(super) struct Body {
    pub(super) plan: Box<Plan>,
    pub(super) lines: Lines,
}

/// Formats of tables, by what follows the last dot: one of these that cannot be read is missing from the run.
const TABLES: [&str; 22] = [
    "csv", "tsv", "txt", "xls", "xlsx", "xlsm", "xlsb", "et", "ods", "html", "htm", "gz", "zip",
    "tab", "jsonl", "ndjson", "parquet", "arrow", "feather", "ipc", "arrows", "pq",
];

/// Examines a file; every one of its sources, or one that says why there is none.
///
/// # Errors
/// An input that changed while it was read.
pub(super) fn examine<'a>(
    task: &Task<'a>,
    schema: &Schema,
    orgs: &Orgs,
) -> Result<Vec<Examined<'a>>, Error> {
    let options = ReadOptions {
        encoding: task.pins.iter().find_map(|p| p.encoding.clone()),
    };
    if let Some(trouble) = &task.trouble {
        let why = trouble.clone();
        return Ok(vec![unread(task, &options, String::new(), 0, why)]);
    }
    let before = state(&task.bytes);
    let settled = settled(before);
    let (hash, found) = rayon::join(
        || sha256(&task.bytes),
        || sources(task, &options, schema, orgs),
    );
    let (hash, size) = match hash {
        Ok(known) => known,
        Err(fault) => {
            // Who opens a file knows better what is wrong with it than who hashes it.
            let why = found.err().map_or(fault.text, |known| known.text);
            return Ok(vec![unread(task, &options, String::new(), 0, why)]);
        }
    };
    if state(&task.bytes) != before {
        return Err(Error::Changed {
            file: task.name.clone(),
        });
    }
    let mut found = match found {
        Ok(found) if found.is_empty() => {
            vec![unread(
                task,
                &options,
                String::new(),
                0,
                Wording::new("没有可读的内容", "there is nothing to read in it"),
            )]
        }
        Ok(found) => found,
        Err(fault) => vec![unread(task, &options, String::new(), 0, fault.text)],
    };
    for one in &mut found {
        one.source.sha256.clone_from(&hash);
        one.source.bytes = size;
        one.source.choices.splice(0..0, task.archive.clone());
        one.origin.state = before;
        one.origin.settled = settled;
        let (file, sheet) = (one.source.file.clone(), one.source.sheet.clone());
        for notice in &mut one.source.notices {
            notice.file.clone_from(&file);
            notice.sheet.clone_from(&sheet);
        }
    }
    Ok(found)
}

fn sources<'a>(
    task: &Task<'a>,
    options: &ReadOptions,
    schema: &Schema,
    orgs: &Orgs,
) -> Result<Vec<Examined<'a>>, Fault> {
    let all = readers::open(&task.bytes, options)?;
    let mut found = Vec::new();
    for (at, opened) in all.into_iter().enumerate() {
        let looking = Looking {
            task,
            options,
            schema,
            orgs,
            at,
            turned: None,
        };
        found.extend(whole(&looking, opened));
    }
    Ok(found)
}

/// Which source of which file is looked at.
pub(super) struct Looking<'t, 'a> {
    task: &'t Task<'a>,
    options: &'t ReadOptions,
    schema: &'t Schema,
    /// The collectives that `sanzi.toml` declares.
    orgs: &'t Orgs,
    at: usize,
    /// The form that it was, where its columns were turned into rows.
    turned: Option<&'t Turned>,
}

/// What laying out a source led to.
enum Laid {
    Read(Box<Body>),
    Turn(Box<Turned>),
    Nothing,
}

/// A sheet as one source, or as one for each collective that its sections name.
fn whole<'a>(looking: &Looking<'_, 'a>, opened: Opened) -> Vec<Examined<'a>> {
    let (mut examined, laid) = laid_out(looking, &opened, None);
    let body = match laid {
        Laid::Read(body) => *body,
        Laid::Turn(turned) => return turned_into_rows(looking, opened, &turned),
        Laid::Nothing => return vec![examined],
    };
    let feed = looking.schema.feeds.get(body.plan.feed);
    let owned = feed.is_some_and(|f| !matches!(f.name.as_str(), "orgs" | "controls"));
    // A pin says whose all rows are, so that titles need not.
    let owned = owned && body.plan.org.is_none();
    let cuts = sections(
        &body.lines,
        &body.plan,
        owned.then_some(looking.orgs),
        looking.schema,
    );
    if !cuts.is_empty() {
        return split(looking, &opened, &body.plan, &cuts).unwrap_or_else(|fault| {
            fail(&mut examined, fault);
            vec![examined]
        });
    }
    finish(&mut examined, body, looking.schema);
    vec![examined]
}

/// A form whose columns are rows, read as these; citations show the form as it stands.
fn turned_into_rows<'a>(
    looking: &Looking<'_, 'a>,
    opened: Opened,
    turned: &Turned,
) -> Vec<Examined<'a>> {
    let opened = readers::narrowed(opened, turned.narrowing.clone());
    let looking = Looking {
        turned: Some(turned),
        ..*looking
    };
    let mut found = whole(&looking, opened);
    for examined in &mut found {
        examined.origin.form = form_cells(turned, &examined.origin.cells);
    }
    found
}

/// Column and heading of each cell of the form.
fn form_cells(turned: &Turned, narrow: &[(String, String)]) -> Vec<(String, String)> {
    let fixed = |at: usize| {
        let place = turned.narrowing.fixed.iter().position(|f| *f == at)?;
        narrow.get(place).map(|(column, _)| column.clone())
    };
    let cells = turned.headings.iter().enumerate();
    cells
        .map(|(at, heading)| {
            let column = turned.fills.get(&at).cloned().or_else(|| fixed(at));
            (column.unwrap_or_default(), heading.trim().to_owned())
        })
        .collect()
}

/// One source, read and checked.
pub(super) fn one<'a>(
    looking: &Looking<'_, 'a>,
    opened: &Opened,
    section: Option<&Section>,
) -> Examined<'a> {
    let (mut examined, laid) = laid_out(looking, opened, section);
    if let Laid::Read(body) = laid {
        finish(&mut examined, *body, looking.schema);
    }
    examined
}

/// One source, laid out and read, not yet checked.
fn laid_out<'a>(
    looking: &Looking<'_, 'a>,
    opened: &Opened,
    section: Option<&Section>,
) -> (Examined<'a>, Laid) {
    let &Looking {
        task,
        options,
        schema,
        at,
        turned,
        ..
    } = looking;
    let pin = task
        .pins
        .iter()
        .copied()
        .find(|p| p.sheet.as_deref().is_none_or(|s| s == opened.sheet));
    let place = Place {
        file: &task.name,
        sheet: &opened.sheet,
        pin,
        named: task.named,
        schema,
        section,
        turned,
        unit: None,
    };
    let mut examined = unread(task, options, opened.sheet.clone(), at, Wording::default());
    examined.pin = pin;
    opened.format.clone_into(&mut examined.source.format);
    examined.source.choices.clone_from(&opened.choices);
    examined.source.notices.clone_from(&opened.notices);
    match decide(opened, &place) {
        Ok(Decision::Read(plan)) => match body(opened, plan, &place) {
            Ok(body) => return (examined, Laid::Read(Box::new(body))),
            Err(fault) => fail(&mut examined, fault),
        },
        Ok(Decision::Turn(turned)) => return (examined, Laid::Turn(turned)),
        Ok(Decision::Not(state, choices)) => {
            examined.source.choices.extend(choices);
            examined.source.state = state;
            // A ledger in ruined letters fits no feed either, and is no file that nobody meant.
            if readers::is_garbled(opened) {
                fail(&mut examined, readers::garbled());
            }
        }
        Err(fault) => fail(&mut examined, fault),
    }
    (examined, Laid::Nothing)
}

impl Examined<'_> {
    /// Takes lines of layout out of the count, that were shown to the reader but stand elsewhere.
    pub(super) fn uncount_layout(&mut self, lines: u64) {
        if let Some(body) = &mut self.body {
            let counts = &mut body.lines.counts;
            counts.lines = counts.lines.saturating_sub(lines);
            counts.layout = counts.layout.saturating_sub(lines);
        }
    }
}

/// Reads the rows, once more where a line under them names the unit of money that no line above does.
fn body(opened: &Opened, plan: Box<Plan>, place: &Place<'_>) -> Result<Body, Fault> {
    let lines = read((opened.batches)()?, &plan, place.schema)?;
    let mut said = lines.footers.iter().map(|(_, text)| text);
    let unit = said.find_map(|text| unit_in_sentence(text));
    let told = plan.banner.unit.is_some() || place.pin.is_some_and(|p| p.unit.is_some());
    if let Some(unit) = unit.filter(|_| !told) {
        let place = Place {
            unit: Some(&unit),
            ..*place
        };
        if let Decision::Read(plan) = decide(opened, &place)? {
            let lines = read((opened.batches)()?, &plan, place.schema)?;
            return Ok(Body { plan, lines });
        }
    }
    Ok(Body { plan, lines })
}

/// A fault in the middle ends a source: partial rows are not used.
fn fail(examined: &mut Examined<'_>, fault: Fault) {
    examined.source.notices.push(Notice {
        code: fault.code.to_owned(),
        file: String::new(),
        sheet: String::new(),
        row: fault.row,
        column: String::new(),
        text: fault.text.clone(),
    });
    examined.source.state = SourceState::Unreadable(fault.text);
}

/// A source that is not read; whether that matters depends on what the user said of it and on its name.
fn unread<'a>(
    task: &Task<'a>,
    options: &ReadOptions,
    sheet: String,
    at: usize,
    why: Wording,
) -> Examined<'a> {
    let ending = Path::new(&task.name)
        .extension()
        .map(|e| e.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let table = TABLES.contains(&ending.as_str());
    Examined {
        source: Source {
            file: task.name.clone(),
            sheet,
            sha256: String::new(),
            bytes: 0,
            format: String::new(),
            state: if task.named || table || task.pins.iter().any(|p| insists(p)) {
                SourceState::Unreadable(why)
            } else {
                SourceState::NotASource(why)
            },
            choices: Vec::new(),
            columns: Vec::new(),
            unused: Vec::new(),
            counts: Counts::default(),
            total_out: 0,
            total_in: 0,
            controls: Vec::new(),
            notices: Vec::new(),
        },
        origin: Origin {
            bytes: task.bytes.clone(),
            options: options.clone(),
            at,
            cells: Vec::new(),
            form: Vec::new(),
            state: None,
            settled: false,
        },
        pin: task.pins.first().copied(),
        body: None,
    }
}
