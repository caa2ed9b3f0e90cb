//! Orders leads of one level: points for the level, the money, how many rules meet, how many rows stand behind it. Every part is shown.

use ledger::Wording;

use crate::{Level, ScorePart};

/// The parts of a lead's score.
pub(crate) fn parts(
    level: Level,
    amount: Option<i64>,
    rules_in_matter: usize,
    hits: usize,
) -> Vec<ScorePart> {
    let mut parts = vec![part(
        "预警等级",
        "level",
        match level {
            Level::Red => 300,
            Level::Yellow => 200,
            Level::Blue => 100,
        },
    )];
    // Ten points for each power of ten of yuan, so that money orders leads without one large sum hiding all others.
    let digits = amount.map_or(0, |fen| {
        (fen.unsigned_abs() / 100)
            .checked_ilog10()
            .map_or(0, |log| i64::from(log) + 1)
    });
    if digits > 0 {
        parts.push(part(
            "涉及金额（待核实）",
            "amount to be verified",
            digits * 10,
        ));
    }
    if rules_in_matter > 1 {
        let more = i64::try_from(rules_in_matter - 1).unwrap_or(9).min(9);
        parts.push(part(
            "同一事项命中多条规则",
            "several rules meet in one matter",
            more * 15,
        ));
    }
    if hits > 1 {
        parts.push(part(
            "多笔记录",
            "several rows",
            i64::try_from(hits).unwrap_or(10).min(10),
        ));
    }
    parts
}

fn part(zh: &str, en: &str, points: i64) -> ScorePart {
    ScorePart {
        name: Wording::new(zh, en),
        points,
    }
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
