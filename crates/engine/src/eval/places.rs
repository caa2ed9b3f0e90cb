//! What depends on the collective's home and chart: places out of town, limits in force, classes of accounts.

use ledger::{AccountClass, Domain, NULL, NULL_CODE, UNKNOWN, UNKNOWN_CODE};
use rules::expr::Type;
use rustc_hash::FxHashMap;

use super::operand::{Number, Operand, Text, numbers};
use super::scope::{Failure, Scope};
use super::text::ints;
use crate::Reason;
use crate::frame::Column;
use crate::truth::{self, Truths};

/// The limit in force for each row's collective and day.
pub(super) fn limit(scope: &Scope, name: &str, org: &Operand, date: &Operand) -> Column {
    let (store, len) = (scope.context.store, scope.len());
    let homes = &store.homes;
    let orgs = org.codes(Domain::Party, store, len);
    let mut seen: FxHashMap<(&str, i64), Option<i64>> = FxHashMap::default();
    let none = store.reasons.code(&Reason::NoLimit(name.to_owned()));
    numbers(Type::Money, false, len, |row| {
        let code = orgs.get(row).copied().unwrap_or(NULL_CODE);
        if code == NULL_CODE {
            return Number::Null;
        }
        let day = match date.number(row) {
            Number::Int(day) => day,
            other => return other,
        };
        let region = homes.get(&code).map_or("", |home| home.region);
        let limit = seen
            .entry((region, day))
            .or_insert_with(|| scope.context.lists.limit(name, region, day));
        limit.map_or(Number::Unknown(none), Number::Int)
    })
}

/// Whether any of the texts (args after the first, the collective) names a place outside the home prefecture.
pub(super) fn out_of_town(scope: &Scope, args: &[Operand]) -> Truths {
    let (store, len) = (scope.context.store, scope.len());
    let mut any = Truths::all(truth::FALSE, len);
    let Some((org, texts)) = args.split_first() else {
        return any;
    };
    let homes = &store.homes;
    let orgs = org.codes(Domain::Party, store, len);
    let homeless = store.reasons.code(&Reason::NoHome);
    for of in texts {
        let ids = of.ids(store, len);
        let mut seen: FxHashMap<(u32, u32), bool> = FxHashMap::default();
        let mut one = Truths::all(truth::FALSE, len);
        for (row, (&code, &id)) in orgs.iter().zip(ids.iter()).enumerate() {
            let text = match of.text(row, store) {
                Text::Null => continue,
                Text::Unknown(reason) => {
                    one.open(row, reason);
                    continue;
                }
                Text::Known(text) => text,
            };
            match homes.get(&code).filter(|home| !home.region.is_empty()) {
                None => one.open(row, homeless),
                Some(home) => {
                    let lists = scope.context.lists;
                    let outside = || lists.place_outside(&text, home.region, &home.own).is_some();
                    if *seen.entry((code, id)).or_insert_with(outside)
                        && let Some(slot) = one.masks.get_mut(row)
                    {
                        *slot = truth::TRUE;
                    }
                }
            }
        }
        any.combine(&one, None, truth::or);
    }
    any
}

/// Whether the account (args: name, code, date, collective) is of the class; NULL where neither name nor code is given.
pub(super) fn account_is(
    scope: &Scope,
    class: AccountClass,
    args: &[Operand],
) -> Result<Truths, Failure> {
    let (store, len) = (scope.context.store, scope.len());
    let [name, code, date, org] = args else {
        return Err(Failure("account_is lacks an argument".to_owned()));
    };
    let homes = &store.homes;
    let orgs = org.codes(Domain::Party, store, len);
    let (names, numbers) = (name.ids(store, len), code.ids(store, len));
    let days = ints(date, len);
    let not_known = store.reasons.code(&Reason::UnknownAccount);
    let mut truths = Truths::all(truth::NULL, len);
    let mut seen: FxHashMap<(u32, u32, Option<&str>, i64), Option<AccountClass>> =
        FxHashMap::default();
    for row in 0..len {
        let (Some(&n), Some(&c), Some(&o), Some(&day)) = (
            names.get(row),
            numbers.get(row),
            orgs.get(row),
            days.get(row),
        ) else {
            continue;
        };
        if n == NULL_CODE && c == NULL_CODE {
            continue;
        }
        if n == UNKNOWN_CODE || c == UNKNOWN_CODE || day == UNKNOWN {
            truths.open(row, not_known);
            continue;
        }
        let chart = homes.get(&o).and_then(|home| home.chart);
        let found = *seen.entry((n, c, chart, day)).or_insert_with(|| {
            let read = |of: &Operand| match of.text(row, store) {
                Text::Known(text) => text.into_owned(),
                Text::Null | Text::Unknown(_) => String::new(),
            };
            let day = (day != NULL).then_some(day);
            ledger::account_class(&read(name), &read(code), chart, day)
        });
        match found {
            None => truths.open(row, not_known),
            Some(found) => {
                if let Some(slot) = truths.masks.get_mut(row) {
                    *slot = if found == class {
                        truth::TRUE
                    } else {
                        truth::FALSE
                    };
                }
            }
        }
    }
    Ok(truths)
}
