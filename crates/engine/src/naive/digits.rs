//! Digits of numbers and of texts, by writing them out.

use rules::expr::Function;

use super::Value;
use crate::Reason;

/// A digit, or some, of an amount in fen.
pub(super) fn of_amount(function: &Function, fen: i64) -> Value {
    let digits = format!("{:040}", fen.unsigned_abs());
    match function {
        Function::FirstDigit => match digits.trim_start_matches('0').chars().next() {
            Some(first) => Value::Int(first.to_digit(10).unwrap().into()),
            None => Value::Null,
        },
        Function::LastDigits(n) => {
            let yuan = &digits[..38];
            Value::Int(yuan[38 - *n as usize..].parse().unwrap())
        }
        other => panic!("{other:?} looks at no digits of an amount"),
    }
}

/// The number at the end of a text, or what stands before it.
pub(super) fn of_text(function: &Function, text: &str) -> Value {
    let (Function::NumberTail(n) | Function::NumberPrefix(n)) = function else {
        panic!("{function:?} looks at no digits of a text");
    };
    let rest = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let all = text.len() - rest.len();
    let wanted = if *n == 0 { all } else { *n as usize };
    if wanted == 0 || wanted > all {
        return Value::Null;
    }
    if *n == 0 && all > 18 {
        return Value::Unknown(Reason::LongNumber);
    }
    let (prefix, tail) = text.split_at(text.len() - wanted);
    match function {
        Function::NumberTail(_) => Value::Int(tail.parse().unwrap()),
        _ => Value::Text(prefix.to_owned()),
    }
}
