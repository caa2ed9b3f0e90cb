//! Titles, banners and section titles that are merged over the columns, as sheets usually have them.

use super::{Folder, choice, rows, summary};

#[test]
fn titles_over_all_columns_name_the_collective_the_unit_and_the_section() {
    let line = |text: &str| format!("<tr><td colspan=4>{text}</td></tr>");
    let row = |cells: [&str; 4]| {
        let cells: Vec<String> = cells.iter().map(|c| format!("<td>{c}</td>")).collect();
        format!("<tr>{}</tr>", cells.concat())
    };
    let text = [
        line("石溪经济联合社2024年支出明细表"),
        line("单位：万元"),
        row(["日期", "摘要", "支出金额", "收款人"]),
        row(["2024-01-05", "付料", "1", "乙"]),
        line("以下为二月份支出"),
        row(["2024-02-05", "付沙", "2", "丙"]),
        line("支出：2笔"),
    ];
    let folder = Folder::of(&[("1.xls", &format!("<table>{}</table>", text.concat()))]);
    let ledger = folder.open("");
    assert_eq!(
        summary(&ledger, 0),
        "payments/list: 2 0 5 0 0; out 3000000 in 0",
        "{:?}",
        ledger.rejects()
    );
    assert_eq!(choice(&ledger, 0, "unit"), "万元");
    assert_eq!(
        rows(&ledger, "payments", &["org", "amount"]),
        ["石溪经济联合社|1000000", "石溪经济联合社|2000000"]
    );
    // What a merged line declares is compared once.
    let controls = &ledger.sources()[0].controls;
    assert_eq!(controls.len(), 1);
    assert!(controls[0].agrees);
}

#[test]
fn a_column_of_units_beside_the_sum_says_the_unit_of_each_row() {
    let check = |text: &str, want: &str, sums: &[&str], unit: [&str; 2]| {
        let folder = Folder::of(&[("石溪经济联合社支出.csv", text)]);
        let ledger = folder.open("");
        assert_eq!(summary(&ledger, 0), want, "{text}\n{:?}", ledger.rejects());
        assert_eq!(rows(&ledger, "payments", &["amount"]), sums, "{text}");
        let found = ["unit-column", "unit"].map(|what| choice(&ledger, 0, what));
        assert_eq!(found, unit, "{text}");
    };
    let mixed =
        "日期,摘要,支出金额,单位,收款人\n2024-01-05,付料,1.5,万元,乙\n2024-02-05,付沙,200,元,丙\n";
    check(
        mixed,
        "payments/list: 2 0 1 0 0; out 1520000 in 0",
        &["1500000", "20000"],
        ["单位", ""],
    );
    // Where rows differ, one that names no unit is kept out; its total is told apart by its label.
    check(
        &format!("{mixed}2024-03-05,付砖,3,,丁\n"),
        "payments/list: 2 0 1 0 1; out 1520000 in 0",
        &["1500000", "20000"],
        ["单位", ""],
    );
    check(
        "日期,摘要,支出金额,金额单位,收款人\n2024-01-05,付料,1.5,万元,乙\n2024-02-05,付沙,2,,丙\n合计,,3.5,,\n",
        "payments/list: 2 1 1 0 0; out 3500000 in 0",
        &["1500000", "2000000"],
        ["金额单位", ""],
    );
    // What the heading says is the unit, whatever stands beside it.
    check(
        "日期,摘要,支出金额（元）,单位,收款人\n2024-01-05,付料,15000,万元,乙\n",
        "payments/list: 1 0 1 0 0; out 1500000 in 0",
        &["1500000"],
        ["", ""],
    );
    // Beside pieces it is a measure of these, and that is doubtful.
    check(
        "日期,摘要,数量,单位,支出金额,收款人\n2024-01-05,付料,1.5,万元,15000,乙\n",
        "payments/list: 1 0 1 0 0; out 1500000 in 0",
        &["1500000"],
        ["", "元?"],
    );
}
