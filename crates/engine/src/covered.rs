//! The lines of coverage. There are more of them than leads, so that they are kept as numbers, 32 bytes each, and names once.

use std::sync::Arc;

use crate::{Outcome, Reason};

/// One line of coverage; neighbouring months with the same outcome and reason are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage<'a> {
    /// Rule.
    pub rule_id: &'a str,
    /// Collective.
    pub org: &'a str,
    /// First month, year × 12 + month − 1; −1 for rows without a day.
    pub from_month: i64,
    /// Last month.
    pub to_month: i64,
    /// Outcome.
    pub outcome: Outcome,
    /// Why it was not judged.
    pub reason: Option<&'a Reason>,
    /// Rows examined.
    pub rows: u64,
}

/// What became of each rule for each collective and months, by rule, collective, month.
#[derive(Clone, Debug, Default)]
pub struct Covered {
    orgs: Vec<String>,
    rules: Vec<OfRule>,
    /// How many lines there are.
    len: usize,
}

/// The lines of one rule.
#[derive(Clone, Debug, Default)]
pub(crate) struct OfRule {
    pub(crate) id: String,
    pub(crate) lines: Vec<Line>,
    reasons: Vec<Arc<Reason>>,
}

/// A line in numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// Index among the names of collectives.
    pub(crate) org: u32,
    pub(crate) from: i32,
    pub(crate) to: i32,
    pub(crate) outcome: Outcome,
    /// See [`OfRule::reason`].
    pub(crate) reason: u16,
    pub(crate) rows: u64,
}

impl OfRule {
    pub(crate) fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            ..Self::default()
        }
    }

    /// The number of a reason, 0 of none. A rule has few of them.
    pub(crate) fn number(&mut self, reason: Option<Arc<Reason>>) -> u16 {
        let Some(reason) = reason else { return 0 };
        let known = self.reasons.iter().rposition(|known| *known == reason);
        let at = known.unwrap_or_else(|| {
            self.reasons.push(reason);
            self.reasons.len() - 1
        });
        u16::try_from(at + 1).unwrap_or(u16::MAX)
    }

    /// The reason of a number.
    pub(crate) fn reason(&self, number: u16) -> Option<&Reason> {
        let at = usize::from(number.checked_sub(1)?);
        self.reasons.get(at).map(AsRef::as_ref)
    }
}

impl Covered {
    /// Lines of rules by id, whose collectives are numbers of `orgs`.
    pub(crate) fn of(orgs: Vec<String>, rules: Vec<OfRule>) -> Self {
        Self {
            len: rules.iter().map(|rule| rule.lines.len()).sum(),
            orgs,
            rules,
        }
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All lines, in their order.
    pub fn iter(&self) -> impl Iterator<Item = Coverage<'_>> {
        self.range(0..self.len)
    }

    /// Those from one number to another of the order, for threads to share; out of range there are none.
    pub fn range(&self, range: std::ops::Range<usize>) -> impl Iterator<Item = Coverage<'_>> {
        let mut before = 0;
        self.rules.iter().flat_map(move |rule| {
            let first = range.start.saturating_sub(before).min(rule.lines.len());
            let end = range.end.saturating_sub(before).min(rule.lines.len());
            before += rule.lines.len();
            let lines = rule.lines.get(first..end).unwrap_or(&[]);
            lines.iter().map(move |line| self.line(rule, line))
        })
    }

    /// The rules with their lines in numbers.
    pub(crate) fn rules(&self) -> &[OfRule] {
        &self.rules
    }

    fn line<'a>(&'a self, rule: &'a OfRule, line: &Line) -> Coverage<'a> {
        let org = self.orgs.get(line.org as usize);
        Coverage {
            rule_id: &rule.id,
            org: org.map_or("", String::as_str),
            from_month: line.from.into(),
            to_month: line.to.into(),
            outcome: line.outcome,
            reason: rule.reason(line.reason),
            rows: line.rows,
        }
    }
}

impl PartialEq for Covered {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Covered {}

impl<'a> FromIterator<Coverage<'a>> for Covered {
    fn from_iter<I: IntoIterator<Item = Coverage<'a>>>(lines: I) -> Self {
        let mut orgs: Vec<String> = Vec::new();
        let mut rules: Vec<OfRule> = Vec::new();
        for line in lines {
            if rules.last().is_none_or(|rule| rule.id != line.rule_id) {
                rules.push(OfRule::new(line.rule_id));
            }
            let Some(rule) = rules.last_mut() else {
                continue;
            };
            let known = orgs.iter().position(|org| org == line.org);
            let org = known.unwrap_or_else(|| {
                orgs.push(line.org.to_owned());
                orgs.len() - 1
            });
            let reason = rule.number(line.reason.cloned().map(Arc::new));
            rule.lines.push(Line {
                org: u32::try_from(org).unwrap_or(u32::MAX),
                from: month(line.from_month),
                to: month(line.to_month),
                outcome: line.outcome,
                reason,
                rows: line.rows,
            });
        }
        Self::of(orgs, rules)
    }
}

/// A month as lines hold it; months of years of four digits need 17 bits.
pub(crate) fn month(month: i64) -> i32 {
    i32::try_from(month).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Coverage, Covered};
    use crate::{Outcome, Reason};

    #[test]
    fn lines_come_back_as_they_were_in_any_range() {
        let why = [
            Reason::NoFeed("a".to_owned()),
            Reason::NoFeed("b".to_owned()),
        ];
        let line = |rule_id, org, month, reason| Coverage {
            rule_id,
            org,
            from_month: month,
            to_month: month + 2,
            outcome: Outcome::NotJudged,
            reason,
            rows: 7,
        };
        let given = [
            line("A01", "甲村", 24_288, Some(&why[0])),
            line("A01", "乙村", -1, None),
            line("A01", "乙村", 24_300, Some(&why[1])),
            line("B01", "甲村", 24_288, Some(&why[1])),
            line("C01", "丙村", 24_288, Some(&why[0])),
        ];
        let covered: Covered = given.into_iter().collect();
        assert_eq!(covered.len(), given.len());
        for first in 0..=given.len() {
            for end in first..=given.len() + 1 {
                let found: Vec<_> = covered.range(first..end).collect();
                assert_eq!(found, given[first..end.min(given.len())], "{first}..{end}");
            }
        }
        assert_eq!(covered, covered.iter().collect::<Covered>());
        assert!(Covered::default().is_empty());
    }
}
