//! How a cell's text becomes a value of its column.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use crate::readers::CellKind;
use crate::values::{self, DateStyle, MoneyStyle, ValueFault};
use crate::{Domain, NULL, UNKNOWN};

/// How a cell is read.
#[derive(Clone, Debug)]
pub(crate) enum How {
    /// Fen.
    Money(MoneyStyle),
    /// Days since 1970-01-01.
    Date(DateStyle),
    /// Seconds since midnight.
    Time,
    /// Seconds since midnight, from a cell that holds day and time; none where it holds a day alone.
    TimeOfDate,
    /// A whole number.
    Int,
    /// Ten-thousandths.
    Ratio,
    /// 0 or 1.
    Bool,
    /// A code of the domain.
    Text(Domain),
    /// One of the column's own words.
    Word(Domain),
}

impl How {
    /// Whether values are codes.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Word(_))
    }
}

/// The value of a cell that is no text; [`NULL`] where there is none, [`UNKNOWN`] where it cannot be trusted.
pub(crate) fn number(text: &str, kind: CellKind, how: &How) -> Result<i64, ValueFault> {
    let value = match how {
        How::Money(style) => values::parse_money(text, kind, style)?,
        How::Date(style) => values::parse_date(text, kind, style)?,
        How::Time => values::parse_time(text, kind)?,
        How::TimeOfDate => time_after_day(text).map_or(Ok(None), |t| values::parse_time(t, kind))?,
        How::Int => values::parse_int(text, kind)?,
        How::Ratio => values::parse_ratio(text, kind)?,
        How::Bool => values::parse_bool(text)?,
        How::Text(_) | How::Word(_) => None,
    };
    Ok(value.unwrap_or(NULL))
}

/// What follows the day in `2024-01-31 09:15:22` or `2024-01-31T09:15:22`.
fn time_after_day(text: &str) -> Option<&str> {
    if !text.contains(':') {
        return None;
    }
    let text = text.trim();
    let at = text.find(|c: char| c == 'T' || c.is_whitespace())?;
    text.get(at..).map(|t| t.trim_start_matches('T').trim())
}

/// A text as the dictionaries hold it: without blanks and marks at its ends; names, numbers and accounts also with full-width
/// forms folded, so that （ and ( are one. `None` for an empty cell and for the strokes that stand for one.
pub(crate) fn text<'a>(cell: &'a str, domain: Domain) -> Option<Cow<'a, str>> {
    let trimmed = cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\0'));
    let trimmed = match domain {
        Domain::Account | Domain::Id => trimmed.trim_start_matches('\''),
        Domain::Party | Domain::Place | Domain::Prose => trimmed,
    };
    if matches!(trimmed, "" | "/" | "-" | "--" | "—" | "——" | "－" | "\\" | "NULL" | "null" | "N/A" | "#N/A") {
        return None;
    }
    if domain == Domain::Prose || trimmed.is_ascii() {
        return Some(Cow::Borrowed(trimmed));
    }
    if is_nfkc_quick(trimmed.chars()) == IsNormalized::Yes {
        return Some(Cow::Borrowed(trimmed));
    }
    Some(Cow::Owned(trimmed.nfkc().collect()))
}

/// Whether an id or account lost its digits on the way: `4.40105E+17`.
pub(crate) fn lost_digits(text: &str, kind: CellKind) -> bool {
    if kind == CellKind::LongNumber {
        return true;
    }
    let bytes = text.as_bytes();
    if bytes.len() < 5 || !bytes.first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let exponent = exponent.trim_start_matches('+');
    !exponent.is_empty()
        && exponent.len() <= 2
        && exponent.bytes().all(|b| b.is_ascii_digit())
        && mantissa.contains('.')
        && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Whether a value is there and may be trusted.
pub(crate) fn known(value: i64) -> bool {
    value != NULL && value != UNKNOWN
}
