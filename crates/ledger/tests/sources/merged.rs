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
