//! `[[example]]`: small tables and a word for each row.

use std::collections::BTreeMap;

use ledger::{Feed, Schema, Wording};

use super::file::Told;
use super::nearest;
use super::table::Table;
use super::text::Text;
use crate::expr::Literal;
use crate::lists::Lists;
use crate::{Example, Grade, Word};

const KEYS: [&str; 6] = ["name", "expect", "feed", "limits", "region", "as_of"];

const WORDS: [(&str, Word); 6] = [
    ("hit", Word::Hit),
    ("no", Word::No),
    ("unknown", Word::Unknown),
    ("red", Word::At(Grade::Red)),
    ("yellow", Word::At(Grade::Yellow)),
    ("blue", Word::At(Grade::Blue)),
];

/// Reads the examples of a rule; what is wrong is told and left out.
pub(super) fn read(
    rule: &Table<'_>,
    feeds: &[&Feed],
    schema: &Schema,
    lists: &Lists,
) -> Vec<Example> {
    let tables = rule.tables("example").unwrap_or_default();
    tables
        .iter()
        .filter_map(|t| example(t, feeds, schema, lists).ok())
        .collect()
}

fn example(
    table: &Table<'_>,
    feeds: &[&Feed],
    schema: &Schema,
    lists: &Lists,
) -> Result<Example, Told> {
    let known: Vec<&str> = KEYS
        .into_iter()
        .chain(schema.feeds.iter().map(|f| f.name.as_str()))
        .collect();
    table.only(&known);
    let name = table.require(
        "name",
        Wording::new("请写这个例子说明什么。", "Say what the example shows."),
    );
    let expect = expect(table);
    let limits = limits(table, lists);
    let region = region(table);
    let as_of = table.date("as_of");
    let mut tables = BTreeMap::new();
    let mut rows = BTreeMap::new();
    let mut told = None;
    for feed in &schema.feeds {
        if let Ok(Some(text)) = table.text(&feed.name) {
            match rows_of(&text, feed) {
                Ok(count) => {
                    rows.insert(feed.name.as_str(), count);
                    tables.insert(feed.name.clone(), text.value.trim_start().to_owned());
                }
                Err(already) => told = Some(already),
            }
        }
    }
    if let Some(told) = told {
        return Err(told);
    }
    let feed = judged(table, feeds, &rows)?;
    let expect = expect?;
    let count = rows.get(feed.as_str()).copied().unwrap_or(0);
    if count != expect.len() {
        return Err(table.file.fault(
            table.place("expect"),
            "wrong-count",
            Wording::new(
                format!("{feed} 有 {count} 行，expect 却有 {} 个词", expect.len()),
                format!(
                    "{feed} has {count} rows, but `expect` has {} words",
                    expect.len()
                ),
            ),
            Wording::new(
                "每行一个词：hit、no、unknown 或 red、yellow、blue。",
                "One word a row: hit, no, unknown, or red, yellow, blue.",
            ),
        ));
    }
    Ok(Example {
        name: name?.value.to_owned(),
        tables,
        feed,
        expect,
        limits: limits?,
        region: region?,
        as_of: as_of?,
        line: table.file.line(table.span.start),
    })
}

fn expect(table: &Table<'_>) -> Result<Vec<Word>, Told> {
    let help = Wording::new(
        "请写 expect = [\"hit\", \"no\"]，每行一个词。",
        "Write expect = [\"hit\", \"no\"], one word a row.",
    );
    let Some(texts) = table.texts("expect")? else {
        return Err(table.missing("expect", help));
    };
    let words: Vec<Result<Word, Told>> = texts
        .iter()
        .map(|t| super::head::chosen(t, &WORDS))
        .collect();
    words.into_iter().collect()
}

/// The feed whose rows `expect` speaks of: the one named, else the rule's first that stands there.
fn judged(
    table: &Table<'_>,
    feeds: &[&Feed],
    rows: &BTreeMap<&str, usize>,
) -> Result<String, Told> {
    if let Some(text) = table.text("feed")? {
        let known = rows.keys().copied();
        if rows.contains_key(text.value) {
            return Ok(text.value.to_owned());
        }
        return Err(text.fault(
            "unknown-feed",
            Wording::new(
                format!("例子里没有表“{}”", text.value),
                format!("the example has no table `{}`", text.value),
            ),
            nearest::help(text.value, known),
        ));
    }
    let first = feeds.iter().find(|f| rows.contains_key(f.name.as_str()));
    first.map(|f| f.name.clone()).ok_or_else(|| {
        let names: Vec<&str> = feeds.iter().map(|f| f.name.as_str()).collect();
        table.missing(
            names.first().copied().unwrap_or("payments"),
            Wording::new(
                format!("例子里要有规则所用数据表之一：{}", names.join("、")),
                format!(
                    "The example needs a table of one of the rule's feeds: {}.",
                    names.join(", ")
                ),
            ),
        )
    })
}

fn limits(table: &Table<'_>, lists: &Lists) -> Result<BTreeMap<String, i64>, Told> {
    let mut limits = BTreeMap::new();
    let Some(pins) = table.table("limits")? else {
        return Ok(limits);
    };
    for entry in pins.entries() {
        if !lists.is_limit(entry.key) {
            return Err(table.file.fault(
                entry.span.clone(),
                "unknown-limit",
                Wording::new(
                    format!("没有名为“{}”的标准限额", entry.key),
                    format!("no limit is called `{}`", entry.key),
                ),
                nearest::help(entry.key, lists.limit_names()),
            ));
        }
        let text = pins.as_text(&entry)?;
        let Ok(Literal::Money(fen)) = Literal::parse(text.value) else {
            return Err(text.fault(
                "wrong-unit",
                Wording::new("限额要写成金额", "a limit is money"),
                Wording::new("请写如“10000元”的金额。", "Write money such as `10000元`."),
            ));
        };
        limits.insert(entry.key.to_owned(), fen);
    }
    Ok(limits)
}

fn region(table: &Table<'_>) -> Result<String, Told> {
    let Some(text) = table.text("region")? else {
        return Ok(String::new());
    };
    if !text.value.is_empty() && text.value.chars().all(|c| c.is_ascii_digit()) {
        return Ok(text.value.to_owned());
    }
    Err(text.fault(
        "bad-region",
        Wording::new("地区要写行政区划代码", "a region is a division code"),
        Wording::new("请写如“440105”的代码。", "Write a code such as `440105`."),
    ))
}

/// How many rows a table has; its headings must be columns, its rows as wide as its headings.
fn rows_of(text: &Text<'_>, feed: &Feed) -> Result<usize, Told> {
    let records = records(text.value);
    let Some((headings, rows)) = records.split_first() else {
        return Err(text.fault(
            "empty",
            Wording::new("例子的表是空的", "the table is empty"),
            Wording::new(
                "第一行写列名，以下每行一条记录。",
                "The first line holds column names, each further line a row.",
            ),
        ));
    };
    for cell in headings {
        if feed.resolve(&cell.value).is_none() {
            let names: Vec<&str> = feed.columns.iter().map(|c| c.name.as_str()).collect();
            return Err(text.file.fault(
                text.place(&cell.span),
                "unknown-column",
                Wording::new(
                    format!("数据表“{}”没有“{}”列", feed.label.zh, cell.value),
                    format!("the feed {} has no column {}", feed.name, cell.value),
                ),
                nearest::help(&cell.value, names),
            ));
        }
    }
    if let Some(row) = rows.iter().find(|r| r.len() != headings.len()) {
        let (first, last) = (row.first(), row.last());
        let span = first.map_or(0, |c| c.span.start)..last.map_or(0, |c| c.span.end);
        return Err(text.file.fault(
            text.place(&span),
            "wrong-count",
            Wording::new(
                format!("这一行有 {} 格，列名却有 {} 个", row.len(), headings.len()),
                format!(
                    "this row has {} cells under {} headings",
                    row.len(),
                    headings.len()
                ),
            ),
            Wording::new(
                "补上或删去逗号；含逗号的文字放在引号里。",
                "Add or remove commas; put text with commas in quotes.",
            ),
        ));
    }
    Ok(rows.len())
}

struct Cell {
    value: String,
    span: std::ops::Range<usize>,
}

/// Records of comma separated text, blank lines left out; a cell in quotes may hold commas and line ends.
fn records(text: &str) -> Vec<Vec<Cell>> {
    let mut records = Vec::new();
    let mut record: Vec<Cell> = Vec::new();
    let (mut start, mut quoted) = (0, false);
    let mut ends: Vec<(usize, char)> = text.char_indices().collect();
    ends.push((text.len(), '\n'));
    for (at, c) in ends {
        match c {
            '"' => quoted = !quoted,
            ',' | '\n' if !quoted || at == text.len() => {
                let raw = text.get(start..at).unwrap_or("");
                let value = raw.trim().trim_matches('"').to_owned();
                record.push(Cell {
                    value,
                    span: start..start + raw.trim_end().len(),
                });
                start = at + 1;
                if c == '\n' {
                    let blank = record.len() == 1 && record.iter().all(|c| c.value.is_empty());
                    let whole = std::mem::take(&mut record);
                    if !blank {
                        records.push(whole);
                    }
                }
            }
            _ => {}
        }
    }
    records
}
