//! What a source states of itself is what was computed from it.

use ledger::Wording;

use crate::Per;
use crate::compile::{Ask, Shape, column, filter, rows_read};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::Rows;

pub(super) fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::All);
    let agrees = ask.common("agrees", ask.feed)?;
    let by = ask.names("by", &["org", "source", "what"])?;
    let base = base?;

    let rows = rows_read(ask.given, base.filter.as_ref(), &ask.columns());
    let facts = ["stated", "found", "difference"]
        .into_iter()
        .filter_map(|f| Some((f.to_owned(), ask.columns().find(f)?)))
        .collect();
    Ok(Shape {
        hits: filter(base.plan, Expr::Not(Box::new(column(&agrees, Type::Bool)))),
        columns: ask.columns(),
        context: Vec::new(),
        needs: vec![agrees],
        subject: by,
        per: Per::Row,
        burst: 0,
        amount: None,
        facts,
        others: Vec::new(),
        filter: base.filter,
        reads: Wording::new(
            format!("来源自身的合计、余额、笔数等（{}）与逐笔计算的结果不一致", rows.zh),
            format!("{} of what a source states of itself that differ from what its rows add up to", rows.en),
        ),
    })
}
