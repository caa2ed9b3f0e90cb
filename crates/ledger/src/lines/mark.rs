//! Lines between rows that may begin a section of another collective: headings again, banners, titles.

use super::words::{footer, label};
use crate::layout::{Plan, banner, squeezed};

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
    /// It says whose account or unit it is: 单位名称：甲.
    Banner,
    /// One text alone.
    Title,
}

/// What begins a text that speaks of the rows above it.
const BACKWARDS: [&str; 6] = ["以上", "上述", "上表", "本页", "本表", "附件"];

/// Whether a line that is no row speaks of what follows it.
pub(super) fn mark(row: u32, cells: &[&str], plan: &Plan) -> Option<Mark> {
    let filled: Vec<&str> = cells
        .iter()
        .map(|c| c.trim())
        .filter(|c| !c.is_empty())
        .collect();
    let what = if is_heading(cells, plan) {
        Marked::Heading
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

/// Whether a line is a layer of the headings as printed, or says cell by cell what they say.
pub(super) fn is_heading(cells: &[&str], plan: &Plan) -> bool {
    let mut filled = cells
        .iter()
        .enumerate()
        .filter(|(_, c)| !c.trim().is_empty())
        .peekable();
    if filled.peek().is_none() {
        return false;
    }
    plan.layers.contains(&squeezed(cells.iter().copied()))
        || filled.all(|(at, c)| {
            plan.headings
                .get(at)
                .is_some_and(|h| squeezed([*c]) == squeezed([h.as_str()]))
        })
}
