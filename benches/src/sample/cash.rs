//! Cash diaries as UTF-8 text with monthly totals and a carried-forward line, which are never payments.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::cases::{Case, cash};
use super::forms::{utf8_bom, yuan};
use super::key::{Key, Mark};
use crate::random::Random;

struct Entry {
    day: Date,
    fen: i64,
    party: &'static str,
    text: &'static str,
    mark: Option<Mark>,
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

/// Writes the diaries and what the key says of their rows.
pub(super) fn write(random: &mut Random, files: &mut BTreeMap<String, Vec<u8>>, key: &mut Key) {
    for name in ["云溪第一经济社", "青禾村民委员会"] {
        let path = format!("现金日记账/{name}现金日记账.csv");
        let lines = diary(random, name, &path, key);
        files.insert(path, utf8_bom(&lines));
    }
}

fn diary(random: &mut Random, name: &str, path: &str, key: &mut Key) -> Vec<String> {
    let planted: Vec<Case> = cash(name).collect();
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
        for e in month_of(random, year, number, &planted) {
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
            if let Some(mark) = e.mark {
                key.add(path, "", lines.len(), mark);
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
fn month_of(random: &mut Random, year: i16, month: i8, planted: &[Case]) -> Vec<Entry> {
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
            mark: None,
        });
    }
    entries.push(Entry {
        day: date(year, month, 2),
        fen: spent,
        party: "",
        text: "收集市摊位费",
        mark: None,
    });
    for case in planted {
        if (case.day.year(), case.day.month()) == (year, month) {
            entries.push(Entry {
                day: case.day,
                fen: case.fen,
                party: case.party,
                text: case.text,
                mark: case.mark,
            });
        }
    }
    entries.sort_by_key(|e| e.day);
    entries
}
