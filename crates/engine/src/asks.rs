//! Which columns each node of a plan must yield, and so which feed columns a plan needs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rules::expr::{Expr, Function};
use rules::plan::{Measure, Pick};
use rules::{Cite, Plan};
use rustc_hash::FxHashMap;

/// Columns by feed; names may be common ones (`date`, `amount`), which the feed resolves.
pub(crate) type Asks = BTreeMap<String, BTreeSet<String>>;

/// Which columns of each node are asked for by the nodes above it.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    nodes: FxHashMap<usize, BTreeSet<String>>,
    feeds: Asks,
    /// Whether columns are left out that a call looks at beside others, so that one of them will do.
    alone: bool,
}

/// Feed columns that a rule's plans need.
pub(crate) fn asks(cite: &Cite) -> Asks {
    let mut needs = Needs::default();
    needs.cite(cite);
    needs.feeds
}

/// Columns of `hits` that a lead is made of.
pub(crate) fn hit_columns(cite: &Cite) -> BTreeSet<String> {
    let mut wanted: BTreeSet<String> = cite.subject.iter().cloned().collect();
    wanted.extend(["org".to_owned()]);
    wanted.extend(cite.at.iter().chain(&cite.amount).cloned());
    let expressions = cite.facts.iter().map(|(_, e)| e);
    let moved = cite.unless.iter().chain(&cite.raise).map(|(_, e)| e);
    for expr in expressions.chain(moved) {
        columns(expr, &mut wanted);
    }
    wanted
}

/// Columns of `members` and `absent` that a lead is made of.
pub(crate) fn group_columns(cite: &Cite) -> BTreeSet<String> {
    let mut wanted: BTreeSet<String> = cite.subject.iter().cloned().collect();
    wanted.extend(["org".to_owned(), "month".to_owned()]);
    wanted.extend(cite.at.iter().chain(&cite.amount).cloned());
    wanted
}

impl Needs {
    /// Needs of all plans of a rule.
    pub(crate) fn cite(&mut self, cite: &Cite) {
        self.plan(&cite.hits, &hit_columns(cite));
        let moved = cite.unless.iter().chain(&cite.raise).map(|(_, e)| e);
        for expr in cite.facts.iter().map(|(_, e)| e).chain(moved) {
            self.functions(expr);
        }
        for plan in cite.members.iter().chain(&cite.absent) {
            self.plan(plan, &group_columns(cite));
        }
    }

    /// What the nodes above ask of this one.
    pub(crate) fn of(&self, plan: &Arc<Plan>) -> Option<&BTreeSet<String>> {
        self.nodes.get(&Arc::as_ptr(plan).addr())
    }

    /// What all plans ask of a feed; `None` where none asks anything.
    pub(crate) fn feed(&self, feed: &str) -> Option<&BTreeSet<String>> {
        self.feeds.get(feed)
    }

    /// Adds what a plan needs below it to yield `wanted`.
    pub(crate) fn plan(&mut self, plan: &Arc<Plan>, wanted: &BTreeSet<String>) {
        let known = self.nodes.entry(Arc::as_ptr(plan).addr());
        let first = matches!(known, std::collections::hash_map::Entry::Vacant(_));
        let known = known.or_default();
        if !first && wanted.is_subset(known) {
            return;
        }
        known.extend(wanted.iter().cloned());
        let mut below = known.clone();
        match &**plan {
            Plan::Feed { feed, .. } => {
                below.insert("org".to_owned());
                self.ask(feed, below);
            }
            Plan::Spine { feed } => self.ask(feed, ["org".to_owned(), "date".to_owned()]),
            Plan::Filter { input, keep } => {
                self.expr(keep, &mut below);
                self.plan(input, &below);
            }
            Plan::Derive { input, columns } => {
                for (name, expr) in columns.iter().rev() {
                    below.remove(name);
                    self.expr(expr, &mut below);
                }
                self.plan(input, &below);
            }
            Plan::Group {
                input,
                keys,
                measures,
            } => {
                below = keys.iter().cloned().collect();
                self.measures(measures, &mut below);
                self.plan(input, &below);
            }
            Plan::Window {
                input,
                partition,
                order,
                measures,
                ..
            } => {
                for measure in measures {
                    below.remove(&measure.name);
                }
                below.extend(partition.iter().chain(order).cloned());
                self.measures(measures, &mut below);
                self.plan(input, &below);
            }
            Plan::Join { .. } => self.join(plan, below),
            Plan::Union(inputs) => {
                for input in inputs {
                    self.plan(input, &below);
                }
            }
            Plan::Match {
                left,
                right,
                on,
                dates,
                amounts,
                ..
            } => {
                let mut other = BTreeSet::new();
                for (l, r) in on.iter().chain([dates, amounts]) {
                    below.insert(l.clone());
                    other.insert(r.clone());
                }
                self.plan(left, &below);
                self.plan(right, &other);
            }
        }
    }

    fn join(&mut self, plan: &Arc<Plan>, mut below: BTreeSet<String>) {
        let Plan::Join {
            left,
            right,
            on,
            between,
            residual,
            pick,
            prefix,
            absence,
            ..
        } = &**plan
        else {
            return;
        };
        if let Some(residual) = residual {
            self.expr(residual, &mut below);
        }
        let prefix = format!("{prefix}.");
        let mut other: BTreeSet<String> = below
            .iter()
            .filter_map(|name| name.strip_prefix(&prefix))
            .map(str::to_owned)
            .collect();
        below.retain(|name| !name.starts_with(&prefix));
        for (l, r) in on {
            below.insert(l.clone());
            other.insert(r.clone());
        }
        for bound in between {
            below.insert(bound.left.clone());
            other.insert(bound.right.clone());
        }
        if let Pick::Nearest { left, right } = pick {
            below.insert(left.clone());
            other.insert(right.clone());
        }
        if let Some(absence) = absence {
            below.insert("org".to_owned());
            below.extend(absence.date.clone());
            let theirs = ["org".to_owned(), "date".to_owned()];
            self.ask(&absence.feed, theirs);
            self.ask(&absence.feed, absence.keys.clone());
        }
        self.plan(left, &below);
        self.plan(right, &other);
    }

    fn measures(&mut self, measures: &[Measure], below: &mut BTreeSet<String>) {
        for measure in measures {
            below.extend(measure.of.clone());
            if let Some(filter) = &measure.filter {
                self.expr(filter, below);
            }
        }
    }

    fn expr(&mut self, expr: &Expr, below: &mut BTreeSet<String>) {
        if self.alone {
            columns_alone(expr, below);
        } else {
            columns(expr, below);
        }
        self.functions(expr);
    }

    /// Feeds that functions look into.
    fn functions(&mut self, expr: &Expr) {
        each(expr, &mut |node| match node {
            Expr::Call {
                function: Function::OnRecord { feed, column },
                ..
            } => self.ask(feed, ["org".to_owned(), column.clone()]),
            Expr::Call {
                function: Function::Supplied { feed, .. },
                ..
            } => self.ask(feed, ["org".to_owned()]),
            Expr::Call {
                function: Function::HoldsOffice,
                ..
            } => self.ask(
                "people",
                ["org", "name", "office", "start", "end", "relative_of"].map(str::to_owned),
            ),
            _ => {}
        });
    }

    fn ask(&mut self, feed: &str, columns: impl IntoIterator<Item = String>) {
        self.feeds
            .entry(feed.to_owned())
            .or_default()
            .extend(columns);
    }
}

/// Columns of a feed that the hits of a rule's plan hang on, canonical or common names; not those that are only told, and, if `alone`,
/// not those that a call looks at beside others.
pub(crate) fn reads(cite: &Cite, feed: &str, alone: bool) -> BTreeSet<String> {
    let mut needs = Needs {
        alone,
        ..Needs::default()
    };
    needs.plan(&cite.hits, &BTreeSet::new());
    needs.feeds.remove(feed).unwrap_or_default()
}

/// Columns of which the conditions of a rule's plan, and what moves the level of a hit, ask whether they are blank.
pub(crate) fn blanks(cite: &Cite) -> BTreeSet<String> {
    fn asked(expr: &Expr, into: &mut BTreeSet<String>) {
        match expr {
            Expr::And(all) | Expr::Or(all) => all.iter().for_each(|one| asked(one, into)),
            Expr::IsNull(inner) => {
                if let Expr::Column { name, .. } = &**inner {
                    into.insert(name.clone());
                }
            }
            _ => {}
        }
    }
    fn within(plan: &Plan, into: &mut BTreeSet<String>) {
        if let Plan::Filter { keep, .. } = plan {
            asked(keep, into);
        }
        for input in plan.inputs() {
            within(input, into);
        }
    }
    let mut found = BTreeSet::new();
    within(&cite.hits, &mut found);
    for (_, expr) in cite.unless.iter().chain(&cite.raise) {
        asked(expr, &mut found);
    }
    found
}

/// Adds the columns that an expression names.
pub(crate) fn columns(expr: &Expr, into: &mut BTreeSet<String>) {
    each(expr, &mut |node| {
        // Conditions name a few columns many times.
        if let Expr::Column { name, .. } = node
            && !into.contains(name)
        {
            into.insert(name.clone());
        }
    });
}

/// The same, but for those that a call looks for a word in beside others.
fn columns_alone(expr: &Expr, into: &mut BTreeSet<String>) {
    match expr {
        Expr::Column { name, .. } => _ = into.insert(name.clone()),
        Expr::Call { function, args, .. } => {
            let beside = matches!(function, Function::Mentions { .. }) && args.len() > 1;
            for arg in args.iter().filter(|_| !beside) {
                columns_alone(arg, into);
            }
        }
        Expr::Literal(_) => {}
        Expr::Not(inner) | Expr::Negate(inner) | Expr::IsNull(inner) => columns_alone(inner, into),
        Expr::In { value, .. } => columns_alone(value, into),
        Expr::And(all) | Expr::Or(all) => all.iter().for_each(|one| columns_alone(one, into)),
        Expr::Compare { left, right, .. } | Expr::Arithmetic { left, right, .. } => {
            columns_alone(left, into);
            columns_alone(right, into);
        }
    }
}

/// Visits every node of an expression.
fn each<'a>(expr: &'a Expr, visit: &mut impl FnMut(&'a Expr)) {
    visit(expr);
    match expr {
        Expr::Literal(_) | Expr::Column { .. } => {}
        Expr::Not(inner) | Expr::Negate(inner) | Expr::IsNull(inner) => each(inner, visit),
        Expr::In { value, .. } => each(value, visit),
        Expr::And(all) | Expr::Or(all) | Expr::Call { args: all, .. } => {
            for inner in all {
                each(inner, visit);
            }
        }
        Expr::Compare { left, right, .. } | Expr::Arithmetic { left, right, .. } => {
            each(left, visit);
            each(right, visit);
        }
    }
}
