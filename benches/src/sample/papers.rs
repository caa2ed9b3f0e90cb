//! Papers beside the books: meetings, contracts, filed decisions, invoices.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::district::COLLECTIVES;
use super::forms::{Cell, gbk, utf8_bom, workbook};
use super::key::Key;

/// Year, month, day.
type Day = (i16, i8, i8);

/// Collective, first day, last day, title.
const MEETINGS: [(&str, Day, Day, &str); 10] = [
    ("云溪经济联合社", (2023, 3, 10), (2023, 3, 10), "社委会例会"),
    (
        "云溪经济联合社",
        (2023, 12, 14),
        (2023, 12, 15),
        "年度经济总结会",
    ),
    (
        "云溪经济联合社",
        (2024, 6, 13),
        (2024, 6, 13),
        "成员代表会议",
    ),
    (
        "云溪经济联合社",
        (2024, 12, 12),
        (2024, 12, 13),
        "年度经济总结会",
    ),
    ("瑞丰经济联合社", (2023, 6, 8), (2023, 6, 8), "成员代表会议"),
    ("瑞丰经济联合社", (2024, 6, 6), (2024, 6, 6), "成员代表会议"),
    ("云溪第一经济社", (2023, 12, 5), (2023, 12, 5), "社员大会"),
    ("云溪第一经济社", (2024, 12, 4), (2024, 12, 4), "社员大会"),
    ("云溪第二经济社", (2024, 1, 9), (2024, 1, 9), "社员大会"),
    (
        "青禾村民委员会",
        (2024, 3, 21),
        (2024, 3, 21),
        "村民代表会议",
    ),
];

/// What is let, to whom, and the price of the whole term in 万元: the tenants of the ordinary business.
const TENANTS: [(&str, &str, i64); 3] = [
    ("铺位租赁合同", "梁顺", 40),
    ("厂房租赁合同", "宏达制衣有限公司", 95),
    ("农田承包合同", "曾有田", 20),
];

/// Writes the papers; invoices have answers of their own.
pub(super) fn write(files: &mut BTreeMap<String, Vec<u8>>, key: &mut Key) {
    let text = |t: &str| Cell::Text(t.to_owned());
    let mut rows = vec![
        ["单位名称", "开始日期", "结束日期", "会议名称"]
            .map(text)
            .to_vec(),
    ];
    for (org, (y, m, d), (y2, m2, d2), title) in MEETINGS {
        rows.push(vec![
            text(org),
            Cell::Day(date(y, m, d)),
            Cell::Day(date(y2, m2, d2)),
            text(title),
        ]);
    }
    files.insert(
        "会议记录.xlsx".to_owned(),
        workbook(&[("会议记录".to_owned(), rows)]),
    );
    files.insert("合同台账.csv".to_owned(), gbk(&contracts()));
    let decisions = [
        "单位名称,决策日期,事项类别,事项名称,金额,收款单位,报备日期",
        "云溪经济联合社,2023-02-20,大额资金使用,旅游公路路面硬化工程,260000.00,宏业市政工程有限公司,2023-02-24",
        "云溪经济联合社,2024-09-28,大额资金使用,二期厂房加固工程,180000.00,宏业市政工程有限公司,2024-10-08",
        "瑞丰经济联合社,2024-03-11,大额资金使用,商业街排水改造,150000.00,宏业市政工程有限公司,2024-03-15",
        "云溪第一经济社,2024-03-05,重要项目安排,灌溉渠整修,48000.00,德记工程队,2024-03-12",
        "云溪第二经济社,2024-05-07,重要项目安排,水管改造,30000.00,源通管道工程部,2024-05-10",
        "瑞丰第一经济社,2024-06-11,重要项目安排,凉亭修缮,26000.00,永亮五金店,2024-06-14",
        "青禾村民委员会,2024-02-27,重要项目安排,晒场照明,20000.00,永亮五金店,2024-03-01",
    ];
    files.insert(
        "三重一大报备.csv".to_owned(),
        utf8_bom(&decisions.map(str::to_owned)),
    );
    invoices(files, key);
}

/// The register of contracts, its sums in 万元: those of the cases, and one for every tenant whose rent stands in the books.
fn contracts() -> Vec<String> {
    let mut rows: Vec<String> = [
        "HT-2022-001,云溪经济联合社,沿江路首层商铺租赁合同,租赁,欢唱KTV娱乐有限公司,2022-01-01,2024-06-30,36.5",
        "HT-2022-002,云溪经济联合社,金湾大楼租赁合同,租赁,金湾酒店有限公司,2022-04-01,2027-03-31,120",
        "HT-2023-001,云溪经济联合社,厂房修缮合同,工程,宏业市政工程有限公司,2023-05-01,2024-12-31,5.6",
        "HT-2023-002,瑞丰经济联合社,瑞丰商业街铺位租赁合同,租赁,金海足浴有限公司,2023-01-01,2025-12-31,28.8",
        "HT-2024-001,云溪第一经济社,铺位租赁合同,租赁,桂林米粉店,2021-03-01,2023-02-28,6",
    ]
    .map(str::to_owned)
    .to_vec();
    let mut tenths: i64 = 365 + 1200 + 56 + 288 + 60;
    for (o, org) in COLLECTIVES.iter().take(5).enumerate() {
        for (t, (what, lessee, price)) in TENANTS.into_iter().enumerate() {
            let no = o * TENANTS.len() + t + 1;
            rows.push(format!(
                "HT-2022-1{no:02},{},{what},租赁,{lessee},2022-01-01,2026-12-31,{price}",
                org.name
            ));
            tenths += price * 10;
        }
    }
    let mut register = vec![
        "合同台账,,,,,,,".to_owned(),
        "单位：万元,,,,,,,".to_owned(),
        "合同编号,单位名称,合同名称,合同类型,承租方,起始日期,终止日期,合同金额".to_owned(),
    ];
    register.append(&mut rows);
    register.push(format!("合计,,,,,,,{}.{}", tenths / 10, tenths % 10));
    register
}

fn invoices(files: &mut BTreeMap<String, Vec<u8>>, key: &mut Key) {
    let (path, sheet) = ("发票.xlsx", "发票基础信息");
    let text = |t: &str| Cell::Text(t.to_owned());
    let mut rows = vec![
        [
            "序号",
            "数电发票号码",
            "销方名称",
            "购买方名称",
            "开票日期",
            "金额",
            "税额",
            "价税合计",
            "发票状态",
            "备注",
        ]
        .map(text)
        .to_vec(),
    ];
    let lines = [
        (
            "24440000000000030017",
            "广顺国际旅行社有限公司",
            (2023, 12, 18),
            17_547_17,
            1_052_83,
            "*旅游服务*团费",
            Some(("A01 A02", "与银行付款为同一笔钱的发票")),
        ),
        (
            "24440000000000030024",
            "宏业市政工程有限公司",
            (2023, 12, 19),
            24_220_18,
            2_179_82,
            "*建筑服务*旅游公路路面硬化",
            Some(("", "建筑服务发票")),
        ),
        (
            "24440000000000030031",
            "齐文办公用品店",
            (2024, 4, 9),
            600_00,
            36_00,
            "*纸制品*打印纸",
            None,
        ),
    ];
    for (i, (number, seller, (y, m, d), net, tax, remark, answer)) in lines.into_iter().enumerate()
    {
        rows.push(vec![
            text(&(i + 1).to_string()),
            text(number),
            text(seller),
            text("云溪经济联合社"),
            Cell::Day(date(y, m, d)),
            Cell::Fen(net),
            Cell::Fen(tax),
            Cell::Fen(net + tax),
            text("正常"),
            text(remark),
        ]);
        if let Some(answer) = answer {
            key.add(path, sheet, rows.len(), answer);
        }
    }
    files.insert(path.to_owned(), workbook(&[(sheet.to_owned(), rows)]));
}
