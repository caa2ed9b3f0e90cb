//! What was supplied of a collective in a month, counted.

use std::collections::BTreeMap;

use ledger::{Domain, NULL, Packed, UNKNOWN};
use rules::plan::{Books, Rows};

use super::Unit;
use crate::coverage::{NO_MONTH, OrgMonth};
use crate::org_months::OrgMonths;
use crate::view::View;

/// Columns that are asked of feeds beside those that rules ask.
pub(crate) const ASKED: [(&str, &[&str]); 4] = [
    ("payments", &["direction", "amount"]),
    ("journal", &["direction", "amount"]),
    ("trades", &["deal"]),
    ("decisions", &["kind"]),
];

/// Feeds in which money moves; of a collective the first that it supplied counts.
const MOVES: [&str; 2] = ["payments", "journal"];

/// The four kinds of matters that are filed, and what is none of them.
pub(super) const FILINGS: usize = 5;

/// What was counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted {
    /// Rows of money that moved.
    pub(super) moved: u64,
    /// Fen that went out.
    pub(super) out: i128,
    /// Trades.
    pub(super) trades: u64,
    /// Fen of deals.
    pub(super) deals: i128,
    /// Filings: decisions, appointments, projects, large payments, others.
    pub(super) filings: [u64; FILINGS],
    /// Months in which money moved.
    pub(super) active: u64,
    /// Those of them in which something was disclosed.
    pub(super) disclosed: u64,
}

impl Counted {
    pub(super) fn add(&mut self, other: &Self) {
        self.moved += other.moved;
        self.out += other.out;
        self.trades += other.trades;
        self.deals += other.deals;
        for (sum, n) in self.filings.iter_mut().zip(other.filings) {
            *sum += n;
        }
        self.active += other.active;
        self.disclosed += other.disclosed;
    }
}

/// What was counted of every collective and month, and which feeds each supplied.
pub(crate) struct Tally {
    /// By the index of a collective: its months.
    counted: Vec<BTreeMap<i64, Counted>>,
    /// By the index of a collective: the months in which it moved money, in ascending order.
    active: Vec<Vec<i64>>,
    pub(super) supplied: Supplied,
}

/// By feed: for each collective whether it supplied a row.
#[derive(Clone, Debug, Default)]
pub(super) struct Supplied(BTreeMap<String, Vec<bool>>);

impl Supplied {
    /// Whether any collective of a unit supplied a row of the feed, whatever its day.
    pub(super) fn has(&self, feed: &str, unit: &Unit) -> bool {
        self.0.get(feed).is_some_and(|there| {
            let has = |org: &u32| there.get(*org as usize) == Some(&true);
            unit.orgs.iter().any(has)
        })
    }
}

impl Tally {
    /// In how many months of a stretch (both included) a collective moved money.
    pub(super) fn active(&self, org: u32, (from, to): (i64, i64)) -> i128 {
        let months = self.active.get(org as usize).map_or(&[][..], Vec::as_slice);
        let before = |month: i64| months.partition_point(|&active| active < month);
        let after = months.partition_point(|&active| active <= to);
        i128::try_from(after.saturating_sub(before(from))).unwrap_or(0)
    }

    /// Counts every row of the run that is asked for; `months` are those of each feed of the view.
    pub(crate) fn of(
        view: &View<'_>,
        months: &[OrgMonths],
        asked: &dyn Fn(OrgMonth) -> bool,
    ) -> Self {
        let mut tally = Self {
            counted: vec![BTreeMap::new(); view.ledger.orgs().len()],
            active: Vec::new(),
            supplied: Supplied::default(),
        };
        for (feed, months) in (0..view.feeds()).zip(months) {
            let mut there = vec![false; view.ledger.orgs().len()];
            for (org, _) in months.keys() {
                if let Some(there) = there.get_mut(*org as usize) {
                    *there = true;
                }
            }
            let name = view.feed(feed).to_owned();
            tally.supplied.0.insert(name, there);
        }
        let of = |feed| months.get(usize::from(view.index(feed)?));
        for feed in MOVES {
            if let Some(months) = of(feed) {
                tally.moves(feed, months, view, asked);
            }
        }
        if let Some(months) = of("trades") {
            tally.trades(months, view, asked);
        }
        if let Some(months) = of("decisions") {
            tally.filings(months, view, asked);
        }
        if let Some(months) = of("disclosures") {
            tally.disclosures(months, asked);
        }
        let active = |months: &BTreeMap<i64, Counted>| {
            let moved = months.iter().filter(|(_, counted)| counted.moved > 0);
            moved.map(|(month, _)| *month).collect()
        };
        tally.active = tally.counted.iter().map(active).collect();
        tally
    }

    /// Months of a collective.
    pub(super) fn of_org(&self, org: u32) -> impl Iterator<Item = (i64, &Counted)> {
        let months = self.counted.get(org as usize).into_iter().flatten();
        months.map(|(month, counted)| (*month, counted))
    }

    /// Counts in a month of a collective; one that is not among the ledger's is none of anybody's.
    fn count(&mut self, (org, month): OrgMonth, count: impl FnOnce(&mut Counted)) {
        if let Some(months) = self.counted.get_mut(org as usize) {
            count(months.entry(month).or_default());
        }
    }

    fn moves(
        &mut self,
        feed: &str,
        months: &OrgMonths,
        view: &View<'_>,
        asked: &dyn Fn(OrgMonth) -> bool,
    ) {
        let Some(pulled) = view.context.store.pulled(feed) else {
            return;
        };
        let none = Packed::same(NULL, pulled.rows.len());
        let ways = pulled.codes("direction").unwrap_or(&none).codes();
        let amounts = pulled.numbers("amount").unwrap_or(&none).numbers();
        let of = |way| view.ledger.dictionary(Domain::Id).code(way);
        let (out, into) = (of("out"), of("in"));
        let seen = view.context.store.seen(feed, Rows::Net, Books::One);
        let elsewhere = self.moving_elsewhere(feed, view.ledger.orgs().len());
        let mut sums = vec![(0_u64, 0_i128); months.keys().len()];
        let rows = months.numbers().zip(ways).zip(amounts).enumerate();
        for (row, ((number, way), amount)) in rows {
            let hidden = seen.as_ref().is_some_and(|s| s.get(row) == Some(&false));
            let way = Some(way);
            if hidden || (way != out && way != into) {
                continue;
            }
            let number = number.and_then(|number| usize::try_from(number).ok());
            if let Some((moved, paid)) = number.and_then(|number| sums.get_mut(number)) {
                *moved += 1;
                if way == out {
                    *paid += money(amount);
                }
            }
        }
        for (key, (moved, paid)) in months.keys().iter().copied().zip(sums) {
            if moved == 0 || !asked(key) || elsewhere.get(key.0 as usize) == Some(&true) {
                continue;
            }
            self.count(key, |counted| {
                counted.moved += moved;
                counted.out += paid;
                counted.active = u64::from(key.1 != NO_MONTH);
            });
        }
    }

    /// Collectives whose money is counted in a feed before this one.
    fn moving_elsewhere(&self, feed: &str, orgs: usize) -> Vec<bool> {
        let mut found = vec![false; orgs];
        for earlier in MOVES.iter().take_while(|name| **name != feed) {
            let there = self.supplied.0.get(*earlier).into_iter().flatten();
            for (slot, there) in found.iter_mut().zip(there) {
                *slot |= there;
            }
        }
        found
    }

    fn trades(&mut self, months: &OrgMonths, view: &View<'_>, asked: &dyn Fn(OrgMonth) -> bool) {
        let pulled = view.context.store.pulled("trades");
        let deal = pulled.and_then(|p| p.numbers("deal"));
        each(months, asked, |key, row| {
            self.count(key, |counted| {
                counted.trades += 1;
                counted.deals += deal.map_or(0, |deal| money(deal.number(row)));
            });
        });
    }

    fn filings(&mut self, months: &OrgMonths, view: &View<'_>, asked: &dyn Fn(OrgMonth) -> bool) {
        let pulled = view.context.store.pulled("decisions");
        let kind = pulled.and_then(|p| p.column("kind"));
        each(months, asked, |key, row| {
            let said = kind.and_then(|column| view.base_text(column, row));
            let at = filing(&said.unwrap_or_default());
            self.count(key, |counted| {
                if let Some(sum) = counted.filings.get_mut(at) {
                    *sum += 1;
                }
            });
        });
    }

    fn disclosures(&mut self, months: &OrgMonths, asked: &dyn Fn(OrgMonth) -> bool) {
        each(months, asked, |key, _| {
            self.count(key, |counted| counted.disclosed = counted.active);
        });
    }
}

/// Which of the four kinds a filing is; a large payment for a project is told by its money.
fn filing(kind: &str) -> usize {
    let words: [&[&str]; FILINGS - 1] = [
        &["资金"],
        &["项目"],
        &["任免", "人事", "干部"],
        &["决策", "事项"],
    ];
    let order = [3, 2, 1, 0];
    words
        .iter()
        .zip(order)
        .find(|(words, _)| words.iter().any(|word| kind.contains(word)))
        .map_or(FILINGS - 1, |(_, at)| at)
}

fn each(
    months: &OrgMonths,
    asked: &dyn Fn(OrgMonth) -> bool,
    mut count: impl FnMut(OrgMonth, usize),
) {
    let numbered = months.numbers().enumerate();
    let rows = numbered.filter_map(|(row, number)| {
        let key = months.keys().get(usize::try_from(number?).ok()?)?;
        Some((*key, row))
    });
    for (key, row) in rows.filter(|(key, _)| asked(*key)) {
        count(key, row);
    }
}

fn money(fen: i64) -> i128 {
    if fen == NULL || fen == UNKNOWN {
        0
    } else {
        fen.into()
    }
}

#[cfg(test)]
mod tests {
    use super::filing;

    #[test]
    fn filings_are_told_by_their_words() {
        for (kind, at) in [
            ("重大事项决策", 0),
            ("重大决策", 0),
            ("重要干部任免", 1),
            ("重大项目安排", 2),
            ("大额资金使用", 3),
            ("大额度资金运作", 3),
            ("项目资金", 3),
            ("", 4),
            ("其他", 4),
        ] {
            assert_eq!(filing(kind), at, "{kind}");
        }
    }
}
