//! What is planted among the generated rows of statements, cash diaries and journals; the tables are the CSV files beside.

use jiff::civil::Date;

use super::key::Mark;

/// A planted payment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case {
    /// Day of the entry.
    pub(super) day: Date,
    /// Fen; negative is money out.
    pub(super) fen: i64,
    /// The other party.
    pub(super) party: &'static str,
    /// Its account; empty in a cash diary.
    pub(super) account: &'static str,
    /// Summary.
    pub(super) text: &'static str,
    /// What must come of it, if anything.
    pub(super) mark: Option<Mark>,
}

const STATEMENTS: &str = include_str!("cases.csv");
const CASH: &str = include_str!("cash.csv");

/// What is planted in the statement of a collective, in the order of the table.
pub(super) fn cases(collective: &str) -> impl Iterator<Item = Case> {
    planted(STATEMENTS, collective)
}

/// What is planted in its cash diary.
pub(super) fn cash(collective: &str) -> impl Iterator<Item = Case> {
    planted(CASH, collective)
}

fn planted(table: &'static str, collective: &str) -> impl Iterator<Item = Case> {
    table.lines().skip(1).filter_map(move |line| {
        let fields: Vec<&str> = line.split(',').collect();
        let [org, day, yuan, party, account, text, rules, decoy, note] = fields[..] else {
            return None;
        };
        (org == collective).then_some(())?;
        Some(Case {
            day: day.parse().ok()?,
            fen: fen(yuan)?,
            party,
            account,
            text,
            mark: Mark::of(rules, decoy, note),
        })
    })
}

/// Fen of yuan that are written with two decimals.
pub(super) fn fen(yuan: &str) -> Option<i64> {
    let (whole, cents) = yuan.split_once('.')?;
    (cents.len() == 2).then_some(())?;
    format!("{whole}{cents}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{CASH, STATEMENTS, planted};
    use crate::sample::district::COLLECTIVES;

    #[test]
    fn every_line_of_the_tables_is_planted() {
        for table in [STATEMENTS, CASH] {
            let found: usize = COLLECTIVES
                .iter()
                .map(|c| planted(table, c.name).count())
                .sum();
            assert_eq!(found, table.lines().count() - 1);
        }
    }
}
