//! Rows for which an expression is true.
//!
//! `where` must stand. Each row is a hit. Subject: org and party (org alone where the feed has no party), a lead a row, the amount that
//! `of` names, else that of the feed.

use ledger::Wording;

use super::{Entry, Key};
use crate::Per;
use crate::compile::{Ask, Shape, rows_read};
use crate::load::Told;
use crate::plan::Rows;

pub(super) const ENTRY: Entry = Entry {
    name: "match",
    zh: "符合条件的记录",
    en: "rows for which an expression is true",
    keys: &[Key {
        name: "of",
        zh: "疑点的金额取哪一列；默认 amount",
        en: "money column that a lead sums; default amount",
    }],
    compile,
};

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::Net)?;
    let columns = ask.columns();
    let Some(filter) = &base.filter else {
        return Err(ask.table.missing(
            "where",
            Wording::new(
                "请写条件，如 where = \"amount >= 200\"。",
                "Write a condition such as where = \"amount >= 200\".",
            ),
        ));
    };
    let read = rows_read(ask.given, Some(filter), &columns);
    Ok(Shape {
        hits: base.plan,
        members: None,
        context: Vec::new(),
        subject: ask.names("", &["org", "party"])?,
        per: Per::Row,
        burst: 30,
        amount: ask.money_of(ask.feed, "of")?.or_else(|| ask.amount()),
        facts: Vec::new(),
        others: Vec::new(),
        needs: Vec::new(),
        reads: read,
        filter: base.filter,
        columns,
    })
}
