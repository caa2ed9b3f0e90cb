//! Reads all batches of a source side by side and joins them in their order.

use std::collections::BTreeMap;
use std::sync::Mutex;

use rayon::iter::{ParallelBridge, ParallelIterator};

use super::needs::Needs;
use super::parse::parse;
use super::part::{Part, Unread};
use super::{Kept, Refusal, Stored, Subtotal, Table};
use crate::layout::Plan;
use crate::readers::{Batches, Fault};
use crate::{Counts, Dictionary, Feed};

/// All lines of one source.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// Canonical rows; columns by feed column.
    pub(crate) table: Table,
    /// One for each domain, of this source alone.
    pub(crate) dictionaries: [Dictionary; 5],
    /// Classes of its lines.
    pub(crate) counts: Counts,
    /// Rejects.
    pub(crate) refusals: Vec<Refusal>,
    /// Totals.
    pub(crate) subtotals: Vec<Subtotal>,
    /// Lines under the table.
    pub(crate) footers: Vec<(u32, String)>,
    /// What could not be read and is NULL.
    pub(crate) unread: Vec<Unread>,
    loose: Vec<(u32, String)>,
}

/// Batches that wait for those before them.
#[derive(Default)]
struct Joining {
    lines: Lines,
    next: usize,
    waiting: BTreeMap<usize, Part>,
    fault: Option<Fault>,
}

/// Reads every batch; a fault in the middle of a file ends it.
pub(crate) fn read(batches: Batches, plan: &Plan, feed: &Feed) -> Result<Lines, Fault> {
    let needs = Needs::of(feed, plan);
    let joining = Mutex::new(Joining::default());
    if let Ok(mut joining) = joining.lock() {
        joining.lines.table = Table {
            feed: plan.feed,
            columns: feed.columns.iter().map(|_| None).collect(),
            ..Table::default()
        };
    }
    batches
        .enumerate()
        .par_bridge()
        .for_each(|(at, batch)| match batch {
            Ok(batch) => {
                let part = parse(&batch.split(), plan, feed, &needs);
                if let Ok(mut joining) = joining.lock() {
                    joining.waiting.insert(at, part);
                    joining.advance(plan);
                }
            }
            Err(fault) => {
                if let Ok(mut joining) = joining.lock() {
                    joining.fault = Some(fault);
                }
            }
        });
    let joined = joining
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(fault) = joined.fault {
        return Err(fault);
    }
    let mut lines = joined.lines;
    lines.settle_loose();
    for column in lines.table.columns.iter_mut().flatten() {
        column.shrink();
    }
    lines.table.places.shrink_to_fit();
    lines.table.kept = vec![Kept::Detail; lines.table.len()];
    Ok(lines)
}

impl Joining {
    fn advance(&mut self, plan: &Plan) {
        while let Some(part) = self.waiting.remove(&self.next) {
            self.lines.append(part, plan);
            self.next += 1;
        }
    }
}

impl Lines {
    fn append(&mut self, part: Part, plan: &Plan) {
        let codes: Vec<Vec<u32>> = part
            .dictionaries
            .iter()
            .zip(&mut self.dictionaries)
            .map(|(from, to)| from.merged_into(to))
            .collect();
        for (read, values) in plan.reads.iter().zip(part.columns) {
            let translation = match read.how {
                super::How::Text(domain) | super::How::Word(domain) => codes.get(domain as usize),
                _ => None,
            };
            let Some(place) = self.table.columns.get_mut(read.column) else {
                continue;
            };
            let empty: Vec<u32> = Vec::new();
            place
                .get_or_insert_with(|| match values {
                    Stored::Int(_) => Stored::Int(Vec::new()),
                    Stored::Short(_) => Stored::Short(Vec::new()),
                    Stored::Text(_) => Stored::Text(Vec::new()),
                })
                .append(values, translation.unwrap_or(&empty));
        }
        self.table.places.extend(part.places);
        self.counts.lines += part.counts.lines;
        self.counts.detail += part.counts.detail;
        self.counts.subtotal += part.counts.subtotal;
        self.counts.layout += part.counts.layout;
        self.counts.reject += part.counts.reject;
        self.refusals.extend(part.refusals);
        self.subtotals.extend(part.subtotals);
        self.footers.extend(part.footers);
        self.loose.extend(part.loose);
        let mut sum = Part {
            unread: std::mem::take(&mut self.unread),
            ..Part::default()
        };
        for more in part.unread {
            sum.add_unread(more);
        }
        self.unread = sum.unread;
    }

    /// A lone text after the last row is a footer; one between rows may be a row that lost its cells.
    fn settle_loose(&mut self) {
        let last = self
            .table
            .places
            .last()
            .copied()
            .max(self.subtotals.last().map(|s| s.row))
            .unwrap_or(0);
        for (row, text) in std::mem::take(&mut self.loose) {
            if row > last {
                self.counts.layout += 1;
                self.footers.push((row, text));
            } else {
                self.counts.reject += 1;
                self.refusals.push(Refusal {
                    row,
                    cell: Some(0),
                    code: "lone-text",
                    reason: crate::Wording::new(
                        "整行只有一段文字，没有日期和金额",
                        "one text stands alone in the line, without a date or a sum",
                    ),
                    raw: text,
                });
            }
        }
        self.refusals.sort_by_key(|r| r.row);
    }

    /// Makes a canonical row a reject after all.
    pub(crate) fn reject(
        &mut self,
        at: usize,
        cell: Option<usize>,
        code: &'static str,
        reason: crate::Wording,
    ) {
        if !self.table.is_detail(at) {
            return;
        }
        self.table.mark(at, Kept::Reject);
        self.counts.detail = self.counts.detail.saturating_sub(1);
        self.counts.reject += 1;
        self.refusals.push(Refusal {
            row: self.table.places.get(at).copied().unwrap_or(0),
            cell,
            code,
            reason,
            raw: String::new(),
        });
    }
}
