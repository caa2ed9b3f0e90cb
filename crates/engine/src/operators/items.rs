//! What a measure sees of each row: an integer that stands for its value, NULL where the row does not count, or unknown.

use std::sync::Arc;

use ledger::{Domain, NULL, NULL_CODE, UNKNOWN, UNKNOWN_CODE};
use rules::expr::Type;
use rules::plan::{Aggregate, Measure};

use super::keys;
use crate::eval::{Context, Failure, truths};
use crate::frame::{Column, Frame, NULL_RATIO, UNKNOWN_RATIO, Values};
use crate::reasons::UNTRUSTED;
use crate::texts::Ranks;
use crate::truth;

/// The rows of a frame as a measure sees them.
pub(super) struct Items {
    /// In the order of values; [`NULL`] where the row does not count, [`UNKNOWN`] where it is not known.
    pub(super) values: Arc<Vec<i64>>,
    reasons: Option<Vec<u16>>,
    decode: Decode,
}

/// What the integers stand for.
enum Decode {
    Plain(Type),
    Rank(Domain, Arc<Ranks>),
    /// Distinct values, by rank.
    Ratios(Type, Vec<(i128, i128)>),
    Texts(Vec<Option<Box<str>>>),
}

/// The value of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measured {
    Null,
    /// With a code of `Reasons`.
    Unknown(u16),
    Value(i64),
}

/// What a measure found, one a row: NULL, UNKNOWN, or a value.
#[derive(Debug)]
pub(super) struct Found {
    values: Vec<i64>,
    /// Codes of `Reasons`, made where the first unknown comes.
    reasons: Option<Vec<u16>>,
}

impl Found {
    /// NULL for every row.
    pub(super) fn null(len: usize) -> Self {
        Self {
            values: vec![NULL; len],
            reasons: None,
        }
    }

    /// Notes what was found for a row.
    pub(super) fn put(&mut self, row: usize, found: Measured) {
        let Some(slot) = self.values.get_mut(row) else {
            return;
        };
        match found {
            Measured::Null => *slot = NULL,
            Measured::Value(value) => *slot = value,
            Measured::Unknown(reason) => {
                *slot = UNKNOWN;
                let len = self.values.len();
                let reasons = self.reasons.get_or_insert_with(|| vec![0; len]);
                if let Some(slot) = reasons.get_mut(row) {
                    *slot = reason;
                }
            }
        }
    }
}

impl Items {
    /// What `measure` sees of the rows of `frame`.
    pub(super) fn of(measure: &Measure, frame: &Frame, context: &Context) -> Result<Self, Failure> {
        let mut items = match &measure.of {
            None => Self {
                values: Arc::new(vec![1; frame.len]),
                reasons: None,
                decode: Decode::Plain(Type::Int),
            },
            Some(name) => {
                let missing = || Failure(format!("the frame has no column {name}"));
                let column = frame.column(name).ok_or_else(missing)?;
                if measure.function == Aggregate::Sum && column.ty == Type::Text {
                    return Err(Failure(format!("texts of {name} cannot be summed")));
                }
                Self::encode(column, measure.function, context)
            }
        };
        if let Some(filter) = &measure.filter {
            let judged = truths(filter, frame, context)?;
            let len = items.values.len();
            for (row, value) in Arc::make_mut(&mut items.values).iter_mut().enumerate() {
                match judged.masks.get(row).copied().unwrap_or(truth::FALSE) {
                    truth::TRUE => {}
                    mask if mask & truth::TRUE != 0 && *value != NULL => {
                        *value = UNKNOWN;
                        let reasons = items.reasons.get_or_insert_with(|| vec![0; len]);
                        if let Some(slot) = reasons.get_mut(row) {
                            *slot = judged.reason(row);
                        }
                    }
                    _ => *value = NULL,
                }
            }
        }
        Ok(items)
    }

    fn encode(column: &Column, function: Aggregate, context: &Context) -> Self {
        let reasons = column.reasons.as_ref().map(|r| r.to_vec());
        let (values, decode) = match &column.values {
            Values::Int(values) => (Arc::clone(values), Decode::Plain(column.ty)),
            // What is counted needs no order, which would be that of all texts of the domain.
            Values::Text(codes) if matches!(function, Aggregate::Count | Aggregate::Distinct) => {
                let one = |&code: &u32| match code {
                    NULL_CODE => NULL,
                    UNKNOWN_CODE => UNKNOWN,
                    _ => i64::from(code),
                };
                let values = codes.iter().map(one).collect();
                (Arc::new(values), Decode::Plain(Type::Int))
            }
            Values::Text(codes) => {
                let ranks = keys::ranks(column.domain, context.store, codes);
                let one = |&code: &u32| match code {
                    NULL_CODE => NULL,
                    UNKNOWN_CODE => UNKNOWN,
                    _ => i64::from(ranks.rank(code)),
                };
                let values = codes.iter().map(one).collect();
                (Arc::new(values), Decode::Rank(column.domain, ranks))
            }
            Values::Ratio(values) => {
                let (ranks, distinct) = by_rank(column, values, context);
                (Arc::new(ranks), Decode::Ratios(column.ty, distinct))
            }
            Values::Owned(values) => {
                let (ranks, distinct) = by_rank(column, values, context);
                (Arc::new(ranks), Decode::Texts(distinct))
            }
        };
        Self {
            values,
            reasons,
            decode,
        }
    }

    /// The values of `rows`, in their order, in the place of what `values` held.
    pub(super) fn gather(&self, rows: &[u32], values: &mut Vec<i64>) {
        let one = |&row: &u32| self.values.get(row as usize).copied().unwrap_or(NULL);
        values.clear();
        values.extend(rows.iter().map(one));
    }

    /// Why the item of a row is unknown.
    pub(super) fn reason(&self, row: usize) -> u16 {
        let code = self.reasons.as_ref().and_then(|r| r.get(row)).copied();
        code.filter(|&c| c != 0).unwrap_or(UNTRUSTED)
    }

    /// The ratio that an item stands for, where items are ratios.
    pub(super) fn ratio(&self, value: i64) -> Option<(i128, i128)> {
        match &self.decode {
            Decode::Ratios(_, distinct) => distinct.get(usize::try_from(value).ok()?).copied(),
            _ => None,
        }
    }

    /// The type of items that are ratios.
    pub(super) fn ratios(&self) -> Option<Type> {
        match self.decode {
            Decode::Ratios(ty, _) => Some(ty),
            _ => None,
        }
    }

    /// A column of what a measure found.
    pub(super) fn column(&self, function: Aggregate, found: Found) -> Column {
        let Found { values, reasons } = found;
        let counts = matches!(function, Aggregate::Count | Aggregate::Distinct);
        let mut column = match &self.decode {
            _ if counts => Column::int(Type::Int, values, None),
            Decode::Plain(ty) => Column::int(*ty, values, None),
            Decode::Rank(domain, ranks) => {
                let one = |value: i64| match value {
                    UNKNOWN => UNKNOWN_CODE,
                    rank => usize::try_from(rank)
                        .ok()
                        .and_then(|rank| ranks.code(rank))
                        .unwrap_or(NULL_CODE),
                };
                Column::text(*domain, values.into_iter().map(one).collect())
            }
            Decode::Ratios(ty, _) => {
                let one = |value: i64| match value {
                    UNKNOWN => UNKNOWN_RATIO,
                    rank => self.ratio(rank).unwrap_or(NULL_RATIO),
                };
                ratio_column(*ty, values.into_iter().map(one).collect())
            }
            Decode::Texts(distinct) => {
                let one = |rank: i64| {
                    let rank = usize::try_from(rank).ok()?;
                    distinct.get(rank).cloned().flatten()
                };
                let values = values.into_iter().map(one).collect::<Vec<_>>();
                Column {
                    values: Values::Owned(Arc::new(values)),
                    ..Column::int(Type::Text, Vec::new(), None)
                }
            }
        };
        column.reasons = reasons.map(Arc::new);
        column
    }
}

/// A column of ratios, unknown ones for the reasons given.
pub(super) fn ratio_column(ty: Type, values: Vec<(i128, i128)>) -> Column {
    Column {
        values: Values::Ratio(Arc::new(values)),
        ..Column::int(ty, Vec::new(), None)
    }
}

/// The rank of each value, and the distinct values by rank.
fn by_rank<T: Clone + Default>(
    column: &Column,
    values: &[T],
    context: &Context,
) -> (Vec<i64>, Vec<T>) {
    let (digits, _) = keys::order(column, context.store);
    let mut distinct = vec![T::default(); values.len()];
    let mut ranks = Vec::with_capacity(values.len());
    for (row, (digit, value)) in digits.iter().zip(values).enumerate() {
        let rank = usize::try_from(*digit).unwrap_or(usize::MAX);
        if let Some(slot) = distinct.get_mut(rank) {
            *slot = value.clone();
        }
        ranks.push(if column.is_unknown(row) {
            UNKNOWN
        } else if column.is_null(row) {
            NULL
        } else {
            digit.cast_signed()
        });
    }
    (ranks, distinct)
}
