//! Sources compared with one another, and whole vouchers.

use super::{Folder, ORG, rows, summary};

#[test]
fn the_same_file_twice_and_the_month_in_the_year() {
    let january = "交易日期,交易金额,余额,对方户名,摘要,流水号\n2024-01-02,-10.00,90.00,甲,面,1\n2024-01-02,-10.00,80.00,甲,面,2\n";
    let year = format!("{january}2024-02-02,-5.00,75.00,甲,面,3\n");
    let folder = Folder::of(&[("a.csv", january), ("b.csv", january), ("year.csv", &year)]);
    let ledger = folder.open(ORG);
    assert_eq!(
        summary(&ledger, 0),
        "payments/statement: 2 0 1 0 0; out 2000 in 0"
    );
    assert_eq!(summary(&ledger, 1), "repeat: 0 0 1 2 0; out 0 in 0");
    assert_eq!(
        summary(&ledger, 2),
        "payments/statement: 1 0 1 2 0; out 500 in 0"
    );
    assert_eq!(rows(&ledger, "payments", &["txn_no"]), ["1", "2", "3"]);
}

#[test]
fn one_book_a_month_statement_first() {
    let statement = "账号：6222,,,,\n交易日期,交易金额,余额,对方户名,摘要\n2024-01-02,-10.00,90.00,甲,付面\n2024-01-05,-20.00,70.00,乙,付米\n";
    let book = "日期,凭证号,摘要,收入,支出,余额\n2024-01-03,记1,面,,10.00,90.00\n2024-01-06,记2,米,,20.00,70.00\n2024-02-06,记3,油,,5.00,65.00\n";
    let cash = "日期,凭证号,摘要,收入,支出,余额\n2024-01-03,现1,纸,,1.00,9.00\n";
    let folder = Folder::of(&[
        ("流水.csv", statement),
        ("银行日记账.csv", book),
        ("现金日记账.csv", cash),
    ]);
    let ledger = folder.open(ORG);
    assert_eq!(
        rows(&ledger, "payments", &["book", "summary"]),
        [
            "statement|付面",
            "statement|付米",
            "cash_book|纸",
            "bank_book|面*",
            "bank_book|米*",
            "bank_book|油"
        ]
    );
}

#[test]
fn a_voucher_is_counted_once() {
    let text = "日期,凭证号,摘要,科目编码,科目名称,借方金额,贷方金额\n2024-03-01,记-1,付水泥款,513,管理费用,100.00,\n,,付水泥款,102,银行存款,,100.00\n2024-03-02,记-2,收租金,102,银行存款,500.00,\n,,收租金,501,经营收入,,500.00\n2024-03-03,记-3,提现,101,库存现金,30.00,\n,,提现,102,银行存款,,30.00\n合计,,,,,630.00,630.00\n";
    let folder = Folder::of(&[("凭证.csv", text)]);
    let ledger = folder.open(ORG);
    assert_eq!(
        summary(&ledger, 0),
        "journal: 6 1 1 0 0; out 63000 in 63000"
    );
    assert_eq!(
        rows(
            &ledger,
            "journal",
            &["voucher_no", "direction", "amount", "account_name"]
        ),
        [
            "记-1|out|10000|管理费用",
            "记-1|||银行存款",
            "记-2|||银行存款",
            "记-2|in|50000|经营收入",
            "记-3|||库存现金",
            "记-3|||银行存款"
        ]
    );
}
