//! Opening and closing balances that a source states, against the balances beside its rows.

use std::collections::BTreeSet;

use super::Names;
use crate::Control;
use crate::lines::{Label, Lines, Subtotal, known};

/// Compares 期初余额 with the balance before the row that follows it in time, and 期末余额 with that of the row before it.
///
/// A line is compared only where its place says whose balance it is: not where balances of several accounts stand one below the
/// other, and not in a table whose accounts take turns.
pub(crate) fn check_opening(lines: &Lines, feed: Names<'_>) -> Vec<Control> {
    let table = &lines.table;
    let Some(balance) = feed.at("balance").filter(|at| table.stored(*at).is_some()) else {
        return Vec::new();
    };
    if takes_turns(lines, feed) {
        return Vec::new();
    }
    let stated: Vec<Stated> = lines
        .subtotals
        .iter()
        .filter(|line| matches!(line.label, Label::Opening | Label::Closing))
        .filter_map(|line| Stated::of(line, balance, lines))
        .collect();
    let mut controls = Vec::new();
    for (at, line) in stated.iter().enumerate() {
        let gap = |other: &&Stated| other.after == line.after;
        let before: Vec<&Stated> = stated.iter().take(at).filter(gap).collect();
        let behind: Vec<&Stated> = stated.iter().skip(at + 1).filter(gap).collect();
        // Read in the order of time, an opening that a closing follows has no row of its own, nor has a closing behind an opening.
        let (earlier, later) = if table.newest_first {
            (&behind, &before)
        } else {
            (&before, &behind)
        };
        let alike = |o: &&&Stated| o.is_opening == line.is_opening && o.sum != line.sum;
        let other = |o: &&Stated| o.is_opening != line.is_opening;
        let rowless = if line.is_opening {
            later.iter().any(other)
        } else {
            earlier.iter().any(other)
        };
        if rowless || before.iter().chain(&behind).any(|o| alike(&o)) {
            continue;
        }
        let Some(row) = line.row_beside(lines, &stated) else {
            continue;
        };
        let Some((found, agrees)) = compared(lines, feed, balance, row, line) else {
            continue;
        };
        controls.push(Control {
            what: "opening_closing".to_owned(),
            row: line.row,
            stated: line.sum,
            found,
            agrees,
        });
    }
    controls
}

/// A balance that a line states.
struct Stated {
    row: u32,
    is_opening: bool,
    sum: i64,
    /// How many rows stand above it.
    after: usize,
}

impl Stated {
    fn of(line: &Subtotal, balance: usize, lines: &Lines) -> Option<Self> {
        let sum = line.sums.iter().find(|(column, _)| *column == balance)?.1;
        Some(Self {
            row: line.row,
            is_opening: line.label == Label::Opening,
            sum,
            after: lines.table.places.partition_point(|p| *p < line.row),
        })
    }

    /// The row that comes next after an opening, or last before a closing. Where the newest stands first, the line may stand at
    /// either end, as long as it is the only one of its kind.
    fn row_beside(&self, lines: &Lines, all: &[Self]) -> Option<usize> {
        let rows = lines.table.len();
        let above = self.after.checked_sub(1);
        let below = (self.after < rows).then_some(self.after);
        if !lines.table.newest_first {
            return if self.is_opening { below } else { above };
        }
        let (beside, far) = if self.is_opening {
            (above, rows.checked_sub(1))
        } else {
            (below, (rows > 0).then_some(0))
        };
        let alone = all
            .iter()
            .filter(|o| o.is_opening == self.is_opening)
            .count()
            == 1;
        beside.or_else(|| far.filter(|_| alone))
    }
}

/// What the rows say in the place of the line, and whether it agrees.
fn compared(
    lines: &Lines,
    feed: Names<'_>,
    balance: usize,
    row: usize,
    line: &Stated,
) -> Option<(i64, bool)> {
    let own = Some(lines.table.number(balance, row)).filter(|own| known(*own))?;
    let is_journal = feed.0.name == "journal";
    let found = if line.is_opening {
        own.checked_sub(moved(lines, feed, row)?)?
    } else {
        own
    };
    if !is_journal {
        return Some((found, found == line.sum));
    }
    // Books show a balance without its sign, on the side of debit or credit, so that either side may be meant.
    let other = if line.is_opening {
        own.checked_add(moved(lines, feed, row)?)?
    } else {
        own
    };
    let same = |sum: i64| sum.unsigned_abs() == line.sum.unsigned_abs();
    Some(if same(found) || same(other) {
        (line.sum, true)
    } else {
        (found, false)
    })
}

/// By how much a row moved the balance.
fn moved(lines: &Lines, feed: Names<'_>, row: usize) -> Option<i64> {
    let table = &lines.table;
    if feed.0.name == "journal" {
        let side = |name: &str| Some(feed.number(table, name, row)).filter(|sum| known(*sum));
        let (debit, credit) = (side("debit"), side("credit"));
        debit.or(credit)?;
        return debit.unwrap_or(0).checked_sub(credit.unwrap_or(0));
    }
    let dictionary = lines.dictionaries.get(feed.domain("direction") as usize)?;
    let amount = Some(feed.number(table, "amount", row)).filter(|amount| known(*amount))?;
    let way = Some(feed.code(table, "direction", row));
    if way == dictionary.code("out") {
        amount.checked_neg()
    } else if way == dictionary.code("in") {
        Some(amount)
    } else {
        None
    }
}

/// Whether rows of several accounts are mixed, so that no place belongs to one of them. In a journal they always are, unless it is
/// kept account by account.
fn takes_turns(lines: &Lines, feed: Names<'_>) -> bool {
    let name = if feed.0.name == "journal" {
        if feed.supplied(&lines.table, "account_code") {
            "account_code"
        } else {
            "account_name"
        }
    } else {
        "account"
    };
    let accounts = feed.held(&lines.table, name);
    let codes: Vec<u32> = (0..lines.table.len())
        .map(|row| accounts.code(row))
        .collect();
    let runs = codes.chunk_by(|a, b| a == b).count();
    runs > codes.iter().collect::<BTreeSet<_>>().len()
}
