//! What a sheet of a workbook merges, hides or computes, seen while its part is looked over. All of it is read; what is hidden or computed
//! is told, so that nobody looks for a row in vain.

use super::grid::{HEADING_ROWS, Merged};
use super::xml::{attribute, local_name};
use crate::{Choice, Wording};

/// Merged regions, or stretches of hidden rows, that are remembered of one sheet.
const MOST: usize = 10_000;

/// Stretches that are told; the others are counted.
const TOLD: usize = 12;

/// What was seen of one sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Merged regions that begin in the first rows.
    pub(super) merged: Vec<Merged>,
    /// First and last of hidden rows, 1-based.
    rows: Vec<(u32, u32)>,
    /// First and last of hidden columns, 1-based.
    columns: Vec<(u32, u32)>,
    formulas: u64,
    /// The row at hand, 1-based.
    row: u32,
}

impl Marks {
    /// Looks at one tag of a sheet.
    pub(super) fn visit(&mut self, tag: &[u8]) {
        match local_name(tag) {
            b"mergeCell" if self.merged.len() < MOST => {
                let tag = String::from_utf8_lossy(tag);
                let region = attribute(&tag, "ref").and_then(region);
                self.merged
                    .extend(region.filter(|region| region.top < HEADING_ROWS));
            }
            b"row" => {
                let tag = String::from_utf8_lossy(tag);
                let stated = attribute(&tag, "r").and_then(|r| r.parse().ok());
                self.row = stated.unwrap_or(self.row.saturating_add(1));
                if is_hidden(&tag) {
                    add(&mut self.rows, (self.row, self.row));
                }
            }
            b"col" => {
                let tag = String::from_utf8_lossy(tag);
                let number = |name| attribute(&tag, name)?.parse().ok();
                if is_hidden(&tag)
                    && let (Some(first), Some(last)) = (number("min"), number("max"))
                {
                    add(&mut self.columns, (first, last));
                }
            }
            b"f" => self.formulas += 1,
            _ => {}
        }
    }

    /// Whether nothing was seen that anybody asks for.
    pub(super) fn is_empty(&self) -> bool {
        self.merged.is_empty()
            && self.rows.is_empty()
            && self.columns.is_empty()
            && self.formulas == 0
    }

    /// What the run record says of what the sheet hides and computes.
    pub(super) fn choices(&self) -> Vec<Choice> {
        let mut choices = Vec::new();
        for (what, stretches, name) in [
            ("hidden-rows", &self.rows, numeral as fn(u32) -> String),
            ("hidden-columns", &self.columns, letters),
        ] {
            if !stretches.is_empty() {
                choices.push(Choice {
                    what: what.to_owned(),
                    value: told(stretches, name),
                    evidence: Wording::new(
                        "在工作簿中被隐藏（多因筛选），照常读取；核对原件时请取消隐藏",
                        "hidden in the workbook, mostly by a filter; read all the same: unhide them when you look at the original",
                    ),
                    doubtful: false,
                });
            }
        }
        if self.formulas > 0 {
            choices.push(Choice {
                what: "formulas".to_owned(),
                value: self.formulas.to_string(),
                evidence: Wording::new(
                    "公式单元格采用文件中保存的计算结果，未重新计算",
                    "cells with formulas are read as they were last computed and saved; nothing is computed anew",
                ),
                doubtful: false,
            });
        }
        choices
    }
}

fn is_hidden(tag: &str) -> bool {
    matches!(attribute(tag, "hidden"), Some("1" | "true"))
}

/// Adds a stretch, to the one before where it follows it.
fn add(stretches: &mut Vec<(u32, u32)>, (first, last): (u32, u32)) {
    let full = stretches.len() >= MOST;
    match stretches.last_mut() {
        Some(before) if before.1.saturating_add(1) == first => before.1 = last,
        _ if full => {}
        _ => stretches.push((first, last)),
    }
}

/// `5-9, 12, … (+3)`.
fn told(stretches: &[(u32, u32)], name: fn(u32) -> String) -> String {
    let one = |(first, last): &(u32, u32)| {
        if first == last {
            name(*first)
        } else {
            format!("{}-{}", name(*first), name(*last))
        }
    };
    let mut all: Vec<String> = stretches.iter().take(TOLD).map(one).collect();
    if stretches.len() > TOLD {
        all.push(format!("… (+{})", stretches.len() - TOLD));
    }
    all.join(", ")
}

/// The number of a row.
fn numeral(number: u32) -> String {
    number.to_string()
}

/// The letters of a column, 1-based: `A`, `AB`.
fn letters(mut number: u32) -> String {
    let mut letters = Vec::new();
    while let Some(left) = number.checked_sub(1) {
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or(0)));
        number = left / 26;
    }
    letters.iter().rev().collect()
}

/// `B2:D3`.
fn region(reference: &str) -> Option<Merged> {
    let (from, to) = reference.split_once(':')?;
    let ((top, left), (bottom, right)) = (place(from)?, place(to)?);
    (top <= bottom && left <= right).then_some(Merged {
        top,
        left,
        bottom,
        right,
    })
}

fn place(reference: &str) -> Option<(u32, u32)> {
    let digits = reference.find(|c: char| c.is_ascii_digit())?;
    let (letters, number) = reference.split_at_checked(digits)?;
    let mut column = 0_u32;
    for letter in letters.bytes().map(|b| b.to_ascii_uppercase()) {
        let value = letter
            .is_ascii_uppercase()
            .then(|| u32::from(letter - b'A') + 1)?;
        column = column.checked_mul(26)?.checked_add(value)?;
    }
    let row = number.parse::<u32>().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::{Marks, letters};

    fn seen(tags: &[&str]) -> Vec<(String, String)> {
        let mut marks = Marks::default();
        for tag in tags {
            marks.visit(tag.as_bytes());
        }
        let choices = marks.choices().into_iter();
        choices.map(|choice| (choice.what, choice.value)).collect()
    }

    #[test]
    fn hidden_rows_and_columns_and_formulas_are_told() {
        let tags = [
            r#"<col min="3" max="3" width="9" hidden="1"/>"#,
            r#"<col min="4" max="28" hidden="true"/>"#,
            r#"<row r="5" hidden="1">"#,
            r#"<row hidden="1">"#,
            r#"<row r="7">"#,
            "<f>SUM(A1:A2)</f>",
            r#"<row r="12" spans="1:3" hidden="1" ht="0">"#,
            r#"<row r="13" hidden="0">"#,
        ];
        let told = [
            ("hidden-rows", "5-6, 12"),
            ("hidden-columns", "C-AB"),
            ("formulas", "1"),
        ];
        assert_eq!(seen(&tags), told.map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert_eq!(seen(&[r#"<row r="1">"#, "<c>"]), []);
        assert_eq!([1, 26, 27, 703].map(letters), ["A", "Z", "AA", "AAA"]);
    }

    #[test]
    fn many_stretches_are_counted() {
        let tags: Vec<String> = (0..20)
            .map(|n| format!(r#"<row r="{}" hidden="1">"#, 2 * n + 1))
            .collect();
        let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
        let all = seen(&tags);
        assert!(all[0].1.ends_with("21, 23, … (+8)"), "{all:?}");
    }
}
