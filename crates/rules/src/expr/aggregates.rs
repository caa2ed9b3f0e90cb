//! Aggregates over the group of a row, where a SELECT has groups: `count(*)`, `count(x)`, `count(DISTINCT x)`, `sum`, `min`, `max`.

use std::ops::Range;

use ledger::Wording;
use sqlparser::ast::{
    self, DuplicateTreatment, FunctionArg, FunctionArgExpr, FunctionArguments,
    WildcardAdditionalOptions,
};

use super::lower::Lowering;
use super::operand::Operand;
use super::phrase::type_name;
use super::{Expr, Type};
use crate::plan::Aggregate;

/// What is measured of a group.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Measured {
    /// What is computed.
    pub(crate) function: Aggregate,
    /// Of which value of each row; `None` for its rows.
    pub(crate) of: Option<Expr>,
}

/// The column that holds the measure of that place.
pub(crate) fn measured_name(place: usize) -> String {
    format!("_measured_{place}")
}

impl<'a> Lowering<'a> {
    /// Whether a call is one of an aggregate, where these may stand.
    pub(super) fn aggregates(&self, name: &str) -> bool {
        self.measured.is_some() && ["count", "sum", "min", "max", "avg"].contains(&name)
    }

    /// A column that holds what is measured of the row's group.
    pub(super) fn aggregate(
        &mut self,
        name: &str,
        call: &ast::Function,
        span: Range<usize>,
        depth: usize,
    ) -> Option<Operand<'a>> {
        if name == "avg" {
            return self.refuse(
                "not-in-the-language",
                span,
                Wording::new(
                    "平均数要除，除不尽就不精确",
                    "an average divides, and is not exact",
                ),
                Wording::new(
                    "写作 sum(x) >= 数值 * count(*)。",
                    "Write sum(x) >= value * count(*).",
                ),
            );
        }
        let plain = call.over.is_none()
            && call.filter.is_none()
            && call.null_treatment.is_none()
            && call.within_group.is_empty();
        let FunctionArguments::List(list) = &call.args else {
            return self.usage_of_aggregates(span);
        };
        let (true, true, [FunctionArg::Unnamed(arg)]) =
            (plain, list.clauses.is_empty(), list.args.as_slice())
        else {
            return self.usage_of_aggregates(span);
        };
        let distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
        let all = match arg {
            FunctionArgExpr::Wildcard => true,
            FunctionArgExpr::WildcardWithOptions(options) => {
                *options == WildcardAdditionalOptions::default()
            }
            _ => false,
        };
        let (function, of) = match (name, arg) {
            ("count", _) if all && !distinct => (Aggregate::Count, None),
            (_, FunctionArgExpr::Expr(value)) => {
                // Within an aggregate stands a value of a row.
                let outer = self.measured.take();
                let value = self.expr(value, depth);
                self.measured = outer;
                let (value, at) = value?;
                let function = match name {
                    "count" if distinct => Aggregate::Distinct,
                    "count" => Aggregate::Count,
                    _ if distinct => return self.usage_of_aggregates(span),
                    "sum" => Aggregate::Sum,
                    "min" => Aggregate::Min,
                    _ => Aggregate::Max,
                };
                self.fits(function, &value, at)?;
                (function, Some(value))
            }
            _ => return self.usage_of_aggregates(span),
        };
        let ty = match (function, &of) {
            (Aggregate::Sum | Aggregate::Min | Aggregate::Max, Some(value)) => value.ty(),
            _ => Type::Int,
        };
        let measured = self.measured.get_or_insert_default();
        let asked = Measured { function, of };
        let at = measured.iter().position(|m| *m == asked);
        let at = at.unwrap_or_else(|| {
            measured.push(asked);
            measured.len() - 1
        });
        let column = Expr::Column {
            name: measured_name(at),
            ty,
            domain: (ty == Type::Text).then_some(ledger::Domain::Prose),
        };
        Some(Operand::typed(column, span))
    }

    /// Money, whole numbers and days have a sum; texts and truths have no extreme.
    fn fits(&mut self, function: Aggregate, value: &Expr, at: Range<usize>) -> Option<()> {
        let ty = value.ty();
        let fits = match function {
            Aggregate::Sum => matches!(ty, Type::Money | Type::Int | Type::Days | Type::Ratio),
            Aggregate::Min | Aggregate::Max => !matches!(ty, Type::Text | Type::Bool),
            _ => true,
        };
        if fits {
            return Some(());
        }
        let found = type_name(ty);
        self.refuse(
            "type-mismatch",
            at,
            Wording::new(
                format!("{}不能这样汇总", found.zh),
                format!("{} cannot be measured so", found.en),
            ),
            Wording::new(
                "sum 用于金额、整数、天数；min、max 也可用于日期；文本只能 count。",
                "sum takes money, whole numbers and days, min and max dates too; texts can only be counted.",
            ),
        )
    }

    fn usage_of_aggregates<T>(&mut self, span: Range<usize>) -> Option<T> {
        self.refuse(
            "wrong-arguments",
            span,
            Wording::new("汇总函数写法不对", "an aggregate is not written so"),
            Wording::new(
                "可写 count(*)、count(列)、count(DISTINCT 列)、sum(值)、min(值)、max(值)。",
                "Write count(*), count(x), count(DISTINCT x), sum(x), min(x) or max(x).",
            ),
        )
    }
}
