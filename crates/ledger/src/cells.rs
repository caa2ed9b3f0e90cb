//! Canonical rows of a feed, column by column, as chunks hand them out.

use crate::packed::Packed;

/// NULL among numbers.
pub const NULL: i64 = i64::MIN;
/// A number that exists but cannot be trusted or known.
pub const UNKNOWN: i64 = i64::MIN + 1;
/// NULL among codes.
pub const NULL_CODE: u32 = u32::MAX;
/// A text that exists but cannot be trusted (an id that lost digits in a workbook), among codes.
pub const UNKNOWN_CODE: u32 = u32::MAX - 1;

/// Where a row stands: which source, and its 1-based record number there as a spreadsheet shows it (blank lines counted);
/// in files of columns (Parquet, Arrow), which keep headings apart, the first row is 1.
///
/// Ordered by source, then place; sources are ordered by file, then sheet, whatever the order of the arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    /// Index into [`crate::Ledger::sources`].
    pub source: u32,
    /// 1-based record number in the source.
    pub place: u32,
}

/// Where rows stand, in their order. Rows of one source mostly stand one below the other, so that this takes next to no memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The first row of each stretch of one source, and the source.
    sources: Vec<(usize, u32)>,
    /// By how much the place of each row is more than its number.
    more: Packed,
}

impl Places {
    /// The places of rows.
    pub fn of(rows: impl Iterator<Item = Row> + Clone) -> Self {
        let mut sources: Vec<(usize, u32)> = Vec::new();
        for (at, row) in rows.clone().enumerate() {
            let same = |(_, source): &(usize, u32)| *source == row.source;
            if !sources.last().is_some_and(same) {
                sources.push((at, row.source));
            }
        }
        let more = (0_i64..).zip(rows);
        let more = more.map(|(at, row)| i64::from(row.place) - at);
        Self {
            sources,
            more: Packed::of_numbers(more),
        }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.more.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.more.is_empty()
    }

    /// Where a row stands; `None` beyond the last.
    pub fn get(&self, row: usize) -> Option<Row> {
        if row >= self.len() {
            return None;
        }
        let after = self.sources.partition_point(|(first, _)| *first <= row);
        let (_, source) = self.sources.get(after.checked_sub(1)?)?;
        let place = placed(row, self.more.number(row));
        Some(Row {
            source: *source,
            place,
        })
    }

    /// Where all rows stand, in their order.
    pub fn iter(&self) -> impl Iterator<Item = Row> + Clone + '_ {
        let mut next = self.sources.iter().peekable();
        let mut source = 0;
        self.more.numbers().enumerate().map(move |(row, more)| {
            if let Some((_, begun)) = next.next_if(|(first, _)| *first == row) {
                source = *begun;
            }
            Row {
                source,
                place: placed(row, more),
            }
        })
    }

    /// Rows of some places, one below the other.
    pub fn whole(parts: Vec<Self>) -> Self {
        if parts.len() <= 1 {
            return parts.into_iter().next().unwrap_or_default();
        }
        Self::of(parts.iter().flat_map(Self::iter))
    }
}

/// The place that is so much more than a row's number.
fn placed(row: usize, more: i64) -> u32 {
    let row = i64::try_from(row).unwrap_or(i64::MAX);
    u32::try_from(row.saturating_add(more)).unwrap_or(0)
}

/// Canonical detail rows of one feed, in the order of [`Row`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chunk {
    /// Where each row came from.
    pub rows: Places,
    /// 1 where the row's book is the one that rules see by default, else 0: one book per collective, account and month.
    pub primary: Packed,
    /// One column for each that was asked for, in the order asked: codes for texts, else numbers. A column that the source of a row does not
    /// supply is NULL.
    pub columns: Vec<Packed>,
}

#[cfg(test)]
mod tests {
    use super::{Places, Row};

    #[test]
    fn places_come_back_with_gaps_and_from_several_sources() {
        let row = |(source, place)| Row { source, place };
        let rows: Vec<Row> = [(0, 2), (0, 3), (0, 9), (2, 1), (2, 1), (5, 70_000), (2, 4)]
            .map(row)
            .into();
        let places = Places::of(rows.iter().copied());
        assert_eq!(places.iter().collect::<Vec<_>>(), rows);
        let each = (0..=rows.len()).map(|at| places.get(at));
        assert!(each.eq(rows.iter().copied().map(Some).chain([None])));
        let twice = Places::whole(vec![places.clone(), Places::default(), places]);
        assert!(twice.iter().eq(rows.iter().chain(&rows).copied()));
    }
}
