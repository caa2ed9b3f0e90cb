//! `[[detect]]`, `[lead]` and what exceptions and raises ask of hits: one compiled logic for each table and feed.

use ledger::{Feed, Wording};

use super::exceptions::Asked;
use super::file::Told;
use super::head::{GRADES, check_needs, chosen};
use super::nearest;
use super::table::Table;
use crate::compile::{Ask, Columns, Given, Shape, other_subject};
use crate::expr::Expr;
use crate::kinds::{COMMON_KEYS, ENTRIES, Entry};
use crate::plan::Cite;
use crate::{Detect, Per};

/// A compiled logic, and the columns that its hits have.
pub(super) struct Compiled<'a> {
    pub(super) detect: Detect,
    pub(super) columns: Columns<'a>,
}

/// Compiles every logic of a rule on every feed; what fails is told and left out.
pub(super) fn read<'a>(
    rule: &Table<'a>,
    given: &'a Given<'a>,
    needs: &[String],
    asked: &[Asked<'a>],
) -> Vec<Compiled<'a>> {
    let Ok(tables) = rule.tables("detect") else {
        return Vec::new();
    };
    if tables.is_empty() {
        rule.missing(
            "detect",
            Wording::new(
                "请至少写一段 [[detect]]。",
                "Write at least one [[detect]].",
            ),
        );
    }
    let lead = rule.table("lead").unwrap_or_default();
    if let Some(lead) = &lead {
        lead.only(&["subject", "per", "days"]);
    }
    let mut compiled = Vec::new();
    for (index, table) in tables.iter().enumerate() {
        let Ok((entry, feeds)) = entry_and_feeds(table, given) else {
            continue;
        };
        for feed in feeds {
            let ask = Ask {
                given,
                table: table.clone(),
                feed,
            };
            compiled.extend(one(&ask, entry, index, lead.as_ref(), needs, asked));
        }
    }
    compiled
}

fn entry_and_feeds<'a>(
    table: &Table<'a>,
    given: &Given<'a>,
) -> Result<(&'static Entry, Vec<&'a Feed>), Told> {
    let kinds = || ENTRIES.iter().map(|e| e.name);
    let kind = table.require("kind", nearest::help("", kinds()))?;
    let Some(entry) = ENTRIES.iter().find(|e| e.name == kind.value) else {
        return Err(kind.fault(
            "unknown-kind",
            Wording::new(
                format!("没有规则类型“{}”", kind.value),
                format!("there is no kind `{}`", kind.value),
            ),
            nearest::help(kind.value, kinds()),
        ));
    };
    let keys: Vec<&str> = COMMON_KEYS
        .into_iter()
        .chain(entry.keys.iter().map(|k| k.name))
        .collect();
    table.only(&keys);
    let Some(texts) = table.texts("feed")? else {
        return Ok((entry, given.feeds.clone()));
    };
    let feeds: Vec<Result<&Feed, Told>> = texts
        .iter()
        .map(|text| {
            let feed = super::feed_named(given.schema, text)?;
            if given.feeds.iter().any(|f| f.name == feed.name) {
                return Ok(feed);
            }
            Err(text.fault(
                "unknown-feed",
                Wording::new(
                    format!("“{}”不在本规则的 feed 中", text.value),
                    format!("`{}` is not among the feeds of this rule", text.value),
                ),
                nearest::help(text.value, given.feeds.iter().map(|f| f.name.as_str())),
            ))
        })
        .collect();
    Ok((entry, feeds.into_iter().collect::<Result<_, _>>()?))
}

fn one<'a>(
    ask: &Ask<'a>,
    entry: &Entry,
    index: usize,
    lead: Option<&Table<'a>>,
    needs: &[String],
    asked: &[Asked<'a>],
) -> Result<Compiled<'a>, Told> {
    let grade = ask
        .table
        .text("grade")
        .and_then(|t| t.map(|t| chosen(&t, &GRADES)).transpose());
    let own = ask
        .table
        .texts("needs")
        .and_then(|own| check_needs(&own.unwrap_or_default(), &[ask.feed]));
    let shape = (entry.compile)(ask)?;
    let facts = facts(ask, &shape);
    let subject = lead.map_or(Ok(None), |l| subject(ask, l, &shape));
    let per = lead.map_or(Ok(None), |l| per(l, &shape));
    let (mut unless, mut raise) = (Vec::new(), Vec::new());
    for one in asked {
        if let Some(expr) = one.of_hits(ask.given, &shape.columns) {
            let list = if one.raises { &mut raise } else { &mut unless };
            list.push((one.index, expr));
        }
    }
    // The collective of a row may come from a pin, a banner or a file's name, so that no column of it need be supplied.
    let canonical = |name: &String| {
        let column = ask.feed.resolve(name)?;
        (column.name != "org").then(|| column.name.clone())
    };
    let own_needs: Vec<String> = own?.iter().filter_map(canonical).collect();
    let mut needs: Vec<String> = needs
        .iter()
        .chain(&shape.needs)
        .filter_map(canonical)
        .chain(own_needs.iter().cloned())
        .collect();
    needs.sort();
    needs.dedup();
    let detect = Detect {
        kind: entry.name.to_owned(),
        feed: ask.feed.name.clone(),
        others: shape.others,
        needs,
        own_needs,
        cite: Cite {
            feed: ask.feed.name.clone(),
            hits: shape.hits.into(),
            context: shape.context,
            members: shape.members.map(Into::into),
            absent: None,
            subject: subject?.unwrap_or(shape.subject),
            per: per?.unwrap_or(shape.per),
            at: ask.columns().name("date"),
            amount: shape.amount,
            facts: facts?,
            unless,
            raise,
        },
        filter: shape.filter,
        index,
        grade: grade?,
        reads: shape.reads,
    };
    Ok(Compiled {
        detect,
        columns: shape.columns,
    })
}

/// The kind's facts, and those of `facts = { name = "expression" }`, which win.
fn facts<'a>(ask: &Ask<'a>, shape: &Shape<'a>) -> Result<Vec<(String, Expr)>, Told> {
    let mut facts = shape.facts.clone();
    let Some(table) = ask.table.table("facts")? else {
        return Ok(facts);
    };
    let mut told = Ok(());
    for entry in table.entries() {
        let text = table.as_text(&entry);
        match text.and_then(|t| ask.given.expr(&t, &shape.columns, None)) {
            Ok(expr) => {
                facts.retain(|(name, _)| name != entry.key);
                facts.push((entry.key.to_owned(), expr));
            }
            Err(already) => told = Err(already),
        }
    }
    told.map(|()| facts)
}

fn subject<'a>(
    ask: &Ask<'a>,
    lead: &Table<'a>,
    shape: &Shape<'a>,
) -> Result<Option<Vec<String>>, Told> {
    let Some(texts) = lead.texts("subject")? else {
        return Ok(None);
    };
    let mut subject = Vec::new();
    for text in texts {
        if let ("other", Some((_, other))) = (text.value, shape.columns.others.first()) {
            subject.extend(other_subject(other));
            continue;
        }
        let names = shape.columns.names();
        subject.push(shape.columns.name(text.value).ok_or_else(|| {
            text.fault(
                "unknown-column",
                Wording::new(
                    format!(
                        "数据表“{}”的命中记录没有“{}”列",
                        ask.feed.label.zh, text.value
                    ),
                    format!("hits of {} have no column {}", ask.feed.name, text.value),
                ),
                nearest::help(text.value, names.iter().map(String::as_str)),
            )
        })?);
    }
    Ok(Some(subject))
}

fn per(lead: &Table<'_>, shape: &Shape<'_>) -> Result<Option<Per>, Told> {
    let days = match lead.text("days")? {
        None => shape.burst,
        Some(text) => match crate::expr::Literal::parse(text.value) {
            Ok(crate::expr::Literal::Days(n)) if n >= 0 => n,
            _ => {
                return Err(text.fault(
                    "wrong-unit",
                    Wording::new("这里要天数", "a number of days belongs here"),
                    Wording::new("请写如“7天”的天数。", "Write days such as `7天`."),
                ));
            }
        },
    };
    let Some(text) = lead.text("per")? else {
        return Ok(None);
    };
    let words = [
        ("row", Per::Row),
        ("burst", Per::Burst(days)),
        ("month", Per::Month),
        ("year", Per::Year),
        ("all", Per::All),
    ];
    chosen(&text, &words).map(Some)
}
