//! Digits of amounts that are not distributed as they should be: first digits by Benford, last digits evenly.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `of` | money column whose digits are counted | `amount` |
//! | `by` | columns that a population shares | `["org"]` |
//! | `period` | `year` or `all` | `year` |
//! | `which` | `first` (the first digit that is not 0), `last`, `last_two` (of the whole yuan, fen left out) | `first` |
//! | `statistic` | `chi` (chi-square) or `mad` (mean absolute deviation of the shares) | `chi` |
//! | `critical` | more than it (exclusive) is told | `chi`, at 1 %: 20.09, 21.67, 134.64 by `which`; `mad`: 0.015 for `first`, else it must stand |
//! | `least` | rows in a population, at least; else not judged | 500 |
//!
//! A guess about a whole and never about a row, so that the logic must be blue and nothing may raise it. The earliest row of a
//! population is its hit and the others are its members: one lead a population. Amounts of 0, and rows without amount or with NULL
//! in `by`, are in none. Expected shares of first digits are Benford's in 100,000ths (30103, 17609, 12494, 9691, 7918, 6695, 5799,
//! 5115, 4576), and the weights 1 / share that chi-square needs have six decimals; the rest is exact. Populations beyond ten million
//! rows may overflow and are then not judged. No amount. Facts: `count`, `statistic`.

use std::sync::Arc;

use ledger::Wording;

use super::{Entry, Key};
use crate::Per;
use crate::compile::{
    Ask, Shape, all_of, at_least, call, column, columns_read, count, derive, divided, equal,
    filter, group, int, is_null, measure, minus, money, more, or_zero, place, plus, product,
    provided, rows_read, size, window, year_of,
};
use crate::expr::{Expr, Function, Lacking, Literal, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame, How, Pick, Plan, Rows};

mod guard;
mod shares;

use shares::Shares;

pub(super) const ENTRY: Entry = Entry {
    name: "digits",
    zh: "一组金额的首位或末位数字分布异常（只作蓝色提示）",
    en: "digits of amounts that are not distributed as they should be (blue only)",
    keys: &[
        Key {
            name: "of",
            zh: "看哪一列金额的数字；默认 amount",
            en: "money column whose digits are counted; default amount",
        },
        Key {
            name: "by",
            zh: "同一组记录相同的列；默认 [\"org\"]",
            en: "columns that a population shares; default [\"org\"]",
        },
        Key {
            name: "period",
            zh: "year 按年（默认）、all 不分期",
            en: "year (default) or all",
        },
        Key {
            name: "which",
            zh: "first 首位数字（默认）、last 元的末位、last_two 元的末两位",
            en: "first (default), last or last_two digits of the whole yuan",
        },
        Key {
            name: "statistic",
            zh: "chi 卡方（默认）、mad 占比的平均绝对偏差",
            en: "chi (chi-square, default) or mad (mean absolute deviation)",
        },
        Key {
            name: "critical",
            zh: "超过（不含）才提示；卡方默认取 1% 临界值，首位 mad 默认 0.015",
            en: "more than it (exclusive) is told; default the 1 % value of chi-square, 0.015 for mad of first digits",
        },
        Key {
            name: "least",
            zh: "一组至少几笔，不足不判断；默认 500",
            en: "rows in a population, at least, else not judged; default 500",
        },
    ],
    compile,
};

/// What is asked of a population.
struct Asked {
    shares: Shares,
    which: &'static str,
    chi: bool,
    critical: (i64, i64),
    least: i64,
}

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    guard::blue(ask)?;
    let base = ask.base(Rows::Net);
    let of = ask.money_column()?;
    let by = ask.names("by", &["org"])?;
    let yearly = ask.word("period", &["year", "all"])? != Some("all");
    let date = ask.date()?;
    let asked = asked(ask)?;
    let base = base?;
    let [number, statistic, year] = ["count", "statistic", "year"].map(|name| ask.fresh(name));

    let digit = match asked.which {
        "first" => Function::FirstDigit,
        "last" => Function::LastDigits(1),
        _ => Function::LastDigits(2),
    };
    let mut made = vec![(
        "_digit",
        call(digit, vec![column(&of, Type::Money)], Type::Int),
    )];
    let mut keys = by.clone();
    if yearly {
        made.push((&year, year_of(column(&date, Type::Date))));
        keys.push(year.clone());
    }
    let nothing = equal(column(&of, Type::Money), money(0));
    let counted = all_of(vec![
        Expr::Not(Box::new(is_null(column("_digit", Type::Int)))),
        Expr::Not(Box::new(nothing)),
    ]);
    let rows = Arc::new(filter(derive(base.plan, made), counted));
    let flagged = populations(&rows, &keys, &asked);
    let members = derive(
        Plan::Join {
            left: rows,
            right: Arc::new(flagged),
            on: keys.iter().map(|k| (k.clone(), k.clone())).collect(),
            between: Vec::new(),
            residual: None,
            how: How::Inner,
            pick: Pick::All,
            prefix: "population".to_owned(),
            absence: None,
        },
        vec![
            (&number, column("population._count", Type::Int)),
            (&statistic, column("population._statistic", Type::Ratio)),
        ],
    );
    let earliest = window(
        members.clone(),
        &keys,
        &[&date],
        Frame::Partition,
        vec![place("_place")],
    );

    let reads = reads(ask, base.filter.as_ref(), &by, &of, yearly, &asked);
    let mut columns = ask.columns();
    if yearly {
        columns = columns.with(&year, Type::Int, "年度", "year");
    }
    Ok(Shape {
        hits: filter(earliest, equal(column("_place", Type::Int), int(1))),
        members: Some(members),
        columns: columns.with(&number, Type::Int, "笔数", "count").with(
            &statistic,
            Type::Ratio,
            "统计量",
            "statistic",
        ),
        context: Vec::new(),
        needs: by.into_iter().chain([date, of]).collect(),
        subject: keys,
        per: Per::All,
        burst: 30,
        amount: None,
        facts: vec![
            ("count".to_owned(), column(&number, Type::Int)),
            ("statistic".to_owned(), column(&statistic, Type::Ratio)),
        ],
        others: Vec::new(),
        filter: base.filter,
        reads,
    })
}

fn asked(ask: &Ask<'_>) -> Result<Asked, Told> {
    let which = ask
        .word("which", &["first", "last", "last_two"])?
        .unwrap_or("first");
    let chi = ask.word("statistic", &["chi", "mad"])? != Some("mad");
    let default = match (chi, which) {
        (true, "first") => Some((2009, 100)),
        (true, "last") => Some((2167, 100)),
        (true, _) => Some((13_464, 100)),
        (false, "first") => Some((15, 1000)),
        (false, _) => None,
    };
    let Some(critical) = ask.factor("critical")?.or(default) else {
        return Err(ask.table.missing(
            "critical",
            Wording::new(
                "末位数字的 mad 没有公认的界限，请写 critical，如 critical = \"0.01\"。",
                "No bound of mad is agreed on for last digits: write critical, as in critical = \"0.01\".",
            ),
        ));
    };
    Ok(Asked {
        shares: Shares::of(which),
        which,
        chi,
        critical,
        least: ask.whole("least")?.unwrap_or(500),
    })
}

/// The populations that are told, with `_count` and `_statistic`: digits are counted, and what is left is a few rows each.
fn populations(rows: &Arc<Plan>, keys: &[String], asked: &Asked) -> Plan {
    let mut cells = keys.to_vec();
    cells.push("_digit".to_owned());
    let counted = Plan::Group {
        input: Arc::clone(rows),
        keys: cells,
        measures: vec![count("_rows", None)],
    };
    let cell = |digit: i64| format!("_of_{digit}");
    let mut measures = vec![measure("_count", Aggregate::Sum, "_rows", None)];
    for digit in asked.shares.digits() {
        let is = equal(column("_digit", Type::Int), int(digit));
        measures.push(measure(&cell(digit), Aggregate::Sum, "_rows", Some(is)));
    }
    let number = || column("_count", Type::Int);
    let (whole, digits) = (asked.shares.whole, asked.shares.parts.len());
    let terms = asked
        .shares
        .digits()
        .zip(&asked.shares.parts)
        .map(|(digit, &part)| {
            let found = or_zero(column(&cell(digit), Type::Int), Type::Int);
            let excess = minus(
                product(found, int(whole), Type::Int),
                product(number(), int(part), Type::Int),
                Type::Int,
            );
            if asked.chi {
                let weight = Expr::Literal(asked.shares.weight(part));
                product(
                    product(weight, excess.clone(), Type::Ratio),
                    excess,
                    Type::Ratio,
                )
            } else {
                size(excess)
            }
        });
    let ty = if asked.chi { Type::Ratio } else { Type::Int };
    let total = terms
        .reduce(|sum, term| plus(sum, term, ty))
        .unwrap_or_else(|| int(0));
    let scale = if asked.chi {
        whole * whole
    } else {
        whole * i64::try_from(digits).unwrap_or(1)
    };
    let scaled = product(number(), int(scale), Type::Int);
    let (num, den) = asked.critical;
    let plan = derive(
        group(counted, keys, measures),
        vec![("_statistic", divided(total, scaled))],
    );
    filter(
        plan,
        provided(
            at_least(number(), int(asked.least)),
            Lacking::Peers(asked.least),
            more(
                column("_statistic", Type::Ratio),
                Expr::Literal(Literal::Ratio { num, den }),
            ),
        ),
    )
}

fn reads(
    ask: &Ask<'_>,
    filter: Option<&Expr>,
    by: &[String],
    of: &str,
    yearly: bool,
    asked: &Asked,
) -> Wording {
    let rows = rows_read(ask.given, filter, &ask.columns());
    let same = columns_read(by, &ask.columns());
    let of = columns_read(&[of.to_owned()], &ask.columns());
    let (which_zh, which_en) = match asked.which {
        "first" => ("首位数字", "first digits"),
        "last" => ("元的末位数字", "last digits of the yuan"),
        _ => ("元的末两位数字", "last two digits of the yuan"),
    };
    let (when_zh, when_en) = if yearly {
        ("每年", "a year")
    } else {
        ("全期", "in all")
    };
    let (what_zh, what_en) = if asked.chi {
        ("卡方", "chi-square")
    } else {
        ("平均绝对偏差", "mean absolute deviation")
    };
    let (num, den) = asked.critical;
    let critical = Literal::Ratio { num, den }.write();
    let least = asked.least;
    Wording::new(
        format!(
            "{}相同、{when_zh}的{}（至少 {least} 笔），其{}{which_zh}分布的{what_zh}超过 {critical}（不含）",
            same.zh, rows.zh, of.zh
        ),
        format!(
            "{} with the same {} {when_en} (at least {least}) whose {} have {which_en} with a {what_en} of more than {critical}",
            rows.en, same.en, of.en
        ),
    )
}
