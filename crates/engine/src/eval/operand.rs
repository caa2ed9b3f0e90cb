//! A value of an expression for the rows at hand: one for all, or one a row; read as a number or as a text.

use std::borrow::Cow;

use ledger::{Domain, NULL, NULL_CODE, UNKNOWN, UNKNOWN_CODE};
use rules::expr::{Literal, Type};
use rustc_hash::FxHashMap;

use crate::frame::{ABSENT_CODE, Column, NULL_RATIO, UNKNOWN_RATIO, Values};
use crate::pull::Store;

/// A value for all rows, or a value a row.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    /// The same for every row.
    Constant(Literal),
    /// One a row.
    Column(Column),
}

/// A value read as a number; Dates and Days are whole numbers, truth is 1 or 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    Null,
    /// With a code of `Reasons`.
    Unknown(u16),
    Int(i64),
    Ratio(i128, i128),
}

/// A value read as a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Text<'a> {
    Null,
    /// With a code of `Reasons`.
    Unknown(u16),
    Known(Cow<'a, str>),
}

impl Operand {
    /// The value at a row as a number; texts are NULL, which types exclude.
    pub(super) fn number(&self, row: usize) -> Number {
        match self {
            Self::Constant(literal) => match *literal {
                Literal::Money(v) | Literal::Int(v) | Literal::Date(v) | Literal::Days(v) => {
                    Number::Int(v)
                }
                Literal::Bool(v) => Number::Int(i64::from(v)),
                Literal::Ratio { num, den } => Number::Ratio(i128::from(num), i128::from(den)),
                Literal::Null | Literal::Text(_) => Number::Null,
            },
            Self::Column(column) => match &column.values {
                Values::Int(values) => match values.get(row) {
                    None | Some(&NULL) => Number::Null,
                    Some(&UNKNOWN) => Number::Unknown(column.reason(row)),
                    Some(&value) => Number::Int(value),
                },
                Values::Ratio(values) => match values.get(row) {
                    None | Some(&NULL_RATIO) => Number::Null,
                    Some(&UNKNOWN_RATIO) => Number::Unknown(column.reason(row)),
                    Some(&(num, den)) => Number::Ratio(num, den),
                },
                Values::Text(_) | Values::Owned(_) => Number::Null,
            },
        }
    }

    /// The value at a row as a text; numbers are NULL, which types exclude.
    pub(super) fn text<'s>(&'s self, row: usize, store: &Store<'s>) -> Text<'s> {
        match self {
            Self::Constant(Literal::Text(text)) => Text::Known(Cow::Borrowed(text)),
            Self::Constant(_) => Text::Null,
            Self::Column(column) => match &column.values {
                Values::Text(codes) => match codes.get(row) {
                    None | Some(&NULL_CODE) => Text::Null,
                    Some(&UNKNOWN_CODE) => Text::Unknown(column.reason(row)),
                    Some(&code) => Text::Known(store.dictionary(column.domain).text(code)),
                },
                Values::Owned(texts) => match texts.get(row) {
                    Some(Some(text)) => Text::Known(Cow::Borrowed(text)),
                    _ if column.is_unknown(row) => Text::Unknown(column.reason(row)),
                    _ => Text::Null,
                },
                Values::Int(_) | Values::Ratio(_) => Text::Null,
            },
        }
    }

    /// Whether it is text.
    pub(super) fn is_text(&self) -> bool {
        match self {
            Self::Constant(literal) => matches!(literal, Literal::Text(_)),
            Self::Column(column) => matches!(column.values, Values::Text(_) | Values::Owned(_)),
        }
    }

    /// Whether it is a ratio.
    pub(super) fn is_ratio(&self) -> bool {
        match self {
            Self::Constant(literal) => matches!(literal, Literal::Ratio { .. }),
            Self::Column(column) => matches!(column.values, Values::Ratio(_)),
        }
    }

    /// As codes of a domain: NULL and unknown stay, a text that the domain does not hold is [`ABSENT_CODE`].
    pub(super) fn codes(&self, domain: Domain, store: &Store, len: usize) -> Cow<'_, [u32]> {
        let target = store.dictionary(domain);
        let code = |text: Text| match text {
            Text::Null => NULL_CODE,
            Text::Unknown(_) => UNKNOWN_CODE,
            Text::Known(text) => target.code(&text).unwrap_or(ABSENT_CODE),
        };
        match self {
            Self::Constant(_) => Cow::Owned(vec![code(self.text(0, store)); len]),
            Self::Column(column) => match &column.values {
                Values::Text(codes) if column.domain == domain => Cow::Borrowed(codes),
                Values::Text(codes) => {
                    let from = (column.domain, store.dictionary(column.domain));
                    let map = store.tables.translation(from, (domain, target));
                    let one = |&code: &u32| match code {
                        NULL_CODE | UNKNOWN_CODE | ABSENT_CODE => code,
                        _ => map.get(code as usize).copied().unwrap_or_else(|| {
                            target.code(&from.1.text(code)).unwrap_or(ABSENT_CODE)
                        }),
                    };
                    Cow::Owned(codes.iter().map(one).collect())
                }
                _ => Cow::Owned((0..len).map(|row| code(self.text(row, store))).collect()),
            },
        }
    }

    /// A number for each distinct text, to remember outcomes by; NULL and unknown have their codes.
    pub(super) fn ids(&self, store: &Store, len: usize) -> Cow<'_, [u32]> {
        if let Self::Column(Column {
            values: Values::Text(codes),
            ..
        }) = self
        {
            return Cow::Borrowed(codes);
        }
        let mut seen: FxHashMap<String, u32> = FxHashMap::default();
        let ids = (0..len).map(|row| match self.text(row, store) {
            Text::Null => NULL_CODE,
            Text::Unknown(_) => UNKNOWN_CODE,
            Text::Known(text) => {
                let next = u32::try_from(seen.len()).unwrap_or(ABSENT_CODE);
                *seen.entry(text.into_owned()).or_insert(next)
            }
        });
        Cow::Owned(ids.collect())
    }

    /// As a column of `len` rows.
    pub(super) fn into_column(self, len: usize) -> Column {
        let literal = match self {
            Self::Column(column) => return column,
            Self::Constant(literal) => literal,
        };
        let int = |ty, value| Column::int(ty, vec![value; len], None);
        match literal {
            Literal::Null => int(Type::Int, NULL),
            Literal::Money(v) => int(Type::Money, v),
            Literal::Int(v) => int(Type::Int, v),
            Literal::Date(v) => int(Type::Date, v),
            Literal::Days(v) => int(Type::Days, v),
            Literal::Bool(v) => int(Type::Bool, i64::from(v)),
            Literal::Ratio { num, den } => {
                ratios(Type::Ratio, vec![(num.into(), den.into()); len], None)
            }
            Literal::Text(text) => owned(vec![Some(text.into()); len], None),
        }
    }
}

/// A column of ratios; of Money where they are exact parts of a fen.
pub(super) fn ratios(ty: Type, values: Vec<(i128, i128)>, reasons: Option<Vec<u16>>) -> Column {
    Column {
        values: Values::Ratio(values.into()),
        ..Column::int(ty, Vec::new(), reasons)
    }
}

/// A column of texts that no dictionary holds.
pub(super) fn owned(values: Vec<Option<Box<str>>>, reasons: Option<Vec<u16>>) -> Column {
    Column {
        ty: Type::Text,
        values: Values::Owned(values.into()),
        ..Column::int(Type::Text, Vec::new(), reasons)
    }
}

/// Why values are unknown, noted only where one is.
#[derive(Debug, Default)]
pub(super) struct Why(Option<Vec<u16>>);

impl Why {
    /// Notes the reason of a row.
    pub(super) fn note(&mut self, row: usize, reason: u16, len: usize) {
        let reasons = self.0.get_or_insert_with(|| vec![0; len]);
        if let Some(slot) = reasons.get_mut(row) {
            *slot = reason;
        }
    }

    /// The codes, if any row has one.
    pub(super) fn into_codes(self) -> Option<Vec<u16>> {
        self.0
    }
}

/// A column from a number a row; ratios where `ratio` says so.
pub(super) fn numbers(
    ty: Type,
    ratio: bool,
    len: usize,
    mut one: impl FnMut(usize) -> Number,
) -> Column {
    let mut why = Why::default();
    if ratio {
        let values = (0..len).map(|row| match one(row) {
            Number::Null => NULL_RATIO,
            Number::Int(v) => (v.into(), 1),
            Number::Ratio(num, den) => (num, den),
            Number::Unknown(reason) => {
                why.note(row, reason, len);
                UNKNOWN_RATIO
            }
        });
        let values = values.collect();
        return ratios(ty, values, why.into_codes());
    }
    let values = (0..len).map(|row| match one(row) {
        Number::Int(v) => v,
        Number::Null | Number::Ratio(..) => NULL,
        Number::Unknown(reason) => {
            why.note(row, reason, len);
            UNKNOWN
        }
    });
    let values = values.collect();
    Column::int(ty, values, why.into_codes())
}
