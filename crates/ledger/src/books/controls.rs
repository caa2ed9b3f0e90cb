//! Totals that a source states, compared with the sums of its rows.
//!
//! A total speaks of everything so far, of the page, of the day, or of the month; exports use the same word for several of
//! these. So a total agrees when it equals any of the sums that its word may mean, and a disagreement names the likeliest.

use super::Names;
use crate::Control;
use crate::lines::{Label, Lines, Subtotal, known, month_of};

/// One side of a source: the columns that state it, and the movement of a row on it.
struct Side {
    columns: Vec<usize>,
    sums: Vec<i64>,
}

/// Sums of rows up to a place: everything, and since marks.
struct Sums<'a> {
    places: &'a [u32],
    days: Vec<i64>,
    prefix: Vec<i64>,
}

/// Compares every total with its rows.
pub(crate) fn check_totals(lines: &Lines, feed: Names<'_>) -> Vec<Control> {
    if lines.subtotals.is_empty() {
        return Vec::new();
    }
    let sides = sides(lines, feed);
    let date = feed.0.date.as_deref().and_then(|d| feed.at(d));
    let days: Vec<i64> = (0..lines.table.len())
        .map(|row| date.map_or(crate::NULL, |d| lines.table.number(d, row)))
        .collect();
    let mut controls = Vec::new();
    for side in &sides {
        let sums = Sums {
            places: &lines.table.places,
            days: days.clone(),
            prefix: prefix(&side.sums),
        };
        for (at, total) in lines.subtotals.iter().enumerate() {
            if matches!(total.label, Label::Opening | Label::Closing) {
                continue;
            }
            let stated = total
                .sums
                .iter()
                .find(|(column, _)| side.columns.contains(column))
                .map(|(_, sum)| *sum);
            let Some(stated) = stated else { continue };
            let before = lines.subtotals.get(..at).unwrap_or(&[]);
            if total.label == Label::Part && sums.rows_before(total.row) == 0 {
                // 承前页 above all rows carries what stands in no file of this source.
                continue;
            }
            let (found, agrees) = sums.compare(total, before, stated);
            controls.push(Control {
                what: "subtotal".to_owned(),
                row: total.row,
                stated,
                found,
                agrees,
            });
        }
    }
    controls.sort_by_key(|c| c.row);
    controls
}

impl Sums<'_> {
    /// The sum that the total means, and whether one of its meanings agrees.
    fn compare(&self, total: &Subtotal, before: &[Subtotal], stated: i64) -> (i64, bool) {
        let until = self.rows_before(total.row);
        let same = before
            .iter()
            .rev()
            .find(|s| s.label == total.label)
            .map_or(0, |s| self.rows_before(s.row));
        let any = before.last().map_or(0, |s| self.rows_before(s.row));
        let last_day = until
            .checked_sub(1)
            .and_then(|row| self.days.get(row).copied());
        let day = self.since(until, |d| Some(d) == last_day);
        let month = self.since(until, |d| {
            known(d) && last_day.is_some_and(|l| known(l) && month_of(d) == month_of(l))
        });
        let year = self.since(until, |d| {
            known(d) && last_day.is_some_and(|l| known(l) && month_of(d) / 12 == month_of(l) / 12)
        });
        let all = self.prefix.last().copied().unwrap_or(0);
        let meanings = [
            self.between(0, until),
            self.between(same, until),
            self.between(any, until),
            self.between(day, until),
            self.between(month, until),
            self.between(year, until),
            // A total may stand above its rows.
            all,
        ];
        if let Some(found) = meanings.iter().find(|m| **m == stated) {
            return (*found, true);
        }
        let likeliest = match total.label {
            Label::All | Label::Opening | Label::Closing => meanings[0],
            Label::Part => meanings[2],
            Label::Day => meanings[3],
            Label::Month => meanings[4],
        };
        (likeliest, false)
    }

    fn rows_before(&self, place: u32) -> usize {
        self.places.partition_point(|p| *p < place)
    }

    /// Index of the first of the unbroken rows before `until` whose day is `wanted`.
    fn since(&self, until: usize, wanted: impl Fn(i64) -> bool) -> usize {
        let mut first = until;
        while let Some(row) = first.checked_sub(1) {
            if !self.days.get(row).is_some_and(|d| wanted(*d)) {
                break;
            }
            first = row;
        }
        first
    }

    fn between(&self, from: usize, until: usize) -> i64 {
        let at = |row: usize| self.prefix.get(row).copied().unwrap_or(0);
        at(until).saturating_sub(at(from))
    }
}

fn sides(lines: &Lines, feed: Names<'_>) -> Vec<Side> {
    let table = &lines.table;
    let columns =
        |names: &[&str]| -> Vec<usize> { names.iter().filter_map(|n| feed.at(n)).collect() };
    let of = |column: Option<usize>, wanted: &dyn Fn(usize) -> bool| -> Vec<i64> {
        (0..table.len())
            .map(|row| {
                let value = column.map_or(0, |c| table.number(c, row));
                if known(value) && wanted(row) {
                    value
                } else {
                    0
                }
            })
            .collect()
    };
    let amount = feed.0.amount.as_deref().and_then(|a| feed.at(a));
    match feed.0.name.as_str() {
        "payments" => {
            let code = |word: &str| {
                lines
                    .dictionaries
                    .get(feed.domain("direction") as usize)
                    .and_then(|d| d.code(word))
            };
            let (out, into) = (code("out"), code("in"));
            let way = |row: usize| Some(feed.code(table, "direction", row));
            let own = |names: [&str; 2]| -> Vec<i64> {
                let column = names
                    .iter()
                    .filter_map(|n| feed.at(n))
                    .find(|c| table.stored(*c).is_some());
                of(column, &|_| true)
            };
            let two = feed.supplied(table, "amount_in") || feed.supplied(table, "amount_out");
            let sided =
                feed.supplied(table, "amount_debit") || feed.supplied(table, "amount_credit");
            if two {
                vec![
                    Side {
                        columns: columns(&["amount_out"]),
                        sums: own(["amount_out", "amount_out"]),
                    },
                    Side {
                        columns: columns(&["amount_in"]),
                        sums: own(["amount_in", "amount_in"]),
                    },
                ]
            } else if sided {
                vec![
                    Side {
                        columns: columns(&["amount_debit"]),
                        sums: own(["amount_debit", "amount_debit"]),
                    },
                    Side {
                        columns: columns(&["amount_credit"]),
                        sums: own(["amount_credit", "amount_credit"]),
                    },
                ]
            } else {
                // One column of both ways: its total may be the plain sum or the difference; the plain sum is the usual one.
                let mixed = (0..table.len()).any(|row| way(row) == out)
                    && (0..table.len()).any(|row| way(row) == into);
                let sums = of(amount, &|row| !mixed || way(row).is_some());
                vec![Side {
                    columns: amount.into_iter().collect(),
                    sums,
                }]
            }
        }
        "journal" => vec![
            Side {
                columns: columns(&["debit"]),
                sums: of(feed.at("debit"), &|_| true),
            },
            Side {
                columns: columns(&["credit"]),
                sums: of(feed.at("credit"), &|_| true),
            },
        ],
        // A trial balance counts each level again, so its totals are compared by the rules that know levels.
        "balances" => Vec::new(),
        _ => vec![Side {
            columns: amount.into_iter().collect(),
            sums: of(amount, &|_| true),
        }],
    }
}

fn prefix(values: &[i64]) -> Vec<i64> {
    let mut sums = Vec::with_capacity(values.len() + 1);
    let mut sum = 0_i64;
    sums.push(0);
    for value in values {
        sum = sum.saturating_add(*value);
        sums.push(sum);
    }
    sums
}
