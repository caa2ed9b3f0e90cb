//! Intervals that are too long, each by itself.

use super::{FIRST, Found, Intervals, LAST, reads};
use crate::Per;
use crate::compile::{Ask, add_years, column, filter, more};
use crate::expr::{Expr, Type};
use crate::load::Told;

pub(super) fn longer<'a>(
    ask: &Ask<'a>,
    intervals: Intervals<'a>,
    years: i64,
    asked: Option<&Expr>,
) -> Result<Found<'a>, Told> {
    reads::refuse(ask, &["differ", "touch"])?;
    let limit = add_years(column(FIRST, Type::Date), years);
    Ok(Found {
        hits: filter(
            intervals.sound(&intervals.all),
            more(column(LAST, Type::Date), limit),
        ),
        reads: reads::longer(ask, asked, &intervals, years),
        needs: intervals.needs(),
        columns: intervals.columns,
        context: Vec::new(),
        subject: ask.names("", &["org", "party"])?,
        per: Per::Row,
        facts: Vec::new(),
    })
}
