//! What is planted in the bank statements: cases, and false friends that look like them; the table is `cases.csv`.

use jiff::civil::Date;

/// A planted row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case {
    /// Day of the entry.
    pub(super) day: Date,
    /// Fen; negative is money out.
    pub(super) fen: i64,
    /// The other party.
    pub(super) party: &'static str,
    /// Its account.
    pub(super) account: &'static str,
    /// Summary.
    pub(super) text: &'static str,
    /// Rules that must hit it, none for a decoy; and what it is.
    pub(super) answer: (&'static str, &'static str),
}

/// What is planted in the statement of a collective, in the order of the table.
pub(super) fn cases(collective: &str) -> impl Iterator<Item = Case> {
    let lines = include_str!("cases.csv").lines().skip(1);
    lines.filter_map(move |line| {
        let fields: Vec<&str> = line.split(',').collect();
        let [org, day, yuan, party, account, text, rules, note] = fields[..] else {
            return None;
        };
        (org == collective).then_some(())?;
        let fen = yuan.replace('.', "").parse().ok()?;
        Some(Case {
            day: day.parse().ok()?,
            fen,
            party,
            account,
            text,
            answer: (rules, note),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::cases;
    use crate::sample::district::COLLECTIVES;

    #[test]
    fn every_line_of_the_table_is_planted() {
        let planted: usize = COLLECTIVES.iter().map(|c| cases(c.name).count()).sum();
        assert_eq!(planted, include_str!("cases.csv").lines().count() - 1);
    }
}
