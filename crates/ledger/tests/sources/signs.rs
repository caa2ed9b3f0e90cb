//! Which way money went.

use super::{Folder, ORG, check, choice, rows, summary};

#[test]
fn a_plain_list_is_money_out() {
    check(
        "日期,收款人,金额,摘要\n2024-01-02,甲,100.00,水泥\n2024-01-03,乙,-5.50,退水泥\n2024-01-04,丙,7,沙\n2024-01-05,丙,8,沙\n2024-01-06,丙,9,沙\n",
        "payments/list: 5 0 1 0 0; out 11850 in 0",
        "out?",
        &[
            "out|10000|水泥",
            "out|-550|退水泥",
            "out|700|沙",
            "out|800|沙",
            "out|900|沙",
        ],
    );
}

#[test]
fn signed_sums_tell_the_way() {
    check(
        "交易日期,交易金额,余额,对方户名,摘要\n2024-01-02,+100.00,200.00,甲,存\n2024-01-03,-50.00,150.00,乙,付\n",
        "payments/statement: 2 0 1 0 0; out 5000 in 10000",
        "signed",
        &["in|10000|存", "out|5000|付"],
    );
}

#[test]
fn two_columns_and_red_entries() {
    check(
        "日期,摘要,收入,支出,余额\n2024-01-02,租金,100.00,,100.00\n2024-01-03,水泥,,30.00,70.00\n2024-01-04,冲水泥,,-30.00,100.00\n2024-01-05,零,0,0,100.00\n",
        "payments/bank_book: 4 0 1 0 0; out 0 in 10000",
        "two-columns",
        &[
            "in|10000|租金",
            "out|3000|水泥",
            "out|-3000|冲水泥",
            "|0|零",
        ],
    );
}

#[test]
fn debit_of_a_bank_is_out_and_of_the_books_in() {
    let rows = "2024-01-02,水泥,30.00,,70.00\n2024-01-03,租金,,100.00,170.00\n2024-01-04,沙,20.00,,150.00\n";
    check(
        &format!(
            "交易日期,摘要,借方发生额,贷方发生额,余额,对方户名\n{}",
            rows.replace(".00\n", ".00,甲\n")
        ),
        "payments/statement: 3 0 1 0 0; out 5000 in 10000",
        "bank",
        &["out|3000|水泥", "in|10000|租金", "out|2000|沙"],
    );
    // A book that a bank's way fits is turned, and the other way round.
    check(
        &format!(
            "日期,凭证号,摘要,借方金额,贷方金额,余额\n{}",
            rows.replace(",水泥", ",记1,水泥")
                .replace(",租金", ",记2,租金")
                .replace(",沙", ",记3,沙")
        ),
        "payments/bank_book: 3 0 1 0 0; out 5000 in 10000",
        "bank",
        &["out|3000|水泥", "in|10000|租金", "out|2000|沙"],
    );
    check(
        "日期,凭证号,摘要,借方金额,贷方金额,余额\n2024-01-02,记1,租金,100.00,,100.00\n2024-01-03,记2,水泥,,30.00,70.00\n2024-01-04,记3,沙,,20.00,50.00\n",
        "payments/bank_book: 3 0 1 0 0; out 5000 in 10000",
        "book",
        &["in|10000|租金", "out|3000|水泥", "out|2000|沙"],
    );
}

#[test]
fn flags_and_neutral_words() {
    check(
        "交易时间,交易对方,商品,收/支,金额(元),备注\n2024-01-02 10:00:00,甲,面,支出,¥12.00,/\n2024-01-02 09:00:00,乙,红包,收入,¥0.35,/\n2024-01-01 09:00:00,/,转入零钱通,/,¥2000.00,/\n",
        "payments/list: 3 0 1 0 0; out 1200 in 35",
        "direction-column",
        &["out|1200|面", "in|35|红包", "|200000|转入零钱通"],
    );
    check(
        "交易日期,借贷标志,交易金额,余额,对方户名,摘要\n20240102,D,10.00,90.00,甲,付\n20240103,C,5.00,95.00,乙,收\n",
        "payments/statement: 2 0 1 0 0; out 1000 in 500",
        "direction-column",
        &["out|1000|付", "in|500|收"],
    );
}

#[test]
fn newest_first_is_counted_back() {
    let folder = Folder::of(&[(
        "1.csv",
        "交易日期,交易金额,余额,对方户名,摘要\n2024-01-03,-50.00,150.00,乙,三\n2024-01-03,+20.00,200.00,乙,二\n2024-01-02,+100.00,180.00,甲,一\n",
    )]);
    let ledger = folder.open(ORG);
    assert_eq!(choice(&ledger, 0, "order"), "newest-first");
    assert_eq!(
        rows(&ledger, "payments", &["seq", "summary"]),
        ["3|三", "2|二", "1|一"]
    );
    assert!(
        ledger.sources()[0].controls.iter().all(|c| c.agrees),
        "{:?}",
        ledger.sources()[0].controls
    );
}
