//! Journals under the charts of 2004, 2023 and of enterprises: the same code, another meaning.

use std::fmt::Write as _;

use super::{Folder, rows};

/// A voucher of codes alone: an account against the bank, in the year before and in the year of the change.
fn directions(code: &str, bank: &str, side: &str, pins: &str) -> Vec<String> {
    let mut text = "单位名称,日期,凭证号,摘要,科目编码,借方金额,贷方金额\n".to_owned();
    for (date, number) in [("2023-12-05", "记-1"), ("2024-01-05", "记-2")] {
        let (own, other) = if side == "debit" {
            ("100.00,", ",100.00")
        } else {
            (",100.00", "100.00,")
        };
        for (account, sums) in [(code, own), (bank, other)] {
            writeln!(text, "石溪经济联合社,{date},{number},结算,{account},{sums}").unwrap();
        }
    }
    let folder = Folder::of(&[("凭证.csv", &text)]);
    let ledger = folder.open(pins);
    rows(&ledger, "journal", &["date", "direction"])
        .into_iter()
        .step_by(2)
        .map(|row| row.split('|').nth(1).unwrap_or("").to_owned())
        .collect()
}

#[test]
fn codes_are_read_under_the_chart_in_force() {
    // 511 is 发包收入 in 2023 and 经营支出 in 2024 (trap 25), 502 the other way round; 153 and 154 (trap 26) are assets in both.
    assert_eq!(directions("511", "102", "credit", ""), ["in", ""]);
    assert_eq!(directions("511", "102", "debit", ""), ["", "out"]);
    assert_eq!(directions("502", "102", "debit", ""), ["out", ""]);
    assert_eq!(directions("502", "102", "credit", ""), ["", "in"]);
    assert_eq!(directions("153", "102", "debit", ""), ["out", "out"]);
    assert_eq!(directions("154", "102", "debit", ""), ["out", "out"]);
}

#[test]
fn a_converted_company_keeps_the_chart_of_enterprises() {
    let pins = "[[org]]\nname = \"石溪经济联合社\"\nchart = \"enterprise\"\n";
    assert_eq!(directions("6602", "1002", "debit", pins), ["out", "out"]);
    assert_eq!(directions("6001", "1002", "credit", pins), ["in", "in"]);
    assert_eq!(directions("5051", "1002", "credit", pins), ["in", "in"]);
    assert_eq!(directions("1122", "1002", "debit", pins), ["out", "out"]);
    // What is not known there is no payment, whatever rural charts call it.
    assert_eq!(directions("511", "1002", "debit", pins), ["", ""]);
    // Without the pin 6602 is in no chart.
    assert_eq!(directions("6602", "1002", "debit", ""), ["", ""]);
}

#[test]
fn a_list_of_collectives_names_charts_in_its_own_words() {
    for (word, wanted) in [
        ("企业会计准则", "enterprise"),
        ("农村集体经济组织会计制度", "2023"),
        ("村集体经济组织会计制度", "2004"),
        ("2023", "2023"),
        ("手工账", ""),
    ] {
        let text = format!("组织名称,组织编码,会计制度\n石溪经济联合社,A1,{word}\n");
        let folder = Folder::of(&[("组织名录.csv", &text)]);
        let ledger = folder.open("");
        let chart = ledger
            .orgs()
            .iter()
            .find(|o| o.name == "石溪经济联合社")
            .map(|o| o.chart.as_str());
        assert_eq!(chart, Some(wanted), "{word}");
        let noticed = ledger.notices().iter().any(|n| n.code == "unknown-chart");
        assert_eq!(noticed, wanted.is_empty(), "{word}");
    }
}
