//! Values that stand in other columns or lines: dates in three columns, merged cells, a purpose where there is no summary.

use std::collections::BTreeMap;

use super::Names;
use crate::lines::{Lines, Stored, days_from_civil, known};
use crate::readers::CellKind;
use crate::values::parse_period;
use crate::{Domain, NULL, NULL_CODE, Wording};

/// Completes the rows of a source; what then still lacks its date is a reject.
pub(crate) fn fill(
    lines: &mut Lines,
    feed: Names<'_>,
    year: Option<i16>,
    date_cell: Option<usize>,
) {
    if feed.0.name == "journal" {
        fill_down(lines, feed);
    }
    dates_of_parts(lines, feed, year);
    fall_back(lines, feed);
    if feed.0.name == "journal" {
        type_and_number(lines, feed);
        periods(lines, feed, year);
    } else {
        periods_alone(lines, feed, year);
    }
    if matches!(feed.0.name.as_str(), "payments" | "journal")
        && let Some(at) = feed.at("date")
    {
        let unknown = year.is_none()
            && feed
                .at("year")
                .is_none_or(|y| lines.table.stored(y).is_none());
        for row in 0..lines.table.len() {
            if known(lines.table.number(at, row)) {
                continue;
            }
            let month = feed
                .at("month")
                .map_or(NULL, |m| lines.table.number(m, row));
            if unknown && known(month) {
                let reason = Wording::new(
                    "只有月、日，没有年份；请在 [[source]] 中写 date = \"ymd 2024\" 之类，注明年份",
                    "month and day stand without a year; name it in [[source]], as in date = \"ymd 2024\"",
                );
                lines.reject(row, date_cell, "no-year", reason);
            } else {
                let reason = Wording::new("没有日期", "the date is missing");
                lines.reject(row, date_cell, "no-date", reason);
            }
        }
    }
}

/// The date and number of a voucher often stand on its first line only.
fn fill_down(lines: &mut Lines, feed: Names<'_>) {
    let rows = lines.table.len();
    let (date, number) = (feed.at("date"), feed.at("voucher_no"));
    for row in 1..rows {
        let table = &mut lines.table;
        let unnumbered =
            number.is_some_and(|n| table.stored(n).is_some() && table.code(n, row) == NULL_CODE);
        if unnumbered && let Some(n) = number {
            let above = table.code(n, row - 1);
            if let Some(Some(column)) = table.columns.get_mut(n) {
                column.set_code(row, above);
            }
        }
        if let Some(d) = date
            && table.stored(d).is_some()
            && table.number(d, row) == NULL
            && number.is_none_or(|n| table.code(n, row) == table.code(n, row - 1))
        {
            let above = table.number(d, row - 1);
            if let Some(Some(column)) = table.columns.get_mut(d) {
                column.set_number(row, above);
            }
        }
    }
}

/// 年, 月, 日 as columns of their own; a blank year or month is that of the line above.
fn dates_of_parts(lines: &mut Lines, feed: Names<'_>, year: Option<i16>) {
    let (Some(date), Some(month), Some(day)) = (feed.at("date"), feed.at("month"), feed.at("day"))
    else {
        return;
    };
    let table = &mut lines.table;
    if table.stored(date).is_some() || table.stored(month).is_none() {
        return;
    }
    let mut known_year = year.map_or(NULL, i64::from);
    let mut known_month = NULL;
    let year_at = feed.at("year");
    let days: Vec<i64> = (0..table.len())
        .map(|row| {
            if let Some(y) = year_at.map(|y| table.number(y, row)).filter(|y| known(*y)) {
                known_year = if y < 100 { y + 2000 } else { y };
            }
            let own = table.number(month, row);
            if known(own) {
                known_month = own;
            }
            let own_day = table.number(day, row);
            civil(
                known_year,
                known_month,
                if known(own_day) { own_day } else { NULL },
            )
        })
        .collect();
    let mut stored = Stored::Short(Vec::with_capacity(days.len()));
    for day in days {
        stored.push_number(day);
    }
    table.set(date, Some(stored));
}

fn civil(year: i64, month: i64, day: i64) -> i64 {
    if !(1949..=2100).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return NULL;
    }
    let days = days_from_civil(year, month, day);
    // The 31st of a month of 30 days would be the 1st of the next.
    if crate::lines::civil_from_days(days) == (year, month, day) {
        days
    } else {
        NULL
    }
}

/// The feed's own order of columns that may stand for one that is empty.
fn fall_back(lines: &mut Lines, feed: Names<'_>) {
    for (at, column) in feed.0.columns.iter().enumerate() {
        for name in &column.fallback {
            let Some(from) = feed.at(name) else { continue };
            let same = feed
                .0
                .columns
                .get(from)
                .is_some_and(|f| f.ty == column.ty && f.domain == column.domain);
            let Some(source) = lines.table.stored(from).filter(|_| same).cloned() else {
                continue;
            };
            match lines.table.columns.get_mut(at) {
                Some(place @ None) => *place = Some(source),
                Some(Some(own)) => fill_empty(own, &source),
                None => {}
            }
        }
    }
}

fn fill_empty(own: &mut Stored, from: &Stored) {
    for row in 0..own.len() {
        if own.is_text() && own.code(row) == NULL_CODE {
            own.set_code(row, from.code(row));
        } else if !own.is_text() && own.number(row) == NULL {
            own.set_number(row, from.number(row));
        }
    }
}

/// 记 and 12 in two columns are 记-12, as other exports write it in one.
fn type_and_number(lines: &mut Lines, feed: Names<'_>) {
    let (Some(number), Some(kind)) = (feed.at("voucher_no"), feed.at("voucher_type")) else {
        return;
    };
    if lines.table.stored(kind).is_none() || lines.table.stored(number).is_none() {
        return;
    }
    let domain = Domain::Id as usize;
    let mut joined: std::collections::BTreeMap<(u32, u32), u32> = std::collections::BTreeMap::new();
    for row in 0..lines.table.len() {
        let (k, n) = (lines.table.code(kind, row), lines.table.code(number, row));
        if k == NULL_CODE || n == NULL_CODE {
            continue;
        }
        let Some(dictionary) = lines.dictionaries.get_mut(domain) else {
            return;
        };
        let code = *joined.entry((k, n)).or_insert_with(|| {
            let (kind, number) = (dictionary.text(k), dictionary.text(n));
            if number.starts_with(&*kind) {
                n
            } else {
                let text = format!("{kind}-{number}");
                dictionary.intern(&text)
            }
        });
        if let Some(Some(column)) = lines.table.columns.get_mut(number) {
            column.set_code(row, code);
        }
    }
}

/// Periods as `2024-03`, and a voucher without a day on the last day of its period.
fn periods(lines: &mut Lines, feed: Names<'_>, year: Option<i16>) {
    let (Some(date), Some(period)) = (feed.at("date"), feed.at("period")) else {
        return;
    };
    if lines.table.stored(period).is_none() {
        return;
    }
    let rows = lines.table.len();
    if lines.table.stored(date).is_none() {
        let mut empty = Stored::Short(Vec::with_capacity(rows));
        for _ in 0..rows {
            empty.push_number(NULL);
        }
        lines.table.set(date, Some(empty));
    }
    let mut known_periods: BTreeMap<(u32, i64), (u32, i64)> = BTreeMap::new();
    for row in 0..rows {
        let own = lines.table.code(period, row);
        let fiscal = feed.number(&lines.table, "fiscal_year", row);
        let Some(dictionary) = lines.dictionaries.get_mut(Domain::Id as usize) else {
            return;
        };
        let (code, day) = *known_periods.entry((own, fiscal)).or_insert_with(|| {
            let year = i16::try_from(fiscal).ok().or(year);
            let text = dictionary.text(own).into_owned();
            match parse_period(&text, CellKind::Text, year) {
                Ok(Some(canonical)) => (dictionary.intern(&canonical), last_day(&canonical)),
                _ => (NULL_CODE, NULL),
            }
        });
        if let Some(Some(column)) = lines.table.columns.get_mut(period) {
            column.set_code(row, code);
        }
        if lines.table.number(date, row) == NULL
            && let Some(Some(column)) = lines.table.columns.get_mut(date)
        {
            column.set_number(row, day);
        }
    }
}

/// Months of feeds that have no day beside them, as `2024-03`; what names no one month (`第一期`, `2024年度`, `2024年1-3月`) stays as it is. A year of the
/// books that stands in no cell of its own is that of the month, and a complaint that was counted by the month stands at its end.
fn periods_alone(lines: &mut Lines, feed: Names<'_>, year: Option<i16>) {
    let Some(period) = feed.at("period") else {
        return;
    };
    if lines.table.stored(period).is_none() {
        return;
    }
    let day_at = feed.at("date").filter(|_| feed.0.name == "complaints");
    let year_at = feed.at("fiscal_year");
    let mut seen: BTreeMap<(u32, i64), (u32, i64, i64)> = BTreeMap::new();
    for row in 0..lines.table.len() {
        let own = lines.table.code(period, row);
        let fiscal = feed.number(&lines.table, "fiscal_year", row);
        let Some(dictionary) = lines.dictionaries.get_mut(Domain::Id as usize) else {
            return;
        };
        let (code, of, day) = *seen.entry((own, fiscal)).or_insert_with(|| {
            let year = i16::try_from(fiscal).ok().or(year);
            let text = dictionary.text(own).into_owned();
            let is_month = text.contains(['月', '-', '.', '/']) || text.len() == 6;
            match parse_period(&text, CellKind::Text, year) {
                Ok(Some(canonical)) if is_month => {
                    let of = canonical.split_once('-').and_then(|(y, _)| y.parse().ok());
                    let code = dictionary.intern(&canonical);
                    (code, of.unwrap_or(NULL), last_day(&canonical))
                }
                _ => (own, NULL, NULL),
            }
        });
        if let Some(Some(column)) = lines.table.columns.get_mut(period) {
            column.set_code(row, code);
        }
        for (at, value) in [(year_at, of), (day_at, day)] {
            if let Some(at) = at.filter(|_| value != NULL) {
                set_where_null(lines, at, row, value);
            }
        }
    }
}

/// Puts a number where there is none; the column is made where the source lacks it.
fn set_where_null(lines: &mut Lines, at: usize, row: usize, value: i64) {
    let rows = lines.table.len();
    if lines.table.stored(at).is_none() {
        lines.table.set(at, Some(Stored::Int(vec![NULL; rows])));
    }
    if lines.table.number(at, row) == NULL
        && let Some(Some(column)) = lines.table.columns.get_mut(at)
    {
        column.set_number(row, value);
    }
}

/// Last day of `2024-03`; that of December for a 13th month.
fn last_day(period: &str) -> i64 {
    let Some((year, month)) = period.split_once('-') else {
        return NULL;
    };
    let (Ok(year), Ok(month)) = (year.parse::<i64>(), month.parse::<i64>()) else {
        return NULL;
    };
    if !(1949..=2100).contains(&year) || month < 1 {
        return NULL;
    }
    if month >= 12 {
        days_from_civil(year + 1, 1, 1) - 1
    } else {
        days_from_civil(year, month + 1, 1) - 1
    }
}
