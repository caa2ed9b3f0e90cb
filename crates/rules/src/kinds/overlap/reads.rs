//! What each of the three questions reads as.

use ledger::Wording;

use super::Intervals;
use crate::compile::{Ask, append, columns_read, days_read, rows_read};
use crate::expr::Expr;
use crate::load::Told;

/// Refuses keys that say nothing of a length.
pub(super) fn refuse(ask: &Ask<'_>, keys: &[&str]) -> Result<(), Told> {
    let mut told = Ok(());
    for key in keys {
        if ask.table.has(key) {
            told = Err(ask.given.file.fault(
                ask.table.place(key),
                "unknown-key",
                Wording::new(
                    format!("写了 years 就不能再写 {key}"),
                    format!("`{key}` says nothing of a length in years"),
                ),
                Wording::new(
                    format!("请删去 {key}，或者另写一段 [[detect]] 问重叠。"),
                    format!("Leave `{key}` out, or ask for overlaps in a [[detect]] of its own."),
                ),
            ));
        }
    }
    told
}

pub(super) fn longer(
    ask: &Ask<'_>,
    asked: Option<&Expr>,
    intervals: &Intervals<'_>,
    years: i64,
) -> Wording {
    let rows = rows_read(ask.given, asked, &ask.columns());
    let span = span(ask, intervals);
    Wording::new(
        format!(
            "{}，{}超过 {years} 年（按日历，满 {years} 年之日不算）",
            rows.zh, span.zh
        ),
        format!(
            "{} which last longer than {years} calendar years {} (the day itself is not past)",
            rows.en, span.en
        ),
    )
}

pub(super) fn chain(
    ask: &Ask<'_>,
    asked: Option<&Expr>,
    intervals: &Intervals<'_>,
    years: i64,
    gap: i64,
) -> Wording {
    let rows = rows_read(ask.given, asked, &ask.columns());
    let same = columns_read(&intervals.by, &ask.columns());
    let span = span(ask, intervals);
    let gap = days_read(gap);
    Wording::new(
        format!(
            "{}相同、间隔不超过 {}而首尾相接的两份以上{}，{}合计超过 {years} 年（按日历）",
            same.zh, gap.zh, rows.zh, span.zh
        ),
        format!(
            "two or more {} with the same {} that follow each other within {}, together longer than {years} calendar years {}",
            rows.en, same.en, gap.en, span.en
        ),
    )
}

pub(super) fn pairs(
    ask: &Ask<'_>,
    asked: Option<&Expr>,
    intervals: &Intervals<'_>,
    differ: &[String],
    touch: bool,
) -> Wording {
    let rows = rows_read(ask.given, asked, &ask.columns());
    let same = columns_read(&intervals.by, &ask.columns());
    let span = span(ask, intervals);
    let mut sentence = Wording::new(
        format!("{}相同的{}，{}互相重叠", same.zh, rows.zh, span.zh),
        format!(
            "{} with the same {} that overlap {}",
            rows.en, same.en, span.en
        ),
    );
    if !differ.is_empty() {
        let unlike = columns_read(differ, &ask.columns());
        append(
            &mut sentence,
            &format!("而{}不同", unlike.zh),
            &format!(" and are unlike in {}", unlike.en),
        );
    }
    if touch {
        append(
            &mut sentence,
            "（首尾同日也算）",
            " (a day shared at the ends counts)",
        );
    } else {
        append(
            &mut sentence,
            "（仅首尾同日不算）",
            " (a day shared at the ends does not count)",
        );
    }
    sentence
}

fn span(ask: &Ask<'_>, intervals: &Intervals<'_>) -> Wording {
    let from = columns_read(std::slice::from_ref(&intervals.from), &ask.columns());
    let until = columns_read(std::slice::from_ref(&intervals.until), &ask.columns());
    Wording::new(
        format!("{}至{}", from.zh, until.zh),
        format!("from {} to {}", from.en, until.en),
    )
}
