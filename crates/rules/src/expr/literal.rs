//! Values with their units, as params and expressions write them.

use std::fmt::Write as _;

use jiff::civil;
use ledger::Wording;

use super::lexer::fold;
use super::{Mistake, Type};

/// A value of an expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Literal {
    /// NULL.
    Null,
    /// Fen.
    Money(i64),
    /// A whole number.
    Int(i64),
    /// `num / den` in lowest terms, `den > 0`.
    Ratio {
        /// Numerator.
        num: i64,
        /// Denominator.
        den: i64,
    },
    /// Days since 1970-01-01.
    Date(i64),
    /// Whole days.
    Days(i64),
    /// Text.
    Text(String),
    /// Truth.
    Bool(bool),
}

impl Literal {
    /// Reads a value with its unit: `3天`, `3 days`, `200元`, `1.5万元`, `80%`, `0.8`, `1/3`, `5`, `'text'`, `2024-01-31`, `true`.
    /// Width of the characters does not matter outside quotes.
    ///
    /// # Errors
    /// What is wrong, with the bytes of `text` at fault and what to write instead.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let trimmed = text.trim();
        if let Some(quoted) = unquote(trimmed) {
            return Ok(Self::Text(quoted));
        }
        let folded: String = trimmed.chars().map(fold).collect();
        let lower = folded.to_ascii_lowercase();
        match lower.as_str() {
            "true" | "是" => return Ok(Self::Bool(true)),
            "false" | "否" => return Ok(Self::Bool(false)),
            "null" => return Ok(Self::Null),
            _ => {}
        }
        date(&lower)
            .map(Self::Date)
            .map_or_else(|| number(&lower), Ok)
            .map_err(|fault| {
                let start = text.len() - text.trim_start().len();
                fault.mistake(trimmed, start..start + trimmed.len())
            })
    }

    /// The canonical text of the value; `parse` reads it back as the same value.
    pub fn write(&self) -> String {
        match self {
            Self::Null => "NULL".to_owned(),
            Self::Money(fen) => format!("{}元", yuan(*fen)),
            Self::Int(n) => n.to_string(),
            Self::Ratio { num, den } => ratio(*num, *den),
            Self::Date(day) => iso(*day),
            Self::Days(n) => format!("{n}天"),
            Self::Text(text) => format!("'{}'", text.replace('\'', "''")),
            Self::Bool(truth) => truth.to_string(),
        }
    }

    /// Type of the value; `None` for NULL.
    pub fn ty(&self) -> Option<Type> {
        Some(match self {
            Self::Null => return None,
            Self::Money(_) => Type::Money,
            Self::Int(_) => Type::Int,
            Self::Ratio { .. } => Type::Ratio,
            Self::Date(_) => Type::Date,
            Self::Days(_) => Type::Days,
            Self::Text(_) => Type::Text,
            Self::Bool(_) => Type::Bool,
        })
    }

    /// `num / den` in lowest terms; `None` where it does not fit or `den` is 0.
    pub(super) fn ratio(num: i128, den: i128) -> Option<Self> {
        let (num, den) = match den.signum() {
            0 => return None,
            1 => (num, den),
            _ => (num.checked_neg()?, den.checked_neg()?),
        };
        let shared = gcd(num.unsigned_abs(), den.unsigned_abs());
        let shared = i128::try_from(shared).ok().filter(|s| *s > 0)?;
        Some(Self::Ratio {
            num: i64::try_from(num / shared).ok()?,
            den: i64::try_from(den / shared).ok()?,
        })
    }
}

/// Why a text is no value.
enum Fault {
    NotAValue,
    Unit,
    Fen,
    Whole,
    TooLarge,
    Date,
}

impl Fault {
    fn mistake(&self, text: &str, span: std::ops::Range<usize>) -> Mistake {
        let units = Wording::new(
            "可写 200元、1.5万元、3天、80%、0.8、5、2024-01-31、'文字'。",
            "Write 200 yuan, 3 days, 80%, 0.8, 5, 2024-01-31 or 'text'.",
        );
        let (code, zh, en, help) = match self {
            Self::NotAValue => (
                "bad-value",
                format!("“{text}”不是一个值"),
                format!("`{text}` is not a value"),
                units,
            ),
            Self::Unit => (
                "bad-unit",
                format!("“{text}”的单位不认识"),
                format!("unknown unit in `{text}`"),
                units,
            ),
            Self::Fen => (
                "money-decimals",
                format!("“{text}”不是整分"),
                format!("`{text}` is not a whole number of fen"),
                Wording::new(
                    "金额以元计最多两位小数。",
                    "Money has at most two decimals of a yuan.",
                ),
            ),
            Self::Whole => (
                "days-whole",
                format!("“{text}”不是整天数"),
                format!("`{text}` is not a whole number of days"),
                Wording::new(
                    "天数只能是整数，例如 3天。",
                    "Days are whole numbers, as in 3 days.",
                ),
            ),
            Self::TooLarge => (
                "too-large",
                format!("“{text}”超出可计算的范围"),
                format!("`{text}` is too large"),
                Wording::new("写一个小一些的数。", "Write a smaller number."),
            ),
            Self::Date => (
                "bad-date",
                format!("“{text}”不是日历上的一天"),
                format!("`{text}` is not a day of the calendar"),
                Wording::new("日期写作 2024-01-31。", "Write a date as 2024-01-31."),
            ),
        };
        Mistake {
            span,
            code,
            message: Wording { zh, en },
            help,
        }
    }
}

/// The days since 1970-01-01 of `2024-01-31` or `2024年1月31日`.
fn date(text: &str) -> Option<i64> {
    let plain = match text.strip_suffix('日') {
        Some(cut) if cut.contains('年') => cut.replace(['年', '月'], "-"),
        _ => text.to_owned(),
    };
    let mut parts = plain.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let all_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if ![year, month, day].into_iter().all(all_digits) {
        return None;
    }
    let date = civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    let epoch = civil::date(1970, 1, 1);
    Some(i64::from(epoch.until(date).ok()?.get_days()))
}

/// Whether a text has the form of a date, be it on the calendar or not.
pub(super) fn looks_like_date(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits >= 6 && (text.matches('-').count() == 2 || text.contains('年'))
}

fn number(text: &str) -> Result<Literal, Fault> {
    if looks_like_date(text) {
        return Err(Fault::Date);
    }
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let end = rest
        .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
        .unwrap_or(rest.len());
    let (digits, unit) = rest.split_at(end);
    let (mantissa, mut scale) = decimal(digits)?;
    let mut num = if negative { -mantissa } else { mantissa };
    let unit = unit.trim();
    if let Some(below) = unit.strip_prefix('/') {
        let den: i128 = below.trim().parse().map_err(|_| Fault::NotAValue)?;
        let den = den.checked_mul(scale).ok_or(Fault::TooLarge)?;
        return Literal::ratio(num, den).ok_or(Fault::NotAValue);
    }
    let times = match unit {
        "万元" => 10_000,
        "亿元" => 100_000_000,
        _ => 1,
    };
    match unit {
        "元" | "yuan" | "万元" | "亿元" => {
            num = num.checked_mul(100 * times).ok_or(Fault::TooLarge)?;
            if num % scale != 0 {
                return Err(Fault::Fen);
            }
            fit(num / scale).map(Literal::Money)
        }
        "天" | "日" | "days" | "day" | "d" => {
            if num % scale != 0 {
                return Err(Fault::Whole);
            }
            fit(num / scale).map(Literal::Days)
        }
        "%" => {
            scale = scale.checked_mul(100).ok_or(Fault::TooLarge)?;
            Literal::ratio(num, scale).ok_or(Fault::TooLarge)
        }
        "" if scale == 1 => fit(num).map(Literal::Int),
        "" => Literal::ratio(num, scale).ok_or(Fault::TooLarge),
        _ => Err(Fault::Unit),
    }
}

fn fit(n: i128) -> Result<i64, Fault> {
    i64::try_from(n).map_err(|_| Fault::TooLarge)
}

/// Mantissa and power of ten of plain digits, with separators of thousands where they stand right.
fn decimal(text: &str) -> Result<(i128, i128), Fault> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let grouped = whole.contains(',');
    let rest_right = groups.all(|g| g.len() == 3);
    if (grouped && (!rest_right || first.len() > 3))
        || first.is_empty()
        || (fraction.is_empty() && text.contains('.'))
        || fraction.contains([',', '.'])
    {
        return Err(Fault::NotAValue);
    }
    if whole.len() + fraction.len() > 30 {
        return Err(Fault::TooLarge);
    }
    let mut mantissa: i128 = 0;
    for digit in whole.bytes().chain(fraction.bytes()).filter(|b| *b != b',') {
        mantissa = mantissa * 10 + i128::from(digit - b'0');
    }
    let scale = 10_i128.pow(u32::try_from(fraction.len()).unwrap_or(30));
    Ok((mantissa, scale))
}

/// Fen as yuan, decimals only where there are fen.
pub(super) fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    match (fen / 100, fen % 100) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, part) => format!("{sign}{whole}.{part:02}"),
    }
}

/// A day as `2024-01-31`; a day outside of years 1 to 9999, which no literal can write, as its number.
pub(super) fn iso(day: i64) -> String {
    let span = i32::try_from(day).ok().and_then(|d| {
        civil::date(1970, 1, 1)
            .checked_add(jiff::Span::new().try_days(d).ok()?)
            .ok()
    });
    span.map_or_else(|| day.to_string(), |date| date.to_string())
}

/// A ratio as a decimal where it has few, as per cent where it is whole (else it would read as Int), else as a fraction.
fn ratio(num: i64, den: i64) -> String {
    if den == 1 {
        return format!("{}%", i128::from(num) * 100);
    }
    let (num, den) = (i128::from(num), i128::from(den));
    for places in 1..=9_u32 {
        let scale = 10_i128.pow(places);
        if scale % den == 0 {
            let scaled = num * (scale / den);
            let sign = if scaled < 0 { "-" } else { "" };
            let (whole, part) = (scaled.abs() / scale, scaled.abs() % scale);
            let mut text = format!("{sign}{whole}.");
            let width = places as usize;
            if write!(text, "{part:0width$}").is_ok() {
                return text;
            }
        }
    }
    format!("{num}/{den}")
}

fn unquote(text: &str) -> Option<String> {
    let mut chars = text.chars();
    let (first, last) = (chars.next()?, chars.next_back()?);
    let inside = chars.as_str();
    match (first, last) {
        ('\'', '\'') => {
            let plain = inside.replace("''", "");
            (!plain.contains('\'')).then(|| inside.replace("''", "'"))
        }
        ('“', '”') | ('‘', '’') | ('「', '」') => Some(inside.to_owned()),
        _ => None,
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expect: Result<Literal, &str>) {
        let got = Literal::parse(text).map_err(|m| m.code);
        assert_eq!(got, expect, "{text}");
        if let Ok(value) = got {
            assert_eq!(Literal::parse(&value.write()).ok(), Some(value), "{text}");
        }
    }

    #[test]
    fn values_with_units() {
        let ratio = |num, den| Ok(Literal::Ratio { num, den });
        check("3天", Ok(Literal::Days(3)));
        check(" ３ days ", Ok(Literal::Days(3)));
        check("3d", Ok(Literal::Days(3)));
        check("-3天", Ok(Literal::Days(-3)));
        check("200元", Ok(Literal::Money(20_000)));
        check("200.5 yuan", Ok(Literal::Money(20_050)));
        check("１．５万元", Ok(Literal::Money(1_500_000)));
        check("1.23456万元", Ok(Literal::Money(1_234_560)));
        check("1,000元", Ok(Literal::Money(100_000)));
        check("80%", ratio(4, 5));
        check("８０％", ratio(4, 5));
        check("100%", ratio(1, 1));
        check("0.8", ratio(4, 5));
        check("1/3", ratio(1, 3));
        check("5", Ok(Literal::Int(5)));
        check("'it''s'", Ok(Literal::Text("it's".to_owned())));
        check("“旅游”", Ok(Literal::Text("旅游".to_owned())));
        check("2024-01-31", Ok(Literal::Date(19_753)));
        check("2024年1月31日", Ok(Literal::Date(19_753)));
        check("1970-01-01", Ok(Literal::Date(0)));
        check("true", Ok(Literal::Bool(true)));
        check("否", Ok(Literal::Bool(false)));
    }

    #[test]
    fn what_is_no_value() {
        check("", Err("bad-value"));
        check("元", Err("bad-value"));
        check("5.元", Err("bad-value"));
        check("10,00元", Err("bad-value"));
        check("5个", Err("bad-unit"));
        check("5万", Err("bad-unit"));
        check("0.001元", Err("money-decimals"));
        check("2.5天", Err("days-whole"));
        check("2024-02-30", Err("bad-date"));
        check("99999999999999999999元", Err("too-large"));
        check("1/0", Err("bad-value"));
    }

    #[test]
    fn the_span_leaves_blanks_out() {
        let mistake = Literal::parse("  五天 ").expect_err("not a value");
        assert_eq!(mistake.span, 2..8);
    }

    proptest! {
        #[test]
        fn money_days_and_ratios_round_trip(n in any::<i64>(), den in 1_i64..100_000) {
            let mut values = vec![Literal::Int(n), Literal::Money(n), Literal::Days(n)];
            values.extend(Literal::ratio(i128::from(n), i128::from(den)));
            for value in values {
                prop_assert_eq!(Literal::parse(&value.write()).ok(), Some(value));
            }
        }

        #[test]
        fn texts_round_trip(text in ".*") {
            let value = Literal::Text(text);
            prop_assert_eq!(Literal::parse(&value.write()).ok(), Some(value));
        }

        #[test]
        fn arbitrary_text_never_panics(text in ".*") {
            drop(Literal::parse(&text));
        }
    }
}
