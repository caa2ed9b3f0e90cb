//! Predicates over texts through tables of distinct values, and what is read out of a text.

use ledger::{NULL, NULL_CODE, UNKNOWN, UNKNOWN_CODE};
use rules::expr::{Literal, Type};

use super::operand::Number;
use super::operand::{Operand, Text, Why, numbers, owned};
use super::scope::Scope;
use crate::Reason;
use crate::frame::{Column, Values};
use crate::reasons::OVERFLOW;
use crate::texts::{self, Test};
use crate::truth::{self, Truths};

/// A test of one text a row; NULL for NULL, open for unknown.
pub(super) fn test(scope: &Scope, ask: &Test, of: &Operand) -> Truths {
    let (len, context) = (scope.len(), scope.context);
    let mut truths = Truths::all(truth::NULL, len);
    if let Operand::Column(column) = of
        && let Values::Text(codes) = &column.values
    {
        let dictionary = context.store.dictionary(column.domain);
        let tables = &context.store.tables;
        let table = tables.test(ask, column.domain, dictionary, codes, context.lists);
        let mut unknown = false;
        for (mask, &code) in truths.masks.iter_mut().zip(codes.iter()) {
            unknown |= code == UNKNOWN_CODE;
            *mask = match code {
                NULL_CODE => truth::NULL,
                _ => table.of(code).unwrap_or(truth::FALSE),
            };
        }
        if unknown {
            for (row, _) in (0..)
                .zip(codes.iter())
                .filter(|(_, code)| **code == UNKNOWN_CODE)
            {
                truths.open(row, column.reason(row));
            }
        }
        return truths;
    }
    let holds = texts::predicate(ask, context.lists);
    if let Operand::Constant(Literal::Text(text)) = of {
        let outcome = if holds(text) {
            truth::TRUE
        } else {
            truth::FALSE
        };
        return Truths::all(outcome, len);
    }
    let ids = of.ids(context.store, len);
    let mut seen = rustc_hash::FxHashMap::default();
    for (row, &id) in ids.iter().enumerate() {
        match of.text(row, context.store) {
            Text::Null => {}
            Text::Unknown(reason) => truths.open(row, reason),
            Text::Known(text) => {
                let outcome = *seen.entry(id).or_insert_with(|| holds(&text));
                place(&mut truths, row, outcome);
            }
        }
    }
    truths
}

/// `in_list` of whole numbers, by their decimal digits.
pub(super) fn number_in_list(scope: &Scope, list: &str, of: &Operand) -> Truths {
    let mut truths = Truths::all(truth::NULL, scope.len());
    let mut seen = rustc_hash::FxHashMap::default();
    for row in 0..scope.len() {
        match of.number(row) {
            Number::Null | Number::Ratio(..) => {}
            Number::Unknown(reason) => truths.open(row, reason),
            Number::Int(value) => {
                let has = || scope.context.lists.has(list, &value.to_string());
                let outcome = *seen.entry(value).or_insert_with(has);
                place(&mut truths, row, outcome);
            }
        }
    }
    truths
}

/// `mentions`: an OR over columns in which NULL is false.
pub(super) fn mentions(scope: &Scope, list: &str, args: &[Operand]) -> Truths {
    let mut any = Truths::all(truth::FALSE, scope.len());
    for arg in args {
        let mut one = test(scope, &Test::Mentions(list.to_owned()), arg);
        for mask in &mut one.masks {
            if *mask == truth::NULL {
                *mask = truth::FALSE;
            }
        }
        any.combine(&one, None, truth::or);
    }
    any
}

/// Characters of a text.
pub(super) fn length(scope: &Scope, of: &Operand) -> Column {
    of_each(scope, of, Type::Int, |text| {
        super::arithmetic::whole(text.chars().count() as i128)
    })
}

/// The last `n` digits of a number text, all of them for 0; NULL where it does not end in so many.
pub(super) fn number_tail(scope: &Scope, n: u32, of: &Operand) -> Column {
    let long = scope.context.store.reasons.code(&Reason::LongNumber);
    of_each(scope, of, Type::Int, |text| match split(text, n) {
        Cut::Not => Number::Null,
        Cut::TooLong => Number::Unknown(long),
        Cut::At(_, digits) => digits
            .parse::<i128>()
            .map_or(Number::Unknown(OVERFLOW), super::arithmetic::whole),
    })
}

/// The part before the last `n` digits, before all of them for 0; NULL where the text does not end in so many.
pub(super) fn number_prefix(scope: &Scope, n: u32, of: &Operand) -> Column {
    let len = scope.len();
    let long = scope.context.store.reasons.code(&Reason::LongNumber);
    let mut why = Why::default();
    let values = (0..len)
        .map(|row| match of.text(row, scope.context.store) {
            Text::Null => None,
            Text::Unknown(reason) => {
                why.note(row, reason, len);
                None
            }
            Text::Known(text) => match split(&text, n) {
                Cut::Not => None,
                Cut::TooLong => {
                    why.note(row, long, len);
                    None
                }
                Cut::At(prefix, _) => Some(prefix.into()),
            },
        })
        .collect();
    owned(values, why.into_codes())
}

/// A number text cut before its last digits.
enum Cut<'t> {
    /// It does not end in so many.
    Not,
    /// All were asked for, and they are more than a whole number holds.
    TooLong,
    At(&'t str, &'t str),
}

fn split(text: &str, n: u32) -> Cut<'_> {
    let all = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let wanted = if n == 0 { all } else { n as usize };
    match (
        wanted,
        text.split_at_checked(text.len().saturating_sub(wanted)),
    ) {
        (19.., _) if n == 0 => Cut::TooLong,
        (1.., Some((prefix, digits))) if wanted <= all => Cut::At(prefix, digits),
        _ => Cut::Not,
    }
}

/// A number from each text. Reading it again is cheaper than remembering it: numbers of papers hardly repeat.
fn of_each(scope: &Scope, of: &Operand, ty: Type, one: impl Fn(&str) -> Number) -> Column {
    let store = scope.context.store;
    numbers(ty, false, scope.len(), |row| match of.text(row, store) {
        Text::Null => Number::Null,
        Text::Unknown(reason) => Number::Unknown(reason),
        Text::Known(text) => one(&text),
    })
}

/// First argument that is not NULL, a text.
pub(super) fn coalesce(scope: &Scope, args: &[Operand]) -> Column {
    let (len, store) = (scope.len(), scope.context.store);
    let mut domains = args.iter().map(|arg| match arg {
        Operand::Column(Column {
            values: Values::Text(_),
            domain,
            ..
        }) => Some(*domain),
        _ => None,
    });
    let mut why = Why::default();
    if let Some(Some(domain)) = domains.next()
        && domains.all(|d| d == Some(domain))
    {
        let mut codes = vec![NULL_CODE; len];
        for arg in args {
            let known = arg.codes(domain, store, len);
            for (row, (slot, &code)) in codes.iter_mut().zip(known.iter()).enumerate() {
                if *slot == NULL_CODE && code != NULL_CODE {
                    *slot = code;
                    if let (UNKNOWN_CODE, Text::Unknown(reason)) = (code, arg.text(row, store)) {
                        why.note(row, reason, len);
                    }
                }
            }
        }
        return Column {
            reasons: why.into_codes().map(Into::into),
            ..Column::text(domain, codes)
        };
    }
    let one = |row| {
        for arg in args {
            match arg.text(row, store) {
                Text::Null => {}
                Text::Unknown(reason) => {
                    why.note(row, reason, len);
                    return None;
                }
                Text::Known(text) => return Some(text.as_ref().into()),
            }
        }
        None
    };
    let values = (0..len).map(one).collect();
    owned(values, why.into_codes())
}

fn place(truths: &mut Truths, row: usize, holds: bool) {
    if let Some(slot) = truths.masks.get_mut(row) {
        *slot = if holds { truth::TRUE } else { truth::FALSE };
    }
}

/// Whole numbers of an operand: NULL and UNKNOWN as the ledger writes them.
pub(super) fn ints(of: &Operand, len: usize) -> Vec<i64> {
    (0..len)
        .map(|row| match of.number(row) {
            Number::Int(v) => v,
            Number::Null | Number::Ratio(..) => NULL,
            Number::Unknown(_) => UNKNOWN,
        })
        .collect()
}
