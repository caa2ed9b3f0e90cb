//! The answer key: which row of which file must be hit by which rules, and which look alike but must not rise above blue.

use std::fmt::Write as _;

/// What must come of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// File in the sample data.
    pub(super) file: String,
    /// Sheet, empty for text.
    pub(super) sheet: String,
    /// 1-based record number as a spreadsheet shows it.
    pub(super) row: usize,
    /// Rules that must hit it; none for a decoy.
    pub(super) rules: &'static str,
    /// What the row is about.
    pub(super) note: &'static str,
}

/// The whole key.
#[derive(Clone, Debug, Default)]
pub(super) struct Key(Vec<Answer>);

impl Key {
    /// Adds the answer for one row.
    pub(super) fn add(
        &mut self,
        file: &str,
        sheet: &str,
        row: usize,
        (rules, note): (&'static str, &'static str),
    ) {
        self.0.push(Answer {
            file: file.to_owned(),
            sheet: sheet.to_owned(),
            row,
            rules,
            note,
        });
    }

    /// The README with the key as a table.
    pub(super) fn readme(&self) -> String {
        let mut text = include_str!("readme.md").to_owned();
        let mut answers: Vec<&Answer> = self.0.iter().collect();
        answers.sort_by_key(|a| (a.rules.is_empty(), &a.file, &a.sheet, a.row));
        text.push_str("\n| 文件 file | 工作表 sheet | 行 row | 规则 rules | 说明 note |\n|---|---|--:|---|---|\n");
        for Answer {
            file,
            sheet,
            row,
            rules,
            note,
        } in answers
        {
            let rules = if rules.is_empty() { "-" } else { rules };
            let _ = writeln!(text, "| {file} | {sheet} | {row} | {rules} | {note} |");
        }
        text
    }
}
