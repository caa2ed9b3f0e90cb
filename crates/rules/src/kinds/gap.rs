//! Missing or repeated numbers of a sequence.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `check` | `missing` or `repeated` | `missing` |
//! | `of` | text column that holds the numbers | `voucher_no` |
//! | `tail` | so many digits at its end are the number, what stands before them is the series | all of them, at most 18 |
//! | `by` | columns that a sequence shares | `["org"]` |
//! | `period` | numbering restarts every `month`, every `year`, or never (`all`) | `month` |
//! | `start` | `missing`: the number that each sequence begins with | the least that is there |
//! | `apart` | `repeated`: rows with one number are the same paper unless they differ in this column | – |
//!
//! Numbers stand in one sequence where `by`, the period and the text before the digits (记-, 收-) are equal; 09 and 9 are one number.
//! All rows are looked at, reversed ones too.
//!
//! * `missing`: what is missing bears no row, so that the hit is the first row that bears the number after the gap, and the row before
//!   it is context. What lies after the last number is not known. Facts: `missing` (how many), `first` and `last` of them.
//! * `repeated`: hits are all rows of a number that bears two values of `apart` or more (NULL is none). Facts: `count` of values.
//!
//! A row without a number (blank, no digits at its end) may be the missing one: it is not judged, nor is any row of its `by` and
//! period in `missing`, nor where a row may or may not be asked. More than 18 digits, lost digits, or no date where a period
//! restarts: not judged. Subject: `by`, the series; cut by the period. No amount.

use std::sync::Arc;

use ledger::Wording;

use super::{Entry, Key};
use crate::Per;
use crate::compile::{
    Ask, NUMBER, Serial, Shape, all_of, append, at_least, call, coalesce, column, columns_read,
    count, derive, equal, filter, int, is_null, lag, measure, minus, month_of, only, plus,
    provided, rows_read, window, year_of,
};
use crate::expr::{Expr, Function, Lacking, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame, How, Pick, Plan, Rows};

pub(super) const ENTRY: Entry = Entry {
    name: "gap",
    zh: "编号的断号或重号",
    en: "missing or repeated numbers of a sequence",
    keys: &[
        Key {
            name: "check",
            zh: "missing 断号（默认）、repeated 重号",
            en: "missing (default) or repeated",
        },
        Key {
            name: "of",
            zh: "编号所在的文本列；默认 voucher_no",
            en: "text column that holds the numbers; default voucher_no",
        },
        Key {
            name: "tail",
            zh: "取末尾几位数字为号码，其前为号段；默认全部，最多 18 位",
            en: "digits at its end that are the number; default all, at most 18",
        },
        Key {
            name: "by",
            zh: "同一编号序列相同的列；默认 [\"org\"]",
            en: "columns that a sequence shares; default [\"org\"]",
        },
        Key {
            name: "period",
            zh: "编号每月重排 month（默认）、每年重排 year、不重排 all",
            en: "numbering restarts every month (default), every year, or never (all)",
        },
        Key {
            name: "start",
            zh: "missing：每个序列应从几号开始；默认从出现的最小号",
            en: "missing: the number a sequence begins with; default the least that is there",
        },
        Key {
            name: "apart",
            zh: "repeated：同号记录在此列不同才算重号，如 date",
            en: "repeated: rows with one number are told where they differ in this column, such as date",
        },
    ],
    compile,
};

/// Which numbers, and where they restart.
struct Asked {
    serial: Serial,
    by: Vec<String>,
    /// Columns of one sequence.
    sequence: Vec<String>,
    date: Option<String>,
    per: Per,
}

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let parts = ask.parts(Rows::All);
    let repeated = ask.word("check", &["missing", "repeated"])? == Some("repeated");
    let serial = ask.serial("voucher_no");
    let by = ask.names("by", &["org"])?;
    let per = match ask.word("period", &["month", "year", "all"])? {
        Some("all") => Per::All,
        Some("year") => Per::Year,
        _ => Per::Month,
    };
    let date = (per != Per::All).then(|| ask.date()).transpose()?;
    let serial = serial?;
    let mut sequence = serial.sequence(&by);
    sequence.extend(date.is_some().then(|| "_period".to_owned()));
    let asked = Asked {
        serial,
        by,
        sequence,
        date,
        per,
    };
    let parts = parts?;

    let terms: Vec<Expr> = parts.filter.iter().chain(&parts.drops).cloned().collect();
    let plan = numbered(parts.plan, &asked, terms);
    let mut shape = if repeated {
        let apart = apart(ask)?;
        repeats(ask, plan, &asked, &apart)
    } else {
        gaps(ask, plan, &asked, ask.whole("start")?)
    };
    shape.reads = reads(ask, parts.filter.as_ref(), &asked, &shape.reads);
    shape.filter = parts.filter;
    Ok(shape)
}

fn apart(ask: &Ask<'_>) -> Result<String, Told> {
    ask.name("apart")?.ok_or_else(|| {
        ask.table.missing(
            "apart",
            Wording::new(
                "一张凭证可有多行同号：请写哪一列不同才算重号，如 apart = \"date\"。",
                "A voucher has several rows of one number: write the column in which repeats differ, as in apart = \"date\".",
            ),
        )
    })
}

/// The rows that are asked and bear a number; beside them how many of the same period are asked (`_asked`, unknown where one may or may
/// not be), and how many of these bear none (`_unnumbered`).
fn numbered(plan: Plan, asked: &Asked, terms: Vec<Expr>) -> Plan {
    let mut plan = plan;
    let mut keys = asked.by.clone();
    if let Some(date) = &asked.date {
        let day = || column(date, Type::Date);
        let dated = call(Function::Known, vec![day()], Type::Bool);
        let period = if asked.per == Per::Year {
            year_of(day())
        } else {
            month_of(day())
        };
        plan = derive(filter(plan, dated), vec![("_period", period)]);
        keys.push("_period".to_owned());
    }
    let number = || column(NUMBER, Type::Int);
    let plan = window(
        asked.serial.read(plan),
        &keys,
        &[],
        Frame::Partition,
        vec![
            count("_asked", (!terms.is_empty()).then(|| all_of(terms.clone()))),
            count(
                "_unnumbered",
                Some(all_of([terms.clone(), vec![is_null(number())]].concat())),
            ),
        ],
    );
    filter(
        only(plan, terms),
        provided(
            Expr::Not(Box::new(is_null(number()))),
            Lacking::Numbers,
            at_least(number(), int(0)),
        ),
    )
}

/// The first row after each gap, beside the row before it.
fn gaps<'a>(ask: &Ask<'a>, plan: Plan, asked: &Asked, start: Option<i64>) -> Shape<'a> {
    let names = ["missing", "first", "last"].map(|name| ask.fresh(name));
    let number = || column(NUMBER, Type::Int);
    let before = column("_before", Type::Int);
    let before = match start {
        Some(start) => coalesce(vec![before, int(start - 1)], Type::Int),
        None => before,
    };
    let rows = Arc::new(plan);
    let plan = window(
        Plan::clone(&rows),
        &asked.sequence,
        &[NUMBER],
        Frame::Partition,
        vec![lag("_before", NUMBER)],
    );
    let plan = derive(
        plan,
        vec![
            (&names[1], plus(before, int(1), Type::Int)),
            (&names[2], minus(number(), int(1), Type::Int)),
        ],
    );
    let missing = plus(
        minus(
            column(&names[2], Type::Int),
            column(&names[1], Type::Int),
            Type::Int,
        ),
        int(1),
        Type::Int,
    );
    let plan = derive(plan, vec![(&names[0], missing)]);
    let unnumbered = || column("_unnumbered", Type::Int);
    // A row in no sequence lacks nothing.
    let plan = filter(
        plan,
        all_of(vec![
            Expr::Not(Box::new(is_null(unnumbered()))),
            provided(
                all_of(vec![
                    at_least(column("_asked", Type::Int), int(0)),
                    equal(unnumbered(), int(0)),
                ]),
                Lacking::Numbers,
                at_least(column(&names[0], Type::Int), int(1)),
            ),
        ]),
    );
    let mut on: Vec<(String, String)> = asked
        .sequence
        .iter()
        .map(|name| (name.clone(), name.clone()))
        .collect();
    on.push(("_before".to_owned(), NUMBER.to_owned()));
    let hits = Plan::Join {
        left: Arc::new(plan),
        right: rows,
        on,
        between: Vec::new(),
        residual: None,
        how: How::Left,
        pick: match ask.columns().name("date") {
            Some(date) => Pick::Nearest {
                left: date.clone(),
                right: date,
            },
            None => Pick::All,
        },
        prefix: "before".to_owned(),
        absence: None,
    };
    let columns = ask
        .columns()
        .with(&names[0], Type::Int, "缺号个数", "missing")
        .with(&names[1], Type::Int, "缺号首号", "first")
        .with(&names[2], Type::Int, "缺号末号", "last")
        .with(&asked.serial.series, Type::Text, "号段", "series");
    let mut sentence = Wording::new("中间缺号", "with numbers missing between");
    if let Some(start) = start {
        append(
            &mut sentence,
            &format!("（应从 {start} 号开始）"),
            &format!(" (beginning with {start})"),
        );
    }
    Shape {
        context: vec!["before".to_owned()],
        facts: ["missing", "first", "last"]
            .into_iter()
            .zip(&names)
            .map(|(fact, name)| (fact.to_owned(), column(name, Type::Int)))
            .collect(),
        reads: sentence,
        ..shape(asked, hits, columns)
    }
}

/// All rows of each number that is borne twice.
fn repeats<'a>(ask: &Ask<'a>, plan: Plan, asked: &Asked, apart: &str) -> Shape<'a> {
    let name = ask.fresh("count");
    let mut number = asked.sequence.clone();
    number.push(NUMBER.to_owned());
    let plan = window(
        plan,
        &number,
        &[],
        Frame::Partition,
        vec![measure(&name, Aggregate::Distinct, apart, None)],
    );
    let held = ask.columns().find(apart).map(is_null);
    let mut keep = vec![at_least(column(&name, Type::Int), int(2))];
    keep.extend(held.map(|null| Expr::Not(Box::new(null))));
    let columns = ask
        .columns()
        .with(&name, Type::Int, "不同值个数", "count")
        .with(&asked.serial.series, Type::Text, "号段", "series");
    let label = columns_read(&[apart.to_owned()], &ask.columns());
    let mut shape = shape(asked, filter(plan, all_of(keep)), columns);
    shape.needs.push(apart.to_owned());
    Shape {
        facts: vec![("count".to_owned(), column(&name, Type::Int))],
        reads: Wording::new(
            format!("同号而{}不同", label.zh),
            format!("borne by rows of different {}", label.en),
        ),
        ..shape
    }
}

/// What both checks have in common.
fn shape<'a>(asked: &Asked, hits: Plan, columns: crate::compile::Columns<'a>) -> Shape<'a> {
    let mut subject = asked.by.clone();
    subject.push(asked.serial.series.clone());
    Shape {
        hits,
        members: None,
        columns,
        context: Vec::new(),
        subject,
        per: asked.per,
        burst: 30,
        amount: None,
        facts: Vec::new(),
        others: Vec::new(),
        needs: asked
            .by
            .iter()
            .chain([&asked.serial.of])
            .chain(&asked.date)
            .cloned()
            .collect(),
        filter: None,
        reads: Wording::default(),
    }
}

fn reads(ask: &Ask<'_>, filter: Option<&Expr>, asked: &Asked, what: &Wording) -> Wording {
    let rows = rows_read(ask.given, filter, &ask.columns());
    let same = columns_read(&asked.by, &ask.columns());
    let of = columns_read(std::slice::from_ref(&asked.serial.of), &ask.columns());
    let (when_zh, when_en) = match asked.per {
        Per::Month => ("每月", "a month"),
        Per::Year => ("每年", "a year"),
        _ => ("全期", "in all"),
    };
    Wording::new(
        format!(
            "{}相同、{when_zh}的{}，其{}（同一号段）{}",
            same.zh, rows.zh, of.zh, what.zh
        ),
        format!(
            "{} with the same {} {when_en} whose {} of one series are {}",
            rows.en, same.en, of.en, what.en
        ),
    )
}
