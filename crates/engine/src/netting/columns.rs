//! What netting reads of columns.

use ledger::{NULL, NULL_CODE, Packed, UNKNOWN, UNKNOWN_CODE};
use rules::expr::Type;
use rustc_hash::FxHashSet;

use crate::pull::Store;
use crate::pulled::Base;

/// Which rows hold a text for which `holds` is true, asked once a distinct text; of numbers, which are not zero.
pub(super) fn marks(
    of: Option<&Base>,
    store: &Store,
    len: usize,
    holds: impl Fn(&str) -> bool,
) -> Vec<bool> {
    let Some(column) = of else {
        return vec![false; len];
    };
    match column.ty {
        Type::Text => {
            let dictionary = store.dictionary(column.domain);
            let mut known: Vec<Option<bool>> = vec![None; dictionary.len()];
            let mut one = |code: u32| match known.get_mut(code as usize) {
                Some(slot) => *slot.get_or_insert_with(|| holds(&dictionary.text(code))),
                None => code < UNKNOWN_CODE && holds(&dictionary.text(code)),
            };
            column.values.codes().map(&mut one).collect()
        }
        Type::Ratio => vec![false; len],
        _ => column
            .values
            .numbers()
            .map(|v| v > UNKNOWN && v != 0)
            .collect(),
    }
}

/// Money out of the collective: a negative red entry turns the direction.
#[derive(Clone, Copy)]
pub(super) struct Flows<'p> {
    amounts: Numbers<'p>,
    directions: Codes<'p>,
    out: Option<u32>,
    into: Option<u32>,
}

impl<'p> Flows<'p> {
    pub(super) fn of(amount: Option<&'p Base>, direction: Option<&'p Base>, store: &Store) -> Self {
        let word = |word| store.dictionary(direction?.domain).code(word);
        Self {
            amounts: Numbers::of(amount),
            directions: Codes::of(direction),
            out: word("out"),
            into: word("in"),
        }
    }

    /// Fen out of the collective, negative for money in; NULL where the row moves none.
    pub(super) fn at(self, row: usize) -> i64 {
        let amount = self.amounts.at(row);
        let direction = Some(self.directions.at(row));
        if amount <= UNKNOWN {
            NULL
        } else if direction == self.out {
            amount
        } else if direction == self.into {
            -amount
        } else {
            NULL
        }
    }
}

pub(super) fn negated(flow: i64) -> i64 {
    if flow <= UNKNOWN { NULL } else { -flow }
}

/// The codes of a column; NULL in every row where there is none.
#[derive(Clone, Copy)]
pub(super) struct Codes<'p>(Option<&'p Packed>);

impl<'p> Codes<'p> {
    pub(super) fn of(column: Option<&'p Base>) -> Self {
        let texts = column.filter(|column| column.ty == Type::Text);
        Self(texts.map(|column| &column.values))
    }

    pub(super) fn at(self, row: usize) -> u32 {
        self.0.map_or(NULL_CODE, |codes| codes.code(row))
    }
}

/// The numbers of a column; NULL in every row where there is none.
#[derive(Clone, Copy)]
pub(super) struct Numbers<'p>(Option<&'p Packed>);

impl<'p> Numbers<'p> {
    pub(super) fn of(column: Option<&'p Base>) -> Self {
        let numbers = column.filter(|c| !matches!(c.ty, Type::Text | Type::Ratio));
        Self(numbers.map(|column| &column.values))
    }

    pub(super) fn at(self, row: usize) -> i64 {
        self.0.map_or(NULL, |numbers| numbers.number(row))
    }
}

/// Accounts that a collective's own rows are booked under.
pub(super) fn pairs<'a>(
    len: usize,
    orgs: Codes<'a>,
    accounts: Codes<'a>,
) -> impl Iterator<Item = (u32, u32)> + 'a {
    let pairs = (0..len).map(move |row| (orgs.at(row), accounts.at(row)));
    pairs.filter(|&(_, account)| account < UNKNOWN_CODE)
}

/// Names by which a collective's own name or alias stands in the party column.
pub(super) fn org_names(
    store: &Store,
    org: Option<&Base>,
    party: Option<&Base>,
) -> FxHashSet<(u32, u32)> {
    let (Some(org), Some(party)) = (org, party) else {
        return FxHashSet::default();
    };
    let (orgs, parties) = (store.dictionary(org.domain), store.dictionary(party.domain));
    let mut names = FxHashSet::default();
    for of in store.orgs {
        if let Some(code) = orgs.code(&of.name) {
            let all = std::iter::once(&of.name).chain(&of.aliases);
            names.extend(all.filter_map(|name| Some((code, parties.code(name)?))));
        }
    }
    names
}
