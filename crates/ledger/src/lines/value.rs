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

    /// The same for a row that names its own unit of money.
    pub(crate) fn in_unit(&self, fen: Option<i64>) -> Cow<'_, Self> {
        match (self, fen) {
            (Self::Money(style), Some(fen_per_unit)) => Cow::Owned(Self::Money(MoneyStyle {
                fen_per_unit,
                ..*style
            })),
            _ => Cow::Borrowed(self),
        }
    }
}

/// The value of a cell that is no text; [`NULL`] where there is none, [`UNKNOWN`] where it cannot be trusted.
pub(crate) fn number(text: &str, kind: CellKind, how: &How) -> Result<i64, ValueFault> {
    let value = match how {
        How::Money(style) => values::parse_money(text, kind, style)?,
        How::Date(style) => values::parse_date(text, kind, style)?,
        How::Time => values::parse_time(text, kind)?,
        How::TimeOfDate if text.contains(':') => values::parse_time(text, kind)?,
        How::Int => values::parse_int(text, kind)?,
        How::Ratio => values::parse_ratio(text, kind)?,
        How::Bool => values::parse_bool(text, kind)?,
        How::TimeOfDate | How::Text(_) | How::Word(_) => None,
    };
    Ok(value.unwrap_or(NULL))
}

/// A text as the dictionaries hold it: without blanks and marks at its ends; names, numbers and accounts also with full-width
/// forms folded, so that （ and ( are one. `None` for an empty cell and for the strokes that stand for one.
pub(crate) fn text(cell: &str, domain: Domain) -> Option<Cow<'_, str>> {
    if cell.is_empty() {
        return None;
    }
    let plain = is_plain(cell);
    let trimmed = if plain {
        cell
    } else {
        values::clean_text(cell)
    };
    if (!plain || trimmed.len() <= 4) && values::is_blank(trimmed) {
        return None;
    }
    if trimmed.is_ascii() {
        return Some(Cow::Borrowed(trimmed));
    }
    let is_folded = |c: char| c.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&c);
    if domain == Domain::Prose || trimmed.chars().all(is_folded) {
        return Some(Cow::Borrowed(trimmed));
    }
    if is_nfkc_quick(trimmed.chars()) == IsNormalized::Yes {
        return Some(Cow::Borrowed(trimmed));
    }
    Some(Cow::Owned(trimmed.nfkc().collect()))
}

/// Whether a text begins and ends with a letter, a figure or a Chinese character: nearly all do, and nothing is wrapped around
/// them.
pub(super) fn is_plain(cell: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || ('\u{4e00}'..='\u{9fff}').contains(&c);
    if let [first, .., last] = cell.as_bytes()
        && first.is_ascii_alphanumeric()
        && last.is_ascii_alphanumeric()
    {
        return true;
    }
    cell.chars().next().is_some_and(plain) && cell.chars().next_back().is_some_and(plain)
}

/// Whether a value is there and may be trusted.
pub(crate) fn known(value: i64) -> bool {
    value != NULL && value != UNKNOWN
}
