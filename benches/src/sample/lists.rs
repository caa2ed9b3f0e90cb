//! Lists of expenses of two collectives in one workbook, with invoice numbers and hands.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::forms::{Cell, workbook};
use super::key::Key;

/// Collective, day, voucher, summary, payee, fen, invoice, handler, preparer, reviewer, answer.
type Line = (
    &'static str,
    (i16, i8, i8),
    &'static str,
    &'static str,
    &'static str,
    i64,
    &'static str,
    [&'static str; 3],
    Option<(&'static str, &'static str)>,
);

const R: &str = "瑞丰第一经济社";
const Q: &str = "青禾村民委员会";
const HANDS: [&str; 3] = ["谭志明", "黎少芬", "区伟民"];
const Q_HANDS: [&str; 3] = ["温永强", "莫小燕", "甘国栋"];
const ONE_HAND: [&str; 3] = ["谭志明", "黎少芬", "黎少芬"];

const LINES: [Line; 16] = [
    (
        R,
        (2023, 3, 9),
        "付-0011",
        "购打印机墨盒",
        "齐文办公用品店",
        486_00,
        "24440000000000010011",
        HANDS,
        None,
    ),
    (
        R,
        (2023, 5, 18),
        "付-0023",
        "付渠道清淤款",
        "源通管道工程部",
        4_200_00,
        "24440000000000010028",
        HANDS,
        None,
    ),
    (
        R,
        (2023, 8, 22),
        "付-0041",
        "付凉亭修缮材料款",
        "永亮五金店",
        2_315_60,
        "24440000000000010035",
        HANDS,
        None,
    ),
    (
        R,
        (2023, 11, 7),
        "付-0057",
        "付宣传栏制作费",
        "白榄标牌厂",
        3_780_00,
        "24440000000000010042",
        HANDS,
        None,
    ),
    (
        R,
        (2024, 1, 16),
        "付-0003",
        "付监控设备维护费",
        "安泰消防检测有限公司",
        1_640_00,
        "24440000000000010059",
        HANDS,
        None,
    ),
    (
        R,
        (2024, 4, 11),
        "付-0019",
        "购防汛沙袋",
        "榄街日杂店",
        2_860_00,
        "24440000000000010066",
        HANDS,
        Some(("C01", "同一发票在两个单位各报销一次")),
    ),
    (
        R,
        (2024, 6, 25),
        "付-0032",
        "付水泵修理费",
        "源通管道工程部",
        1_975_00,
        "24440000000000010073",
        ONE_HAND,
        Some(("D12", "制单与审核为同一人")),
    ),
    (
        R,
        (2024, 7, 30),
        "付-0038",
        "付树木修剪费",
        "绿源园林工程有限公司",
        3_460_00,
        "24440000000000010080",
        ONE_HAND,
        Some(("D12", "制单与审核为同一人")),
    ),
    (
        R,
        (2024, 10, 15),
        "付-0050",
        "付合同款首期",
        "美居装饰工程部",
        4_000_00,
        "24440000000000010097",
        HANDS,
        Some(("", "同一发票分两期付款，合计不超过发票金额")),
    ),
    (
        R,
        (2024, 11, 19),
        "付-0058",
        "付合同款二期",
        "美居装饰工程部",
        3_500_00,
        "24440000000000010097",
        HANDS,
        Some(("", "同一发票分两期付款，合计不超过发票金额")),
    ),
    (
        Q,
        (2023, 4, 13),
        "付-0008",
        "付村务公开栏更换费",
        "白榄标牌厂",
        1_920_00,
        "24440000000000020010",
        Q_HANDS,
        None,
    ),
    (
        Q,
        (2023, 9, 5),
        "付-0027",
        "付垃圾桶采购款",
        "洁美保洁服务有限公司",
        3_360_00,
        "24440000000000020027",
        Q_HANDS,
        None,
    ),
    (
        Q,
        (2024, 4, 23),
        "付-0016",
        "购防汛沙袋",
        "榄街日杂店",
        2_860_00,
        "24440000000000010066",
        Q_HANDS,
        Some(("C01", "同一发票在两个单位各报销一次")),
    ),
    (
        Q,
        (2024, 5, 28),
        "付-0021",
        "付晒场照明安装费",
        "永亮五金店",
        2_745_00,
        "24440000000000020034",
        Q_HANDS,
        None,
    ),
    (
        Q,
        (2024, 8, 27),
        "付-0036",
        "付消防栓检修费",
        "安泰消防检测有限公司",
        1_530_00,
        "24440000000000020041",
        Q_HANDS,
        None,
    ),
    (
        Q,
        (2024, 12, 10),
        "付-0052",
        "付档案柜购置款",
        "齐文办公用品店",
        2_180_00,
        "24440000000000020058",
        Q_HANDS,
        None,
    ),
];

/// Writes the workbook and what the key says of its rows.
pub(super) fn write(files: &mut BTreeMap<String, Vec<u8>>, key: &mut Key) {
    let path = "支出明细.xlsx";
    let sheet = "支出明细";
    let text = |t: &str| Cell::Text(t.to_owned());
    let mut rows = vec![
        vec![Cell::Title("支出明细表".to_owned(), 10)],
        [
            "单位名称",
            "付款日期",
            "凭证号",
            "摘要",
            "收款人",
            "支出金额（元）",
            "发票号码",
            "经办人",
            "制单人",
            "审核人",
        ]
        .map(text)
        .to_vec(),
    ];
    let mut total = 0;
    for (org, (y, m, d), voucher, summary, payee, fen, invoice, hands, answer) in LINES {
        total += fen;
        let mut row = vec![
            text(org),
            Cell::Day(date(y, m, d)),
            text(voucher),
            text(summary),
            text(payee),
            Cell::Fen(fen),
            text(invoice),
        ];
        row.extend(hands.map(text));
        rows.push(row);
        if let Some(answer) = answer {
            key.add(path, sheet, rows.len(), answer);
        }
    }
    rows.push(vec![
        text("合计"),
        Cell::Blank,
        Cell::Blank,
        Cell::Blank,
        Cell::Blank,
        Cell::Fen(total),
    ]);
    rows.push(vec![text("制表人：莫小燕")]);
    files.insert(path.to_owned(), workbook(&[(sheet.to_owned(), rows)]));
}
