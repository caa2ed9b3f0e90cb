//! One value of an Arrow array as a cell: whole numbers and decimals digit by digit, dates as a workbook shows them.

use std::fmt::Write as _;

use arrow_array::cast::AsArray;
use arrow_array::types::ArrowDictionaryKeyType;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type,
    Decimal256Type, DecimalType, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, Time32MillisecondType, Time32SecondType, Time64MicrosecondType,
    Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, OffsetSizeTrait};
use arrow_schema::{DataType, TimeUnit};

use super::{CellKind, cell_text};
use crate::lines::civil_from_days;

/// What stands in a cell.
pub(super) enum Cell<'a> {
    /// Characters, as they stand in the file.
    Text(&'a str),
    /// What was written into the room given.
    Written(CellKind),
}

/// Seconds of a day, and those by which Beijing is ahead of UTC.
const DAY: i64 = 86_400;
const BEIJING: i64 = 8 * 3600;
/// Days from 1970-01-01 of the years 1 to 9999.
const DAYS: std::ops::RangeInclusive<i64> = -719_162..=2_932_896;
/// A binary fraction of 32 bits is sure of so many significant digits.
const SINGLE: usize = 7;

/// Whether values of this type are single values that can be a cell.
pub(super) fn is_flat(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => {
            !matches!(**values, DataType::Dictionary(..)) && is_flat(values)
        }
        DataType::Null
        | DataType::Boolean
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::UInt64
        | DataType::Float16
        | DataType::Float32
        | DataType::Float64
        | DataType::Timestamp(..)
        | DataType::Date32
        | DataType::Date64
        | DataType::Time32(_)
        | DataType::Time64(_)
        | DataType::Binary
        | DataType::FixedSizeBinary(_)
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => true,
        _ => false,
    }
}

/// The value in a row; `room` is emptied and may be written to. NULL is an empty text.
pub(super) fn cell<'a>(array: &'a dyn Array, row: usize, room: &mut String) -> Cell<'a> {
    room.clear();
    if array.is_null(row) {
        return Cell::Text("");
    }
    match array.data_type() {
        DataType::Utf8 => return Cell::Text(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => return Cell::Text(array.as_string::<i64>().value(row)),
        DataType::Utf8View => return Cell::Text(array.as_string_view().value(row)),
        DataType::Binary => return binary(array.as_binary::<i32>().value(row), room),
        DataType::LargeBinary => return binary(array.as_binary::<i64>().value(row), room),
        DataType::BinaryView => return binary(array.as_binary_view().value(row), room),
        DataType::FixedSizeBinary(_) => {
            return binary(array.as_fixed_size_binary().value(row), room);
        }
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            return match key(dictionary.keys(), row) {
                Some(key) if key < dictionary.values().len() => {
                    cell(dictionary.values().as_ref(), key, room)
                }
                _ => Cell::Written(wrong("?", room)),
            };
        }
        _ => {}
    }
    Cell::Written(written(array, row, room))
}

/// Bytes of the texts of a column, each as often as it stands in a row, also where a dictionary holds them once.
pub(super) fn written_out(array: &ArrayRef) -> u64 {
    fn spread<O: OffsetSizeTrait>(ends: &[O]) -> u64 {
        match ends {
            [first, .., last] => last.as_usize().saturating_sub(first.as_usize()) as u64,
            _ => 0,
        }
    }
    // The lower half of a view says how long the text is.
    let viewed = |views: &[u128]| {
        let sum: u128 = views.iter().map(|view| view & u128::from(u32::MAX)).sum();
        u64::try_from(sum).unwrap_or(u64::MAX)
    };
    match array.data_type() {
        DataType::Utf8 => spread(array.as_string::<i32>().value_offsets()),
        DataType::LargeUtf8 => spread(array.as_string::<i64>().value_offsets()),
        DataType::Binary => spread(array.as_binary::<i32>().value_offsets()),
        DataType::LargeBinary => spread(array.as_binary::<i64>().value_offsets()),
        DataType::Utf8View => viewed(array.as_string_view().views()),
        DataType::BinaryView => viewed(array.as_binary_view().views()),
        DataType::FixedSizeBinary(each) => {
            u64::from(each.unsigned_abs()).saturating_mul(array.len() as u64)
        }
        DataType::Dictionary(..) => shared(array),
        _ => 0,
    }
}

/// Bytes of the texts of a column that a dictionary holds, each as often as it stands in a row.
fn shared(array: &ArrayRef) -> u64 {
    let dictionary = array.as_any_dictionary();
    let (keys, values) = (dictionary.keys(), dictionary.values());
    // What Parquet files are read into, and most Arrow files hold.
    if *keys.data_type() == DataType::Int32 && *values.data_type() == DataType::Utf8 {
        let ends = values.as_string::<i32>().value_offsets();
        let length = |key: i32| {
            let key = usize::try_from(key).ok()?;
            let (from, to) = (ends.get(key)?, ends.get(key.saturating_add(1))?);
            u64::try_from(to.saturating_sub(*from)).ok()
        };
        let keys = keys.as_primitive::<Int32Type>().iter().flatten();
        return keys.filter_map(length).fold(0, u64::saturating_add);
    }
    let mut room = String::new();
    let mut length = |row| match cell(array.as_ref(), row, &mut room) {
        Cell::Text(text) => text.len() as u64,
        Cell::Written(_) => room.len() as u64,
    };
    (0..array.len()).fold(0, |sum: u64, row| sum.saturating_add(length(row)))
}

/// The place of a row's value among the distinct ones.
pub(super) fn key(keys: &dyn Array, row: usize) -> Option<usize> {
    fn of<K: ArrowDictionaryKeyType>(keys: &dyn Array, row: usize) -> Option<usize>
    where
        K::Native: TryInto<usize>,
    {
        keys.as_primitive::<K>().value(row).try_into().ok()
    }
    match keys.data_type() {
        DataType::Int8 => of::<Int8Type>(keys, row),
        DataType::Int16 => of::<Int16Type>(keys, row),
        DataType::Int32 => of::<Int32Type>(keys, row),
        DataType::Int64 => of::<Int64Type>(keys, row),
        DataType::UInt8 => of::<UInt8Type>(keys, row),
        DataType::UInt16 => of::<UInt16Type>(keys, row),
        DataType::UInt32 => of::<UInt32Type>(keys, row),
        DataType::UInt64 => of::<UInt64Type>(keys, row),
        _ => None,
    }
}

fn written(array: &dyn Array, row: usize, room: &mut String) -> CellKind {
    fn value<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> T::Native {
        array.as_primitive::<T>().value(row)
    }
    fn seconds(unit: TimeUnit, value: i64) -> i64 {
        match unit {
            TimeUnit::Second => value,
            TimeUnit::Millisecond => value.div_euclid(1_000),
            TimeUnit::Microsecond => value.div_euclid(1_000_000),
            TimeUnit::Nanosecond => value.div_euclid(1_000_000_000),
        }
    }
    match array.data_type() {
        DataType::Null => CellKind::Text,
        DataType::Boolean => {
            room.push_str(if array.as_boolean().value(row) {
                "TRUE"
            } else {
                "FALSE"
            });
            CellKind::Text
        }
        DataType::Int8 => whole(value::<Int8Type>(array, row).into(), room),
        DataType::Int16 => whole(value::<Int16Type>(array, row).into(), room),
        DataType::Int32 => whole(value::<Int32Type>(array, row).into(), room),
        DataType::Int64 => whole(value::<Int64Type>(array, row).into(), room),
        DataType::UInt8 => whole(value::<UInt8Type>(array, row).into(), room),
        DataType::UInt16 => whole(value::<UInt16Type>(array, row).into(), room),
        DataType::UInt32 => whole(value::<UInt32Type>(array, row).into(), room),
        DataType::UInt64 => whole(value::<UInt64Type>(array, row).into(), room),
        DataType::Float16 => single(value::<Float16Type>(array, row).to_f32(), room),
        DataType::Float32 => single(value::<Float32Type>(array, row), room),
        DataType::Float64 => cell_text::write_number(value::<Float64Type>(array, row), room),
        DataType::Decimal32(precision, scale) => {
            let digits = Decimal32Type::format_decimal(
                value::<Decimal32Type>(array, row),
                *precision,
                *scale,
            );
            decimal(&digits, room)
        }
        DataType::Decimal64(precision, scale) => {
            let digits = Decimal64Type::format_decimal(
                value::<Decimal64Type>(array, row),
                *precision,
                *scale,
            );
            decimal(&digits, room)
        }
        DataType::Decimal128(precision, scale) => {
            let digits = Decimal128Type::format_decimal(
                value::<Decimal128Type>(array, row),
                *precision,
                *scale,
            );
            decimal(&digits, room)
        }
        DataType::Decimal256(precision, scale) => {
            let digits = Decimal256Type::format_decimal(
                value::<Decimal256Type>(array, row),
                *precision,
                *scale,
            );
            decimal(&digits, room)
        }
        DataType::Date32 => moment(
            i64::from(value::<Date32Type>(array, row)).saturating_mul(DAY),
            room,
        ),
        DataType::Date64 => moment(value::<Date64Type>(array, row).div_euclid(1_000), room),
        DataType::Timestamp(unit, zone) => {
            let value = match unit {
                TimeUnit::Second => value::<TimestampSecondType>(array, row),
                TimeUnit::Millisecond => value::<TimestampMillisecondType>(array, row),
                TimeUnit::Microsecond => value::<TimestampMicrosecondType>(array, row),
                TimeUnit::Nanosecond => value::<TimestampNanosecondType>(array, row),
            };
            // An instant is the same whatever zone it is shown in; the books are kept in Beijing time.
            let ahead = if zone.is_some() { BEIJING } else { 0 };
            moment(seconds(*unit, value).saturating_add(ahead), room)
        }
        DataType::Time32(unit) => {
            let value = match unit {
                TimeUnit::Second => value::<Time32SecondType>(array, row),
                _ => value::<Time32MillisecondType>(array, row),
            };
            time(seconds(*unit, value.into()), room)
        }
        DataType::Time64(unit) => {
            let value = match unit {
                TimeUnit::Microsecond => value::<Time64MicrosecondType>(array, row),
                _ => value::<Time64NanosecondType>(array, row),
            };
            time(seconds(*unit, value), room)
        }
        _ => wrong("?", room),
    }
}

/// A whole number, of which every digit is there; one longer than a workbook's is no workbook's.
fn whole(value: i128, room: &mut String) -> CellKind {
    let figures = match u64::try_from(value.unsigned_abs()) {
        Ok(figures) if figures < 1_000_000_000_000_000 => figures,
        _ => {
            push(room, format_args!("{value}"));
            return CellKind::Text;
        }
    };
    if value < 0 {
        room.push('-');
    }
    // Columns of numbers that are names (accounts, invoices) are written digit by digit, row after row: faster than any format.
    let (mut digits, mut left, mut start) = ([b'0'; 15], figures, 15);
    for (at, digit) in digits.iter_mut().enumerate().rev() {
        *digit += u8::try_from(left % 10).unwrap_or(0);
        (left, start) = (left / 10, at);
        if left == 0 {
            break;
        }
    }
    let digits = digits.get(start..).map(std::str::from_utf8);
    room.push_str(digits.and_then(Result::ok).unwrap_or(""));
    CellKind::Number
}

fn decimal(digits: &str, room: &mut String) -> CellKind {
    room.push_str(digits);
    if digits.contains('.') || digits.len() <= 15 {
        CellKind::Number
    } else {
        CellKind::Text
    }
}

/// The shortest decimal that is the same binary fraction of 32 bits; one of more digits than it is sure of is not to be trusted.
fn single(value: f32, room: &mut String) -> CellKind {
    push(room, format_args!("{value}"));
    if !value.is_finite() {
        return CellKind::Error;
    }
    let figures = room.bytes().filter(u8::is_ascii_digit);
    if figures.skip_while(|d| *d == b'0').count() > SINGLE {
        CellKind::LongNumber
    } else {
        CellKind::Number
    }
}

/// A day, with the time where it is not midnight, from seconds since 1970.
fn moment(seconds: i64, room: &mut String) -> CellKind {
    let (days, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    if !DAYS.contains(&days) {
        push(room, format_args!("{seconds}"));
        return CellKind::Error;
    }
    let (year, month, day) = civil_from_days(days);
    push(room, format_args!("{year:04}-{month:02}-{day:02}"));
    if rest > 0 {
        room.push(' ');
        time(rest, room);
    }
    CellKind::Date
}

fn time(seconds: i64, room: &mut String) -> CellKind {
    if !(0..DAY).contains(&seconds) {
        push(room, format_args!("{seconds}"));
        return CellKind::Error;
    }
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    push(room, format_args!("{hours:02}:{minutes:02}:{rest:02}"));
    CellKind::Text
}

/// Bytes that are text are that text; others cannot be a cell.
fn binary<'a>(bytes: &'a [u8], room: &mut String) -> Cell<'a> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cell::Text(text);
    }
    room.push_str("0x");
    for byte in bytes.iter().take(16) {
        push(room, format_args!("{byte:02x}"));
    }
    Cell::Written(CellKind::Error)
}

fn wrong(text: &str, room: &mut String) -> CellKind {
    room.push_str(text);
    CellKind::Error
}

fn push(room: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = room.write_fmt(text);
}
