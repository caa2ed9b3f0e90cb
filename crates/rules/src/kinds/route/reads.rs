//! What the kind reads as, and what all of its checks share.

use ledger::{Feed, Wording};

use super::pairs::Tolerance;
use crate::compile::{Ask, Columns, Rungs, append, column, days_read, rows_read};
use crate::expr::{Expr, Literal, Type};
use crate::load::{Told, feed_named};

/// The feed of the second row.
pub(super) fn second<'a>(ask: &Ask<'a>) -> Result<&'a Feed, Told> {
    match ask.table.text("other")? {
        Some(text) => feed_named(ask.given.schema, &text),
        None => Ok(ask.feed),
    }
}

/// The facts of a pair.
pub(super) fn facts(names: &[String; 4]) -> Vec<(String, Expr)> {
    let types = [Type::Days, Type::Int, Type::Text, Type::Bool];
    ["days", "rung", "matched", "name_only"]
        .into_iter()
        .zip(names.iter().zip(types))
        .map(|(fact, (name, ty))| (fact.to_owned(), column(name, ty)))
        .collect()
}

/// Both rows, and how far they may lie apart.
pub(super) fn pairs(
    ask: &Ask<'_>,
    filters: [Option<&Expr>; 2],
    other: &Feed,
    tolerance: &Tolerance,
    way: &str,
) -> Wording {
    let rows = rows_read(ask.given, filters[0], &ask.columns());
    let theirs = rows_read(ask.given, filters[1], &Columns::of(other));
    let days = days_read(tolerance.within);
    let (same_zh, same_en) = if tolerance.same_day {
        ("同日也算", "the same day included")
    } else {
        ("同日不算", "the same day left out")
    };
    let (zh, en) = if way == "in" {
        ("收入", "in")
    } else {
        ("支出", "out")
    };
    let apart = apart(ask, tolerance);
    Wording::new(
        format!(
            "{}（支出），此后 {}以内（含，{same_zh}）在“{}”（{}，{zh}）中有{}的记录，逐笔一一对应",
            rows.zh, days.zh, other.label.zh, theirs.zh, apart.zh
        ),
        format!(
            "{} that go out, followed within {} (inclusive, {same_en}) by {} of {} that go {en}, {}, paired one to one",
            rows.en, days.en, theirs.en, other.name, apart.en
        ),
    )
}

/// How far the sums may lie apart.
fn apart(ask: &Ask<'_>, tolerance: &Tolerance) -> Wording {
    let nothing = |expr: &Expr| {
        matches!(
            expr,
            Expr::Literal(Literal::Money(0) | Literal::Ratio { num: 0, .. })
        )
    };
    let read = |expr: &Expr, zh: &str, en: &str| {
        let read = ask.given.read(expr, &ask.columns());
        Wording::new(format!("{zh}{}", read.zh), format!("{}{en}", read.en))
    };
    let bounds: Vec<Wording> = [
        (&tolerance.share, "前一笔的 ", " of the first"),
        (&tolerance.money, "", ""),
    ]
    .into_iter()
    .filter(|(expr, ..)| !nothing(expr))
    .map(|(expr, zh, en)| read(expr, zh, en))
    .collect();
    match bounds.as_slice() {
        [] => Wording::new("金额相等", "equal in amount"),
        [one] => Wording::new(
            format!("金额相差不超过{}（含）", one.zh),
            format!("differing by at most {} (inclusive)", one.en),
        ),
        [share, money, ..] => Wording::new(
            format!("金额相差不超过{}或 {}（含，取大者）", share.zh, money.zh),
            format!(
                "differing by at most {} or {} (inclusive, whichever is more)",
                share.en, money.en
            ),
        ),
    }
}

/// What makes both rows one party's.
pub(super) fn same(ask: &Ask<'_>, rungs: &Rungs, sentence: &mut Wording) {
    let same = rungs.reads(ask);
    append(
        sentence,
        &format!("，{}", same.zh),
        &format!(", alike in {}", same.en),
    );
}

/// What else is asked of the pair.
pub(super) fn asked<'a>(
    ask: &Ask<'a>,
    asked: Option<&Expr>,
    columns: &Columns<'a>,
    sentence: &mut Wording,
) {
    if let Some(asked) = asked {
        let read = ask.given.read(asked, columns);
        append(
            sentence,
            &format!("，且{}", read.zh),
            &format!(", and {}", read.en),
        );
    }
}
