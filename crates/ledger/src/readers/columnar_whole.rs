//! Columns read whole: numbers and days without becoming text, texts with the dictionary that the file keeps them in.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type,
    UInt16Type, UInt32Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use memchr::memmem::Finder;

use super::columnar::CELL;
use super::columnar_cell::{self, Cell};
use super::garbled::LEFT;
use super::{CellKind, Columns};
use crate::NULL;

/// A number that must be looked at as the text that it would be.
pub(crate) const ODD: i64 = NULL + 1;
/// The place of NULL in [`Whole::Distinct`].
pub(crate) const NONE: u32 = u32::MAX;

/// One column, whole.
pub(crate) enum Whole<'a> {
    /// Exact decimals: whole numbers and how many of their digits are decimals; [`NULL`] and [`ODD`].
    Numbers(Vec<i64>, u8),
    /// Days since 1970-01-01; [`NULL`] and [`ODD`].
    Days(Vec<i64>),
    /// Places of texts among the distinct ones; [`NONE`] for NULL.
    Distinct(Vec<u32>, Distinct<'a>),
}

/// The distinct texts of a column.
#[derive(Clone, Copy)]
pub(crate) struct Distinct<'a>(&'a ArrayRef);

/// The cells of a column.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'a>(&'a ArrayRef);

/// Distinct texts that were met before, kept so that the same are known again.
#[derive(Clone)]
pub(crate) struct Met(ArrayRef);

impl<'a> Distinct<'a> {
    /// How many.
    pub(crate) fn len(self) -> usize {
        self.0.len()
    }

    /// One of them; empty beyond the last.
    pub(crate) fn text(self, at: u32) -> &'a str {
        let at = at as usize;
        if at < self.0.len() {
            text(self.0, at)
        } else {
            ""
        }
    }

    /// Keeps them.
    pub(crate) fn keep(self) -> Met {
        Met(ArrayRef::clone(self.0))
    }

    /// Whether these are the same bytes in memory.
    pub(crate) fn are(self, met: &Met) -> bool {
        // Whoever met them holds them still, so that no others can lie where they lie.
        self.0.len() == met.0.len() && self.0.to_data().ptr_eq(&met.0.to_data())
    }

    /// Whether no row that holds one of them is a fault for it: none is garbled or too long.
    pub(crate) fn are_sound(self) -> bool {
        sound(self.0)
    }
}

impl<'a> Cells<'a> {
    /// The text of a cell, which may be written into `room`, and how it was stored.
    pub(crate) fn cell<'t>(self, row: usize, room: &'t mut String) -> (&'t str, CellKind)
    where
        'a: 't,
    {
        match columnar_cell::cell(self.0.as_ref(), row, room) {
            Cell::Text(text) => (text, CellKind::Text),
            Cell::Written(kind) => (room.as_str(), kind),
        }
    }

    /// Whether no row is a fault for what it holds here: none is garbled or too long.
    pub(crate) fn are_sound(self) -> bool {
        sound(self.0)
    }

    /// Whether its cells are texts as they stand.
    pub(crate) fn are_texts(self) -> bool {
        matches!(
            self.0.data_type(),
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
        )
    }

    /// The text of a cell of [`Self::are_texts`]; empty for NULL.
    pub(crate) fn text(self, row: usize) -> &'a str {
        if self.0.is_null(row) {
            ""
        } else {
            text(self.0, row)
        }
    }
}

impl Columns {
    /// The column of one cell, where it is read whole.
    pub(crate) fn whole(&self, cell: usize) -> Option<Whole<'_>> {
        let array = self.cells.get(cell)?;
        Some(match array.data_type() {
            DataType::Int8 => numbers(array.as_primitive::<Int8Type>().iter(), 0),
            DataType::Int16 => numbers(array.as_primitive::<Int16Type>().iter(), 0),
            DataType::Int32 => numbers(array.as_primitive::<Int32Type>().iter(), 0),
            DataType::Int64 => numbers(array.as_primitive::<Int64Type>().iter(), 0),
            DataType::UInt8 => numbers(array.as_primitive::<UInt8Type>().iter(), 0),
            DataType::UInt16 => numbers(array.as_primitive::<UInt16Type>().iter(), 0),
            DataType::UInt32 => numbers(array.as_primitive::<UInt32Type>().iter(), 0),
            DataType::Decimal128(_, scale) if (0..=4).contains(scale) => numbers(
                array.as_primitive::<Decimal128Type>().iter(),
                scale.unsigned_abs(),
            ),
            DataType::Float64 => {
                let values = array.as_primitive::<Float64Type>().iter();
                Whole::Numbers(values.map(|v| v.map_or(NULL, hundredths)).collect(), 2)
            }
            DataType::Date32 => {
                let values = array.as_primitive::<Date32Type>().iter();
                Whole::Days(values.map(|v| v.map_or(NULL, i64::from)).collect())
            }
            _ => {
                let (places, distinct) = self.distinct(cell)?;
                Whole::Distinct(places, distinct)
            }
        })
    }

    /// The texts of one cell and their places among the distinct ones, where the file keeps them so.
    pub(crate) fn distinct(&self, cell: usize) -> Option<(Vec<u32>, Distinct<'_>)> {
        let array = self.cells.get(cell)?;
        let dictionary = array.as_any_dictionary_opt()?;
        if *dictionary.values().data_type() != DataType::Utf8
            || dictionary.values().null_count() > 0
        {
            return None;
        }
        let keys = dictionary.keys();
        let places = if *keys.data_type() == DataType::Int32 {
            let keys = keys.as_primitive::<Int32Type>().iter();
            keys.map(|k| k.map_or(NONE, i32::cast_unsigned)).collect()
        } else {
            let place = |row| {
                let key = if keys.is_null(row) {
                    None
                } else {
                    columnar_cell::key(keys, row)
                };
                key.and_then(|key| u32::try_from(key).ok()).unwrap_or(NONE)
            };
            (0..keys.len()).map(place).collect()
        };
        Some((places, Distinct(dictionary.values())))
    }

    /// The cells of one column, one by one.
    pub(crate) fn cells(&self, cell: usize) -> Option<Cells<'_>> {
        self.cells.get(cell).map(Cells)
    }
}

fn numbers<T: TryInto<i64>>(
    values: impl Iterator<Item = Option<T>>,
    decimals: u8,
) -> Whole<'static> {
    let exact = |value: T| value.try_into().ok().filter(|v| *v > ODD).unwrap_or(ODD);
    Whole::Numbers(values.map(|v| v.map_or(NULL, exact)).collect(), decimals)
}

/// A sum of at most two decimals in hundredths; what else it may be is odd.
///
/// A sum of that size divided by a hundred is the nearest binary fraction, and that of 15 digits which it is written as is that sum.
fn hundredths(value: f64) -> i64 {
    const MOST: f64 = 1e12;
    if !(-MOST..=MOST).contains(&value) {
        return ODD;
    }
    let rounded = (value * 100.0).round();
    #[expect(
        clippy::float_cmp,
        reason = "Only a sum that is the very same binary fraction is that sum."
    )]
    if rounded / 100.0 != value {
        return ODD;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "It was just checked to be a whole number of at most fifteen digits."
    )]
    let whole = rounded as i64;
    whole
}

fn text(array: &ArrayRef, at: usize) -> &str {
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(at),
        DataType::LargeUtf8 => array.as_string::<i64>().value(at),
        DataType::Utf8View => array.as_string_view().value(at),
        _ => "",
    }
}

fn sound(array: &ArrayRef) -> bool {
    let one = |text: &str| {
        text.len() <= CELL
            && !LEFT
                .iter()
                .any(|left| memchr::memmem::find(text.as_bytes(), left.as_bytes()).is_some())
    };
    match array.data_type() {
        DataType::Utf8 => {
            let array = array.as_string::<i32>();
            let ends = array.value_offsets();
            let bytes = match ends {
                [first, .., last] => usize::try_from(*first)
                    .ok()
                    .zip(usize::try_from(*last).ok()),
                _ => None,
            };
            let bytes = bytes
                .and_then(|(from, to)| array.value_data().get(from..to))
                .unwrap_or(&[]);
            let found = LEFT
                .iter()
                .any(|left| Finder::new(left).find(bytes).is_some());
            // All texts lie end to end, so that two of them may make what neither holds: then each is looked at by itself.
            (!found && bytes.len() <= CELL) || array.iter().flatten().all(one)
        }
        DataType::LargeUtf8 => array.as_string::<i64>().iter().flatten().all(one),
        DataType::Utf8View => array.as_string_view().iter().flatten().all(one),
        DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_)
        | DataType::Dictionary(..) => false,
        _ => true,
    }
}
