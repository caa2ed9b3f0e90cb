//! The walk over plans: every node once, each yielding a frame, and beside it what could not be judged.

use std::collections::BTreeSet;
use std::sync::Arc;

use rules::Plan;
use rules::plan::{Books, Rows};
use rustc_hash::{FxHashMap, FxHashSet};

use super::alike::Asked;
use super::order::Orders;
use super::{filter, group, join, matching, spine, union, window};
use crate::asks::Needs;
use crate::eval::{Context, Failure, column};
use crate::frame::Frame;
use crate::parts::Part;
use crate::pull::Seen;
use crate::unjudged::Unjudged;

/// What a plan yields.
#[cfg(test)]
#[derive(Clone, Debug)]
pub(crate) struct Output {
    /// Its rows.
    pub(crate) frame: Arc<Frame>,
    /// Feed rows that could not be judged.
    pub(crate) unjudged: Unjudged,
}

/// What the plans of a rule yield.
#[derive(Clone, Debug)]
pub(crate) struct Cited {
    /// Accused rows.
    pub(crate) hits: Arc<Frame>,
    /// Populations cited as a whole.
    pub(crate) members: Option<Arc<Frame>>,
    /// What is missing.
    pub(crate) absent: Option<Arc<Frame>>,
    /// Feed rows that could not be judged.
    pub(crate) unjudged: Unjudged,
}

/// What a node yields: its frame, and rows that may or may not belong to it.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) frame: Arc<Frame>,
    pub(super) doubtful: Option<Arc<Doubtful>>,
}

/// Rows that may or may not belong to a frame, so that an absence that hangs on them is not taken for one.
#[derive(Clone, Debug)]
pub(super) struct Doubtful {
    pub(super) frame: Frame,
    /// Why, a code of `Reasons` for each row.
    pub(super) reasons: Vec<u16>,
}

/// One evaluation of the plans of some rules, over all rows or over a part of them; a node that several ask for is evaluated once.
pub(crate) struct Run<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) needs: Needs<'a>,
    part: Option<Part<'a>>,
    /// The rows of each feed, or the part's, and which of them plans see.
    frames: FxHashMap<String, Arc<Frame>>,
    seen: FxHashMap<(String, Rows, Books), Seen>,
    nodes: FxHashMap<usize, Result<Node, Failure>>,
    /// How often each node is still to be asked for; what nobody asks for any more is given back.
    uses: FxHashMap<usize, usize>,
    orders: Orders,
    /// What the node at hand could not judge, and what each node before could not.
    open: Unjudged,
    unjudged: FxHashMap<usize, Unjudged>,
}

/// Runs a plan; `wanted` names the columns that its frame must have.
#[cfg(test)]
pub(crate) fn run(
    plan: &Arc<Plan>,
    wanted: &BTreeSet<String>,
    part: Option<Part<'_>>,
    context: &Context,
) -> Result<Output, Failure> {
    let mut run = Run::new(context, part);
    run.needs
        .plan(plan, wanted.iter().map(String::as_str).collect());
    run.count(plan);
    let frame = run.node(plan)?.frame;
    Ok(Output {
        frame,
        unjudged: run.unjudged(&[plan]),
    })
}

impl<'a> Run<'a> {
    /// Over all rows of every feed, or over a part of them; [`Run::expect`] tells what it will be asked.
    pub(crate) fn new(context: &'a Context<'a>, part: Option<Part<'a>>) -> Self {
        Self {
            context,
            needs: Needs::default(),
            part,
            frames: FxHashMap::default(),
            seen: FxHashMap::default(),
            nodes: FxHashMap::default(),
            uses: FxHashMap::default(),
            orders: Orders::default(),
            open: Unjudged::default(),
            unjudged: FxHashMap::default(),
        }
    }

    /// Notes that the plans of a logic will be asked for. All that will be asked must be told before anything is.
    pub(crate) fn expect(&mut self, asked: &'a Asked<'_>) {
        self.needs.asked(asked);
        asked.plans().for_each(|plan| self.count(plan));
    }

    /// Runs the plans of a logic. Frames have the columns of `asks::hit_columns` and `asks::group_columns`.
    pub(crate) fn cite(&mut self, asked: &Asked) -> Result<Cited, Failure> {
        // A panic in a node before may have left what it could not judge.
        self.open = Unjudged::default();
        let mut frame = |plan: &Arc<Plan>| self.node(plan).map(|node| node.frame);
        let hits = frame(&asked.hits)?;
        let members = asked.members.as_ref().map(&mut frame).transpose()?;
        let absent = asked.absent.as_ref().map(&mut frame).transpose()?;
        let plans: Vec<&Arc<Plan>> = asked.plans().collect();
        Ok(Cited {
            hits,
            members,
            absent,
            unjudged: self.unjudged(&plans),
        })
    }

    /// What the nodes of some plans could not judge.
    fn unjudged(&self, plans: &[&Arc<Plan>]) -> Unjudged {
        let mut unjudged = Unjudged::default();
        let mut met = FxHashSet::default();
        let mut left = plans.to_vec();
        while let Some(plan) = left.pop() {
            let key = Arc::as_ptr(plan).addr();
            if met.insert(key) {
                if let Some(own) = self.unjudged.get(&key) {
                    unjudged.extend(own);
                }
                left.extend(plan.inputs());
            }
        }
        unjudged.settle();
        unjudged
    }

    /// What a node yields, evaluated when first asked for.
    pub(super) fn node(&mut self, plan: &Arc<Plan>) -> Result<Node, Failure> {
        let key = Arc::as_ptr(plan).addr();
        let left = self.uses.get(&key).map_or(0, |uses| uses.saturating_sub(1));
        self.uses.insert(key, left);
        if left == 0 {
            let known = self.nodes.remove(&key);
            return known.unwrap_or_else(|| self.evaluated(plan));
        }
        if let Some(node) = self.nodes.get(&key) {
            return node.clone();
        }
        let node = self.evaluated(plan);
        self.nodes.insert(key, node.clone());
        node
    }

    /// Counts who asks for each node below a plan.
    fn count(&mut self, plan: &Arc<Plan>) {
        let uses = self.uses.entry(Arc::as_ptr(plan).addr()).or_insert(0);
        *uses += 1;
        if *uses == 1 {
            plan.inputs()
                .into_iter()
                .for_each(|input| self.count(input));
        }
    }

    /// Evaluates a node, and keeps what it could not judge apart from what others could not.
    fn evaluated(&mut self, plan: &Arc<Plan>) -> Result<Node, Failure> {
        let before = std::mem::take(&mut self.open);
        let node = self.evaluate(plan);
        let own = std::mem::replace(&mut self.open, before);
        if !own.is_empty() {
            self.unjudged.insert(Arc::as_ptr(plan).addr(), own);
        }
        node
    }

    fn evaluate(&mut self, plan: &Arc<Plan>) -> Result<Node, Failure> {
        match &**plan {
            Plan::Feed { feed, .. } => {
                let frame = self.frame(feed);
                let Some(seen) = self.seen(plan) else {
                    return Ok(Node {
                        frame,
                        doubtful: None,
                    });
                };
                let shown = (0u32..).zip(seen.iter()).filter(|(_, seen)| **seen);
                let rows: Vec<u32> = shown.map(|(row, _)| row).collect();
                Ok(frame.take(&rows, Some(&self.wanted(plan))).into())
            }
            Plan::Spine { feed } => Ok(spine::spine(self, feed).into()),
            Plan::Filter { input, keep } => filter::filter(self, plan, input, keep),
            Plan::Derive { input, columns } => {
                let input = self.node(input)?;
                let derive = |frame: &Frame| {
                    let mut frame = frame.clone();
                    for (name, expr) in columns {
                        let value = column(expr, &frame, self.context)?;
                        frame.set(name, value);
                    }
                    Ok(frame)
                };
                let frame = Arc::new(derive(&input.frame)?);
                let doubtful = match &input.doubtful {
                    None => None,
                    Some(doubtful) => Some(Arc::new(Doubtful {
                        frame: derive(&doubtful.frame)?,
                        reasons: doubtful.reasons.clone(),
                    })),
                };
                Ok(Node { frame, doubtful })
            }
            Plan::Group {
                input,
                keys,
                measures,
            } => {
                let input = self.node(input)?.frame;
                let (frame, open) = group::group(&input, keys, measures, self.context)?;
                for (row, reason) in open {
                    self.not_judged(&input, row as usize, reason);
                }
                Ok(frame.into())
            }
            Plan::Window {
                input,
                partition,
                order,
                frame,
                measures,
            } => {
                let input = self.node(input)?.frame;
                let shape = window::Shape {
                    partition,
                    order,
                    frame: *frame,
                };
                let orders = &mut self.orders;
                Ok(window::window(&input, &shape, measures, orders, self.context)?.into())
            }
            Plan::Join { .. } => join::join(self, plan),
            Plan::Union(inputs) => union::union(self, plan, inputs),
            Plan::Match { .. } => matching::matching(self, plan),
        }
    }

    /// What a filter looks at: of a feed all rows, and beside them which of these the plan sees, so that a million rows are not
    /// copied to leave a few out.
    pub(super) fn sifted(&mut self, plan: &Arc<Plan>) -> Result<(Node, Seen), Failure> {
        match &**plan {
            Plan::Feed { feed, .. } => {
                let frame = self.frame(feed);
                let node = Node {
                    frame,
                    doubtful: None,
                };
                Ok((node, self.seen(plan)))
            }
            _ => Ok((self.node(plan)?, None)),
        }
    }

    /// All rows of a feed that are at hand.
    pub(super) fn frame(&mut self, feed: &str) -> Arc<Frame> {
        let store = self.context.store;
        if let Some(known) = self.frames.get(feed) {
            return Arc::clone(known);
        }
        let wanted = self.needs.feed(feed);
        let frame = match self.part {
            Some(part) => part.frame(feed, wanted.as_ref(), store),
            None => Arc::new(store.frame(feed, wanted.as_ref(), None)),
        };
        self.frames.insert(feed.to_owned(), Arc::clone(&frame));
        frame
    }

    fn seen(&mut self, plan: &Plan) -> Seen {
        let Plan::Feed { feed, rows, books } = plan else {
            return None;
        };
        let all = self.context.store.seen(feed, *rows, *books);
        let Some(part) = self.part else { return all };
        let known = self.seen.entry((feed.clone(), *rows, *books));
        known.or_insert_with(|| part.seen(feed, &all)).clone()
    }

    /// Notes that a row of a frame could not be judged: the feed row that it stands for, or all that it was made of.
    pub(super) fn not_judged(&mut self, frame: &Frame, row: usize, reason: u16) {
        let Some((feed, rows)) = frame.behind(row) else {
            return;
        };
        self.open.add(feed, reason, rows.iter().copied());
    }

    /// The columns that the nodes above ask of a node.
    pub(super) fn wanted(&self, plan: &Arc<Plan>) -> BTreeSet<String> {
        self.needs.of(plan)
    }
}

impl From<Frame> for Node {
    fn from(frame: Frame) -> Self {
        Self {
            frame: Arc::new(frame),
            doubtful: None,
        }
    }
}
