//! Directions and amounts of payments from the columns that an export has.
//!
//! The amount is served with its direction: what a signed column shows as minus is money out, without the minus. A red entry,
//! negative in a column that has a side already (收入, 支出, 借, 贷, or a list of payments), stays a negative amount of that
//! side: a reversal, not a movement the other way.

use super::Names;
use crate::layout::Sign;
use crate::lines::{Kept, Lines, Stored, known};
use crate::{NULL, NULL_CODE};

/// Whether a row is money out or in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Out,
    In,
    Neither,
}

/// Words by which a bank says debit and credit; the books say the opposite.
const DEBIT: [&str; 12] = [
    "借", "借方", "借记", "D", "DR", "DEBIT", "1", "支", "支出", "付", "转出", "往账",
];
const CREDIT: [&str; 12] = [
    "贷", "贷方", "贷记", "C", "CR", "CREDIT", "2", "收", "收入", "存", "转入", "来账",
];
/// Conditions under which no money moved.
const FAILED: [&str; 7] = [
    "失败",
    "未成功",
    "已撤销",
    "撤销成功",
    "未支付",
    "已作废",
    "作废",
];

/// Sets `direction` and `amount` of every row by the plan's sign; returns how many rows did not move money by their status.
pub(crate) fn direct_payments(lines: &mut Lines, feed: Names<'_>, sign: Sign) -> u64 {
    let Some((amount_at, direction_at)) = feed.at("amount").zip(feed.at("direction")) else {
        return 0;
    };
    let rows = lines.table.len();
    let ways = ways(lines, feed, sign);
    let redundant_minus = minus_is_redundant(lines, feed, sign, &ways);
    let domain = feed.domain("direction") as usize;
    let (out, into) = match lines.dictionaries.get_mut(domain) {
        Some(dictionary) => (dictionary.intern("out"), dictionary.intern("in")),
        None => (NULL_CODE, NULL_CODE),
    };
    let (status_at, status_domain) = (feed.at("status"), feed.domain("status") as usize);
    let mut failed = 0;
    let mut directions = Vec::with_capacity(rows);
    let mut amounts = Vec::with_capacity(rows);
    for (row, way) in ways.iter().enumerate() {
        let status = status_at.map_or(NULL_CODE, |at| lines.table.code(at, row));
        let status = lines
            .dictionaries
            .get(status_domain)
            .map_or("", |d| d.text(status));
        let stopped = FAILED.iter().any(|w| status.contains(w));
        failed += u64::from(stopped);
        let code = match way {
            _ if stopped => NULL_CODE,
            Way::Out => out,
            Way::In => into,
            Way::Neither => NULL_CODE,
        };
        directions.push(code);
        amounts.push(amount(lines, feed, sign, row, *way, redundant_minus));
    }
    let table = &mut lines.table;
    table.set(amount_at, Some(Stored::Int(amounts)));
    table.set(direction_at, Some(Stored::Text(directions)));
    failed
}

fn ways(lines: &Lines, feed: Names<'_>, sign: Sign) -> Vec<Way> {
    let table = &lines.table;
    let dictionary = lines.dictionaries.get(feed.domain("direction") as usize);
    let flags = lines.dictionaries.get(feed.domain("flag") as usize);
    let mut known_flags: std::collections::BTreeMap<u32, Way> = std::collections::BTreeMap::new();
    (0..table.len())
        .map(|row| match sign {
            Sign::Words | Sign::BookWords => {
                let word = feed.code(table, "direction", row);
                if word != NULL_CODE {
                    return match dictionary.map_or("", |d| d.text(word)) {
                        "out" => Way::Out,
                        "in" => Way::In,
                        _ => Way::Neither,
                    };
                }
                let code = feed.code(table, "flag", row);
                if code == NULL_CODE {
                    return Way::Neither;
                }
                *known_flags.entry(code).or_insert_with(|| {
                    let way = flag(flags.map_or("", |d| d.text(code)));
                    if sign == Sign::BookWords {
                        turned(way)
                    } else {
                        way
                    }
                })
            }
            Sign::TwoColumns => sided(table, feed, row, "amount_out", "amount_in"),
            Sign::Bank => sided(table, feed, row, "amount_debit", "amount_credit"),
            Sign::Book => sided(table, feed, row, "amount_credit", "amount_debit"),
            Sign::Signed | Sign::SignedReversed => {
                let amount = feed.number(table, "amount", row);
                match (known(amount), (amount < 0) == (sign == Sign::Signed)) {
                    (false, _) => Way::Neither,
                    (true, true) => Way::Out,
                    (true, false) => Way::In,
                }
            }
            Sign::Out => Way::Out,
            Sign::In => Way::In,
            Sign::None => Way::Neither,
        })
        .collect()
}

/// Which of two columns holds the sum; where both hold nothing but a zero, neither.
fn sided(table: &crate::lines::Table, feed: Names<'_>, row: usize, out: &str, into: &str) -> Way {
    let (out, into) = (feed.number(table, out, row), feed.number(table, into, row));
    match (known(out) && out != 0, known(into) && into != 0) {
        (true, _) => Way::Out,
        (false, true) => Way::In,
        (false, false) => match (known(out), known(into)) {
            (true, false) => Way::Out,
            (false, true) => Way::In,
            _ => Way::Neither,
        },
    }
}

/// What a bank means by a flag.
fn flag(text: &str) -> Way {
    let upper = text.to_uppercase();
    if DEBIT.contains(&upper.as_str()) {
        Way::Out
    } else if CREDIT.contains(&upper.as_str()) {
        Way::In
    } else {
        Way::Neither
    }
}

fn turned(way: Way) -> Way {
    match way {
        Way::Out => Way::In,
        Way::In => Way::Out,
        Way::Neither => Way::Neither,
    }
}

fn amount(
    lines: &Lines,
    feed: Names<'_>,
    sign: Sign,
    row: usize,
    way: Way,
    redundant_minus: bool,
) -> i64 {
    let table = &lines.table;
    let number = |name: &str| feed.number(table, name, row);
    let of_side = |out: &str, into: &str| {
        let (a, b) = (number(out), number(into));
        match way {
            Way::Out => a,
            Way::In => b,
            Way::Neither => {
                if known(a) {
                    a
                } else {
                    b
                }
            }
        }
    };
    match sign {
        Sign::TwoColumns => of_side("amount_out", "amount_in"),
        Sign::Bank => of_side("amount_debit", "amount_credit"),
        Sign::Book => of_side("amount_credit", "amount_debit"),
        Sign::Signed | Sign::SignedReversed => absolute(number("amount")),
        Sign::Words | Sign::BookWords if redundant_minus && way == Way::Out => {
            absolute(number("amount"))
        }
        Sign::Out => first_known(&[
            number("amount"),
            number("amount_out"),
            number("amount_debit"),
        ]),
        Sign::In => first_known(&[
            number("amount"),
            number("amount_in"),
            number("amount_credit"),
        ]),
        Sign::Words | Sign::BookWords | Sign::None => number("amount"),
    }
}

fn first_known(values: &[i64]) -> i64 {
    values.iter().copied().find(|v| *v != NULL).unwrap_or(NULL)
}

fn absolute(value: i64) -> i64 {
    if known(value) {
        value.saturating_abs()
    } else {
        value
    }
}

/// Where a column of words says 支出 and every such sum has a minus besides, the minus says nothing new.
fn minus_is_redundant(lines: &Lines, feed: Names<'_>, sign: Sign, ways: &[Way]) -> bool {
    if !matches!(sign, Sign::Words | Sign::BookWords) {
        return false;
    }
    let (mut minus, mut plus) = (0_u64, 0_u64);
    for (row, way) in ways.iter().enumerate() {
        let amount = feed.number(&lines.table, "amount", row);
        if *way == Way::Out
            && known(amount)
            && amount != 0
            && lines.table.kept.get(row) == Some(&Kept::Detail)
        {
            if amount < 0 {
                minus += 1;
            } else {
                plus += 1;
            }
        }
    }
    minus > plus && plus == 0
}
