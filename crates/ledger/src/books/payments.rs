//! Directions and amounts of payments from the columns that an export has.
//!
//! The amount is served with its direction: what a signed column shows as minus is money out, without the minus. A red entry,
//! negative in a column that has a side already (收入, 支出, 借, 贷, or a list of payments), stays a negative amount of that
//! side: a reversal, not a movement the other way.

use super::Names;
use super::columns::Held;
use crate::dictionary::text_of;
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
/// Words of a statement's kind of transaction, or its whole summary, that say how money moved.
const METHODS: [(&str, &[&str]); 4] = [
    ("cheque", &["现金支票", "转账支票", "支票"]),
    (
        "cash",
        &[
            "现金",
            "取现",
            "现取",
            "现支",
            "现存",
            "ATM取款",
            "柜面取款",
        ],
    ),
    ("card", &["POS", "刷卡", "消费"]),
    (
        "bank",
        &[
            "转账", "汇款", "汇出", "网银", "跨行", "网转", "代发", "代扣", "电汇", "汇兑",
        ],
    ),
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
    let held = |name: &str| feed.held(&lines.table, name);
    let sums = Sums {
        amount: held("amount"),
        out: held("amount_out"),
        into: held("amount_in"),
        debit: held("amount_debit"),
        credit: held("amount_credit"),
    };
    let mut failed = 0;
    let mut directions = Vec::with_capacity(rows);
    let mut amounts = Vec::with_capacity(rows);
    for (row, way) in ways.iter().enumerate() {
        let stopped = stopped(lines, status_at, status_domain, row);
        failed += u64::from(stopped);
        let code = match way {
            _ if stopped => NULL_CODE,
            Way::Out => out,
            Way::In => into,
            Way::Neither => NULL_CODE,
        };
        directions.push(code);
        amounts.push(sums.of(sign, row, *way, redundant_minus));
    }
    let table = &mut lines.table;
    table.set(amount_at, Some(Stored::Int(amounts)));
    table.set(direction_at, Some(Stored::Text(directions)));
    failed
}

/// Whether the row's status says that no money moved.
fn stopped(lines: &Lines, status: Option<usize>, domain: usize, row: usize) -> bool {
    let code = status.map_or(NULL_CODE, |at| lines.table.code(at, row));
    if code == NULL_CODE {
        return false;
    }
    let text = text_of(lines.dictionaries.get(domain), code);
    FAILED.iter().any(|w| text.contains(w))
}

/// Where money came in, the other party is who paid it.
pub(crate) fn name_payers(lines: &mut Lines, feed: Names<'_>) {
    let into = lines
        .dictionaries
        .get(feed.domain("direction") as usize)
        .and_then(|d| d.code("in"));
    for (party, payer) in [("payee", "payer"), ("payee_account", "payer_account")] {
        let (Some(to), Some(from)) = (feed.at(party), feed.at(payer)) else {
            continue;
        };
        if lines.table.stored(from).is_none() {
            continue;
        }
        let directions = feed.held(&lines.table, "direction");
        let codes: Vec<u32> = (0..lines.table.len())
            .map(|row| {
                let own = lines.table.code(to, row);
                let paid_in = Some(directions.code(row)) == into;
                if paid_in || (own == NULL_CODE && lines.table.stored(to).is_none()) {
                    lines.table.code(from, row)
                } else {
                    own
                }
            })
            .collect();
        lines.table.set(to, Some(Stored::Text(codes)));
    }
}

/// How it was paid, from the book and the words of the row, where no column says it.
pub(crate) fn tell_methods(lines: &mut Lines, feed: Names<'_>, book: &str) {
    let Some(at) = feed
        .at("method")
        .filter(|at| lines.table.stored(*at).is_none())
    else {
        return;
    };
    let rows = lines.table.len();
    let domain = feed.domain("method") as usize;
    let mut word = |text: &str| {
        lines
            .dictionaries
            .get_mut(domain)
            .map_or(NULL_CODE, |d| d.intern(text))
    };
    if book == "cash_book" {
        let cash = word("cash");
        lines.table.set(at, Some(Stored::same_text(cash, rows)));
        return;
    }
    if book != "statement" {
        return;
    }
    let methods: Vec<u32> = METHODS.iter().map(|(method, _)| word(method)).collect();
    let mut told: std::collections::BTreeMap<(u32, u32), u32> = std::collections::BTreeMap::new();
    let prose = lines.dictionaries.get(feed.domain("summary") as usize);
    let (kinds, summaries) = (
        feed.held(&lines.table, "kind"),
        feed.held(&lines.table, "summary"),
    );
    let codes: Vec<u32> = (0..rows)
        .map(|row| {
            let key = (kinds.code(row), summaries.code(row));
            *told.entry(key).or_insert_with(|| {
                let text = |code: u32| text_of(prose, code);
                let found = METHODS.iter().position(|(_, words)| {
                    words
                        .iter()
                        .any(|w| text(key.0).contains(w) || text(key.1) == *w)
                });
                found
                    .and_then(|m| methods.get(m).copied())
                    .unwrap_or(NULL_CODE)
            })
        })
        .collect();
    if codes.iter().any(|c| *c != NULL_CODE) {
        lines.table.set(at, Some(Stored::Text(codes)));
    }
}

fn ways(lines: &Lines, feed: Names<'_>, sign: Sign) -> Vec<Way> {
    let table = &lines.table;
    let held = |name: &str| feed.held(table, name);
    let (directions, marks, amounts) = (held("direction"), held("flag"), held("amount"));
    let (outs, ins) = (held("amount_out"), held("amount_in"));
    let (debits, credits) = (held("amount_debit"), held("amount_credit"));
    let dictionary = lines.dictionaries.get(feed.domain("direction") as usize);
    let [out, into] = ["out", "in"].map(|word| dictionary.and_then(|d| d.code(word)));
    let flags = lines.dictionaries.get(feed.domain("flag") as usize);
    let mut known_flags: std::collections::BTreeMap<u32, Way> = std::collections::BTreeMap::new();
    (0..table.len())
        .map(|row| match sign {
            Sign::Words | Sign::BookWords => {
                let word = directions.code(row);
                if word != NULL_CODE {
                    return match Some(word) {
                        word if word == out => Way::Out,
                        word if word == into => Way::In,
                        _ => Way::Neither,
                    };
                }
                let code = marks.code(row);
                if code == NULL_CODE {
                    return Way::Neither;
                }
                *known_flags.entry(code).or_insert_with(|| {
                    let way = flag(&text_of(flags, code));
                    if sign == Sign::BookWords {
                        turned(way)
                    } else {
                        way
                    }
                })
            }
            Sign::TwoColumns => sided(outs.number(row), ins.number(row)),
            Sign::Bank => sided(debits.number(row), credits.number(row)),
            Sign::Book => sided(credits.number(row), debits.number(row)),
            Sign::Signed | Sign::SignedReversed => {
                let amount = amounts.number(row);
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
fn sided(out: i64, into: i64) -> Way {
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

/// Columns of sums of one source.
struct Sums<'a> {
    amount: Held<'a>,
    out: Held<'a>,
    into: Held<'a>,
    debit: Held<'a>,
    credit: Held<'a>,
}

impl Sums<'_> {
    fn of(&self, sign: Sign, row: usize, way: Way, redundant_minus: bool) -> i64 {
        let amount = self.amount.number(row);
        let of_side = |out: Held<'_>, into: Held<'_>| match way {
            Way::Out => out.number(row),
            Way::In => into.number(row),
            Way::Neither => first_known(&[out.number(row), into.number(row), amount]),
        };
        match sign {
            Sign::TwoColumns => of_side(self.out, self.into),
            Sign::Bank => of_side(self.debit, self.credit),
            Sign::Book => of_side(self.credit, self.debit),
            Sign::Signed | Sign::SignedReversed => absolute(amount),
            Sign::Words | Sign::BookWords if redundant_minus && way == Way::Out => absolute(amount),
            Sign::Out => first_known(&[amount, self.out.number(row), self.debit.number(row)]),
            Sign::In => first_known(&[amount, self.into.number(row), self.credit.number(row)]),
            Sign::Words | Sign::BookWords | Sign::None => amount,
        }
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
    let amounts = feed.held(&lines.table, "amount");
    for (row, way) in ways.iter().enumerate() {
        let amount = amounts.number(row);
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
