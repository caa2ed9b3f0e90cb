//! Rows whose interval overlaps that of another row of the same thing.

use std::sync::Arc;

use super::{EVER, FIRST, Found, Intervals, LAST, NTH, reads};
use crate::Per;
use crate::compile::{
    Ask, Link, any_of, at_least, at_most, coalesce, column, date, days, derive, differs, joined_by,
    known, measure, minus, more, place, plus, window,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Bound, Frame, How, Plan};

pub(super) fn pairs<'a>(
    ask: &Ask<'a>,
    intervals: Intervals<'a>,
    asked: Option<&Expr>,
) -> Result<Found<'a>, Told> {
    let differ = ask.names("differ", &[])?;
    let touch = ask.table.flag("touch")?.unwrap_or(false);
    let columns = intervals.columns.clone().with_other("other", ask.feed);
    let drops = ask.drops_of_pairs(&columns)?;

    // Blank days of the other row are told apart in the residual; here they must only not hide it.
    let day = |name: &str| column(name, Type::Date);
    let whole = |name: &str, open: i64| coalesce(vec![day(name), date(open)], Type::Date);
    let placed = |plan: Plan| {
        let ends = derive(
            plan,
            vec![
                ("_opens", whole(FIRST, EVER.0)),
                ("_closes", whole(LAST, EVER.1)),
            ],
        );
        window(
            ends,
            &intervals.by,
            &["_opens", "_closes"],
            Frame::Partition,
            vec![place(NTH)],
        )
    };
    let right = Arc::new(placed(intervals.all.as_ref().clone()));
    let left = Arc::new(intervals.sound(&right));
    let theirs = |name: &str| day(&format!("other.{name}"));
    let follows = |late: Expr, early: Expr| {
        if touch {
            at_least(late, early)
        } else {
            more(late, early)
        }
    };
    let mut residual = vec![
        differs(
            column(NTH, Type::Int),
            column(&format!("other.{NTH}"), Type::Int),
        ),
        at_least(theirs("_closes"), theirs("_opens")),
        follows(theirs("_closes"), day(FIRST)),
        known(vec![theirs(FIRST), theirs(LAST)]),
    ];
    if !differ.is_empty() {
        let unlike = differ.iter().filter_map(|name| {
            let ours = columns.find(name)?;
            let other = columns.find(&format!("other.{name}"))?;
            Some(any_of(vec![
                differs(ours.clone(), other.clone()),
                Expr::Not(Box::new(known(vec![ours, other]))),
            ]))
        });
        residual.push(any_of(unlike.collect()));
    }
    residual.extend(drops);
    let joined = joined_by(
        &left,
        &right,
        Link {
            between: vec![Bound {
                left: LAST.to_owned(),
                shift: if touch { 0 } else { -1 },
                at_least: true,
                right: "_opens".to_owned(),
            }],
            residual,
            ..Link::on(
                intervals
                    .by
                    .iter()
                    .map(|b| (b.clone(), b.clone()))
                    .collect(),
                How::Inner,
            )
        },
    );
    let name = ask.fresh("days");
    let mut needs = intervals.needs();
    needs.extend(differ.clone());
    Ok(Found {
        hits: shared(joined, &intervals.by, &name),
        reads: reads::pairs(ask, asked, &intervals, &differ, touch),
        columns: columns.with(&name, Type::Days, "重叠天数", "days shared"),
        context: vec!["other".to_owned()],
        subject: intervals.by,
        per: Per::All,
        facts: vec![("days".to_owned(), column(&name, Type::Days))],
        needs,
    })
}

/// Adds how many days both intervals share: from the later first day to the earlier last day, both included. There is no
/// conditional among expressions, so that measures over the row itself choose.
fn shared(joined: Plan, by: &[String], name: &str) -> Plan {
    let day = |name: &str| column(name, Type::Date);
    let chosen = window(
        joined,
        by,
        &[FIRST],
        Frame::Rows {
            before: 0,
            after: 0,
        },
        vec![
            measure(
                "_later",
                Aggregate::Max,
                &format!("other.{FIRST}"),
                Some(more(day(&format!("other.{FIRST}")), day(FIRST))),
            ),
            measure(
                "_earlier",
                Aggregate::Max,
                &format!("other.{LAST}"),
                Some(at_most(day(&format!("other.{LAST}")), day(LAST))),
            ),
        ],
    );
    let or = |name: &str, own: &str| coalesce(vec![day(name), day(own)], Type::Date);
    let length = minus(or("_earlier", LAST), or("_later", FIRST), Type::Days);
    derive(chosen, vec![(name, plus(length, days(1), Type::Days))])
}
