//! Values as users read them: yuan with two decimals, ISO dates, plain numbers.

use std::borrow::Cow;

use ledger::{Domain, Ledger, NULL, NULL_CODE, UNKNOWN, UNKNOWN_CODE};
use rules::expr::Type;

use crate::civil::civil;
use crate::frame::{Column, Values};
use crate::pulled::Base;

/// Fen as yuan with two decimals, `-12.30`.
pub(crate) fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

/// Fen as yuan with two decimals and thousands separators, for sentences.
pub(crate) fn yuan_grouped(fen: i64) -> String {
    let plain = yuan(fen);
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, "00"));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |d| ("-", d));
    let mut grouped = String::with_capacity(plain.len() + 4);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{decimals}")
}

/// `2024-01-31`.
pub(crate) fn iso(day: i64) -> String {
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The value of a feed's column at a row, as users read it; `None` for NULL, `?` for unknown.
pub(crate) fn held(column: &Base, row: usize, ledger: &Ledger) -> Option<String> {
    match column.ty {
        Type::Text => coded(column.values.code(row), column.domain, ledger).map(Cow::into_owned),
        ty => number(column.values.number(row), ty, false),
    }
}

/// Appends the value of a feed's column at a row, as users read it; nothing for NULL.
pub(crate) fn write_held(column: &Base, row: usize, ledger: &Ledger, to: &mut String) {
    match column.ty {
        Type::Text => {
            let text = coded(column.values.code(row), column.domain, ledger);
            to.push_str(&text.unwrap_or_default());
        }
        ty => to.push_str(&number(column.values.number(row), ty, false).unwrap_or_default()),
    }
}

fn number(value: i64, ty: Type, grouped: bool) -> Option<String> {
    Some(match (value, ty) {
        (NULL, _) => return None,
        (UNKNOWN, _) => "?".to_owned(),
        (value, Type::Money) if grouped => yuan_grouped(value),
        (value, Type::Money) => yuan(value),
        (value, Type::Date) => iso(value),
        (value, Type::Ratio) => decimal(i128::from(value), 10_000),
        (value, Type::Bool) => if value == 0 { "否" } else { "是" }.to_owned(),
        (value, Type::Int | Type::Days | Type::Text) => value.to_string(),
    })
}

fn coded(code: u32, domain: Domain, ledger: &Ledger) -> Option<Cow<'_, str>> {
    match code {
        NULL_CODE => None,
        UNKNOWN_CODE => Some("?".into()),
        code => Some(ledger.dictionary(domain).text(code)),
    }
}

/// The value of a column at a row, as users read it; `None` for NULL, `?` for unknown.
pub(crate) fn text(column: &Column, row: usize, ledger: &Ledger, grouped: bool) -> Option<String> {
    match &column.values {
        Values::Int(values) => number(*values.get(row)?, column.ty, grouped),
        Values::Text(codes) => coded(*codes.get(row)?, column.domain, ledger).map(Cow::into_owned),
        Values::Ratio(ratios) => match *ratios.get(row)? {
            (0, 0) => None,
            (_, 0) => Some("?".to_owned()),
            (num, den) => Some(decimal(num, den)),
        },
        Values::Owned(texts) => texts.get(row)?.as_deref().map(str::to_owned),
    }
}

/// A ratio with up to four decimals, cut off and without trailing zeros.
fn decimal(num: i128, den: i128) -> String {
    let sign = if num < 0 { "-" } else { "" };
    let (num, den) = (num.unsigned_abs(), den.unsigned_abs().max(1));
    let tenthousandths = (num % den).saturating_mul(10_000) / den;
    let text = format!("{sign}{}.{tenthousandths:04}", num / den);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{decimal, iso, yuan, yuan_grouped};

    #[test]
    fn money_dates_and_ratios_read_as_people_write_them() {
        assert_eq!(yuan(-1230), "-12.30");
        assert_eq!(yuan(5), "0.05");
        assert_eq!(yuan_grouped(123_456_789), "1,234,567.89");
        assert_eq!(yuan_grouped(-100_000), "-1,000.00");
        assert_eq!(yuan_grouped(99_999), "999.99");
        assert_eq!(iso(19_753), "2024-01-31");
        assert_eq!(decimal(4, 5), "0.8");
        assert_eq!(decimal(-7, 3), "-2.3333");
        assert_eq!(decimal(6, 3), "2");
    }
}
