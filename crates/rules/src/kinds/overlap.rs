//! Intervals that overlap, or are too long.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `by` | columns that intervals of one thing share, `["org", "asset_no"]`; not for `years` alone | – |
//! | `from` | date column on which an interval begins (its first day) | `start`, else the feed's date |
//! | `until` | date column on which it ends (its last day) | the feed's end |
//! | `differ` | columns of which at least one is unlike in the two rows, `["lessee"]` | none |
//! | `touch` | `true`: two intervals that share nothing but the day on which one ends and the other begins overlap too | `false` |
//! | `open` | `true`: an interval without end goes on for ever; `false`: it is not judged | `false` |
//! | `years` | an interval is too long where its last day is later than its first day so many calendar years on | none |
//! | `gap` | with `years`: intervals alike in `by` that follow each other by at most so many days are one chain | none |
//!
//! Three questions: without `years`, which rows **overlap** another row alike in `by`; with `years`, which rows are **too long**; with
//! `years` and `gap`, which rows belong to a **chain** of two or more that is too long as a whole.
//!
//! Both ends are days of the interval. *2004-01-01 to 2023-12-31* and *2004-01-01 to 2024-01-01* are both twenty years (clerks write
//! both), 2024-01-02 is too long; twenty years from 29 February end on 29 February, one year from it on 28 February. A gap of 0 days
//! is the next day. A chain lasts from its earliest first day to its latest last day, with the days between (at most `gap` each) and
//! without counting a renewal before the end twice. An interval that ends before it begins is none.
//!
//! **Not judged**: a row blank or untrusted in `by`, `from`, or (without `open`) `until`; a row that overlaps another only if a
//! blank of that one (its end, a column of `differ`) were known. Hits are all rows concerned, of an overlap both. Subject: `by` (org
//! and party for `years` alone, a lead a row); all rows of a subject are one lead; amount of the feed. The other row of an overlap
//! is context. Facts: of an overlap `days` (both share); of a chain `count`, `first_day`, `last_day`.

use std::sync::Arc;

use ledger::Wording;

use super::{Entry, Key};
use crate::Per;
use crate::compile::{
    Ask, Columns, Shape, at_least, coalesce, column, date, derive, filter, known,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Plan, Rows};

mod chain;
mod longer;
mod pairs;
mod reads;

pub(super) const ENTRY: Entry = Entry {
    name: "overlap",
    zh: "期间重叠或者过长的记录",
    en: "intervals that overlap, or are too long",
    keys: &[
        Key {
            name: "by",
            zh: "同一标的的各期间相同的列，如 [\"org\", \"asset_no\"]；只写 years 时不需要",
            en: "columns that intervals of one thing share; not for `years` alone",
        },
        Key {
            name: "from",
            zh: "首日所在的日期列；默认 start，没有时为该表日期",
            en: "date column of the first day; default start, else the feed's date",
        },
        Key {
            name: "until",
            zh: "末日所在的日期列；默认该表的截止日期",
            en: "date column of the last day; default the feed's end",
        },
        Key {
            name: "differ",
            zh: "两条记录至少有一列不同，如 [\"lessee\"]；默认无",
            en: "columns of which at least one is unlike in the two rows; default none",
        },
        Key {
            name: "touch",
            zh: "true：一条的末日正是另一条的首日也算重叠；默认 false",
            en: "true: sharing only the day on which one ends and the other begins counts; default false",
        },
        Key {
            name: "open",
            zh: "true：没有末日的视为一直持续；默认 false（不判断）",
            en: "true: without a last day it goes on for ever; default false (not judged)",
        },
        Key {
            name: "years",
            zh: "超过多少个日历年算过长（满年之日不算超过）；默认不问",
            en: "too long past so many calendar years (the day itself is not past); default not asked",
        },
        Key {
            name: "gap",
            zh: "与 years 同用：首尾相接、间隔不超过几天的合为一段连续期间",
            en: "with `years`: intervals that follow each other within so many days are one chain",
        },
    ],
    compile,
};

/// Names of the columns that the plan adds for the first day, the last, and the place of a row among its likes.
const FIRST: &str = "_first";
const LAST: &str = "_last";
const NTH: &str = "_nth";

/// First and last day of the calendar.
const EVER: (i64, i64) = (-719_162, 2_932_896);

/// What all three questions start from.
struct Intervals<'a> {
    by: Vec<String>,
    from: String,
    until: String,
    open: bool,
    /// Rows with a first and a last day as the calendar has them, those not judged left in.
    all: Arc<Plan>,
    columns: Columns<'a>,
}

/// What comes of a question.
struct Found<'a> {
    hits: Plan,
    columns: Columns<'a>,
    context: Vec<String>,
    subject: Vec<String>,
    per: Per,
    facts: Vec<(String, Expr)>,
    reads: Wording,
    needs: Vec<String>,
}

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::All);
    let from = match ask.date_of(ask.feed, "from")? {
        Some(from) => from,
        None => match ask.columns().name("start") {
            Some(start) => start,
            None => ask.date()?,
        },
    };
    let until = match ask.date_of(ask.feed, "until")? {
        Some(until) => until,
        None => ask.common("end", ask.feed)?,
    };
    let open = ask.table.flag("open")?.unwrap_or(false);
    let years = ask.whole("years")?;
    let gap = ask.days("gap")?;
    let chained = gap.is_some() || years.is_none();
    let by = ask.names("by", &[])?;
    if chained && by.is_empty() {
        return Err(ask.table.missing(
            "by",
            Wording::new(
                "请写同一标的相同的列，如 by = [\"org\", \"asset_no\"]。",
                "Write what intervals of one thing share, as in by = [\"org\", \"asset_no\"].",
            ),
        ));
    }
    let base = base?;
    let last = column(&until, Type::Date);
    let last = if open {
        coalesce(vec![last, date(EVER.1)], Type::Date)
    } else {
        last
    };
    let intervals = Intervals {
        all: Arc::new(derive(
            base.plan,
            vec![(FIRST, column(&from, Type::Date)), (LAST, last)],
        )),
        by,
        from,
        until,
        open,
        columns: ask.columns(),
    };
    let found = match (years, gap) {
        (Some(years), None) => longer::longer(ask, intervals, years, base.filter.as_ref())?,
        (Some(years), Some(gap)) => chain::chain(ask, intervals, years, gap, base.filter.as_ref())?,
        (None, None) => pairs::pairs(ask, intervals, base.filter.as_ref())?,
        (None, Some(_)) => {
            return Err(ask.table.missing(
                "years",
                Wording::new(
                    "写了 gap 还要写 years，如 years = 20。",
                    "With `gap` write `years` too, as in years = 20.",
                ),
            ));
        }
    };
    Ok(Shape {
        hits: found.hits,
        members: None,
        columns: found.columns,
        context: found.context,
        subject: found.subject,
        per: found.per,
        burst: 30,
        amount: ask.amount(),
        facts: found.facts,
        others: Vec::new(),
        needs: found.needs,
        filter: base.filter,
        reads: found.reads,
    })
}

impl Intervals<'_> {
    /// Rows whose interval can be judged; the others are not judged. One that ends before it begins is no interval.
    fn sound(&self, plan: &Arc<Plan>) -> Plan {
        let mut values: Vec<Expr> = self
            .by
            .iter()
            .filter_map(|name| self.columns.find(name))
            .collect();
        values.push(column(FIRST, Type::Date));
        values.push(column(LAST, Type::Date));
        // Asked one after the other: a blank last day is not judged, though it is later than nothing.
        let judged = Plan::Filter {
            input: Arc::clone(plan),
            keep: known(values),
        };
        let begins_first = at_least(column(LAST, Type::Date), column(FIRST, Type::Date));
        filter(judged, begins_first)
    }

    fn needs(&self) -> Vec<String> {
        let mut needs = self.by.clone();
        needs.push(self.from.clone());
        if !self.open {
            needs.push(self.until.clone());
        }
        needs
    }
}
