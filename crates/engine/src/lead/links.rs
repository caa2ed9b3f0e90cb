//! Ties the same money across feeds, so that no yuan counts twice: one payment may stand in a statement, a journal and an invoice.

use std::collections::BTreeMap;

/// A hit row as linking sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Money {
    /// Index of the feed.
    pub(crate) feed: u16,
    /// Index of the row in its pulled feed.
    pub(crate) row: u32,
    /// Code of the collective.
    pub(crate) org: u32,
    /// Day.
    pub(crate) day: i64,
    /// Fen.
    pub(crate) amount: i64,
}

/// Days that booking may lag behind the bank, or an invoice behind the payment, either way and inclusive (field-facts B17 uses 5 days
/// for bank against books; invoices come later).
const LAG: i64 = 10;

/// Pairs of rows in different feeds that are the same money: equal collective and amount, at most [`LAG`] days apart, one to one within
/// each pair of feeds, the nearest free partner first, ties by place.
pub(crate) fn link(rows: &[Money]) -> Vec<(Money, Money)> {
    let mut by_key: BTreeMap<(u32, i64), Vec<Money>> = BTreeMap::new();
    for &row in rows {
        by_key.entry((row.org, row.amount)).or_default().push(row);
    }
    let mut links = Vec::new();
    for group in by_key.values_mut() {
        group.sort_by_key(|m| (m.feed, m.day, m.row));
        group.dedup();
        let mut candidates = Vec::new();
        for (i, a) in group.iter().enumerate() {
            for b in group.iter().skip(i + 1).filter(|b| b.feed != a.feed) {
                let apart = a.day.abs_diff(b.day);
                if apart <= LAG.unsigned_abs() {
                    candidates.push((apart, *a, *b));
                }
            }
        }
        candidates.sort_by_key(|(apart, a, b)| (a.feed, b.feed, *apart, a.day, a.row, b.row));
        let mut taken: Vec<(u16, u16, u32)> = Vec::new();
        for (_, a, b) in candidates {
            let (left, right) = ((a.feed, b.feed, a.row), (b.feed, a.feed, b.row));
            if !taken.contains(&left) && !taken.contains(&right) {
                taken.push(left);
                taken.push(right);
                links.push((a, b));
            }
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::{Money, link};

    fn money(feed: u16, row: u32, day: i64, amount: i64) -> Money {
        Money {
            feed,
            row,
            org: 1,
            day,
            amount,
        }
    }

    #[test]
    fn the_same_money_is_linked_once_and_to_the_nearest() {
        let rows = [
            money(0, 1, 10, 500),
            money(0, 2, 12, 500),
            money(1, 7, 12, 500),
            money(1, 8, 40, 500),
            money(1, 9, 11, 501),
        ];
        let links: Vec<(u32, u32)> = link(&rows).iter().map(|(a, b)| (a.row, b.row)).collect();
        assert_eq!(links, [(2, 7)]);
    }

    #[test]
    fn rows_of_one_feed_are_never_the_same_money() {
        assert!(link(&[money(0, 1, 10, 500), money(0, 2, 10, 500)]).is_empty());
    }
}
