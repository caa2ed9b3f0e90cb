//! What rows alike add up to by the day, held against what their counterparts add up to.

use std::sync::Arc;

use crate::compile::{any_of, at_most, column, is_null, measure, window};
use crate::expr::{Expr, Type};
use crate::plan::{Aggregate, Frame, Plan};

/// What is added up, ours before theirs.
pub(super) struct Sums<'s> {
    pub(super) on: &'s [(String, String)],
    pub(super) dates: [&'s str; 2],
    pub(super) amounts: [&'s str; 2],
    /// Name of our sum.
    pub(super) name: &'s str,
    /// A counterpart may stand so many days before or after its row.
    pub(super) near: i64,
}

impl Sums<'_> {
    /// Both sides with their sums. A counterpart of the very sum of a row is set off against it beforehand, so that what has none
    /// is told, and not what was paid after it.
    pub(super) fn added(&self, left: Plan, right: Plan) -> (Plan, Plan) {
        let (ours, theirs): (Vec<String>, Vec<String>) = self.on.iter().cloned().unzip();
        let [date, their_date] = self.dates;
        let [of, covers] = self.amounts;
        let (left, right) = if self.near > 0 {
            let swapped = theirs.iter().cloned().zip(ours.iter().cloned());
            let swapped: Vec<(String, String)> = swapped.collect();
            (
                self.unmatched(&left, &right, self.on, [date, their_date], [of, covers]),
                self.unmatched(&right, &left, &swapped, [their_date, date], [covers, of]),
            )
        } else {
            (left, right)
        };
        let running = |plan: Plan, by: &[String], date: &str, name: &str, of: &str| {
            window(
                plan,
                by,
                &[date],
                Frame::Preceding,
                vec![measure(name, Aggregate::Sum, of, None)],
            )
        };
        (
            running(left, &ours, date, self.name, of),
            running(right, &theirs, their_date, "_approved", covers),
        )
    }

    /// Rows without a partner of the same sum, each of which serves one.
    fn unmatched(
        &self,
        rows: &Plan,
        partners: &Plan,
        on: &[(String, String)],
        dates: [&str; 2],
        amounts: [&str; 2],
    ) -> Plan {
        let pair = |[ours, theirs]: [&str; 2]| (ours.to_owned(), theirs.to_owned());
        Plan::Match {
            left: Arc::new(rows.clone()),
            right: Arc::new(partners.clone()),
            on: on.to_vec(),
            dates: pair(dates),
            days: self.near,
            amounts: pair(amounts),
            fen: 0,
        }
    }

    /// Whether a counterpart covers the row: one without a sum covers anything.
    pub(super) fn covered(&self) -> Expr {
        any_of(vec![
            is_null(column(&format!("other.{}", self.amounts[1]), Type::Money)),
            at_most(
                column(self.name, Type::Money),
                column("other._approved", Type::Money),
            ),
        ])
    }
}
