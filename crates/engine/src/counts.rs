//! How many leads there are, those that were not written out included.

use std::collections::BTreeMap;

use crate::{Lead, Level};

/// Counts of all leads of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadCounts {
    /// By rule: whether it is on trial, and its leads by level, blue first.
    rules: BTreeMap<String, (bool, [usize; 3])>,
    /// How many matters the leads of rules that are not on trial make.
    pub matters: usize,
    /// Their money in fen: of a matter the largest lead counts, since its leads share rows or money.
    pub amount: i128,
}

/// What counts of one lead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Brief<'a> {
    pub(crate) rule: &'a str,
    pub(crate) trial: bool,
    pub(crate) level: Level,
    /// Index of its collective among the ledger's.
    pub(crate) org: Option<u32>,
    /// Its last day.
    pub(crate) to: Option<i64>,
    /// A number below that of leads which all leads of a matter have.
    pub(crate) matter: usize,
    /// Fen, net where that is known.
    pub(crate) fen: i64,
}

impl LeadCounts {
    /// Counts leads that are all written out.
    pub fn of(leads: &[Lead]) -> Self {
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        Self::count(leads.iter().map(|lead| Brief {
            rule: &lead.rule_id,
            trial: lead.trial,
            level: lead.level,
            org: None,
            to: lead.to,
            matter: {
                let next = known.len();
                *known.entry(&lead.matter_id).or_insert(next)
            },
            fen: lead.amount_net.or(lead.amount).unwrap_or(0),
        }))
    }

    pub(crate) fn count<'a>(leads: impl Iterator<Item = Brief<'a>>) -> Self {
        let mut counts = Self::default();
        let mut matters: Vec<Option<i64>> = Vec::new();
        let mut rules: Vec<(&str, (bool, [usize; 3]))> = Vec::new();
        for lead in leads {
            // Leads of one rule mostly stand together.
            if rules.last().is_none_or(|(rule, _)| *rule != lead.rule) {
                rules.push((lead.rule, (lead.trial, [0; 3])));
            }
            if let Some((_, (_, levels))) = rules.last_mut()
                && let Some(level) = levels.get_mut(lead.level as usize)
            {
                *level += 1;
            }
            if !lead.trial {
                if matters.len() <= lead.matter {
                    matters.resize(lead.matter + 1, None);
                }
                if let Some(most) = matters.get_mut(lead.matter) {
                    *most = (*most).max(Some(lead.fen.max(0)));
                }
            }
        }
        for (rule, (trial, levels)) in rules {
            let known = counts.rules.entry(rule.to_owned());
            let (_, known) = known.or_insert((trial, [0; 3]));
            for (sum, more) in known.iter_mut().zip(levels) {
                *sum += more;
            }
        }
        counts.matters = matters.iter().flatten().count();
        counts.amount = matters.into_iter().flatten().map(i128::from).sum();
        counts
    }

    /// Leads of a rule, on trial or not.
    pub fn of_rule(&self, rule_id: &str) -> usize {
        let found = self.rules.get(rule_id);
        found.map_or(0, |(_, levels)| levels.iter().sum())
    }

    /// Leads of a level; rules on trial do not count.
    pub fn of_level(&self, level: Level) -> usize {
        let counted = self.rules.values().filter(|(trial, _)| !trial);
        let of = counted.filter_map(|(_, levels)| levels.get(level as usize));
        of.sum()
    }

    /// Leads of rules that are not on trial.
    pub fn counted(&self) -> usize {
        [Level::Blue, Level::Yellow, Level::Red]
            .map(|level| self.of_level(level))
            .iter()
            .sum()
    }

    /// Leads of rules on trial.
    pub fn trial(&self) -> usize {
        let trial = self.rules.values().filter(|(trial, _)| *trial);
        trial.flat_map(|(_, levels)| levels).sum()
    }

    /// The rules that have leads, by id, and how many.
    pub fn rules(&self) -> impl Iterator<Item = (&str, usize)> {
        let sum = |(rule, (_, levels)): (_, &(bool, [usize; 3]))| (rule, levels.iter().sum());
        self.rules.iter().map(|(id, of)| (id.as_str(), of)).map(sum)
    }
}
