//! Rows and their counterparts in another feed: which disagree, and who is on a roster.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `other` | feed of the counterparts | – |
//! | `other_where` | which of its rows | all |
//! | `on` | equal columns, `"org"`, `"payee_id = id_no"`, or expressions such as `"fiscal_year = year(date)"` | `["org"]` |
//! | `or_on` | alternatives, each a list like `on`, tried in turn | none |
//! | `from` | date column of `other`: the row is dated on that day or later; a blank one is open | none |
//! | `until` | date column of `other`: the row is dated on that day or earlier; a blank one is open | none |
//! | `unequal` | pairs of columns, `"payee = seller"`: a row hits where in none of its pairs all of them agree | none |
//! | `where_pair` | predicate over both sides (`other.…`): only pairs for which it is true | all |
//! | `pick` | `nearest` (by date, ties the earlier) or `all` pairs of a row | `nearest` where both have a date |
//! | `sum` | money column of `other`: the counterpart is all rows alike in the keys, known as `sum` and `count` | none |
//!
//! A pair is two rows with equal keys, ours dated inside `from` … `until` (both included). **Rungs**: `on` is tried first; a row that
//! found no pair by it is tried by the first of `or_on`, and so on, so that a name is asked only where an id and an account say
//! nothing. A pair by a later rung does not count where an id or number of an earlier one stands on both sides and differs (an
//! account may: a party may have two); where that cannot be told, because an id lost digits, the row is not judged. Facts: `rung`
//! (1 for `on`), `matched` (the label of its last column); column and fact `name_only`, true where nothing but names say that two
//! rows are one party: a red rule weakens by `[[unless]] where = "name_only"`, since namesakes are many.
//!
//! **Not judged**, rather than clear: a row none of whose rungs has all of its values (blank, or untrusted); a row whose pair is
//! blank in a column of `unequal` unless another column differs or another pair agrees; and, where every rung holds `org`, rows of a
//! collective of which the other feed has no row at all. Say in `where` which rows are asked at all (`invoice_no is not null`).
//! A row without any pair is no hit: what ought to be there and is not is the kind `missing`, which also matches one to one.
//!
//! With `sum` there is one counterpart, `where_pair` compares `sum` (NULL where nothing is summed) and `count`, and `unequal`,
//! `from` and `until` do not apply. Hits are rows of this feed; the other row is context. Subject: org and party; a lead a row;
//! amount of the feed.

use ledger::{Feed, Wording};

use super::{Entry, Key};
use crate::Per;
use crate::compile::{Ask, Columns, Rungs, Shape, append, covered, filter, rows_read};
use crate::expr::Expr;
use crate::load::Told;
use crate::plan::{Plan, Rows};

mod rows;
mod sums;

pub(super) const ENTRY: Entry = Entry {
    name: "pair",
    zh: "与另一数据表对应记录不一致的记录，或在名册中的人",
    en: "rows whose counterpart in another feed disagrees; who is on a roster",
    keys: &[
        Key {
            name: "other",
            zh: "对应记录所在的数据表",
            en: "feed of the counterparts",
        },
        Key {
            name: "other_where",
            zh: "只看其中满足此条件的记录；默认全部",
            en: "which of its rows; default all",
        },
        Key {
            name: "on",
            zh: "两边相等的列，如 [\"org\", \"payee_id = id_no\"]；默认 [\"org\"]",
            en: "equal columns, as in [\"org\", \"payee_id = id_no\"]; default [\"org\"]",
        },
        Key {
            name: "or_on",
            zh: "前一组列找不到对应记录时依次改用的各组列；默认无",
            en: "alternatives to `on`, each a list like it, tried in turn; default none",
        },
        Key {
            name: "from",
            zh: "对应数据表的起始日期列：本记录日期不早于它（含）；空为不限",
            en: "date column of other: not before it (inclusive); blank is open",
        },
        Key {
            name: "until",
            zh: "对应数据表的截止日期列：本记录日期不晚于它（含）；空为不限",
            en: "date column of other: not after it (inclusive); blank is open",
        },
        Key {
            name: "unequal",
            zh: "应当一致的列，如 [\"payee = seller\"]：没有一条对应记录全部一致的才报",
            en: "columns that ought to agree: a row hits where no pair agrees in all of them",
        },
        Key {
            name: "where_pair",
            zh: "对两边记录的条件，对方的列写作 other.列名；默认无",
            en: "predicate over both sides, theirs as other.column; default none",
        },
        Key {
            name: "pick",
            zh: "nearest 只取日期最近的一条（两边都有日期时的默认），all 取全部",
            en: "nearest by date (default where both have one), or all",
        },
        Key {
            name: "sum",
            zh: "对应数据表的金额列：把相同的各行合计为 sum、计数为 count 再比",
            en: "money column of other: rows alike are one, known as sum and count",
        },
    ],
    compile,
};

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::Net);
    let other = ask.other()?;
    let counterpart = ask.counterpart(other);
    let rungs = ask.rungs(other)?;
    let summed = ask.money_of(other, "sum")?;
    let (right, other_filter) = counterpart?;
    let base = base?;

    let left = filter(rungs.with_ours(base.plan), rungs.comparable());
    let left = if rungs.within_org() {
        covered(left, other, None)
    } else {
        left
    };
    let right = rungs.with_theirs(right);
    let mut made = match &summed {
        Some(sum) => sums::against(ask, left, right, sum, &rungs)?,
        None => rows::against(ask, left, right, other, &rungs)?,
    };
    let reads = reads(
        ask,
        [base.filter.as_ref(), other_filter.as_ref()],
        other,
        &rungs,
        &made,
    );
    made.needs.extend(rungs.needs());
    Ok(Shape {
        hits: made.hits,
        members: None,
        context: made.context,
        columns: made.columns,
        subject: ask.names("", &["org", "party"])?,
        per: Per::Row,
        burst: 30,
        amount: ask.amount(),
        facts: made.facts,
        others: vec![other.name.clone()],
        needs: made.needs,
        filter: base.filter,
        reads,
    })
}

/// What comes of the two ways to see the other side.
struct Made<'a> {
    hits: Plan,
    columns: Columns<'a>,
    context: Vec<String>,
    facts: Vec<(String, Expr)>,
    needs: Vec<String>,
    interval: Vec<Wording>,
    unequal: Option<Wording>,
    where_pair: Option<Expr>,
}

fn reads<'a>(
    ask: &Ask<'a>,
    filters: [Option<&Expr>; 2],
    other: &'a Feed,
    rungs: &Rungs,
    made: &Made<'a>,
) -> Wording {
    let rows = rows_read(ask.given, filters[0], &ask.columns());
    let theirs = rows_read(ask.given, filters[1], &Columns::of(other));
    let same = rungs.reads(ask);
    let summed = ask.table.has("sum");
    let (sums_zh, sums_en) = if summed {
        ("各行合计", "the sum of ")
    } else {
        ("记录", "")
    };
    let mut sentence = Wording::new(
        format!(
            "{}，在“{}”（{}）中有{}的{sums_zh}",
            rows.zh, other.label.zh, theirs.zh, same.zh
        ),
        format!(
            "{} with a counterpart, {sums_en}{} of {} with the same {}",
            rows.en, theirs.en, other.name, same.en
        ),
    );
    for part in &made.interval {
        append(
            &mut sentence,
            &format!("，日期{}（含当天）", part.zh),
            &format!(", dated {} (inclusive)", part.en),
        );
    }
    if let Some(unequal) = &made.unequal {
        append(
            &mut sentence,
            &format!("，而{}与之不一致", unequal.zh),
            &format!(", which disagrees in {}", unequal.en),
        );
    }
    if let Some(asked) = &made.where_pair {
        let read = ask.given.read(asked, &made.columns);
        append(
            &mut sentence,
            &format!("，且{}", read.zh),
            &format!(", and {}", read.en),
        );
    }
    sentence
}
