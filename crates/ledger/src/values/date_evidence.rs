//! Order of day, month and year in a column, told from the literals that leave no doubt.

use super::date::{DateOrder, DateStyle, ambiguous, candidate, parse_date};
use super::fault::ValueFault;
use super::text::{clean_text, fold};
use crate::Wording;
use crate::readers::CellKind;

const ORDERS: [DateOrder; 3] = [DateOrder::Ymd, DateOrder::Dmy, DateOrder::Mdy];

/// What the dates of a column say about their order. Dates with the year first, month names and date cells say nothing: they
/// are read wherever they stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct DateEvidence {
    /// Literals that could be read in several orders, were nothing else known.
    doubtful: u64,
    /// For each order: literals that exist in it alone.
    only: [u64; 3],
    /// For each order: literals that exist in it.
    fits: [u64; 3],
    /// All literals whose order must be known.
    total: u64,
    /// For each order: which two-digit years it would give.
    years: [u128; 3],
    /// Which years stand in full in other literals, or in the titles, by their last two digits.
    full: u128,
    /// The latest of them.
    latest: Option<i16>,
}

impl DateEvidence {
    /// Looks at one cell.
    pub(crate) fn observe(&mut self, raw: &str, kind: CellKind) {
        if kind != CellKind::Text || raw.len() > 40 {
            return;
        }
        // What needs no order needs no evidence.
        let none = DateStyle::default();
        let numbers = three_numbers(raw);
        let Some((values, short)) = numbers else {
            if let Some(year) = full_year(raw) {
                self.period(year);
            }
            return;
        };
        if parse_date(raw, kind, &none).is_ok_and(|d| d.is_none()) {
            return;
        }
        self.total += 1;
        let mut readings: Vec<(usize, i64)> = Vec::new();
        for (at, order) in ORDERS.into_iter().enumerate() {
            if order == DateOrder::Ymd && !short {
                continue;
            }
            if let Ok(day) = candidate(order, values, short, &none) {
                readings.push((at, day));
            }
        }
        for (at, _) in &readings {
            if let (Some(fits), Some(years)) = (self.fits.get_mut(*at), self.years.get_mut(*at)) {
                *fits += 1;
                let year = if *at == 0 { values[0] } else { values[2] };
                *years |= 1_u128 << year.rem_euclid(100);
            }
        }
        match readings.as_slice() {
            [] => {}
            [(at, _)] => {
                if let Some(only) = self.only.get_mut(*at) {
                    *only += 1;
                }
            }
            [(_, first), rest @ ..] => {
                if rest.iter().any(|(_, day)| day != first) {
                    self.doubtful += 1;
                }
            }
        }
    }

    /// Takes note of a year that the books are of.
    pub(crate) fn period(&mut self, year: i16) {
        self.full |= 1_u128 << year.rem_euclid(100);
        self.latest = self.latest.max(Some(year));
    }

    /// The order, and why where the column itself told it. `pin` is `dmy`, or `dmy 2024` with the year of the source.
    ///
    /// # Errors
    /// A column whose literals could be read in several orders, or contradict each other.
    pub(crate) fn decide(
        &self,
        pin: Option<&str>,
    ) -> Result<(DateStyle, Option<Wording>), ValueFault> {
        let mut style = DateStyle::default();
        let mut words = pin.unwrap_or_default().split_whitespace();
        style.order = match words.next() {
            Some("dmy") => Some(DateOrder::Dmy),
            Some("mdy") => Some(DateOrder::Mdy),
            Some("ymd") => Some(DateOrder::Ymd),
            _ => None,
        };
        style.year = words.next().and_then(|y| y.parse().ok());
        // A book may run on some years beyond the one it is named for, never a generation.
        style.pivot = style.year.map(|y| y.saturating_add(20));
        if style.order.is_some() || self.doubtful == 0 {
            return Ok((style, None));
        }
        let certain: Vec<usize> = (0..ORDERS.len())
            .filter(|at| self.only.get(*at).is_some_and(|n| *n > 0))
            .collect();
        let (at, why) = match certain.as_slice() {
            [at] => {
                let n = self.only.get(*at).copied().unwrap_or_default();
                (
                    *at,
                    Wording::new(
                        format!("{n} 个日期只能这样读"),
                        format!("{n} dates can be read in this order only"),
                    ),
                )
            }
            [] => self
                .by_period()
                .or_else(|| self.by_years())
                .ok_or_else(ambiguous)?,
            _ => return Err(ambiguous()),
        };
        // Two digits mean a year near those that stand in full; one that is far from them all was read in a wrong order.
        if certain.is_empty() && self.full != 0 && !self.is_near(at) {
            return Err(ambiguous());
        }
        style.pivot = style.pivot.or(self.latest.map(|y| y.saturating_add(20)));
        style.order = ORDERS.get(at).copied();
        Ok((style, Some(why)))
    }

    /// Whether every two-digit year of an order is one that stands in full, or next to one.
    fn is_near(&self, at: usize) -> bool {
        let near = (0..100_u32)
            .filter(|y| self.full >> y & 1 == 1)
            .flat_map(|y| [(y + 99) % 100, y, (y + 1) % 100])
            .fold(0_u128, |all, y| all | 1 << y);
        self.years.get(at).is_some_and(|years| years & !near == 0)
    }

    /// The one order in which every date exists and lies in the period of the books.
    fn by_period(&self) -> Option<(usize, Wording)> {
        let mut orders = (0..ORDERS.len())
            .filter(|at| self.fits.get(*at) == Some(&self.total) && self.is_near(*at));
        let at = orders.next().filter(|_| self.full != 0)?;
        orders.next().is_none().then(|| {
            (
                at,
                Wording::new(
                    "只有这样读，年份才与写全的年份相符",
                    "only in this order do the years agree with those that stand in full",
                ),
            )
        })
    }

    /// Books span few years: the order whose years are few while the others' are many.
    fn by_years(&self) -> Option<(usize, Wording)> {
        let mut spans: Vec<(u32, usize)> = (0..ORDERS.len())
            .filter(|at| self.fits.get(*at) == Some(&self.total))
            .filter_map(|at| Some((self.years.get(at)?.count_ones(), at)))
            .collect();
        spans.sort_unstable();
        match spans.as_slice() {
            [(_, at)] => Some((
                *at,
                Wording::new(
                    "只有这样读，每个日期才都存在",
                    "only in this order does every date exist",
                ),
            )),
            [(few, at), (more, _), ..] if *few <= 2 && *more >= few + 3 => Some((
                *at,
                Wording::new(
                    format!("这样读只涉及 {few} 个年份，其他读法至少 {more} 个"),
                    format!("in this order they span {few} years, in any other {more} or more"),
                ),
            )),
            _ => None,
        }
    }
}

/// The year of a literal that begins with four digits of it.
fn full_year(raw: &str) -> Option<i16> {
    let folded = fold(clean_text(raw));
    let year = folded.get(..4)?.parse().ok()?;
    let next = folded.get(4..)?.chars().next()?;
    (matches!(next, '-' | '/' | '.' | '年') && (1949..=2100).contains(&year)).then_some(year)
}

/// Three numbers of at most two digits, or with a year of four at the end.
fn three_numbers(raw: &str) -> Option<([i64; 3], bool)> {
    let folded = fold(clean_text(raw));
    let date = folded.split([' ', 'T']).next().unwrap_or_default();
    let mut parts = date.split(['-', '/', '.', '\u{2212}', '–']);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    let number = |text: &str, most: usize| {
        let digits = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<i64>().ok()).flatten()
    };
    if parts.next().is_some() || c.len() == 3 {
        return None;
    }
    Some(([number(a, 2)?, number(b, 2)?, number(c, 4)?], c.len() <= 2))
}

#[cfg(test)]
mod tests {
    use super::{DateEvidence, DateOrder, DateStyle};
    use crate::readers::CellKind;

    fn check(literals: &[&str], pin: Option<&str>, wanted: Result<Option<DateOrder>, &str>) {
        let mut evidence = DateEvidence::default();
        for literal in literals {
            evidence.observe(literal, CellKind::Text);
        }
        assert_eq!(
            evidence
                .decide(pin)
                .map(|(style, _)| style.order)
                .map_err(|f| f.code),
            wanted,
            "{literals:?} {pin:?}"
        );
    }

    #[test]
    fn a_column_decides_what_a_cell_cannot() {
        check(&[], None, Ok(None));
        check(&["2024-01-31", "2024/1/2", "20240103"], None, Ok(None));
        check(
            &["13/02/2024", "01/02/2024"],
            None,
            Ok(Some(DateOrder::Dmy)),
        );
        check(
            &["02/13/2024", "01/02/2024"],
            None,
            Ok(Some(DateOrder::Mdy)),
        );
        check(&["01/02/2024", "03/04/2024"], None, Err("ambiguous-date"));
        check(
            &["01/02/2024", "03/04/2024"],
            Some("dmy"),
            Ok(Some(DateOrder::Dmy)),
        );
        check(&["01/01/2024", "02/02/2024"], None, Ok(None));
        check(
            &["13/02/2024", "02/13/2024", "01/02/2024"],
            None,
            Err("ambiguous-date"),
        );
        check(&["13/02/2024", "02/13/2024"], None, Ok(None));
        check(
            &["13/02/2024 10:00:00", "01/02/2024 10:00:00"],
            None,
            Ok(Some(DateOrder::Dmy)),
        );
        check(&["98.12.31", "98.1.2"], None, Ok(None));
        check(&["98.12.31", "5.1.2"], None, Ok(Some(DateOrder::Ymd)));
        check(&["24.1.31"], None, Err("ambiguous-date"));
        check(
            &["24.1.3", "24.1.5", "24.1.11", "24.2.7", "24.3.9"],
            None,
            Ok(Some(DateOrder::Ymd)),
        );
        check(&["02 Jan 2025", "2025年1月2日"], None, Ok(None));
        // The years that stand in full tell the others, and refuse an order that leads far from them.
        let ymd = Ok(Some(DateOrder::Ymd));
        check(&["24-1-6", "24-2-7", "2024-01-08"], None, ymd);
        check(
            &["2024-01-05", "24-1-6", "01-07-24", "5/1/2024"],
            None,
            Err("ambiguous-date"),
        );
        check(&["合计", "-", ""], None, Ok(None));
    }

    #[test]
    fn a_pin_may_name_the_year() {
        let (style, _) = DateEvidence::default()
            .decide(Some("ymd 2024"))
            .expect("a pin decides");
        assert_eq!(
            style,
            DateStyle {
                order: Some(DateOrder::Ymd),
                year: Some(2024),
                pivot: Some(2044)
            }
        );
    }

    #[test]
    fn date_cells_say_nothing() {
        let mut evidence = DateEvidence::default();
        evidence.observe("01/02/2024", CellKind::Date);
        assert!(evidence.decide(None).is_ok());
    }
}
