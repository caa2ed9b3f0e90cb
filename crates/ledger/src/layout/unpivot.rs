//! Forms that hold in columns what a feed holds in rows: six steps of a matter, twelve months. Told by their headings.

use std::collections::{BTreeMap, BTreeSet};

use super::heading::{LAYERS, TOP, fit_of, is_complete, joined};
use super::pins::quoted;
use super::sample::{Sample, Sampled};
use super::{Place, choice, squeezed};
use crate::headings::{match_columns, normalise, unit_in};
use crate::readers::Narrowing;
use crate::{Choice, Feed, Unpivot};

/// The longest heading that is looked at, in characters; `村民会议或者村民代表会议决议时间` has sixteen.
const LONGEST: usize = 24;
/// Words for units of narrow headings.
const UNITS: [(i64, &str); 6] = [
    (100, "元"),
    (100_000, "千元"),
    (1_000_000, "万元"),
    (100_000_000, "百万元"),
    (10_000_000_000, "亿元"),
    (1, "分"),
];

/// A form of this kind, and how it is turned.
#[derive(Debug)]
pub(crate) struct Turned {
    /// The feed that its rows are of.
    pub(crate) feed: String,
    /// What the readers' records become.
    pub(crate) narrowing: Narrowing,
    /// The headings of the form, cell by cell.
    pub(crate) headings: Vec<String>,
    /// Column that each cell fills, where it is turned.
    pub(crate) fills: BTreeMap<usize, String>,
    /// For the run record.
    pub(crate) choice: Choice,
}

/// Cell of each value, and for each the cell of each value column.
type Cells = BTreeMap<usize, Vec<Option<usize>>>;

/// The form that a source is, if it is one of a feed that knows such forms. Months stand side by side in forms of several feeds;
/// the headings beside them, and the words of file, sheet and titles, tell which.
pub(super) fn find(sample: &Sample, place: &Place<'_>, names: &str) -> Option<Turned> {
    let pin = place.pin;
    let pinned = pin.and_then(|p| p.unpivot.as_ref());
    if pinned.is_some_and(BTreeMap::is_empty) {
        return None;
    }
    let feeds = place.schema.feeds.iter();
    let wanted = pin.and_then(|p| p.feed.as_deref());
    let feeds: Vec<(&Feed, &Unpivot)> = feeds
        .filter(|feed| wanted.is_none_or(|w| w == feed.name))
        .filter_map(|feed| Some((&**feed, feed.unpivot.as_ref()?)))
        .collect();
    let heading = pin.and_then(|p| p.heading);
    let mut best: Option<(usize, u32, Turned)> = None;
    for at in 0..sample.records.len().min(TOP) {
        let last = sample.records.get(at)?;
        if heading.is_some_and(|h| h != last.row) || !is_short(last) {
            continue;
        }
        for layers in 1..=LAYERS.min(at + 1) {
            let rows = sample.records.get(at + 1 - layers..=at)?;
            if !rows.iter().all(is_short) {
                break;
            }
            let headings = joined(rows);
            for (feed, unpivot) in &feeds {
                let found = match pinned {
                    Some(pinned) => named(unpivot, &headings, pinned),
                    None => told(unpivot, &headings),
                };
                let Some(cells) = found else { continue };
                let form = Form {
                    feed,
                    unpivot,
                    rows,
                    headings: &headings,
                    cells: &cells,
                };
                let Some((fit, turned)) = form.turned(place, names) else {
                    continue;
                };
                let count = cells.values().flatten().flatten().count();
                if best
                    .as_ref()
                    .is_none_or(|(c, f, _)| (count, fit) > (*c, *f))
                {
                    best = Some((count, fit, turned));
                }
            }
        }
    }
    best.map(|(_, _, turned)| turned)
}

/// Whether a line may be headings of such a form: months are figures, so that these do not speak against it.
fn is_short(record: &Sampled) -> bool {
    let filled = record.filled();
    !record.faulty
        && filled.len() >= 2
        && filled
            .iter()
            .all(|c| c.chars().count() <= LONGEST && !c.contains(['：', ':']))
}

/// Headings that the feed's own words tell; none where two headings say the same.
fn told(unpivot: &Unpivot, headings: &[String]) -> Option<Cells> {
    let mut cells = Cells::new();
    for (cell, heading) in headings.iter().enumerate() {
        let heading = normalise(heading);
        if heading.is_empty() {
            continue;
        }
        let Some((of, value)) = meaning(unpivot, &heading) else {
            continue;
        };
        let slots = cells
            .entry(of)
            .or_insert_with(|| vec![None; unpivot.values.len()]);
        let slot = slots.get_mut(value)?;
        if slot.replace(cell).is_some() {
            return None;
        }
    }
    let named = cells
        .values()
        .filter(|slots| slots.first().is_some_and(Option::is_some));
    (named.count() >= unpivot.least).then_some(cells)
}

/// Which value and which value column a normalised heading speaks of.
fn meaning(unpivot: &Unpivot, heading: &str) -> Option<(usize, usize)> {
    let heading = if unpivot.dated {
        behind_year(heading).1
    } else {
        heading
    };
    unpivot.of.iter().enumerate().find_map(|(of, (_, words))| {
        words.iter().find_map(|word| {
            let rest = heading.strip_prefix(word.as_str())?;
            let ends = |(_, ends): &(String, Vec<String>)| ends.iter().any(|end| end == rest);
            Some((of, unpivot.values.iter().position(ends)?))
        })
    })
}

/// `2024年3月` as its year and what follows.
fn behind_year(heading: &str) -> (Option<&str>, &str) {
    let year = heading
        .get(..4)
        .filter(|year| year.starts_with("20") && year.bytes().all(|b| b.is_ascii_digit()));
    let rest = year
        .and_then(|_| heading.get(4..))
        .map(|rest| rest.trim_start_matches(['年', '-', '/']));
    match rest {
        Some(rest) if !rest.is_empty() => (year, rest),
        _ => (None, heading),
    }
}

/// Headings that a pin tells.
fn named(
    unpivot: &Unpivot,
    headings: &[String],
    pinned: &BTreeMap<String, String>,
) -> Option<Cells> {
    let mut cells = Cells::new();
    for (key, heading) in pinned {
        let (name, column) = key.rsplit_once('.').unwrap_or((key, ""));
        let of = unpivot.of.iter().position(|(is, _)| is == name)?;
        let value = match column {
            "" => 0,
            column => unpivot.values.iter().position(|(c, _)| c == column)?,
        };
        let wanted = normalise(heading);
        let cell = headings.iter().position(|h| normalise(h) == wanted)?;
        let slots = cells
            .entry(of)
            .or_insert_with(|| vec![None; unpivot.values.len()]);
        *slots.get_mut(value)? = Some(cell);
    }
    (!cells.is_empty()).then_some(cells)
}

/// Headings that may be those of such a form.
struct Form<'f> {
    feed: &'f Feed,
    unpivot: &'f Unpivot,
    /// The layers of headings, and what they are joined.
    rows: &'f [Sampled],
    headings: &'f [String],
    cells: &'f Cells,
}

impl Form<'_> {
    /// The form and how well it fits, where the headings beside those that are turned make the feed complete and do not supply the
    /// same by themselves: months beside a sum of the year are parts of it.
    fn turned(&self, place: &Place<'_>, names: &str) -> Option<(u32, Turned)> {
        let &Self {
            feed,
            unpivot,
            rows,
            headings,
            cells,
        } = self;
        let used: BTreeSet<usize> = cells.values().flatten().flatten().copied().collect();
        let fixed: Vec<usize> = (0..headings.len())
            .filter(|at| !used.contains(at))
            .collect();
        let own = |at: &usize| headings.get(*at).cloned();
        let mut narrow: Vec<String> = fixed.iter().filter_map(own).collect();
        let alone = match_columns(feed, &narrow, &BTreeMap::new());
        let (main, _) = unpivot.values.first()?;
        if [main, &unpivot.column]
            .iter()
            .any(|c| alone.columns.contains_key(*c))
        {
            return None;
        }
        narrow.push(feed.column(&unpivot.column)?.label.zh.clone());
        let present: Vec<usize> = (0..unpivot.values.len())
            .filter(|value| self.cells_of(*value).next().is_some())
            .collect();
        let mut fills = BTreeMap::new();
        for value in &present {
            let (column, _) = unpivot.values.get(*value)?;
            fills.extend(self.cells_of(*value).map(|cell| (cell, column.clone())));
            narrow.push(format!(
                "{}{}",
                feed.column(column)?.label.zh,
                self.unit(*value)?
            ));
        }
        let none = BTreeMap::new();
        let pins = place.pin.map_or(&none, |p| &p.columns);
        let mapping = match_columns(feed, &narrow, pins);
        if !is_complete(feed, &mapping) {
            return None;
        }
        let of = cells.iter().filter_map(|(of, slots)| {
            let own = present
                .iter()
                .map(|value| slots.get(*value).copied().flatten());
            Some((self.text(*of, slots)?, own.collect()))
        });
        let squeeze = |r: &Sampled| squeezed(r.cells.iter().map(|(c, _)| c.as_str()));
        let fit = fit_of(feed, &mapping, names, rows.len(), &narrow);
        let turned = Turned {
            feed: feed.name.clone(),
            narrowing: Narrowing {
                heading: (rows.first()?.row, rows.last()?.row),
                layers: rows.iter().map(squeeze).collect(),
                width: headings.len(),
                of: of.collect(),
                fixed,
                headings: narrow,
            },
            headings: headings.to_vec(),
            choice: said(unpivot, headings, cells),
            fills,
        };
        Some((fit, turned))
    }

    /// The cells that hold a value column.
    fn cells_of(&self, value: usize) -> impl Iterator<Item = usize> {
        let slots = self.cells.values();
        slots.filter_map(move |slots| slots.get(value).copied().flatten())
    }

    /// The unit that the headings of a value column name, as one heading over all of them would; none where they name several.
    fn unit(&self, value: usize) -> Option<String> {
        let headings = self
            .cells_of(value)
            .filter_map(|cell| self.headings.get(cell));
        let units: BTreeSet<Option<i64>> = headings.map(|h| unit_in(h)).collect();
        match units.first().filter(|_| units.len() == 1)? {
            None => Some(String::new()),
            Some(fen) => {
                let (_, word) = UNITS.iter().find(|(f, _)| f == fen)?;
                Some(format!("（{word}）"))
            }
        }
    }

    /// What stands in the column that tells rows apart: the value, with the year of its heading.
    fn text(&self, of: usize, slots: &[Option<usize>]) -> Option<String> {
        let (is, _) = self.unpivot.of.get(of)?;
        let heading = slots.iter().flatten().next();
        let heading = heading
            .and_then(|cell| self.headings.get(*cell))
            .map(|h| normalise(h));
        let year = heading.as_deref().filter(|_| self.unpivot.dated);
        Some(match year.and_then(|h| behind_year(h).0) {
            Some(year) => format!("{year}年{is}"),
            None => is.clone(),
        })
    }
}

fn said(unpivot: &Unpivot, headings: &[String], cells: &Cells) -> Choice {
    let mut all = Vec::new();
    for (of, slots) in cells {
        let Some((is, _)) = unpivot.of.get(*of) else {
            continue;
        };
        for (value, cell) in slots.iter().enumerate() {
            let Some(heading) = cell.and_then(|cell| headings.get(cell)) else {
                continue;
            };
            let key = match unpivot.values.get(value) {
                Some((column, _)) if value > 0 => format!("{is}.{column}"),
                _ => is.clone(),
            };
            all.push(format!("{} = {}", quoted(&key), quoted(heading.trim())));
        }
    }
    let count = cells.len();
    choice(
        "unpivot",
        format!("{{ {} }}", all.join(", ")),
        format!("{count} 项横向排列，一行按项读作多行，空白的项不成行；行数仍按原表的行计"),
        format!(
            "{count} of them stand side by side: a line is read as a row for each that is filled, and counts as the one line that it is"
        ),
    )
}
