//! Sections of one sheet that belong to several collectives, each under a title or banner of its own.

use super::{Banner, Known, Plan, banner, squeezed};
use crate::lines::{Lines, Mark, Marked};

/// Records of one collective in a sheet that holds those of several.
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
    /// Unit and year that the head of the sheet states for all sections.
    pub(crate) unit: Option<String>,
    pub(crate) year: Option<i16>,
}

/// Characters in names of villages, groups and societies: a title with one of these may name a collective that is not known.
const PLACES: [char; 10] = ['村', '社', '居', '组', '队', '联', '庄', '屯', '坊', '寨'];

/// Cuts a sheet that was read as one where its banners and titles name another collective; empty where they do not.
pub(crate) fn sections(lines: &Lines, plan: &Plan, known: &dyn Known) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    let mut now = Now::of(&plan.banner, known);
    for block in blocks(lines) {
        let Some((first, next)) = now.change(block, known) else {
            continue;
        };
        let speaking = block.get(first..).unwrap_or_default();
        let Some(from) = speaking.first().map(|m| m.row) else {
            continue;
        };
        let head = found.is_empty();
        if head && is_row_before(lines, from) {
            found.push(Section {
                from: 1,
                to: from - 1,
                ..Section::default()
            });
        } else if let Some(last) = found.last_mut() {
            last.to = from - 1;
        }
        found.push(Section {
            // Headings above the first title are headings of its rows.
            from: if found.is_empty() { 1 } else { from },
            to: u32::MAX,
            lines: speaking
                .iter()
                .filter(|m| m.what != Marked::Heading)
                .map(|m| m.cells.clone())
                .collect(),
            unknown: next.unknown.clone(),
            unit: plan.banner.unit.clone(),
            year: plan.banner.year,
        });
        now = next;
    }
    found
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

/// Whose rows stand at a place of the sheet, and by which titles.
struct Now {
    name: Option<String>,
    titles: Vec<String>,
    unknown: Option<String>,
}

impl Now {
    /// The head of the sheet.
    fn of(head: &Banner, known: &dyn Known) -> Self {
        let titles = head.titles.iter().find_map(|t| known.find(t));
        Self {
            name: holder(head, known).or(titles.map(|t| squeezed([t.as_str()]))),
            titles: head.titles.iter().map(|t| letters(t)).collect(),
            unknown: None,
        }
    }

    /// From which mark of a block on the rows are another's, and whose.
    fn change(&self, block: &[Mark], known: &dyn Known) -> Option<(usize, Self)> {
        let names: Vec<Option<Named>> = block
            .iter()
            .enumerate()
            .map(|(at, mark)| {
                let heading = block
                    .get(at..)
                    .is_some_and(|rest| rest.iter().any(|m| m.what == Marked::Heading));
                self.named(mark, heading, known)
            })
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
            Marked::Heading => None,
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
