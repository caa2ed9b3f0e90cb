//! Short ways to write the nodes of a plan.

use std::sync::Arc;

use super::terms::{at_least, column, int};
use crate::expr::{Expr, Type};
use crate::plan::{Aggregate, Books, Frame, Measure, Plan, Rows};

pub(crate) fn feed(name: &str, rows: Rows, books: Books) -> Plan {
    Plan::Feed {
        feed: name.to_owned(),
        rows,
        books,
    }
}

pub(crate) fn filter(input: Plan, keep: Expr) -> Plan {
    Plan::Filter {
        input: Arc::new(input),
        keep,
    }
}

pub(crate) fn derive(input: Plan, columns: Vec<(&str, Expr)>) -> Plan {
    Plan::Derive {
        input: Arc::new(input),
        columns: columns
            .into_iter()
            .map(|(n, e)| (n.to_owned(), e))
            .collect(),
    }
}

/// Leaves the rows whose partition has at least so many rows at all: those that may make up a burst or a run. Costs one count, and
/// spares the rest of the plan the many rows that stand alone.
pub(crate) fn crowded(input: Plan, partition: &[String], least: i64) -> Plan {
    if least < 2 {
        return input;
    }
    let counted = window(
        input,
        partition,
        &[],
        Frame::Partition,
        vec![count("_crowd", None)],
    );
    filter(counted, at_least(column("_crowd", Type::Int), int(least)))
}

pub(crate) fn window(
    input: Plan,
    partition: &[String],
    order: &[&str],
    frame: Frame,
    measures: Vec<Measure>,
) -> Plan {
    Plan::Window {
        input: Arc::new(input),
        partition: partition.to_vec(),
        order: order.iter().map(|o| (*o).to_owned()).collect(),
        frame,
        measures,
    }
}

pub(crate) fn group(input: Plan, keys: &[String], measures: Vec<Measure>) -> Plan {
    Plan::Group {
        input: Arc::new(input),
        keys: keys.to_vec(),
        measures,
    }
}

/// An aggregate of a column.
pub(crate) fn measure(name: &str, function: Aggregate, of: &str, filter: Option<Expr>) -> Measure {
    Measure {
        name: name.to_owned(),
        function,
        of: Some(of.to_owned()),
        filter,
    }
}

/// How many rows.
pub(crate) fn count(name: &str, filter: Option<Expr>) -> Measure {
    Measure {
        name: name.to_owned(),
        function: Aggregate::Count,
        of: None,
        filter,
    }
}

/// The 1-based position of the row in its partition's order.
pub(crate) fn place(name: &str) -> Measure {
    Measure {
        name: name.to_owned(),
        function: Aggregate::RowNumber,
        of: None,
        filter: None,
    }
}

/// The value of the row before.
pub(crate) fn lag(name: &str, of: &str) -> Measure {
    measure(name, Aggregate::Lag(1), of, None)
}
