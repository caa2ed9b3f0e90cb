//! Which lines are the headings, and of which feed: every line near the top, alone and joined with those above it, is tried
//! against every feed; the best fit wins.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::names::{rank, speak_for};
use super::sample::{Sample, Sampled};
use crate::headings::{Mapping, match_columns, normalise, unit_of};
use crate::{ColumnPin, Feed, Schema};

/// How far down headings may begin.
pub(super) const TOP: usize = 80;
/// How many layers they may have.
pub(super) const LAYERS: usize = 3;

/// A heading that fits.
#[derive(Clone, Debug)]
pub(crate) struct Heading {
    /// Index of the feed.
    pub(crate) feed: usize,
    /// Record numbers of the first and the last layer.
    pub(crate) rows: (u32, u32),
    /// Joined headings, one a cell.
    pub(crate) headings: Vec<String>,
    /// Which column each supplies.
    pub(crate) mapping: Mapping,
    /// How well it fits, with the words of file, sheet and titles.
    pub(crate) score: u32,
}

/// What is asked of the search.
pub(crate) struct Search<'a> {
    /// The feeds.
    pub(crate) schema: &'a Schema,
    /// Only this feed, where pinned.
    pub(crate) feed: Option<&'a str>,
    /// Record number of the last heading row, where pinned.
    pub(crate) heading: Option<u32>,
    /// Columns that are pinned.
    pub(crate) columns: &'a BTreeMap<String, ColumnPin>,
    /// File, sheet and titles, in which words name a feed.
    pub(crate) names: &'a str,
}

/// All fits, the best first. Lines without a single heading that some feed knows word for word are passed over at first.
pub(crate) fn search(sample: &Sample, search: &Search<'_>) -> Vec<Heading> {
    // A pinned line is taken whatever it says.
    if search.heading.is_some() {
        return ranked(fits(sample, search, None), search);
    }
    let known: FxHashSet<&str> = search
        .schema
        .feeds
        .iter()
        .filter(|feed| search.feed.is_none_or(|f| f == feed.name))
        .flat_map(|feed| feed.columns.iter().flat_map(|c| &c.aliases))
        .map(String::as_str)
        .collect();
    let mut fits = fits(sample, search, Some(&known));
    if fits.is_empty() {
        fits = self::fits(sample, search, None);
    }
    ranked(fits, search)
}

fn ranked(mut fits: Vec<Heading>, search: &Search<'_>) -> Vec<Heading> {
    fits.sort_by(|a, b| {
        b.score
            .cmp(&a.score)
            .then(a.mapping.ties.len().cmp(&b.mapping.ties.len()))
            .then(a.rows.1.cmp(&b.rows.1))
            .then(b.rows.0.cmp(&a.rows.0))
            .then(rank(search.schema, a.feed).cmp(&rank(search.schema, b.feed)))
    });
    fits
}

/// The best fit, or a lesser one above it under which rows stand: headings further down begin a second table, and the rows of the
/// first are no lines above it.
pub(super) fn first_table<'f>(
    fits: &'f [Heading],
    sample: &Sample,
    schema: &Schema,
) -> Option<&'f Heading> {
    let mut best = fits.first()?;
    let holds_rows = |fit: &Heading, until: u32| {
        let feed = schema.feeds.get(fit.feed);
        let date = feed.and_then(|f| fit.mapping.columns.get(f.date.as_deref()?));
        let mut rows = sample.body(fit.rows.1).take_while(|r| r.row < until);
        date.is_some_and(|cell| {
            rows.any(|r| {
                let day = r.cells.get(*cell).map(|(text, kind)| {
                    crate::values::parse_date(text, *kind, &crate::values::DateStyle::default())
                });
                r.filled().len() >= 3 && matches!(day, Some(Ok(Some(_))))
            })
        })
    };
    while let Some(above) = fits
        .iter()
        .find(|f| f.rows.1 < best.rows.0 && holds_rows(f, best.rows.0))
    {
        best = above;
    }
    Some(best)
}

fn fits(sample: &Sample, search: &Search<'_>, known: Option<&FxHashSet<&str>>) -> Vec<Heading> {
    let mut fits: Vec<Heading> = Vec::new();
    let mut tried: BTreeSet<Vec<String>> = BTreeSet::new();
    for at in 0..sample.records.len().min(TOP) {
        let Some(last) = sample.records.get(at) else {
            continue;
        };
        let pinned = search.heading.is_some();
        let other = search.heading.is_some_and(|h| h != last.row);
        if other || last.faulty || (!pinned && !may_be_heading(last)) {
            continue;
        }
        // A line of headings right below is a layer of these, and headings cut off above it would lose it.
        let below = sample.records.get(at + 1);
        let layered =
            |next: &Sampled| units_under(next, last) || known.is_some_and(|k| all_known(next, k));
        if !pinned && below.is_some_and(layered) {
            continue;
        }
        for layers in 1..=LAYERS.min(at + 1) {
            let Some(rows) = sample.records.get(at + 1 - layers..=at) else {
                continue;
            };
            if layers > 1 && !rows.iter().all(may_be_layer) {
                break;
            }
            let headings = joined(rows);
            let strange =
                known.is_some_and(|k| !headings.iter().any(|h| k.contains(normalise(h).as_str())));
            if (strange && !pinned) || !tried.insert(headings.clone()) {
                continue;
            }
            let first = rows.first().map_or(last.row, |r| r.row);
            fits.extend(feeds(search, &headings, (first, last.row), layers));
        }
    }
    fits
}

/// Fits of one line with every feed.
fn feeds(
    search: &Search<'_>,
    headings: &[String],
    rows: (u32, u32),
    layers: usize,
) -> Vec<Heading> {
    let insisted = search.heading.is_some() && search.feed.is_some();
    let mut fits = Vec::new();
    for (at, feed) in search.schema.feeds.iter().enumerate() {
        let wanted = search.feed.is_none_or(|f| f == feed.name);
        if !wanted || (search.feed.is_none() && feed.name == "controls") {
            continue;
        }
        let mapping = match_columns(feed, headings, search.columns);
        if insisted || is_complete(feed, &mapping) {
            fits.push(Heading {
                feed: at,
                rows,
                headings: headings.to_vec(),
                score: fit_of(feed, &mapping, search.names, layers, headings),
                mapping,
            });
        }
    }
    fits
}

/// Fit of the columns, the more where little is left over, where a name speaks for the feed, and where one layer will do.
pub(super) fn fit_of(
    feed: &Feed,
    mapping: &Mapping,
    names: &str,
    layers: usize,
    headings: &[String],
) -> u32 {
    let filled = headings.iter().filter(|h| !h.trim().is_empty()).count();
    let left = u32::try_from(filled.saturating_sub(mapping.taken)).unwrap_or(0);
    let spoken_for = speak_for(names, feed);
    let matched = u32::try_from(mapping.columns.len())
        .unwrap_or(0)
        .saturating_mul(10);
    let points = mapping.score.max(matched).saturating_mul(10);
    points
        .saturating_add(if spoken_for { 180 } else { 0 })
        .saturating_sub(left.saturating_mul(10))
        .saturating_sub(u32::try_from(layers).unwrap_or(0))
        .max(1)
}

/// At least two texts, few figures, none of them long.
pub(super) fn may_be_heading(record: &Sampled) -> bool {
    if is_units(record) {
        return true;
    }
    let filled = record.filled();
    let figures = filled
        .iter()
        .filter(|c| is_value(c) && !is_month(c))
        .count();
    let long = filled.iter().filter(|c| c.chars().count() > 40).count();
    filled.len() >= 2 && figures * 4 <= filled.len() && long * 2 <= filled.len()
}

/// Whether a line holds two headings or more and nothing else.
fn all_known(record: &Sampled, known: &FxHashSet<&str>) -> bool {
    let filled = record.filled();
    filled.len() >= 2
        && filled
            .iter()
            .all(|cell| known.contains(normalise(cell).as_str()))
}

/// Whether a line holds units of money under the headings that they belong to, `（万元）`, and nothing else.
fn is_units(record: &Sampled) -> bool {
    // A lone unit in the first cell is a line above the headings.
    record
        .cells
        .first()
        .is_some_and(|(c, _)| c.trim().is_empty())
        && units_under(record, &Sampled::default())
}

/// The same where headings that are merged over both lines are written into both.
fn units_under(record: &Sampled, above: &Sampled) -> bool {
    let mut units = 0_usize;
    let mut cells = record.cells.iter().enumerate();
    let all = cells.all(|(at, (cell, _))| {
        let cell = cell.trim();
        if cell.is_empty() || above.cells.get(at).is_some_and(|(c, _)| c.trim() == cell) {
            return true;
        }
        let inner = cell.strip_prefix(['(', '（', '[', '【']);
        let bare = inner.and_then(|c| c.strip_suffix([')', '）', ']', '】']));
        let unit = unit_of(bare.unwrap_or(cell)).is_some();
        units += usize::from(unit);
        unit
    });
    all && units > 0
}

/// An upper layer spans several columns; a title of one cell is none.
pub(super) fn may_be_layer(record: &Sampled) -> bool {
    if is_units(record) {
        return true;
    }
    let filled = record.filled();
    filled.len() >= 2
        && !record.faulty
        && filled.iter().all(|c| {
            (!is_value(c) || is_year(c)) && !c.contains(['：', ':']) && c.chars().count() <= 20
        })
}

/// `3月`, `12月份`: headings of forms that hold the year side by side.
fn is_month(cell: &str) -> bool {
    let month = cell
        .strip_suffix("月份")
        .or_else(|| cell.strip_suffix('月'));
    month.is_some_and(|m| (1..=2).contains(&m.len()) && m.bytes().all(|b| b.is_ascii_digit()))
}

fn is_value(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    digits > 0 && digits * 2 >= cell.chars().count()
}

/// Layers joined cell by cell: an upper heading spans to the right over cells that are empty in its layer and filled below.
pub(super) fn joined(rows: &[Sampled]) -> Vec<String> {
    let width = rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let cell = |layer: usize, at: usize| -> &str {
        rows.get(layer)
            .and_then(|r| r.cells.get(at))
            .map_or("", |(c, _)| c.trim())
    };
    let mut spans = vec![String::new(); rows.len()];
    (0..width)
        .map(|at| {
            let mut parts: Vec<String> = Vec::new();
            for (layer, span) in spans.iter_mut().enumerate() {
                let own = cell(layer, at);
                let below = (layer + 1..rows.len()).any(|l| !cell(l, at).is_empty());
                if !own.is_empty() {
                    own.clone_into(span);
                } else if !below || layer + 1 == rows.len() {
                    span.clear();
                }
                let part = if layer + 1 == rows.len() {
                    own
                } else {
                    span.as_str()
                };
                // 2024年 over 月 and 日 is no part of their names.
                if !part.is_empty()
                    && !is_year(part)
                    && parts.last().is_none_or(|p| normalise(p) != normalise(part))
                {
                    parts.push(part.to_owned());
                }
            }
            parts.concat()
        })
        .collect()
}

/// `2024年`, `2024`, `20　年`.
pub(super) fn is_year(cell: &str) -> bool {
    let bare: String = cell.chars().filter(|c| !c.is_whitespace()).collect();
    let figures = bare.trim_end_matches(['年', '度']);
    figures.len() >= 2
        && figures.len() <= 4
        && figures.starts_with("20")
        && figures.chars().all(|c| c.is_ascii_digit() || c == '_')
}

/// Whether all that the feed needs is there; a date may stand in columns of its own for month and day.
pub(super) fn is_complete(feed: &Feed, mapping: &Mapping) -> bool {
    let there = |name: &str| {
        mapping.columns.contains_key(name) || mapping.ties.iter().any(|t| t.column == name)
    };
    let parts = there("month") && there("day");
    let required = feed
        .columns
        .iter()
        .filter(|c| c.required)
        .all(|c| there(&c.name) || (parts && feed.date.as_deref() == Some(&c.name)));
    mapping.complete
        || (required
            && feed.any_of.iter().all(|g| g.iter().any(|c| there(c)))
            && !mapping.columns.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::CellKind;

    fn rows(lines: &[&[&str]]) -> Vec<Sampled> {
        lines
            .iter()
            .zip(1_u32..)
            .map(|(cells, row)| Sampled {
                row,
                cells: cells
                    .iter()
                    .map(|c| ((*c).to_owned(), CellKind::Text))
                    .collect(),
                faulty: false,
            })
            .collect()
    }

    #[test]
    fn layers_join_under_what_spans_them() {
        for (lines, want) in [
            (
                vec![
                    &["日期", "摘要", "借方", "", "贷方", "", "余额"][..],
                    &["", "", "金额", "数量", "金额", "数量", ""][..],
                ],
                vec![
                    "日期",
                    "摘要",
                    "借方金额",
                    "借方数量",
                    "贷方金额",
                    "贷方数量",
                    "余额",
                ],
            ),
            (vec![&["日期", "金额"][..]], vec!["日期", "金额"]),
            (
                vec![&["2024年", "", "摘要"][..], &["月", "日", ""][..]],
                vec!["月", "日", "摘要"],
            ),
        ] {
            assert_eq!(joined(&rows(&lines)), want);
        }
    }
}
