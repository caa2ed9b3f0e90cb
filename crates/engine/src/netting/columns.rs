//! What netting reads of columns.

use ledger::{NULL, NULL_CODE, UNKNOWN, UNKNOWN_CODE};
use rustc_hash::FxHashSet;

use crate::frame::{Column, Values};
use crate::pull::Store;

/// Which rows hold a text for which `holds` is true, asked once a distinct text.
pub(super) fn marks(
    of: Option<&Column>,
    store: &Store,
    len: usize,
    holds: impl Fn(&str) -> bool,
) -> Vec<bool> {
    let Some(column) = of else {
        return vec![false; len];
    };
    match &column.values {
        Values::Text(codes) => {
            let dictionary = store.dictionary(column.domain);
            let mut known: Vec<Option<bool>> = vec![None; dictionary.len()];
            let mut one = |&code: &u32| match known.get_mut(code as usize) {
                Some(slot) => *slot.get_or_insert_with(|| holds(&dictionary.text(code))),
                None => code < UNKNOWN_CODE && holds(&dictionary.text(code)),
            };
            codes.iter().map(&mut one).collect()
        }
        Values::Int(values) => values.iter().map(|&v| v > UNKNOWN && v != 0).collect(),
        Values::Ratio(_) | Values::Owned(_) => vec![false; len],
    }
}

/// Money out of the collective: a negative red entry turns the direction.
pub(super) fn flows(
    amount: Option<&Column>,
    direction: Option<&Column>,
    store: &Store,
    len: usize,
) -> Vec<i64> {
    let Some(amounts) = amount.and_then(ints) else {
        return vec![NULL; len];
    };
    let (directions, words) = match direction {
        Some(column) => {
            let dictionary = store.dictionary(column.domain);
            let words = [dictionary.code("out"), dictionary.code("in")];
            (Codes::of(direction), words)
        }
        None => (Codes::of(None), [None, None]),
    };
    let one = |(row, &amount): (usize, &i64)| {
        let direction = directions.at(row);
        if amount <= UNKNOWN {
            NULL
        } else if Some(direction) == words[0] {
            amount
        } else if Some(direction) == words[1] {
            -amount
        } else {
            NULL
        }
    };
    amounts.iter().enumerate().map(one).collect()
}

pub(super) fn negated(flow: i64) -> i64 {
    if flow <= UNKNOWN { NULL } else { -flow }
}

/// The codes of a column; NULL in every row where there is none.
#[derive(Clone, Copy)]
pub(super) struct Codes<'p>(&'p [u32]);

impl<'p> Codes<'p> {
    pub(super) fn of(column: Option<&'p Column>) -> Self {
        match column.map(|c| &c.values) {
            Some(Values::Text(codes)) => Self(codes),
            _ => Self(&[]),
        }
    }

    pub(super) fn at(self, row: usize) -> u32 {
        self.0.get(row).copied().unwrap_or(NULL_CODE)
    }
}

pub(super) fn ints(column: &Column) -> Option<&[i64]> {
    match &column.values {
        Values::Int(values) => Some(values),
        _ => None,
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
    org: Option<&Column>,
    party: Option<&Column>,
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
