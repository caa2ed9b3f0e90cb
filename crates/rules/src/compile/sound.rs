//! Whether every column that a plan names is there: what tests ask of the plan of every kind and every shipped rule.

use std::collections::BTreeSet;

use ledger::Schema;

use crate::expr::{self, Expr};
use crate::plan::{Cite, How, Measure, Pick, Plan};

/// What a logic's plan names that is not there.
pub(crate) fn unsound(cite: &Cite, schema: &Schema) -> Vec<String> {
    let mut check = Check {
        schema,
        faults: Vec::new(),
    };
    let hits = check.columns(&cite.hits);
    let named = cite.subject.iter().chain(&cite.at).chain(&cite.amount);
    check.names(&hits, named.map(String::as_str), "cite");
    if let Some(members) = &cite.members {
        let members = check.columns(members);
        check.names(&members, cite.subject.iter().map(String::as_str), "members");
    }
    for (_, fact) in &cite.facts {
        check.expr(&hits, fact, "facts");
    }
    for (_, asked) in cite.unless.iter().chain(&cite.raise) {
        check.expr(&hits, asked, "exceptions");
    }
    for prefix in &cite.context {
        if !hits.iter().any(|c| c.starts_with(&format!("{prefix}."))) {
            check.faults.push(format!("context {prefix}"));
        }
    }
    check.faults
}

struct Check<'a> {
    schema: &'a Schema,
    faults: Vec<String>,
}

impl Check<'_> {
    fn columns(&mut self, plan: &Plan) -> BTreeSet<String> {
        match plan {
            Plan::Feed { feed, .. } => {
                let Some(feed) = self.schema.feed(feed) else {
                    self.faults.push(format!("feed {feed}"));
                    return BTreeSet::new();
                };
                let common = [
                    "date",
                    "end",
                    "amount",
                    "party",
                    "party_account",
                    "party_id",
                    "summary",
                ];
                let common = common
                    .iter()
                    .filter(|c| feed.resolve(c).is_some())
                    .map(|c| (*c).to_owned());
                feed.columns
                    .iter()
                    .map(|c| c.name.clone())
                    .chain(common)
                    .collect()
            }
            Plan::Spine { .. } => ["org", "month", "rows"].map(str::to_owned).into(),
            Plan::Filter { input, keep } => {
                let columns = self.columns(input);
                self.expr(&columns, keep, "filter");
                columns
            }
            Plan::Derive {
                input,
                columns: added,
            } => {
                let mut columns = self.columns(input);
                for (name, value) in added {
                    self.expr(&columns, value, "derive");
                    self.add(&mut columns, name);
                }
                columns
            }
            Plan::Group {
                input,
                keys,
                measures,
            } => {
                let columns = self.columns(input);
                self.names(&columns, keys.iter().map(String::as_str), "group");
                let mut out = keys.iter().cloned().collect();
                self.measures(&columns, measures, &mut out);
                out
            }
            Plan::Window {
                input,
                partition,
                order,
                measures,
                ..
            } => {
                let columns = self.columns(input);
                self.names(
                    &columns,
                    partition.iter().chain(order).map(String::as_str),
                    "window",
                );
                let mut out = columns.clone();
                self.measures(&columns, measures, &mut out);
                out
            }
            Plan::Join { .. } => self.join(plan),
            Plan::Union(inputs) => inputs
                .iter()
                .map(|i| self.columns(i))
                .next()
                .unwrap_or_default(),
            Plan::Match { left, .. } => self.columns(left),
        }
    }

    fn join(&mut self, plan: &Plan) -> BTreeSet<String> {
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
            return BTreeSet::new();
        };
        let (mine, theirs) = (self.columns(left), self.columns(right));
        let (lefts, rights): (Vec<&str>, Vec<&str>) =
            on.iter().map(|(l, r)| (l.as_str(), r.as_str())).unzip();
        let lefts = lefts
            .into_iter()
            .chain(between.iter().map(|b| b.left.as_str()));
        let rights = rights
            .into_iter()
            .chain(between.iter().map(|b| b.right.as_str()));
        let (mut near, mut far) = (Vec::new(), Vec::new());
        if let Pick::Nearest { left, right } = pick {
            near.push(left.as_str());
            far.push(right.as_str());
        }
        near.extend(absence.iter().filter_map(|a| a.date.as_deref()));
        self.names(&mine, lefts.chain(near), "join left");
        self.names(&theirs, rights.chain(far), "join right");
        let mut both = mine.clone();
        both.extend(theirs.iter().map(|c| format!("{prefix}.{c}")));
        if let Some(residual) = residual {
            self.expr(&both, residual, "join residual");
        }
        if matches!(how, How::Semi | How::Anti) {
            mine
        } else {
            both
        }
    }

    fn measures(
        &mut self,
        columns: &BTreeSet<String>,
        measures: &[Measure],
        out: &mut BTreeSet<String>,
    ) {
        for measure in measures {
            self.names(columns, measure.of.iter().map(String::as_str), "measure");
            if let Some(filter) = &measure.filter {
                self.expr(columns, filter, "measure");
            }
            self.add(out, &measure.name);
        }
    }

    fn add(&mut self, columns: &mut BTreeSet<String>, name: &str) {
        if !columns.insert(name.to_owned()) {
            self.faults.push(format!("two columns {name}"));
        }
    }

    fn expr(&mut self, columns: &BTreeSet<String>, expr: &Expr, at: &str) {
        self.names(columns, expr::columns(expr), at);
    }

    fn names<'n>(
        &mut self,
        columns: &BTreeSet<String>,
        names: impl IntoIterator<Item = &'n str>,
        at: &str,
    ) {
        for name in names {
            if !columns.contains(name) {
                self.faults.push(format!("{at}: no column {name}"));
            }
        }
    }
}
