//! Bank statements: GBK text with a banner, a page saved as .xls with the newest row first, and a workbook with signed amounts.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::cases::cases;
use super::district::{COLLECTIVES, Collective, ORDINARY};
use super::forms::{Cell, gbk, grouped, page, workbook, yuan};
use super::key::{Key, Mark};
use crate::random::Random;

/// One entry of a statement.
#[derive(Clone, Debug)]
struct Entry {
    day: Date,
    fen: i64,
    party: &'static str,
    account: &'static str,
    text: &'static str,
    mark: Option<Mark>,
    balance: i64,
}

/// Two years of ordinary business with what is planted, in order of days, with running balances.
fn entries(random: &mut Random, collective: &Collective) -> Vec<Entry> {
    let mut entries: Vec<Entry> = cases(collective.name)
        .map(|case| Entry {
            day: case.day,
            fen: case.fen,
            party: case.party,
            account: case.account,
            text: case.text,
            mark: case.mark,
            balance: 0,
        })
        .collect();
    for month in 0..24_i8 {
        for &(text, party, account, income, least, most) in &ORDINARY {
            if random.below(100) < 45 {
                continue;
            }
            let day = date(
                2023 + i16::from(month / 12),
                month % 12 + 1,
                i8::try_from(random.between(1, 28)).unwrap_or(1),
            );
            let fen = random.between(least * 100, most * 100);
            entries.push(Entry {
                day,
                fen: if income { fen } else { -fen },
                party,
                account,
                text,
                mark: None,
                balance: 0,
            });
        }
    }
    entries.sort_by_key(|e| e.day);
    let mut balance = collective.opening;
    for entry in &mut entries {
        balance += entry.fen;
        entry.balance = balance;
    }
    entries
}

/// Writes every statement and what the key says of its rows.
pub(super) fn write(random: &mut Random, files: &mut BTreeMap<String, Vec<u8>>, key: &mut Key) {
    let [yunxi, ruifeng, first, second, ..] = &COLLECTIVES;
    let all = entries(random, yunxi);
    for year in [2023, 2024] {
        let of_year: Vec<Entry> = all
            .iter()
            .filter(|e| e.day.year() == year)
            .cloned()
            .collect();
        let path = format!("银行流水/云溪经济联合社{year}.csv");
        files.insert(path.clone(), banner_text(yunxi, &of_year, &path, key));
    }
    let path = "银行流水/瑞丰经济联合社.xls";
    files.insert(
        path.to_owned(),
        newest_first(ruifeng, &entries(random, ruifeng), path, key),
    );
    let path = "银行流水/经济社流水.xlsx";
    let mut sheets = Vec::new();
    for collective in [first, second] {
        let mut all = entries(random, collective);
        if collective.name == second.name {
            lose_one(&mut all);
        }
        sheets.push((
            collective.name.to_owned(),
            signed(collective, &all, path, key),
        ));
    }
    files.insert(path.to_owned(), workbook(&sheets));
}

/// Takes an ordinary row out after balances are struck, so that the running balance breaks at the next row.
fn lose_one(entries: &mut Vec<Entry>) {
    let lost = entries
        .iter()
        .position(|e| e.day >= date(2024, 7, 1) && e.mark.is_none() && e.fen < 0);
    if let Some(lost) = lost {
        entries.remove(lost);
        if let Some(next) = entries.get_mut(lost) {
            next.mark = Mark::of("D02", "", "余额与上一行不衔接：导出缺了一行");
        }
    }
}

/// GBK text: five lines of banner, bank's 借方 and 贷方, totals at the end.
fn banner_text(collective: &Collective, entries: &[Entry], path: &str, key: &mut Key) -> Vec<u8> {
    let mut lines = vec![
        "白榄农村商业银行对公账户交易明细".to_owned(),
        format!("户名：{},,账号：{}", collective.name, collective.account),
        "币种：人民币,,单位：元".to_owned(),
        String::new(),
        "交易日期,交易流水号,摘要,借方发生额,贷方发生额,账户余额,对方户名,对方账号".to_owned(),
    ];
    let (mut out, mut income) = (0, 0);
    for (i, e) in entries.iter().enumerate() {
        let (debit, credit) = if e.fen < 0 {
            (quoted(-e.fen), String::new())
        } else {
            (String::new(), quoted(e.fen))
        };
        if e.fen < 0 {
            out -= e.fen;
        } else {
            income += e.fen;
        }
        let no = format!("{}{:06}", e.day.strftime("%Y%m%d"), i + 1);
        lines.push(format!(
            "{},{no}\t,{},{debit},{credit},{},{},{}\t",
            e.day,
            e.text,
            quoted(e.balance),
            e.party,
            e.account
        ));
        if let Some(mark) = e.mark {
            key.add(path, "", lines.len(), mark);
        }
    }
    lines.push(format!("合计,,,{},{},,,", quoted(out), quoted(income)));
    gbk(&lines)
}

fn quoted(fen: i64) -> String {
    format!("\"{}\"", grouped(fen))
}

/// A page: 收入 and 支出 columns, the newest row first.
fn newest_first(collective: &Collective, entries: &[Entry], path: &str, key: &mut Key) -> Vec<u8> {
    let mut rows = vec![
        vec![format!("{}账户明细查询结果", collective.name)],
        [
            "记账日期",
            "收入金额",
            "支出金额",
            "余额",
            "对方单位名称",
            "对方账号",
            "用途",
            "账号",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for e in entries.iter().rev() {
        let (income, out) = if e.fen < 0 {
            (String::new(), yuan(-e.fen))
        } else {
            (yuan(e.fen), String::new())
        };
        let row = [
            e.day.strftime("%Y/%m/%d").to_string(),
            income,
            out,
            yuan(e.balance),
        ];
        let texts = [e.party, e.account, e.text, collective.account].map(str::to_owned);
        rows.push(row.into_iter().chain(texts).collect());
        if let Some(mark) = e.mark {
            key.add(path, "1", rows.len(), mark);
        }
    }
    page(&rows)
}

/// A sheet: a merged title, a banner, one signed column of real numbers, real dates.
fn signed(collective: &Collective, entries: &[Entry], path: &str, key: &mut Key) -> Vec<Vec<Cell>> {
    let text = |t: &str| Cell::Text(t.to_owned());
    let mut rows = vec![
        vec![Cell::Title(format!("{}银行存款明细", collective.name), 6)],
        vec![
            text("账号："),
            text(collective.account),
            Cell::Blank,
            text("单位：元"),
        ],
        [
            "交易日期",
            "摘要",
            "对方户名",
            "对方账号",
            "交易金额",
            "余额",
        ]
        .map(text)
        .to_vec(),
    ];
    for e in entries {
        rows.push(vec![
            Cell::Day(e.day),
            text(e.text),
            text(e.party),
            text(e.account),
            Cell::Fen(e.fen),
            Cell::Fen(e.balance),
        ]);
        if let Some(mark) = e.mark {
            key.add(path, collective.name, rows.len(), mark);
        }
    }
    rows
}
