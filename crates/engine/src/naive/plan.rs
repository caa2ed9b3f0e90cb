//! Plans, one row at a time, by nested loops.

use std::collections::BTreeMap;

use rules::Plan;
use rules::plan::{Books as Which, Rows};

use super::books::{Books, FEEDS};
use super::expr::{order, truth, value};
use super::grouped::{group, open, window};
use super::{Line, Lines, Unjudged, Value};
use crate::Reason;

pub(super) struct Naive<'b> {
    pub(super) books: &'b Books,
    pub(super) unjudged: Unjudged,
}

impl<'b> Naive<'b> {
    pub(super) fn new(books: &'b Books) -> Self {
        Self {
            books,
            unjudged: Unjudged::new(),
        }
    }

    pub(super) fn not_judged(&mut self, line: &Line, reason: &Reason) {
        for (feed, row) in &line.behind {
            self.unjudged.insert((feed.clone(), *row, reason.clone()));
        }
    }

    pub(super) fn run(&mut self, plan: &Plan) -> Lines {
        match plan {
            Plan::Feed { feed, rows, books } => {
                let pulled = &self.books.feeds[feed];
                let keep = |&row: &usize| {
                    (*rows == Rows::All || !pulled.is_netted(row))
                        && (*books == Which::All || pulled.primary.number(row) == 1)
                };
                let all = (0..pulled.rows.len()).filter(keep);
                sure(all.map(|row| self.feed_line(feed, row)).collect())
            }
            Plan::Spine { feed } => self.spine(feed),
            Plan::Filter { input, keep } => {
                let input = self.run(input);
                let mut output = Lines::default();
                let mut fresh = Vec::new();
                for line in input.sure {
                    let truth = truth(keep, &line);
                    if truth.is_true() {
                        output.sure.push(line);
                    } else if truth.may_be_true() {
                        let reason = truth.reason.unwrap();
                        self.not_judged(&line, &reason);
                        fresh.push((line, reason));
                    }
                }
                let may = |(line, _): &(Line, Reason)| truth(keep, line).may_be_true();
                fresh.extend(input.doubtful.into_iter().filter(may));
                output.doubtful = fresh;
                output
            }
            Plan::Derive { input, columns } => {
                let mut input = self.run(input);
                let doubtful = input.doubtful.iter_mut().map(|(line, _)| line);
                for line in input.sure.iter_mut().chain(doubtful) {
                    for (name, expr) in columns {
                        let made = value(expr, line);
                        line.values.insert(name.clone(), made);
                    }
                }
                input
            }
            Plan::Group {
                input,
                keys,
                measures,
            } => {
                let input = self.run(input).sure;
                for line in &input {
                    if let Some(reason) = open(line, keys.iter()) {
                        self.not_judged(line, &reason);
                    }
                }
                sure(group(&input, keys, measures))
            }
            Plan::Window {
                input,
                partition,
                order,
                frame,
                measures,
            } => sure(window(
                &self.run(input).sure,
                partition,
                order,
                *frame,
                measures,
            )),
            Plan::Union(inputs) => {
                let mut output = Lines::default();
                for input in inputs {
                    let input = self.run(input);
                    let taken: Vec<_> = output.sure.iter().filter_map(own).collect();
                    let fresh = |line: &Line| own(line).is_none_or(|o| !taken.contains(&o));
                    output.sure.extend(input.sure.into_iter().filter(fresh));
                    output.doubtful.extend(input.doubtful);
                }
                output.sure.sort_by_key(own);
                output
            }
            Plan::Join { .. } => self.join(plan),
            Plan::Match { .. } => self.matching(plan),
        }
    }

    pub(super) fn feed_line(&self, feed: &str, row: usize) -> Line {
        let (_, columns) = FEEDS.iter().find(|(name, _)| *name == feed).unwrap();
        let mut values: BTreeMap<String, Value> = BTreeMap::new();
        for (name, ..) in columns {
            values.insert((*name).to_owned(), self.books.value(feed, name, row));
        }
        for (common, place) in [("date", 1), ("amount", 2), ("party", 3)] {
            let known = values[columns[place].0].clone();
            values.entry(common.to_owned()).or_insert(known);
        }
        let own = (feed.to_owned(), u32::try_from(row).unwrap());
        Line {
            values,
            behind: vec![own.clone()],
            refs: BTreeMap::from([(String::new(), Some(own))]),
        }
    }

    fn spine(&self, feed: &str) -> Lines {
        let mut lines: Vec<Line> = Vec::new();
        for row in 0..self.books.feeds[feed].rows.len() {
            let line = self.feed_line(feed, row);
            let (org, Some(month)) = (line.value("org").clone(), month(line.value("date"))) else {
                continue;
            };
            let key = [org, Value::Int(month)];
            let same = |l: &&mut Line| [l.value("org"), l.value("month")] == [&key[0], &key[1]];
            if let Some(known) = lines.iter_mut().find(same) {
                known.behind.extend(line.behind);
                let rows = i64::try_from(known.behind.len()).unwrap();
                known.values.insert("rows".to_owned(), Value::Int(rows));
                continue;
            }
            let [org, month] = key;
            lines.push(Line {
                values: BTreeMap::from([
                    ("org".to_owned(), org),
                    ("month".to_owned(), month),
                    ("rows".to_owned(), Value::Int(1)),
                ]),
                behind: line.behind,
                refs: BTreeMap::new(),
            });
        }
        sure(lines)
    }
}

fn sure(sure: Vec<Line>) -> Lines {
    Lines {
        sure,
        doubtful: Vec::new(),
    }
}

/// The feed row that a line is.
fn own(line: &Line) -> Option<(String, u32)> {
    line.refs.get("").cloned().flatten()
}

pub(super) fn int(value: &Value) -> Option<i64> {
    match value {
        Value::Int(v) => Some(*v),
        _ => None,
    }
}

pub(super) fn month(day: &Value) -> Option<i64> {
    int(day).map(crate::civil::month)
}

pub(super) fn equal(left: &Value, right: &Value) -> bool {
    let known = |v: &Value| !matches!(v, Value::Null | Value::Unknown(_));
    known(left) && known(right) && order(left, right).is_eq()
}
