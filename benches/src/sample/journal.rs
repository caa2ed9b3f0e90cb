//! Journals of the villagers' committee: 2023 under the old chart as GBK text, 2024 under the new one as a workbook.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::cases::fen;
use super::forms::{Cell, gbk, workbook, yuan};
use super::key::{Key, Mark};
use crate::random::Random;

type Account = (&'static str, &'static str);

/// Summary, debit account, credit account (old chart, new chart), least and greatest yuan.
type Ordinary = (&'static str, [Account; 2], [Account; 2], i64, i64);

/// One voucher: summary, debit account, credit account, least and greatest yuan, under the old chart and the new one.
const ORDINARY: [Ordinary; 5] = [
    (
        "付村委办公用品款",
        [("54101", "管理费用/办公费"), ("51301", "管理费用/办公费")],
        [("102", "银行存款"), ("102", "银行存款")],
        200,
        900,
    ),
    (
        "付保洁员劳务费",
        [("551", "其他支出"), ("51404", "公益支出/卫生保洁")],
        [("102", "银行存款"), ("102", "银行存款")],
        1_500,
        3_500,
    ),
    (
        "收鱼塘承包款",
        [("102", "银行存款"), ("102", "银行存款")],
        [("511", "发包及上交收入"), ("501", "经营收入")],
        2_000,
        6_000,
    ),
    (
        "收到上级补助",
        [("102", "银行存款"), ("102", "银行存款")],
        [("522", "补助收入"), ("503", "补助收入")],
        1_000,
        9_000,
    ),
    (
        "付村道维护材料款",
        [("551", "其他支出"), ("51401", "公益支出/村道维护")],
        [("102", "银行存款"), ("102", "银行存款")],
        800,
        3_800,
    ),
];

struct Line {
    day: Date,
    voucher: String,
    summary: &'static str,
    account: Account,
    debit: i64,
    credit: i64,
    mark: Option<Mark>,
}

const HANDS: [&str; 2] = ["莫小燕", "甘国栋"];

/// Writes both journals and what the key says of their lines.
pub(super) fn write(random: &mut Random, files: &mut BTreeMap<String, Vec<u8>>, key: &mut Key) {
    let old = year(random, 2023, 0);
    let path = "账簿/青禾村民委员会2023年序时账.csv";
    let mut lines = vec![
        "青禾村民委员会 2023年 序时账".to_owned(),
        "制单日期,凭证号,摘要,科目编码,科目名称,借方金额,贷方金额,制单人,审核人".to_owned(),
    ];
    for line in &old {
        let amounts =
            [line.debit, line.credit].map(|fen| if fen == 0 { String::new() } else { yuan(fen) });
        let (code, name) = line.account;
        let [made, checked] = HANDS;
        let [debit, credit] = amounts;
        lines.push(format!(
            "{},{},{},{code},{name},{debit},{credit},{made},{checked}",
            line.day, line.voucher, line.summary
        ));
        if let Some(mark) = line.mark {
            key.add(path, "", lines.len(), mark);
        }
    }
    files.insert(path.to_owned(), gbk(&lines));

    let new = year(random, 2024, 1);
    let (path, sheet) = ("账簿/青禾村民委员会2024年序时账.xlsx", "序时账");
    let text = |t: &str| Cell::Text(t.to_owned());
    let mut rows = vec![
        vec![Cell::Title("青禾村民委员会 2024年 序时账".to_owned(), 9)],
        [
            "制单日期",
            "凭证号",
            "摘要",
            "科目编码",
            "科目名称",
            "借方金额",
            "贷方金额",
            "制单人",
            "审核人",
        ]
        .map(text)
        .to_vec(),
    ];
    for line in &new {
        let amounts = [line.debit, line.credit].map(|fen| {
            if fen == 0 {
                Cell::Blank
            } else {
                Cell::Fen(fen)
            }
        });
        let (code, name) = line.account;
        let mut row = vec![
            Cell::Day(line.day),
            text(&line.voucher),
            text(line.summary),
            text(code),
            text(name),
        ];
        row.extend(amounts);
        row.extend(HANDS.map(text));
        rows.push(row);
        if let Some(mark) = line.mark {
            key.add(path, sheet, rows.len(), mark);
        }
    }
    files.insert(path.to_owned(), workbook(&[(sheet.to_owned(), rows)]));
}

/// Day, summary, accounts, debit and credit, marks of both lines.
type Voucher = (
    Date,
    &'static str,
    [Account; 2],
    [i64; 2],
    [Option<Mark>; 2],
);

/// What is planted in a year of the journal.
fn planted(year: i16) -> impl Iterator<Item = Voucher> {
    include_str!("journal.csv")
        .lines()
        .skip(1)
        .filter_map(move |line| {
            let f: Vec<&str> = line.split(',').collect();
            let &[
                day,
                summary,
                code,
                account,
                left,
                code2,
                account2,
                right,
                rules,
                decoy,
                rules2,
                decoy2,
                note,
            ] = &f[..]
            else {
                return None;
            };
            let day: Date = day.parse().ok()?;
            (day.year() == year).then_some((
                day,
                summary,
                [(code, account), (code2, account2)],
                [fen(left)?, fen(right)?],
                [Mark::of(rules, decoy, note), Mark::of(rules2, decoy2, note)],
            ))
        })
}

fn year(random: &mut Random, year: i16, chart: usize) -> Vec<Line> {
    let mut vouchers: Vec<Voucher> = planted(year).collect();
    for month in 1..=12_i8 {
        for (summary, debit, credit, least, most) in ORDINARY {
            if random.below(100) < 30 {
                continue;
            }
            let fen = random.between(least * 100, most * 100);
            let day = date(
                year,
                month,
                i8::try_from(random.between(1, 28)).unwrap_or(1),
            );
            vouchers.push((
                day,
                summary,
                [debit[chart], credit[chart]],
                [fen, fen],
                [None, None],
            ));
        }
    }
    vouchers.sort_by_key(|v| v.0);
    let mut lines = Vec::new();
    for (number, (day, summary, [debit, credit], [left, right], [first, second])) in
        vouchers.into_iter().enumerate()
    {
        let voucher = format!("记-{:04}", number + 1);
        lines.push(Line {
            day,
            voucher: voucher.clone(),
            summary,
            account: debit,
            debit: left,
            credit: 0,
            mark: first,
        });
        lines.push(Line {
            day,
            voucher,
            summary,
            account: credit,
            debit: 0,
            credit: right,
            mark: second,
        });
    }
    lines
}
