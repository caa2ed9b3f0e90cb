//! Golden table of money literals: bad-inputs groups N1–N4 and N6.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use proptest::prelude::*;

use super::{DecimalSign, MoneyStyle, parse_money};
use crate::readers::CellKind::{self, Date, Error, LongNumber, Number, Text};

type Wanted = Result<Option<i64>, &'static str>;

fn check(style: MoneyStyle, kind: CellKind, table: &[(&str, Wanted)]) {
    for (literal, wanted) in table {
        let found = parse_money(literal, kind, &style);
        assert_eq!(
            found.as_ref().map_err(|f| f.code),
            wanted.as_ref().map_err(|c| *c),
            "{literal:?}"
        );
        if let Err(fault) = found {
            assert!(!fault.text.zh.is_empty() && !fault.text.en.is_empty());
        }
    }
}

const YUAN: MoneyStyle = MoneyStyle {
    fen_per_unit: 100,
    decimal: DecimalSign::Point,
};
const COMMA: MoneyStyle = MoneyStyle {
    fen_per_unit: 100,
    decimal: DecimalSign::Comma,
};
const WAN: MoneyStyle = MoneyStyle {
    fen_per_unit: 1_000_000,
    decimal: DecimalSign::Point,
};
const BAD: Wanted = Err("bad-money");
const NONE: Wanted = Ok(None);

#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands in tables beside faults"
)]
const fn fen(fen: i64) -> Wanted {
    Ok(Some(fen))
}

#[test]
fn plain_figures() {
    check(
        YUAN,
        Text,
        &[
            ("0", fen(0)),
            ("1", fen(100)),
            ("1234.5", fen(123_450)),
            ("1234.50", fen(123_450)),
            ("1,234.50", fen(123_450)),
            ("12,345,678.90", fen(1_234_567_890)),
            ("1,234", fen(123_400)),
            ("0.01", fen(1)),
            ("0.1", fen(10)),
            (".5", fen(50)),
            ("1234.", fen(123_400)),
            ("00012.30", fen(1_230)),
            ("1，234．50", fen(123_450)),
            ("１２３４．５０", fen(123_450)),
            ("１，２３４．５６", fen(123_456)),
            ("1'234.50", fen(123_450)),
            ("1’234.50", fen(123_450)),
            ("1 234.50", fen(123_450)),
            ("1\u{a0}234.50", fen(123_450)),
            ("1\u{202f}234.50", fen(123_450)),
            (" 1234.50 ", fen(123_450)),
            ("\t1234.50\t", fen(123_450)),
            ("\u{3000}1234.50", fen(123_450)),
            ("'1234.50", fen(123_450)),
            ("1.234,50", fen(123_450)),
            ("1.234.567", fen(123_456_700)),
            ("1,234,567", fen(123_456_700)),
            ("12.3400", fen(1_234)),
            ("0.00", fen(0)),
            ("-0", fen(0)),
            ("-0.00", fen(0)),
            ("1000000000000000.00", fen(100_000_000_000_000_000)),
            ("92233720368547758.06", fen(i64::MAX - 1)),
            ("-92233720368547758.06", fen(-9_223_372_036_854_775_806)),
        ],
    );
}

#[test]
fn signs() {
    check(
        YUAN,
        Text,
        &[
            ("-1,234.50", fen(-123_450)),
            ("+1,234.50", fen(123_450)),
            ("\u{2212}1,234.50", fen(-123_450)),
            ("－1234.5", fen(-123_450)),
            ("–1234.5", fen(-123_450)),
            ("1234.50-", fen(-123_450)),
            ("1234.50－", fen(-123_450)),
            ("(1,234.50)", fen(-123_450)),
            ("（1,234.50）", fen(-123_450)),
            ("(¥1,234.50)", fen(-123_450)),
            ("¥(1,234.50)", fen(-123_450)),
            ("(1,234.50)元", fen(-123_450)),
            ("1,234.50CR", fen(-123_450)),
            ("1,234.50 CR", fen(-123_450)),
            ("1,234.50DR", fen(123_450)),
            ("红字1234.50", fen(-123_450)),
            ("[红字]1234.50", fen(-123_450)),
            ("负100", fen(-10_000)),
            ("- 100", fen(-10_000)),
            ("-¥100", fen(-10_000)),
            ("¥-100", fen(-10_000)),
            ("--5", BAD),
            ("+-5", BAD),
            ("-(5)", BAD),
            ("(-5)", BAD),
            ("5--", BAD),
            ("(5", BAD),
            ("5)", BAD),
            ("()", BAD),
        ],
    );
}

#[test]
fn currencies_and_units() {
    check(
        YUAN,
        Text,
        &[
            ("¥1,234.50", fen(123_450)),
            ("￥1,234.50", fen(123_450)),
            ("￥ 1,234.50", fen(123_450)),
            ("¥１，２３４．５０元", fen(123_450)),
            ("RMB1,234.50", fen(123_450)),
            ("rmb 1234.5", fen(123_450)),
            ("1234.5RMB", fen(123_450)),
            ("CNY 1234.50", fen(123_450)),
            ("人民币1234.50元", fen(123_450)),
            ("1234.50元", fen(123_450)),
            ("1234元整", fen(123_400)),
            ("1234.50圆", fen(123_450)),
            ("£1,234.50", fen(123_450)),
            ("$1,234.50", fen(123_450)),
            ("€1234.50", fen(123_450)),
            ("1,234.50 GBP", fen(123_450)),
            ("-£12.00", fen(-1_200)),
            ("1.2345万元", fen(1_234_500)),
            ("12万", fen(12_000_000)),
            ("0.5亿元", fen(5_000_000_000)),
            ("3千元", fen(300_000)),
            ("5角", fen(50)),
            ("7分", fen(7)),
            ("1.5分", Err("too-many-decimals")),
            ("1.23456789万元", Err("too-many-decimals")),
            ("12.345元", Err("too-many-decimals")),
            ("12.345", Err("too-many-decimals")),
            ("0.001", Err("too-many-decimals")),
            ("3万5千元", BAD),
            ("元", BAD),
            ("¥", BAD),
        ],
    );
}

#[test]
fn what_stands_for_none() {
    for kind in [Text, Number] {
        check(
            YUAN,
            kind,
            &[
                ("", NONE),
                (" ", NONE),
                ("-", NONE),
                ("—", NONE),
                ("——", NONE),
                ("－", NONE),
                ("/", NONE),
                ("空", NONE),
                ("NULL", NONE),
            ],
        );
    }
}

#[test]
fn what_is_no_amount() {
    check(
        YUAN,
        Text,
        &[
            ("1.2e3", BAD),
            ("1.10105E+17", BAD),
            ("1E5", BAD),
            ("0x10", BAD),
            ("NaN", BAD),
            ("nan", BAD),
            ("inf", BAD),
            ("-inf", BAD),
            ("Infinity", BAD),
            ("5%", BAD),
            ("5‰", BAD),
            ("abc", BAD),
            ("合计", BAD),
            ("12a", BAD),
            ("1,23,4", BAD),
            ("1,2345", BAD),
            ("12,34", BAD),
            ("1234,567", BAD),
            (",123", BAD),
            ("1,,234", BAD),
            ("1..2", BAD),
            ("1,234.5.6", BAD),
            ("1,234,56.7", BAD),
            ("1 2 3", BAD),
            ("1,234 567", BAD),
            ("12 34", BAD),
            ("1_000", BAD),
            ("2024-01-31", BAD),
            ("1/2", BAD),
            ("=1+1", BAD),
            ("92233720368547758.07", Err("money-overflow")),
            ("-92233720368547758.07", Err("money-overflow")),
            (
                "99999999999999999999999999999999999999",
                Err("money-overflow"),
            ),
            (
                "999999999999999999999999999999999999999999",
                Err("money-overflow"),
            ),
        ],
    );
}

#[test]
fn capital_amounts() {
    check(
        YUAN,
        Text,
        &[
            ("壹仟贰佰叁拾肆元伍角整", fen(123_450)),
            ("壹仟元整", fen(100_000)),
            ("人民币壹仟元整", fen(100_000)),
            ("人民币：壹仟元整", fen(100_000)),
            ("壹仟贰佰叁拾肆圆伍角陆分", fen(123_456)),
            ("壹万元正", fen(1_000_000)),
            ("壹拾万零伍佰元整", fen(10_050_000)),
            ("拾元整", fen(1_000)),
            ("廿元", fen(2_000)),
            ("廿五元", fen(2_500)),
            ("卅元整", fen(3_000)),
            ("一百二十三元", fen(12_300)),
            ("壹佰零叁元零伍分", fen(10_305)),
            ("壹亿贰仟万元整", fen(12_000_000_000)),
            ("叁仟伍佰万元整", fen(3_500_000_000)),
            ("伍角", fen(50)),
            ("捌分", fen(8)),
            ("〇元", fen(0)),
            ("零元整", fen(0)),
            ("零拾零元零角零分", fen(0)),
            ("负壹佰元整", fen(-10_000)),
            ("壹仟 贰佰 元 整", fen(120_000)),
            ("一二三四元", BAD),
            ("壹仟元伍", BAD),
            ("伍角陆角", BAD),
            ("壹仟", BAD),
            ("一季度", BAD),
        ],
    );
}

#[test]
fn a_column_with_decimal_commas() {
    check(
        COMMA,
        Text,
        &[
            ("1 234,50", fen(123_450)),
            ("1.234,50", fen(123_450)),
            ("1234,5", fen(123_450)),
            ("1.234", fen(123_400)),
            ("1,234", Err("too-many-decimals")),
            ("1,234.50", fen(123_450)),
            ("-12,00 €", fen(-1_200)),
            ("12.5", BAD),
        ],
    );
    // A workbook's own numbers always have a point.
    check(COMMA, Number, &[("1234.5", fen(123_450))]);
}

#[test]
fn a_column_in_ten_thousands() {
    check(
        WAN,
        Text,
        &[
            ("1.2345", fen(1_234_500)),
            ("12", fen(12_000_000)),
            ("1,234.56", fen(1_234_560_000)),
            ("1.234567", fen(1_234_567)),
            ("1.2345678", Err("too-many-decimals")),
            ("500元", fen(50_000)),
            ("12万元", fen(12_000_000)),
            ("-", NONE),
        ],
    );
}

#[test]
fn cells_of_a_workbook() {
    check(
        YUAN,
        Number,
        &[
            ("1234.5", fen(123_450)),
            ("-0.1", fen(-10)),
            ("1234.567", Err("too-many-decimals")),
            ("1E-05", BAD),
        ],
    );
    check(
        YUAN,
        LongNumber,
        &[("1234567890123456", Err("long-number"))],
    );
    check(YUAN, Error, &[("#REF!", Err("cell-error"))]);
    check(YUAN, Date, &[("2024-01-31", BAD)]);
}

#[test]
fn sums_of_ten_million_rows_are_exact() {
    let sum = (0..10_000_000_i64).fold(0, |sum, _| {
        sum + parse_money("0.10", Text, &YUAN).unwrap().unwrap()
    });
    assert_eq!(sum, 100_000_000);
}

fn grouped(fen: i64) -> String {
    let (yuan, rest) = (fen.unsigned_abs() / 100, fen.unsigned_abs() % 100);
    let digits = yuan.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{}{text}.{rest:02}", if fen < 0 { "-" } else { "" })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(fen in -9_000_000_000_000_000_000_i64..9_000_000_000_000_000_000) {
        let plain = format!("{}{}.{:02}", if fen < 0 { "-" } else { "" }, fen.unsigned_abs() / 100, fen.unsigned_abs() % 100);
        prop_assert_eq!(parse_money(&plain, Text, &YUAN), Ok(Some(fen)));
        let grouped = grouped(fen);
        prop_assert_eq!(parse_money(&grouped, Text, &YUAN), Ok(Some(fen)));
        let swapped: String = grouped.chars().map(|c| match c { ',' => '.', '.' => ',', c => c }).collect();
        prop_assert_eq!(parse_money(&swapped, Text, &COMMA), Ok(Some(fen)));
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,24}") {
        for kind in [Text, Number, Date] {
            for style in [YUAN, COMMA, WAN] {
                let _ = parse_money(&text, kind, &style);
            }
        }
    }

    #[test]
    fn nothing_like_money_makes_it_panic(text in "[-+(（¥0-9.,'年元万亿千角分壹拾佰廿零整eE )]{0,24}") {
        let _ = parse_money(&text, Text, &YUAN);
    }
}
