//! A schedule against what was received, with age.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `due` | date column: the last day on which it may be paid | the feed's date |
//! | `of` | money column: how much is due | the feed's amount |
//! | `less` | money columns of the row that settle it, `["received", "waived"]`; without `other` the first must be supplied; a blank is nothing | none |
//! | `other` | feed of what was received; it or `less` must stand | none |
//! | `other_where` | which of its rows | all |
//! | `on` | equal columns, `"org"`, `"payer = payee"` | `["org"]` |
//! | `received` | money column of `other` | its amount |
//! | `early` | receipts more than so many days before the earliest due day of their keys do not count | all count |
//! | `grace` | days after `due` that are let pass (inclusive) | `0天` |
//! | `over` | only where more than this is open (exclusive) | `0元` |
//! | `by` | about whom a lead is | org, party |
//!
//! Today is the day on which the books are judged (`--as-of`). A row is overdue where today is more than `grace` days after its due
//! day and more than `over` is open: what is due, less the columns of `less`, less what was received. What is due later, or within
//! the days of grace, is no hit, however little was paid.
//!
//! **Receipts** are told apart by keys alone, and settle the oldest due day first (ties: the row that stands first), in part if they
//! do not reach; what is paid ahead settles later rows. Receipts dated after today do not count, those without a date do. A receipt
//! that may or may not count leaves all rows of its keys not judged. **Not judged**, too: a row blank or untrusted in `on`, `due`
//! or the amount (it takes nothing of the receipts either), and a row for which `other` holds nothing of its collective within twelve
//! months. A row blank in the first column of `less` has had nothing settled; without `other` a source
//! that lacks that column is not judged.
//!
//! Hits are the overdue rows; subject `by`, all of a subject are one lead; its amount is what is open. Columns and facts: `open` (of
//! the row), `age` (days from due day to today), for `[[raise]] where = "age > 365天"`.

use ledger::{Feed, Wording};

use super::{Entry, Key};
use crate::Per;
use crate::compile::{
    Ask, Columns, Shape, all_of, append, as_of, column, columns_read, days, days_read, derive,
    filter, known, minus, money, more, or_zero, rows_read,
};
use crate::expr::{Expr, Type};
use crate::load::Told;
use crate::plan::{Plan, Rows};

mod settled;

pub(super) const ENTRY: Entry = Entry {
    name: "due",
    zh: "到期应收（应付）而未结清的记录，及逾期天数",
    en: "a schedule against what was received, with age",
    keys: &[
        Key {
            name: "due",
            zh: "到期日所在的日期列；默认该表的日期",
            en: "date column of the due day; default the feed's date",
        },
        Key {
            name: "of",
            zh: "应收金额列；默认该表金额",
            en: "money column of what is due; default the feed's amount",
        },
        Key {
            name: "less",
            zh: "本行已结清的金额列，如 [\"received\", \"waived\"]；空白视为零；第一列必须有",
            en: "money columns of the row that settle it; blank is nothing; the first must be supplied",
        },
        Key {
            name: "other",
            zh: "收款所在的数据表；与 less 至少写一个",
            en: "feed of what was received; it or `less` must stand",
        },
        Key {
            name: "other_where",
            zh: "只看其中满足此条件的记录；默认全部",
            en: "which of its rows; default all",
        },
        Key {
            name: "on",
            zh: "两边相等的列，如 [\"org\", \"payer = payee\"]；默认 [\"org\"]",
            en: "equal columns, as in [\"org\", \"payer = payee\"]; default [\"org\"]",
        },
        Key {
            name: "received",
            zh: "收款表的金额列；默认该表金额",
            en: "money column of other; default its amount",
        },
        Key {
            name: "early",
            zh: "比最早到期日早几天以上的收款不计；默认全计",
            en: "receipts more than so many days before the earliest due day do not count; default all do",
        },
        Key {
            name: "grace",
            zh: "到期后宽限几天（含）；默认 0天",
            en: "days after the due day that are let pass (inclusive); default 0",
        },
        Key {
            name: "over",
            zh: "未结清超过此数的才报（不含）；默认 0元",
            en: "only where more than this is open (exclusive); default 0",
        },
        Key {
            name: "by",
            zh: "疑点的对象；默认单位、往来对象",
            en: "about whom a lead is; default org, party",
        },
    ],
    compile,
};

/// Columns that the plan adds: what is due after `less`.
const OWED: &str = "_owed";

/// The row's own part of the question.
struct Schedule {
    due: String,
    of: String,
    less: Vec<String>,
}

/// The part of it that asks another feed.
struct Receipts<'a> {
    other: &'a Feed,
    filter: Option<Expr>,
    on: Vec<(String, String)>,
    amount: String,
    early: Option<i64>,
}

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let base = ask.base(Rows::Net);
    let due = match ask.date_of(ask.feed, "due")? {
        Some(due) => due,
        None => ask.date()?,
    };
    let schedule = Schedule {
        due,
        of: ask.money_column()?,
        less: ask.moneys("less")?,
    };
    let receipts = receipts(ask)?;
    if receipts.is_none() && schedule.less.is_empty() {
        return Err(ask.table.missing(
            "less",
            Wording::new(
                "请写 less（本行的实收列）或 other（收款所在的数据表）。",
                "Write `less` (columns of the row that settle it) or `other` (the feed of receipts).",
            ),
        ));
    }
    let grace = ask.days("grace")?.unwrap_or(0);
    let over = ask.value("over", &ask.columns(), Type::Money)?;
    let over = over.unwrap_or_else(|| money(0));
    let by = ask.names("by", &["org", "party"])?;
    let base = base?;

    let names = ["open", "age"].map(|name| ask.fresh(name));
    let [open, age] = &names;
    let owed = owed(ask, base.plan, &schedule, receipts.as_ref());
    let plan = match &receipts {
        Some(receipts) => settled::against(ask, owed, receipts, &schedule.due, open)?,
        None => derive(owed, vec![(open, column(OWED, Type::Money))]),
    };
    let late = minus(as_of(), column(&schedule.due, Type::Date), Type::Days);
    let plan = derive(plan, vec![(age, late)]);
    let keep = all_of(vec![
        more(column(age, Type::Days), days(grace)),
        more(column(open, Type::Money), over.clone()),
    ]);
    let reads = reads(
        ask,
        base.filter.as_ref(),
        &schedule,
        receipts.as_ref(),
        (grace, &over),
    );
    let mut needs = vec![schedule.due, schedule.of];
    if receipts.is_none() {
        needs.extend(schedule.less.into_iter().take(1));
    }
    needs.extend(
        receipts
            .iter()
            .flat_map(|r| r.on.iter().map(|(l, _)| l.clone())),
    );
    Ok(Shape {
        hits: filter(plan, keep),
        members: None,
        columns: ask
            .columns()
            .with(open, Type::Money, "未结清金额", "open")
            .with(age, Type::Days, "逾期天数", "age"),
        context: Vec::new(),
        subject: by,
        per: Per::All,
        burst: 30,
        amount: Some(open.clone()),
        facts: vec![
            ("open".to_owned(), column(open, Type::Money)),
            ("age".to_owned(), column(age, Type::Days)),
        ],
        others: receipts.iter().map(|r| r.other.name.clone()).collect(),
        needs,
        filter: base.filter,
        reads,
    })
}

fn receipts<'a>(ask: &Ask<'a>) -> Result<Option<Receipts<'a>>, Told> {
    if !ask.table.has("other") {
        for key in ["other_where", "on", "received", "early"] {
            if ask.table.has(key) {
                return Err(ask.table.missing(
                    "other",
                    Wording::new(
                        format!("写了 {key} 还要写 other，如 other = \"receipts\"。"),
                        format!("With `{key}` write `other` too, as in other = \"receipts\"."),
                    ),
                ));
            }
        }
        return Ok(None);
    }
    let other = ask.other()?;
    let filter = ask.predicate("other_where", &Columns::of(other))?;
    let amount = match ask.money_of(other, "received")? {
        Some(amount) => amount,
        None => ask.common("amount", other)?,
    };
    Ok(Some(Receipts {
        other,
        filter,
        on: ask.pairs(other)?,
        amount,
        early: ask.days("early")?,
    }))
}

/// Rows that can be judged, with what is owed after their own columns.
fn owed(ask: &Ask<'_>, base: Plan, schedule: &Schedule, receipts: Option<&Receipts<'_>>) -> Plan {
    let keys = receipts
        .iter()
        .flat_map(|r| r.on.iter().map(|(ours, _)| ours));
    let named = keys.chain([&schedule.due, &schedule.of]);
    let values = named.filter_map(|name| ask.columns().find(name)).collect();
    let owed = schedule
        .less
        .iter()
        .fold(column(&schedule.of, Type::Money), |rest, less| {
            let less = or_zero(column(less, Type::Money), Type::Money);
            minus(rest, less, Type::Money)
        });
    derive(filter(base, known(values)), vec![(OWED, owed)])
}

fn reads<'a>(
    ask: &Ask<'a>,
    asked: Option<&Expr>,
    schedule: &Schedule,
    receipts: Option<&Receipts<'a>>,
    (grace, over): (i64, &Expr),
) -> Wording {
    let rows = rows_read(ask.given, asked, &ask.columns());
    let label = |name: &String| columns_read(std::slice::from_ref(name), &ask.columns());
    let (due, of) = (label(&schedule.due), label(&schedule.of));
    let mut sentence = Wording::new(
        format!("{}，其{}已过", rows.zh, due.zh),
        format!("{} whose {} is past", rows.en, due.en),
    );
    if grace > 0 {
        let grace = days_read(grace);
        append(
            &mut sentence,
            &format!(" {}以上（不含）", grace.zh),
            &format!(" by more than {}", grace.en),
        );
    }
    append(
        &mut sentence,
        &format!("，{}", of.zh),
        &format!(" and whose {}", of.en),
    );
    if !schedule.less.is_empty() {
        let less = columns_read(&schedule.less, &ask.columns());
        append(
            &mut sentence,
            &format!("减去{}", less.zh),
            &format!(", less {},", less.en),
        );
    }
    if let Some(receipts) = receipts {
        let theirs = rows_read(
            ask.given,
            receipts.filter.as_ref(),
            &Columns::of(receipts.other),
        );
        let ours: Vec<String> = receipts.on.iter().map(|(l, _)| l.clone()).collect();
        let same = columns_read(&ours, &ask.columns());
        append(
            &mut sentence,
            &format!(
                "减去“{}”中{}相同、先抵最早到期的收款（{}）",
                receipts.other.label.zh, same.zh, theirs.zh
            ),
            &format!(
                ", less what {} of {} with the same {} brought in, the oldest due first,",
                theirs.en, receipts.other.name, same.en
            ),
        );
        if let Some(early) = receipts.early {
            let early = days_read(early);
            append(
                &mut sentence,
                &format!("（比最早到期日早 {}以上的不计）", early.zh),
                &format!(" none earlier than {} before the first,", early.en),
            );
        }
    }
    let over = ask.given.read(over, &ask.columns());
    append(
        &mut sentence,
        &format!("后未结清超过{}（不含）", over.zh),
        &format!(" leaves more than {} open", over.en),
    );
    sentence
}
