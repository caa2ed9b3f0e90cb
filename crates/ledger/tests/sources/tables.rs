//! Sheets that hold several tables under headings of their own.

use super::{Folder, choice, rows, summary};

/// A file: the summary of every source of it, and every row as collective, direction, amount, summary.
fn check(pins: &str, text: &str, sources: &[&str], want: &[&str]) {
    let folder = Folder::of(&[("账.csv", text)]);
    let ledger = folder.open(pins);
    let found: Vec<String> = (0..ledger.sources().len())
        .map(|at| summary(&ledger, at))
        .collect();
    assert_eq!(found, sources, "{text}\n{:?}", ledger.rejects());
    let columns = ["org", "direction", "amount", "summary"];
    assert_eq!(rows(&ledger, "payments", &columns), want, "{text}");
}

#[test]
fn income_above_and_spending_below() {
    let text = "石溪经济联合社收支明细,,,\n\
         账号：6201,,,\n\
         一、收入,,,\n\
         日期,摘要,收入金额,交款人\n\
         2024-01-01,收租,500,甲\n\
         合计,,500,\n\
         二、支出,,,\n\
         日期,摘要,支出金额,收款人\n\
         2024-01-05,付KTV消费,900,金碧\n\
         2024-01-06,付桂林旅游团费,5000,中旅\n\
         合计,,5900,\n";
    let want = [
        "石溪经济联合社|in|50000|收租",
        "石溪经济联合社|out|90000|付KTV消费",
        "石溪经济联合社|out|500000|付桂林旅游团费",
    ];
    let sources = [
        "payments/list: 1 1 4 0 0; out 0 in 50000",
        "payments/list: 2 1 2 0 0; out 590000 in 0",
    ];
    check("", text, &sources, &want);
    // A collective that is pinned keeps its tables apart too.
    check(super::ORG, text, &sources, &want);
    // The pins that inspect writes read it in the same way again.
    let folder = Folder::of(&[("账.csv", text)]);
    let ledger = folder.open("");
    assert_eq!(choice(&ledger, 1, "org"), "石溪经济联合社");
    let pins: String = ledger.sources().iter().map(ledger::pins).collect();
    check(&pins, text, &sources, &want);
}

#[test]
fn columns_that_change_their_places() {
    check(
        super::ORG,
        "日期,摘要,收入,支出,余额\n\
         2024-01-01,收租,500,,500\n\
         日期,摘要,支出,收入,余额\n\
         2024-01-05,付料,100,,400\n\
         2024-01-06,收租,,200,600\n\
         日期,摘要,收入,支出,余额\n\
         2024-01-07,收租,300,,900\n",
        &[
            "payments/bank_book: 1 0 1 0 0; out 0 in 50000",
            "payments/bank_book: 2 0 1 0 0; out 10000 in 20000",
            "payments/bank_book: 1 0 1 0 0; out 0 in 30000",
        ],
        &[
            "石溪经济联合社|in|50000|收租",
            "石溪经济联合社|out|10000|付料",
            "石溪经济联合社|in|20000|收租",
            "石溪经济联合社|in|30000|收租",
        ],
    );
}

#[test]
fn a_table_with_fewer_columns_above_a_fuller_one_is_not_lost() {
    check(
        super::ORG,
        "日期,摘要,收入金额\n\
         2024-01-01,收租,500\n\
         日期,摘要,支出金额,收款人,收款账号,经办人,凭证号\n\
         2024-01-05,付料,900,乙,6201,丙,3\n",
        &[
            "payments/list: 1 0 1 0 0; out 0 in 50000",
            "payments/list: 1 0 1 0 0; out 90000 in 0",
        ],
        &[
            "石溪经济联合社|in|50000|收租",
            "石溪经济联合社|out|90000|付料",
        ],
    );
}

#[test]
fn one_column_of_sums_is_told_by_the_title_at_the_table() {
    check(
        super::ORG,
        "一、收入,,,\n\
         日期,摘要,金额,交款人\n\
         2024-01-01,收租,500,甲\n\
         二、支出,,,\n\
         日期,摘要,金额,收款人\n\
         2024-01-05,付料,900,乙\n",
        &[
            "payments/list: 1 0 2 0 0; out 0 in 50000",
            "payments/list: 1 0 2 0 0; out 90000 in 0",
        ],
        &[
            "石溪经济联合社|in|50000|收租",
            "石溪经济联合社|out|90000|付料",
        ],
    );
}

#[test]
fn a_table_of_another_feed_or_of_none_is_not_read_by_the_headings_above() {
    let payments = "日期,摘要,支出金额,收款人\n2024-01-05,付料,900,乙\n";
    check(
        super::ORG,
        &format!(
            "{payments}\n合同编号,合同名称,承租方,合同金额,签订日期\nA1,厂房,丙,100,2024-01-06\n"
        ),
        &[
            "payments/list: 1 0 2 0 0; out 90000 in 0",
            "contracts: 1 0 1 0 0; out 10000 in 0",
        ],
        &["石溪经济联合社|out|90000|付料"],
    );
    // Headings that no feed can be read by: what stands below them is not read, and that is said.
    check(
        super::ORG,
        &format!("{payments}日期,摘要,收款人,备注\n2024-01-06,7,8,9\n"),
        &[
            "payments/list: 1 0 1 0 0; out 90000 in 0",
            "unreadable: 0 0 0 0 0; out 0 in 0",
        ],
        &["石溪经济联合社|out|90000|付料"],
    );
}

#[test]
fn pages_and_signatures_begin_no_table() {
    check(
        super::ORG,
        "日期,摘要,借方,,贷方,\n\
         ,,金额,数量,金额,数量\n\
         2024-01-05,付料,900,1,,\n\
         日期,摘要,借方,,贷方,\n\
         ,,金额,数量,金额,数量\n\
         2024-01-06,付沙,100,1,,\n\
         经办人,审批人,,,,\n",
        &["payments/list: 2 0 4 0 1; out 100000 in 0"],
        &[
            "石溪经济联合社|out|90000|付料",
            "石溪经济联合社|out|10000|付沙",
        ],
    );
}
