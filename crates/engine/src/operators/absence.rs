//! Whether the absence of a partner is one: only where the other feed covers the collective and fills what partners are found by.

use ledger::{NULL, UNKNOWN};
use rules::plan::{Absence, Bound};
use rustc_hash::FxHashMap;

use super::pairs::ints;
use crate::Reason;
use crate::eval::{Context, Failure};
use crate::frame::{Frame, Values};

/// Collective by code, and the month asked for.
type OrgMonth = (u32, Option<i64>);

/// Moves left rows whose absence says nothing from `alone` to `open`, with why. `between` are the bounds whose blank days say nothing
/// either.
pub(super) fn judged(
    left: &Frame,
    absence: &Absence,
    between: &[Bound],
    (alone, open): (&mut Vec<u32>, &mut Vec<(u32, u16)>),
    context: &Context,
) -> Result<(), Failure> {
    if alone.is_empty() {
        return Ok(());
    }
    let store = context.store;
    let missing = || Failure("absence is judged by the collective of a row".to_owned());
    let orgs = left.column("org").ok_or_else(missing)?;
    let Values::Text(codes) = &orgs.values else {
        return Err(missing());
    };
    let times = Times::of(left, absence)?;
    let blank = Blank::of(left, between, context)?;
    let months = store.months(&absence.feed);
    let lacking = lacking(absence, context);
    let uncovered = Reason::NotCovered(absence.feed.clone());
    let uncovered = store.reasons.code(&uncovered);
    let few = absence.least.map(Reason::TooFew);
    let few = few.map(|few| store.reasons.code(&few));
    let mut seen: FxHashMap<OrgMonth, Option<u16>> = FxHashMap::default();
    let mut last: Option<(OrgMonth, Option<u16>)> = None;
    alone.retain(|&row| {
        if let Some(reason) = blank.reason(row) {
            open.push((row, reason));
            return false;
        }
        let Some(&org) = codes.get(row as usize) else {
            return true;
        };
        let key = (org, times.month(row));
        // Rows mostly have the collective and the month of the row before.
        let why = match last {
            Some((known, why)) if known == key => why,
            _ => *seen.entry(key).or_insert_with(|| {
                let name = store.dictionary(orgs.domain).text(org);
                let covers = store.covers(&absence.feed, &months, (org, &name), key.1);
                let unread = || lacking.get(&org).copied().or(few);
                if covers { unread() } else { Some(uncovered) }
            }),
        };
        last = Some((key, why));
        open.extend(why.map(|why| (row, why)));
        why.is_none()
    });
    Ok(())
}

/// Collectives whose rows never fill a column that partners are found by, and why that is no absence: of the first such column.
fn lacking(absence: &Absence, context: &Context) -> FxHashMap<u32, u16> {
    let store = context.store;
    let mut lacking = FxHashMap::default();
    for key in &absence.keys {
        let without = store.orgs_without(&absence.feed, key);
        if without.is_empty() {
            continue;
        }
        let reason = Reason::NoColumn(absence.feed.clone(), key.clone());
        let reason = store.reasons.code(&reason);
        for &org in without.iter() {
            lacking.entry(org).or_insert(reason);
        }
    }
    lacking
}

/// When absence is asked: a spine says it by its month, a feed by a date.
struct Times<'f> {
    times: Option<&'f [i64]>,
    are_dates: bool,
}

impl<'f> Times<'f> {
    fn of(left: &'f Frame, absence: &Absence) -> Result<Self, Failure> {
        let Some(date) = &absence.date else {
            return Ok(Self {
                times: None,
                are_dates: false,
            });
        };
        let column = left.column(date);
        Ok(Self {
            times: Some(ints(left, date)?),
            are_dates: column.is_some_and(|c| c.ty == rules::expr::Type::Date),
        })
    }

    fn month(&self, row: u32) -> Option<i64> {
        match self.times?.get(row as usize) {
            None | Some(&(NULL | UNKNOWN)) => None,
            Some(&time) if self.are_dates => Some(crate::civil::month(time)),
            Some(&time) => Some(time),
        }
    }
}

/// Left columns of bounds, with the reason why their NULLs are not judged.
struct Blank<'f>(Vec<(&'f [i64], u16)>);

impl<'f> Blank<'f> {
    fn of(left: &'f Frame, between: &[Bound], context: &Context) -> Result<Self, Failure> {
        let one = |bound: &Bound| {
            let reason = Reason::Blank(bound.left.clone());
            let reason = context.store.reasons.code(&reason);
            Ok((ints(left, &bound.left)?, reason))
        };
        Ok(Self(
            between.iter().map(one).collect::<Result<_, Failure>>()?,
        ))
    }

    fn reason(&self, row: u32) -> Option<u16> {
        let blank = |(days, _): &&(&[i64], u16)| days.get(row as usize) == Some(&NULL);
        self.0.iter().find(blank).map(|(_, reason)| *reason)
    }
}
