//! One book per collective, account and month: a statement before a bank book before a list. A cash book is an account of its
//! own and never competes. Sources whose account is unknown compete only where their rows agree.

use std::collections::{BTreeMap, BTreeSet};

use super::Names;
use crate::dictionary::text_of;
use crate::lines::{Kept, Table, known, month_of};
use crate::{Dictionary, NULL_CODE};

/// Days by which a book may be later or earlier than the bank.
const DAYS: i64 = 5;

/// Rows of one book in one month.
#[derive(Default)]
struct Month {
    /// By rank, account: rows of tables.
    rows: BTreeMap<(u8, u32), Vec<(usize, usize)>>,
}

/// Marks rows of books that stand back; tables in the order of their sources.
pub(crate) fn choose_books(
    tables: &mut [&mut Table],
    feed: Names<'_>,
    dictionaries: &[Dictionary],
) {
    let words = dictionaries.get(feed.domain("book") as usize);
    if one_rank(tables, feed, words) {
        return;
    }
    let mut months: BTreeMap<(u32, i64), Month> = BTreeMap::new();
    for (at, table) in tables.iter().enumerate() {
        let held = |name: &str| feed.held(table, name);
        let (days, books, accounts, orgs) =
            (held("date"), held("book"), held("account"), held("org"));
        for row in 0..table.len() {
            let day = days.number(row);
            if !table.is_detail(row) || !known(day) {
                continue;
            }
            let Some(rank) = rank(&text_of(words, books.code(row))) else {
                continue;
            };
            let account = accounts.code(row);
            let month = months.entry((orgs.code(row), month_of(day))).or_default();
            month
                .rows
                .entry((rank, account))
                .or_default()
                .push((at, row));
        }
    }
    let mut second: BTreeSet<(usize, usize)> = BTreeSet::new();
    for month in months.values().filter(|m| m.rows.len() > 1) {
        for ((rank, account), rows) in &month.rows {
            let before: Vec<&Vec<(usize, usize)>> = month
                .rows
                .iter()
                .filter(|((other, theirs), _)| other < rank && may_be_same(*account, *theirs))
                .map(|(_, rows)| rows)
                .collect();
            if before.is_empty() {
                continue;
            }
            let certain = *account != NULL_CODE
                && month
                    .rows
                    .keys()
                    .any(|(other, theirs)| other < rank && theirs == account);
            if certain || agree(tables, feed, rows, &before) {
                second.extend(rows);
            }
        }
    }
    for (table, row) in second {
        if let Some(table) = tables.get_mut(table) {
            table.mark(row, Kept::Second);
        }
    }
}

/// Which book goes first; a cash book never competes.
fn rank(book: &str) -> Option<u8> {
    match book {
        "statement" => Some(0),
        "bank_book" => Some(1),
        "cash_book" => None,
        _ => Some(2),
    }
}

/// Whether all books are of one rank, so that none competes with another.
fn one_rank(tables: &[&mut Table], feed: Names<'_>, words: Option<&Dictionary>) -> bool {
    let mut ranks = BTreeSet::new();
    for table in tables {
        let books = feed.held(table, "book");
        let mut last = None;
        for row in 0..table.len() {
            let code = books.code(row);
            if last != Some(code) {
                last = Some(code);
                ranks.extend(rank(&text_of(words, code)));
            }
        }
    }
    ranks.len() <= 1
}

fn may_be_same(a: u32, b: u32) -> bool {
    a == b || a == NULL_CODE || b == NULL_CODE
}

/// Whether at least half of the rows, and two, are found in the better book: same direction and amount, within a few days.
fn agree(
    tables: &[&mut Table],
    feed: Names<'_>,
    rows: &[(usize, usize)],
    before: &[&Vec<(usize, usize)>],
) -> bool {
    let key = |(table, row): (usize, usize)| {
        let table = tables.get(table)?;
        let amount = feed.number(table, "amount", row);
        known(amount).then(|| {
            (
                feed.code(table, "direction", row),
                amount,
                feed.number(table, "date", row),
            )
        })
    };
    let mut theirs: BTreeMap<(u32, i64), Vec<i64>> = BTreeMap::new();
    for (direction, amount, day) in before.iter().flat_map(|r| r.iter()).filter_map(|r| key(*r)) {
        theirs.entry((direction, amount)).or_default().push(day);
    }
    let mut found = 0_usize;
    for (direction, amount, day) in rows.iter().filter_map(|r| key(*r)) {
        if let Some(days) = theirs.get_mut(&(direction, amount))
            && let Some(at) = days.iter().position(|d| (d - day).abs() <= DAYS)
        {
            days.swap_remove(at);
            found += 1;
        }
    }
    found * 2 >= rows.len() && (found >= 2 || rows.len() == 1)
}
