//! Sources compared with one another, and the sums of what each still supplies.

use std::collections::BTreeMap;

use super::join::Joined;
use crate::books::{Names, choose_books, mark_repeats};
use crate::lines::{Kept, Table, known};
use crate::{Notice, SourceState, Wording};

/// The same bytes twice, for the same collective: the second is a repeat.
pub(super) fn same_bytes(joined: &mut Joined<'_>) {
    let mut first: BTreeMap<(String, String, String, String, String), usize> = BTreeMap::new();
    for at in 0..joined.sources.len() {
        let Some(source) = joined.sources.get(at) else {
            continue;
        };
        let SourceState::Read { feed, .. } = &source.state else {
            continue;
        };
        let chosen = |what: &str| {
            let found = source.choices.iter().find(|c| c.what == what);
            found.map_or_else(String::new, |c| c.value.clone())
        };
        let key = (
            source.sha256.clone(),
            source.sheet.clone(),
            feed.clone(),
            chosen("org"),
            chosen("section"),
        );
        let Some(&before) = first.get(&key) else {
            first.insert(key, at);
            continue;
        };
        let other = joined
            .sources
            .get(before)
            .map_or_else(String::new, |s| s.file.clone());
        if let Some((_, table)) = joined
            .tables
            .iter_mut()
            .find(|(source, _)| *source as usize == at)
        {
            for row in 0..table.len() {
                table.mark(row, Kept::Repeat);
            }
        }
        // Its rejects stand in the list already, from the first.
        if let Some(refusals) = joined.refusals.get_mut(at) {
            refusals.clear();
        }
        if let Some(source) = joined.sources.get_mut(at) {
            joined.late.retain(|l| l.source as usize != at);
            let why = Wording::new(
                format!("与“{other}”内容完全相同，未重复计入"),
                format!("the same bytes as {other:?}; not counted again"),
            );
            source.counts.repeat += source.counts.detail + source.counts.reject;
            source.counts.detail = 0;
            source.counts.reject = 0;
            source.controls.clear();
            source.notices = vec![Notice {
                code: "same-file".to_owned(),
                file: source.file.clone(),
                sheet: source.sheet.clone(),
                row: 0,
                column: String::new(),
                text: why.clone(),
            }];
            source.state = SourceState::Repeat(why);
        }
    }
}

/// Repeats among the sources of one feed, and books that compete.
pub(super) fn compare_sources(joined: &mut Joined<'_>, at: usize, feed: Names<'_>) {
    let mut owners: Vec<u32> = Vec::new();
    let mut sheets: Vec<(&str, &str)> = Vec::new();
    let mut tables: Vec<&mut Table> = Vec::new();
    for (source, table) in joined.tables.iter_mut().filter(|(_, t)| t.feed == at) {
        owners.push(*source);
        let own = joined.sources.get(*source as usize);
        sheets.push(own.map_or(("", ""), |s| (s.file.as_str(), s.sheet.as_str())));
        tables.push(table);
    }
    let counts = mark_repeats(&mut tables, &sheets, feed);
    if feed.0.name == "payments" {
        choose_books(&mut tables, feed, &joined.dictionaries);
    }
    for (owner, count) in owners
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
    {
        let Some(source) = joined.sources.get_mut(owner as usize) else {
            continue;
        };
        source.counts.repeat += count;
        source.counts.detail = source.counts.detail.saturating_sub(count);
        let why = Wording::new(
            format!("{count} 行已由同一账簿的其他来源提供，未重复计入"),
            format!(
                "{count} rows were supplied already by another source of the same book; not counted again"
            ),
        );
        source.notices.push(Notice {
            code: "repeated-rows".to_owned(),
            file: source.file.clone(),
            sheet: source.sheet.clone(),
            row: 0,
            column: String::new(),
            text: why.clone(),
        });
        if source.counts.detail == 0 {
            source.state = SourceState::Repeat(why);
        }
    }
}

/// Sums of what each source supplies, rows that only lack a collective among them.
pub(super) fn totals(joined: &mut Joined<'_>) {
    for (source, table) in &joined.tables {
        let Some(feed) = joined.schema.feeds.get(table.feed).map(|feed| Names(feed)) else {
            continue;
        };
        let Some(own) = joined.sources.get_mut(*source as usize) else {
            continue;
        };
        let code = |word: &str| {
            joined
                .dictionaries
                .get(feed.domain("direction") as usize)
                .and_then(|d| d.code(word))
        };
        let (out, into) = (code("out"), code("in"));
        let journal = feed.0.name == "journal";
        let undirected = feed.at("direction").is_none();
        let directions = feed.held(table, "direction");
        let (debits, credits) = (feed.held(table, "debit"), feed.held(table, "credit"));
        let amounts = feed.0.amount.as_deref().map(|name| feed.held(table, name));
        let sum = |value: i64| if known(value) { value } else { 0 };
        for row in 0..table.len() {
            if !table.is_detail(row) && table.kept.get(row) != Some(&Kept::NoOrg) {
                continue;
            }
            let (a, b) = if journal {
                (sum(debits.number(row)), sum(credits.number(row)))
            } else {
                let amount = amounts.map_or(0, |a| sum(a.number(row)));
                match Some(directions.code(row)) {
                    _ if undirected => (amount, 0),
                    way if way == out => (amount, 0),
                    way if way == into => (0, amount),
                    _ => (0, 0),
                }
            };
            own.total_out = own.total_out.saturating_add(a);
            own.total_in = own.total_in.saturating_add(b);
        }
    }
}
