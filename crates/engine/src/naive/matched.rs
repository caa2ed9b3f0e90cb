//! Matches: left rows choose in the order of their days, each the earliest free partner.

use std::collections::BTreeMap;

use rules::Plan;

use super::plan::{Naive, equal, int};
use super::{Line, Lines, Value};
use crate::Reason;

impl Naive<'_> {
    pub(super) fn matching(&mut self, plan: &Plan) -> Lines {
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
