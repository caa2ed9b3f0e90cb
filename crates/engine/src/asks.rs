//! Which columns each node of a plan must yield, and so which feed columns a plan needs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rules::expr::{Expr, Function};
use rules::plan::{Measure, Pick};
use rules::{Cite, Plan};
use rustc_hash::FxHashMap;

use crate::operators::Asked;

/// Columns by feed; names may be common ones (`date`, `amount`), which the feed resolves.
pub(crate) type Asks = BTreeMap<String, BTreeSet<String>>;

/// Names of columns, where a plan writes them: plans are looked at in every run, and in every example.
type Names<'p> = BTreeSet<&'p str>;

/// Which columns of each node are asked for by the nodes above it.
#[derive(Debug, Default)]
pub(crate) struct Needs<'p> {
    nodes: FxHashMap<usize, Names<'p>>,
    feeds: BTreeMap<&'p str, Names<'p>>,
    /// Whether columns are left out that a call looks at beside others, so that one of them will do.
    alone: bool,
}

/// Feed columns that a rule's plans need.
pub(crate) fn asks(cite: &Cite) -> Asks {
    let mut needs = Needs::default();
    needs.cite(cite);
    let feeds = needs.feeds.into_iter();
    feeds
        .map(|(feed, columns)| (feed.to_owned(), owned(&columns)))
        .collect()
}

fn owned(names: &Names<'_>) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Columns of `hits` that a lead is made of.
pub(crate) fn hit_columns(cite: &Cite) -> BTreeSet<String> {
    owned(&of_hits(cite))
}

/// Columns of `members` and `absent` that a lead is made of.
pub(crate) fn group_columns(cite: &Cite) -> BTreeSet<String> {
    owned(&of_groups(cite))
}

fn of_hits(cite: &Cite) -> Names<'_> {
    let mut wanted: Names<'_> = cite.subject.iter().map(String::as_str).collect();
    wanted.insert("org");
    wanted.extend(cite.at.iter().chain(&cite.amount).map(String::as_str));
    let expressions = cite.facts.iter().map(|(_, e)| e);
    let moved = cite.unless.iter().chain(&cite.raise).map(|(_, e)| e);
    for expr in expressions.chain(moved) {
        named(expr, &mut wanted);
    }
    wanted
}

fn of_groups(cite: &Cite) -> Names<'_> {
    let mut wanted: Names<'_> = cite.subject.iter().map(String::as_str).collect();
    wanted.extend(["org", "month"]);
    wanted.extend(cite.at.iter().chain(&cite.amount).map(String::as_str));
    wanted
}

impl<'p> Needs<'p> {
    /// Needs of all plans of a rule.
    fn cite(&mut self, cite: &'p Cite) {
        self.plan(&cite.hits, of_hits(cite));
        let moved = cite.unless.iter().chain(&cite.raise).map(|(_, e)| e);
        for expr in cite.facts.iter().map(|(_, e)| e).chain(moved) {
            self.functions(expr);
        }
        for plan in cite.members.iter().chain(&cite.absent) {
            self.plan(plan, of_groups(cite));
        }
    }

    /// Adds what the plans of a logic need, over nodes that may be shared with others.
    pub(crate) fn asked(&mut self, asked: &'p Asked<'_>) {
        self.plan(&asked.hits, of_hits(asked.cite));
        for plan in asked.plans().skip(1) {
            self.plan(plan, of_groups(asked.cite));
        }
    }

    /// What the nodes above ask of this one.
    pub(crate) fn of(&self, plan: &Arc<Plan>) -> BTreeSet<String> {
        let names = self.nodes.get(&Arc::as_ptr(plan).addr());
        names.map(owned).unwrap_or_default()
    }

    /// What all plans ask of a feed; `None` where none asks anything.
    pub(crate) fn feed(&self, feed: &str) -> Option<BTreeSet<String>> {
        self.feeds.get(feed).map(owned)
    }

    /// Adds what a plan needs below it to yield `wanted`.
    pub(crate) fn plan(&mut self, plan: &'p Arc<Plan>, wanted: Names<'p>) {
        let known = self.nodes.entry(Arc::as_ptr(plan).addr());
        let first = matches!(known, std::collections::hash_map::Entry::Vacant(_));
        let known = known.or_default();
        if !first && wanted.is_subset(known) {
            return;
        }
        known.extend(wanted);
        let mut below = known.clone();
        match &**plan {
            Plan::Feed { feed, .. } => {
                below.insert("org");
                self.ask(feed, below);
            }
            Plan::Spine { feed } => self.ask(feed, ["org", "date"]),
            Plan::Filter { input, keep } => {
                self.expr(keep, &mut below);
                self.plan(input, below);
            }
            Plan::Derive { input, columns } => {
                for (name, expr) in columns.iter().rev() {
                    below.remove(name.as_str());
                    self.expr(expr, &mut below);
                }
                self.plan(input, below);
            }
            Plan::Group {
                input,
                keys,
                measures,
            } => {
                below = keys.iter().map(String::as_str).collect();
                self.measures(measures, &mut below);
                self.plan(input, below);
            }
            Plan::Window {
                input,
                partition,
                order,
                measures,
                ..
            } => {
                for measure in measures {
                    below.remove(measure.name.as_str());
                }
                below.extend(partition.iter().chain(order).map(String::as_str));
                self.measures(measures, &mut below);
                self.plan(input, below);
            }
            Plan::Join { .. } => self.join(plan, below),
            Plan::Union(inputs) => {
                for input in inputs {
                    self.plan(input, below.clone());
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
                let mut other = Names::new();
                for (l, r) in on.iter().chain([dates, amounts]) {
                    below.insert(l.as_str());
                    other.insert(r.as_str());
                }
                self.plan(left, below);
                self.plan(right, other);
            }
        }
    }

    fn join(&mut self, plan: &'p Arc<Plan>, mut below: Names<'p>) {
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
        let mut other: Names<'p> = below
            .iter()
            .filter_map(|name| name.strip_prefix(&prefix))
            .collect();
        below.retain(|name| !name.starts_with(&prefix));
        for (l, r) in on {
            below.insert(l.as_str());
            other.insert(r.as_str());
        }
        for bound in between {
            below.insert(&bound.left);
            other.insert(&bound.right);
        }
        if let Pick::Nearest { left, right } = pick {
            below.insert(left);
            other.insert(right);
        }
        if let Some(absence) = absence {
            below.insert("org");
            below.extend(absence.date.as_deref());
            let theirs = ["org", "date"];
            self.ask(&absence.feed, theirs);
            self.ask(&absence.feed, absence.keys.iter().map(String::as_str));
        }
        self.plan(left, below);
        self.plan(right, other);
    }

    fn measures(&mut self, measures: &'p [Measure], below: &mut Names<'p>) {
        for measure in measures {
            below.extend(measure.of.as_deref());
            if let Some(filter) = &measure.filter {
                self.expr(filter, below);
            }
        }
    }

    fn expr(&mut self, expr: &'p Expr, below: &mut Names<'p>) {
        if self.alone {
            columns_alone(expr, below);
        } else {
            named(expr, below);
        }
        self.functions(expr);
    }

    /// Feeds that functions look into.
    fn functions(&mut self, expr: &'p Expr) {
        each(expr, &mut |node| match node {
            Expr::Call {
                function: Function::OnRecord { feed, column },
                ..
            } => self.ask(feed, ["org", column]),
            Expr::Call {
                function: Function::Supplied { feed, .. },
                ..
            } => self.ask(feed, ["org"]),
            Expr::Call {
                function: Function::HoldsOffice,
                ..
            } => self.ask(
                "people",
                ["org", "name", "office", "start", "end", "relative_of"],
            ),
            _ => {}
        });
    }

    fn ask(&mut self, feed: &'p str, columns: impl IntoIterator<Item = &'p str>) {
        self.feeds.entry(feed).or_default().extend(columns);
    }
}

/// Columns of a feed that the hits of a rule's plan hang on, canonical or common names; not those that are only told, and, if `alone`,
/// not those that a call looks at beside others.
pub(crate) fn reads<'p>(cite: &'p Cite, feed: &str, alone: bool) -> BTreeSet<&'p str> {
    let mut needs = Needs {
        alone,
        ..Needs::default()
    };
    needs.plan(&cite.hits, Names::new());
    needs.feeds.remove(feed).unwrap_or_default()
}

/// Columns of which the conditions of a rule's plan, and what moves the level of a hit, ask whether they are blank.
pub(crate) fn blanks(cite: &Cite) -> BTreeSet<&str> {
    fn asked<'p>(expr: &'p Expr, into: &mut Names<'p>) {
        match expr {
            Expr::And(all) | Expr::Or(all) => all.iter().for_each(|one| asked(one, into)),
            Expr::IsNull(inner) => {
                if let Expr::Column { name, .. } = &**inner {
                    into.insert(name);
                }
            }
            _ => {}
        }
    }
    fn within<'p>(plan: &'p Plan, into: &mut Names<'p>) {
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
    let mut names = Names::new();
    named(expr, &mut names);
    into.extend(owned(&names));
}

fn named<'p>(expr: &'p Expr, into: &mut Names<'p>) {
    each(expr, &mut |node| {
        if let Expr::Column { name, .. } = node {
            into.insert(name);
        }
    });
}

/// The same, but for those that a call looks for a word in beside others.
fn columns_alone<'p>(expr: &'p Expr, into: &mut Names<'p>) {
    match expr {
        Expr::Column { name, .. } => _ = into.insert(name),
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
