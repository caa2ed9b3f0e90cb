//! The sentence of a lead: the rule's words with the numbers of its first hit, and how many more rows there are.

use ledger::Wording;

use crate::gather::{At, Gathered};
use crate::judge::Seen;
use crate::lead::build::Found;
use crate::lead::say;
use crate::render;
use crate::view::View;

/// The sentence of the first hit, and how many more there are; `rows` counts the same money once.
pub(crate) fn sentence(
    found: &Found<'_, '_>,
    seen: &Seen<'_>,
    rows: usize,
    gathered: &Gathered,
    view: &View<'_>,
) -> Wording {
    let (draft, judged, amount) = (found.draft, found.judged, found.amounts.0);
    let Some(first) = draft.cluster.hits.first() else {
        return Wording::default();
    };
    let schema = view.ledger.schema();
    let row = first.frame_row as usize;
    let cell = |feed: &str, at: At, name: &str| {
        let column = schema.feed(feed).and_then(|f| f.resolve(name))?;
        let value = gathered.value(at, &column.name)?;
        Some(if column.ty == ledger::Type::Money {
            grouped(value)
        } else {
            value.to_owned()
        })
    };
    let value = |name: &str| -> Option<String> {
        if let Some((_, column)) = seen.facts.iter().find(|(fact, _)| fact == name) {
            return view.text(column, row, true);
        }
        if let Some((prefix, rest)) = name.split_once('.') {
            let refs = seen.frame.refs.iter().find(|r| r.prefix == prefix)?;
            return cell(
                &refs.feed,
                (view.index(&refs.feed)?, *refs.rows.get(row)?),
                rest,
            );
        }
        match name {
            "count" | "rows" => Some(rows.to_string()),
            "sum" => amount.map(render::yuan_grouped),
            "from" => found.days.0.map(render::iso),
            "to" => found.days.1.map(render::iso),
            _ => cell(&seen.detect.feed, (first.feed, first.row), name)
                .or_else(|| view.text(seen.frame.column(name)?, row, true)),
        }
    };
    let mut text = say::fill(&judged.rule.say, &value);
    // A sentence may count the rows of one window, where the lead holds several that follow each other.
    let total = amount.map(render::yuan_grouped);
    let all = [
        ("count", Some(rows.to_string())),
        ("rows", Some(rows.to_string())),
        ("sum", total),
    ];
    let mut told = all
        .into_iter()
        .filter(|(name, _)| judged.rule.say.zh.contains(&format!("{{{name}}}")))
        .map(|(name, of)| value(name) == of)
        .peekable();
    let counted = told.peek().is_some() && told.all(|same| same);
    if rows > 1 && !counted {
        let n = rows;
        if let Some(total) = amount.map(render::yuan_grouped) {
            text.zh = format!("{}；同类共 {n} 笔，合计 {total} 元（待核实）", text.zh);
            text.en = format!(
                "{}; {n} such rows, {total} yuan in all (to be verified)",
                text.en
            );
        } else {
            text.zh = format!("{}；同类共 {n} 笔", text.zh);
            text.en = format!("{}; {n} such rows", text.en);
        }
    }
    text
}

/// Yuan as text with thousands separators.
fn grouped(yuan: &str) -> String {
    let fen = yuan.replace('.', "").parse::<i64>();
    fen.map_or_else(|_| yuan.to_owned(), render::yuan_grouped)
}
