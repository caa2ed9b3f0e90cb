//! Rows in the order of a window's columns; windows over the same columns share one order.

use std::sync::Arc;

use super::keys::{Keys, Standing, order, pack};
use super::sort::sort_rows;
use crate::frame::{Column, Values};
use crate::pull::Store;

/// Rows partition by partition, each in its order, ties in the order of the frame; rows without a whole key are left out.
pub(super) struct Order {
    pub(super) rows: Vec<u32>,
    /// Partitions, as ranges of positions in `rows`.
    pub(super) runs: Vec<(usize, usize)>,
    /// Rows of whose key or place in the order a part is not known.
    pub(super) open: Vec<u32>,
}

/// Windows that share an order mostly follow each other, so that few are remembered.
const KEPT: usize = 6;

/// The last orders of a run, by the columns that they were made of: first those of the partition.
#[derive(Default)]
pub(super) struct Orders(Vec<(usize, Vec<Values>, Arc<Order>)>);

impl Orders {
    /// The order by these columns, made where it is asked for the first time.
    pub(super) fn of(
        &mut self,
        partition: &[&Column],
        by: &[&Column],
        len: usize,
        store: &Store,
    ) -> Arc<Order> {
        let columns = || partition.iter().chain(by).map(|column| &column.values);
        // Columns are never changed in place, so the same memory holds the same values for as long as it is kept here.
        // Without columns every row has a whole key, and only the number of rows tells frames apart.
        let known = self.0.iter().find(|(split, values, order)| {
            *split == partition.len()
                && (!values.is_empty() || order.rows.len() == len)
                && values.len() == partition.len() + by.len()
                && values.iter().zip(columns()).all(|(a, b)| a.is_same(b))
        });
        if let Some((_, _, order)) = known {
            return Arc::clone(order);
        }
        let made = Arc::new(made(partition, by, len, store));
        if self.0.len() == KEPT {
            self.0.remove(0);
        }
        let kept = columns().cloned().collect();
        self.0.push((partition.len(), kept, Arc::clone(&made)));
        made
    }
}

fn made(partition: &[&Column], by: &[&Column], len: usize, store: &Store) -> Order {
    let mut keys = pack(partition, len, store);
    for column in by {
        keys.stand(column);
    }
    let (mut rows, open) = (keys.rows(Standing::Whole), keys.rows(Standing::Unknown));
    // Stable sorts from the last column to the first leave ties in the order of the frame, which is that of places. What fits beside the
    // partition's key is sorted with it, at once.
    let mut sorted = false;
    for (at, column) in by.iter().enumerate().rev() {
        let (digits, bits) = order(column, store);
        if at == 0 && keys.bits + bits <= u64::BITS {
            let beside = keys.packed.iter().zip(&digits);
            let beside: Vec<u64> = beside.map(|(key, digit)| key << bits | digit).collect();
            sort_rows(&mut rows, &beside, keys.bits + bits);
            sorted = true;
        } else {
            sort_rows(&mut rows, &digits, bits);
        }
    }
    if !sorted {
        sort_rows(&mut rows, &keys.packed, keys.bits);
    }
    let runs = runs(&rows, &keys);
    Order { rows, runs, open }
}

fn runs(rows: &[u32], keys: &Keys) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut from = 0;
    for (at, pair) in rows.windows(2).enumerate() {
        if let [a, b] = pair
            && keys.key(*a) != keys.key(*b)
        {
            runs.push((from, at + 1));
            from = at + 1;
        }
    }
    if !rows.is_empty() {
        runs.push((from, rows.len()));
    }
    runs
}
