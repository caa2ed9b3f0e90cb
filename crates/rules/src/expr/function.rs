//! The functions of the language.

use super::Pattern;

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
    /// Whether a source of the collective (arg 0) read as `feed` has a heading for `column`, filled or not; false where the feed is not
    /// supplied, and for a column that is derived from others.
    Supplied {
        /// Feed asked.
        feed: String,
        /// Its column.
        column: String,
    },
    /// The part of a number text before its last `n` digits; before all digits at its end for 0, which only kinds write. NULL where
    /// it does not end in so many, unknown where they are all asked for and are more than 18.
    NumberPrefix(u32),
    /// The last `n` digits of a number text, as Int; see `NumberPrefix`.
    NumberTail(u32),
    /// The first digit of a Money that is not 0, 1–9, sign left out; NULL for nothing. Only kinds write it.
    FirstDigit,
    /// The last `n` digits of the whole yuan of a Money, fen and sign left out. Only kinds write it.
    LastDigits(u32),
    /// The predicate (arg 1) where the condition (arg 0) is true, whatever it says; else unknown, for what is lacking, or for what the
    /// condition itself hangs on. Only kinds write it.
    Provided {
        /// Without what nothing can be said.
        lacking: Lacking,
    },
    /// Year of a Date.
    Year,
    /// Month of a Date, 1–12.
    Month,
    /// Day of a Date, 1–31.
    Day,
    /// The Date so many calendar months (arg 1, Int, may be negative) after a Date (arg 0); where the month is too short, its last day.
    AddMonths,
    /// The Date so many calendar years (arg 1, Int) after a Date (arg 0); 29 February becomes 28 February in a common year.
    AddYears,
    /// Whole calendar months from a Date (arg 0) to another (arg 1): the most that, added to the first, do not pass the second;
    /// negative where the second is earlier.
    MonthsBetween,
    /// Whole calendar years from a Date (arg 0) to another (arg 1); see `MonthsBetween`.
    YearsBetween,
    /// The day on which the books are judged (`--as-of`, else the newest posting day); no arguments; unknown where neither is there.
    AsOf,
    /// Whether each argument has a value that can be trusted: true, else unknown (never false), so that a row which hangs on it is
    /// not judged.
    Known,
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
    RegexpLike(Pattern),
}

/// Without what a kind says nothing about a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lacking {
    /// So many rows alike, to compare a row with or to count digits of.
    Peers(i64),
    /// Any spread among them.
    Spread,
    /// So many days of books before the row.
    History(i64),
    /// A number on every row of a sequence.
    Numbers,
}
