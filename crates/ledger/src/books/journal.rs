//! Directions of journal lines, from whole vouchers.
//!
//! *Out* is the debit line on an expense, cost, asset or receivable account of a voucher that credits cash, bank or payables;
//! *in* is the mirror: the credit line on an income, receivable, asset or payable account of a voucher that debits cash or bank.
//! Other lines have no direction, so a voucher is not counted twice. A red line (negative) is a reversal on its own side.

use std::collections::BTreeMap;

use super::Names;
use crate::lines::{Stored, Table, known, month_of};
use crate::{AccountClass, Dictionary, NULL, NULL_CODE, account_class};

/// What the accounts of one voucher say together.
#[derive(Clone, Copy, Debug, Default)]
struct Voucher {
    credits_money: bool,
    credits_payable: bool,
    debits_money: bool,
}

/// Sets `debit`, `credit`, `direction` and `amount` of every line; `chart` says which chart a collective uses, where pinned.
pub(crate) fn direct_journal(
    table: &mut Table,
    feed: Names<'_>,
    dictionaries: &mut [Dictionary],
    chart: &dyn Fn(&str) -> Option<String>,
) {
    sides_of_amounts(table, feed, dictionaries);
    let classes = classes(table, feed, dictionaries, chart);
    let mut vouchers: BTreeMap<(u32, i64, u32), Voucher> = BTreeMap::new();
    let key = |row: usize| {
        let day = feed.number(table, "date", row);
        let number = feed.code(table, "voucher_no", row);
        // Without a number the lines of a day belong together as well as can be told.
        let when = if number == NULL_CODE || !known(day) {
            day
        } else {
            month_of(day)
        };
        (feed.code(table, "org", row), when, number)
    };
    let sum = |name: &str, row: usize| {
        let value = feed.number(table, name, row);
        if known(value) { value } else { 0 }
    };
    for row in 0..table.len() {
        if !table.is_detail(row) {
            continue;
        }
        let class = classes.get(row).copied().flatten();
        let money = matches!(class, Some(AccountClass::Cash | AccountClass::Bank));
        let voucher = vouchers.entry(key(row)).or_default();
        voucher.credits_money |= money && sum("credit", row) != 0;
        voucher.debits_money |= money && sum("debit", row) != 0;
        voucher.credits_payable |= class == Some(AccountClass::Payable) && sum("credit", row) != 0;
    }
    let (out, into) = match dictionaries.get_mut(feed.domain("direction") as usize) {
        Some(dictionary) => (dictionary.intern("out"), dictionary.intern("in")),
        None => return,
    };
    let mut directions = Vec::with_capacity(table.len());
    let mut amounts = Vec::with_capacity(table.len());
    for row in 0..table.len() {
        let voucher = vouchers.get(&key(row)).copied().unwrap_or_default();
        let (debit, credit) = (sum("debit", row), sum("credit", row));
        let (direction, amount) = match classes.get(row).copied().flatten() {
            Some(
                AccountClass::Expense
                | AccountClass::Cost
                | AccountClass::Asset
                | AccountClass::Receivable,
            ) if debit != 0 && (voucher.credits_money || voucher.credits_payable) => (out, debit),
            // What was owed is paid: the expense was booked before, and this is the money for it.
            Some(AccountClass::Payable) if debit != 0 && voucher.credits_money => (out, debit),
            Some(
                AccountClass::Income
                | AccountClass::Receivable
                | AccountClass::Asset
                | AccountClass::Payable
                | AccountClass::Equity
                | AccountClass::Expense
                | AccountClass::Cost,
            ) if credit != 0 && voucher.debits_money => (into, credit),
            _ => (NULL_CODE, NULL),
        };
        directions.push(direction);
        amounts.push(amount);
    }
    if let Some(at) = feed.at("direction") {
        table.set(at, Some(Stored::Text(directions)));
    }
    if let Some(at) = feed.at("amount") {
        table.set(at, Some(Stored::Int(amounts)));
    }
}

/// 方向 and 金额 become debit and credit.
fn sides_of_amounts(table: &mut Table, feed: Names<'_>, dictionaries: &[Dictionary]) {
    let (Some(debit), Some(credit)) = (feed.at("debit"), feed.at("credit")) else {
        return;
    };
    if table.stored(debit).is_some()
        || table.stored(credit).is_some()
        || !feed.supplied(table, "amount_side")
    {
        return;
    }
    let words = dictionaries.get(feed.domain("side") as usize);
    let code = |word: &str| words.and_then(|d| d.code(word));
    let (is_debit, is_credit) = (code("debit"), code("credit"));
    let of = |wanted: Option<u32>| -> Vec<i64> {
        (0..table.len())
            .map(|row| {
                let side = feed.code(table, "side", row);
                if wanted == Some(side) {
                    feed.number(table, "amount_side", row)
                } else {
                    NULL
                }
            })
            .collect()
    };
    let (debits, credits) = (of(is_debit), of(is_credit));
    table.set(debit, Some(Stored::Int(debits)));
    table.set(credit, Some(Stored::Int(credits)));
}

/// Class of the account of each line; every pair of name and code is looked up once a chart and year.
fn classes(
    table: &Table,
    feed: Names<'_>,
    dictionaries: &[Dictionary],
    chart: &dyn Fn(&str) -> Option<String>,
) -> Vec<Option<AccountClass>> {
    let text = |name: &str, code: u32| {
        dictionaries
            .get(feed.domain(name) as usize)
            .map_or("", |d| d.text(code))
    };
    let mut known_classes: BTreeMap<(u32, u32, u32, i64), Option<AccountClass>> = BTreeMap::new();
    (0..table.len())
        .map(|row| {
            let name = feed.code(table, "account_name", row);
            let number = feed.code(table, "account_code", row);
            let org = feed.code(table, "org", row);
            let day = feed.number(table, "date", row);
            let year = if known(day) { month_of(day) / 12 } else { NULL };
            *known_classes
                .entry((name, number, org, year))
                .or_insert_with(|| {
                    let pinned = chart(text("org", org));
                    account_class(
                        text("account_name", name),
                        text("account_code", number),
                        pinned.as_deref(),
                        known(day).then_some(day),
                    )
                })
        })
        .collect()
}
