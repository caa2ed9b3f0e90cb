//! Directions of journal lines, from whole vouchers.
//!
//! *Out* is the debit line on an expense, cost, asset or receivable account of a voucher that credits cash, bank or payables;
//! *in* is the mirror: the credit line on an income, equity or payable account of a voucher that debits cash, bank or
//! receivables. Other lines have no direction, so a voucher is not counted twice: what is booked as owed counts when it is
//! booked, not again when it is paid. A red line (negative) is a reversal on its own side.

use std::collections::BTreeMap;

use super::Names;
use crate::dictionary::text_of;
use crate::lines::{Stored, Table, known, month_of};
use crate::{AccountClass, Dictionary, NULL, NULL_CODE, account_class};

/// What the lines of one voucher say together: a bit for each class of account that it debits and credits.
#[derive(Clone, Copy, Debug, Default)]
struct Voucher {
    debits: u16,
    credits: u16,
    party: Named,
}

/// The parties that lines of a voucher name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Named {
    #[default]
    Nobody,
    One(u32),
    Several,
}

/// Ends of names that are organisations, so that 应付款/宏业建筑队 names one and 应付款/押金 does not.
const ORGANISATIONS: [char; 14] = [
    '司', '厂', '店', '队', '社', '部', '站', '院', '场', '馆', '行', '局', '所', '会',
];

/// Sets `debit`, `credit`, `direction`, `amount`, and where there are none `method` and `payee`, of every line; `chart` says
/// which chart a collective uses, where pinned.
pub(crate) fn direct_journal(
    table: &mut Table,
    feed: Names<'_>,
    dictionaries: &mut [Dictionary],
    chart: &dyn Fn(&str) -> Option<String>,
) {
    sides_of_amounts(table, feed, dictionaries);
    let classes = classes(table, feed, dictionaries, chart);
    let parties = parties(table, feed, dictionaries, &classes);
    let vouchers = vouchers(table, feed, &classes, &parties);
    let mut word = |name: &str, text: &str| {
        let dictionary = dictionaries.get_mut(feed.domain(name) as usize);
        dictionary.map_or(NULL_CODE, |d| d.intern(text))
    };
    let (out, into) = (word("direction", "out"), word("direction", "in"));
    let (cash, bank) = (word("method", "cash"), word("method", "bank"));
    let rows = table.len();
    let mut directions = Vec::with_capacity(rows);
    let mut amounts = Vec::with_capacity(rows);
    let mut methods = Vec::with_capacity(rows);
    let mut payees = Vec::with_capacity(rows);
    for row in 0..rows {
        let voucher = vouchers
            .get(&key(table, feed, row))
            .copied()
            .unwrap_or_default();
        let (debit, credit) = (
            sum(table, feed, "debit", row),
            sum(table, feed, "credit", row),
        );
        let class = classes.get(row).copied().flatten();
        let (direction, amount) = match class {
            Some(
                AccountClass::Expense
                | AccountClass::Cost
                | AccountClass::Asset
                | AccountClass::Receivable,
            ) if debit != 0 && voucher.gives() => (out, debit),
            Some(AccountClass::Income | AccountClass::Equity | AccountClass::Payable)
                if credit != 0 && voucher.takes() =>
            {
                (into, credit)
            }
            _ => (NULL_CODE, NULL),
        };
        directions.push(direction);
        amounts.push(amount);
        let own = feed.code(table, "method", row);
        methods.push(match (own, direction) {
            (NULL_CODE, d) if d == out && d != NULL_CODE => method(voucher.credits, cash, bank),
            (NULL_CODE, d) if d == into && d != NULL_CODE => method(voucher.debits, cash, bank),
            (own, _) => own,
        });
        let own = parties.get(row).copied().unwrap_or(NULL_CODE);
        let shared = if let Named::One(party) = voucher.party {
            party
        } else {
            NULL_CODE
        };
        payees.push(if own == NULL_CODE && direction != NULL_CODE {
            shared
        } else {
            own
        });
    }
    for (name, stored) in [
        ("direction", Stored::Text(directions)),
        ("amount", Stored::Int(amounts)),
        ("method", Stored::Text(methods)),
        ("payee", Stored::Text(payees)),
    ] {
        if let Some(at) = feed.at(name) {
            table.set(at, Some(stored));
        }
    }
}

impl Voucher {
    /// Whether money or a debt stands against what it debits.
    fn gives(self) -> bool {
        holds(self.credits, AccountClass::Cash)
            || holds(self.credits, AccountClass::Bank)
            || holds(self.credits, AccountClass::Payable)
    }

    /// Whether money or a claim stands against what it credits.
    fn takes(self) -> bool {
        holds(self.debits, AccountClass::Cash)
            || holds(self.debits, AccountClass::Bank)
            || holds(self.debits, AccountClass::Receivable)
    }
}

fn bit(class: AccountClass) -> u16 {
    1 << class as u16
}

fn holds(classes: u16, class: AccountClass) -> bool {
    classes & bit(class) != 0
}

/// How it was paid, where one kind of money alone moved.
fn method(classes: u16, cash: u32, bank: u32) -> u32 {
    match (
        holds(classes, AccountClass::Cash),
        holds(classes, AccountClass::Bank),
    ) {
        (true, false) => cash,
        (false, true) => bank,
        _ => NULL_CODE,
    }
}

fn vouchers(
    table: &Table,
    feed: Names<'_>,
    classes: &[Option<AccountClass>],
    parties: &[u32],
) -> BTreeMap<(u32, i64, u32), Voucher> {
    let mut vouchers: BTreeMap<(u32, i64, u32), Voucher> = BTreeMap::new();
    for row in (0..table.len()).filter(|row| table.is_detail(*row)) {
        let voucher = vouchers.entry(key(table, feed, row)).or_default();
        if let Some(class) = classes.get(row).copied().flatten() {
            if sum(table, feed, "debit", row) != 0 {
                voucher.debits |= bit(class);
            }
            if sum(table, feed, "credit", row) != 0 {
                voucher.credits |= bit(class);
            }
        }
        let party = parties.get(row).copied().unwrap_or(NULL_CODE);
        if party != NULL_CODE {
            voucher.party = match voucher.party {
                Named::Nobody => Named::One(party),
                Named::One(known) if known == party => Named::One(known),
                Named::One(_) | Named::Several => Named::Several,
            };
        }
    }
    vouchers
}

/// Which voucher a line belongs to: numbers begin again with every month; without a number the lines of a day belong together
/// as well as can be told.
fn key(table: &Table, feed: Names<'_>, row: usize) -> (u32, i64, u32) {
    let day = feed.number(table, "date", row);
    let number = feed.code(table, "voucher_no", row);
    let when = if number == NULL_CODE || !known(day) {
        day
    } else {
        month_of(day)
    };
    (feed.code(table, "org", row), when, number)
}

fn sum(table: &Table, feed: Names<'_>, name: &str, row: usize) -> i64 {
    let value = feed.number(table, name, row);
    if known(value) { value } else { 0 }
}

/// The party of each line: its own column, else the organisation that a sub-account of claims and debts is called by.
fn parties(
    table: &Table,
    feed: Names<'_>,
    dictionaries: &mut [Dictionary],
    classes: &[Option<AccountClass>],
) -> Vec<u32> {
    let (from_name, from_detail) = (
        feed.domain("account_name") as usize,
        feed.domain("detail_name") as usize,
    );
    let party = feed.domain("payee") as usize;
    let mut named: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    (0..table.len())
        .map(|row| {
            let own = feed.code(table, "payee", row);
            let class = classes.get(row).copied().flatten();
            if own != NULL_CODE
                || !matches!(
                    class,
                    Some(AccountClass::Receivable | AccountClass::Payable)
                )
            {
                return own;
            }
            let codes = (
                feed.code(table, "detail_name", row),
                feed.code(table, "account_name", row),
            );
            *named.entry(codes).or_insert_with(|| {
                let text = |domain: usize, code: u32| text_of(dictionaries.get(domain), code);
                let detail = text(from_detail, codes.0);
                let account = text(from_name, codes.1);
                let (detail, account) = (&*detail, &*account);
                let tail = account
                    .rsplit(['/', '\\', '-', '_', '—'])
                    .next()
                    .filter(|t| *t != account);
                let found = [Some(detail), tail]
                    .into_iter()
                    .flatten()
                    .map(str::trim)
                    .find(|t| t.chars().count() >= 4 && t.ends_with(ORGANISATIONS));
                let found = found.map(str::to_owned);
                found
                    .and_then(|name| dictionaries.get_mut(party).map(|d| d.intern(&name)))
                    .unwrap_or(NULL_CODE)
            })
        })
        .collect()
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
    let text = |name: &str, code: u32| text_of(dictionaries.get(feed.domain(name) as usize), code);
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
                    let pinned = chart(&text("org", org));
                    account_class(
                        &text("account_name", name),
                        &text("account_code", number),
                        pinned.as_deref(),
                        known(day).then_some(day),
                    )
                })
        })
        .collect()
}
