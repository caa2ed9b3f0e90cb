//! Typed scalar expressions: what `where`, `unless`, `raise` and facts compile to.
//!
//! Truth has three values, and a fourth state: *unknown*, which is not false. A predicate yields the set of truth values
//! that it may have, so that a row is hit only if it is true whatever the unknown turns out to be.

use ledger::Domain;

/// Type of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// A value of an expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Literal {
    /// NULL.
    Null,
    /// Fen.
    Money(i64),
    /// A whole number.
    Int(i64),
    /// `num / den` in lowest terms, `den > 0`.
    Ratio {
        /// Numerator.
        num: i64,
        /// Denominator.
        den: i64,
    },
    /// Days since 1970-01-01.
    Date(i64),
    /// Whole days.
    Days(i64),
    /// Text.
    Text(String),
    /// Truth.
    Bool(bool),
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

/// Functions of the language, each with one definition; what is fixed at load stands here, the rest are arguments.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// Whether any of the columns (args, Text) holds a term of the lexicon; false where all are NULL.
    Mentions {
        /// Name of the lexicon.
        list: String,
    },
    /// Whether the value (arg 0) is in the code list; NULL for NULL.
    InList {
        /// Name of the list.
        list: String,
    },
    /// Whether a Date is a day off by the calendar; unknown for a year without one.
    IsDayOff,
    /// Workdays after arg 0 up to and including arg 1 (0 where it is not later); unknown for a year without calendar.
    WorkdaysBetween,
    /// Whether a place outside the home prefecture of the row's collective (arg 0: `org`) is named in the other args; unknown where
    /// the home is not known.
    OutOfTown,
    /// The limit in force for the collective (arg 0) on a Date (arg 1), Money; unknown where none is.
    Limit {
        /// Name of the limit.
        name: String,
    },
    /// Whether the account (args: name, code, Date, org) is of the class; unknown where the account is not known.
    AccountIs {
        /// Class.
        class: ledger::AccountClass,
    },
    /// Whether the party (args: org, name, Date) holds an office of the collective on that day by the feed `people`; unknown without that feed.
    HoldsOffice,
    /// Whether a row of the same collective (arg 0) in `feed` holds the value (arg 1) in `column`; false where the feed is not supplied.
    OnRecord {
        /// Feed asked.
        feed: String,
        /// Its column.
        column: String,
    },
    /// The part of a number text before its last `n` digits.
    NumberPrefix(u32),
    /// The last `n` digits of a number text, as Int.
    NumberTail(u32),
    /// Year of a Date.
    Year,
    /// Month of a Date, 1–12.
    Month,
    /// Day of a Date, 1–31.
    Day,
    /// Absolute value.
    Abs,
    /// First argument that is not NULL.
    Coalesce,
    /// Characters of a text.
    Length,
    /// Whether the text begins with the literal.
    StartsWith(String),
    /// Whether the text contains the literal.
    Contains(String),
    /// SQL's LIKE, `%` and `_`.
    Like(String),
    /// A regular expression of the portable subset, found anywhere.
    RegexpLike(String),
}
