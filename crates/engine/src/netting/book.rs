//! The search for partners: reversals first, then own transfers.

use ledger::{NULL_CODE, UNKNOWN, UNKNOWN_CODE};
use rustc_hash::{FxHashMap, FxHashSet};

use super::columns::{codes_of, flows, ints, marks, negated, org_names, pairs};
use super::words::{is_deposit, reverses};
use crate::frame::Pulled;
use crate::operators::{Side, Tolerance, partners};
use crate::pull::Store;

/// Days within which a reversal follows what it reverses.
const REVERSAL_DAYS: i64 = 90;
/// Days between the two ends of a transfer.
const TRANSFER_DAYS: i64 = 3;

/// Pairs of rows, by index into `pulled`: what was reversed and its reversal, or the two ends of a transfer. Each row is in at
/// most one pair; the order is that of the first of each pair.
pub(crate) fn net(pulled: &Pulled, store: &Store) -> Vec<(u32, u32)> {
    let book = Book::of(pulled, store);
    let mut taken = vec![false; pulled.rows.len()];
    let mut pairs = book.reversals(&mut taken);
    pairs.extend(book.transfers(&mut taken));
    pairs.sort_unstable();
    pairs
}

/// What netting knows of each row.
struct Book<'p> {
    orgs: Vec<u32>,
    /// Rungs of the party, surest first: id, account, name, and the ledger account where no row names a party.
    rungs: [Vec<u32>; 4],
    own: Vec<u32>,
    dates: &'p [i64],
    /// Money out of the collective, negative for money in; NULL where the row moves none.
    flows: Vec<i64>,
    /// The text speaks of a reversal.
    worded: Vec<bool>,
    /// The bank says so.
    flagged: Vec<bool>,
    deposit: Vec<bool>,
    primary: &'p [bool],
    own_accounts: FxHashSet<(u32, u32)>,
    org_names: FxHashSet<(u32, u32)>,
}

impl<'p> Book<'p> {
    fn of(pulled: &'p Pulled, store: &Store) -> Self {
        let len = pulled.rows.len();
        let column = |name: &str| {
            let name = store.canonical(&pulled.feed, name)?;
            pulled.column(name)
        };
        let codes = |name: &str| codes_of(column(name), len);
        let no_days: &[i64] = &[];
        let dates = column("date").and_then(ints).unwrap_or(no_days);
        let (orgs, own, names, accounts) = (
            codes("org"),
            codes("account"),
            codes("party"),
            codes("party_account"),
        );
        let summaries = column("summary");
        let flags = column("status");
        let flagged = marks(flags, store, len, reverses);
        let worded = marks(summaries, store, len, reverses);
        let registered = store.pulled("accounts").map(|accounts| {
            let len = accounts.rows.len();
            let of = |name| codes_of(accounts.column(name), len);
            (of("org"), of("account"))
        });
        let mut own_accounts: FxHashSet<(u32, u32)> = pairs(&orgs, &own).collect();
        if let Some((orgs, accounts)) = &registered {
            own_accounts.extend(pairs(orgs, accounts));
        }
        Self {
            flows: flows(column("amount"), column("direction"), store, len),
            worded,
            flagged,
            deposit: marks(summaries, store, len, is_deposit),
            org_names: org_names(store, column("org"), column("party")),
            rungs: [codes("party_id"), accounts, names, codes("account_code")],
            orgs,
            own,
            dates,
            primary: &pulled.primary,
            own_accounts,
        }
    }

    /// Reversals after what they reverse: same collective, same party on the surest rung that both have, opposite flow.
    fn reversals(&self, taken: &mut [bool]) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        // Some banks flag what was reversed as well as the reversal: these meet each other, money out before money in.
        let passes = (0..self.rungs.len()).flat_map(|rung| [(rung, true), (rung, false)]);
        for (rung, flagged) in passes {
            let mut keys = Numbers::default();
            let mut side = |reversing: bool, taken: &[bool]| -> Vec<Option<u64>> {
                let one = |row: usize| {
                    let open = !*taken.get(row)? && self.stands(row, reversing, flagged)?;
                    if !open {
                        return None;
                    }
                    let party = self.rung(rung, row)?;
                    let deposit = *self.deposit.get(row)?;
                    let key = (*self.orgs.get(row)?, party, deposit, self.book(row));
                    if reversing {
                        keys.of(key)
                    } else {
                        keys.0.get(&key).copied()
                    }
                };
                (0..self.orgs.len()).map(one).collect()
            };
            // Reversals are few: only what could be one of theirs gets a key.
            let reversals = side(true, taken);
            if reversals.iter().all(Option::is_none) {
                continue;
            }
            let originals = side(false, taken);
            let opposite: Vec<i64> = self.flows.iter().map(|&flow| negated(flow)).collect();
            let tolerance = Tolerance {
                before: REVERSAL_DAYS,
                after: 0,
                fen: 0,
            };
            let left = self.side(&reversals, &opposite);
            let right = self.side(&originals, &self.flows);
            let found = partners(&left, &right, tolerance, |l, r| self.same_party(rung, l, r));
            pairs.extend(take(&found, taken).map(|(reversal, original)| (original, reversal)));
        }
        pairs
    }

    /// Money that leaves one account of a collective for another of its own.
    fn transfers(&self, taken: &mut [bool]) -> Vec<(u32, u32)> {
        let mut keys = Numbers::default();
        let mut side = |out: bool| -> Vec<Option<u64>> {
            let one = |row: usize| {
                let flow = *self.flows.get(row)?;
                let fits = !*taken.get(row)? && flow > UNKNOWN && (flow > 0) == out && flow != 0;
                let fits = fits && self.to_itself(row, !out);
                fits.then(|| keys.of((*self.orgs.get(row)?, 0, false, self.book(row))))?
            };
            (0..self.orgs.len()).map(one).collect()
        };
        let (outs, ins) = (side(true), side(false));
        let opposite: Vec<i64> = self.flows.iter().map(|&flow| negated(flow)).collect();
        let tolerance = Tolerance {
            before: TRANSFER_DAYS,
            after: TRANSFER_DAYS,
            fen: 0,
        };
        let (left, right) = (self.side(&outs, &self.flows), self.side(&ins, &opposite));
        let across = |l: u32, r: u32| {
            let of = |row: u32| self.own.get(row as usize).copied().unwrap_or(NULL_CODE);
            let named = |code: u32| code < UNKNOWN_CODE;
            !(named(of(l)) && of(l) == of(r))
        };
        let found = partners(&left, &right, tolerance, across);
        take(&found, taken).collect()
    }

    /// Whether the other side of a row is the collective itself; `silent`: or is not named at all.
    fn to_itself(&self, row: usize, silent: bool) -> bool {
        let [_, accounts, names, _] = &self.rungs;
        let (Some(&org), Some(&account), Some(&name)) =
            (self.orgs.get(row), accounts.get(row), names.get(row))
        else {
            return false;
        };
        self.own_accounts.contains(&(org, account))
            || self.org_names.contains(&(org, name))
            || (silent && account == NULL_CODE && name == NULL_CODE)
    }

    /// Whether a row may be a reversal, or what is reversed.
    fn stands(&self, row: usize, reversing: bool, flagged: bool) -> Option<bool> {
        let (worded, flag) = (*self.worded.get(row)?, *self.flagged.get(row)?);
        Some(if flagged {
            flag && !worded && (*self.flows.get(row)? < 0) == reversing
        } else {
            (worded || flag) == reversing
        })
    }

    /// The party of a row on a rung; the last rung only where the row names no party at all.
    fn rung(&self, rung: usize, row: usize) -> Option<u32> {
        let code = |rung: usize| self.rungs.get(rung)?.get(row).copied();
        let known = |rung: usize| code(rung).filter(|&c| c < UNKNOWN_CODE);
        if rung == 3 && (0..3).any(|r| code(r).is_some_and(|c| c != NULL_CODE)) {
            return None;
        }
        known(rung)
    }

    /// Rows are not one party where a surer rung says otherwise.
    fn same_party(&self, rung: usize, left: u32, right: u32) -> bool {
        (0..rung.min(2)).all(|surer| {
            let party = |row: u32| self.rung(surer, row as usize);
            match (party(left), party(right)) {
                (Some(l), Some(r)) => l == r,
                _ => true,
            }
        })
    }

    /// Competing books are netted each within itself.
    fn book(&self, row: usize) -> bool {
        self.primary.get(row).copied().unwrap_or(true)
    }

    fn side<'s>(&'s self, keys: &'s [Option<u64>], amounts: &'s [i64]) -> Side<'s> {
        Side {
            keys,
            dates: self.dates,
            amounts,
        }
    }
}

/// A number for each distinct key.
#[derive(Default)]
struct Numbers(FxHashMap<(u32, u32, bool, bool), u64>);

impl Numbers {
    fn of(&mut self, key: (u32, u32, bool, bool)) -> Option<u64> {
        let next = u64::try_from(self.0.len()).ok()?;
        Some(*self.0.entry(key).or_insert(next))
    }
}

/// Marks both rows of each pair found.
fn take<'t>(
    found: &'t [Option<u32>],
    taken: &'t mut [bool],
) -> impl Iterator<Item = (u32, u32)> + use<'t> {
    (0u32..).zip(found).filter_map(move |(left, right)| {
        let right = (*right)?;
        for row in [left, right] {
            if let Some(slot) = taken.get_mut(row as usize) {
                *slot = true;
            }
        }
        Some((left, right))
    })
}
