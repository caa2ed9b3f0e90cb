//! Sheets that hold the records of several collectives, one section below the other.

use ledger::SourceState;

use super::{Folder, rows};

/// A file without pins: state and counts of every source, and every row as collective, amount, account.
fn check(pins: &str, name: &str, text: &str, states: &[&str], want: &[&str]) {
    let folder = Folder::of(&[(name, text)]);
    let ledger = folder.open(pins);
    let mut found = Vec::new();
    let mut lines = 0;
    for source in ledger.sources() {
        let c = source.counts;
        let state = match &source.state {
            SourceState::Read { feed, .. } => feed.as_str(),
            SourceState::Repeat(_) => "repeat",
            SourceState::NotASource(_) => "not a source",
            SourceState::Unreadable(_) => "unreadable",
        };
        assert_eq!(
            c.detail + c.subtotal + c.layout + c.repeat + c.reject,
            c.lines
        );
        lines += c.lines;
        let section = source.choices.iter().find(|c| c.what == "section");
        found.push(format!(
            "{state} {}: {} {} {} {} {}",
            section.map_or("", |c| c.value.as_str()),
            c.detail,
            c.subtotal,
            c.layout,
            c.repeat,
            c.reject
        ));
    }
    assert_eq!(found, states, "{text}\n{:?}", ledger.rejects());
    // No line is counted twice or left out.
    assert_eq!(lines, text.lines().count() as u64, "{text}");
    let columns = ["org", "amount", "account"];
    assert_eq!(rows(&ledger, "payments", &columns), want, "{text}");
}

#[test]
fn banners_of_several_units_over_headings_of_their_own() {
    check(
        "",
        "三社账.csv",
        "单位名称：石溪经济联合社,,账号：6201,\n\
         日期,收款人,金额,摘要\n\
         2024-01-02,甲店,10.00,沙\n\
         2024-01-03,乙店,20.00,石\n\
         合计,,30.00,\n\
         \n\
         单位名称：南塘经济合作社,,账号：6202,\n\
         日期,收款人,金额,摘要\n\
         2024-01-02,甲店,30.00,沙\n\
         合计,,30.00,\n\
         \n\
         单位名称：石溪经济联合社,,账号：6201,\n\
         日期,收款人,金额,摘要\n\
         2024-02-02,甲店,40.00,沙\n",
        &[
            "payments 1-6: 2 1 3 0 0",
            "payments 7-11: 1 1 3 0 0",
            "payments 12-14: 1 0 2 0 0",
        ],
        &[
            "石溪经济联合社|1000|6201",
            "石溪经济联合社|2000|6201",
            "南塘经济合作社|3000|6202",
            "石溪经济联合社|4000|6201",
        ],
    );
}

#[test]
fn titles_with_and_without_headings_of_their_own() {
    // The unit and the year of the head hold for all; a note under a section is no title of the next.
    check(
        "",
        "账.csv",
        "2024年支付清单,,,单位：万元\n\
         石溪经济联合社,,,\n\
         日期,收款人,金额,摘要\n\
         1月2日,甲店,1.00,沙\n\
         以上为石溪经济联合社支出,,,\n\
         南塘经济合作社2024年支付清单,,,\n\
         日期,收款人,金额,摘要\n\
         1月3日,甲店,2.00,沙\n\
         东河股份合作社：,,,\n\
         1月4日,甲店,3.00,沙\n",
        &[
            "payments 1-5: 1 0 4 0 0",
            "payments 6-8: 1 0 2 0 0",
            "payments 9-10: 1 0 1 0 0",
        ],
        &[
            "石溪经济联合社|1000000|",
            "南塘经济合作社|2000000|",
            "东河股份合作社|3000000|",
        ],
    );
    // Titles below the one heading.
    check(
        "",
        "账.csv",
        "日期,收款人,金额,摘要\n\
         一、石溪经济联合社,,,\n\
         2024-01-02,甲店,1.00,沙\n\
         二、南塘经济合作社,,,\n\
         2024-01-03,甲店,2.00,沙\n",
        &["payments 1-3: 1 0 2 0 0", "payments 4-5: 1 0 1 0 0"],
        &["石溪经济联合社|100|", "南塘经济合作社|200|"],
    );
}

#[test]
fn a_title_that_is_no_known_collective_never_falls_to_the_section_above() {
    let text = "石溪经济联合社支付清单,,,\n\
         日期,收款人,金额,摘要\n\
         2024-01-02,甲店,1.00,沙\n\
         南塘村,,,\n\
         日期,收款人,金额,摘要\n\
         2024-01-03,甲店,2.00,沙\n";
    check(
        "",
        "账.csv",
        text,
        &["payments 1-3: 1 0 2 0 0", "payments 4-6: 0 0 2 0 1"],
        &["石溪经济联合社|100|"],
    );
    check(
        "[[org]]\nname = \"南塘经济合作社\"\naliases = [\"南塘村\"]\n",
        "账.csv",
        text,
        &["payments 1-3: 1 0 2 0 0", "payments 4-6: 1 0 2 0 0"],
        &["石溪经济联合社|100|", "南塘经济合作社|200|"],
    );
    // Its name may stand in the collectives that another file declares.
    let folder = Folder::of(&[
        ("1.csv", text),
        ("orgs.csv", "组织名称,别名\n南塘经济合作社,南塘村\n"),
    ]);
    assert_eq!(
        rows(&folder.open(""), "payments", &["org", "amount"]),
        ["石溪经济联合社|100", "南塘经济合作社|200"]
    );
}

#[test]
fn pages_of_one_collective_stay_one_source() {
    check(
        "",
        "账.csv",
        "石溪经济联合社支付清单 第1页,,,\n\
         单位名称：石溪经济联合社,,,\n\
         日期,收款人,金额,摘要\n\
         2024-01-02,付南塘经济合作社,1.00,往来\n\
         石溪经济联合社支付清单 第2页,,,\n\
         单位名称：石溪经济联合社,,,打印日期：2024-02-01\n\
         日期,收款人,金额,摘要\n\
         2024-01-03,甲店,2.00,沙\n",
        &["payments : 2 0 5 0 1"],
        &["石溪经济联合社|100|", "石溪经济联合社|200|"],
    );
    // A text that lost its cells and speaks of another collective begins no section.
    check(
        "",
        "账.csv",
        "单位名称：石溪经济联合社,,,\n\
         日期,收款人,金额,摘要\n\
         2024-01-02,甲店,1.00,沙\n\
         付南塘经济合作社往来款,,,\n\
         2024-01-03,甲店,2.00,沙\n",
        &["payments : 2 0 2 0 1"],
        &["石溪经济联合社|100|", "石溪经济联合社|200|"],
    );
    // What the user pins holds for the whole sheet.
    check(
        "[[source]]\npath = \"*\"\nconstant = { org = \"石溪经济联合社\" }\n",
        "账.csv",
        "日期,收款人,金额,摘要\n\
         2024-01-02,甲店,1.00,沙\n\
         单位名称：南塘经济合作社,,,\n\
         2024-01-03,甲店,2.00,沙\n",
        &["payments : 2 0 2 0 0"],
        &["石溪经济联合社|100|", "石溪经济联合社|200|"],
    );
}

#[test]
fn sections_may_be_of_different_layout_and_their_rows_cite_the_sheet() {
    let text = "单位名称：石溪经济联合社,,,\n\
         日期,收款人,金额,摘要\n\
         2024-01-02,甲店,1.00,沙\n\
         单位名称：南塘经济合作社,,,\n\
         日期,摘要,收款人,金额\n\
         2024-01-03,沙,甲店,2.00\n\
         2024-01-04,沙,甲店,坏\n";
    check(
        "",
        "账.csv",
        text,
        &["payments 1-3: 1 0 2 0 0", "payments 4-7: 1 0 2 0 1"],
        &["石溪经济联合社|100|", "南塘经济合作社|200|"],
    );
    let folder = Folder::of(&[("账.csv", text)]);
    let ledger = folder.open("");
    let reject = &ledger.rejects()[0];
    assert_eq!(
        (reject.source, reject.row, reject.raw.as_str()),
        (1, 7, "坏")
    );
    let row = ledger::Row {
        source: 1,
        place: 6,
    };
    let cited = &ledger.cite(&[row]).unwrap()[0];
    let cells: Vec<(&str, &str)> = cited
        .cells
        .iter()
        .map(|c| (&*c.column, c.raw.as_str()))
        .collect();
    assert_eq!(
        cells,
        [
            ("date", "2024-01-03"),
            ("summary", "沙"),
            ("payee", "甲店"),
            ("amount", "2.00")
        ]
    );
    // One block of pins speaks for the sheet, and names no collective.
    let pins: String = ledger.sources().iter().map(ledger::pins).collect();
    assert_eq!(pins.matches("[[source]]").count(), 1, "{pins}");
    assert!(
        !pins.contains("constant") && !pins.contains("\nheading"),
        "{pins}"
    );
}
