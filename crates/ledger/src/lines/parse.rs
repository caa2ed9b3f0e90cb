//! Records of one batch to canonical rows, every line classed once.

use super::class::{Odd, labelled, odd};
use super::codes::Coder;
use super::mark::{Marked, mark};
use super::needs::{Needs, is_foreign};
use super::part::{Part, Refusal, Subtotal};
use super::{How, Stored, civil_from_days, known, value};
use crate::layout::Plan;
use crate::readers::{CellKind, Fault, Records};
use crate::{Column, Feed, NULL, Type, Wording};

/// Years that a ledger's dates may have.
pub(super) const YEARS: std::ops::RangeInclusive<i64> = 1949..=2100;

/// Reads a batch; its texts become codes of `coder`.
pub(super) fn parse(
    records: &Records,
    plan: &Plan,
    feed: &Feed,
    needs: &Needs<'_>,
    coder: &mut Coder,
) -> Part {
    let mut batch = Reading::new(plan, feed, needs, records.len());
    let mut faults = records.faults.iter().peekable();
    let mut cells: Vec<(&str, CellKind)> = Vec::new();
    for index in 0..records.len() {
        let fault = faults.next_if(|(at, _)| *at as usize == index);
        batch.line(records, index, fault.map(|(_, fault)| fault), &mut cells);
    }
    let Reading {
        texts, mut part, ..
    } = batch;
    for (at, (read, texts)) in plan.reads.iter().zip(texts).enumerate() {
        if read.how.is_text() {
            let found = coder.codes(at, &read.how, &texts, feed, plan, &mut part);
            part.set_codes(at, found);
        }
    }
    part
}

fn column_for(column: Option<&Column>, how: &How, rows: usize) -> Stored {
    match column.map(|c| c.ty) {
        _ if how.is_text() => Stored::Text(Vec::new()),
        Some(Type::Date | Type::Time | Type::Bool) => Stored::Short(Vec::with_capacity(rows)),
        _ => Stored::Int(Vec::with_capacity(rows)),
    }
}

/// A batch that is being read.
pub(super) struct Reading<'a> {
    plan: &'a Plan,
    needs: &'a Needs<'a>,
    numbers: Vec<i64>,
    /// Texts of the detail rows, by read.
    pub(super) texts: Vec<Vec<(&'a str, CellKind)>>,
    /// What could not be read in the row at hand; it counts only where the row is a detail.
    unread: Vec<(usize, &'static str, Wording)>,
    /// Number of the record before, and of the last total.
    last: Option<u32>,
    last_total: Option<u32>,
    pub(super) part: Part,
}

impl<'a> Reading<'a> {
    /// Of about so many rows.
    pub(super) fn new(plan: &'a Plan, feed: &Feed, needs: &'a Needs<'a>, rows: usize) -> Self {
        let room = |how: &How| if how.is_text() { rows } else { 0 };
        let columns = plan.reads.iter();
        Self {
            plan,
            needs,
            numbers: vec![NULL; plan.reads.len()],
            texts: columns
                .clone()
                .map(|r| Vec::with_capacity(room(&r.how)))
                .collect(),
            unread: Vec::new(),
            last: None,
            last_total: None,
            part: Part {
                columns: columns
                    .map(|r| column_for(feed.columns.get(r.column), &r.how, rows))
                    .collect(),
                ..Part::default()
            },
        }
    }

    /// Takes a row of which nothing is odd: its canonical numbers, by read.
    pub(super) fn detail(&mut self, row: u32, numbers: impl Iterator<Item = i64>) {
        self.part.counts.lines += u64::from(self.last != Some(row));
        self.last = Some(row);
        self.part.places.push(row);
        self.part.counts.detail += 1;
        let columns = self.plan.reads.iter().zip(&mut self.part.columns);
        for ((_, column), value) in columns
            .zip(numbers)
            .filter(|((read, _), _)| !read.how.is_text())
        {
            column.push_number(value);
        }
    }

    /// Reads one record; `cells` is room to lay its cells out in.
    pub(super) fn line(
        &mut self,
        records: &'a Records,
        index: usize,
        fault: Option<&Fault>,
        cells: &mut Vec<(&'a str, CellKind)>,
    ) {
        let row = records.records.get(index).map_or(0, |r| r.1);
        cells.clear();
        let all = records.cells_of(index).iter();
        cells.extend(all.map(|&c| (records.text_of(c), c.2)));
        // Rows that stand side by side in one line are that one line.
        self.part.counts.lines += u64::from(self.last != Some(row));
        self.last = Some(row);
        if row <= self.plan.heading.1 && self.plan.heading.1 > 0 {
            self.part.counts.layout += 1;
        } else if let Some(fault) = fault {
            self.refuse(row, None, fault.code, fault.text.clone(), cells);
        } else {
            self.record(row, cells);
        }
    }

    fn record(&mut self, row: u32, cells: &[(&'a str, CellKind)]) {
        if cells.iter().all(|(c, _)| c.trim().is_empty()) {
            self.part.counts.layout += 1;
            return;
        }
        let fault = self.numbers_of(cells);
        let number = |at: &usize| self.numbers.get(*at).copied().unwrap_or(NULL);
        let dated =
            !self.needs.date_needed || self.needs.date.as_ref().is_some_and(|d| known(number(d)));
        let summed = self.needs.sums.is_empty() || self.needs.sums.iter().any(|s| known(number(s)));
        let keyed = !self.needs.sums.is_empty() || self.is_keyed(cells);
        if fault.is_none() && dated && summed && keyed {
            let found = labelled(
                cells,
                self.needs.date_cell,
                self.needs.summary_cell,
                self.needs.party_cell,
            );
            match found {
                Some(label) => self.subtotal(row, label),
                None => self.accept(row, cells),
            }
            return;
        }
        self.odd(row, cells, fault, dated);
    }

    /// Fills the numbers of a row; the first value that makes it a reject, if any.
    fn numbers_of(&mut self, cells: &[(&str, CellKind)]) -> Option<(usize, &'static str, Wording)> {
        let mut first = None;
        self.unread.clear();
        let mut unit = None;
        if let Some(column) = self.plan.unit_column {
            match column.fen(cells.get(column.cell).map_or("", |c| c.0)) {
                Ok(fen) => unit = Some(fen),
                Err(fault) => first = Some((column.cell, fault.code, fault.text)),
            }
        }
        for (at, read) in self.plan.reads.iter().enumerate() {
            if read.how.is_text() {
                continue;
            }
            let (text, kind) = cells.get(read.cell).copied().unwrap_or_default();
            let mut value = if text.is_empty() {
                Ok(NULL)
            } else {
                value::number(text, kind, &read.how.in_unit(unit))
            };
            if let (Ok(day), How::Date(_)) = (&value, &read.how)
                && known(*day)
                && !YEARS.contains(&civil_from_days(*day).0)
            {
                value = Err(implausible(text));
            }
            let slot = match value {
                Ok(value) => value,
                Err(fault) if read.strict => {
                    first = first.or(Some((read.cell, fault.code, fault.text)));
                    NULL
                }
                Err(fault) => {
                    self.unread.push((at, fault.code, fault.text));
                    NULL
                }
            };
            if let Some(place) = self.numbers.get_mut(at) {
                *place = slot;
            }
        }
        first
    }

    /// Whether one of the columns that make a row a row of this feed is filled.
    fn is_keyed(&self, cells: &[(&str, CellKind)]) -> bool {
        let filled = cells.iter().filter(|(c, _)| !c.trim().is_empty()).count();
        let keyed = self.needs.keys.iter().any(|&at| {
            let Some(read) = self.plan.reads.get(at) else {
                return false;
            };
            cells
                .get(read.cell)
                .is_some_and(|(c, _)| value::text(c, crate::Domain::Prose).is_some())
        });
        (keyed || self.needs.keys.is_empty()) && (filled > 1 || self.plan.headings.len() <= 2)
    }

    fn odd(
        &mut self,
        row: u32,
        cells: &[(&str, CellKind)],
        fault: Option<(usize, &'static str, Wording)>,
        dated: bool,
    ) {
        let texts: Vec<&str> = cells.iter().map(|c| c.0).collect();
        let odd = odd(&texts, self.plan);
        if let Odd::Subtotal(label) = odd {
            self.subtotal(row, label);
            return;
        }
        let other = odd == Odd::Reject && self.needs.are_headings(&texts);
        let mark = mark(row, &texts, self.plan, other);
        // A banner between rows is layout, whoever it names.
        let banner = mark.as_ref().is_some_and(|m| m.what == Marked::Banner);
        self.part.marks.extend(mark);
        match if banner { Odd::Layout } else { odd } {
            Odd::Subtotal(_) => {}
            Odd::Layout => {
                self.part.counts.layout += 1;
                self.part.footers.push((row, texts.join(" ")));
            }
            Odd::Loose => self
                .part
                .loose
                .push((row, texts.first().copied().unwrap_or_default().to_owned())),
            Odd::Reject => {
                let (cell, code, reason) = match fault {
                    Some((cell, code, reason)) => (Some(cell), code, reason),
                    None if !dated => (
                        self.needs.date_cell,
                        "no-date",
                        Wording::new("没有日期", "the date is missing"),
                    ),
                    None if !self.needs.sums.is_empty() => (
                        None,
                        "no-amount",
                        Wording::new("没有金额", "the amount is missing"),
                    ),
                    None => (
                        None,
                        "no-key",
                        Wording::new(
                            "必需的栏目全空",
                            "all the columns that make a row are empty",
                        ),
                    ),
                };
                self.refuse(row, cell, code, reason, cells);
            }
        }
    }

    fn accept(&mut self, row: u32, cells: &[(&'a str, CellKind)]) {
        let width = self.plan.headings.len();
        if width > 0 && cells.iter().skip(width).any(|(c, _)| !c.trim().is_empty()) {
            let reason = Wording::new(
                format!(
                    "有 {} 栏，比表头的 {width} 栏多；可能是文字中的分隔符未加引号",
                    cells.len()
                ),
                format!(
                    "has {} cells, more than the {width} headings; a separator inside a text may lack its quotes",
                    cells.len()
                ),
            );
            self.refuse(row, None, "too-many-cells", reason, cells);
            return;
        }
        if let Some((a, b)) = self.needs.either {
            let number = |at: usize| {
                self.numbers
                    .get(at)
                    .copied()
                    .filter(|v| known(*v) && *v != 0)
            };
            if number(a).is_some() && number(b).is_some() {
                let reason = Wording::new(
                    "收入、支出两栏都有金额",
                    "both the column of money in and that of money out hold a sum",
                );
                self.refuse(row, None, "two-amounts", reason, cells);
                return;
            }
        }
        if let Some(read) = self.needs.currency.and_then(|at| self.plan.reads.get(at)) {
            let text = cells.get(read.cell).map_or("", |c| c.0);
            if is_foreign(text) {
                let reason = Wording::new("币种不是人民币", "the currency is not yuan");
                self.refuse(row, Some(read.cell), "foreign-currency", reason, cells);
                return;
            }
        }
        let index = self.part.places.len();
        self.part.places.push(row);
        for (at, code, text) in self.unread.drain(..) {
            self.part.note_unread(at, index, code, text);
        }
        self.part.counts.detail += 1;
        for (at, read) in self.plan.reads.iter().enumerate() {
            let how = &read.how;
            if how.is_text() {
                let (text, kind) = cells.get(read.cell).copied().unwrap_or_default();
                if let Some(texts) = self.texts.get_mut(at) {
                    texts.push((text, kind));
                }
            } else if let Some(column) = self.part.columns.get_mut(at) {
                column.push_number(self.numbers.get(at).copied().unwrap_or(NULL));
            }
        }
    }

    fn subtotal(&mut self, row: u32, label: super::Label) {
        self.part.counts.subtotal += u64::from(self.last_total != Some(row));
        self.last_total = Some(row);
        // The totals of a form whose columns are rows each speak of one column only.
        if self.plan.turned {
            return;
        }
        let sums = self
            .plan
            .reads
            .iter()
            .zip(&self.numbers)
            .filter(|(read, value)| matches!(read.how, How::Money(_)) && known(**value))
            .map(|(read, value)| (read.column, *value))
            .collect();
        self.part.subtotals.push(Subtotal { row, label, sums });
    }

    fn refuse(
        &mut self,
        row: u32,
        cell: Option<usize>,
        code: &'static str,
        reason: Wording,
        cells: &[(&str, CellKind)],
    ) {
        self.part.counts.reject += 1;
        let raw = match cell.and_then(|c| cells.get(c)) {
            Some((text, _)) if !text.trim().is_empty() => (*text).to_owned(),
            _ => cells
                .iter()
                .map(|c| c.0.trim())
                .collect::<Vec<_>>()
                .join(","),
        };
        self.part.refusals.push(Refusal {
            row,
            cell,
            code,
            reason,
            raw,
        });
    }
}

fn implausible(text: &str) -> crate::values::ValueFault {
    crate::values::ValueFault {
        code: "implausible-date",
        text: Wording::new(
            format!(
                "日期“{}”的年份不合理（{} 至 {} 之外）",
                text.trim(),
                YEARS.start(),
                YEARS.end()
            ),
            format!(
                "the year of {:?} is not plausible (outside {} to {})",
                text.trim(),
                YEARS.start(),
                YEARS.end()
            ),
        ),
    }
}
