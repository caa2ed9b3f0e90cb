//! What was decided about one source before its rows are read.

use std::collections::BTreeSet;

use super::{Banner, UnitColumn};
use crate::lines::How;
use crate::{Choice, Notice, SourceState};

/// How one source is read, row by row.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Index into the schema's feeds.
    pub(crate) feed: usize,
    /// For payments: `statement`, `bank_book`, `cash_book`, `list`; else empty.
    pub(crate) book: String,
    /// 1-based record numbers of the heading layers; `(0, 0)` where no record holds headings.
    pub(crate) heading: (u32, u32),
    /// One joined heading a cell, as it stands.
    pub(crate) headings: Vec<String>,
    /// The layers cell by cell and the lines above them, squeezed, so that their repetition on a later page is known.
    pub(crate) printed: BTreeSet<String>,
    /// The layers alone, squeezed.
    pub(crate) layers: BTreeSet<String>,
    /// Which cell goes where, and how.
    pub(crate) reads: Vec<ReadColumn>,
    /// The column that names the unit of each row's sums, where there is one.
    pub(crate) unit_column: Option<UnitColumn>,
    /// The same value for every row: feed column, text.
    pub(crate) constants: Vec<(usize, String)>,
    /// Headings that no column took.
    pub(crate) unused: Vec<String>,
    /// Facts above the headings.
    pub(crate) banner: Banner,
    /// How signs are told.
    pub(crate) sign: Sign,
    /// Whether a pin fixed the sign, so that no evidence turns it.
    pub(crate) sign_pinned: bool,
    /// Whether several rows may come from one line.
    pub(crate) turned: bool,
    /// The collective of rows that name none, where the source does, as it stands.
    pub(crate) org: Option<String>,
    /// Title of a section that names no collective known by its words alone; a collective declared by another source may be.
    pub(crate) section: Option<String>,
    /// Texts above the headings with their rows, which may declare counts and sums.
    pub(crate) above: Vec<(u32, String)>,
    /// Every choice so far.
    pub(crate) choices: Vec<Choice>,
    /// What is doubtful so far.
    pub(crate) notices: Vec<Notice>,
}

/// One cell of every row and the column that it fills.
#[derive(Clone, Debug)]
pub(crate) struct ReadColumn {
    /// 0-based cell.
    pub(crate) cell: usize,
    /// Index into the feed's columns.
    pub(crate) column: usize,
    /// How its text becomes a value.
    pub(crate) how: How,
    /// Whether a value that cannot be read makes the row a reject; else it is NULL and noticed.
    pub(crate) strict: bool,
}

/// How signs of payments are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// A column of words: 收/支, 借/贷 as a bank says it, in/out.
    Words,
    /// Words 借/贷 as the books say it: 借 is money in.
    BookWords,
    /// One column of money in, one of money out.
    TwoColumns,
    /// Debit and credit columns as a bank says it: debit is money out.
    Bank,
    /// Debit and credit columns as the books say it: debit is money in.
    Book,
    /// One column, minus is out.
    Signed,
    /// One column, minus is in.
    SignedReversed,
    /// One column, all of it out; a minus is a reversal.
    Out,
    /// One column, all of it in; a minus is a reversal.
    In,
    /// The feed has no signs.
    None,
}

impl Sign {
    /// The word of `sanzi.toml`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Words => "direction-column",
            Self::BookWords | Self::Book => "book",
            Self::TwoColumns => "two-columns",
            Self::Bank => "bank",
            Self::Signed => "signed",
            Self::SignedReversed => "signed-reversed",
            Self::Out => "out",
            Self::In => "in",
            Self::None => "",
        }
    }

    /// The style that says the opposite of every row.
    pub(crate) fn flipped(self) -> Option<Self> {
        match self {
            Self::Words => Some(Self::BookWords),
            Self::BookWords => Some(Self::Words),
            Self::Bank => Some(Self::Book),
            Self::Book => Some(Self::Bank),
            Self::Signed => Some(Self::SignedReversed),
            Self::SignedReversed => Some(Self::Signed),
            Self::TwoColumns | Self::Out | Self::In | Self::None => None,
        }
    }
}

/// What became of the decision.
pub(crate) enum Decision {
    /// It can be read.
    Read(Box<Plan>),
    /// It can, once what stands side by side in it is turned into rows.
    Turn(Box<super::Turned>),
    /// It cannot, and why.
    Not(SourceState, Vec<Choice>),
}
