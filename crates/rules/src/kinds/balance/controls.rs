//! What a source states of itself is what was computed from it.

use ledger::Wording;

use crate::Per;
use crate::compile::{Ask, Shape, column, derive, filter, minus, rows_read};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::Rows;

pub(super) fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::All);
    let agrees = ask.common("agrees", ask.feed)?;
    let by = ask.names("by", &["org", "file", "sheet", "what"])?;
    let base = base?;

    let mut columns = ask.columns();
    let mut facts: Vec<(String, Expr)> = ["stated", "found", "stated_count", "found_count"]
        .into_iter()
        .filter_map(|f| Some((f.to_owned(), columns.find(f)?)))
        .collect();
    let mut plan = filter(base.plan, Expr::Not(Box::new(column(&agrees, Type::Bool))));
    let money = |name: &str| columns.find(name).filter(|c| c.ty() == Type::Money);
    if let (Some(stated), Some(found)) = (money("stated"), money("found")) {
        let name = ask.fresh("difference");
        plan = derive(plan, vec![(&name, minus(stated, found, Type::Money))]);
        facts.push(("difference".to_owned(), column(&name, Type::Money)));
        columns = columns.with(&name, Type::Money, "差额", "difference");
    }
    let rows = rows_read(ask.given, base.filter.as_ref(), &ask.columns());
    Ok(Shape {
        hits: plan,
        columns,
        members: None,
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
            format!(
                "来源自身的合计、余额、笔数等（{}）与逐笔计算的结果不一致",
                rows.zh
            ),
            format!(
                "{} of what a source states of itself that differ from what its rows add up to",
                rows.en
            ),
        ),
    })
}
