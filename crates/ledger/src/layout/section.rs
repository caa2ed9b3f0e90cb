//! Sections of one sheet: those of several collectives, each under a title or banner of its own, and tables under headings of
//! their own.

use std::collections::BTreeSet;

use super::heading::is_complete;
use super::{Banner, Known, Plan, banner, squeezed};
use crate::Schema;
use crate::headings::{match_columns, normalise};
use crate::lines::{Lines, Mark, Marked};

/// Records of one collective, or under one heading, in a sheet that holds several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Section {
    /// First record number.
    pub(crate) from: u32,
    /// Last record number.
    pub(crate) to: u32,
    /// The lines that speak of it, wherever they stand among its headings.
    pub(crate) lines: Vec<Vec<String>>,
    /// Its title, where no collective is known by it so far.
    pub(crate) unknown: Option<String>,
    /// What lines before it state for it too: unit and year of the sheet; where only the headings are others, all that they state.
    pub(crate) head: Banner,
    /// Whether headings of its own begin it, so that it is never read under those of the sheet.
    pub(crate) table: bool,
    /// Which book of payments the sheet is; empty where a section is not bound to it.
    pub(crate) book: String,
}

/// Characters in names of villages, groups and societies: a title with one of these may name a collective that is not known.
const PLACES: [char; 10] = ['村', '社', '居', '组', '队', '联', '庄', '屯', '坊', '寨'];

/// Cuts a sheet that was read as one where its banners and titles name another collective, if these are asked for (`known`), and
/// where a line holds other headings; empty where there is neither.
pub(crate) fn sections(
    lines: &Lines,
    plan: &Plan,
    known: Option<&dyn Known>,
    schema: &Schema,
) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    let mut now = Now::of(&plan.banner, known);
    for block in blocks(lines) {
        let table = now.table(block, lines, plan, schema);
        let other = known.and_then(|known| now.change(block, known));
        if other.is_none() && table.is_none() {
            continue;
        }
        let first = other.as_ref().map_or(0, |(first, _)| *first);
        let speaking = block.get(first..).unwrap_or_default();
        let Some(from) = speaking.first().map(|m| m.row) else {
            continue;
        };
        if found.is_empty() && (table.is_some() || is_row_before(lines, from)) {
            found.push(Section {
                from: 1,
                to: from - 1,
                ..Section::default()
            });
        } else if let Some(last) = found.last_mut() {
            last.to = from - 1;
        }
        let own: Vec<Vec<String>> = speaking
            .iter()
            .filter(|m| !matches!(m.what, Marked::Heading | Marked::Table))
            .map(|m| m.cells.clone())
            .collect();
        let sheet = Banner {
            unit: plan.banner.unit.clone(),
            year: plan.banner.year,
            ..Banner::default()
        };
        let (head, unknown) = match other {
            Some((_, mut next)) => {
                next.headings = now.headings;
                next.facts = banner_of(&own).under(&sheet);
                now = next;
                (sheet, now.unknown.clone())
            }
            None => (now.facts.clone(), now.unknown.clone()),
        };
        found.push(Section {
            // Headings above the first title are headings of its rows.
            from: if found.is_empty() { 1 } else { from },
            to: u32::MAX,
            lines: own,
            unknown,
            head,
            table: table.is_some(),
            book: table
                .as_ref()
                .map_or_else(String::new, |_| plan.book.clone()),
        });
        now.headings = table.or(now.headings);
    }
    found
}

fn banner_of(lines: &[Vec<String>]) -> Banner {
    let lines: Vec<Vec<&str>> = lines
        .iter()
        .map(|line| line.iter().map(String::as_str).collect())
        .collect();
    banner(&lines)
}

/// Marks that no row and no total stands between.
fn blocks(lines: &Lines) -> impl Iterator<Item = &[Mark]> {
    lines
        .marks
        .chunk_by(|a, b| !is_row_between(lines, a.row, b.row))
}

fn is_row_between(lines: &Lines, after: u32, before: u32) -> bool {
    let places = &lines.table.places;
    let next = places.partition_point(|&p| p <= after);
    let row = places.get(next).is_some_and(|&p| p < before);
    let next = lines.subtotals.partition_point(|s| s.row <= after);
    row || lines.subtotals.get(next).is_some_and(|s| s.row < before)
}

fn is_row_before(lines: &Lines, row: u32) -> bool {
    is_row_between(lines, 0, row)
}

/// Whether anything that is no layout stands below a row; a line of signatures under the last row begins no table.
fn is_line_after(lines: &Lines, row: u32) -> bool {
    let refused = lines.refusals.iter().any(|r| r.row > row);
    refused || is_row_between(lines, row, u32::MAX)
}

/// Whether a line holds all headings that some feed needs, or the day of this one: rows below it are read under it or not at all.
fn begins_table(mark: &Mark, plan: &Plan, schema: &Schema) -> bool {
    let none = std::collections::BTreeMap::new();
    let date = schema
        .feeds
        .get(plan.feed)
        .and_then(|f| f.column(f.date.as_deref()?));
    let dated = date.is_some_and(|date| {
        let known = |cell: &String| date.aliases.contains(&normalise(cell));
        mark.cells.iter().any(known)
    });
    dated
        || schema
            .feeds
            .iter()
            .any(|feed| is_complete(feed, &match_columns(feed, &mark.cells, &none)))
}

/// Whose rows stand at a place of the sheet, and by which titles.
struct Now {
    name: Option<String>,
    titles: BTreeSet<String>,
    unknown: Option<String>,
    /// All that is stated for them.
    facts: Banner,
    /// The headings under which they stand, line by line; none where these are those of the sheet.
    headings: Option<Vec<String>>,
}

impl Now {
    /// The head of the sheet.
    fn of(head: &Banner, known: Option<&dyn Known>) -> Self {
        let titled = |known: &dyn Known| head.titles.iter().find_map(|t| known.find(t));
        let name = known.and_then(|known| {
            holder(head, known).or(titled(known).map(|t| squeezed([t.as_str()])))
        });
        Self {
            name,
            titles: head.titles.iter().map(|t| letters(t)).collect(),
            unknown: None,
            facts: head.clone(),
            headings: None,
        }
    }

    /// The headings under which the rows after a block stand, where they are others than before.
    fn table(
        &self,
        block: &[Mark],
        lines: &Lines,
        plan: &Plan,
        schema: &Schema,
    ) -> Option<Vec<String>> {
        let of = |what: Marked| block.iter().filter(move |m| m.what == what);
        let text = |mark: &Mark| squeezed(mark.cells.iter().map(String::as_str));
        let last = of(Marked::Table).next_back();
        let Some(last) = last else {
            // The headings of the sheet again, after those of another table.
            let back = self.headings.is_some() && of(Marked::Heading).next().is_some();
            return back.then(|| of(Marked::Heading).map(text).collect());
        };
        let headings: Vec<String> = of(Marked::Table).map(text).collect();
        let known = |h: &String| self.headings.as_ref().is_some_and(|own| own.contains(h));
        let begins = of(Marked::Table).any(|mark| begins_table(mark, plan, schema));
        (begins && !headings.iter().all(known) && is_line_after(lines, last.row))
            .then_some(headings)
    }

    /// From which mark of a block on the rows are another's, and whose.
    fn change(&self, block: &[Mark], known: &dyn Known) -> Option<(usize, Self)> {
        // A block may hold as many marks as the sheet holds lines.
        let heading = |m: &Mark| matches!(m.what, Marked::Heading | Marked::Table);
        let last = block.iter().rposition(heading);
        let marks = (0..).zip(block);
        let names: Vec<Option<Named>> = marks
            .map(|(at, mark)| self.named(mark, last.is_some_and(|last| at <= last), known))
            .collect();
        let banner = names.iter().rev().flatten().find(|n| n.banner);
        let other = |n: &Named| Some(&n.name) != self.name.as_ref();
        // What a banner says outweighs the titles around it.
        if banner.is_some_and(|b| !other(b)) {
            return None;
        }
        let first = names.iter().position(|n| n.as_ref().is_some_and(other))?;
        let title = names.get(first)?.as_ref()?;
        let who = banner.unwrap_or(title);
        let titles = block
            .iter()
            .filter(|m| m.what == Marked::Title)
            .flat_map(|m| &m.cells)
            .map(|t| letters(t))
            .collect();
        Some((
            first,
            Self {
                name: Some(who.name.clone()),
                titles,
                unknown: who.unknown.clone(),
                facts: Banner::default(),
                headings: None,
            },
        ))
    }

    /// Whom a line names, if it begins a section by that.
    fn named(&self, mark: &Mark, heading: bool, known: &dyn Known) -> Option<Named> {
        let cells: Vec<&str> = mark.cells.iter().map(String::as_str).collect();
        let named = |name: String| Named {
            name,
            banner: false,
            unknown: None,
        };
        match mark.what {
            Marked::Heading | Marked::Table => None,
            Marked::Banner => holder(&banner(&[cells]), known).map(|name| Named {
                banner: true,
                ..named(name)
            }),
            Marked::Title => {
                let title = cells.first()?;
                // A page repeats the titles of its section, with another number.
                if self.titles.contains(&letters(title)) {
                    return None;
                }
                match known.find(title) {
                    Some(name) if heading || known.is_name(title) => {
                        Some(named(squeezed([name.as_str()])))
                    }
                    Some(_) => None,
                    None => (heading && is_place(title)).then(|| Named {
                        unknown: Some((*title).to_owned()),
                        ..named(squeezed([*title]))
                    }),
                }
            }
        }
    }
}

/// Whom a line names.
struct Named {
    name: String,
    banner: bool,
    unknown: Option<String>,
}

fn holder(of: &Banner, known: &dyn Known) -> Option<String> {
    let (_, value) = of.holder.as_ref()?;
    let name = known.find(value).unwrap_or_else(|| value.clone());
    Some(squeezed([name.as_str()]))
}

/// A title without its figures, which count pages and months.
fn letters(title: &str) -> String {
    title
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_ascii_digit())
        .collect()
}

fn is_place(title: &str) -> bool {
    title.chars().count() <= 30 && !title.contains([':', '：']) && title.contains(PLACES)
}
