//! The days on which money was posted, over all sources.

use std::collections::BTreeMap;

use super::join::Joined;
use crate::books::{Names, newest};
use crate::lines::{civil_from_days, known};
use crate::{Notice, Wording};

/// Feeds in which money is posted.
const POSTED: [&str; 3] = ["payments", "journal", "invoices"];

/// The newest plausible posting day, and a notice for each source that holds later ones.
pub(super) fn posted(joined: &Joined<'_>) -> (Option<i64>, Vec<Notice>) {
    // Rows of one day mostly follow each other.
    let mut days: BTreeMap<i64, u64> = BTreeMap::new();
    let mut run = (0, 0);
    each(joined, |_, _, day| {
        if run.0 != day && run.1 > 0 {
            *days.entry(run.0).or_default() += run.1;
            run.1 = 0;
        }
        run = (day, run.1 + 1);
    });
    if run.1 > 0 {
        *days.entry(run.0).or_default() += run.1;
    }
    let newest = newest(&days);
    let Some((first, _)) = newest.beyond.first() else {
        return (newest.day, Vec::new());
    };
    let text = |day: i64| {
        let (year, month, day) = civil_from_days(day);
        format!("{year:04}-{month:02}-{day:02}")
    };
    let mut notices: Vec<Notice> = Vec::new();
    each(joined, |source, row, day| {
        let known = notices.last().is_some_and(|n| n.file == source.file);
        if day < *first || known {
            return;
        }
        let (day, newest) = (text(day), newest.day.map(text).unwrap_or_default());
        notices.push(Notice {
            code: "date-far-ahead".to_owned(),
            file: source.file.clone(),
            sheet: source.sheet.clone(),
            row,
            column: "date".to_owned(),
            text: Wording::new(
                format!("日期 {day} 远在其他记录之后，疑似年份写错；核查截止日仍取 {newest}。请核对原件，或用 --as-of 指定截止日"),
                format!("the date {day} stands far behind all others, its year may be mistyped; books are judged as of {newest}: check the original, or name a day by --as-of"),
            ),
        });
    });
    (newest.day, notices)
}

/// Every dated detail row of the feeds in which money is posted: its source, its record number, its day.
fn each(joined: &Joined<'_>, mut found: impl FnMut(&crate::Source, u32, i64)) {
    for (source, table) in &joined.tables {
        let Some(feed) = joined.schema.feeds.get(table.feed) else {
            continue;
        };
        let at = feed.date.as_deref().and_then(|date| Names(feed).at(date));
        let (Some(at), Some(source)) = (at, joined.sources.get(*source as usize)) else {
            continue;
        };
        if !POSTED.contains(&feed.name.as_str()) {
            continue;
        }
        for (row, place) in table.places.iter().enumerate() {
            let day = table.number(at, row);
            if known(day) && table.is_detail(row) {
                found(source, *place, day);
            }
        }
    }
}
