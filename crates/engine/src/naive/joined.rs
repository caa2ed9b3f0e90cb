//! Joins by nested loops.

use rules::Plan;
use rules::plan::{Absence, Bound, How, Pick};

use super::books::Books;
use super::expr::{Truth, truth};
use super::plan::{Naive, equal, int, month};
use super::{Line, Lines, Value};
use crate::Reason;

impl Naive<'_> {
    pub(super) fn join(&mut self, plan: &Plan) -> Lines {
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
            let blank = asked.contains(&&Value::Null);
            let unknown = asked.iter().any(|v| matches!(v, Value::Unknown(_))) && !blank;
            let mut possible = false;
            let rights = right.sure.iter().map(|r| (r, None));
            let doubtful = right.doubtful.iter().map(|(r, why)| (r, Some(why)));
            for (place, (other, doubt)) in rights.chain(doubtful).enumerate() {
                let equal = on.iter().all(|(l, r)| equal(line.value(l), other.value(r)));
                let within = between.iter().all(|b| holds(b, &line, other) == Some(true));
                possible |= !blank && !unknown && may_be_partner(&line, other, on, between);
                if !equal || !within {
                    continue;
                }
                let pair = paired(&line, Some(other), &right, prefix);
                let judged = residual.as_ref().map(|r| truth(r, &pair));
                let may = judged.as_ref().is_none_or(Truth::may_be_true);
                let is = judged.as_ref().is_none_or(Truth::is_true);
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
            // A key that is not known on either side may be equal.
            if partners.is_empty() && *how != How::Left && (unknown || possible) {
                open = open.or(Some(Reason::UntrustedId));
            }
            if let (How::Inner | How::Semi, false, true, None, Some(absence)) =
                (how, blank, partners.is_empty(), &open, absence)
            {
                open = self.not_covered(&line, absence);
            }
            if let (How::Anti, true, None, Some(absence)) =
                (how, partners.is_empty(), &open, absence)
            {
                let null = |b: &&Bound| *line.value(&b.left) == Value::Null;
                let null = between.iter().find(null);
                let null = null.map(|b| Reason::Blank(b.left.clone()));
                open = null.or_else(|| self.not_covered(&line, absence));
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
                How::Anti if partners.is_empty() => output.sure.push(line),
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
        let date = absence.date.as_ref();
        let at = date.and_then(|date| month(line.value(date)));
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
        let never = |key: &&String| theirs.iter().all(|l| *l.value(key) == Value::Null);
        let declared = at.is_some_and(|month| Books::declared(&absence.feed, org, month));
        if !covered && !declared {
            return reason;
        }
        let unread = absence
            .keys
            .iter()
            .filter(|_| !theirs.is_empty())
            .find(never);
        unread
            .map(|key| Reason::NoColumn(absence.feed.clone(), key.clone()))
            .or_else(|| absence.least.map(Reason::TooFew))
    }
}

/// Whether a right line with a key or bound that is not known may be a partner for all that is known of both.
fn may_be_partner(line: &Line, other: &Line, on: &[(String, String)], between: &[Bound]) -> bool {
    let bounds = between.iter().map(|b| other.value(&b.right));
    let keys = on.iter().map(|(_, right)| other.value(right));
    let all: Vec<&Value> = keys.chain(bounds).collect();
    let is_unknown = |value: &&Value| matches!(value, Value::Unknown(_));
    let known = |right: &String| !is_unknown(&other.value(right));
    all.iter().any(is_unknown)
        && !all.contains(&&Value::Null)
        && on
            .iter()
            .filter(|(_, right)| known(right))
            .all(|(left, right)| equal(line.value(left), other.value(right)))
        // With one that is not known, the other bounds are not asked.
        && (between.iter().any(|b| !known(&b.right))
            || between.iter().all(|b| holds(b, line, other) != Some(false)))
}

/// Whether an inequality holds, where both sides are known.
fn holds(bound: &Bound, line: &Line, other: &Line) -> Option<bool> {
    match (line.value(&bound.left), other.value(&bound.right)) {
        (Value::Int(l), Value::Int(r)) if bound.at_least => Some(l + bound.shift >= *r),
        (Value::Int(l), Value::Int(r)) => Some(l + bound.shift <= *r),
        _ => None,
    }
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
