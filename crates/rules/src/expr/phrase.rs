//! Names of types and operators in both languages.

use ledger::Wording;

use super::{Comparison, Operator, Type};

/// What users call a type.
pub(super) fn type_name(ty: Type) -> Wording {
    match ty {
        Type::Money => Wording::new("金额", "money"),
        Type::Int => Wording::new("整数", "a whole number"),
        Type::Ratio => Wording::new("比例", "a ratio"),
        Type::Date => Wording::new("日期", "a date"),
        Type::Days => Wording::new("天数", "a number of days"),
        Type::Text => Wording::new("文字", "a text"),
        Type::Bool => Wording::new("条件", "a condition"),
    }
}

/// How a comparison is read.
pub(super) fn comparison(op: Comparison) -> Wording {
    match op {
        Comparison::Equal => Wording::new("为", "is"),
        Comparison::Differs => Wording::new("不为", "is not"),
        Comparison::Less => Wording::new("低于", "is less than"),
        Comparison::AtMost => Wording::new("不超过", "is at most"),
        Comparison::More => Wording::new("超过", "is more than"),
        Comparison::AtLeast => Wording::new("不少于", "is at least"),
    }
}

/// How a comparison of days is read.
pub(super) fn of_dates(op: Comparison) -> Wording {
    match op {
        Comparison::Less => Wording::new("早于", "is before"),
        Comparison::AtMost => Wording::new("不晚于", "is not after"),
        Comparison::More => Wording::new("晚于", "is after"),
        Comparison::AtLeast => Wording::new("不早于", "is not before"),
        equality => comparison(equality),
    }
}

/// The sign of an operator, and what it does in words.
pub(super) fn operator(op: Operator) -> (char, Wording) {
    match op {
        Operator::Add => ('+', Wording::new("相加", "be added")),
        Operator::Subtract => ('-', Wording::new("相减", "be subtracted")),
        Operator::Multiply => ('×', Wording::new("相乘", "be multiplied")),
        Operator::Divide => ('÷', Wording::new("相除", "be divided")),
    }
}
