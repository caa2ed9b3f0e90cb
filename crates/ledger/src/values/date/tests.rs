//! Golden table of date literals: bad-inputs groups D1–D4 and field-facts §1.4.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use proptest::prelude::*;

use super::{DateOrder, DateStyle, days, parse_date};
use crate::readers::CellKind::{self, Date, Error, LongNumber, Number, Text};

const NONE: DateStyle = DateStyle {
    order: None,
    year: None,
    pivot: None,
};
const DMY: DateStyle = DateStyle {
    order: Some(DateOrder::Dmy),
    year: None,
    pivot: None,
};
const MDY: DateStyle = DateStyle {
    order: Some(DateOrder::Mdy),
    year: None,
    pivot: None,
};
const YMD: DateStyle = DateStyle {
    order: Some(DateOrder::Ymd),
    year: Some(2024),
    pivot: Some(2044),
};

/// `wanted` is a day as `2024-01-31`, `-` for none, or the code of a fault.
fn check(style: DateStyle, kind: CellKind, table: &[(&str, &str)]) {
    for (literal, wanted) in table {
        let found = match parse_date(literal, kind, &style) {
            Ok(None) => "-".to_owned(),
            Ok(Some(day)) => {
                (jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(day)).to_string()
            }
            Err(fault) => fault.code.to_owned(),
        };
        assert_eq!(&found, wanted, "{literal:?}");
    }
}

#[test]
fn year_first() {
    for style in [NONE, DMY, MDY, YMD] {
        check(
            style,
            Text,
            &[
                ("2025-01-02", "2025-01-02"),
                ("2025/1/2", "2025-01-02"),
                ("2025/01/02", "2025-01-02"),
                ("2025.1.2", "2025-01-02"),
                ("2025.01.02", "2025-01-02"),
                ("2025-1-2", "2025-01-02"),
                ("2025 01 02", "2025-01-02"),
                ("20250102", "2025-01-02"),
                ("2025年1月2日", "2025-01-02"),
                ("2025年01月02日", "2025-01-02"),
                ("2025 年 1 月 2 日", "2025-01-02"),
                ("2025年1月2号", "2025-01-02"),
                ("公元2025年1月2日", "2025-01-02"),
                ("２０２５年１月２日", "2025-01-02"),
                ("２０２５－０１－０２", "2025-01-02"),
                ("二〇二五年一月二日", "2025-01-02"),
                ("二零二四年十二月三十一日", "2024-12-31"),
                ("二〇二四年十月廿五日", "2024-10-25"),
                ("二〇二四年十一月卅日", "2024-11-30"),
                ("二○二四年二月二十九日", "2024-02-29"),
                ("民国113年1月2日", "2024-01-02"),
                ("中华民国一百一十三年一月二日", "2024-01-02"),
                (" 2025-01-02 ", "2025-01-02"),
                ("\t20250102", "2025-01-02"),
                ("'2025-01-02", "2025-01-02"),
                ("\u{3000}2025-01-02", "2025-01-02"),
                ("2024-02-29", "2024-02-29"),
                ("2000-02-29", "2000-02-29"),
                ("1949-10-01", "1949-10-01"),
                ("2100-12-31", "2100-12-31"),
            ],
        );
    }
}

#[test]
fn with_a_time_or_a_weekday() {
    check(
        NONE,
        Text,
        &[
            ("2025-01-02 00:00:00.000", "2025-01-02"),
            ("2024-01-31 09:15:22", "2024-01-31"),
            ("2024-01-31 9:15", "2024-01-31"),
            ("2024-01-31T09:15:22", "2024-01-31"),
            ("2024-01-31T09:15:22Z", "2024-01-31"),
            ("2024-01-31T09:15:22+08:00", "2024-01-31"),
            ("2024/1/31 9:15:22", "2024-01-31"),
            ("2024.1.31 9:15", "2024-01-31"),
            ("20240131 091522", "2024-01-31"),
            ("20240131 09:15:22", "2024-01-31"),
            ("20240131T091522", "2024-01-31"),
            ("20240131091522", "2024-01-31"),
            ("2024-01-31-09.15.22.123456", "2024-01-31"),
            ("2024年1月31日 09:15:22", "2024-01-31"),
            ("2024年1月31日9时15分", "2024-01-31"),
            ("2024年1月31日 上午9:15", "2024-01-31"),
            ("2024-01-31 星期三", "2024-01-31"),
            ("2024年1月31日(周三)", "2024-01-31"),
            ("13/2/2024 10:00", "2024-02-13"),
            ("1/13/2025 12:00:00 AM", "2025-01-13"),
        ],
    );
}

#[test]
fn names_of_months() {
    check(
        NONE,
        Text,
        &[
            ("02 Jan 2025", "2025-01-02"),
            ("2-Jan-25", "2025-01-02"),
            ("2 January 2025", "2025-01-02"),
            ("January 2, 2025", "2025-01-02"),
            ("Jan 2nd, 2025", "2025-01-02"),
            ("02JAN2025", "2025-01-02"),
            ("2025-Jan-02", "2025-01-02"),
            ("Thursday, 2 January 2025", "2025-01-02"),
            ("31-Dec-98", "1998-12-31"),
            ("1 Sept 2024", "2024-09-01"),
            ("30 Feb 2024", "no-such-day"),
            ("2 Janvier 2025", "bad-date"),
            ("Jan 2025", "bad-date"),
            ("Jan Feb 2025", "bad-date"),
        ],
    );
}

#[test]
fn order_matters() {
    let both = [
        ("1/2/2025", "2025-02-01", "2025-01-02"),
        ("02-01-25", "2025-01-02", "2025-02-01"),
        ("03.04.2024", "2024-04-03", "2024-03-04"),
    ];
    for (literal, dmy, mdy) in both {
        check(NONE, Text, &[(literal, "ambiguous-date")]);
        check(DMY, Text, &[(literal, dmy)]);
        check(MDY, Text, &[(literal, mdy)]);
    }
    check(
        NONE,
        Text,
        &[
            ("13/02/2024", "2024-02-13"),
            ("02/13/2024", "2024-02-13"),
            ("01/01/2024", "2024-01-01"),
            ("5/5/24", "ambiguous-date"),
            ("24.1.31", "ambiguous-date"),
            ("98.12.31", "1998-12-31"),
            ("32/13/2024", "no-such-day"),
        ],
    );
    check(
        DMY,
        Text,
        &[
            ("02/13/2024", "month-13"),
            ("02/14/2024", "no-such-day"),
            ("31/12/24", "2024-12-31"),
        ],
    );
    check(
        YMD,
        Text,
        &[
            ("24.1.31", "2024-01-31"),
            ("25-1-2", "2025-01-02"),
            ("98.12.31", "1998-12-31"),
            ("24年1月31日", "2024-01-31"),
            ("1月31日", "2024-01-31"),
            ("一月三十一日", "2024-01-31"),
            ("1.31", "2024-01-31"),
            ("01-31", "2024-01-31"),
        ],
    );
    check(NONE, Text, &[("1月31日", "no-year"), ("01-31", "no-year")]);
}

#[test]
fn serial_days_of_a_workbook() {
    for kind in [Number, Text] {
        check(
            NONE,
            kind,
            &[
                ("45322", "2024-01-31"),
                ("45658", "2025-01-01"),
                ("45658.75", "2025-01-01"),
                ("17899", "1949-01-01"),
                ("73415", "2100-12-31"),
                ("17898", "bad-date"),
                ("99999", "bad-date"),
                ("60", "bad-date"),
                ("20240131", "2024-01-31"),
            ],
        );
    }
    check(
        NONE,
        Number,
        &[
            ("-5", "bad-date"),
            ("-45322", "bad-date"),
            ("1.5", "bad-date"),
            ("202403", "bad-date"),
            ("20240131091522", "2024-01-31"),
            ("", "bad-date"),
        ],
    );
    check(
        NONE,
        Date,
        &[
            ("2024-01-31", "2024-01-31"),
            ("2024-01-31 09:15:22", "2024-01-31"),
        ],
    );
    check(NONE, LongNumber, &[("2024013109152233", "bad-date")]);
    check(NONE, Error, &[("#REF!", "cell-error")]);
}

#[test]
fn what_is_no_day() {
    check(
        NONE,
        Text,
        &[
            ("", "-"),
            (" ", "-"),
            ("-", "-"),
            ("—", "-"),
            ("/", "-"),
            ("NULL", "-"),
            ("2025-02-29", "no-such-day"),
            ("2024-02-30", "no-such-day"),
            ("1900-02-29", "no-such-day"),
            ("2025-06-31", "no-such-day"),
            ("20250631", "no-such-day"),
            ("2024-13-01", "month-13"),
            ("20241301", "month-13"),
            ("2024-14-01", "no-such-day"),
            ("2024-00-10", "no-such-day"),
            ("2024-01-00", "no-such-day"),
            ("0000-00-00", "no-such-day"),
            ("00000000", "no-such-day"),
            ("9999-12-31", "year-out-of-range"),
            ("1899-12-31", "year-out-of-range"),
            ("2204-01-31", "year-out-of-range"),
            ("1948-12-31", "year-out-of-range"),
            ("2024", "bad-date"),
            ("2024-01", "bad-date"),
            ("202401", "bad-date"),
            ("2024年1月", "bad-date"),
            ("240131", "bad-date"),
            ("合计", "bad-date"),
            ("本月合计", "bad-date"),
            ("承前页", "bad-date"),
            ("abc", "bad-date"),
            ("12:30:00", "bad-date"),
            ("2024-1/31", "bad-date"),
            ("2024--31", "bad-date"),
            ("1-2-3-4", "bad-date"),
            ("2024.1.31.1", "2024-01-31"),
            ("-2024-01-31", "bad-date"),
            ("12345678901", "bad-date"),
            ("1/2/025", "bad-date"),
            ("年月日", "bad-date"),
        ],
    );
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(day in -7_670_i64..47_846) {
        let date = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(day);
        let (y, m, d) = (date.year(), date.month(), date.day());
        for text in [
            format!("{y:04}-{m:02}-{d:02}"), format!("{y}/{m}/{d}"), format!("{y}.{m}.{d}"), format!("{y}{m:02}{d:02}"),
            format!("{y}年{m}月{d}日"), format!("{y}-{m:02}-{d:02} 23:59:59"), (day + 25_569).to_string(),
        ] {
            prop_assert_eq!(parse_date(&text, Text, &NONE), Ok(Some(day)), "{}", text);
        }
        prop_assert_eq!(parse_date(&format!("{d}/{m}/{y}"), Text, &DMY), Ok(Some(day)));
        prop_assert_eq!(parse_date(&format!("{m}-{d}-{y}"), Text, &MDY), Ok(Some(day)));
        prop_assert_eq!(days(y.into(), m.into(), d.into()).unwrap(), day);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,24}") {
        for kind in [Text, Number, Date, LongNumber] {
            for style in [NONE, DMY, MDY, YMD] {
                let _ = parse_date(&text, kind, &style);
            }
        }
    }

    #[test]
    fn nothing_like_a_date_makes_it_panic(text in "[-0-9./:年月日号 tT一二十廿〇民国星期周JanMAR]{0,24}") {
        let mut evidence = super::super::DateEvidence::default();
        evidence.observe(&text, Text);
        let _ = evidence.decide(None);
        let _ = parse_date(&text, Text, &NONE);
        let _ = super::super::parse_time(&text, Text);
        let _ = super::super::parse_period(&text, Text, Some(2024));
        let _ = super::super::id_trust(&text, Text);
    }
}
