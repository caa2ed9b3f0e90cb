//! Plans, one row at a time, by nested loops.

use std::collections::BTreeMap;

use rules::Plan;
use rules::plan::{Absence, Aggregate, Books as Which, Frame, How, Measure, Pick, Rows};

use super::books::{Books, FEEDS};
use super::expr::{order, truth, value};
use super::measure::measured;
use super::{Line, Lines, Unjudged, Value};
use crate::Reason;

pub(super) struct Naive<'b> {
    books: &'b Books,
    pub(super) unjudged: Unjudged,
}

impl<'b> Naive<'b> {
    pub(super) fn new(books: &'b Books) -> Self {
        Self {
            books,
            unjudged: Unjudged::new(),
        }
    }

    fn not_judged(&mut self, line: &Line, reason: &Reason) {
        for (feed, row) in &line.behind {
            self.unjudged.insert((feed.clone(), *row, reason.clone()));
        }
    }

    pub(super) fn run(&mut self, plan: &Plan) -> Lines {
        match plan {
            Plan::Feed { feed, rows, books } => {
                let pulled = &self.books.feeds[feed];
                let keep = |&row: &usize| {
                    (*rows == Rows::All || !pulled.netted[row])
                        && (*books == Which::All || pulled.primary[row])
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
            } => sure(group(&self.run(input).sure, keys, measures)),
            Plan::Window {
                input,
                partition,
                order,
                frame,
                measures,
            } => sure(window(
                self.run(input).sure,
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

    fn feed_line(&self, feed: &str, row: usize) -> Line {
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
            let (org, Some(month)) = (line.value("org").clone(), month(line.value("date")))
            else {
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

    fn join(&mut self, plan: &Plan) -> Lines {
        let Plan::Join {
            left,
            right,
            on,
            between,
            residual,
            how,
            pick,
            prefix,
            absence,
        } = plan
        else {
            panic!("this is no join");
        };
        let (left, right) = (self.run(left), self.run(right));
        let mut output = Lines::default();
        for line in left.sure {
            let mut partners: Vec<(usize, Line)> = Vec::new();
            let mut open: Option<Reason> = None;
            let lefts: Vec<&String> = on.iter().map(|(l, _)| l).collect();
            let bounds = between.iter().map(|b| &b.left);
            let asked: Vec<&Value> = lefts
                .into_iter()
                .chain(bounds)
                .map(|name| line.value(name))
                .collect();
            let unknown = asked.iter().any(|v| matches!(v, Value::Unknown(_)))
                && !asked.contains(&&Value::Null);
            let rights = right.sure.iter().map(|r| (r, None));
            let doubtful = right.doubtful.iter().map(|(r, why)| (r, Some(why)));
            for (place, (other, doubt)) in rights.chain(doubtful).enumerate() {
                let equal = on
                    .iter()
                    .all(|(l, r)| equal(line.value(l), other.value(r)));
                let within = between.iter().all(|bound| {
                    match (line.value(&bound.left), other.value(&bound.right)) {
                        (Value::Int(l), Value::Int(r)) if bound.at_least => l + bound.shift >= *r,
                        (Value::Int(l), Value::Int(r)) => l + bound.shift <= *r,
                        _ => false,
                    }
                });
                if !equal || !within {
                    continue;
                }
                let pair = paired(&line, Some(other), &right, prefix);
                let judged = residual.as_ref().map(|r| truth(r, &pair));
                let may = judged.as_ref().is_none_or(|j| j.may_be_true());
                let is = judged.as_ref().is_none_or(|j| j.is_true());
                if is && doubt.is_none() {
                    partners.push((place, pair));
                } else if may && open.is_none() {
                    let why = judged.and_then(|j| j.reason);
                    open = doubt.cloned().or(why);
                }
            }
            if let Pick::Nearest { left, right } = pick {
                let right = format!("{prefix}.{right}");
                partners.sort_by_key(|(place, pair)| {
                    let to = int(pair.value(&right));
                    let distance = int(pair.value(left)).zip(to).map(|(a, b)| (a - b).abs());
                    (distance.is_none(), distance, to, *place)
                });
                partners.truncate(1);
            }
            if partners.is_empty()
                && let Some(reason) = open
            {
                self.not_judged(&line, &reason);
                if matches!(how, How::Semi | How::Anti) {
                    output.doubtful.push((line, reason));
                }
                continue;
            }
            match how {
                How::Inner => output
                    .sure
                    .extend(partners.into_iter().map(|(_, pair)| pair)),
                How::Left if partners.is_empty() => {
                    output.sure.push(paired(&line, None, &right, prefix));
                }
                How::Left => output
                    .sure
                    .extend(partners.into_iter().map(|(_, pair)| pair)),
                How::Semi if !partners.is_empty() => output.sure.push(line),
                How::Anti if partners.is_empty() => {
                    let reason = if unknown {
                        Some(Reason::UntrustedId)
                    } else {
                        absence.as_ref().and_then(|a| self.not_covered(&line, a))
                    };
                    match reason {
                        None => output.sure.push(line),
                        Some(reason) => {
                            self.not_judged(&line, &reason);
                            output.doubtful.push((line, reason));
                        }
                    }
                }
                How::Semi | How::Anti => {}
            }
        }
        output
    }

    fn not_covered(&self, line: &Line, absence: &Absence) -> Option<Reason> {
        let reason = Some(Reason::NotCovered(absence.feed.clone()));
        let Value::Text(org) = line.value("org") else {
            return reason;
        };
        let at = month(line.value(&absence.date));
        if at.is_some_and(|month| Books::declared(&absence.feed, org, month)) {
            return None;
        }
        let rows = 0..self.books.feeds[&absence.feed].rows.len();
        let theirs: Vec<Line> = rows
            .map(|row| self.feed_line(&absence.feed, row))
            .filter(|l| l.value("org") == line.value("org"))
            .collect();
        let near = |other: &Line| {
            let other = month(other.value("date"));
            other.is_some_and(|other| (other - at.unwrap_or(other)).abs() <= 12)
        };
        let covered = theirs.iter().any(near) || (at.is_none() && !theirs.is_empty());
        reason.filter(|_| !covered)
    }

    fn matching(&mut self, plan: &Plan) -> Lines {
        let Plan::Match {
            left,
            right,
            on,
            dates,
            days,
            amounts,
            fen,
        } = plan
        else {
            panic!("this is no match");
        };
        let (left, right) = (self.run(left), self.run(right));
        let left = left.sure;
        let fits = |l: &Line, r: &Line| {
            let near = |(a, b): &(String, String), most: i64| {
                let pair = int(l.value(a)).zip(int(r.value(b)));
                pair.is_some_and(|(a, b)| (i128::from(a) - i128::from(b)).abs() <= i128::from(most))
            };
            let keys = on.iter().all(|(a, b)| equal(l.value(a), r.value(b)));
            keys && near(dates, *days) && near(amounts, *fen)
        };
        let mut seekers: Vec<usize> = (0..left.len()).collect();
        seekers.sort_by_key(|&i| (int(left[i].value(&dates.0)), i));
        let greedy = |seekers: &[usize], theirs: &[&Line]| {
            let mut by_day: Vec<usize> = (0..theirs.len()).collect();
            by_day.sort_by_key(|&i| (int(theirs[i].value(&dates.1)), i));
            let mut found: BTreeMap<usize, usize> = BTreeMap::new();
            for &l in seekers {
                let free = |r: &&usize| !found.values().any(|taken| taken == *r);
                let partner = by_day
                    .iter()
                    .filter(free)
                    .find(|&&r| fits(&left[l], theirs[r]));
                if let Some(&partner) = partner {
                    found.insert(l, partner);
                }
            }
            found
        };
        let certain = greedy(&seekers, &right.sure.iter().collect::<Vec<_>>());
        seekers.retain(|i| !certain.contains_key(i));
        let doubts: Vec<&Line> = right.doubtful.iter().map(|(line, _)| line).collect();
        let doubtful = greedy(&seekers, &doubts);
        let mut output = Lines::default();
        for (i, line) in left.iter().enumerate() {
            let keys = on.iter().map(|(l, _)| l).chain([&dates.0, &amounts.0]);
            let asked: Vec<&Value> = keys.map(|name| line.value(name)).collect();
            let unknown = asked.iter().any(|v| matches!(v, Value::Unknown(_)))
                && !asked.contains(&&Value::Null);
            let reason = match doubtful.get(&i) {
                _ if certain.contains_key(&i) => continue,
                Some(&partner) => Some(right.doubtful[partner].1.clone()),
                None => unknown.then_some(Reason::UntrustedId),
            };
            match reason {
                None => output.sure.push(line.clone()),
                Some(reason) => {
                    self.not_judged(line, &reason);
                    output.doubtful.push((line.clone(), reason));
                }
            }
        }
        output
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

fn int(value: &Value) -> Option<i64> {
    match value {
        Value::Int(v) => Some(*v),
        _ => None,
    }
}

fn month(day: &Value) -> Option<i64> {
    int(day).map(crate::civil::month)
}

fn equal(left: &Value, right: &Value) -> bool {
    let known = |v: &Value| !matches!(v, Value::Null | Value::Unknown(_));
    known(left) && known(right) && order(left, right).is_eq()
}

/// A left line beside a right one; NULLs and no rows where there is none.
fn paired(left: &Line, right: Option<&Line>, all: &Lines, prefix: &str) -> Line {
    let mut pair = left.clone();
    let doubtful = all.doubtful.iter().map(|(line, _)| line);
    let Some(model) = right.or_else(|| all.sure.iter().chain(doubtful).next()) else {
        return pair;
    };
    for (name, known) in &model.values {
        let known = right.map_or(Value::Null, |_| known.clone());
        pair.values.insert(format!("{prefix}.{name}"), known);
    }
    for (of, row) in &model.refs {
        let name = if of.is_empty() {
            prefix.to_owned()
        } else {
            format!("{prefix}.{of}")
        };
        pair.refs
            .insert(name, row.clone().filter(|_| right.is_some()));
    }
    pair
}

/// The key of a line, if it has a whole one.
fn key(line: &Line, names: &[String]) -> Option<Vec<Value>> {
    let values = names.iter().map(|name| line.value(name).clone());
    let known = |v: Value| (!matches!(v, Value::Null | Value::Unknown(_))).then_some(v);
    values.map(known).collect()
}

fn group(lines: &[Line], keys: &[String], measures: &[Measure]) -> Vec<Line> {
    let mut groups: Vec<(Vec<Value>, Vec<&Line>)> = Vec::new();
    for line in lines {
        let Some(key) = key(line, keys) else { continue };
        match groups.iter_mut().find(|(k, _)| *k == key) {
            Some((_, rows)) => rows.push(line),
            None => groups.push((key, vec![line])),
        }
    }
    groups
        .into_iter()
        .map(|(key, rows)| {
            let mut values: BTreeMap<String, Value> = keys.iter().cloned().zip(key).collect();
            for measure in measures {
                values.insert(measure.name.clone(), measured(measure, &rows));
            }
            Line {
                values,
                behind: rows.iter().flat_map(|r| r.behind.clone()).collect(),
                refs: BTreeMap::new(),
            }
        })
        .collect()
}

fn window(
    lines: Vec<Line>,
    partition: &[String],
    by: &[String],
    frame: Frame,
    measures: &[Measure],
) -> Vec<Line> {
    let whole = |i: &usize| key(&lines[*i], partition).is_some() && key(&lines[*i], by).is_some();
    let compare = |a: usize, b: usize| {
        let orders = by
            .iter()
            .map(|n| order(lines[a].value(n), lines[b].value(n)));
        orders.into_iter().find(|o| o.is_ne()).unwrap_or(a.cmp(&a))
    };
    let mut output = lines.clone();
    for (i, out) in output.iter_mut().enumerate() {
        let mut rows: Vec<usize> = (0..lines.len()).filter(whole).collect();
        rows.retain(|&r| key(&lines[r], partition) == key(&lines[i], partition));
        rows.sort_by(|&a, &b| compare(a, b).then(a.cmp(&b)));
        let at = rows.iter().position(|&r| r == i);
        for measure in measures {
            let found = at.map_or(Value::Null, |at| {
                let day = |r: usize| int(lines[r].value(&by[0])).unwrap();
                let seen = |&p: &usize| match frame {
                    Frame::Partition => true,
                    Frame::Rows { before, after } => {
                        p + before as usize >= at && p <= at + after as usize
                    }
                    Frame::Preceding => p <= at || compare(rows[p], i).is_eq(),
                    Frame::Days { before, after } => {
                        let apart = day(rows[p]) - day(i);
                        -before <= apart && apart <= after
                    }
                };
                match measure.function {
                    Aggregate::RowNumber => Value::Int(i64::try_from(at).unwrap() + 1),
                    Aggregate::Lag(n) => {
                        let name = measure.of.as_ref().unwrap();
                        let before = at.checked_sub(n as usize);
                        before.map_or(Value::Null, |p| lines[rows[p]].value(name).clone())
                    }
                    _ => {
                        let seen = (0..rows.len()).filter(seen).map(|p| &lines[rows[p]]);
                        measured(measure, &seen.collect::<Vec<_>>())
                    }
                }
            });
            out.values.insert(measure.name.clone(), found);
        }
    }
    output
}
