//! The characters of a value: digits, units, dates, quotes.

use jiff::civil;
use ledger::Wording;

use super::lexer::fold;
use super::{Literal, Mistake};

/// Why a text is no value.
pub(super) enum Fault {
    NotAValue,
    Unit,
    Fen,
    Whole,
    TooLarge,
    Date,
}

impl Fault {
    pub(super) fn mistake(&self, text: &str, span: std::ops::Range<usize>) -> Mistake {
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
pub(super) fn date(text: &str) -> Option<i64> {
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

/// Seconds since midnight of `22:30` or `22:30:15`.
pub(super) fn time(text: &str) -> Option<i64> {
    let narrow: String = text.trim().chars().map(fold).collect();
    let mut parts = narrow.split(':').map(|part| {
        let digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<i64>().ok()).flatten()
    });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let right = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
    right.then_some(hour * 3600 + minute * 60 + second)
}

/// Whether a text has the form of a date, be it on the calendar or not.
pub(super) fn looks_like_date(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits >= 6 && (text.matches('-').count() == 2 || text.contains('年'))
}

/// A number with its unit, narrow and lower case.
pub(super) fn number(text: &str) -> Result<Literal, Fault> {
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

/// The text between quotes, if it is in quotes.
pub(super) fn unquote(text: &str) -> Option<String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day() {
        let check = |text: &str, seconds: Option<i64>| assert_eq!(time(text), seconds, "{text}");
        check("22:30", Some(81_000));
        check("０：０５：０７", Some(307));
        check("24:00", None);
        check("22:60", None);
        check("22", None);
        check("1:2:3:4", None);
        check("-1:00", None);
    }
}
