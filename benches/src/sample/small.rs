//! Two societies of another town that pay small sums by the hundred, listed in one file: in one the sums are as they come, in the
//! other they were made up to stay under five hundred yuan, which shows in their first digits alone.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::date;

use super::forms::{gbk, yuan};
use super::key::{Key, Mark};

/// Payments of each society in the year: enough for their digits to be judged.
const PAYMENTS: i64 = 520;

/// Small things that a society buys, and from whom.
const SMALL: [(&str, &str, &str); 13] = [
    ("购扫帚、垃圾袋", "青禾日杂店", "90030000000000014"),
    ("付快递费", "青禾快递点", "90030000000000021"),
    ("购饮用水", "青禾水站", "90030000000000038"),
    ("复印资料", "文汇复印店", "90030000000000045"),
    ("购灯泡、插座", "东升五金店", "90030000000000052"),
    ("购水管配件", "通顺水暖店", "90030000000000069"),
    ("购花苗", "绿野花圃", "90030000000000076"),
    ("修理割草机", "青禾农机修理铺", "90030000000000083"),
    ("购油漆", "彩虹油漆店", "90030000000000090"),
    ("配钥匙、换锁", "青禾锁店", "90030000000000106"),
    ("购水泥、沙", "河边建材店", "90030000000000113"),
    ("购文件夹", "青禾文具店", "90030000000000120"),
    ("购标识牌", "大众标牌店", "90030000000000137"),
];

/// Writes the list and what the key says of the first payment of each society, where a lead on the whole stands.
pub(super) fn write(files: &mut BTreeMap<String, Vec<u8>>, key: &mut Key) {
    let path = "银行流水/青禾两社小额支出2024.csv";
    let mut lines = vec!["单位名称,日期,摘要,收款人,收款账号,支出金额".to_owned()];
    let natural = Mark::of("", "D13", "全年五百多笔，首位数字分布自然");
    let made_up = Mark::of(
        "D13",
        "",
        "全年五百多笔，金额几乎都在四百多元，首位数字集中在四",
    );
    for (name, mark, sums) in [
        ("青禾东经济社", natural, spread()),
        ("青禾西经济社", made_up, crowded()),
    ] {
        if let Some(mark) = mark {
            key.add(path, "", lines.len() + 1, mark);
        }
        for (i, fen) in (0..).zip(sums) {
            let day = date(2024, 1, 2) + (i * 363 / PAYMENTS).days();
            let (text, party, account) = SMALL[usize::try_from(i).unwrap_or(0) % SMALL.len()];
            lines.push(format!(
                "{name},{day},{text},{party},{account}\t,{}",
                yuan(fen)
            ));
        }
    }
    files.insert(path.to_owned(), gbk(&lines));
}

/// Sums that grow by equal parts over two decades, from ten to a thousand yuan, whose first digits are what Benford's law says; taken
/// in leaps, so that they stand in no order.
fn spread() -> Vec<i64> {
    let mut fen = 10_00;
    let grown: Vec<i64> = (0..PAYMENTS)
        .map(|_| {
            let this = fen;
            fen = fen * 10_089 / 10_000;
            this
        })
        .collect();
    let leap = |i: usize| grown[i * 197 % grown.len()];
    (0..grown.len()).map(leap).collect()
}

/// Sums of four hundred and some yuan, no two alike.
fn crowded() -> Vec<i64> {
    (0..PAYMENTS).map(|i| 400_00 + i * 19_17 % 99_99).collect()
}
