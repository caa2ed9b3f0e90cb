//! Netting: reversals, refunds and transfers between a collective's own accounts, each with its partner. Nothing is deleted.

mod book;
mod columns;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use book::net;

/// Feeds whose rows are netted.
pub(crate) const FEEDS: [&str; 2] = ["payments", "journal"];

/// Columns that netting reads, where the feed has them. `status` holds a bank's own flag for corrected entries.
pub(crate) const COLUMNS: [&str; 12] = [
    "org",
    "direction",
    "amount",
    "date",
    "party",
    "party_account",
    "party_id",
    "summary",
    "account",
    "account_code",
    "account_name",
    "status",
];
