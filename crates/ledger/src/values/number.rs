//! Whole numbers, ratios, truth values and accounting periods.

use super::calendar::YEARS;
use super::decimal::{DecimalSign, parse_decimal, scaled};
use super::fault::ValueFault;
use super::money::fault_error;
use super::text::{clean_text, fold, is_blank};
use crate::readers::CellKind;

/// A whole number, with commas or a unit of counting (`12人`, `3张`); `None` where the cell stands for none.
pub(crate) fn parse_int(raw: &str, kind: CellKind) -> Result<Option<i64>, ValueFault> {
    let Some(text) = present(raw, kind)? else {
        return Ok(None);
    };
    let bad = || ValueFault::new("bad-int", "不是整数", "this is no whole number");
    let text = text.trim_end_matches([
        '人', '张', '个', '件', '票', '天', '次', '份', '户', '名', '页', '期', '年', '度', '级',
        '号', '日', '月',
    ]);
    let (negative, text) = signed(text.trim());
    let (digits, scale) = parse_decimal(text, DecimalSign::Point).map_err(|_| bad())?;
    let value = scaled(digits, scale, 1).map_err(|_| bad())?;
    Ok(Some(if negative { -value } else { value }))
}

/// An exact decimal in ten-thousandths; `12.5%` is 1,250, and an area may carry its unit (`3.5亩`).
pub(crate) fn parse_ratio(raw: &str, kind: CellKind) -> Result<Option<i64>, ValueFault> {
    let Some(text) = present(raw, kind)? else {
        return Ok(None);
    };
    let bad = || ValueFault::new("bad-ratio", "不是数值", "this is no number");
    let mut text = text.as_str();
    let mut factor = 10_000;
    for (unit, worth) in [("%", 100), ("‰", 10)] {
        if let Some(rest) = text.strip_suffix(unit) {
            (text, factor) = (rest, worth);
        }
    }
    let units = [
        "平方米",
        "平方",
        "公顷",
        "亩",
        "㎡",
        "m2",
        "m²",
        "股",
        "年",
        "天",
        "工",
        "元",
    ];
    let text = units
        .iter()
        .find_map(|u| text.strip_suffix(u))
        .unwrap_or(text);
    let (negative, text) = signed(text.trim());
    let (digits, scale) = parse_decimal(text, DecimalSign::Point).map_err(|_| bad())?;
    let value = scaled(digits, scale, factor).map_err(|_| {
        ValueFault::new(
            "too-many-decimals",
            "小数超过四位，不作四舍五入",
            "there are more than four decimals, and nothing is rounded",
        )
    })?;
    Ok(Some(if negative { -value } else { value }))
}

/// Yes (1) or no (0).
pub(crate) fn parse_bool(raw: &str, kind: CellKind) -> Result<Option<i64>, ValueFault> {
    let Some(text) = present(raw, kind)? else {
        return Ok(None);
    };
    let yes = [
        "是",
        "1",
        "y",
        "yes",
        "true",
        "t",
        "√",
        "✓",
        "✔",
        "对",
        "有",
        "真",
        "已记账",
        "已作废",
        "作废",
        "已",
        "有效",
        "中标",
        "党员",
        "中共党员",
    ];
    let no = [
        "否",
        "0",
        "n",
        "no",
        "false",
        "f",
        "×",
        "✗",
        "x",
        "不是",
        "没有",
        "无",
        "假",
        "未记账",
        "未作废",
        "未",
        "无效",
        "未中标",
        "正常",
        "群众",
    ];
    match text.as_str() {
        word if yes.contains(&word) => Ok(Some(1)),
        word if no.contains(&word) => Ok(Some(0)),
        _ => Err(ValueFault::new(
            "bad-bool",
            "不是“是”或“否”",
            "this is neither yes nor no",
        )),
    }
}

/// An accounting period: year and month, as `2024-03`; month 13 is the one of adjustments.
///
/// `year` is that of the source, for periods that are a mere month.
pub(crate) fn parse_period(
    raw: &str,
    kind: CellKind,
    year: Option<i16>,
) -> Result<Option<String>, ValueFault> {
    let Some(text) = present(raw, kind)? else {
        return Ok(None);
    };
    let bad = || {
        ValueFault::new(
            "bad-period",
            "不是会计期间；应形如 2024-03",
            "this is no period; it should be like 2024-03",
        )
    };
    let own = text.trim_end_matches(['月', '期', '份']);
    let named = own.len() < text.len();
    let text = own.trim_start_matches('第');
    // Three numbers are a day where nothing but one sign parts them; 2024年1-3月 are months, and no one of them.
    let mut signs = text.matches(['-', '/', '.', '年', ' ', '第']);
    let first = signs.next();
    let is_day = !named && signs.all(|sign| Some(sign) == first);
    let parts: Vec<&str> = text
        .split(['-', '/', '.', '年', ' ', '第'])
        .filter(|p| !p.is_empty())
        .collect();
    let number = |text: &str| {
        text.parse::<i64>()
            .ok()
            .filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
    };
    let (year, month) = match parts.as_slice() {
        [one] if one.len() == 6 => (
            number(one.get(..4).unwrap_or_default()),
            number(one.get(4..).unwrap_or_default()),
        ),
        [one] if one.len() == 8 => (
            number(one.get(..4).unwrap_or_default()),
            number(one.get(4..6).unwrap_or_default()),
        ),
        [one] if one.len() <= 2 => (year.map(i64::from), number(one)),
        [year, month] if year.len() == 4 && month.len() <= 2 => (number(year), number(month)),
        [year, month, _] if year.len() == 4 && month.len() <= 2 && is_day => {
            (number(year), number(month))
        }
        _ => (None, None),
    };
    match (year, month) {
        (Some(year), Some(month)) if YEARS.contains(&year) && (1..=13).contains(&month) => {
            Ok(Some(format!("{year:04}-{month:02}")))
        }
        (None, Some(1..=13)) => Err(ValueFault::new(
            "no-year",
            "会计期间没有年份；请在 [[source]] 中写 date = \"ymd 2024\" 之类，注明年份",
            "the period has no year; name it in [[source]], as in date = \"ymd 2024\"",
        )),
        _ => Err(bad()),
    }
}

/// The folded, lower-case text of a cell that holds a value.
fn present(raw: &str, kind: CellKind) -> Result<Option<String>, ValueFault> {
    if kind == CellKind::Error {
        return Err(fault_error());
    }
    // 无 is a word of its own where the question is yes or no.
    let text = clean_text(raw);
    if text != "无" && is_blank(text) {
        return Ok(None);
    }
    Ok(Some(fold(text).trim().to_lowercase()))
}

fn signed(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers() {
        for (raw, wanted) in [
            ("12", Ok(Some(12))),
            ("1,234", Ok(Some(1_234))),
            ("12人", Ok(Some(12))),
            ("2024年度", Ok(Some(2_024))),
            ("３张", Ok(Some(3))),
            ("-3", Ok(Some(-3))),
            ("2.0", Ok(Some(2))),
            ("", Ok(None)),
            ("-", Ok(None)),
            ("2.5", Err("bad-int")),
            ("abc", Err("bad-int")),
            ("1e3", Err("bad-int")),
            ("99999999999999999999999999999999999999999", Err("bad-int")),
        ] {
            assert_eq!(
                parse_int(raw, CellKind::Text).map_err(|f| f.code),
                wanted,
                "{raw}"
            );
        }
        assert_eq!(
            parse_int("#REF!", CellKind::Error).map_err(|f| f.code),
            Err("cell-error")
        );
    }

    #[test]
    fn ratios() {
        for (raw, wanted) in [
            ("12.5", Ok(Some(125_000))),
            ("12.5%", Ok(Some(1_250))),
            ("3‰", Ok(Some(30))),
            ("3.5亩", Ok(Some(35_000))),
            ("120平方米", Ok(Some(1_200_000))),
            ("0.00001", Err("too-many-decimals")),
            ("0.00010", Ok(Some(1))),
            ("", Ok(None)),
            ("约三亩", Err("bad-ratio")),
        ] {
            assert_eq!(
                parse_ratio(raw, CellKind::Text).map_err(|f| f.code),
                wanted,
                "{raw}"
            );
        }
    }

    #[test]
    fn truth() {
        for (raw, wanted) in [
            ("是", Ok(Some(1))),
            ("否", Ok(Some(0))),
            ("1", Ok(Some(1))),
            ("0", Ok(Some(0))),
            ("有", Ok(Some(1))),
            ("无", Ok(Some(0))),
            ("Y", Ok(Some(1))),
            ("N", Ok(Some(0))),
            ("√", Ok(Some(1))),
            ("TRUE", Ok(Some(1))),
            ("", Ok(None)),
            ("/", Ok(None)),
            ("也许", Err("bad-bool")),
        ] {
            assert_eq!(
                parse_bool(raw, CellKind::Text).map_err(|f| f.code),
                wanted,
                "{raw}"
            );
        }
    }

    #[test]
    fn periods() {
        for (raw, year, wanted) in [
            ("2024-03", None, Ok(Some("2024-03"))),
            ("202403", None, Ok(Some("2024-03"))),
            ("2024.03", None, Ok(Some("2024-03"))),
            ("2024.3", None, Ok(Some("2024-03"))),
            ("2024年3月", None, Ok(Some("2024-03"))),
            ("2024年第3期", None, Ok(Some("2024-03"))),
            ("2024/12", None, Ok(Some("2024-12"))),
            ("2024-13", None, Ok(Some("2024-13"))),
            ("3", Some(2024), Ok(Some("2024-03"))),
            ("第3期", Some(2024), Ok(Some("2024-03"))),
            ("3月", Some(2024), Ok(Some("2024-03"))),
            ("3", None, Err("no-year")),
            ("2024-14", None, Err("bad-period")),
            ("2204-03", None, Err("bad-period")),
            ("2024", None, Err("bad-period")),
            ("2024-03-31", None, Ok(Some("2024-03"))),
            ("20240331", None, Ok(Some("2024-03"))),
            ("2024年1-3月", None, Err("bad-period")),
            ("2024-1-3月份", None, Err("bad-period")),
            ("2024年1-3", None, Err("bad-period")),
            ("2024.1-3", None, Err("bad-period")),
            ("2024年1月-3月", None, Err("bad-period")),
            ("2024-01-03", None, Ok(Some("2024-01"))),
            ("2024.1.3", None, Ok(Some("2024-01"))),
            ("", None, Ok(None)),
        ] {
            let found = parse_period(raw, CellKind::Text, year);
            assert_eq!(
                found.as_ref().map(Option::as_deref).map_err(|f| f.code),
                wanted,
                "{raw}"
            );
        }
    }
}
