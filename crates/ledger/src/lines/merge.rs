//! Reads all batches of a source side by side and joins them in their order.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use rustc_hash::FxHashMap;

use super::codes::Coder;
use super::columns::{Memory, parse_columns};
use super::needs::Needs;
use super::parse::parse;
use super::part::{Part, Unread};
use super::{How, Kept, Mark, Refusal, Stored, Subtotal, Table};
use crate::layout::Plan;
use crate::readers::{Batch, Batches, Fault, Piece, Pieces};
use crate::{Counts, Dictionary, Domain, Feed, Schema};

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
    /// Lines between rows that may begin a section of another collective or another table.
    pub(crate) marks: Vec<Mark>,
    loose: Vec<(u32, String)>,
}

/// What one thread read: its batches with their numbers and the rows that each has in the columns, and the dictionaries of their codes.
struct Share {
    rows: Rows,
    coder: Coder,
}

/// The batches of a thread.
#[derive(Default)]
struct Rows {
    parts: Vec<(usize, Range<usize>, Part)>,
    /// Places of the rows of each part that stand one below the other; their part does not hold them.
    runs: Vec<Range<u32>>,
    /// One for each of the plan's reads. The columns of a batch are added to them at once: small ones among others that are still
    /// needed would not be given back to the system when all are joined.
    columns: Vec<Stored>,
}

impl Share {
    /// Reads the pieces of a batch.
    fn read(
        &mut self,
        at: usize,
        pieces: Pieces,
        memory: &mut Memory,
        (plan, feed, needs): (&Plan, &Feed, &Needs<'_>),
    ) -> Result<(), Fault> {
        for piece in pieces {
            match piece? {
                Piece::Records(records) => {
                    let part = parse(&records, plan, feed, needs, &mut self.coder);
                    self.rows.add(at, part);
                }
                Piece::Columns(columns) => {
                    let own = (&mut self.coder, &mut *memory);
                    let mut take = |part| self.rows.add(at, part);
                    parse_columns(columns, plan, feed, needs, own, &mut take)?;
                }
            }
        }
        Ok(())
    }
}

impl Rows {
    fn add(&mut self, at: usize, mut part: Part) {
        let columns = std::mem::take(&mut part.columns);
        let first = self.columns.first().map_or(0, Stored::len);
        if self.columns.is_empty() {
            self.columns = columns;
        } else {
            for (all, more) in self.columns.iter_mut().zip(&columns) {
                all.extend(more, 0..more.len());
            }
        }
        let rows = first..first + part.places.len();
        let from = part.places.first().copied().unwrap_or(0);
        let to = part.places.last().map_or(0, |last| last.saturating_add(1));
        let is_run = part.places.iter().copied().eq(from..to);
        if is_run {
            part.places = Vec::new();
        }
        self.runs.push(if is_run { from..to } else { 0..0 });
        self.parts.push((at, rows, part));
    }
}

/// Reads every batch; a fault in the middle of a file ends it.
pub(crate) fn read(batches: Batches, plan: &Plan, schema: &Schema) -> Result<Lines, Fault> {
    let Some(feed) = schema.feeds.get(plan.feed) else {
        return Ok(Lines::default());
    };
    let needs = Needs::of(feed, plan, schema);
    let batches = Mutex::new(batches.enumerate());
    let next = || match batches.lock() {
        Ok(mut batches) => batches.next(),
        Err(_) => None,
    };
    let shares: Mutex<Vec<Outcome>> = Mutex::default();
    rayon::scope(|scope| {
        for _ in 0..rayon::current_num_threads() {
            scope.spawn(|_| {
                let mut share = Share {
                    rows: Rows::default(),
                    coder: Coder::new(plan),
                };
                let mut memory = Memory::default();
                while let Some((at, batch)) = next() {
                    let read = batch.and_then(Batch::pieces).and_then(|pieces| {
                        share.read(at, pieces, &mut memory, (plan, feed, &needs))
                    });
                    if let Err(fault) = read {
                        put(&shares, Err((at, fault)));
                        return;
                    }
                }
                if !share.rows.parts.is_empty() {
                    put(&shares, Ok(share));
                }
            });
        }
    });
    let shares = shares.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (shares, mut faults) =
        (shares.into_iter()).fold((Vec::new(), Vec::new()), |(mut good, mut bad), share| {
            match share {
                Ok(share) => good.push(share),
                Err(fault) => bad.push(fault),
            }
            (good, bad)
        });
    // Of several the first in the file is told, whichever thread was quicker.
    faults.sort_by_key(|(at, _)| *at);
    if let Some((_, fault)) = faults.into_iter().next() {
        return Err(fault);
    }
    let mut lines = join(shares, plan, feed);
    lines.settle_loose();
    lines.table.kept = vec![Kept::Detail; lines.table.len()];
    Ok(lines)
}

/// What a thread read, or the batch that it failed at and why.
type Outcome = Result<Share, (usize, Fault)>;

fn put(shares: &Mutex<Vec<Outcome>>, share: Outcome) {
    shares
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(share);
}

/// Puts batches in their order; the codes of all threads become those of one.
fn join(shares: Vec<Share>, plan: &Plan, feed: &Feed) -> Lines {
    let mut lines = Lines {
        table: Table {
            feed: plan.feed,
            columns: feed.columns.iter().map(|_| None).collect(),
            ..Table::default()
        },
        ..Lines::default()
    };
    let mut parts = Vec::new();
    let mut columns: Vec<Vec<Stored>> = plan.reads.iter().map(|_| Vec::new()).collect();
    let mut dictionaries: [Vec<Own>; 5] = Default::default();
    for (thread, share) in shares.into_iter().enumerate() {
        let own = share.rows.parts.into_iter().zip(share.rows.runs);
        parts.extend(own.map(|((at, rows, part), run)| (at, (thread, rows), (part, run))));
        for (all, column) in columns.iter_mut().zip(share.rows.columns) {
            all.push(column);
        }
        for (read, (of, dictionary)) in plan.reads.iter().zip(share.coder.dictionaries).enumerate()
        {
            if let How::Text(domain) | How::Word(domain) = of.how
                && let Some(all) = dictionaries.get_mut(domain as usize)
            {
                all.push(((read, thread), dictionary));
            }
        }
    }
    // The parts of one batch were read by one thread, in their order.
    parts.sort_by_key(|(at, ..)| *at);
    let merged: Vec<(Dictionary, Vec<Codes>)> = dictionaries
        .into_par_iter()
        .zip(Domain::ALL)
        .map(|(all, domain)| merge(all, domain))
        .collect();
    let mut translations: FxHashMap<Whose, Vec<u32>> = FxHashMap::default();
    for (place, (dictionary, codes)) in lines.dictionaries.iter_mut().zip(merged) {
        *place = dictionary;
        translations.extend(codes);
    }
    let order: Vec<(usize, Range<usize>)> = parts.iter().map(|(_, rows, _)| rows.clone()).collect();
    let joined: Vec<Option<Stored>> = columns
        .into_par_iter()
        .enumerate()
        .map(|(read, shares)| {
            shares.first()?;
            let stretches = order.iter().filter_map(|(thread, rows)| {
                let codes = translations.get(&(read, *thread)).map(Vec::as_slice);
                Some((shares.get(*thread)?, rows.clone(), codes))
            });
            Some(Stored::joined(stretches))
        })
        .collect();
    for (read, column) in plan.reads.iter().zip(joined) {
        lines.table.set(read.column, column);
    }
    // Places come last: while columns are joined there is most in memory.
    let rows = order.iter().map(|(_, rows)| rows.len()).sum();
    lines.table.places.reserve_exact(rows);
    for (_, _, (mut part, run)) in parts {
        if part.places.is_empty() {
            part.places.extend(run);
        }
        lines.append(part);
    }
    lines
}

/// A read of the plan, and a thread.
type Whose = (usize, usize);
/// A dictionary of one read by one thread.
type Own = (Whose, Dictionary);
/// What the codes of such a dictionary are in another.
type Codes = (Whose, Vec<u32>);

/// All dictionaries of a domain in the largest of them, and what the codes of the others are there.
fn merge(mut all: Vec<Own>, domain: Domain) -> (Dictionary, Vec<Codes>) {
    let largest = all.iter().enumerate().max_by_key(|(_, (_, own))| own.len());
    let mut merged = match largest.map(|(at, _)| at) {
        Some(at) => all.swap_remove(at).1,
        None => Dictionary::of(domain),
    };
    let codes = all
        .into_iter()
        .map(|(whose, own)| (whose, own.merged_into(&mut merged)))
        .collect();
    (merged, codes)
}

impl Lines {
    /// Adds what stands beside the columns of a batch.
    fn append(&mut self, part: Part) {
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
        self.marks.extend(part.marks);
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
