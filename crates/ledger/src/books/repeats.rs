//! Rows that another source of the same book supplied already: the monthly and the annual export, a file under two names.
//!
//! Sources are compared month by month. Rows of a later source are repeats of an earlier one where, for the collective,
//! account and book, nearly all rows of the smaller side are found on the other; and then with multiplicity, so that two equal
//! payments in one file stay two. A month that only happens to share a row or two is not touched.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::Names;
use crate::lines::{Kept, Table, known, month_of};

/// Months of a book: collective, account, book.
type Month = (u32, u32, u32, i64);

/// Rows of one source in one month of a book.
struct Slice {
    table: usize,
    /// Row and its fingerprint.
    rows: Vec<(usize, u64)>,
    /// Whether a number or a running balance stands in the fingerprint, so that few equal rows prove much.
    strong: bool,
}

/// Columns that tell rows of a feed apart; those that both sources supply are compared.
const PRINTS: [(&str, &[&str], &[&str]); 3] = [
    (
        "payments",
        &["direction", "amount", "payee", "summary"],
        &["balance", "txn_no", "voucher_no"],
    ),
    (
        "journal",
        &[
            "voucher_no",
            "account_name",
            "account_code",
            "debit",
            "credit",
            "summary",
        ],
        &["voucher_no"],
    ),
    (
        "balances",
        &[
            "period",
            "account_code",
            "account_name",
            "closing",
            "closing_debit",
            "closing_credit",
        ],
        &["account_code"],
    ),
];

/// Marks repeats among the tables of one feed, which stand in the order of their sources; returns how many for each table.
///
/// `sheets` says of each table which file and sheet it is from: sections of one sheet are never repeats of one another.
pub(crate) fn mark_repeats(
    tables: &mut [&mut Table],
    sheets: &[(&str, &str)],
    feed: Names<'_>,
) -> Vec<u64> {
    let mut counts = vec![0; tables.len()];
    let Some((_, weak, strong)) = PRINTS.iter().find(|(name, ..)| *name == feed.0.name) else {
        return counts;
    };
    if tables.len() < 2 {
        return counts;
    }
    let columns: Vec<usize> = weak
        .iter()
        .chain(*strong)
        .filter_map(|n| feed.at(n))
        .collect();
    let strong: Vec<usize> = strong.iter().filter_map(|n| feed.at(n)).collect();
    let months = by_month(tables, feed, &columns, &strong);
    for slices in months.values().filter(|s| s.len() > 1) {
        // What earlier sources supply of this month, by fingerprint, with how many of each.
        for later in 1..slices.len() {
            let Some(slice) = slices.get(later) else {
                continue;
            };
            let other = |s: &&Slice| sheets.get(s.table) != sheets.get(slice.table);
            for earlier in slices.iter().take(later).filter(other) {
                let shared = shared_columns(tables, earlier.table, slice.table, &columns);
                let found = repeated(tables, earlier, slice, &shared, feed);
                for row in found {
                    if let Some(table) = tables.get_mut(slice.table)
                        && table.is_detail(row)
                    {
                        table.mark(row, Kept::Repeat);
                        if let Some(count) = counts.get_mut(slice.table) {
                            *count += 1;
                        }
                    }
                }
            }
        }
    }
    counts
}

fn by_month(
    tables: &[&mut Table],
    feed: Names<'_>,
    columns: &[usize],
    strong: &[usize],
) -> BTreeMap<Month, Vec<Slice>> {
    let mut months: BTreeMap<Month, Vec<Slice>> = BTreeMap::new();
    let date = feed.0.date.as_deref().and_then(|d| feed.at(d));
    for (at, table) in tables.iter().enumerate() {
        let held = |name: &str| feed.held(table, name);
        let (orgs, accounts, books) = (held("org"), held("account"), held("book"));
        let is_strong = strong.iter().any(|c| table.stored(*c).is_some());
        for row in 0..table.len() {
            if !table.is_detail(row) {
                continue;
            }
            let day = date.map_or(crate::NULL, |d| table.number(d, row));
            if !known(day) {
                continue;
            }
            let key = (
                orgs.code(row),
                accounts.code(row),
                books.code(row),
                month_of(day),
            );
            let slices = months.entry(key).or_default();
            if slices.last().is_none_or(|s| s.table != at) {
                slices.push(Slice {
                    table: at,
                    rows: Vec::new(),
                    strong: is_strong,
                });
            }
            if let Some(slice) = slices.last_mut() {
                slice.rows.push((row, print(table, row, day, columns)));
            }
        }
    }
    months
}

fn shared_columns(tables: &[&mut Table], a: usize, b: usize, columns: &[usize]) -> Vec<usize> {
    let has = |t: usize, c: usize| tables.get(t).is_some_and(|t| t.stored(c).is_some());
    columns
        .iter()
        .copied()
        .filter(|c| has(a, *c) && has(b, *c))
        .collect()
}

/// Rows of `later` that `earlier` has, if the month as a whole is the same.
fn repeated(
    tables: &[&mut Table],
    earlier: &Slice,
    later: &Slice,
    shared: &[usize],
    feed: Names<'_>,
) -> Vec<usize> {
    let (Some(a), Some(b)) = (tables.get(earlier.table), tables.get(later.table)) else {
        return Vec::new();
    };
    let date = feed.0.date.as_deref().and_then(|d| feed.at(d));
    let prints = |table: &Table, slice: &Slice| -> Vec<(usize, u64)> {
        slice
            .rows
            .iter()
            .map(|(row, _)| {
                (
                    *row,
                    print(
                        table,
                        *row,
                        date.map_or(crate::NULL, |d| table.number(d, *row)),
                        shared,
                    ),
                )
            })
            .collect()
    };
    let mut supplied: FxHashMap<u64, usize> = FxHashMap::default();
    for (_, print) in prints(a, earlier) {
        *supplied.entry(print).or_default() += 1;
    }
    let mut found = Vec::new();
    for (row, print) in prints(b, later) {
        if let Some(left) = supplied.get_mut(&print)
            && *left > 0
        {
            *left -= 1;
            found.push(row);
        }
    }
    let smaller = earlier.rows.len().min(later.rows.len());
    let all_but_few = found.len() * 10 >= smaller * 9;
    let proven = found.len() >= 3
        || (earlier.strong && later.strong)
        || (found.len() == earlier.rows.len()
            && found.len() == later.rows.len()
            && found.len() >= 2);
    if all_but_few && proven {
        found
    } else {
        Vec::new()
    }
}

fn print(table: &Table, row: usize, day: i64, columns: &[usize]) -> u64 {
    let mut hasher = FxHasher::default();
    day.hash(&mut hasher);
    for column in columns {
        table.number(*column, row).hash(&mut hasher);
        table.code(*column, row).hash(&mut hasher);
    }
    hasher.finish()
}
