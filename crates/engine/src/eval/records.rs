//! What other feeds hold of the same collective: offices on a day, values on record.

use ledger::{Domain, NULL_CODE, UNKNOWN_CODE};

use super::operand::{Number, Operand, Text};
use super::scope::{Failure, Scope};
use crate::Reason;
use crate::reasons::UNTRUSTED;
use crate::truth::{self, Truths};

/// Whether the party (args: collective, name, day) holds an office on that day; open without the feed `people`, and where it
/// has no row of the collective.
pub(super) fn holds_office(scope: &Scope, args: &[Operand]) -> Result<Truths, Failure> {
    let (store, len) = (scope.context.store, scope.len());
    let [org, name, date] = args else {
        return Err(Failure("holds_office lacks an argument".to_owned()));
    };
    let domain = |column: &str| {
        let people = store.schema.feed("people");
        people
            .and_then(|feed| feed.column(column))
            .map_or(Domain::Party, |c| c.domain)
    };
    let orgs = org.codes(domain("org"), store, len);
    let names = name.codes(domain("name"), store, len);
    let offices = store.is_supplied("people").then(|| store.offices());
    let known = store.months("people");
    let uncovered = Reason::NotCovered("people".to_owned());
    let uncovered = store.reasons.code(&uncovered);
    let mut truths = Truths::all(truth::NULL, len);
    for (row, (&org, &code)) in orgs.iter().zip(names.iter()).enumerate() {
        let day = date.number(row);
        if org == NULL_CODE || code == NULL_CODE || day == Number::Null {
            continue;
        }
        let Some(offices) = &offices else {
            let reason = store.reasons.code(&Reason::NoFeed("people".to_owned()));
            truths.open(row, reason);
            continue;
        };
        let day = match (code, day) {
            (UNKNOWN_CODE, _) => {
                let reason = match name.text(row, store) {
                    Text::Unknown(reason) => reason,
                    Text::Null | Text::Known(_) => UNTRUSTED,
                };
                truths.open(row, reason);
                continue;
            }
            (_, Number::Unknown(reason)) => {
                truths.open(row, reason);
                continue;
            }
            (_, Number::Int(day)) => day,
            _ => continue,
        };
        // Of a collective without a roster nobody is known to hold none.
        if !known.contains_key(&org) {
            truths.open(row, uncovered);
            continue;
        }
        let held = offices
            .get(&(org, code))
            .is_some_and(|held| held.iter().any(|&(from, to)| from <= day && day <= to));
        place(&mut truths, row, held);
    }
    Ok(truths)
}

/// Whether a row of the same collective (arg 0) in the feed holds the value (arg 1). A NULL value is NULL, as `IN` of SQL has it.
pub(super) fn on_record(
    scope: &Scope,
    feed: &str,
    column: &str,
    args: &[Operand],
) -> Result<Truths, Failure> {
    let (store, len) = (scope.context.store, scope.len());
    let [org, value] = args else {
        return Err(Failure("on_record lacks an argument".to_owned()));
    };
    let (found, domain) = store.on_record(feed, column);
    let orgs = org.codes(Domain::Party, store, len);
    let supplied = store.is_supplied(feed);
    let mut truths = Truths::all(truth::NULL, len);
    let codes = value
        .is_text()
        .then(|| value.codes(domain.unwrap_or_default(), store, len));
    for (row, &org) in orgs.iter().enumerate() {
        let sought = match &codes {
            Some(codes) => match codes.get(row) {
                None | Some(&NULL_CODE) => Number::Null,
                Some(&UNKNOWN_CODE) => match value.text(row, store) {
                    Text::Unknown(reason) => Number::Unknown(reason),
                    Text::Null | Text::Known(_) => Number::Unknown(UNTRUSTED),
                },
                Some(&code) => Number::Int(i64::from(code)),
            },
            None => value.number(row),
        };
        if org == NULL_CODE {
            continue;
        }
        match sought {
            Number::Null | Number::Ratio(..) => {}
            Number::Unknown(_) if !supplied => place(&mut truths, row, false),
            Number::Unknown(reason) => truths.open(row, reason),
            Number::Int(sought) => place(&mut truths, row, found.contains(&(org, sought))),
        }
    }
    Ok(truths)
}

/// Whether a source of the collective has a heading for a column of the feed.
pub(super) fn supplied(scope: &Scope, feed: &str, column: &str, org: &Operand) -> Truths {
    let (store, len) = (scope.context.store, scope.len());
    let headed = store.headed(feed, column);
    let mut truths = Truths::all(truth::NULL, len);
    for (row, org) in org.codes(Domain::Party, store, len).iter().enumerate() {
        if *org != NULL_CODE {
            place(&mut truths, row, headed.contains(org));
        }
    }
    truths
}

fn place(truths: &mut Truths, row: usize, holds: bool) {
    if let Some(slot) = truths.masks.get_mut(row) {
        *slot = if holds { truth::TRUE } else { truth::FALSE };
    }
}
