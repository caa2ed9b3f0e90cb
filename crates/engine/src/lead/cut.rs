//! Cuts the hits of one subject into leads: by row, by gaps, by calendar period, or not at all.

use rules::Per;
use smallvec::{SmallVec, smallvec};

use crate::civil::civil;
use crate::judge::HitRow;

/// A run of hits that make one lead. There may be as many as rows, so that it points at its hits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cluster<'h> {
    /// Hits, by date (those without one last), then place.
    pub(crate) hits: SmallVec<[&'h HitRow; 2]>,
    /// Start of the period as text (`2024`, `2024-03`, `all`), where a period makes the lead; else the earliest hit does.
    pub(crate) period: Option<Box<str>>,
}

/// By what hits of one subject are ordered before they are cut.
pub(crate) fn in_time(hit: &HitRow) -> (bool, Option<i64>, u16, u32, u16) {
    (hit.at().is_none(), hit.at(), hit.feed, hit.row, hit.detect)
}

/// Cuts the hits of one subject, given [`in_time`], and hands on each cluster.
pub(crate) fn cut<'h>(
    hits: impl Iterator<Item = &'h HitRow>,
    per: Per,
    mut found: impl FnMut(Cluster<'h>),
) {
    let mut open: Option<Cluster<'_>> = None;
    for hit in hits {
        let period = period(per, hit.at()).map(String::into_boxed_str);
        let joins = open.as_ref().is_some_and(|last| match per {
            Per::Row => last
                .hits
                .last()
                .is_some_and(|h| (h.feed, h.row) == (hit.feed, hit.row)),
            Per::Burst(days) => match (last.hits.last().and_then(|hit| hit.at()), hit.at()) {
                (Some(before), Some(now)) => now.saturating_sub(before) <= days,
                (None, None) => true,
                _ => false,
            },
            Per::Month | Per::Year | Per::All => last.period == period,
        });
        match &mut open {
            Some(last) if joins => last.hits.push(hit),
            _ => {
                let hits = smallvec![hit];
                let whole = open.replace(Cluster { hits, period });
                whole.into_iter().for_each(&mut found);
            }
        }
    }
    open.into_iter().for_each(found);
}

/// The start of the period that a day lies in, as text; `undated` without a day.
fn period(per: Per, at: Option<i64>) -> Option<String> {
    let date = at.map(civil);
    let undated = || "undated".to_owned();
    match per {
        Per::Row | Per::Burst(_) => None,
        Per::Month => {
            Some(date.map_or_else(undated, |(year, month, _)| format!("{year:04}-{month:02}")))
        }
        Per::Year => Some(date.map_or_else(undated, |(year, ..)| format!("{year:04}"))),
        Per::All => Some("all".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use rules::Per;

    use super::cut;
    use crate::judge::HitRow;

    fn check(per: Per, days: &[i64], sizes: &[usize]) {
        let hits = days.iter().enumerate();
        let hits = hits.map(|(i, &day)| HitRow::on(u32::try_from(i).unwrap_or(0), day));
        let hits: Vec<HitRow> = hits.collect();
        let mut found = Vec::new();
        cut(hits.iter(), per, |cluster| found.push(cluster.hits.len()));
        assert_eq!(found, sizes, "{per:?} {days:?}");
    }

    #[test]
    fn hits_are_cut_where_the_period_says() {
        check(Per::Row, &[1, 1, 2], &[1, 1, 1]);
        check(Per::Burst(3), &[1, 4, 8, 9], &[2, 2]);
        check(Per::Month, &[19_753, 19_754, 19_755], &[1, 2]);
        check(Per::Year, &[19_753, 19_754], &[2]);
        check(Per::All, &[1, 500, 9_000], &[3]);
    }
}
