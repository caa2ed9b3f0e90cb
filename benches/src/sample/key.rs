//! The answer key: which row of which file must be hit by which rules, and which look alike but must not rise above blue.

use std::fmt::Write as _;

/// What must come of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Rules that must hit it, parted by blanks; none for a row that is only a decoy.
    pub(super) rules: &'static str,
    /// Rules to which it looks like a case and is none.
    pub(super) decoy: &'static str,
    /// What the row is about.
    pub(super) note: &'static str,
}

impl Mark {
    /// The mark of a line of data; nothing where no rule is named.
    pub(super) fn of(rules: &'static str, decoy: &'static str, note: &'static str) -> Option<Self> {
        (!rules.is_empty() || !decoy.is_empty()).then_some(Self { rules, decoy, note })
    }
}

/// A mark and the place of its row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Answer {
    file: String,
    sheet: String,
    row: usize,
    mark: Mark,
}

/// The whole key.
#[derive(Clone, Debug, Default)]
pub(super) struct Key(Vec<Answer>);

impl Key {
    /// Adds the mark of one row: its file, its sheet (empty for text), its 1-based record number.
    pub(super) fn add(&mut self, file: &str, sheet: &str, row: usize, mark: Mark) {
        self.0.push(Answer {
            file: file.to_owned(),
            sheet: sheet.to_owned(),
            row,
            mark,
        });
    }

    /// The README with the key as a table.
    pub(super) fn readme(&self) -> String {
        let mut text = include_str!("readme.md").to_owned();
        let mut answers: Vec<&Answer> = self.0.iter().collect();
        answers.sort_by_key(|a| (a.mark.rules.is_empty(), &a.file, &a.sheet, a.row));
        text.push_str("\n| 文件 file | 工作表 sheet | 行 row | 规则 rules | 干扰 decoy | 说明 note |\n|---|---|--:|---|---|---|\n");
        let shown = |rules: &'static str| if rules.is_empty() { "-" } else { rules };
        for Answer {
            file,
            sheet,
            row,
            mark,
        } in answers
        {
            let _ = writeln!(
                text,
                "| {file} | {sheet} | {row} | {} | {} | {} |",
                shown(mark.rules),
                shown(mark.decoy),
                mark.note
            );
        }
        text
    }
}
