//! Opening and closing balances that a source states, against the balances beside its rows.

use super::Names;
use crate::Control;
use crate::lines::{Label, Lines, known};

/// Compares 期初余额 with the balance before the first row after it, and 期末余额 with that of the last row before it; rows
/// must stand oldest first.
pub(crate) fn check_opening(lines: &Lines, feed: Names<'_>) -> Vec<Control> {
    let table = &lines.table;
    let Some(balance) = feed.at("balance").filter(|at| table.stored(*at).is_some()) else {
        return Vec::new();
    };
    if table.newest_first {
        return Vec::new();
    }
    let dictionary = lines.dictionaries.get(feed.domain("direction") as usize);
    let code = |word: &str| dictionary.and_then(|d| d.code(word));
    let (out, into) = (code("out"), code("in"));
    let mut controls = Vec::new();
    for line in &lines.subtotals {
        let stated = line
            .sums
            .iter()
            .find(|(column, _)| *column == balance)
            .map(|(_, sum)| *sum);
        let Some(stated) = stated else { continue };
        let after = table.places.partition_point(|p| *p < line.row);
        let found = match line.label {
            Label::Opening => {
                let (amount, way) = (
                    feed.number(table, "amount", after),
                    feed.code(table, "direction", after),
                );
                let moved = match (known(amount), Some(way)) {
                    (true, way) if way == out => amount.checked_neg(),
                    (true, way) if way == into => Some(amount),
                    _ => None,
                };
                let own = table.number(balance, after);
                moved
                    .filter(|_| known(own))
                    .and_then(|m| own.checked_sub(m))
            }
            Label::Closing => after
                .checked_sub(1)
                .map(|row| table.number(balance, row))
                .filter(|b| known(*b)),
            Label::All | Label::Part | Label::Day | Label::Month => None,
        };
        if let Some(found) = found {
            controls.push(Control {
                what: "opening_closing".to_owned(),
                row: line.row,
                stated,
                found,
                agrees: stated == found,
            });
        }
    }
    controls
}
