//! Lines between rows that may begin a section of another collective or another table: headings, banners, titles.

use super::words::{footer, label};
use crate::layout::{Plan, banner, filled, squeezed};

/// A line between rows that speaks of what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// 1-based record number.
    pub(crate) row: u32,
    /// Its cells that are not blank.
    pub(crate) cells: Vec<String>,
    /// What it is.
    pub(crate) what: Marked,
}

/// What such a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marked {
    /// The headings again, or a layer of them.
    Heading,
    /// Other headings, under which another table begins.
    Table,
    /// It says whose account or unit it is: 单位名称：甲.
    Banner,
    /// One text alone.
    Title,
}

/// What begins a text that speaks of the rows above it.
const BACKWARDS: [&str; 6] = ["以上", "上述", "上表", "本页", "本表", "附件"];

/// Whether a line that is no row speaks of what follows it; `other` says that it would be a reject but for its words, which are
/// headings.
pub(super) fn mark(row: u32, cells: &[&str], plan: &Plan, other: bool) -> Option<Mark> {
    let filled: Vec<&str> = filled(cells.iter().copied())
        .into_iter()
        .map(|(_, c)| c)
        .collect();
    let what = if is_heading(cells, plan) {
        Marked::Heading
    } else if other {
        Marked::Table
    } else if filled.iter().any(|c| c.contains([':', '：']))
        && banner(std::slice::from_ref(&filled)).holder.is_some()
    {
        Marked::Banner
    } else if let [title] = filled.as_slice()
        && !footer(title)
        && !BACKWARDS.iter().any(|w| title.starts_with(w))
        && label(title).is_none()
    {
        Marked::Title
    } else {
        return None;
    };
    Some(Mark {
        row,
        cells: filled.into_iter().map(str::to_owned).collect(),
        what,
    })
}

/// Whether a line is a layer of the headings as printed, or says cell by cell what they say. On later pages the words of merged
/// headings stand in one cell only, so that of several layers each cell is compared with the part that it is.
pub(super) fn is_heading(cells: &[&str], plan: &Plan) -> bool {
    let mut filled = cells
        .iter()
        .enumerate()
        .filter(|(_, c)| !c.trim().is_empty())
        .peekable();
    if filled.peek().is_none() {
        return false;
    }
    let layered = plan.heading.0 < plan.heading.1;
    plan.layers.contains(&squeezed(cells.iter().copied()))
        || filled.all(|(at, c)| {
            let Some(heading) = plan.headings.get(at) else {
                return false;
            };
            let (cell, whole) = (squeezed([*c]), squeezed([heading.as_str()]));
            let upper = cell.trim_end_matches('\u{1f}');
            cell == whole || layered && (whole.starts_with(upper) || whole.ends_with(&cell))
        })
}
