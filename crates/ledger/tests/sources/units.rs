//! Units of money, wherever a source names them.

use super::{Folder, choice, rows};

/// A book whose one payment is 1.5: the collective and the fen that are read, and the choice of the unit.
fn check(head: &str, body: &str, want: &str, unit: &str) {
    let text = format!("{head}{body}");
    let folder = Folder::of(&[("1.csv", &text)]);
    let ledger = folder.open("");
    let found = rows(&ledger, "payments", &["org", "amount"]);
    assert_eq!(found, [want], "{text}\n{:?}", ledger.rejects());
    assert_eq!(choice(&ledger, 0, "unit"), unit, "{text}");
}

const BODY: &str = "日期,摘要,支出,收入,对方户名\n2024-01-05,付KTV消费,1.5,,x\n";

#[test]
fn above_the_headings() {
    for line in [
        "单位：万元",
        "（单位：万元）",
        "[单位:万元]",
        "金额单位：人民币万元",
        "单位:万元 币种:人民币",
        "2024年度 单位：万元",
        "金额：万元",
        "计量单位：万元、亩",
        "单位：万元  2024年1月至12月",
        "单位：万元（不含税）",
        "单位： 万 元",
        "\"单位：万元,亩\"",
        "编制单位：石溪经济联合社    2024年度    金额单位：万元",
        ",,,（单位：万元）",
    ] {
        check(
            &format!("石溪经济联合社收支明细\n{line}\n"),
            BODY,
            "石溪经济联合社|1500000",
            "万元",
        );
    }
    for line in [
        "单位：元（人民币）",
        "单位：元  第1页",
        "单位：元/人民币",
        "（单位：元）",
    ] {
        check(
            &format!("石溪经济联合社收支明细\n{line}\n"),
            BODY,
            "石溪经济联合社|150",
            "",
        );
    }
    for title in [
        "石溪经济联合社支出表（万元）",
        "石溪经济联合社支出表(单位:万元)",
        "石溪经济联合社支出表,,,单位：万元",
    ] {
        check(
            &format!("{title}\n"),
            BODY,
            "石溪经济联合社|1500000",
            "万元",
        );
    }
    check(
        "石溪经济联合社收支明细\n计量单位：亩、万元\n",
        BODY,
        "石溪经济联合社|1500000",
        "万元?",
    );
    check("单位：元岗经济联合社\n", BODY, "元岗经济联合社|150", "");
}

#[test]
fn under_the_headings_and_under_the_rows() {
    check(
        "石溪经济联合社\n",
        "日期,摘要,支出,收入,对方户名\n,,（万元）,（万元）,\n2024-01-05,付KTV消费,1.5,,x\n",
        "石溪经济联合社|1500000",
        "万元",
    );
    check(
        "石溪经济联合社\n",
        "日期,摘要,支出,收入,对方户名\n2024-01-05,付KTV消费,1.5,,x\n注：本表金额单位为万元\n",
        "石溪经济联合社|1500000",
        "万元?",
    );
}
