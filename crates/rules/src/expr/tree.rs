//! The tree of a typed expression, and what may be asked of it.

use std::collections::BTreeSet;

use ledger::Domain;

use super::{Function, Literal};

/// Type of an expression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Type {
    /// Fen.
    Money,
    /// A whole number.
    Int,
    /// An exact ratio of two whole numbers.
    Ratio,
    /// A civil day.
    Date,
    /// A number of whole days.
    Days,
    /// Text.
    #[default]
    Text,
    /// Truth.
    Bool,
}

/// A typed expression over the columns of a frame. No floats.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A value.
    Literal(Literal),
    /// A column of the frame, `amount`, `other.start`.
    Column {
        /// Its name in the frame.
        name: String,
        /// Its type.
        ty: Type,
        /// Its dictionary, for Text.
        domain: Option<Domain>,
    },
    /// SQL's NOT.
    Not(Box<Expr>),
    /// SQL's AND.
    And(Vec<Expr>),
    /// SQL's OR.
    Or(Vec<Expr>),
    /// `-x` of Money, Int, Ratio, Days.
    Negate(Box<Expr>),
    /// Comparison of two values of comparable types; texts compare by their characters, equality by codes where domains agree.
    Compare {
        /// Operator.
        op: Comparison,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
    },
    /// Arithmetic; an overflow or a division by zero is unknown.
    Arithmetic {
        /// Operator.
        op: Operator,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
        /// Type of the result.
        ty: Type,
    },
    /// `IS NULL`; an unknown value is not NULL.
    IsNull(Box<Expr>),
    /// `IN (…)` over literals.
    In {
        /// What is sought.
        value: Box<Expr>,
        /// Where.
        list: Vec<Literal>,
    },
    /// A function of the language.
    Call {
        /// Which, with what is fixed at load.
        function: Function,
        /// Its arguments.
        args: Vec<Expr>,
        /// Type of the result.
        ty: Type,
    },
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    Differs,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// Arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, always a Ratio.
    Divide,
}

impl Expr {
    /// Type of the value. NULL alone counts as Bool, since its truth is NULL; `parse` yields no such tree.
    pub fn ty(&self) -> Type {
        match self {
            Self::Literal(literal) => literal.ty().unwrap_or(Type::Bool),
            Self::Column { ty, .. } | Self::Arithmetic { ty, .. } | Self::Call { ty, .. } => *ty,
            Self::Negate(inner) => inner.ty(),
            Self::Not(_)
            | Self::And(_)
            | Self::Or(_)
            | Self::Compare { .. }
            | Self::IsNull(_)
            | Self::In { .. } => Type::Bool,
        }
    }

    /// The expressions right under this one.
    fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Literal(_) | Self::Column { .. } => Vec::new(),
            Self::Not(inner) | Self::Negate(inner) | Self::IsNull(inner) => vec![inner],
            Self::In { value, .. } => vec![value],
            Self::And(parts) | Self::Or(parts) | Self::Call { args: parts, .. } => {
                parts.iter().collect()
            }
            Self::Compare { left, right, .. } | Self::Arithmetic { left, right, .. } => {
                vec![left, right]
            }
        }
    }
}

/// The columns that an expression reads, sorted, each once.
pub fn columns(expr: &Expr) -> Vec<&str> {
    let mut names = BTreeSet::new();
    let mut left = vec![expr];
    while let Some(expr) = left.pop() {
        if let Expr::Column { name, .. } = expr {
            names.insert(name.as_str());
        }
        left.extend(expr.parts());
    }
    names.into_iter().collect()
}

/// All of the predicates: nested ANDs become one, TRUE is left out; of none, TRUE.
pub fn and(parts: Vec<Expr>) -> Expr {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Expr::And(inner) => flat.extend(inner),
            Expr::Literal(Literal::Bool(true)) => {}
            other => flat.push(other),
        }
    }
    match flat.len() {
        1 => flat.remove(0),
        0 => Expr::Literal(Literal::Bool(true)),
        _ => Expr::And(flat),
    }
}

/// SQL's NOT, without two in a row.
pub fn not(expr: Expr) -> Expr {
    match expr {
        Expr::Not(inner) => *inner,
        Expr::Literal(Literal::Bool(truth)) => Expr::Literal(Literal::Bool(!truth)),
        other => Expr::Not(Box::new(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flag(name: &str) -> Expr {
        Expr::Column {
            name: name.to_owned(),
            ty: Type::Bool,
            domain: None,
        }
    }

    #[test]
    fn conjunctions_are_flat_and_negations_single() {
        let nested = and(vec![
            and(vec![flag("b"), flag("a")]),
            Expr::Literal(Literal::Bool(true)),
            flag("b"),
        ]);
        assert_eq!(nested, Expr::And(vec![flag("b"), flag("a"), flag("b")]));
        assert_eq!(columns(&not(nested)), ["a", "b"]);
        assert_eq!(not(not(flag("a"))), flag("a"));
        assert_eq!(and(vec![flag("a")]), flag("a"));
        assert_eq!(and(vec![]), Expr::Literal(Literal::Bool(true)));
    }
}
