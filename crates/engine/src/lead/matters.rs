//! Puts leads that share hit rows or the same money into one matter, so that they are read together and no yuan counts twice.

use rayon::prelude::*;

use crate::gather::At;

/// For each lead the index of the matter's first lead; leads are connected by rows (feed, row) they share and by linked rows.
pub(crate) fn connect<'l, L: Sync, R: Iterator<Item = At>>(
    leads: &'l [L],
    rows: impl Fn(&'l L) -> R + Sync,
    links: &[(At, At)],
) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..leads.len()).collect();
    let numbered = (0..u32::MAX).into_par_iter().zip(leads);
    let owners = numbered.flat_map_iter(|(number, lead)| rows(lead).map(move |row| (row, number)));
    let mut owners: Vec<(At, u32)> = owners.collect();
    owners.par_sort_unstable();
    for pair in owners.windows(2) {
        if let [(row, lead), (next, other)] = pair
            && row == next
        {
            union(&mut parent, *lead as usize, *other as usize);
        }
    }
    let owner = |at: At| {
        let first = owners.partition_point(|(row, _)| *row < at);
        let found = owners.get(first).filter(|(row, _)| *row == at);
        found.map(|(_, lead)| *lead as usize)
    };
    for (a, b) in links {
        if let (Some(a), Some(b)) = (owner(*a), owner(*b)) {
            union(&mut parent, a, b);
        }
    }
    (0..parent.len())
        .map(|lead| root(&mut parent, lead))
        .collect()
}

fn root(parent: &mut [usize], mut lead: usize) -> usize {
    while parent[lead] != lead {
        parent[lead] = parent[parent[lead]];
        lead = parent[lead];
    }
    lead
}

/// Joins two sets; the smaller index becomes the root, so that the result does not depend on the order of joining.
fn union(parent: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(parent, a), root(parent, b));
    parent[a.max(b)] = a.min(b);
}

#[cfg(test)]
mod tests {
    use super::connect;

    #[test]
    fn shared_rows_and_linked_money_connect() {
        let leads = [
            vec![(0, 1)],
            vec![(0, 2)],
            vec![(1, 5)],
            vec![(0, 2), (0, 3)],
            vec![(2, 9)],
        ];
        assert_eq!(
            connect(&leads, |lead| lead.iter().copied(), &[((0, 1), (1, 5))]),
            [0, 1, 0, 1, 4]
        );
    }
}
