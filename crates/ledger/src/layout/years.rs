//! The year of books whose dates have none: from headings, pins, and names of sheets, files and folders.

use std::collections::{BTreeMap, BTreeSet};

use super::banner::years_in;
use super::collective::{folders, stem};
use super::heading::{Heading, is_year};
use super::sample::Sample;
use super::{Banner, Place, doubtful};
use crate::values::{DateStyle, parse_date};
use crate::{Choice, Feed, Type};

/// The year that a pin of dates names: `ymd 2024`.
pub(super) fn pinned_year(pin: &str) -> Option<i16> {
    pin.split_whitespace().nth(1)?.parse().ok()
}

/// `2024年` over 月 and 日.
pub(super) fn year_of_headings(facts: &mut Banner, sample: &Sample, best: &Heading) {
    let rows = sample
        .records
        .iter()
        .filter(|r| (best.rows.0..=best.rows.1).contains(&r.row));
    for (cell, _) in rows.flat_map(|r| r.cells.iter()) {
        let figures: String = cell.chars().filter(char::is_ascii_digit).collect();
        if is_year(cell) && figures.len() == 4 {
            facts.year = figures.parse().ok();
        }
    }
}

/// The year that the name of the sheet, the file or a folder states, where months and days stand without one; doubtful, as a name may
/// speak of the year of the export.
pub(super) fn year_of_names(
    facts: &mut Banner,
    place: &Place<'_>,
    feed: &Feed,
    mapped: &BTreeMap<String, usize>,
    sample: &Sample,
    best: &Heading,
) -> Option<Choice> {
    if facts.year.is_some() || !lacks_years(feed, mapped, sample, best) {
        return None;
    }
    let names = [place.sheet, stem(place.file)];
    let mut names = names.into_iter().chain(folders(place.file));
    let (year, name) = names.find_map(|name| {
        let years: BTreeSet<i16> = years_of(name).into_iter().collect();
        let year = years.first().copied().filter(|_| years.len() == 1)?;
        Some((year, name))
    })?;
    facts.year = Some(year);
    Some(doubtful(
        "date",
        format!("ymd {year}"),
        format!("日期没有年份，按名称“{name}”作 {year} 年；不对时请改这一行"),
        format!(
            "the dates have no year; the name {name:?} makes it {year}, change this line if it is another"
        ),
    ))
}

/// Years in a name, where a year may stand bare: `序时账2024`.
fn years_of(name: &str) -> Vec<i16> {
    let mut years = years_in(name);
    if years.is_empty() {
        let figures = name.split(|c: char| !c.is_ascii_digit());
        let bare = figures.filter(|f| f.len() == 4);
        let bare = bare.filter_map(|f| f.parse::<i16>().ok());
        years.extend(bare.filter(|y| (1980..=2100).contains(y)));
    }
    years
}

/// Whether the day of a row is told by month and day alone.
fn lacks_years(
    feed: &Feed,
    mapped: &BTreeMap<String, usize>,
    sample: &Sample,
    best: &Heading,
) -> bool {
    let has = |name: &str| mapped.contains_key(name);
    if has("month") && has("day") {
        return !has("year");
    }
    let dates = feed.columns.iter().filter(|c| c.ty == Type::Date);
    let mut cells = dates.filter_map(|c| mapped.get(&c.name));
    cells.any(|cell| {
        let mut values = sample.column(best.rows.1, *cell);
        values.any(|(text, kind)| {
            let read = parse_date(text, kind, &DateStyle::default());
            read.is_err_and(|fault| fault.code == "no-year")
        })
    })
}
