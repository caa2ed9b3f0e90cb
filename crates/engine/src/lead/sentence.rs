//! The sentence of a lead: the rule's words with the numbers of its first hit, and how many more rows there are.

use ledger::{Lang, Schema, Wording};
use rules::Expr;

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
    let (draft, judged, amount) = (found.draft, found.judged, found.amounts().0);
    let Some(first) = draft.cluster.hits.first() else {
        return Wording::default();
    };
    let schema = view.ledger.schema();
    let row = first.frame_row as usize;
    let cell = |feed: &str, at: At, name: &str| {
        let column = schema.feed(feed).and_then(|f| f.resolve(name))?;
        let value = gathered.value(at, &column.name)?;
        Some(match column.ty {
            ledger::Type::Money => grouped(value),
            ledger::Type::Time => clock(value),
            _ => value.to_owned(),
        })
    };
    let value = |name: &str, lang: Lang| -> Option<String> {
        if let Some((_, column)) = seen.facts.iter().find(|(fact, _)| fact == name) {
            let text = view.text(column, row, true)?;
            return Some(fact(name, text, lang, seen, schema));
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
            "from" => found.days().0.map(render::iso),
            "to" => found.days().1.map(render::iso),
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
        .map(|(name, of)| value(name, Lang::Zh) == of)
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

/// A fact as it is said: a time of day by the clock, and the label of a column in the language of the sentence.
fn fact(name: &str, text: String, lang: Lang, seen: &Seen<'_>, schema: &Schema) -> String {
    let feed = |prefix: &str| {
        let refs = seen.frame.refs.iter().find(|r| r.prefix == prefix);
        schema.feed(refs.map_or(&seen.detect.feed, |refs| &refs.feed))
    };
    let made = seen.detect.cite.facts.iter().find(|(fact, _)| fact == name);
    if let Some((_, Expr::Column { name, .. })) = made {
        let (prefix, column) = name.split_once('.').unwrap_or(("", name));
        let column = feed(prefix).and_then(|feed| feed.resolve(column));
        if column.is_some_and(|column| column.ty == ledger::Type::Time) {
            return clock(&text);
        }
    }
    if lang == Lang::Zh {
        return text;
    }
    let feeds = std::iter::once(&seen.detect.feed).chain(&seen.detect.others);
    let mut columns = feeds
        .filter_map(|feed| schema.feed(feed))
        .flat_map(|feed| &feed.columns);
    let column = columns.find(|column| column.label.zh == text);
    column.map_or(text, |column| column.label.en.clone())
}

/// Seconds of a day as `08:05`, or `08:05:09` where there are odd ones.
fn clock(seconds: &str) -> String {
    let Ok(all) = seconds.parse::<u32>() else {
        return seconds.to_owned();
    };
    let (hours, minutes, odd) = (all / 3600, all / 60 % 60, all % 60);
    if odd == 0 {
        format!("{hours:02}:{minutes:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{odd:02}")
    }
}

/// Yuan as text with thousands separators.
fn grouped(yuan: &str) -> String {
    let fen = yuan.replace('.', "").parse::<i64>();
    fen.map_or_else(|_| yuan.to_owned(), render::yuan_grouped)
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn a_time_is_said_by_the_clock() {
        for (seconds, said) in [
            ("0", "00:00"),
            ("29100", "08:05"),
            ("86399", "23:59:59"),
            ("?", "?"),
        ] {
            assert_eq!(clock(seconds), said);
        }
    }
}
