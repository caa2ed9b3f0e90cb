//! What a sheet of a workbook hides. All of it is read; that it was hidden is told of the sheet, and of each row that a lead cites.

use calamine::SheetVisible;

use crate::{Choice, Wording};

/// Stretches that are told; the others are counted.
const TOLD: usize = 12;

/// The sheet itself, stretches of its rows and of its columns, as they were added: first and last, 1-based.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hidden {
    sheet: Option<&'static str>,
    rows: Vec<(u32, u32)>,
    columns: Vec<(u32, u32)>,
}

impl Hidden {
    /// Of a sheet that the workbook shows or hides.
    pub(super) fn sheet(&mut self, visible: SheetVisible) {
        self.sheet = match visible {
            SheetVisible::Visible => None,
            SheetVisible::Hidden => Some("hidden"),
            SheetVisible::VeryHidden => Some("very-hidden"),
        };
    }

    /// Adds rows, 1-based, both ends inclusive, from the top to the bottom of the sheet.
    pub(super) fn add_rows(&mut self, first: u32, last: u32) {
        add(&mut self.rows, (first, last));
    }

    /// Adds columns, 1-based, both ends inclusive, from left to right.
    pub(super) fn add_columns(&mut self, first: u32, last: u32) {
        add(&mut self.columns, (first, last));
    }

    /// Whether nothing is hidden.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a row, 1-based, is hidden, by itself or with its sheet.
    pub(crate) fn has_row(&self, row: u32) -> bool {
        self.sheet.is_some() || has(&self.rows, row)
    }

    /// Whether a column, 1-based, is hidden.
    pub(crate) fn has_column(&self, column: u32) -> bool {
        has(&self.columns, column)
    }

    /// What the run record says of it.
    pub(super) fn choices(&self) -> Vec<Choice> {
        let mut choices: Vec<Choice> = self.sheet.map(whole).into_iter().collect();
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
        choices
    }
}

fn whole(value: &'static str) -> Choice {
    Choice {
        what: "hidden".to_owned(),
        value: value.to_owned(),
        evidence: Wording::new(
            "工作表在工作簿中被隐藏，照常读取",
            "the workbook hides this sheet; it is read all the same",
        ),
        doubtful: false,
    }
}

/// Adds a stretch, to the one before where it follows it.
fn add(stretches: &mut Vec<(u32, u32)>, (first, last): (u32, u32)) {
    match stretches.last_mut() {
        Some(before) if before.1.saturating_add(1) == first => before.1 = last,
        _ => stretches.push((first, last)),
    }
}

/// Stretches stand in their order in every workbook that a program wrote; in others the search may miss one, and nothing else.
fn has(stretches: &[(u32, u32)], number: u32) -> bool {
    let at = stretches.partition_point(|(_, last)| *last < number);
    stretches.get(at).is_some_and(|(first, _)| *first <= number)
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

#[cfg(test)]
mod tests {
    use super::{Hidden, letters};

    #[test]
    fn stretches_join_and_many_are_counted() {
        let mut hidden = Hidden::default();
        for row in [3, 4, 7] {
            hidden.add_rows(row, row);
        }
        hidden.add_columns(3, 28);
        let rows: Vec<u32> = (1..9).filter(|&row| hidden.has_row(row)).collect();
        assert_eq!(rows, [3, 4, 7]);
        assert!(hidden.has_column(28) && !hidden.has_column(29));
        let told: Vec<String> = hidden.choices().into_iter().map(|c| c.value).collect();
        assert_eq!(told, ["3-4, 7", "C-AB"]);
        for row in 5..25 {
            hidden.add_rows(2 * row, 2 * row);
        }
        let told = &hidden.choices()[0].value;
        assert!(told.ends_with("26, 28, … (+10)"), "{told}");
        assert_eq!([1, 26, 27, 703].map(letters), ["A", "Z", "AA", "AAA"]);
    }
}
