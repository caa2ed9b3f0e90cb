//! A party that a collective's books show for the first time.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `by` | columns whose values are seen for the first time | `["org", "party"]` |
//! | `among` | rows that are the history | all rows of the feed |
//! | `where` | what is asked of the first row itself, as "a large sum" | any |
//! | `settle` | rows less than so many days after the collective's first row are not judged: whom it knew before, the books do not say | `180天` |
//!
//! All rows dated on the first day are the first, in whatever order the files hold them. The history is every row of `among`
//! before it, reversed pairs left out with their partners. `where` and exceptions (`drop`) are asked of the first rows only: a row
//! that they clear is still history. Where a row may or may not be history, later ones of its party are not judged. The collective's
//! first row is its earliest of the feed, whether `among` or not; the bound of `settle` itself is judged. A row that is not the first
//! is clear however short the history is. Subject: `by`, a lead a party, amount of the feed. Facts: `history`, the days of books
//! before the row.

use ledger::Wording;

use super::{Entry, Key};
use crate::Per;
use crate::compile::{
    Ask, Shape, all_of, append, at_least, column, columns_read, days, days_read, derive, equal,
    filter, measure, minus, provided, rows_read, window,
};
use crate::expr::{Expr, Lacking, Literal, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame, Rows};

pub(super) const ENTRY: Entry = Entry {
    name: "first",
    zh: "首次出现的往来对象",
    en: "a party seen for the first time",
    keys: &[
        Key {
            name: "by",
            zh: "首次出现的是哪些列的值；默认 [\"org\", \"party\"]",
            en: "columns whose values are seen for the first time; default [\"org\", \"party\"]",
        },
        Key {
            name: "among",
            zh: "哪些记录算作以往记录；默认该数据表的全部记录",
            en: "rows that are the history; default all rows of the feed",
        },
        Key {
            name: "settle",
            zh: "本单位最早记录之后不足几天的不作判断（此前往来不明）；默认 180天",
            en: "rows less than so many days after the collective's first are not judged; default 180 days",
        },
    ],
    compile,
};

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let parts = ask.parts(Rows::Net);
    let among = ask.predicate("among", &ask.columns());
    let by = ask.names("by", &["org", "party"])?;
    let settle = ask.days("settle")?.unwrap_or(180);
    let date = ask.date()?;
    let among = among?;
    let parts = parts?;
    let history = ask.fresh("history");

    let day = |name: &str| column(name, Type::Date);
    let earliest =
        |name: &str, of: Option<&Expr>| vec![measure(name, Aggregate::Min, &date, of.cloned())];
    let org = ["org".to_owned()];
    let plan = window(
        parts.plan,
        &org,
        &[],
        Frame::Partition,
        earliest("_opened", None),
    );
    // A row that may be history makes the first day unknown, so that no later row is taken for the first.
    let first = earliest("_first", among.as_ref());
    let plan = window(plan, &by, &[], Frame::Partition, first);
    let asked = parts.filter.iter().chain(&among).chain(&parts.drops);
    let is_first = equal(day(&date), day("_first"));
    let mut keep: Vec<Expr> = asked.cloned().chain([is_first]).collect();
    let plan = derive(
        plan,
        vec![(&history, minus(day(&date), day("_opened"), Type::Days))],
    );
    let before = || column(&history, Type::Days);
    if settle > 0 {
        keep.push(provided(
            at_least(before(), days(settle)),
            Lacking::History(settle),
            Expr::Literal(Literal::Bool(true)),
        ));
    }

    let reads = reads(ask, [parts.filter.as_ref(), among.as_ref()], &by, settle);
    Ok(Shape {
        hits: filter(plan, all_of(keep)),
        members: None,
        columns: ask
            .columns()
            .with(&history, Type::Days, "此前账目天数", "history"),
        context: Vec::new(),
        needs: by.iter().cloned().chain([date]).collect(),
        subject: by,
        per: Per::All,
        burst: 30,
        amount: ask.amount(),
        facts: vec![("history".to_owned(), before())],
        others: Vec::new(),
        filter: parts.filter,
        reads,
    })
}

fn reads(
    ask: &Ask<'_>,
    [filter, among]: [Option<&Expr>; 2],
    by: &[String],
    settle: i64,
) -> Wording {
    let rows = rows_read(ask.given, filter, &ask.columns());
    let history = rows_read(ask.given, among, &ask.columns());
    let same = columns_read(by, &ask.columns());
    let mut sentence = Wording::new(
        format!("{}，其{}在{}中首次出现", rows.zh, same.zh, history.zh),
        format!(
            "{} whose {} are seen for the first time among {}",
            rows.en, same.en, history.en
        ),
    );
    if settle > 0 {
        let n = days_read(settle);
        append(
            &mut sentence,
            &format!("（在本单位最早记录之后不足 {}的不作判断）", n.zh),
            &format!(
                " (not judged less than {} after the collective's first row)",
                n.en
            ),
        );
    }
    sentence
}
