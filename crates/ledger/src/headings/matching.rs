//! Which heading supplies which column: exact aliases first, then the longest alias that a heading contains.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::normalise;
use crate::{Column, ColumnPin, Feed};

/// Which heading supplies which column of a feed, and how well the feed fits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mapping {
    /// Column → index of its heading. Columns that fall back on another share its heading.
    pub(crate) columns: BTreeMap<String, usize>,
    /// Columns for which several headings are equally good: to be asked, never guessed, and in no other place.
    pub(crate) ties: Vec<Tie>,
    /// Pinned columns whose headings do not exist here, or that the feed does not have.
    pub(crate) missing_pins: Vec<(String, Vec<String>)>,
    /// Whether every required column and one of each group is there (a tie counts as there).
    pub(crate) complete: bool,
    /// How well the feed fits; comparable between feeds and rows of one source, 0 where not complete.
    pub(crate) score: u32,
    /// Headings taken, for a share of all.
    pub(crate) taken: usize,
}

/// Headings that fit one column equally well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tie {
    /// The column.
    pub(crate) column: String,
    /// Indices of the headings.
    pub(crate) headings: Vec<usize>,
    /// Whether the feed cannot be read without an answer.
    pub(crate) blocking: bool,
}

/// Words that make another column of a heading: `金额` is not found in `借方金额`, nor `日期` in `签订日期` unless aliases say so.
const OTHERS: [&str; 43] = [
    "借方",
    "贷方",
    "借",
    "贷",
    "收入",
    "支出",
    "转入",
    "转出",
    "对方",
    "对手",
    "本方",
    "期初",
    "期末",
    "年初",
    "累计",
    "余额",
    "税",
    "预算",
    "折旧",
    "大写",
    "数量",
    "单价",
    "编号",
    "编码",
    "代码",
    "号",
    "笔数",
    "比例",
    "率",
    "开户",
    "出生",
    "原币",
    "外币",
    "手续费",
    "证件",
    "上级",
    "上期",
    "打印",
    "导出",
    "查询",
    "制表",
    "合计",
    "个数",
];

/// The same for English headings: `amount` is not found in `VAT Amount`, nor `supplier` in `Supplier Postcode`.
const OTHERS_ENGLISH: [&str; 30] = [
    "irrecoverable",
    "vat",
    "tax",
    "budget",
    "balance",
    "opening",
    "closing",
    "currency",
    "type",
    "code",
    "date",
    "number",
    "no",
    "id",
    "ref",
    "category",
    "postcode",
    "address",
    "town",
    "city",
    "class",
    "status",
    "group",
    "count",
    "original",
    "year",
    "month",
    "phone",
    "email",
    "contact",
];

const TAXED: [&str; 8] = [
    "excludingvat",
    "includingvat",
    "exclvat",
    "inclvat",
    "excvat",
    "incvat",
    "exvat",
    "netofvat",
];

/// Matches headings to the columns of a feed. `pins` come first and are never overruled.
pub(crate) fn match_columns(
    feed: &Feed,
    headings: &[String],
    pins: &BTreeMap<String, ColumnPin>,
) -> Mapping {
    let headings: Vec<String> = headings.iter().map(|h| normalise(h)).collect();
    let mut work = Work {
        feed,
        headings: &headings,
        measures: measures(feed, &headings),
        taken: BTreeSet::new(),
        mapping: Mapping::default(),
        points: 0,
    };
    work.pinned(pins);
    work.exact();
    work.contained();
    work.fall_back();
    work.finish()
}

struct Work<'a> {
    feed: &'a Feed,
    headings: &'a [String],
    /// Headings 单位 that speak of bottles and pieces.
    measures: BTreeSet<usize>,
    taken: BTreeSet<usize>,
    mapping: Mapping,
    points: u32,
}

impl Work<'_> {
    fn pinned(&mut self, pins: &BTreeMap<String, ColumnPin>) {
        for (column, ColumnPin(wanted)) in pins {
            let found = wanted.iter().find_map(|w| {
                let w = normalise(w);
                let free: Vec<usize> = self.indices(|h| *h == w);
                if !free.is_empty() {
                    return Some(free);
                }
                // One heading may be pinned to two columns: a time that holds the day, a date that is both signing and start.
                let mut all = self.headings.iter().enumerate();
                let taken = all.find(|(_, h)| !h.is_empty() && **h == w);
                taken.map(|(at, _)| vec![at])
            });
            match found {
                Some(at) if self.feed.column(column).is_some() => self.assign(column, &at, 12),
                _ => self
                    .mapping
                    .missing_pins
                    .push((column.clone(), wanted.clone())),
            }
        }
    }

    fn exact(&mut self) {
        let feed = self.feed;
        for column in feed.columns.iter().filter(|c| !c.derived) {
            if self.settled(&column.name) {
                continue;
            }
            for alias in &column.aliases {
                let mut at = self.indices(|h| h == alias);
                if column.name == ORG {
                    at.retain(|at| !self.measures.contains(at));
                }
                if !at.is_empty() {
                    self.assign(&column.name, &at, 10);
                    break;
                }
            }
        }
    }

    /// Longest alias first; equal lengths of one column are a tie.
    fn contained(&mut self) {
        let mut finds: Vec<(Reverse<usize>, usize, usize)> = Vec::new();
        for (at, heading) in self
            .headings
            .iter()
            .enumerate()
            .filter(|(i, h)| !h.is_empty() && !self.taken.contains(i))
        {
            for (rank, column) in self.feed.columns.iter().enumerate() {
                let measure = column.name == ORG && self.measures.contains(&at);
                if column.derived || measure || self.settled(&column.name) {
                    continue;
                }
                if let Some(length) = longest_in(column, heading) {
                    finds.push((Reverse(length), rank, at));
                }
            }
        }
        finds.sort_unstable();
        for &(length, rank, at) in &finds {
            let Some(column) = self.feed.columns.get(rank) else {
                continue;
            };
            if self.settled(&column.name) || self.taken.contains(&at) {
                continue;
            }
            let equal: Vec<usize> = finds
                .iter()
                .filter(|(l, r, i)| *l == length && *r == rank && !self.taken.contains(i))
                .map(|(_, _, i)| *i)
                .collect();
            self.assign(&column.name, &equal, 5);
        }
    }

    fn fall_back(&mut self) {
        for column in &self.feed.columns {
            if self.settled(&column.name) {
                continue;
            }
            if let Some(&at) = column
                .fallback
                .iter()
                .find_map(|f| self.mapping.columns.get(f))
            {
                self.mapping.columns.insert(column.name.clone(), at);
            }
        }
    }

    fn finish(mut self) -> Mapping {
        let there = |name: &str| self.settled(name);
        let required = self
            .feed
            .columns
            .iter()
            .filter(|c| c.required)
            .all(|c| there(&c.name));
        let groups = self.feed.any_of.iter().all(|g| g.iter().any(|c| there(c)));
        self.mapping.complete = required && groups && !self.taken.is_empty();
        let filled = self
            .headings
            .iter()
            .filter(|h| !h.is_empty())
            .count()
            .max(1);
        self.mapping.taken = self.taken.len();
        if self.mapping.complete {
            let share = 20 * self.taken.len() / filled;
            self.mapping.score = self.points + u32::try_from(share).unwrap_or_default();
        }
        self.mapping
    }

    fn indices(&self, test: impl Fn(&String) -> bool) -> Vec<usize> {
        let free = self
            .headings
            .iter()
            .enumerate()
            .filter(|(i, _)| !self.taken.contains(i));
        free.filter(|(_, h)| !h.is_empty() && test(h))
            .map(|(i, _)| i)
            .collect()
    }

    fn settled(&self, column: &str) -> bool {
        self.mapping.columns.contains_key(column)
            || self.mapping.ties.iter().any(|t| t.column == column)
    }

    fn assign(&mut self, column: &str, at: &[usize], points: u32) {
        self.taken.extend(at);
        self.points += points;
        if let [one] = at {
            self.mapping.columns.insert(column.to_owned(), *one);
            return;
        }
        let needed = self.feed.column(column).is_some_and(|c| c.required)
            || self.feed.any_of.iter().flatten().any(|c| c == column)
            || [&self.feed.date, &self.feed.amount, &self.feed.party]
                .into_iter()
                .flatten()
                .any(|c| c == column);
        self.mapping.ties.push(Tie {
            column: column.to_owned(),
            headings: at.to_vec(),
            blocking: needed,
        });
    }
}

/// The column of the collective.
const ORG: &str = "org";
/// The heading that names a collective in one book and a measure in another.
const UNIT: &str = "单位";
/// What a measure stands beside.
const COUNTED: [&str; 6] = ["数量", "单价", "规格", "规格型号", "型号", "工程量"];

/// Headings 单位 that are no collective: beside a number or a price of pieces, or where a longer heading, 单位名称, names it.
fn measures(feed: &Feed, headings: &[String]) -> BTreeSet<usize> {
    let Some(org) = feed.column(ORG) else {
        return BTreeSet::new();
    };
    let longer = headings.iter().any(|h| {
        h.len() > UNIT.len()
            && h.contains(UNIT)
            && !["编码", "编号", "代码"].iter().any(|w| h.contains(w))
            && org.aliases.contains(h)
    });
    let counted = |at: usize| {
        let beside = [at.checked_sub(1), Some(at + 1)];
        let mut beside = beside
            .into_iter()
            .flatten()
            .filter_map(|at| headings.get(at));
        beside.any(|h| COUNTED.contains(&h.as_str()))
    };
    let units = headings.iter().enumerate().filter(|(_, h)| *h == UNIT);
    units
        .map(|(at, _)| at)
        .filter(|at| longer || counted(*at))
        .collect()
}

/// Length in characters of the longest alias of a column that a heading contains without saying something else besides.
fn longest_in(column: &Column, heading: &str) -> Option<usize> {
    column
        .aliases
        .iter()
        .filter(|a| contains(heading, a))
        .map(|a| a.chars().count())
        .max()
}

fn contains(heading: &str, alias: &str) -> bool {
    let letters = alias.chars().count();
    if alias.is_ascii() {
        // Inside a longer English word a short alias means nothing.
        let rest = heading
            .strip_prefix(alias)
            .or_else(|| heading.strip_suffix(alias))
            .filter(|r| r.is_ascii());
        // With or without tax, an amount is an amount.
        let rest = rest.map(|r| {
            TAXED
                .iter()
                .fold(r.to_owned(), |r, taxed| r.replace(taxed, ""))
        });
        return letters >= 6
            && rest.is_some_and(|rest| !OTHERS_ENGLISH.iter().any(|other| rest.contains(other)));
    }
    if letters < 2 || !heading.contains(alias) {
        return false;
    }
    let rest = heading.replacen(alias, " ", 1);
    !OTHERS.iter().any(|other| rest.contains(other))
}

#[cfg(test)]
mod tests;
