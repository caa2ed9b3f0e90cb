//! Values with their units, as params and expressions write them.

use std::fmt::Write as _;

use jiff::civil;

use super::lexer::fold;
use super::value_text::{date, number, unquote};
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
    #[expect(
        clippy::result_large_err,
        reason = "A mistake is rare and ends the reading of a rule, so that its size costs nothing."
    )]
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
        if let Ok(value) = expect {
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
