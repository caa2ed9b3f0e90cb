//! The search for partners: reversals first, then own transfers.

use ledger::{NULL_CODE, Packed, UNKNOWN, UNKNOWN_CODE};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::columns::{Codes, Flows, Numbers, marks, negated, org_names, pairs};
use super::words::{is_deposit, reverses};
use crate::operators::{Side, Tolerance, partners};
use crate::pull::Store;
use crate::pulled::Pulled;

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
    len: usize,
    orgs: Codes<'p>,
    /// Rungs of the party, surest first: id, account, name, and the ledger account where no row names a party.
    rungs: [Codes<'p>; 4],
    own: Codes<'p>,
    dates: Numbers<'p>,
    flows: Flows<'p>,
    /// The text speaks of a reversal.
    worded: Vec<bool>,
    /// The bank says so.
    flagged: Vec<bool>,
    deposit: Vec<bool>,
    primary: &'p Packed,
    own_accounts: FxHashSet<(u32, u32)>,
    org_names: FxHashSet<(u32, u32)>,
}

impl<'p> Book<'p> {
    fn of(pulled: &'p Pulled, store: &'p Store) -> Self {
        let len = pulled.rows.len();
        let column = |name: &str| {
            let name = store.canonical(&pulled.feed, name)?;
            pulled.column(name)
        };
        let codes = |name: &str| Codes::of(column(name));
        let (orgs, own, names, accounts) = (
            codes("org"),
            codes("account"),
            codes("party"),
            codes("party_account"),
        );
        let summaries = column("summary");
        let flags = column("status");
        let (worded, (flagged, deposit)) = rayon::join(
            || marks(summaries, store, len, reverses),
            || {
                let flagged = marks(flags, store, len, reverses);
                (flagged, marks(summaries, store, len, is_deposit))
            },
        );
        let registered = store.pulled("accounts").map(|accounts| {
            let of = |name| Codes::of(accounts.column(name));
            (accounts.rows.len(), of("org"), of("account"))
        });
        let mut own_accounts: FxHashSet<(u32, u32)> = pairs(len, orgs, own).collect();
        if let Some((len, orgs, accounts)) = registered {
            own_accounts.extend(pairs(len, orgs, accounts));
        }
        Self {
            len,
            flows: Flows::of(column("amount"), column("direction"), store),
            worded,
            flagged,
            deposit,
            org_names: org_names(store, column("org"), column("party")),
            rungs: [codes("party_id"), accounts, names, codes("account_code")],
            orgs,
            own,
            dates: Numbers::of(column("date")),
            primary: &pulled.primary,
            own_accounts,
        }
    }

    /// Reversals after what they reverse: same collective, same party on the surest rung that both have, opposite flow.
    fn reversals(&self, taken: &mut [bool]) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        let told = |&row: &u32| {
            let told = |marks: &[bool]| marks.get(row as usize) == Some(&true);
            told(&self.worded) || told(&self.flagged)
        };
        let marked: Vec<u32> = (0..self.rows()).into_par_iter().filter(told).collect();
        // Some banks flag what was reversed as well as the reversal: these meet each other, money out before money in.
        let passes = (0..self.rungs.len()).flat_map(|rung| [(rung, true), (rung, false)]);
        for (rung, flagged) in passes {
            let mut keys = KeyNumbers::default();
            let mut side = |reversing: bool, taken: &[bool]| -> Half {
                let one = |row: u32| {
                    let at = row as usize;
                    if *taken.get(at)? || !self.stands(at, reversing, flagged)? {
                        return None;
                    }
                    let party = self.rung(rung, at)?;
                    let deposit = *self.deposit.get(at)?;
                    let key = (self.orgs.at(at), party, deposit, self.book(at));
                    // Reversals are few: only what could be one of theirs gets a key.
                    let key = if reversing {
                        keys.of(key)?
                    } else {
                        *keys.0.get(&key)?
                    };
                    Some((row, key))
                };
                // What carries no mark is only ever reversed, and asked for only where something may reverse it.
                if reversing || flagged {
                    self.half(marked.iter().copied().filter_map(one), reversing)
                } else {
                    self.half((0..self.rows()).filter_map(one), reversing)
                }
            };
            let reversals = side(true, taken);
            if reversals.rows.is_empty() {
                continue;
            }
            let originals = side(false, taken);
            let tolerance = Tolerance {
                before: REVERSAL_DAYS,
                after: 0,
                fen: 0,
            };
            let found = pairs_of(&reversals, &originals, tolerance, |l, r| {
                self.same_party(rung, l, r)
            });
            let found = take(found, taken);
            pairs.extend(found.map(|(reversal, original)| (original, reversal)));
        }
        pairs
    }

    /// Money that leaves one account of a collective for another of its own.
    fn transfers(&self, taken: &mut [bool]) -> Vec<(u32, u32)> {
        let mut keys = KeyNumbers::default();
        let mut side = |out: bool| -> Half {
            let fits = |&row: &u32| {
                let at = row as usize;
                let flow = self.flows.at(at);
                let free = taken.get(at) == Some(&false);
                free && flow > UNKNOWN && (flow > 0) == out && flow != 0 && self.to_itself(at, !out)
            };
            let rows: Vec<u32> = (0..self.rows()).into_par_iter().filter(fits).collect();
            let one = |row: u32| {
                let at = row as usize;
                let key = keys.of((self.orgs.at(at), 0, false, self.book(at)))?;
                Some((row, key))
            };
            self.half(rows.into_iter().filter_map(one), !out)
        };
        let (outs, ins) = (side(true), side(false));
        let tolerance = Tolerance {
            before: TRANSFER_DAYS,
            after: TRANSFER_DAYS,
            fen: 0,
        };
        let across = |l: u32, r: u32| {
            let of = |row: u32| self.own.at(row as usize);
            let named = |code: u32| code < UNKNOWN_CODE;
            !(named(of(l)) && of(l) == of(r))
        };
        take(pairs_of(&outs, &ins, tolerance, across), taken).collect()
    }

    fn rows(&self) -> u32 {
        u32::try_from(self.len).unwrap_or(u32::MAX)
    }

    /// One side of a search: some rows with their keys; `opposite` turns their flows.
    fn half(&self, rows: impl Iterator<Item = (u32, u64)>, opposite: bool) -> Half {
        let mut half = Half::default();
        for (row, key) in rows {
            let flow = self.flows.at(row as usize);
            half.rows.push(row);
            half.keys.push(Some(key));
            half.flows.push(if opposite { negated(flow) } else { flow });
            half.days.push(self.dates.at(row as usize));
        }
        half
    }

    /// Whether the other side of a row is the collective itself; `silent`: or is not named at all.
    fn to_itself(&self, row: usize, silent: bool) -> bool {
        let [_, accounts, names, _] = &self.rungs;
        let (org, account, name) = (self.orgs.at(row), accounts.at(row), names.at(row));
        self.own_accounts.contains(&(org, account))
            || self.org_names.contains(&(org, name))
            || (silent && account == NULL_CODE && name == NULL_CODE)
    }

    /// Whether a row may be a reversal, or what is reversed.
    fn stands(&self, row: usize, reversing: bool, flagged: bool) -> Option<bool> {
        let (worded, flag) = (*self.worded.get(row)?, *self.flagged.get(row)?);
        Some(if flagged {
            flag && !worded && (self.flows.at(row) < 0) == reversing
        } else {
            (worded || flag) == reversing
        })
    }

    /// The party of a row on a rung; the last rung only where the row names no party at all.
    fn rung(&self, rung: usize, row: usize) -> Option<u32> {
        let code = |rung: usize| Some(self.rungs.get(rung)?.at(row));
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
        self.primary.number(row) == 1
    }
}

/// Some rows, with what a search for partners asks of each.
#[derive(Default)]
struct Half {
    rows: Vec<u32>,
    keys: Vec<Option<u64>>,
    days: Vec<i64>,
    flows: Vec<i64>,
}

impl Half {
    fn side(&self) -> Side<'_> {
        Side {
            keys: &self.keys,
            dates: &self.days,
            amounts: &self.flows,
        }
    }

    fn row(&self, at: u32) -> u32 {
        self.rows.get(at as usize).copied().unwrap_or(u32::MAX)
    }
}

/// Rows of the left half with their partners, in the order of the left.
fn pairs_of(
    left: &Half,
    right: &Half,
    tolerance: Tolerance,
    fits: impl Fn(u32, u32) -> bool,
) -> Vec<(u32, u32)> {
    let found = partners(&left.side(), &right.side(), tolerance, |l, r| {
        fits(left.row(l), right.row(r))
    });
    let pair = |(&row, of): (&u32, Option<u32>)| Some((row, right.row(of?)));
    left.rows.iter().zip(found).filter_map(pair).collect()
}

/// A number for each distinct key.
#[derive(Default)]
struct KeyNumbers(FxHashMap<(u32, u32, bool, bool), u64>);

impl KeyNumbers {
    fn of(&mut self, key: (u32, u32, bool, bool)) -> Option<u64> {
        let next = u64::try_from(self.0.len()).ok()?;
        Some(*self.0.entry(key).or_insert(next))
    }
}

/// Marks both rows of each pair found.
fn take(found: Vec<(u32, u32)>, taken: &mut [bool]) -> impl Iterator<Item = (u32, u32)> + use<'_> {
    found.into_iter().inspect(|&(left, right)| {
        for row in [left, right] {
            if let Some(slot) = taken.get_mut(row as usize) {
                *slot = true;
            }
        }
    })
}
