//! Consecutive numbers: invoices or receipts of one booklet.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `of` | text column that holds the numbers | `invoice_no` |
//! | `tail` | so many digits at its end are the number, what stands before them is the series | all of them, at most 18 |
//! | `by` | columns that rows of a run share | `["org", "party"]` |
//! | `least` | different numbers in a run, at least | 3 |
//! | `step` | a number and the next differ by at most so much | 1 |
//! | `within` | last day − first day of `least` numbers that follow each other, at most (inclusive) | however long |
//! | `apart` | column in which these rows hold `least` values or more: three numbers on three vouchers | none |
//!
//! Numbers stand in one sequence where the text before the digits and the length of the whole are equal, so that numbering restarts
//! with every series. Equal numbers count once, and all their rows are hits. A text without digits at its end is in no sequence;
//! one with more than 18 is not judged, nor is one that lost digits. Without `within` and `apart` hits are all rows of a run, else
//! the rows of any `least` neighbouring numbers that qualify; the days and values are those of all rows that bear these numbers.
//! Subject: `by`, the series and the first number; a lead a run; amount of the feed. Facts: `count` (of numbers), `first`, `last`.

use ledger::Wording;

use super::{Entry, Key};
use crate::Per;
use crate::compile::{
    Ask, NUMBER, Serial, Shape, all_of, any_of, append, at_least, at_most, column, columns_read,
    count, crowded, days, days_read, derive, equal, filter, int, lag, measure, minus, not_true,
    or_zero, rows_read, window,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame, Plan, Rows};

pub(super) const ENTRY: Entry = Entry {
    name: "run",
    zh: "号码相连的若干笔记录（连号）",
    en: "consecutive numbers",
    keys: &[
        Key {
            name: "of",
            zh: "号码所在的文本列；默认 invoice_no",
            en: "text column that holds the numbers; default invoice_no",
        },
        Key {
            name: "tail",
            zh: "取末尾几位数字为号码，其前为号段；默认全部，最多 18 位",
            en: "digits at its end that are the number; default all, at most 18",
        },
        Key {
            name: "by",
            zh: "同一组记录相同的列；默认 [\"org\", \"party\"]",
            en: "columns that rows share; default [\"org\", \"party\"]",
        },
        Key {
            name: "least",
            zh: "至少几个不同号码（2 以上）；默认 3",
            en: "different numbers, at least (2 or more); default 3",
        },
        Key {
            name: "step",
            zh: "相邻号码最多相差几（含）；默认 1",
            en: "a number and the next differ by at most so much; default 1",
        },
        Key {
            name: "within",
            zh: "相连的号码首尾相差最多几天（含）；默认不限",
            en: "last day − first day of neighbouring numbers, at most (inclusive); default however long",
        },
        Key {
            name: "apart",
            zh: "这些号码须分属不同值的列，如 voucher_no；默认不要求",
            en: "column in which they hold different values, such as voucher_no; default none",
        },
    ],
    compile,
};

/// What is asked of neighbouring numbers.
struct Asked {
    by: Vec<String>,
    least: i64,
    step: i64,
    date: Option<String>,
    within: Option<i64>,
    apart: Option<String>,
}

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::Net);
    let serial = ask.serial("invoice_no");
    let least = ask.whole("least")?.unwrap_or(3);
    let within = ask.days("within")?;
    let asked = Asked {
        by: ask.names("by", &["org", "party"])?,
        least,
        step: ask.whole("step")?.unwrap_or(1),
        date: within.map(|_| ask.date()).transpose()?,
        within,
        apart: ask.name("apart")?,
    };
    if least < 2 {
        return Err(ask.given.file.fault(
            ask.table.place("least"),
            "out-of-bounds",
            Wording::new("一个号码不成连号", "one number is no run"),
            Wording::new("请写 2 以上的整数。", "Write a whole number from 2."),
        ));
    }
    let serial = serial?;
    let base = base?;
    let names = ["count", "first", "last"].map(|name| ask.fresh(name));

    let plan = Serial::numbered(serial.with_number(base.plan));
    let plan = serial.with_series(with_neighbour(plan, &asked.by, asked.step));
    let (plan, sequence) = serial.booklets(plan, &asked.by);
    let plan = crowded(plan, &sequence, least);
    let plan = with_runs(plan, &sequence, asked.step);
    let mut run = sequence;
    run.push("_run".to_owned());
    let plan = if asked.date.is_some() || asked.apart.is_some() {
        stretches(plan, &run, &asked)
    } else {
        plan
    };
    let plan = window(
        plan,
        &run,
        &[],
        Frame::Partition,
        vec![
            count(&names[0], Some(column("_fresh", Type::Bool))),
            measure(&names[1], Aggregate::Min, NUMBER, None),
            measure(&names[2], Aggregate::Max, NUMBER, None),
        ],
    );
    let enough = at_least(column(&names[0], Type::Int), int(least));

    let reads = reads(ask, base.filter.as_ref(), &serial, &asked);
    let columns = ask
        .columns()
        .with(&serial.series, Type::Text, "号段", "series")
        .with(&names[0], Type::Int, "号码个数", "count")
        .with(&names[1], Type::Int, "首号", "first")
        .with(&names[2], Type::Int, "末号", "last");
    let mut subject = asked.by.clone();
    subject.extend([serial.series, names[1].clone()]);
    Ok(Shape {
        hits: filter(plan, enough),
        members: None,
        columns,
        context: Vec::new(),
        needs: asked
            .by
            .into_iter()
            .chain([serial.of])
            .chain(asked.date)
            .chain(asked.apart)
            .collect(),
        subject,
        per: Per::All,
        burst: asked.within.unwrap_or(30),
        amount: ask.amount(),
        facts: ["count", "first", "last"]
            .into_iter()
            .zip(&names)
            .map(|(fact, name)| (fact.to_owned(), column(name, Type::Int)))
            .collect(),
        others: Vec::new(),
        filter: base.filter,
        reads,
    })
}

/// Leaves the rows that have a neighbour within `step` at all, of whatever series: few do, and only these need be looked at closely.
fn with_neighbour(plan: Plan, by: &[String], step: i64) -> Plan {
    let near = Frame::Days {
        before: step,
        after: step,
    };
    let plan = window(plan, by, &[NUMBER], near, vec![count("_near", None)]);
    filter(plan, at_least(column("_near", Type::Int), int(2)))
}

/// Numbers the runs of each sequence (`_run`) and the different numbers in it (`_rank`); the first row of a number is `_fresh`.
fn with_runs(plan: Plan, sequence: &[String], step: i64) -> Plan {
    let number = || column(NUMBER, Type::Int);
    let before = || column("_before", Type::Int);
    let plan = window(
        plan,
        sequence,
        &[NUMBER],
        Frame::Partition,
        vec![lag("_before", NUMBER)],
    );
    let near = at_most(minus(number(), before(), Type::Int), int(step));
    let plan = derive(
        plan,
        vec![
            ("_begins", not_true(near)),
            ("_fresh", not_true(equal(number(), before()))),
        ],
    );
    window(
        plan,
        sequence,
        &[NUMBER],
        Frame::Preceding,
        vec![
            count("_run", Some(column("_begins", Type::Bool))),
            count("_rank", Some(column("_fresh", Type::Bool))),
        ],
    )
}

/// Leaves the rows of any `least` neighbouring numbers that qualify: each number is asked as the last of them, then every row asks
/// the windows that it may belong to.
fn stretches(plan: Plan, run: &[String], asked: &Asked) -> Plan {
    let reach = asked.least - 1;
    let mut measures = vec![count("_numbers", Some(column("_fresh", Type::Bool)))];
    let mut qualifies = vec![at_least(column("_numbers", Type::Int), int(asked.least))];
    if let (Some(date), Some(within)) = (&asked.date, asked.within) {
        measures.push(measure("_from", Aggregate::Min, date, None));
        measures.push(measure("_to", Aggregate::Max, date, None));
        let day = |name: &str| column(name, Type::Date);
        let span = minus(day("_to"), day("_from"), Type::Days);
        qualifies.push(at_most(span, days(within)));
    }
    if let Some(apart) = &asked.apart {
        measures.push(measure("_apart", Aggregate::Distinct, apart, None));
        qualifies.push(at_least(column("_apart", Type::Int), int(asked.least)));
    }
    let frame = |before, after| Frame::Days { before, after };
    let ending = window(plan, run, &["_rank"], frame(reach, 0), measures);
    let ending = derive(ending, vec![("_qualifies", all_of(qualifies))]);
    let flag = || column("_qualifies", Type::Bool);
    let members = window(
        ending,
        run,
        &["_rank"],
        frame(0, reach),
        vec![count("_windows", Some(flag()))],
    );
    filter(
        members,
        any_of(vec![
            at_least(or_zero(column("_windows", Type::Int), Type::Int), int(1)),
            flag(),
        ]),
    )
}

fn reads(ask: &Ask<'_>, filter: Option<&Expr>, serial: &Serial, asked: &Asked) -> Wording {
    let rows = rows_read(ask.given, filter, &ask.columns());
    let same = columns_read(&asked.by, &ask.columns());
    let of = columns_read(std::slice::from_ref(&serial.of), &ask.columns());
    let (least, step) = (asked.least, asked.step);
    let mut sentence = Wording::new(
        format!(
            "{}相同的{}，其{}属同一号段且号码相连（相差不超过 {step}），共 {least} 个以上（含）",
            same.zh, rows.zh, of.zh
        ),
        format!(
            "{} with the same {} whose {} are {least} or more consecutive numbers of one series (at most {step} apart)",
            rows.en, same.en, of.en
        ),
    );
    if let Some(within) = asked.within {
        let n = days_read(within);
        append(
            &mut sentence,
            &format!("，每 {least} 个号码首尾相差不超过 {}", n.zh),
            &format!(", each {least} of them within {}", n.en),
        );
    }
    if let Some(apart) = &asked.apart {
        let apart = columns_read(std::slice::from_ref(apart), &ask.columns());
        append(
            &mut sentence,
            &format!("，且{}各不相同", apart.zh),
            &format!(", of different {}", apart.en),
        );
    }
    sentence
}
