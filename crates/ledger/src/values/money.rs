//! Amounts of money, exact in fen.

use super::capital::{capital_fen, has_numeral};
use super::decimal::{DecimalSign, Problem, Scale, parse_decimal, scaled};
use super::fault::ValueFault;
use super::text::{clean_text, fold, is_blank};
use crate::readers::CellKind;

/// How the amounts of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MoneyStyle {
    /// Fen for each unit: 100 for 元, 1,000,000 for 万元. A unit inside a cell overrules it.
    pub(crate) fen_per_unit: i64,
    /// Decimal sign of text cells; numbers of a workbook always have a point.
    pub(crate) decimal: DecimalSign,
}

impl Default for MoneyStyle {
    fn default() -> Self {
        Self {
            fen_per_unit: 100,
            decimal: DecimalSign::Point,
        }
    }
}

/// An amount in fen; `None` for a cell that stands for none (blank, `-`, `/`).
///
/// # Errors
/// What is no amount, has more than two decimals of a yuan, or is too large: never rounded, never guessed.
pub(crate) fn parse_money(
    raw: &str,
    kind: CellKind,
    style: &MoneyStyle,
) -> Result<Option<i64>, ValueFault> {
    match kind {
        CellKind::Error => return Err(fault_error()),
        CellKind::LongNumber => {
            return Err(ValueFault::new(
                "long-number",
                "工作簿中的数字超过 15 位，后几位已失真，不能作为金额",
                "a workbook number of more than 15 digits has lost digits and is no amount",
            ));
        }
        CellKind::Text | CellKind::Number | CellKind::Date => {}
    }
    let decimal = if kind == CellKind::Number {
        DecimalSign::Point
    } else {
        style.decimal
    };
    if style.fen_per_unit == 100
        && decimal == DecimalSign::Point
        && let Some(fen) = plain(raw.trim_ascii().as_bytes())
    {
        return Ok(Some(fen));
    }
    if is_blank(raw) {
        return Ok(None);
    }
    if kind == CellKind::Date {
        return Err(ValueFault::new(
            "bad-money",
            "此格是日期，不是金额",
            "the cell holds a date, not an amount",
        ));
    }
    dressed(raw, style.fen_per_unit, decimal).map(Some)
}

pub(super) fn fault_error() -> ValueFault {
    ValueFault::new(
        "cell-error",
        "此格是工作簿的错误值（如 #REF!），请在原表修正公式",
        "the cell holds a workbook error such as #REF!; mend the formula in the workbook",
    )
}

/// Digits with commas in their right places and at most two decimals: nearly every amount, so no allocation here.
fn plain(text: &[u8]) -> Option<i64> {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    // Sixteen digits times a hundred still fit.
    if text.len() > 16 {
        return None;
    }
    let (mut value, mut digits, mut since) = (0_i64, 0_u32, None::<u32>);
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(byte - b'0');
                digits += 1;
                since = since.map(|s| s + 1);
            }
            b',' if since.map_or((1..=3).contains(&digits), |s| s == 3) => since = Some(0),
            _ => break,
        }
        rest = after;
    }
    if digits == 0 || since.is_some_and(|s| s != 3) {
        return None;
    }
    let fen = match rest {
        [] => value * 100,
        [b'.', a] if a.is_ascii_digit() => value * 100 + i64::from(a - b'0') * 10,
        [b'.', a, b] if a.is_ascii_digit() && b.is_ascii_digit() => {
            value * 100 + i64::from(a - b'0') * 10 + i64::from(b - b'0')
        }
        _ => return None,
    };
    Some(if negative { -fen } else { fen })
}

const PREFIXES: [&str; 13] = [
    "人民币",
    "rmb",
    "cny",
    "gbp",
    "usd",
    "us$",
    "eur",
    "¥",
    "£",
    "$",
    "€",
    ":",
    " ",
];
const SUFFIXES: [&str; 12] = [
    "人民币",
    "rmb",
    "cny",
    "gbp",
    "usd",
    "eur",
    "¥",
    "£",
    "$",
    "€",
    "整",
    " ",
];
const UNITS: [(&str, i64); 12] = [
    ("百万元", 100_000_000),
    ("亿元", 10_000_000_000),
    ("万元", 1_000_000),
    ("万圆", 1_000_000),
    ("千元", 100_000),
    ("元", 100),
    ("圆", 100),
    ("万", 1_000_000),
    ("亿", 10_000_000_000),
    ("块", 100),
    ("角", 10),
    ("分", 1),
];
const MINUS: [&str; 7] = ["-", "\u{2212}", "–", "—", "[红字]", "红字", "负"];

/// What dresses an amount: signs, currencies, a unit.
#[derive(Default)]
struct Dress {
    signs: u32,
    negative: bool,
    unit: Option<i64>,
    units: u32,
}

fn dressed(raw: &str, fen_per_unit: i64, decimal: DecimalSign) -> Result<i64, ValueFault> {
    let folded = fold(clean_text(raw)).trim().to_lowercase();
    let mut dress = Dress::default();
    let mut text = folded.as_str();
    text = undress_front(text, &mut dress);
    if has_numeral(text) {
        let fen = capital_fen(text)
            .filter(|_| dress.signs <= 1)
            .ok_or_else(not_money)?;
        return Ok(if dress.negative { -fen } else { fen });
    }
    loop {
        let before = text.len();
        text = undress_front(text, &mut dress);
        text = undress_back(text, &mut dress);
        if text.len() == before {
            break;
        }
    }
    if dress.signs > 1 || dress.units > 1 {
        return Err(not_money());
    }
    let (digits, scale) = parse_decimal(text, decimal).map_err(|problem| match problem {
        Problem::NotDigits => not_money(),
        Problem::Grouping => ValueFault::new(
            "bad-money",
            "金额中的逗号或点不在千位上；若小数点是逗号，请在配置中写 decimal = \",\"",
            "the separators of the amount do not part thousands; if its decimal sign is a comma, pin decimal = \",\"",
        ),
        Problem::TooLong => too_large(),
    })?;
    let fen =
        scaled(digits, scale, dress.unit.unwrap_or(fen_per_unit)).map_err(
            |problem| match problem {
                Scale::Decimals => ValueFault::new(
                    "too-many-decimals",
                    "金额小数超过分，不作四舍五入",
                    "the amount has decimals below a fen, and nothing is rounded",
                ),
                Scale::Overflow => too_large(),
            },
        )?;
    Ok(if dress.negative { -fen } else { fen })
}

fn undress_front<'a>(mut text: &'a str, dress: &mut Dress) -> &'a str {
    loop {
        if let Some(rest) = PREFIXES.iter().find_map(|p| text.strip_prefix(p)) {
            text = rest;
        } else if let Some(rest) = MINUS.iter().find_map(|p| text.strip_prefix(p)) {
            dress.signs += 1;
            dress.negative = true;
            text = rest;
        } else if let Some(rest) = text.strip_prefix('+') {
            dress.signs += 1;
            text = rest;
        } else if let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
            dress.signs += 1;
            dress.negative = true;
            text = inner;
        } else {
            return text;
        }
    }
}

fn undress_back<'a>(mut text: &'a str, dress: &mut Dress) -> &'a str {
    loop {
        if let Some(rest) = SUFFIXES.iter().find_map(|s| text.strip_suffix(s)) {
            text = rest;
        } else if let Some((rest, fen)) = UNITS
            .iter()
            .find_map(|(s, fen)| Some((text.strip_suffix(s)?, *fen)))
        {
            dress.units += 1;
            dress.unit = Some(fen);
            text = rest;
        } else if let Some(rest) = text
            .strip_suffix('-')
            .or_else(|| text.strip_suffix('\u{2212}'))
            .or_else(|| text.strip_suffix("cr"))
        {
            // In a column of one side, a trailing CR marks what goes back, as a trailing minus does.
            dress.signs += 1;
            dress.negative = true;
            text = rest;
        } else if let Some(rest) = text.strip_suffix("dr") {
            dress.signs += 1;
            text = rest;
        } else {
            return text;
        }
    }
}

fn not_money() -> ValueFault {
    ValueFault::new("bad-money", "不是金额", "this is no amount of money")
}

fn too_large() -> ValueFault {
    ValueFault::new("money-overflow", "金额过大", "the amount is too large")
}

#[cfg(test)]
mod tests;
