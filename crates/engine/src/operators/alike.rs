//! Equal nodes of the plans of several rules as one node, so that rules that ask the same share its frame and its orders.

use std::mem::{Discriminant, discriminant};
use std::sync::Arc;

use rules::{Cite, Plan};
use rustc_hash::FxHashMap;

/// The plans of a rule's logic, over nodes that it may share with others.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) cite: &'a Cite,
    pub(crate) hits: Arc<Plan>,
    pub(crate) members: Option<Arc<Plan>>,
    pub(crate) absent: Option<Arc<Plan>>,
}

/// What a node is, and the nodes below it.
type Shape = (Discriminant<Plan>, Vec<usize>);

/// Nodes met so far.
#[derive(Default)]
pub(crate) struct Alike {
    met: FxHashMap<Shape, Vec<Arc<Plan>>>,
    /// The node that stands for each node of a rule.
    of: FxHashMap<usize, Arc<Plan>>,
}

impl<'a> Asked<'a> {
    /// Plans that share nothing.
    pub(crate) fn alone(cite: &'a Cite) -> Self {
        Self {
            cite,
            hits: Arc::clone(&cite.hits),
            members: cite.members.clone(),
            absent: cite.absent.clone(),
        }
    }

    /// Its plans, hits first.
    pub(crate) fn plans(&self) -> impl Iterator<Item = &Arc<Plan>> {
        [&self.hits]
            .into_iter()
            .chain(&self.members)
            .chain(&self.absent)
    }
}

impl Alike {
    /// The plans of a logic over nodes that stand for all nodes equal to them. The plans must live as long as `self` does.
    pub(crate) fn asked<'a>(&mut self, cite: &'a Cite) -> Asked<'a> {
        Asked {
            cite,
            hits: self.one(&cite.hits),
            members: cite.members.as_ref().map(|plan| self.one(plan)),
            absent: cite.absent.as_ref().map(|plan| self.one(plan)),
        }
    }

    fn one(&mut self, plan: &Arc<Plan>) -> Arc<Plan> {
        let own = Arc::as_ptr(plan).addr();
        if let Some(known) = self.of.get(&own) {
            return Arc::clone(known);
        }
        let inputs: Vec<Arc<Plan>> = plan
            .inputs()
            .into_iter()
            .map(|input| self.one(input))
            .collect();
        let below = inputs.iter().map(|input| Arc::as_ptr(input).addr());
        let met = self
            .met
            .entry((discriminant(&**plan), below.collect()))
            .or_default();
        let node = if let Some(known) = met.iter().find(|known| ***known == **plan) {
            Arc::clone(known)
        } else {
            let node = Arc::new(plan.over(inputs));
            met.push(Arc::clone(&node));
            node
        };
        self.of.insert(own, Arc::clone(&node));
        node
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rules::Plan;
    use rules::expr::{Expr, Literal};
    use rules::plan::{Books, Rows};

    use super::Alike;

    fn filtered(keep: bool) -> Arc<Plan> {
        let feed = Plan::Feed {
            feed: "payments".to_owned(),
            rows: Rows::Net,
            books: Books::One,
        };
        Arc::new(Plan::Filter {
            input: Arc::new(feed),
            keep: Expr::Literal(Literal::Bool(keep)),
        })
    }

    #[test]
    fn equal_nodes_are_one_and_others_are_not() {
        let plans = [filtered(true), filtered(true), filtered(false)];
        let mut alike = Alike::default();
        let [first, same, other] = plans.each_ref().map(|plan| alike.one(plan));
        assert!(Arc::ptr_eq(&first, &same));
        assert!(!Arc::ptr_eq(&first, &other));
        let below = |plan: &Arc<Plan>| Arc::as_ptr(plan.inputs()[0]);
        assert_eq!(below(&first), below(&other));
        assert_eq!(*first, *plans[0]);
    }
}
