//! Canonical rows of one source, column by column: 8 bytes a sum, 4 a day, a word or a text while they are read, and as few as the values
//! need afterwards.

use std::ops::Range;

use crate::packed::Packed;
use crate::{NULL, NULL_CODE, UNKNOWN};

/// What became of a row that was canonical when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Detail, of the book that rules see.
    Detail,
    /// Detail, of a book that stands back behind another for its month.
    Second,
    /// Supplied already by another source.
    Repeat,
    /// A reject: its collective is not known.
    NoOrg,
    /// A reject for a reason that only the whole source could tell.
    Reject,
}

impl Kept {
    /// Whether it is served.
    pub(crate) fn is_detail(self) -> bool {
        matches!(self, Self::Detail | Self::Second)
    }
}

/// The values of one column: as they are read, or packed once they are.
#[derive(Clone, Debug)]
pub(crate) enum Stored {
    /// Sums and numbers, with [`NULL`] and [`UNKNOWN`].
    Int(Vec<i64>),
    /// Days, times and truths, which fit 32 bits; `i32::MIN` is NULL and the next is unknown.
    Short(Vec<i32>),
    /// Codes, with [`NULL_CODE`] and [`UNKNOWN_CODE`].
    Text(Vec<u32>),
    /// Sums, numbers, days, times and truths.
    Numbers(Packed),
    /// Codes.
    Codes(Packed),
}

/// Rows of one source read as one feed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// Index into the schema's feeds.
    pub(crate) feed: usize,
    /// 1-based record number of each row.
    pub(crate) places: Vec<u32>,
    /// What became of each row.
    pub(crate) kept: Vec<Kept>,
    /// By feed column; `None` where the source does not supply it.
    pub(crate) columns: Vec<Option<Stored>>,
    /// Whether the newest row stands first, so that `seq` is counted back.
    pub(crate) newest_first: bool,
}

const SHORT_NULL: i32 = i32::MIN;
const SHORT_UNKNOWN: i32 = i32::MIN + 1;

impl Stored {
    /// A column of `rows` codes that are all the same.
    pub(crate) fn same_text(code: u32, rows: usize) -> Self {
        Self::Codes(Packed::of_codes(std::iter::repeat_n(code, rows)))
    }

    /// Whether it holds codes.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Codes(_))
    }

    /// The number in a row; NULL where there is none.
    pub(crate) fn number(&self, row: usize) -> i64 {
        match self {
            Self::Int(values) => values.get(row).copied().unwrap_or(NULL),
            Self::Short(values) => widen(values.get(row).copied().unwrap_or(SHORT_NULL)),
            Self::Numbers(values) => values.number(row),
            Self::Text(_) | Self::Codes(_) => NULL,
        }
    }

    /// The code in a row; NULL where there is none.
    pub(crate) fn code(&self, row: usize) -> u32 {
        match self {
            Self::Text(codes) => codes.get(row).copied().unwrap_or(NULL_CODE),
            Self::Codes(codes) => codes.code(row),
            Self::Int(_) | Self::Short(_) | Self::Numbers(_) => NULL_CODE,
        }
    }

    /// Adds a number to a column that is being read.
    pub(crate) fn push_number(&mut self, value: i64) {
        match self {
            Self::Int(values) => values.push(value),
            Self::Short(values) => values.push(narrow(value)),
            Self::Text(_) | Self::Numbers(_) | Self::Codes(_) => {}
        }
    }

    /// Replaces a number.
    pub(crate) fn set_number(&mut self, row: usize, value: i64) {
        self.open();
        match self {
            Self::Int(values) => {
                if let Some(place) = values.get_mut(row) {
                    *place = value;
                }
            }
            Self::Short(values) => {
                if let Some(place) = values.get_mut(row) {
                    *place = narrow(value);
                }
            }
            Self::Text(_) | Self::Numbers(_) | Self::Codes(_) => {}
        }
    }

    /// Replaces a code.
    pub(crate) fn set_code(&mut self, row: usize, code: u32) {
        self.open();
        if let Self::Text(codes) = self
            && let Some(place) = codes.get_mut(row)
        {
            *place = code;
        }
    }

    /// Unpacks a column that is to be changed.
    fn open(&mut self) {
        match self {
            Self::Numbers(values) => *self = Self::Int(values.take_numbers(None)),
            Self::Codes(codes) => *self = Self::Text(codes.take_codes(None)),
            Self::Int(_) | Self::Short(_) | Self::Text(_) => {}
        }
    }

    /// The same values, packed.
    pub(crate) fn packed(self) -> Self {
        match self {
            Self::Int(values) => Self::Numbers(Packed::of_numbers(values.iter().copied())),
            Self::Short(values) => {
                let wide = values.iter().map(|value| widen(*value));
                Self::Numbers(Packed::of_numbers(wide))
            }
            Self::Text(codes) => Self::Codes(Packed::of_codes(codes.iter().copied())),
            packed @ (Self::Numbers(_) | Self::Codes(_)) => packed,
        }
    }

    /// Adds rows of another column of the same type that is being read too.
    pub(super) fn extend(&mut self, from: &Self, rows: Range<usize>) {
        match (self, from) {
            (Self::Int(all), Self::Int(more)) => {
                all.extend_from_slice(more.get(rows).unwrap_or(&[]));
            }
            (Self::Short(all), Self::Short(more)) => {
                all.extend_from_slice(more.get(rows).unwrap_or(&[]));
            }
            (Self::Text(all), Self::Text(more)) => {
                all.extend_from_slice(more.get(rows).unwrap_or(&[]));
            }
            _ => {}
        }
    }

    /// How many rows.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Int(values) => values.len(),
            Self::Short(values) => values.len(),
            Self::Text(codes) => codes.len(),
            Self::Numbers(values) | Self::Codes(values) => values.len(),
        }
    }

    /// Stretches of columns of the same type that were read, packed, end to end; `codes` says what the codes of a stretch are, where they
    /// differ.
    pub(super) fn joined<'s, S>(stretches: S) -> Self
    where
        S: Iterator<Item = (&'s Self, Range<usize>, Option<&'s [u32]>)> + Clone,
    {
        let is_text = stretches.clone().next().is_some_and(|s| s.0.is_text());
        if is_text {
            Self::Codes(Packed::of_codes(stretches.flat_map(
                |(from, rows, codes)| {
                    let own = match from {
                        Self::Text(own) => own.get(rows).unwrap_or(&[]),
                        _ => &[],
                    };
                    let all = own.iter();
                    all.map(move |code| codes.map_or(*code, |codes| translated(*code, codes)))
                },
            )))
        } else {
            Self::Numbers(Packed::of_numbers(stretches.flat_map(|(from, rows, _)| {
                let (int, short) = match from {
                    Self::Int(values) => (values.get(rows).unwrap_or(&[]), &[][..]),
                    Self::Short(values) => (&[][..], values.get(rows).unwrap_or(&[])),
                    _ => (&[][..], &[][..]),
                };
                let short = short.iter().map(|value| widen(*value));
                int.iter().copied().chain(short)
            })))
        }
    }

    /// Translates all codes.
    pub(crate) fn translate(&mut self, codes: &[u32]) {
        match self {
            Self::Text(all) => {
                for code in all {
                    *code = translated(*code, codes);
                }
            }
            Self::Codes(all) => {
                let own = all.codes().map(|code| translated(code, codes));
                *all = Packed::of_codes(own);
            }
            Self::Int(_) | Self::Short(_) | Self::Numbers(_) => {}
        }
    }
}

impl Table {
    /// How many rows, of whatever fate.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// The number in a row of a column; NULL where the source has no such column.
    pub(crate) fn number(&self, column: usize, row: usize) -> i64 {
        self.stored(column).map_or(NULL, |c| c.number(row))
    }

    /// The code in a row of a column; NULL where the source has no such column.
    pub(crate) fn code(&self, column: usize, row: usize) -> u32 {
        self.stored(column).map_or(NULL_CODE, |c| c.code(row))
    }

    /// A column, where the source supplies it.
    pub(crate) fn stored(&self, column: usize) -> Option<&Stored> {
        self.columns.get(column).and_then(Option::as_ref)
    }

    /// Puts a column in its place, packed.
    pub(crate) fn set(&mut self, column: usize, stored: Option<Stored>) {
        if let Some(place) = self.columns.get_mut(column) {
            *place = stored.map(Stored::packed);
        }
    }

    /// Whether a row is served.
    pub(crate) fn is_detail(&self, row: usize) -> bool {
        self.kept.get(row).is_some_and(|k| k.is_detail())
    }

    /// Decides a row's fate.
    pub(crate) fn mark(&mut self, row: usize, fate: Kept) {
        if let Some(place) = self.kept.get_mut(row) {
            *place = fate;
        }
    }
}

fn translated(code: u32, codes: &[u32]) -> u32 {
    // NULL, unknown, and numbers that are codes by themselves stand above all places of texts.
    codes.get(code as usize).copied().unwrap_or(code)
}

fn widen(value: i32) -> i64 {
    match value {
        SHORT_NULL => NULL,
        SHORT_UNKNOWN => UNKNOWN,
        other => i64::from(other),
    }
}

fn narrow(value: i64) -> i32 {
    match value {
        NULL => SHORT_NULL,
        UNKNOWN => SHORT_UNKNOWN,
        other => i32::try_from(other).unwrap_or(SHORT_UNKNOWN),
    }
}
