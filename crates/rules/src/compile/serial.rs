//! Numbers of a text column as places in sequences: 记-12 and 记-13 stand in one, 收-13 in another.

use ledger::Wording;

use super::terms::{at_least, int};
use super::{Ask, call, column, derive, filter};
use crate::expr::{Expr, Function, Type};
use crate::load::Told;
use crate::plan::Plan;

/// The place in its sequence, `_number`.
pub(crate) const NUMBER: &str = "_number";

/// Which column is read as numbers, and how much of it.
pub(crate) struct Serial {
    /// The column.
    pub(crate) of: String,
    /// Name of the column that holds what stands before the number.
    pub(crate) series: String,
    /// Digits that are compared; 0 for all at the end.
    tail: u32,
}

impl Ask<'_> {
    /// The keys `of` and `tail`.
    pub(crate) fn serial(&self, default: &str) -> Result<Serial, Told> {
        let named = match self.name("of")? {
            Some(name) => Some(name),
            None => self.columns().name(default),
        };
        let Some(of) = named else {
            return Err(self.table.missing(
                "of",
                Wording::new(
                    "请写号码所在的列，如 of = \"invoice_no\"。",
                    "Name the column that holds the numbers, as in of = \"invoice_no\".",
                ),
            ));
        };
        if self
            .columns()
            .find(&of)
            .is_some_and(|c| c.ty() != Type::Text)
        {
            return Err(self.given.file.fault(
                self.table.place("of"),
                "wrong-unit",
                Wording::new(
                    format!("“{of}”不是文本列，不能当作号码"),
                    format!("{of} is not a text column and holds no numbers of papers"),
                ),
                Wording::new(
                    "请写号码列，如 invoice_no、voucher_no、receipt_no。",
                    "Name a column of numbers such as invoice_no, voucher_no or receipt_no.",
                ),
            ));
        }
        let tail = match self.whole("tail")? {
            None => 0,
            Some(n @ 1..=18) => u32::try_from(n).unwrap_or(0),
            Some(_) => {
                return Err(self.given.file.fault(
                    self.table.place("tail"),
                    "out-of-bounds",
                    Wording::new("位数应在 1 到 18 之间", "digits lie between 1 and 18"),
                    Wording::new(
                        "请写如 8 的位数；不写则比对末尾全部数字。",
                        "Write a number of digits such as 8; without it all digits at the end are compared.",
                    ),
                ));
            }
        };
        Ok(Serial {
            of,
            series: self.fresh("series"),
            tail,
        })
    }
}

impl Serial {
    /// The rows with their numbers and series.
    pub(crate) fn read(&self, plan: Plan) -> Plan {
        derive(plan, vec![self.series_of(), self.number_of()])
    }

    /// The rows with their numbers.
    pub(crate) fn with_number(&self, plan: Plan) -> Plan {
        derive(plan, vec![self.number_of()])
    }

    /// The rows with what stands before their numbers.
    pub(crate) fn with_series(&self, plan: Plan) -> Plan {
        derive(plan, vec![self.series_of()])
    }

    fn number_of(&self) -> (&str, Expr) {
        let text = column(&self.of, Type::Text);
        (
            NUMBER,
            call(Function::NumberTail(self.tail), vec![text], Type::Int),
        )
    }

    fn series_of(&self) -> (&str, Expr) {
        let text = column(&self.of, Type::Text);
        let series = call(Function::NumberPrefix(self.tail), vec![text], Type::Text);
        (&self.series, series)
    }

    /// Those that bear one; a row whose number is not known, or too long to be a place, is not judged.
    pub(crate) fn numbered(plan: Plan) -> Plan {
        filter(plan, at_least(column(NUMBER, Type::Int), int(0)))
    }

    /// Columns that are equal within one sequence whose numbers may grow longer, as vouchers' do: 记-9 and 记-10.
    pub(crate) fn sequence(&self, by: &[String]) -> Vec<String> {
        by.iter().chain([&self.series]).cloned().collect()
    }

    /// The same for printed numbers, which keep their length: 009 and 010 are of one booklet, 9 and 10 are not. Adds that length.
    pub(crate) fn booklets(&self, plan: Plan, by: &[String]) -> (Plan, Vec<String>) {
        let length = call(
            Function::Length,
            vec![column(&self.of, Type::Text)],
            Type::Int,
        );
        let mut columns = self.sequence(by);
        columns.push("_length".to_owned());
        (derive(plan, vec![("_length", length)]), columns)
    }
}
