//! `Spine`: each collective and month of which a feed has rows, with how many, in the order of the first row of each.

use rules::expr::Type;
use rules::plan::{Aggregate, Measure};

use ledger::{NULL, UNKNOWN};

use super::group::group;
use super::run::Run;
use crate::civil::month;
use crate::frame::{Column, Frame, Values};

/// Columns `org`, `month` (year × 12 + month − 1) and `rows`. Rows without a date are in no month; a feed without dates has none.
pub(super) fn spine(run: &mut Run, feed: &str) -> Frame {
    let input = run.frame(feed);
    let months = match input.column("date").map(|c| &c.values) {
        Some(Values::Int(days)) => days
            .iter()
            .map(|&day| match day {
                NULL | UNKNOWN => NULL,
                day => month(day),
            })
            .collect(),
        _ => vec![NULL; input.len],
    };
    let mut input = (*input).clone();
    input.set("month", Column::int(Type::Int, months, None));
    let rows = Measure {
        name: "rows".to_owned(),
        function: Aggregate::Count,
        of: None,
        filter: None,
    };
    let keys = ["org".to_owned(), "month".to_owned()];
    let grouped = group(&input, &keys, &[rows], run.context);
    grouped.map(|(frame, _)| frame).unwrap_or_default()
}
