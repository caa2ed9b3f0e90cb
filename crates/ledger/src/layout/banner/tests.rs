use super::*;

#[test]
fn keys_and_values_in_their_many_shapes() {
    let banner = read(&[
        vec!["石溪经济联合社2024年银行存款日记账"],
        vec!["户名：石溪经济联合社  账号：6200 0001", "单位：万元"],
    ]);
    assert_eq!(
        banner.holder,
        Some(("户名".into(), "石溪经济联合社".into()))
    );
    assert_eq!(banner.account.as_deref(), Some("6200 0001"));
    assert_eq!(word(&banner), Some("万元"));
    assert_eq!(banner.year, Some(2024));
    assert_eq!(banner.titles, ["石溪经济联合社2024年银行存款日记账"]);
}

#[test]
fn a_key_may_stand_in_a_cell_of_its_own() {
    let banner = read(&[
        vec!["开户机构：", "xxx"],
        vec!["账　　号：", "62*01"],
        vec!["姓名", "甲"],
    ]);
    assert_eq!(banner.account.as_deref(), Some("62*01"));
    assert_eq!(banner.holder, Some(("姓名".into(), "甲".into())));
}

#[test]
fn brackets_times_and_two_years() {
    let banner = read(&[
        vec!["微信昵称：[测试]"],
        vec!["起始时间：[2019-08-01 00:00:00] 终止时间：[2020-09-30 23:59:59]"],
    ]);
    assert_eq!(banner.holder, Some(("微信昵称".into(), "测试".into())));
    assert_eq!(banner.year, None);
}

#[test]
fn the_year_of_the_books() {
    for (lines, want) in [
        (vec![vec!["年度：2024", "单位：元"]], Some(2024)),
        (vec![vec!["会计年度", "2024"]], Some(2024)),
        (vec![vec!["年份:2024年度"]], Some(2024)),
        (vec![vec!["年度：2024", "打印日期：2025-01-03"]], Some(2024)),
        (vec![vec!["年度：2023"], vec!["年度：2024"]], None),
        (vec![vec!["年度：本年"]], None),
        (vec![vec!["编号：2024"]], None),
    ] {
        assert_eq!(read(&lines).year, want, "{lines:?}");
    }
}

#[test]
fn a_unit_that_is_a_collective() {
    let banner = read(&[vec!["单位：南塘经济合作社", "单位：元"]]);
    assert_eq!(
        banner.holder,
        Some(("单位".into(), "南塘经济合作社".into()))
    );
    assert_eq!(word(&banner), Some("元"));
}

#[test]
fn units_in_their_many_shapes() {
    let check = |line: &[&str], unit: Option<&str>, certain: bool, holder: Option<&str>| {
        let banner = read(&[vec!["石溪经济联合社收支明细"], line.to_vec()]);
        assert_eq!(word(&banner), unit, "{line:?}");
        assert_eq!(banner.unit.is_none_or(|u| u.certain), certain, "{line:?}");
        assert_eq!(
            banner.holder.as_ref().map(|h| h.1.as_str()),
            holder,
            "{line:?}"
        );
    };
    for cell in [
        "单位：万元",
        "（单位：万元）",
        "[单位:万元]",
        "金额单位：人民币万元",
        "单位：人民币万元",
        "单位:万元 币种:人民币",
        "2024年度 单位：万元",
        "金额：万元",
        "支出表（万元）",
        "计量单位：万元、亩",
        "单位：万元  2024年1月至12月",
        "单位：万元（不含税）",
        "单位： 万 元",
        "单位：万元,亩",
        "期间：2024年1月  单位：万元",
        "（金额单位：万元）",
    ] {
        check(&[cell], Some("万元"), true, None);
    }
    for cell in [
        "单位：元（人民币）",
        "单位：元  第1页",
        "单位：元/人民币",
        "单位：元，保留两位小数",
        "（单位：元）",
    ] {
        check(&[cell], Some("元"), true, None);
    }
    check(&["注：本表金额单位为万元"], Some("万元"), false, None);
    check(&["计量单位：亩、万元"], Some("万元"), false, None);
    check(&["单位：元 金额单位：万元"], Some("元"), false, None);
    check(
        &["编制单位：甲社 2024年度 金额单位：万元"],
        Some("万元"),
        true,
        Some("甲社 2024年度"),
    );
    check(
        &["单位：元岗经济联合社"],
        None,
        true,
        Some("元岗经济联合社"),
    );
    check(
        &["填报单位：甲社（盖章）"],
        None,
        true,
        Some("甲社（盖章）"),
    );
    check(&["单位负责人：张三"], None, true, None);
}

#[test]
fn what_stands_before_and_beside_a_key_is_a_title() {
    for line in [
        vec!["石溪经济联合社支出表(单位:万元)"],
        vec!["石溪经济联合社支出表（万元）"],
        vec!["石溪经济联合社支出表 单位：万元"],
        vec!["石溪经济联合社支出表", "单位：万元"],
    ] {
        let banner = read(std::slice::from_ref(&line));
        assert_eq!(word(&banner), Some("万元"), "{line:?}");
        assert_eq!(banner.titles, ["石溪经济联合社支出表"], "{line:?}");
    }
}

fn word(banner: &Banner) -> Option<&str> {
    banner.unit.as_ref().map(|u| u.word.as_str())
}
