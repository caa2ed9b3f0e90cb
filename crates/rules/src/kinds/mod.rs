//! The shelf of rule kinds: one file each, two lines here.
//!
//! Keys that every kind takes: `kind`, `where` (rows looked at), `rows` (`net` leaves reversed pairs out, `all` does not), `books`
//! (`one` book per collective, account and month, or `all`), `feed` (only some of the rule's feeds), `facts` (more numbers for
//! `say`), `grade` (of hits of this logic, where it is not the rule's). Further keys stand in each kind's file. Defaults:
//!
//! | kind | hits | subject | cut by | amount | rows |
//! |---|---|---|---|---|---|
//! | `match` | rows for which `where` is true | org, party | row | amount | net |
//! | `during` | rows inside an interval of `other`, the nearest | org, the other row | all | amount | net |
//! | `missing` | rows without counterpart in `other` | org, party | row | amount | net |
//! | `burst` | rows of any window of `within` days that reaches the bound | `by` (org, party) | burst of `within` | amount | net |
//! | `duplicate` | rows alike in `same` | `same` | burst of `within`, else all | amount | net |
//! | `due` | rows of a schedule that are overdue | org, party | all | what is open | net |
//! | `steps` | rows of a matter whose steps are missing, disordered, by one hand or late | `by` (the matter) | all | amount, once a matter | all |
//! | `total` | rows of groups past the bound | `by` (org, party) | the period | amount | net |
//! | `run` | rows whose numbers follow each other | `by` (org, party), series, first number | all | amount | net |
//! | `outlier` | rows beyond the fence of their peers | `by` (org), party | row | amount | net |
//! | `digits` | the earliest row of a population; the others are its members | `by` (org), year | all | none | net |
//! | `first` | the first rows of a party | `by` (org, party) | all | amount | net |
//! | `gap` | the row after a gap, or rows of one number | `by` (org), series | the period | none | all |
//! | `query` | rows of `FROM` that the SELECT leaves, or of the groups that it leaves | org, party, or the columns of `GROUP BY` | row, or all | amount | net |
//! | `overlap` | rows whose intervals overlap, or are too long alone or in a chain | `by` | all | amount | all |
//! | `pair` | rows whose counterpart in `other` disagrees, or that have one | org, party | row | amount | net |
//! | `route` | rows of money that came back, went on to a person of the collective, or went to one party under many names | org, party, or `by` | row, or all | amount | net |
//! | `balance` | rows whose sums do not agree | by the check: voucher, account, control | by the check | none | all |

use ledger::Wording;

use crate::compile::{Ask, Shape};
use crate::load::Told;

mod balance;
mod burst;
mod digits;
mod due;
mod duplicate;
mod during;
mod first;
mod gap;
mod r#match;
mod missing;
mod outlier;
mod overlap;
mod pair;
mod query;
mod route;
mod run;
mod steps;
mod total;

/// All kinds, sorted by name.
pub const ENTRIES: &[Entry] = &[
    balance::ENTRY,
    burst::ENTRY,
    digits::ENTRY,
    due::ENTRY,
    duplicate::ENTRY,
    during::ENTRY,
    first::ENTRY,
    gap::ENTRY,
    r#match::ENTRY,
    missing::ENTRY,
    outlier::ENTRY,
    overlap::ENTRY,
    pair::ENTRY,
    query::ENTRY,
    route::ENTRY,
    run::ENTRY,
    steps::ENTRY,
    total::ENTRY,
];

/// Keys that every kind takes.
pub(crate) const COMMON_KEYS: [&str; 8] = [
    "kind", "where", "rows", "books", "feed", "needs", "facts", "grade",
];

/// A kind: its word, its keys, and how it compiles.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Word in `kind = "…"`.
    pub name: &'static str,
    /// What it asks, in Chinese.
    pub zh: &'static str,
    /// What it asks, in English.
    pub en: &'static str,
    /// Keys beside the common ones.
    pub keys: &'static [Key],
    pub(crate) compile: for<'a> fn(&Ask<'a>) -> Result<Shape<'a>, Told>,
}

/// A key of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What it means, with its default, in Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
}

impl Entry {
    /// What the kind asks.
    pub fn asks(&self) -> Wording {
        Wording::new(self.zh, self.en)
    }
}

impl Key {
    /// What the key means.
    pub fn doc(&self) -> Wording {
        Wording::new(self.zh, self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_shelf_stands_in_the_table() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/kinds");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("the shelf is a folder")
            .filter_map(|f| f.ok()?.file_name().into_string().ok())
            .filter_map(|f| Some(f.strip_suffix(".rs")?.to_owned()))
            .filter(|f| f != "mod")
            .collect();
        files.sort();
        let table: Vec<&str> = ENTRIES.iter().map(|e| e.name).collect();
        assert_eq!(files, table);
    }

    #[test]
    fn every_key_is_explained() {
        for entry in ENTRIES {
            for key in entry.keys {
                assert!(
                    !key.zh.is_empty() && !key.en.is_empty(),
                    "{} {}",
                    entry.name,
                    key.name
                );
                assert!(
                    !COMMON_KEYS.contains(&key.name),
                    "{} {}",
                    entry.name,
                    key.name
                );
            }
        }
    }
}
