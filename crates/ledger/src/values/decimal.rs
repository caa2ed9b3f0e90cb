//! Digits with group and decimal signs → an exact integer and its scale.

/// Which sign parts the decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DecimalSign {
    /// `1,234.50`
    #[default]
    Point,
    /// `1.234,50`
    Comma,
}

impl DecimalSign {
    fn sign(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}

/// Why digits are no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// Something that is neither digit nor separator, or no digit at all.
    NotDigits,
    /// Groups that are not of three digits.
    Grouping,
    /// More digits than 128 bits hold.
    TooLong,
}

/// An unsigned decimal: its digits as one integer, and how many of them are decimals.
///
/// `style` decides only what could be either; `1.234,50` and `1.234.567` are read wherever they stand.
pub(super) fn parse_decimal(text: &str, style: DecimalSign) -> Result<(i128, u32), Problem> {
    if !text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\'' | '’' | '_'))
        || text.contains('_')
    {
        return Err(Problem::NotDigits);
    }
    let decimal = decimal_sign(text, style)?;
    let (whole, part) = decimal
        .and_then(|d| text.split_once(d))
        .unwrap_or((text, ""));
    if !part.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Problem::Grouping);
    }
    let groups_end = whole.trim_end_matches(' ');
    let mut separator = None;
    let mut groups: Vec<&str> = vec![groups_end];
    for sign in [',', '.', ' ', '\'', '’'] {
        if groups_end.contains(sign) {
            if separator.replace(sign).is_some() {
                return Err(Problem::Grouping);
            }
            groups = groups_end.split(sign).collect();
        }
    }
    if let [first, rest @ ..] = groups.as_slice() {
        let plausible = rest.is_empty()
            || ((1..=3).contains(&first.len()) && rest.iter().all(|g| g.len() == 3));
        if !plausible {
            return Err(Problem::Grouping);
        }
    }
    let mut digits: i128 = 0;
    let mut any = false;
    for byte in groups.iter().flat_map(|g| g.bytes()).chain(part.bytes()) {
        any = true;
        digits = digits
            .checked_mul(10)
            .and_then(|d| d.checked_add(i128::from(byte - b'0')))
            .ok_or(Problem::TooLong)?;
    }
    if !any {
        return Err(Problem::NotDigits);
    }
    Ok((
        digits,
        u32::try_from(part.len()).map_err(|_| Problem::TooLong)?,
    ))
}

/// The decimal sign of this literal, `None` where it has none.
fn decimal_sign(text: &str, style: DecimalSign) -> Result<Option<char>, Problem> {
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let sign = if points > 0 { '.' } else { ',' };
    Ok(match (points, commas) {
        // Two kinds of signs say by themselves which is which.
        (1.., 1..) => {
            let last = if text.rfind('.') > text.rfind(',') {
                '.'
            } else {
                ','
            };
            if text.matches(last).count() != 1 {
                return Err(Problem::Grouping);
            }
            Some(last)
        }
        (0, 1) | (1, 0) => (sign == style.sign()).then_some(sign),
        // A sign that repeats can only part groups.
        _ => None,
    })
}

/// `digits / 10^scale × factor`, where that is whole.
pub(super) fn scaled(digits: i128, scale: u32, factor: i64) -> Result<i64, Scale> {
    let product = digits
        .checked_mul(i128::from(factor))
        .ok_or(Scale::Overflow)?;
    let unit = 10_i128.checked_pow(scale).ok_or(Scale::Overflow)?;
    if product % unit != 0 {
        return Err(Scale::Decimals);
    }
    // The two least values of an i64 stand for NULL and unknown, so the mirror of the second is not to be had either.
    i64::try_from(product / unit)
        .ok()
        .filter(|v| *v < -crate::UNKNOWN)
        .ok_or(Scale::Overflow)
}

/// Why a decimal is no whole number of the smallest unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// More decimals than the smallest unit has.
    Decimals,
    /// Too large.
    Overflow,
}
