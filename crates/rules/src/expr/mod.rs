//! Typed scalar expressions: what `where`, `unless`, `raise` and facts compile to.
//!
//! Truth has three values, and a fourth state: *unknown*, which is not false. A predicate yields the set of truth values
//! that it may have, so that a row is hit only if it is true whatever the unknown turns out to be.
//!
//! A text becomes a tree in four steps, a file each: `lexer` (characters to lexemes that keep their bytes), `words`
//! (Chinese words to the tokens of SQL), `grammar` (tokens to a syntax tree), `lower` (syntax to typed [`Expr`]).

#[cfg(test)]
mod accepted;
mod aggregates;
mod arithmetic;
mod calls;
mod compare;
mod function;
mod grammar;
mod label_words;
mod lexer;
mod list_calls;
mod literal;
mod lower;
mod mistake;
mod operand;
mod parse;
mod pattern;
mod phrase;
#[cfg(test)]
mod phrases;
mod plain_calls;
mod read_back;
mod read_call;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod rendered;
mod row_calls;
mod scope;
mod select;
#[cfg(test)]
mod shipped;
#[cfg(test)]
mod specimen;
mod tree;
mod value_text;
mod words;

pub(crate) use aggregates::{Measured, measured_name};
pub use function::{Function, Lacking};
pub use label_words::Names;
pub use literal::Literal;
pub use mistake::Mistake;
pub use parse::{parse, predicate};
pub use pattern::{Pattern, Patterns};
pub use read_back::{Labels, read_back};
pub use scope::{ListName, Scope, ScopeColumn, ScopeTable};
pub(crate) use select::{NameAt, Part, Selection, select};
pub use tree::{Comparison, Expr, Operator, Type, and, columns, not};
