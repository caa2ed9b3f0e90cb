//! What each of the four checks reads as.

use ledger::Wording;

use super::Steps;
use crate::compile::{Ask, append, columns_read, days_read, rows_read};
use crate::expr::Expr;

pub(super) fn absent(ask: &Ask<'_>, steps: &Steps<'_>, filters: [Option<&Expr>; 2]) -> Wording {
    let mut sentence = matters(ask, steps, filters);
    append(
        &mut sentence,
        "，其中有步骤缺失而其后的步骤已办",
        ", where a step is missing though a later one was taken",
    );
    if let Some(within) = steps.within {
        let within = days_read(within);
        append(
            &mut sentence,
            &format!("，或者首个步骤 {}后（不含）仍未办齐", within.zh),
            &format!(" or though the first is more than {} past", within.en),
        );
    }
    sentence
}

pub(super) fn order(ask: &Ask<'_>, steps: &Steps<'_>, filters: [Option<&Expr>; 2]) -> Wording {
    let mut sentence = matters(ask, steps, filters);
    append(
        &mut sentence,
        "，其中后面的步骤早于前面的步骤（同日不算）",
        ", where a later step is dated before an earlier one (the same day is in order)",
    );
    sentence
}

pub(super) fn hand(
    ask: &Ask<'_>,
    steps: &Steps<'_>,
    filters: [Option<&Expr>; 2],
    hand: &String,
) -> Wording {
    let hand = columns_read(std::slice::from_ref(hand), &ask.columns());
    let mut sentence = matters(ask, steps, filters);
    append(
        &mut sentence,
        &format!("，其中两个以上步骤的{}相同", hand.zh),
        &format!(", where two or more steps have the same {}", hand.en),
    );
    sentence
}

pub(super) fn late(
    ask: &Ask<'_>,
    steps: &Steps<'_>,
    filters: [Option<&Expr>; 2],
    within: i64,
) -> Wording {
    let within = days_read(within);
    let mut sentence = matters(ask, steps, filters);
    append(
        &mut sentence,
        &format!(
            "，其中某一步与上一步相隔超过 {}，或者至今超过该天数没有下一步",
            within.zh
        ),
        &format!(
            ", where a step came, or is still to come, more than {} after the one before",
            within.en
        ),
    );
    sentence
}

fn matters(ask: &Ask<'_>, steps: &Steps<'_>, [asked, among]: [Option<&Expr>; 2]) -> Wording {
    let rows = rows_read(ask.given, asked, &ask.columns());
    let same = columns_read(&steps.by, &ask.columns());
    let step = columns_read(std::slice::from_ref(&steps.step), &ask.columns());
    let mut sentence = Wording::new(
        format!(
            "{}，同一事项（{}相同）的{}应依次为{}",
            rows.zh,
            same.zh,
            step.zh,
            steps.names.join("、")
        ),
        format!(
            "{} of matters (alike in {}) whose {} ought to be, in turn, {}",
            rows.en,
            same.en,
            step.en,
            steps.names.join(", ")
        ),
    );
    if among.is_some() {
        let among = rows_read(ask.given, among, &ask.columns());
        append(
            &mut sentence,
            &format!("（只看{}）", among.zh),
            &format!(" (looking only at {})", among.en),
        );
    }
    sentence
}
