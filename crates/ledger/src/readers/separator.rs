//! Decides what separates the cells of a text, by how evenly each candidate stands in its first records.

use std::collections::BTreeMap;

use super::quotes::{Next, next_record};
use super::{CellKind, Records, TextBatch, split};
use crate::{Choice, Wording};

/// Candidates; where all else is equal the earlier one wins. The full-width comma comes from input methods.
const CANDIDATES: &[(&str, &str, &str)] = &[
    (",", "逗号", "comma"),
    ("\t", "制表符", "tab"),
    (";", "分号", "semicolon"),
    ("|", "竖线", "pipe"),
    ("^", "脱字符", "caret"),
    ("，", "全角逗号", "full-width comma"),
];

/// How many records are looked at.
const RECORDS: usize = 400;

/// The separator of a text that begins like `head` (whole lines), with its evidence.
pub(super) fn decide(head: &str) -> (&'static str, Choice) {
    let mut best = None;
    for (index, candidate) in CANDIDATES.iter().enumerate() {
        let found = look(head, candidate.0);
        // More records of one width first, then fewer without a separator, then more cells.
        let rank = (
            found.even,
            found.with,
            found.width,
            std::cmp::Reverse(index),
        );
        if found.width > 1 && best.as_ref().is_none_or(|(other, _, _)| rank > *other) {
            best = Some((rank, candidate, found));
        }
    }
    let Some((_, candidate, found)) = best else {
        let why = Wording::new(
            "没有发现分隔符，按单列读取",
            "no separator was found: one column",
        );
        return (",", choice(",", why, false));
    };
    let why = Wording::new(
        format!(
            "前 {} 条记录中 {} 条含{}，其中 {} 条同为 {} 列",
            found.records, found.with, candidate.1, found.even, found.width
        ),
        format!(
            "{} of the first {} records hold a {}, {} of them make {} cells",
            found.with, found.records, candidate.2, found.even, found.width
        ),
    );
    (
        candidate.0,
        choice(candidate.0, why, found.even * 2 < found.with),
    )
}

fn choice(value: &str, evidence: Wording, doubtful: bool) -> Choice {
    Choice {
        what: "separator".to_owned(),
        value: value.to_owned(),
        evidence,
        doubtful,
    }
}

struct Found {
    records: usize,
    with: usize,
    even: usize,
    width: usize,
}

fn look(head: &str, separator: &'static str) -> Found {
    let mut end = 0;
    for _ in 0..RECORDS {
        match next_record(head.as_bytes(), end, separator.as_bytes(), true) {
            Next::At(next) if next > end => end = next,
            _ => break,
        }
    }
    let records: Records = split::split(TextBatch {
        text: head.get(..end).unwrap_or(head).to_owned(),
        separator,
        first_row: 1,
        first_line: 1,
        marks: Vec::new(),
    });
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    let mut seen = 0;
    for index in 0..records.len() {
        let cells: &[(u32, u32, CellKind)] = records.cells_of(index);
        seen += usize::from(!cells.is_empty());
        if cells.len() > 1 {
            *widths.entry(cells.len()).or_default() += 1;
        }
    }
    let (width, even) = widths
        .iter()
        .map(|(width, count)| (*width, *count))
        .max_by_key(|(width, count)| (*count, *width))
        .unwrap_or((1, 0));
    Found {
        records: seen,
        with: widths.values().sum(),
        even,
        width,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chooses_what_stands_evenly() {
        let check = |head: &str, separator: &str| assert_eq!(decide(head).0, separator, "{head:?}");
        check("a,b,c\n1,2,3\n", ",");
        check("a\tb\n1,5\t2,5\n", "\t");
        check("日期;金额\n2024-01-02;1,50\n2024-01-03;2,50\n", ";");
        check("a|b\n1|2\n", "|");
        check("a^b\n1^2\n", "^");
        check("日期，摘要，金额\n2024-01-02，租金，1,234.50\n", "，");
        check(
            "明细表\n\n卡号: 1\n日期,摘要,金额\n2024-01-02   \t,\"租金  \t\",\"1,234.50 \t\",\n2024-01-03  \t,\"x \t\",\"2 \t\",\n",
            ",",
        );
        check("\"a;b\",\"c;d\"\n\"e;f\",\"g;h\"\n", ",");
        check("only one column\nof words\n", ",");
        check("", ",");
    }
}
