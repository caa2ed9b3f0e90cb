//! Intervals that follow each other, too long as a whole.

use super::{FIRST, Found, Intervals, LAST, NTH, reads};
use crate::Per;
use crate::compile::{
    Ask, add_years, all_of, any_of, at_least, column, count, days, derive, filter, int, is_null,
    lag, measure, more, place, plus, window,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame, Plan};

pub(super) fn chain<'a>(
    ask: &Ask<'a>,
    intervals: Intervals<'a>,
    years: i64,
    gap: i64,
    asked: Option<&Expr>,
) -> Result<Found<'a>, Told> {
    reads::refuse(ask, &["differ", "touch"])?;
    let names = ["count", "first_day", "last_day"].map(|name| ask.fresh(name));
    let [number, first, last] = &names;
    let by = &intervals.by;
    let begun = begun(intervals.sound(&intervals.all), by, first, gap);
    let mut chained = by.clone();
    chained.push(first.clone());
    let whole = window(
        begun,
        &chained,
        &[],
        Frame::Partition,
        vec![
            count(number, None),
            measure(last, Aggregate::Max, LAST, None),
        ],
    );
    let day = |name: &str| column(name, Type::Date);
    let hits = filter(
        whole,
        all_of(vec![
            at_least(column(number, Type::Int), int(2)),
            more(day(last), add_years(day(first), years)),
        ]),
    );
    let reads = reads::chain(ask, asked, &intervals, years, gap);
    let needs = intervals.needs();
    let mut subject = intervals.by;
    subject.push(first.clone());
    Ok(Found {
        hits,
        columns: intervals
            .columns
            .with(number, Type::Int, "份数", "count")
            .with(first, Type::Date, "连续期间首日", "first day")
            .with(last, Type::Date, "连续期间末日", "last day"),
        context: Vec::new(),
        subject,
        per: Per::All,
        facts: vec![
            ("count".to_owned(), column(number, Type::Int)),
            ("first_day".to_owned(), day(first)),
            ("last_day".to_owned(), day(last)),
        ],
        reads,
        needs,
    })
}

/// Adds the first day of the chain that a row belongs to. Two chains alike in `by` never begin on one day, since the second of two
/// such rows begins before the first has ended.
fn begun(plan: Plan, by: &[String], first: &str, gap: i64) -> Plan {
    let day = |name: &str| column(name, Type::Date);
    let placed = window(plan, by, &[FIRST], Frame::Partition, vec![place(NTH)]);
    let reached = window(
        placed,
        by,
        &[NTH],
        Frame::Preceding,
        vec![measure("_reached", Aggregate::Max, LAST, None)],
    );
    let before = window(
        reached,
        by,
        &[NTH],
        Frame::Partition,
        vec![lag("_before", "_reached")],
    );
    // The day after the last is a gap of none.
    let limit = plus(day("_before"), days(gap.saturating_add(1)), Type::Date);
    let begins = derive(
        before,
        vec![(
            "_begins",
            any_of(vec![is_null(day("_before")), more(day(FIRST), limit)]),
        )],
    );
    window(
        begins,
        by,
        &[NTH],
        Frame::Preceding,
        vec![measure(
            first,
            Aggregate::Max,
            FIRST,
            Some(column("_begins", Type::Bool)),
        )],
    )
}
