//! Orders leads of one level: points for the level, the money, how many rules meet, how many rows stand behind it. Every part is shown.

use ledger::Wording;

use crate::{Level, ScorePart};

/// What points are given for, in their order.
const PARTS: [(&str, &str); 4] = [
    ("预警等级", "level"),
    ("涉及金额（待核实）", "amount to be verified"),
    ("同一事项命中多条规则", "several rules meet in one matter"),
    ("多笔记录", "several rows"),
];

/// The parts of a lead's score that give points.
pub(crate) fn parts(
    level: Level,
    amount: Option<i64>,
    rules_in_matter: usize,
    hits: usize,
) -> Vec<ScorePart> {
    points(level, amount, rules_in_matter, hits)
        .into_iter()
        .zip(PARTS)
        .filter(|(points, _)| *points > 0)
        .map(|(points, (zh, en))| ScorePart {
            name: Wording::new(zh, en),
            points,
        })
        .collect()
}

/// The sum of a lead's score.
pub(crate) fn sum(level: Level, amount: Option<i64>, rules_in_matter: usize, hits: usize) -> i64 {
    points(level, amount, rules_in_matter, hits).iter().sum()
}

fn points(level: Level, amount: Option<i64>, rules_in_matter: usize, hits: usize) -> [i64; 4] {
    let level = match level {
        Level::Red => 300,
        Level::Yellow => 200,
        Level::Blue => 100,
    };
    // Ten points for each power of ten of yuan, so that money orders leads without one large sum hiding all others.
    let digits = amount.map_or(0, |fen| {
        (fen.unsigned_abs() / 100)
            .checked_ilog10()
            .map_or(0, |log| i64::from(log) + 1)
    });
    let more = i64::try_from(rules_in_matter.saturating_sub(1))
        .unwrap_or(9)
        .min(9);
    let several = i64::try_from(hits).unwrap_or(10).min(10);
    [
        level,
        digits * 10,
        more * 15,
        if hits > 1 { several } else { 0 },
    ]
}

#[cfg(test)]
mod tests {
    use super::parts;
    use crate::Level;

    #[test]
    fn levels_come_first_and_money_by_powers_of_ten() {
        let sum = |level, amount, rules, hits| -> i64 {
            parts(level, amount, rules, hits)
                .iter()
                .map(|p| p.points)
                .sum()
        };
        assert!(sum(Level::Red, None, 1, 1) > sum(Level::Yellow, Some(99_999_999), 1, 10));
        assert_eq!(sum(Level::Yellow, Some(1_860_000), 1, 1), 250);
    }
}
