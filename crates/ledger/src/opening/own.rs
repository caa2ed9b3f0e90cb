//! The feed `controls`: what sources say of themselves against what was read, as rows that rules can see.

use super::join::Joined;
use crate::books::Names;
use crate::lines::{Kept, Stored, Table};
use crate::{Control, Domain, NULL, NULL_CODE, SourceState};

/// Adds one table of controls for each source that has any.
pub(super) fn controls(joined: &mut Joined<'_>) {
    let Some(at) = joined
        .schema
        .feeds
        .iter()
        .position(|f| f.name == "controls")
    else {
        return;
    };
    let Some(feed) = joined.schema.feeds.get(at).map(|feed| Names(feed)) else {
        return;
    };
    let mut made = Vec::new();
    for (source, index) in joined.sources.iter().zip(0_u32..) {
        let SourceState::Read { feed: read_as, .. } = &source.state else {
            continue;
        };
        if source.controls.is_empty() || is_nobodys(joined, index) {
            continue;
        }
        let mut controls: Vec<&Control> = source.controls.iter().collect();
        controls.sort_by(|a, b| (a.row, &a.what, a.stated).cmp(&(b.row, &b.what, b.stated)));
        let rows = controls.len();
        let org = joined
            .tables
            .iter()
            .find(|(s, _)| *s == index)
            .and_then(|(_, t)| {
                let own = joined.schema.feeds.get(t.feed).map(|feed| Names(feed))?;
                let first = (0..t.len())
                    .map(|row| own.code(t, "org", row))
                    .find(|c| *c != NULL_CODE)?;
                (0..t.len())
                    .all(|row| own.code(t, "org", row) == first || !t.is_detail(row))
                    .then_some(first)
            })
            .unwrap_or(NULL_CODE);
        let mut table = Table {
            feed: at,
            places: controls.iter().map(|c| c.row).collect(),
            kept: vec![Kept::Detail; rows],
            columns: feed.0.columns.iter().map(|_| None).collect(),
            newest_first: false,
        };
        let mut text = |table: &mut Table, name: &str, values: &mut dyn FnMut(usize) -> String| {
            let (Some(column), domain) = (feed.at(name), feed.domain(name) as usize) else {
                return;
            };
            let Some(dictionary) = joined.dictionaries.get_mut(domain) else {
                return;
            };
            let codes = (0..rows)
                .map(|row| {
                    let value = values(row);
                    if value.is_empty() {
                        NULL_CODE
                    } else {
                        dictionary.intern(&value)
                    }
                })
                .collect();
            table.set(column, Some(Stored::Text(codes)));
        };
        text(&mut table, "file", &mut |_| source.file.clone());
        text(&mut table, "sheet", &mut |_| source.sheet.clone());
        text(&mut table, "feed", &mut |_| read_as.clone());
        text(&mut table, "what", &mut |row| {
            controls
                .get(row)
                .map_or_else(String::new, |c| c.what.clone())
        });
        let counted = |c: &Control| matches!(c.what.as_str(), "declared_count" | "running_balance");
        let mut number = |name: &str, value: &dyn Fn(&Control) -> i64| {
            if let Some(column) = feed.at(name) {
                table.set(
                    column,
                    Some(Stored::Int(controls.iter().map(|c| value(c)).collect())),
                );
            }
        };
        number("line", &|c| i64::from(c.row));
        number("stated", &|c| if counted(c) { NULL } else { c.stated });
        number("found", &|c| if counted(c) { NULL } else { c.found });
        number("stated_count", &|c| {
            if counted(c) { c.stated } else { NULL }
        });
        number("found_count", &|c| if counted(c) { c.found } else { NULL });
        number("agrees", &|c| i64::from(c.agrees));
        if let Some(column) = feed
            .at("org")
            .filter(|_| feed.domain("org") == Domain::Party)
        {
            table.set(column, Some(Stored::same_text(org, rows)));
        }
        made.push((index, table));
    }
    joined.tables.extend(made);
    joined
        .tables
        .sort_by_key(|(source, table)| (*source, table.feed));
}

/// Whether no row of a source found its collective: its totals then speak of nobody's books, and stand in its own record only.
fn is_nobodys(joined: &Joined<'_>, source: u32) -> bool {
    let own = joined.tables.iter().find(|(s, _)| *s == source);
    own.is_some_and(|(_, t)| t.len() > 0 && !(0..t.len()).any(|row| t.is_detail(row)))
}
