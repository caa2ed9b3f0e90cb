//! The other feeds beside the payments of the ledger of measurements, so that every rule of the rulebook has something to look at.
//!
//! Ordinary business of the same collectives in the same years, with no case planted: a line of `feeds.txt` is a feed, with its name, how
//! many rows each collective has, its headings, and how a row is made.

use std::io::{self, Write};

use jiff::civil::{Date, date};

use crate::random::Random;

/// One feed.
pub struct Feed {
    /// Its name, and that of its file.
    pub name: &'static str,
    rows: u64,
    heading: &'static str,
    row: &'static str,
}

/// What the rows of a feed are filled from.
struct Filling<'a> {
    random: &'a mut Random,
    org: &'a str,
    /// Number of the row among those of its collective, how many these are, and its number among all.
    at: u64,
    of: u64,
    number: u64,
    day: Date,
    yuan: String,
}

/// All feeds but payments and meetings, which the ledger writes.
pub fn feeds() -> Vec<Feed> {
    let feed = |line: &'static str| {
        let mut parts = line.splitn(4, ';');
        let mut next = || parts.next();
        Some(Feed {
            name: next()?,
            rows: next()?.parse().ok()?,
            heading: next()?,
            row: next()?,
        })
    };
    include_str!("feeds.txt").lines().filter_map(feed).collect()
}

impl Feed {
    /// Writes the feed for collectives of these names.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&self, orgs: &[String], mut out: impl Write) -> io::Result<()> {
        let mut random = Random::new(20_240_603);
        writeln!(out, "{}", self.heading)?;
        let mut number = 0;
        for org in orgs {
            for at in 0..self.rows {
                let days = jiff::Span::new().days(random.between(0, 1_095));
                let day = date(2022, 1, 1).saturating_add(days);
                let yuan = format!("{}.{:02}", 100 + random.below(9_000), random.below(100));
                let mut filling = Filling {
                    random: &mut random,
                    org,
                    at,
                    of: self.rows,
                    number,
                    day,
                    yuan,
                };
                let mut line = String::new();
                filling.fill(self.row, &mut line);
                writeln!(out, "{line}")?;
                number += 1;
            }
        }
        out.flush()
    }
}

impl Filling<'_> {
    /// Appends a text with what stands in braces filled in; choices may hold braces themselves.
    fn fill(&mut self, text: &str, line: &mut String) {
        let mut rest = text;
        while let Some(from) = rest.find('{') {
            line.push_str(&rest[..from]);
            let inner = &rest[from + 1..];
            let mut depth = 1;
            let end = inner
                .find(|c| {
                    depth += match c {
                        '{' => 1,
                        '}' => -1,
                        _ => 0,
                    };
                    depth == 0
                })
                .unwrap_or(inner.len());
            self.put(&inner[..end], line);
            rest = inner.get(end + 1..).unwrap_or("");
        }
        line.push_str(rest);
    }

    fn put(&mut self, word: &str, line: &mut String) {
        let (word, given) = word.split_once(':').unwrap_or((word, ""));
        let text = match word {
            "org" => self.org.to_owned(),
            "day" => self.day.to_string(),
            "yuan" => self.yuan.clone(),
            "at" => self.at.to_string(),
            "n" => self.number.to_string(),
            "half" => (self.number / 2).to_string(),
            "third" => (self.number / 3).to_string(),
            "mod" => (self.at % given.parse().unwrap_or(1)).to_string(),
            "year" => (2022 + self.at * 3 / self.of).to_string(),
            // Both lines of a voucher are of one day and one sum.
            "pair-day" => {
                let days = i64::try_from(self.number / 2 * 17 % 1_095).unwrap_or(0);
                date(2022, 1, 1)
                    .saturating_add(jiff::Span::new().days(days))
                    .to_string()
            }
            "pair-yuan" => format!("{}.00", 500 + self.number / 2 * 37 % 9_000),
            "person" => {
                let surname: &&str = self
                    .random
                    .pick(&["何", "利", "潘", "区", "麦", "冼", "简", "邝"]);
                format!("{surname}{}", self.random.below(200_000))
            }
            "firm" => format!("宏业{}工程有限公司", self.random.below(20_000)),
            _ => {
                let choices: Vec<&str> = given.split('|').collect();
                let many = choices.len() as u64;
                let at = usize::try_from(self.at % many).unwrap_or(0);
                return self.fill(choices[at], line);
            }
        };
        line.push_str(&text);
    }
}

#[cfg(test)]
mod tests {
    use super::feeds;

    #[test]
    fn every_row_has_a_cell_for_every_heading() {
        let feeds = feeds();
        assert_eq!(feeds.len(), include_str!("feeds.txt").lines().count());
        for feed in feeds {
            let mut out = Vec::new();
            let orgs = ["村A".to_owned(), "村B".to_owned()];
            feed.write(&orgs, &mut out).expect("memory takes it");
            let text = String::from_utf8(out).expect("it is text");
            let cells = |line: &str| line.split(',').count();
            let lines: Vec<usize> = text.lines().map(cells).collect();
            assert!(lines.len() > 2, "{}", feed.name);
            assert!(
                lines.iter().all(|n| *n == lines[0]),
                "{}: {text}",
                feed.name
            );
            assert!(!text.contains(['{', '}', '|']), "{}: {text}", feed.name);
        }
    }
}
