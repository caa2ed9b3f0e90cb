//! Cash diaries as UTF-8 text with monthly totals and a carried-forward line, which are never payments.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::forms::{utf8_bom, yuan};
use super::key::Key;
use crate::random::Random;

type Answer = (&'static str, &'static str);

struct Entry {
    day: Date,
    fen: i64,
    party: &'static str,
    text: &'static str,
    answer: Option<Answer>,
}

/// Small things that any society pays in cash, yuan.
const SMALL: [(&str, &str, i64, i64); 6] = [
    ("购扫帚垃圾袋", "榄街日杂店", 40, 160),
    ("付快递费", "榄街快递点", 12, 48),
    ("购饮用水", "清泉水站", 30, 120),
    ("修理水龙头", "何师傅", 50, 180),
    ("复印资料", "齐文办公用品店", 20, 90),
    ("购灯泡", "永亮五金店", 25, 110),
];

/// Planted: day, fen, party, text, answer.
type Planted = (
    (i16, i8, i8),
    i64,
    &'static str,
    &'static str,
    Option<Answer>,
);

const FIRST: [Planted; 9] = [
    ((2024, 3, 12), 2_800_00, "", "提取备用金", None),
    (
        (2024, 3, 12),
        -2_800_00,
        "吴大勇",
        "付清理沟渠款",
        Some(("B01", "现金支付超过结算起点")),
    ),
    ((2024, 5, 14), 1_500_00, "", "提取备用金", None),
    (
        (2024, 5, 14),
        -800_00,
        "吴大勇",
        "付割草款",
        Some(("B02", "两日内拆成两笔现金，合计超过结算起点")),
    ),
    (
        (2024, 5, 15),
        -700_00,
        "吴大勇",
        "付割草款余数",
        Some(("B02", "两日内拆成两笔现金，合计超过结算起点")),
    ),
    ((2023, 10, 9), 2_600_00, "", "提取备用金", None),
    (
        (2023, 10, 9),
        -2_600_00,
        "曾有田",
        "收购村民荔枝干（农副产品）",
        Some(("", "向个人收购农副产品可用现金")),
    ),
    ((2024, 9, 10), 1_000_00, "", "提取备用金", None),
    (
        (2024, 9, 10),
        -1_000_00,
        "郑木根",
        "付搬运费",
        Some(("", "恰为 1,000.00 元，未超过结算起点")),
    ),
];

const QINGHE: [Planted; 6] = [
    (
        (2024, 6, 6),
        4_300_00,
        "",
        "收临时停车场费",
        Some(("B05", "库存现金超过限额")),
    ),
    (
        (2024, 6, 27),
        -900_00,
        "郑木根",
        "付树枝清运费",
        Some(("B05", "库存现金仍超过限额")),
    ),
    ((2024, 6, 28), -850_00, "冯水生", "付池塘捞草费", None),
    ((2024, 6, 28), -880_00, "罗来顺", "付围栏油漆工钱", None),
    ((2024, 6, 29), -870_00, "曹炳坤", "付石阶修补工钱", None),
    ((2024, 6, 30), -800_00, "邓秋生", "付沙包搬运工钱", None),
];

/// Writes the diaries and what the key says of their rows.
pub(super) fn write(random: &mut Random, files: &mut BTreeMap<String, Vec<u8>>, key: &mut Key) {
    for (name, planted) in [
        ("云溪第一经济社", &FIRST[..]),
        ("青禾村民委员会", &QINGHE[..]),
    ] {
        let path = format!("现金日记账/{name}现金日记账.csv");
        let lines = diary(random, name, planted, &path, key);
        files.insert(path, utf8_bom(&lines));
    }
}

fn diary(
    random: &mut Random,
    name: &str,
    planted: &[Planted],
    path: &str,
    key: &mut Key,
) -> Vec<String> {
    let mut lines = vec![
        format!("{name}现金日记账"),
        "单位：元,,,,,,".to_owned(),
        "日期,凭证号,摘要,对方,收入,支出,结存".to_owned(),
    ];
    let mut balance = 1_850_00;
    lines.push(format!(",,上年结转,,,,{}", yuan(balance)));
    let mut voucher = 0;
    for month in 0..24_i8 {
        let (year, number) = (2023 + i16::from(month / 12), month % 12 + 1);
        let (mut income, mut out) = (0, 0);
        for e in month_of(random, year, number, planted) {
            balance += e.fen;
            voucher += 1;
            let (inward, outward) = if e.fen > 0 {
                (yuan(e.fen), String::new())
            } else {
                (String::new(), yuan(-e.fen))
            };
            if e.fen > 0 {
                income += e.fen;
            } else {
                out -= e.fen;
            }
            lines.push(format!(
                "{},现-{voucher:04},{},{},{inward},{outward},{}",
                e.day,
                e.text,
                e.party,
                yuan(balance)
            ));
            if let Some(answer) = e.answer {
                key.add(path, "", lines.len(), answer);
            }
        }
        lines.push(format!(
            ",,本月合计,,{},{},{}",
            yuan(income),
            yuan(out),
            yuan(balance)
        ));
        if month == 11 {
            lines.push(format!(",,承前页,,,,{}", yuan(balance)));
        }
    }
    lines
}

/// A month: a few small payments, and one receipt that brings the till back to where it was.
fn month_of(random: &mut Random, year: i16, month: i8, planted: &[Planted]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut spent = 0;
    for &(text, party, least, most) in &SMALL {
        if random.below(100) < 50 {
            continue;
        }
        let fen = random.between(least * 100, most * 100);
        spent += fen;
        let day = date(
            year,
            month,
            i8::try_from(random.between(3, 26)).unwrap_or(3),
        );
        entries.push(Entry {
            day,
            fen: -fen,
            party,
            text,
            answer: None,
        });
    }
    entries.push(Entry {
        day: date(year, month, 2),
        fen: spent,
        party: "",
        text: "收集市摊位费",
        answer: None,
    });
    for &((y, m, d), fen, party, text, answer) in planted {
        if (y, m) == (year, month) {
            entries.push(Entry {
                day: date(y, m, d),
                fen,
                party,
                text,
                answer,
            });
        }
    }
    entries.sort_by_key(|e| e.day);
    entries
}
