//! Days off: weekends, public holidays and make-up workdays, for the years that have a notice.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday, date};
use ledger::Wording;
use serde::Deserialize;
use toml::Spanned;

use super::read::Fault;

/// The years that have a calendar.
#[derive(Clone, Debug, Default)]
pub(super) struct Calendar {
    years: BTreeMap<i16, Year>,
}

#[derive(Clone, Debug, Default)]
struct Year {
    off: BTreeSet<Date>,
    work: BTreeSet<Date>,
}

/// A file of `kind = "calendar"`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[expect(
        dead_code,
        reason = "The kind has been read before; it stands here so that other keys are refused."
    )]
    kind: String,
    #[expect(dead_code, reason = "Documents of lists are for readers of the file.")]
    doc: Wording,
    years: Vec<YearEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearEntry {
    year: Spanned<i16>,
    #[expect(
        dead_code,
        reason = "The notice is the source of the entry, for readers of the file."
    )]
    notice: String,
    /// Public holidays, `MM-DD`, weekends among them.
    off: Vec<Spanned<String>>,
    /// Saturdays and Sundays that are workdays.
    work: Vec<Spanned<String>>,
}

/// Days since 1970-01-01 as a date; `None` out of the years that dates can have.
pub(super) fn civil(day: i64) -> Option<Date> {
    let span = jiff::Span::new().try_days(day).ok()?;
    date(1970, 1, 1).checked_add(span).ok()
}

impl Calendar {
    pub(super) fn extend(&mut self, file: &File) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        for entry in &file.years {
            let year = *entry.year.get_ref();
            let off = days(year, &entry.off, &mut faults);
            let work = days(year, &entry.work, &mut faults);
            if self.years.insert(year, Year { off, work }).is_some() {
                faults.push(Fault::new(
                    entry.year.span(),
                    "repeated-year",
                    (
                        format!("{year}年出现两次"),
                        format!("the year {year} stands twice"),
                    ),
                    ("删去一处。", "Remove one of them."),
                ));
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    pub(super) fn day_off(&self, day: i64) -> Option<bool> {
        let date = civil(day)?;
        let year = self.years.get(&date.year())?;
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        Some(year.off.contains(&date) || (weekend && !year.work.contains(&date)))
    }
}

fn days(year: i16, entries: &[Spanned<String>], faults: &mut Vec<Fault>) -> BTreeSet<Date> {
    let mut days = BTreeSet::new();
    for entry in entries {
        match format!("{year:04}-{}", entry.get_ref()).parse::<Date>() {
            Ok(day) => {
                days.insert(day);
            }
            Err(_) => faults.push(Fault::new(
                entry.span(),
                "bad-day",
                (
                    format!("“{}”不是{year}年的月-日", entry.get_ref()),
                    format!("`{}` is no month and day of {year}", entry.get_ref()),
                ),
                ("写成“02-09”。", "Write it like `02-09`."),
            )),
        }
    }
    days
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        reason = "A broken embedded list should fail the test at once."
    )]

    use crate::lists::Lists;
    use jiff::civil::{Date, date};

    fn day(text: &str) -> i64 {
        let day: Date = text.parse().unwrap();
        i64::from(date(1970, 1, 1).until(day).unwrap().get_days())
    }

    fn check(texts: &[&str], want: Option<bool>) {
        let lists = Lists::embedded().unwrap();
        for text in texts {
            assert_eq!(lists.day_off(day(text)), want, "{text}");
        }
    }

    #[test]
    fn make_up_workdays_of_the_notices() {
        check(
            &[
                "2015-01-04",
                "2015-02-15",
                "2015-02-28",
                "2015-09-06",
                "2015-10-10",
                "2016-02-06",
                "2016-02-14",
                "2016-06-12",
                "2016-09-18",
                "2016-10-08",
                "2016-10-09",
                "2024-02-04",
                "2024-02-18",
                "2024-04-07",
                "2024-04-28",
                "2024-05-11",
                "2024-09-14",
                "2024-09-29",
                "2024-10-12",
                "2025-01-26",
                "2025-02-08",
                "2025-04-27",
                "2025-09-28",
                "2025-10-11",
                "2026-01-04",
                "2026-02-14",
                "2026-02-28",
                "2026-05-09",
                "2026-09-20",
                "2026-10-10",
            ],
            Some(false),
        );
    }

    #[test]
    fn holidays_of_the_notices() {
        check(
            &[
                "2015-09-03",
                "2015-09-04",
                "2016-02-07",
                "2016-02-13",
                "2024-02-10",
                "2024-02-17",
                "2025-01-28",
                "2025-02-04",
                "2026-02-15",
                "2026-02-23",
                "2026-10-01",
                "2026-10-07",
                "2004-01-01",
            ],
            Some(true),
        );
    }

    #[test]
    fn ordinary_days_and_years_without_calendar() {
        check(&["2024-02-09", "2024-03-04", "2026-11-23"], Some(false));
        check(&["2024-03-09", "2026-12-26"], Some(true));
        check(&["2003-12-31", "2027-01-01", "1970-01-01"], None);
        assert_eq!(Lists::embedded().unwrap().day_off(i64::MAX), None);
    }
}
