//! What a sheet of a workbook merges, hides or computes, seen while its part is looked over. All of it is read; what is hidden or computed
//! is told, so that nobody looks for a row in vain.

use std::borrow::Cow;

use memchr::memchr;

use super::grid::{HEADING_ROWS, Merged};
use super::hidden::Hidden;
use super::xml::{attribute, local_name};
use crate::{Choice, Wording};

/// Merged regions that are remembered of one sheet.
const MOST: usize = 10_000;

/// What was seen of one sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Merged regions that begin in the first rows.
    pub(super) merged: Vec<Merged>,
    pub(super) hidden: Hidden,
    formulas: u64,
    /// The row at hand, 1-based.
    row: u32,
}

impl Marks {
    /// Looks at one tag of a sheet.
    pub(super) fn visit(&mut self, tag: &[u8]) {
        match local_name(tag) {
            b"mergeCell" if self.merged.len() < MOST => {
                let tag = inside(tag);
                let region = attribute(&tag, "ref").and_then(region);
                self.merged
                    .extend(region.filter(|region| region.top < HEADING_ROWS));
            }
            b"row" => {
                let tag = inside(tag);
                let stated = attribute(&tag, "r").and_then(|r| r.parse().ok());
                self.row = stated.unwrap_or(self.row.saturating_add(1));
                if is_hidden(&tag) {
                    self.hidden.add_rows(self.row, self.row);
                }
            }
            b"col" => {
                let tag = inside(tag);
                let number = |name| attribute(&tag, name)?.parse().ok();
                if is_hidden(&tag)
                    && let (Some(first), Some(last)) = (number("min"), number("max"))
                {
                    self.hidden.add_columns(first, last);
                }
            }
            b"f" => self.formulas += 1,
            _ => {}
        }
    }

    /// Whether nothing was seen that anybody asks for.
    pub(super) fn is_empty(&self) -> bool {
        self.merged.is_empty() && self.hidden.is_empty() && self.formulas == 0
    }

    /// What the run record says of what the sheet hides and computes.
    pub(super) fn choices(&self) -> Vec<Choice> {
        let mut choices = self.hidden.choices();
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

/// A tag up to its end, as text.
fn inside(tag: &[u8]) -> Cow<'_, str> {
    let end = memchr(b'>', tag).unwrap_or(tag.len());
    String::from_utf8_lossy(tag.get(..end).unwrap_or(tag))
}

fn is_hidden(tag: &str) -> bool {
    matches!(attribute(tag, "hidden"), Some("1" | "true"))
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
    use super::Marks;

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
    }
}
