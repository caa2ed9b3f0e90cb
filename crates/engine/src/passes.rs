//! How rules were run, for people who ask what a scan costs: which were judged together, on how many parts, and what they shared.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rules::Plan;
use rustc_hash::FxHashMap;

use crate::operators::Asked;
use crate::parts::Key;

/// Rules that were judged together. Outside the promise of equal bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pass {
    /// Column by which rows were parted, `org` or `party`; `None` for rules that were judged on all rows at once, each by itself.
    pub by: Option<String>,
    /// How many parts there were.
    pub parts: usize,
    /// Microseconds of each rule, of all threads together, dearest first.
    pub rules: Vec<(String, u128)>,
    /// Steps of plans, and orders of rows, that several rules shared: what it is, and the ids of the rules; what most share first.
    pub shared: Vec<(String, Vec<String>)>,
}

impl Pass {
    /// What rules that were judged in parts shared. Rules by number, with the plans of each logic and what it took.
    pub(crate) fn in_parts<'a>(
        key: Key,
        parts: usize,
        logics: impl Iterator<Item = (&'a str, &'a Asked<'a>, u128)>,
    ) -> Self {
        let mut took: BTreeMap<&str, u128> = BTreeMap::new();
        let mut users = Users::default();
        for (rule, asked, micros) in logics {
            *took.entry(rule).or_default() += micros;
            asked.plans().for_each(|plan| users.add(rule, plan));
        }
        let mut shared: Vec<(String, Vec<String>)> = users
            .steps
            .into_values()
            .chain(users.orders.into_values())
            .filter(|(_, rules)| rules.len() > 1)
            .map(|(step, rules)| (step, rules.into_iter().map(str::to_owned).collect()))
            .collect();
        shared.sort_by(|a, b| (b.1.len(), &a.0, &a.1).cmp(&(a.1.len(), &b.0, &b.1)));
        Self {
            by: Some(key.column().to_owned()),
            parts,
            rules: dearest_first(took.into_iter().map(|(rule, took)| (rule.to_owned(), took))),
            shared,
        }
    }

    /// Rules that were judged on all rows.
    pub(crate) fn at_once(rules: impl Iterator<Item = (String, u128)>) -> Self {
        Self {
            parts: 1,
            rules: dearest_first(rules),
            ..Self::default()
        }
    }
}

fn dearest_first(rules: impl Iterator<Item = (String, u128)>) -> Vec<(String, u128)> {
    let mut rules: Vec<(String, u128)> = rules.collect();
    rules.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    rules
}

/// Rules by what they share, with its name.
type By<'a, K> = FxHashMap<K, (String, BTreeSet<&'a str>)>;

/// Which rules use each node, and each order of the rows of a node.
#[derive(Default)]
struct Users<'a> {
    steps: By<'a, usize>,
    orders: By<'a, (usize, Vec<String>)>,
}

impl<'a> Users<'a> {
    fn add(&mut self, rule: &'a str, plan: &Arc<Plan>) {
        let node = Arc::as_ptr(plan).addr();
        let step = || (rules::plan::line(plan), BTreeSet::new());
        // A feed is served to all; that is no step.
        if !matches!(**plan, Plan::Feed { .. })
            && !self.steps.entry(node).or_insert_with(step).1.insert(rule)
        {
            return;
        }
        if let Plan::Window {
            input,
            partition,
            order,
            ..
        } = &**plan
        {
            let columns: Vec<String> = partition.iter().chain(order).cloned().collect();
            let name = format!("Order {}", columns.join(", "));
            let key = (Arc::as_ptr(input).addr(), columns);
            let known = self.orders.entry(key);
            known
                .or_insert_with(|| (name, BTreeSet::new()))
                .1
                .insert(rule);
        }
        for input in plan.inputs() {
            self.add(rule, input);
        }
    }
}
