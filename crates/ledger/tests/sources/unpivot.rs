//! Forms that hold in columns what a feed holds in rows: each line is one line, however many rows it yields.

use ledger::Row;

use super::{Folder, choice, rows, summary};

const STEPS: &str = "\
石溪经济联合社四议两公开台账,,,,,,,
事项名称,村党组织提议,村两委商议,党员大会审议,村民代表会议决议,决议结果公开,实施结果公开,备注
修村道,2024-01-05,2024-01-08,2024-01-12,2024-01-20,2024-01-21,2024-05-06,
卖鱼塘,2024-02-05,,,2024-02-20,,,急
,,,,,,,
事项名称,村党组织提议,村两委商议,党员大会审议,村民代表会议决议,决议结果公开,实施结果公开,备注
装路灯,,,,,,,未开始
改水渠,已提议,2024-03-02,,,,,
修祠堂,已提议,,,,,,
";

#[test]
fn six_steps_side_by_side_are_six_rows() {
    let folder = Folder::of(&[("1.csv", STEPS)]);
    let ledger = folder.open("");
    // Title, headings, blank line and headings again are layout; the line with no step keeps its row; the last has none that can be read.
    assert_eq!(summary(&ledger, 0), "steps: 4 0 4 0 1; out 0 in 0");
    assert_eq!(
        rows(&ledger, "steps", &["org", "title", "step", "date"]),
        [
            "石溪经济联合社|修村道|提议|19727",
            "石溪经济联合社|修村道|商议|19730",
            "石溪经济联合社|修村道|审议|19734",
            "石溪经济联合社|修村道|决议|19742",
            "石溪经济联合社|修村道|决议公开|19743",
            "石溪经济联合社|修村道|实施公开|19849",
            "石溪经济联合社|卖鱼塘|提议|19758",
            "石溪经济联合社|卖鱼塘|决议|19773",
            "石溪经济联合社|装路灯||",
            "石溪经济联合社|改水渠|商议|19784",
        ]
    );
    let rejects: Vec<(u32, &str)> = ledger
        .rejects()
        .iter()
        .map(|r| (r.row, r.raw.as_str()))
        .collect();
    assert_eq!(rejects, [(8, "已提议"), (9, "已提议")]);
    // A row cites the line that it stands in, under the headings of the form.
    let cited = ledger
        .cite(&[Row {
            source: 0,
            place: 3,
        }])
        .unwrap();
    let cells: Vec<String> = cited[0]
        .cells
        .iter()
        .map(|c| format!("{}|{}|{}", c.column, c.heading, c.raw))
        .collect();
    assert_eq!(cells[0], "title|事项名称|修村道");
    assert_eq!(cells[1], "date|村党组织提议|2024-01-05");
    assert_eq!(cells[6], "date|实施结果公开|2024-05-06");
    assert_eq!(cells[7], "note|备注|");
}

#[test]
fn a_pin_keeps_the_turn_or_forbids_it() {
    let folder = Folder::of(&[("1.csv", STEPS)]);
    let ledger = folder.open("");
    let found = choice(&ledger, 0, "unpivot");
    assert!(
        found.starts_with("{ \"提议\" = \"村党组织提议\", \"商议\" = "),
        "{found}"
    );
    let pins = ledger::pins(&ledger.sources()[0]);
    assert!(pins.contains(&format!("unpivot  = {found}")), "{pins}");
    let again = folder.open(&pins);
    assert_eq!(summary(&again, 0), summary(&ledger, 0));
    assert_eq!(choice(&again, 0, "unpivot"), found);
    let forbidden = folder.open("[[source]]\npath = \"1.csv\"\nfeed = \"steps\"\nunpivot = {}\n");
    assert_eq!(summary(&forbidden, 0), "unreadable: 0 0 0 0 0; out 0 in 0");
    let two = folder.open("[[source]]\npath = \"1.csv\"\nfeed = \"steps\"\nunpivot = { \"提议\" = \"村党组织提议\" }\n");
    assert_eq!(rows(&two, "steps", &["step"]), ["提议", "提议", ""]);
}

#[test]
fn what_stands_beside_a_step_goes_with_it() {
    let text = "\
单位名称,事项名称,提议,,商议,,审议,
,,时间,主持人,时间,主持人,时间,主持人
石溪经济联合社,修村道,2024-01-05,甲,2024-01-08,乙,2024-01-12,
";
    let folder = Folder::of(&[("1.csv", text)]);
    let ledger = folder.open("");
    assert_eq!(summary(&ledger, 0), "steps: 1 0 2 0 0; out 0 in 0");
    assert_eq!(
        rows(&ledger, "steps", &["title", "step", "date", "hand"]),
        [
            "修村道|提议|19727|甲",
            "修村道|商议|19730|乙",
            "修村道|审议|19734|"
        ]
    );
}

#[test]
fn months_side_by_side_are_rows_a_month() {
    let text = "\
2024年度租金应收台账,,,,,单位：万元
单位名称,合同编号,承租方,2024年1月,2024年2月,2024年3月
石溪经济联合社,HT-1,永亮五金店,1.2,1.2,
石溪经济联合社,HT-2,宏业建筑队,,,3
合计,,,1.2,1.2,3
";
    let folder = Folder::of(&[("1.csv", text)]);
    let ledger = folder.open("");
    assert_eq!(
        summary(&ledger, 0),
        "receipts_due: 2 1 2 0 0; out 5400000 in 0"
    );
    assert_eq!(
        rows(
            &ledger,
            "receipts_due",
            &["contract_no", "period", "amount"]
        ),
        [
            "HT-1|2024-01|1200000",
            "HT-1|2024-02|1200000",
            "HT-2|2024-03|3000000"
        ]
    );
}

#[test]
fn a_year_beside_months_makes_periods_and_a_sum_of_the_year_is_left_as_it_is() {
    let months = "\
单位名称,年度,预算项目,1月,2月,3月
石溪经济联合社,2024,办公费,100,200,0
";
    let year = "\
单位名称,年度,预算项目,年初预算,1月,2月,3月
石溪经济联合社,2024,办公费,1200,100,200,0
";
    let folder = Folder::of(&[("1.csv", months)]);
    let ledger = folder.open("");
    assert_eq!(
        rows(&ledger, "budgets", &["item", "period", "budget"]),
        [
            "办公费|2024-01|10000",
            "办公费|2024-02|20000",
            "办公费|2024-03|0"
        ]
    );
    let folder = Folder::of(&[("1.csv", year)]);
    let ledger = folder.open("");
    assert_eq!(
        rows(&ledger, "budgets", &["item", "period", "budget"]),
        ["办公费||120000"]
    );
    assert_eq!(ledger.sources()[0].unused, ["1月", "2月", "3月"]);
}

#[test]
fn the_same_form_twice_and_lines_of_no_collective_count_as_lines() {
    let folder = Folder::of(&[("1.csv", STEPS), ("2.csv", STEPS)]);
    let ledger = folder.open("");
    assert_eq!(summary(&ledger, 1), "repeat: 0 0 4 5 0; out 0 in 0");
    let nobody = STEPS.replace("石溪经济联合社", "");
    let folder = Folder::of(&[("1.csv", nobody.as_str())]);
    let ledger = folder.open("");
    assert_eq!(summary(&ledger, 0), "steps: 0 0 4 0 5; out 0 in 0");
    assert_eq!(ledger.rejects().len(), 12);
}
