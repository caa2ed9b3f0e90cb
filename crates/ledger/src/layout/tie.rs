//! Two headings for one column: the figures under them decide, or nobody does.

use std::collections::BTreeMap;

use super::heading::Heading;
use super::sample::Sample;
use super::{choice, doubtful};
use crate::headings::normalise;
use crate::{Choice, Feed, SourcePin, Type, Wording};

/// What is to be settled.
pub(super) struct Ties<'a> {
    pub(super) feed: &'a Feed,
    pub(super) heading: &'a Heading,
    pub(super) sample: &'a Sample,
}

/// Columns with their cells, and what was decided on the way.
#[derive(Default)]
pub(super) struct Settled {
    pub(super) columns: BTreeMap<String, usize>,
    pub(super) choices: Vec<Choice>,
    pub(super) refused: Option<Wording>,
}

/// Words of headings that hold the sum as booked, in the account's own currency.
const BOOKED: [&str; 4] = ["记账", "入账", "本币", "人民币"];

/// Settles ties, and prefers among columns of sums that mean the same the one that is filled: 交易金额(支出) holds `-` where
/// 记账金额(支出) holds the sum.
pub(super) fn settle(ties: &Ties<'_>, pin: Option<&SourcePin>) -> Settled {
    let mut settled = Settled {
        columns: ties.heading.mapping.columns.clone(),
        ..Settled::default()
    };
    for tie in &ties.heading.mapping.ties {
        match ties.best_of(&tie.headings) {
            Some((cell, certain)) => {
                settled.columns.insert(tie.column.clone(), cell);
                settled
                    .choices
                    .push(ties.said(&tie.column, cell, &tie.headings, certain));
            }
            None if tie.blocking => {
                settled
                    .refused
                    .get_or_insert_with(|| ties.asked(&tie.column, &tie.headings));
            }
            None => {
                if let Some(&first) = tie.headings.first() {
                    settled.columns.insert(tie.column.clone(), first);
                    settled
                        .choices
                        .push(ties.said(&tie.column, first, &tie.headings, false));
                }
            }
        }
    }
    ties.prefer_filled(&mut settled, pin);
    settled
}

impl Ties<'_> {
    fn heading(&self, cell: usize) -> &str {
        self.heading.headings.get(cell).map_or("", |h| h.trim())
    }

    fn values(&self, cell: usize) -> Vec<(u32, &str)> {
        let after = self.heading.rows.1;
        self.sample
            .body(after)
            .filter_map(|r| r.cells.get(cell).map(|(c, _)| (r.row, c.trim())))
            .filter(|(_, c)| !matches!(*c, "" | "-" | "--" | "—" | "/"))
            .collect()
    }

    /// The one that is filled, and whether that leaves no doubt: the others are empty, or all say the same. `None` where they
    /// differ.
    fn best_of(&self, cells: &[usize]) -> Option<(usize, bool)> {
        let filled: Vec<(usize, Vec<(u32, &str)>)> = cells
            .iter()
            .map(|c| (*c, self.values(*c)))
            .filter(|(_, v)| !v.is_empty())
            .collect();
        match filled.as_slice() {
            [] => cells.first().map(|c| (*c, true)),
            [(one, _)] => Some((*one, true)),
            [(first, values), rest @ ..] if rest.iter().all(|(_, v)| v == values) => {
                Some((*first, true))
            }
            [(first, values), rest @ ..] => {
                // One holds all that the others hold, and more.
                let mut fullest = (*first, values);
                for (cell, more) in rest {
                    if more.len() > fullest.1.len() {
                        fullest = (*cell, more);
                    }
                }
                let contains_all = filled
                    .iter()
                    .all(|(_, v)| v.iter().all(|pair| fullest.1.contains(pair)));
                contains_all.then_some((fullest.0, true))
            }
        }
    }

    fn said(&self, column: &str, cell: usize, cells: &[usize], certain: bool) -> Choice {
        let value = format!("{column} = \"{}\"", self.heading(cell));
        let all: Vec<String> = cells
            .iter()
            .map(|c| format!("“{}”（第 {} 栏）", self.heading(*c), c + 1))
            .collect();
        let zh = format!("{} 都可作此栏，取第 {} 栏", all.join("、"), cell + 1);
        let en = format!(
            "{} headings could be this column; that of cell {} is taken",
            cells.len(),
            cell + 1
        );
        if certain {
            choice("columns", value, zh, en)
        } else {
            doubtful("columns", value, zh, en)
        }
    }

    fn asked(&self, column: &str, cells: &[usize]) -> Wording {
        let all: Vec<String> = cells
            .iter()
            .map(|c| format!("“{}”（第 {} 栏）", self.heading(*c), c + 1))
            .collect();
        Wording::new(
            format!(
                "{} 都像是“{column}”，内容又不同，不能替您猜；请改名其中一栏，或在 sanzi.toml 写 columns = {{ {column} = \"…\" }}",
                all.join("、")
            ),
            format!(
                "cells {} could each be {column} and differ; rename one, or pin columns = {{ {column} = \"…\" }} in sanzi.toml",
                cells
                    .iter()
                    .map(|c| (c + 1).to_string())
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        )
    }

    fn prefer_filled(&self, settled: &mut Settled, pin: Option<&SourcePin>) {
        let taken: Vec<usize> = settled.columns.values().copied().collect();
        for column in self
            .feed
            .columns
            .iter()
            .filter(|c| c.ty == Type::Money && !c.derived)
        {
            let Some(&own) = settled.columns.get(&column.name) else {
                continue;
            };
            if pin.is_some_and(|p| p.columns.contains_key(&column.name)) {
                continue;
            }
            let rivals: Vec<usize> = (0..self.heading.headings.len())
                .filter(|at| {
                    !taken.contains(at) && column.aliases.contains(&normalise(self.heading(*at)))
                })
                .collect();
            if rivals.is_empty() {
                continue;
            }
            let figures = |cell: usize| {
                self.values(cell)
                    .iter()
                    .filter(|(_, v)| v.chars().any(|c| c.is_ascii_digit() && c != '0'))
                    .count()
            };
            let booked = |cell: usize| BOOKED.iter().any(|w| self.heading(cell).contains(w));
            let mut best = own;
            for rival in &rivals {
                let better = (figures(*rival), booked(*rival)) > (figures(best), booked(best));
                if better {
                    best = *rival;
                }
            }
            if best != own {
                let mut all = vec![own];
                all.extend(&rivals);
                settled.columns.insert(column.name.clone(), best);
                settled
                    .choices
                    .push(self.said(&column.name, best, &all, true));
            }
        }
    }
}
