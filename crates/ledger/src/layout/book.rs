//! Which book of payments a source is: a bank's statement, the collective's bank book or cash book, or a mere list.

use super::{choice, doubtful};
use crate::Choice;
use crate::headings::{Mapping, normalise};

/// Words in file names, sheets, titles, that name a book.
const NAMED: [(&str, &[&str]); 3] = [
    (
        "cash_book",
        &[
            "现金日记账",
            "库存现金",
            "现金账",
            "现金流水账",
            "cash book",
            "cashbook",
            "cash_book",
        ],
    ),
    (
        "bank_book",
        &[
            "银行存款日记账",
            "银行日记账",
            "银行存款账",
            "日记账",
            "明细账",
            "bank book",
            "bank_book",
        ],
    ),
    (
        "statement",
        &[
            "流水",
            "对账单",
            "交易明细",
            "账户明细",
            "账单",
            "微信支付",
            "支付宝",
            "历史明细",
            "明细查询",
            "网上银行",
            "statement",
            "China Construction Bank",
        ],
    ),
];
/// Headings that only a bank writes.
const BANK: [&str; 14] = [
    "交易",
    "流水号",
    "对方户名",
    "对方账号",
    "对方账户",
    "对方行",
    "对手",
    "入账",
    "起息",
    "柜员",
    "网点",
    "卡号",
    "回单",
    "本次余额",
];
/// Headings that only a bookkeeper writes.
const BOOKS: [&str; 6] = ["凭证", "科目", "借或贷", "记账人", "制单", "字号"];

/// The book, and why.
pub(super) fn book_of(
    pin: Option<&str>,
    mapping: &Mapping,
    headings: &[String],
    names: &str,
) -> Choice {
    if let Some(book) = pin {
        return choice("book", book, "sanzi.toml 指定", "pinned in sanzi.toml");
    }
    let lower = names.to_lowercase();
    for (book, words) in NAMED {
        if let Some(word) = words.iter().find(|w| lower.contains(&w.to_lowercase())) {
            return choice(
                "book",
                book,
                format!("文件名、工作表名或标题中有“{word}”"),
                format!("a name or title holds {word:?}"),
            );
        }
    }
    let count = |words: &[&str]| {
        headings
            .iter()
            .filter(|h| words.iter().any(|w| normalise(h).contains(w)))
            .count()
    };
    let (bank, books) = (count(&BANK), count(&BOOKS));
    let balance = mapping.columns.contains_key("balance");
    if balance && bank > books {
        return choice(
            "book",
            "statement",
            format!("有余额栏，且有 {bank} 个银行流水常用的栏目"),
            format!("there is a balance, and {bank} headings that banks use"),
        );
    }
    if balance {
        return doubtful(
            "book",
            "bank_book",
            "有余额栏，没有银行流水的栏目，按银行日记账读",
            "there is a balance but no heading that banks use, so it is read as a bank book",
        );
    }
    if bank > books
        && bank >= 3
        && (mapping.columns.contains_key("txn_no") || mapping.columns.contains_key("payee_account"))
    {
        return choice(
            "book",
            "statement",
            format!("有 {bank} 个银行流水常用的栏目"),
            format!("{bank} headings are those that banks use"),
        );
    }
    choice(
        "book",
        "list",
        "没有余额栏，按清单读",
        "there is no balance, so it is read as a list",
    )
}
