//! Opening and closing balances: as lines of a book, and as columns of a trial balance.

use super::{Folder, ORG, choice, rows};

/// Row, stated, found, agrees of each opening and closing line of one file.
fn openings(name: &str, text: &str) -> Vec<(u32, i64, i64, bool)> {
    let folder = Folder::of(&[(name, text)]);
    let ledger = folder.open(ORG);
    let controls = ledger.sources()[0].controls.iter();
    controls
        .filter(|c| c.what == "opening_closing")
        .map(|c| (c.row, c.stated, c.found, c.agrees))
        .collect()
}

#[test]
fn lines_of_a_cash_book_month_by_month() {
    let text = "日期,凭证号,摘要,收入,支出,余额\n,,上年结转,,,10.00\n2024-01-02,现1,租金,100.00,,110.00\n,,本月合计,100.00,0.00,110.00\n,,月末余额,,,110.00\n,,月初余额,,,110.00\n2024-02-02,现2,纸,,30.00,80.00\n,,结转下年,,,85.00\n";
    assert_eq!(
        openings("现金日记账.csv", text),
        [
            (2, 1_000, 1_000, true),
            (5, 11_000, 11_000, true),
            (6, 11_000, 11_000, true),
            (8, 8_500, 8_000, false),
        ]
    );
}

#[test]
fn newest_first_is_compared_from_the_other_end() {
    let rows = "2024-01-03,-50.00,150.00,乙,二\n2024-01-02,+100.00,200.00,甲,一\n";
    let head = "交易日期,交易金额,余额,对方户名,摘要\n";
    let opening = ",,100.00,,期初余额\n";
    let closing = ",,150.00,,期末余额\n";
    for text in [
        format!("{head}{closing}{rows}{opening}"),
        format!("{head}{opening}{rows}{closing}"),
    ] {
        let found = openings("流水.csv", &text);
        assert_eq!(found.len(), 2, "{text}");
        assert!(found.iter().all(|(.., agrees)| *agrees), "{text} {found:?}");
    }
    let wrong = format!("{head}{rows}{}", opening.replace("100", "90"));
    assert_eq!(openings("流水.csv", &wrong), [(4, 9_000, 10_000, false)]);
}

#[test]
fn a_line_whose_account_is_not_told_accuses_nobody() {
    // Two accounts one below the other, and rows that take turns.
    let two = "日期,账号,摘要,收入,支出,余额\n,,期初余额,,,10.00\n,,期初余额,,,500.00\n2024-01-02,6201,租金,100.00,,110.00\n2024-01-03,6202,租金,100.00,,600.00\n2024-01-04,6201,租金,1.00,,111.00\n2024-01-05,6202,租金,1.00,,601.00\n";
    assert_eq!(openings("流水.csv", two), []);
    // An account without rows: its opening and closing speak of no row of another.
    let empty = "日期,摘要,收入,支出,余额\n,期初余额,,,10.00\n2024-01-02,租金,100.00,,110.00\n,期末余额,,,110.00\n,期初余额,,,7.00\n,期末余额,,,7.00\n";
    assert_eq!(openings("日记账.csv", empty), [(2, 1_000, 1_000, true)]);
}

#[test]
fn a_journal_kept_by_account_states_its_openings() {
    let text = "日期,凭证号,摘要,科目编码,科目名称,借方金额,贷方金额,余额\n,,上年结转,211,应付款,,,100.00\n2024-01-02,记-1,还款,211,应付款,150.00,,50.00\n,,上年结转,101,库存现金,,,30.00\n2024-01-02,记-2,存款,101,库存现金,,10.00,25.00\n";
    let found = openings("账页.csv", text);
    assert_eq!(found[0], (2, 10_000, 10_000, true), "{found:?}");
    assert_eq!(
        (found[1].0, found[1].1, found[1].3),
        (4, 3_000, false),
        "{found:?}"
    );
}

#[test]
fn a_trial_balance_of_two_sides_has_its_balances_and_its_year() {
    let text = "石溪经济联合社2023年度科目余额表,,,,,,\n科目编码,科目名称,期初余额,,本期发生额,,期末余额,\n,,借方,贷方,借方,贷方,借方,贷方\n101,库存现金,10.00,,5.00,,15.00,\n211,应付款,,100.00,30.00,,,70.00\n112,应收款,,,,,30.00,50.00\n";
    let folder = Folder::of(&[("1.csv", text)]);
    let ledger = folder.open("");
    assert_eq!(choice(&ledger, 0, "fiscal_year"), "2023");
    assert_eq!(
        rows(
            &ledger,
            "balances",
            &[
                "fiscal_year",
                "period",
                "account_name",
                "opening_side",
                "opening",
                "closing_side",
                "closing"
            ]
        ),
        [
            "2023||库存现金|debit|1000|debit|1500",
            "2023||应付款|credit|10000|credit|7000",
            "2023||应收款||0|credit|2000",
        ]
    );
    let june = text.replace("2023年度科目余额表", "科目余额表 2023年6月");
    let ledger = Folder::of(&[("1.csv", june.as_str())]).open("");
    assert_eq!(
        rows(&ledger, "balances", &["fiscal_year", "period"])[0],
        "2023|2023-06"
    );
}

#[test]
fn what_a_trial_balance_leaves_blank_altogether_is_not_known() {
    let text = "科目编码,科目名称,会计期间,期初借方,期初贷方,期末借方,期末贷方\n101,库存现金,2023.12,,,15.00,\n";
    let folder = Folder::of(&[("1.csv", text)]);
    let ledger = folder.open(ORG);
    assert_eq!(
        rows(
            &ledger,
            "balances",
            &["fiscal_year", "period", "opening", "closing"]
        ),
        ["2023|2023-12||1500"]
    );
}
