//! The walk over an expression: what each node yields for the rows at hand.

use ledger::{NULL, UNKNOWN};
use rules::expr::{Expr, Literal, Type};
use rules::lists::Lists;

use super::operand::Operand;
use super::{arithmetic, compare, functions};
use crate::frame::{Column, Frame, Values};
use crate::pull::Store;
use crate::truth::{self, Truths};

/// What evaluation may ask besides the frame.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    /// Pulled feeds.
    pub(crate) store: &'a Store<'a>,
    /// Lexicons, codes, calendar, limits.
    pub(crate) lists: &'a Lists,
    /// The day on which the books are judged.
    pub(crate) as_of: Option<i64>,
}

/// A plan that cannot run: a column that is not there, or of a type that the operator cannot take. Loading should have refused it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Failure(pub(crate) String);

/// The rows at hand.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) frame: &'a Frame,
    /// Only these rows, where given; results are in their order.
    pub(super) rows: Option<&'a [u32]>,
    pub(super) context: &'a Context<'a>,
}

/// The value of an expression for every row. A predicate becomes a Bool column; one that is open is unknown in it.
pub(crate) fn column(expr: &Expr, frame: &Frame, context: &Context) -> Result<Column, Failure> {
    let scope = Scope {
        frame,
        rows: None,
        context,
    };
    let operand = scope.operand(expr)?;
    Ok(operand.into_column(frame.len))
}

/// The truth of a predicate for every row.
pub(crate) fn truths(expr: &Expr, frame: &Frame, context: &Context) -> Result<Truths, Failure> {
    let scope = Scope {
        frame,
        rows: None,
        context,
    };
    scope.truths(expr)
}

impl Scope<'_> {
    /// How many rows are at hand.
    pub(super) fn len(&self) -> usize {
        self.rows.map_or(self.frame.len, <[u32]>::len)
    }

    /// The value of an expression.
    pub(super) fn operand(&self, expr: &Expr) -> Result<Operand, Failure> {
        match expr {
            Expr::Literal(literal) => Ok(Operand::Constant(literal.clone())),
            Expr::Column { name, .. } => {
                let column = self
                    .frame
                    .column(name)
                    .ok_or_else(|| Failure(format!("the frame has no column {name}")))?;
                Ok(Operand::Column(match self.rows {
                    None => column.clone(),
                    Some(rows) => column.take(rows),
                }))
            }
            Expr::Negate(inner) => arithmetic::negate(&self.operand(inner)?, self.len()),
            Expr::Arithmetic {
                op,
                left,
                right,
                ty,
            } => {
                let (left, right) = (self.operand(left)?, self.operand(right)?);
                arithmetic::combine(*op, &left, &right, *ty, self.len())
            }
            Expr::Call { function, args, ty } if *ty != Type::Bool => {
                functions::value(self, function, args, *ty)
            }
            _ => Ok(Operand::Column(as_column(&self.truths(expr)?))),
        }
    }

    /// The truth of a predicate.
    pub(super) fn truths(&self, expr: &Expr) -> Result<Truths, Failure> {
        match expr {
            Expr::Literal(literal) => Ok(Truths::all(mask_of(literal)?, self.len())),
            Expr::Not(inner) => {
                let mut truths = self.truths(inner)?;
                truths.negate();
                Ok(truths)
            }
            Expr::And(all) => self.fold(all, truth::TRUE, truth::and),
            Expr::Or(all) => self.fold(all, truth::FALSE, truth::or),
            Expr::Compare { op, left, right } => {
                let (left, right) = (self.operand(left)?, self.operand(right)?);
                compare::compare(self, *op, &left, &right)
            }
            Expr::IsNull(inner) => {
                let operand = self.operand(inner)?.into_column(self.len());
                let one = |row| {
                    if operand.is_null(row) {
                        truth::TRUE
                    } else {
                        truth::FALSE
                    }
                };
                Ok(Truths::known((0..self.len()).map(one).collect()))
            }
            Expr::In { value, list } => Ok(compare::among(self, &self.operand(value)?, list)),
            Expr::Call { function, args, ty } if *ty == Type::Bool => {
                functions::truths(self, function, args)
            }
            _ => as_truths(&self.operand(expr)?.into_column(self.len())),
        }
    }

    /// AND and OR: an operand is asked only for rows that the operands before it left undecided.
    fn fold(
        &self,
        all: &[Expr],
        start: truth::Mask,
        with: impl Fn(truth::Mask, truth::Mask) -> truth::Mask + Copy,
    ) -> Result<Truths, Failure> {
        let decided = truth::not(start);
        let mut folded = Truths::all(start, self.len());
        for (i, expr) in all.iter().enumerate() {
            if i == 0 {
                folded = self.truths(expr)?;
                continue;
            }
            let open = folded.rows(|_, mask| mask != decided);
            if open.is_empty() {
                break;
            }
            // Gathering columns costs more than it saves where most rows are still open.
            if open.len() * 4 > folded.masks.len() * 3 {
                folded.combine(&self.truths(expr)?, None, with);
                continue;
            }
            let rows: Vec<u32> = match self.rows {
                None => open.clone(),
                Some(rows) => open
                    .iter()
                    .filter_map(|&i| rows.get(i as usize).copied())
                    .collect(),
            };
            let narrowed = Scope {
                rows: Some(&rows),
                ..*self
            };
            folded.combine(&narrowed.truths(expr)?, Some(&open), with);
        }
        Ok(folded)
    }
}

fn mask_of(literal: &Literal) -> Result<truth::Mask, Failure> {
    match literal {
        Literal::Bool(true) => Ok(truth::TRUE),
        Literal::Bool(false) => Ok(truth::FALSE),
        Literal::Null => Ok(truth::NULL),
        other => Err(Failure(format!("a predicate cannot be {other:?}"))),
    }
}

/// Truths as a Bool column: 1, 0, NULL, and unknown for every open row.
fn as_column(truths: &Truths) -> Column {
    let mut reasons = truths.reasons.as_ref().map(|r| vec![0; r.len()]);
    let values = truths
        .masks
        .iter()
        .enumerate()
        .map(|(row, &mask)| match mask {
            truth::TRUE => 1,
            truth::FALSE => 0,
            truth::NULL => NULL,
            _ => {
                if let Some(slot) = reasons.as_mut().and_then(|r| r.get_mut(row)) {
                    *slot = truths.reason(row);
                }
                UNKNOWN
            }
        })
        .collect();
    Column::int(Type::Bool, values, reasons)
}

/// A Bool column as truths.
fn as_truths(column: &Column) -> Result<Truths, Failure> {
    let Values::Int(values) = &column.values else {
        return Err(Failure(
            "a predicate cannot be a text or a ratio".to_owned(),
        ));
    };
    let mut truths = Truths::known(
        values
            .iter()
            .map(|&v| match v {
                NULL => truth::NULL,
                UNKNOWN => truth::OPEN,
                0 => truth::FALSE,
                _ => truth::TRUE,
            })
            .collect(),
    );
    for (row, &value) in values.iter().enumerate() {
        if value == UNKNOWN {
            truths.explain(row, column.reason(row));
        }
    }
    Ok(truths)
}
