//! Random plans: every operator, every frame and every kind of join, over columns that are there and of fitting types.

use std::sync::Arc;

use ledger::Domain;
use rules::expr::{Expr, Function, Literal, Type};
use rules::plan::{Absence, Aggregate, Books, Bound, Frame, How, Measure, Pick, Plan, Rows};

use super::books::FEEDS;
use super::dice_expr::{column, divided, number, of_kind, predicate};

/// A small generator of numbers; a failing seed leads to the same plan again.
pub(super) struct Dice(u64);

/// A column of a random plan.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) domain: Option<Domain>,
}

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `sides`.
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % (sides.max(1) as u64)).unwrap()
    }

    pub(super) fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.roll(of.len())]
    }

    pub(super) fn small(&mut self) -> i64 {
        i64::try_from(self.roll(7)).unwrap() - 2
    }
}

/// A plan of at most so many levels, with its columns.
pub(super) fn plan(dice: &mut Dice, depth: usize) -> (Plan, Vec<Known>) {
    if depth == 0 {
        let (name, columns) = FEEDS[dice.roll(2)];
        return feed(dice, name, &columns);
    }
    match dice.roll(12) {
        0 => {
            let (name, columns) = FEEDS[dice.roll(2)];
            feed(dice, name, &columns)
        }
        1..=3 => {
            let (input, columns) = plan(dice, depth - 1);
            let keep = predicate(dice, &columns, 3);
            let input = Arc::new(input);
            (Plan::Filter { input, keep }, columns)
        }
        4 => derive(dice, depth),
        5 => group(dice, depth),
        6 | 7 => window(dice, depth),
        8 | 9 => join(dice, depth),
        10 => {
            // Inputs of a union have the same columns, so both are cut from the same plan.
            let (input, columns) = plan(dice, depth - 1);
            let input = Arc::new(input);
            let mut part = || {
                Arc::new(Plan::Filter {
                    input: Arc::clone(&input),
                    keep: predicate(dice, &columns, 2),
                })
            };
            (Plan::Union(vec![part(), part()]), columns)
        }
        _ if dice.roll(3) == 0 => {
            let feed = FEEDS[dice.roll(2)].0.to_owned();
            let int = |name: &str| known(name, Type::Int, None);
            let columns = vec![
                known("org", Type::Text, Some(Domain::Party)),
                int("month"),
                int("rows"),
            ];
            (Plan::Spine { feed }, columns)
        }
        _ => matching(dice, depth),
    }
}

fn known(name: &str, ty: Type, domain: Option<Domain>) -> Known {
    Known {
        name: name.to_owned(),
        ty,
        domain,
    }
}

fn feed(
    dice: &mut Dice,
    name: &str,
    columns: &[(&str, ledger::Type, Domain)],
) -> (Plan, Vec<Known>) {
    let plan = Plan::Feed {
        feed: name.to_owned(),
        rows: *dice.pick(&[Rows::Net, Rows::All]),
        books: *dice.pick(&[Books::One, Books::All]),
    };
    let mut columns: Vec<Known> = columns
        .iter()
        .map(|&(name, ty, domain)| match ty {
            ledger::Type::Text => known(name, Type::Text, Some(domain)),
            ledger::Type::Date => known(name, Type::Date, None),
            ledger::Type::Money => known(name, Type::Money, None),
            _ => known(name, Type::Int, None),
        })
        .collect();
    columns.push(known("party", Type::Text, Some(Domain::Party)));
    if name == "trades" {
        columns.push(known("date", Type::Date, None));
        columns.push(known("amount", Type::Money, None));
    }
    (plan, columns)
}

fn derive(dice: &mut Dice, depth: usize) -> (Plan, Vec<Known>) {
    let (input, mut columns) = plan(dice, depth - 1);
    let name = format!("made{depth}");
    let (expr, ty) = match dice.roll(6) {
        0 => (predicate(dice, &columns, 2), Type::Bool),
        1 => (divided(dice, &columns), Type::Ratio),
        2 => {
            let call = of_kind(dice, &columns, |c| c.ty == Type::Text).map(|c| Expr::Call {
                function: match dice.roll(4) {
                    0 => Function::NumberTail(1),
                    1 => Function::NumberTail(2),
                    2 => Function::NumberTail(0),
                    _ => Function::Length,
                },
                args: vec![column(&c)],
                ty: Type::Int,
            });
            (call.unwrap_or(Expr::Literal(Literal::Int(1))), Type::Int)
        }
        3 => {
            let call = of_kind(dice, &columns, |c| c.ty == Type::Text).map(|c| Expr::Call {
                function: dice
                    .pick(&[Function::NumberPrefix(1), Function::NumberPrefix(0)])
                    .clone(),
                args: vec![column(&c)],
                ty: Type::Text,
            });
            let text = Expr::Literal(Literal::Text("无".to_owned()));
            (call.unwrap_or(text), Type::Text)
        }
        _ => (number(dice, &columns, 2), Type::Int),
    };
    columns.retain(|c| c.name != name);
    columns.push(known(&name, ty, None));
    let plan = Plan::Derive {
        input: Arc::new(input),
        columns: vec![(name, expr)],
    };
    (plan, columns)
}

fn group(dice: &mut Dice, depth: usize) -> (Plan, Vec<Known>) {
    let (input, columns) = plan(dice, depth - 1);
    let mut keys: Vec<Known> = (0..dice.roll(3))
        .map(|_| dice.pick(&columns).clone())
        .collect();
    keys.sort_by(|a, b| a.name.cmp(&b.name));
    keys.dedup_by(|a, b| a.name == b.name);
    let (measures, made) = measures(dice, &columns, depth, false);
    let plan = Plan::Group {
        input: Arc::new(input),
        keys: keys.iter().map(|k| k.name.clone()).collect(),
        measures,
    };
    keys.extend(made);
    (plan, keys)
}

fn window(dice: &mut Dice, depth: usize) -> (Plan, Vec<Known>) {
    let (input, mut columns) = plan(dice, depth - 1);
    let partition: Vec<String> = (0..dice.roll(3))
        .map(|_| dice.pick(&columns).name.clone())
        .collect();
    let mut order: Vec<String> = (0..dice.roll(3))
        .map(|_| dice.pick(&columns).name.clone())
        .collect();
    let date = of_kind(dice, &columns, |c| matches!(c.ty, Type::Date | Type::Int));
    let frame = match (dice.roll(5), date) {
        (0, _) => Frame::Partition,
        (1, _) => Frame::Preceding,
        (2, _) | (_, None) => Frame::Rows {
            before: u32::try_from(dice.roll(3)).unwrap(),
            after: u32::try_from(dice.roll(3)).unwrap(),
        },
        (_, Some(date)) => {
            order.insert(0, date.name);
            Frame::Days {
                before: *dice.pick(&[0, 70, 200, -70]),
                after: *dice.pick(&[0, 70, 200, 140]),
            }
        }
    };
    let (measures, made) = measures(dice, &columns, depth, true);
    let plan = Plan::Window {
        input: Arc::new(input),
        partition,
        order,
        frame,
        measures,
    };
    columns.retain(|c| made.iter().all(|m| m.name != c.name));
    columns.extend(made);
    (plan, columns)
}

fn measures(
    dice: &mut Dice,
    columns: &[Known],
    depth: usize,
    ordered: bool,
) -> (Vec<Measure>, Vec<Known>) {
    let mut measures = Vec::new();
    let mut made = Vec::new();
    for i in 0..=dice.roll(2) {
        let name = format!("measure{depth}{i}");
        let of = dice.pick(columns).clone();
        let filter = (dice.roll(3) == 0).then(|| predicate(dice, columns, 1));
        let count = matches!(of.ty, Type::Text | Type::Bool);
        let function = match dice.roll(if ordered { 9 } else { 7 }) {
            0 => Aggregate::Count,
            1 => Aggregate::Min,
            2 => Aggregate::Max,
            3 => Aggregate::Distinct,
            4 => Aggregate::OrderStat {
                num: u32::try_from(dice.roll(4)).unwrap(),
                den: 3,
            },
            7 => Aggregate::Lag(u32::try_from(dice.roll(3)).unwrap()),
            8 => Aggregate::RowNumber,
            _ if count => Aggregate::Count,
            _ => Aggregate::Sum,
        };
        let ty = match function {
            Aggregate::Count | Aggregate::Distinct | Aggregate::RowNumber => Type::Int,
            _ => of.ty,
        };
        let bare =
            function == Aggregate::RowNumber || (function == Aggregate::Count && dice.roll(2) == 0);
        measures.push(Measure {
            name: name.clone(),
            function,
            of: (!bare).then(|| of.name.clone()),
            filter,
        });
        let domain = of.domain.filter(|_| ty == Type::Text);
        made.push(known(&name, ty, domain));
    }
    (measures, made)
}

fn join(dice: &mut Dice, depth: usize) -> (Plan, Vec<Known>) {
    let (left, mut columns) = plan(dice, depth - 1);
    let (right, others) = plan(dice, depth - 1);
    let on = on(dice, &columns, &others);
    let dates = |dice: &mut Dice| {
        let left = of_kind(dice, &columns, |c| c.ty == Type::Date)?;
        Some((left, of_kind(dice, &others, |c| c.ty == Type::Date)?))
    };
    let mut between = Vec::new();
    for _ in 0..dice.roll(3) {
        if let Some((left, right)) = dates(dice) {
            between.push(Bound {
                left: left.name,
                shift: dice.small() * 35,
                at_least: dice.roll(2) == 0,
                right: right.name,
            });
        }
    }
    let pick = match dates(dice) {
        Some((left, right)) if dice.roll(3) == 0 => Pick::Nearest {
            left: left.name,
            right: right.name,
        },
        _ => Pick::All,
    };
    let how = *dice.pick(&[How::Inner, How::Left, How::Semi, How::Anti, How::Anti]);
    let prefix = format!("other{depth}");
    let prefixed: Vec<Known> = others
        .iter()
        .map(|c| known(&format!("{prefix}.{}", c.name), c.ty, c.domain))
        .collect();
    let all: Vec<Known> = columns.iter().chain(&prefixed).cloned().collect();
    let residual = (dice.roll(2) == 0).then(|| predicate(dice, &all, 2));
    let has = |name: &str, ty: Type| columns.iter().any(|c| c.name == name && c.ty == ty);
    let has_day = has("date", Type::Date);
    let absence = (how != How::Left && has("org", Type::Text) && dice.roll(3) > 0).then(|| {
        let keys = ["date", "amount", "party"];
        Absence {
            feed: dice.pick(&["payments", "trades"]).to_string(),
            date: (has_day && dice.roll(4) > 0).then(|| "date".to_owned()),
            keys: keys
                .into_iter()
                .filter(|_| dice.roll(3) == 0)
                .map(str::to_owned)
                .collect(),
            least: (how != How::Anti && dice.roll(3) == 0).then_some(2),
        }
    });
    if matches!(how, How::Inner | How::Left) {
        columns.extend(prefixed);
    }
    let plan = Plan::Join {
        left: Arc::new(left),
        right: Arc::new(right),
        on,
        between,
        residual,
        how,
        pick,
        prefix,
        absence,
    };
    (plan, columns)
}

fn matching(dice: &mut Dice, depth: usize) -> (Plan, Vec<Known>) {
    let (left, columns) = plan(dice, depth - 1);
    let (right, others) = plan(dice, depth - 1);
    let mut both = |ty: Type| {
        let left = of_kind(dice, &columns, |c| c.ty == ty)?;
        let right = of_kind(dice, &others, |c| c.ty == ty)?;
        Some((left.name, right.name))
    };
    let (Some(dates), Some(amounts)) = (both(Type::Date), both(Type::Money)) else {
        return (left, columns);
    };
    let plan = Plan::Match {
        on: on(dice, &columns, &others),
        left: Arc::new(left),
        right: Arc::new(right),
        dates,
        days: *dice.pick(&[0, 70, 300]),
        amounts,
        fen: *dice.pick(&[0, 50, 100]),
    };
    (plan, columns)
}

/// Columns that may be equal: texts with texts of any dictionary, numbers with their like.
fn on(dice: &mut Dice, columns: &[Known], others: &[Known]) -> Vec<(String, String)> {
    let mut on = Vec::new();
    for _ in 0..dice.roll(3) {
        let left = dice.pick(columns).clone();
        if let Some(right) = of_kind(dice, others, |c| c.ty == left.ty) {
            on.push((left.name, right.name));
        }
    }
    on
}
