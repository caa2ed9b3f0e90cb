//! Classes of lines, units, headings and rejects.

use super::{Folder, ORG, check, rows, summary};

#[test]
fn ten_thousand_yuan_in_heading_and_banner() {
    check(
        "日期,收款人,金额（万元）,摘要\n2024-01-02,甲,1.5,路\n",
        "payments/list: 1 0 1 0 0; out 1500000 in 0",
        "out?",
        &["out|1500000|路"],
    );
    check(
        "石溪经济联合社支付清单,,,\n单位：万元,,,\n日期,收款人,金额,摘要\n2024-01-02,甲,1.5,路\n",
        "payments/list: 1 0 3 0 0; out 1500000 in 0",
        "out?",
        &["out|1500000|路"],
    );
}

#[test]
fn totals_headings_again_and_footers_are_no_payments() {
    check(
        "银行存款日记账,,,,\n日期,摘要,收入,支出,余额\n,期初余额,,,10.00\n2024-01-02,租金,100.00,,110.00\n2024-01-31,本月合计,100.00,0.00,110.00\n日期,摘要,收入,支出,余额\n2024-02-01,水泥,,30.00,80.00\n,承前页,100.00,30.00,80.00\n2024-02-29,本月合计,0.00,30.00,80.00\n2024-02-29,本年累计,100.00,30.00,80.00\n,,,,\n制表人：甲,,审核：乙,,\n第 1 页 共 1 页\n",
        "payments/bank_book: 2 5 6 0 0; out 3000 in 10000",
        "two-columns",
        &["in|10000|租金", "out|3000|水泥"],
    );
}

#[test]
fn a_total_that_disagrees_is_noticed() {
    let folder = Folder::of(&[(
        "1.csv",
        "日期,收款人,金额,摘要\n2024-01-02,甲,100.00,水泥\n2024-01-03,乙,5.50,沙\n合计,,105.60,\n",
    )]);
    let ledger = folder.open(ORG);
    let controls: Vec<(u32, i64, i64, bool)> = ledger.sources()[0]
        .controls
        .iter()
        .map(|c| (c.row, c.stated, c.found, c.agrees))
        .collect();
    assert_eq!(controls, [(4, 10_560, 10_550, false)]);
    assert!(
        ledger.sources()[0]
            .notices
            .iter()
            .any(|n| n.code == "subtotal-differs" && n.row == 4)
    );
    assert_eq!(
        rows(
            &ledger,
            "controls",
            &["what", "line", "stated", "found", "agrees"]
        ),
        ["subtotal|4|10560|10550|0"]
    );
}

#[test]
fn what_cannot_be_read_is_a_reject_with_its_reason() {
    let text = "日期,收款人,金额,摘要\n2024-01-02,甲,100.00,水泥\n2024-02-30,甲,1.00,假日\n2024-01-02,甲,1.005,三位\n,甲,2.00,无日期\n2024-01-02,甲,,无金额\n2204-01-02,甲,3.00,远\n2024-01-02,甲,4.00,多,一栏\n2024-01-03,\"甲\n乙\",5.00,两行\n";
    let folder = Folder::of(&[("1.csv", text)]);
    let ledger = folder.open(ORG);
    assert_eq!(
        summary(&ledger, 0),
        "payments/list: 2 0 1 0 6; out 10500 in 0"
    );
    let found: Vec<(u32, &str, &str, &str)> = ledger
        .rejects()
        .iter()
        .map(|r| (r.row, r.column.as_str(), r.code.as_str(), r.raw.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (3, "日期", "no-such-day", "2024-02-30"),
            (4, "金额", "too-many-decimals", "1.005"),
            (5, "日期", "no-date", ",甲,2.00,无日期"),
            (6, "", "no-amount", "2024-01-02,甲,,无金额"),
            (7, "日期", "year-out-of-range", "2204-01-02"),
            (8, "", "too-many-cells", "2024-01-02,甲,4.00,多,一栏"),
        ]
    );
}

#[test]
fn two_layers_of_headings() {
    check(
        "石溪经济联合社银行存款日记账,,,,,,\n2024年,,凭证,摘要,借方,贷方,余额\n月,日,号数,,金额,金额,\n1,2,记1,租金,100.00,,100.00\n,3,记2,水泥,,30.00,70.00\n2,4,记3,沙,,20.00,50.00\n",
        "payments/bank_book: 3 0 3 0 0; out 5000 in 10000",
        "book",
        &["in|10000|租金", "out|3000|水泥", "out|2000|沙"],
    );
}

#[test]
fn equal_headings_are_asked_not_guessed() {
    let folder = Folder::of(&[(
        "1.csv",
        "日期,收款人,金额,金额,摘要\n2024-01-02,甲,100.00,90.00,水泥\n",
    )]);
    let ledger = folder.open(ORG);
    assert!(
        summary(&ledger, 0).starts_with("unreadable"),
        "{}",
        summary(&ledger, 0)
    );
    // Where they agree, or one is empty, nothing hangs on it.
    for text in [
        "日期,收款人,金额,金额,摘要\n2024-01-02,甲,100.00,100.00,水泥\n",
        "日期,收款人,金额,金额,摘要\n2024-01-02,甲,,100.00,水泥\n",
    ] {
        let folder = Folder::of(&[("1.csv", text)]);
        assert_eq!(
            summary(&folder.open(ORG), 0),
            "payments/list: 1 0 1 0 0; out 10000 in 0",
            "{text}"
        );
    }
}
