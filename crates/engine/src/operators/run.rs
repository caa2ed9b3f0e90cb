//! The walk over a plan: every node once, each yielding a frame, and beside it what could not be judged.

use std::collections::BTreeSet;
use std::sync::Arc;

use rules::{Cite, Plan};
use rustc_hash::FxHashMap;

use super::order::Orders;
use super::{filter, group, join, matching, spine, union, window};
use crate::asks::{Needs, group_columns, hit_columns};
use crate::eval::{Context, Failure, column};
use crate::frame::{Frame, Unjudged};
use crate::pull::Seen;

/// What a plan yields.
#[cfg(test)]
#[derive(Clone, Debug)]
pub(crate) struct Output {
    /// Its rows.
    pub(crate) frame: Arc<Frame>,
    /// Feed rows that could not be judged, sorted, each reason once.
    pub(crate) unjudged: Vec<Unjudged>,
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
    /// Feed rows that could not be judged, sorted, each reason once.
    pub(crate) unjudged: Vec<Unjudged>,
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

/// One evaluation of the plans of a rule; shared subtrees are evaluated once.
pub(super) struct Run<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) needs: Needs,
    nodes: FxHashMap<usize, Node>,
    /// How often each node is still to be asked for; what nobody asks for any more is given back.
    uses: FxHashMap<usize, usize>,
    orders: Orders,
    unjudged: Vec<Unjudged>,
}

/// Runs a plan; `wanted` names the columns that its frame must have.
#[cfg(test)]
pub(crate) fn run(
    plan: &Arc<Plan>,
    wanted: &BTreeSet<String>,
    context: &Context,
) -> Result<Output, Failure> {
    let mut run = Run::new(context);
    run.needs.plan(plan, wanted);
    run.count(plan);
    let frame = run.node(plan)?.frame;
    Ok(Output {
        frame,
        unjudged: run.finish(),
    })
}

/// Runs the plans of a rule. Frames have the columns of `asks::hit_columns` and `asks::group_columns`.
pub(crate) fn run_cite(cite: &Cite, context: &Context) -> Result<Cited, Failure> {
    let mut run = Run::new(context);
    run.needs.plan(&cite.hits, &hit_columns(cite));
    for plan in cite.members.iter().chain(&cite.absent) {
        run.needs.plan(plan, &group_columns(cite));
    }
    for plan in [&cite.hits]
        .into_iter()
        .chain(&cite.members)
        .chain(&cite.absent)
    {
        run.count(plan);
    }
    let mut frame = |plan: &Arc<Plan>| run.node(plan).map(|node| node.frame);
    let hits = frame(&cite.hits)?;
    let members = cite.members.as_ref().map(&mut frame).transpose()?;
    let absent = cite.absent.as_ref().map(&mut frame).transpose()?;
    Ok(Cited {
        hits,
        members,
        absent,
        unjudged: run.finish(),
    })
}

impl<'a> Run<'a> {
    fn new(context: &'a Context<'a>) -> Self {
        Self {
            context,
            needs: Needs::default(),
            nodes: FxHashMap::default(),
            uses: FxHashMap::default(),
            orders: Orders::default(),
            unjudged: Vec::new(),
        }
    }

    fn finish(mut self) -> Vec<Unjudged> {
        self.unjudged.sort_unstable();
        self.unjudged.dedup();
        self.unjudged
    }

    /// What a node yields, evaluated when first asked for.
    pub(super) fn node(&mut self, plan: &Arc<Plan>) -> Result<Node, Failure> {
        let key = Arc::as_ptr(plan).addr();
        let left = self.uses.get(&key).map_or(0, |uses| uses.saturating_sub(1));
        self.uses.insert(key, left);
        if left == 0 {
            let known = self.nodes.remove(&key);
            return known.map_or_else(|| self.evaluate(plan), Ok);
        }
        if let Some(node) = self.nodes.get(&key) {
            return Ok(node.clone());
        }
        let node = self.evaluate(plan)?;
        self.nodes.insert(key, node.clone());
        Ok(node)
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

    fn evaluate(&mut self, plan: &Arc<Plan>) -> Result<Node, Failure> {
        match &**plan {
            Plan::Feed { feed, .. } => {
                let frame = self.context.store.frame(feed);
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
                let frame = self.context.store.frame(feed);
                let node = Node {
                    frame,
                    doubtful: None,
                };
                Ok((node, self.seen(plan)))
            }
            _ => Ok((self.node(plan)?, None)),
        }
    }

    fn seen(&self, plan: &Plan) -> Seen {
        match plan {
            Plan::Feed { feed, rows, books } => self.context.store.seen(feed, *rows, *books),
            _ => None,
        }
    }

    /// Notes that a row of a frame could not be judged: the feed row that it stands for, or all that it was made of.
    pub(super) fn not_judged(&mut self, frame: &Frame, row: usize, reason: u16) {
        let Some((feed, rows)) = frame.behind(row) else {
            return;
        };
        let reason = self.context.store.reasons.reason(reason);
        self.unjudged.extend(rows.iter().map(|&row| Unjudged {
            feed: Arc::clone(feed),
            row,
            reason: Arc::clone(&reason),
        }));
    }

    /// The columns that the nodes above ask of a node.
    pub(super) fn wanted(&self, plan: &Arc<Plan>) -> BTreeSet<String> {
        self.needs.of(plan).cloned().unwrap_or_default()
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
