//! Amounts beyond a robust fence of their peers.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `of` | money column that is compared | `amount` |
//! | `by` | columns that peers share | `["org"]` |
//! | `among` | rows that are the peers; `where` then asks only which of them are told | those of `where` |
//! | `fence` | `mad` (median and median deviation) or `quartile` | `mad` |
//! | `factor` | how far the fence lies; more than it (exclusive) is beyond | 3.5 for `mad`, 1.5 for `quartile` |
//! | `side` | `upper`, `lower` or `both` | `upper` |
//! | `least` | peers, at least, the row itself among them | 5 |
//!
//! `mad`: 0.6745 × |x − median| > factor × MAD, where MAD is the median of the distances from the median. `quartile`:
//! x − Q3 > factor × (Q3 − Q1), below Q1 the same. Every quantile is an order statistic, the value at ⌈n · p⌉ of the ordered n
//! without interpolation, so that the median of an even number is the lower of the two in the middle. All is exact in fen: both
//! sides are multiplied by whole numbers and never divided. Fewer peers than `least`, or a MAD or Q3 − Q1 of 0, and no row of the
//! group is judged. A row without amount, or with NULL in `by`, has no peers and is no hit. Subject: `by` and the party, a lead a
//! row, amount of the feed. Facts: `median`, `spread` (MAD, or Q3 − Q1), `peers`.

use ledger::Wording;

use super::{Entry, Key};
use crate::Per;
use crate::compile::{
    Ask, Shape, all_of, any_of, at_least, column, columns_read, derive, filter, int, is_null,
    measure, minus, money, more, only, product, provided, rows_read, size, window,
};
use crate::expr::{Expr, Lacking, Type};
use crate::load::Told;
use crate::plan::{Aggregate, Frame, Plan, Rows};

pub(super) const ENTRY: Entry = Entry {
    name: "outlier",
    zh: "与同类相比明显偏离的金额",
    en: "amounts beyond a robust fence of their peers",
    keys: &[
        Key {
            name: "of",
            zh: "比较哪一列金额；默认 amount",
            en: "money column that is compared; default amount",
        },
        Key {
            name: "by",
            zh: "同类记录相同的列；默认 [\"org\"]",
            en: "columns that peers share; default [\"org\"]",
        },
        Key {
            name: "among",
            zh: "哪些记录算作同类；默认即 where 的记录",
            en: "rows that are the peers; default those of where",
        },
        Key {
            name: "fence",
            zh: "mad 用中位数与绝对中位差（默认），quartile 用四分位数",
            en: "mad (median and median deviation, default) or quartile",
        },
        Key {
            name: "factor",
            zh: "界限倍数，超过（不含）为离群；mad 默认 3.5，quartile 默认 1.5",
            en: "how far the fence lies (exclusive); default 3.5 for mad, 1.5 for quartile",
        },
        Key {
            name: "side",
            zh: "upper 只看偏高（默认），lower 只看偏低，both 都看",
            en: "upper (default), lower or both",
        },
        Key {
            name: "least",
            zh: "同类至少几笔（含本笔），不足不判断；默认 5",
            en: "peers, at least, the row among them, else not judged; default 5",
        },
    ],
    compile,
};

/// Which fence, and how far.
#[derive(Clone, Copy)]
struct Asked {
    quartile: bool,
    side: &'static str,
    least: i64,
    /// Numerator and denominator.
    factor: (i64, i64),
}

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let parts = ask.parts(Rows::Net);
    let among = ask.predicate("among", &ask.columns());
    let of = ask.money_column()?;
    let by = ask.names("by", &["org"])?;
    let quartile = ask.word("fence", &["mad", "quartile"])? == Some("quartile");
    let default = if quartile { (3, 2) } else { (7, 2) };
    let asked = Asked {
        quartile,
        side: ask
            .word("side", &["upper", "lower", "both"])?
            .unwrap_or("upper"),
        least: ask.whole("least")?.unwrap_or(5),
        factor: ask.factor("factor")?.unwrap_or(default),
    };
    let among = among?;
    let parts = parts?;
    let names = ["median", "spread", "peers"].map(|name| ask.fresh(name));

    let peers = among.clone().or_else(|| parts.filter.clone());
    let plan = only(parts.plan, peers.into_iter().chain(parts.drops).collect());
    let plan = if quartile {
        quartiles(plan, &by, &of, &names)
    } else {
        deviations(plan, &by, &of, &names)
    };
    let [_, spread, number] = &names;
    // A row in no group has no peers to lack.
    let mut keep = vec![Expr::Not(Box::new(is_null(column(number, Type::Int))))];
    keep.extend(among.is_some().then(|| parts.filter.clone()).flatten());
    keep.push(provided(
        at_least(column(number, Type::Int), int(asked.least)),
        Lacking::Peers(asked.least),
        provided(
            more(column(spread, Type::Money), money(0)),
            Lacking::Spread,
            beyond(&asked, &of, &names),
        ),
    ));

    let reads = reads(
        ask,
        [parts.filter.as_ref(), among.as_ref()],
        &by,
        &of,
        asked,
    );
    let mut subject = by.clone();
    let whom = ask.columns().name("party");
    subject.extend(whom.filter(|whom| !by.contains(whom)));
    Ok(Shape {
        hits: filter(plan, all_of(keep)),
        members: None,
        columns: ask
            .columns()
            .with(&names[0], Type::Money, "同类中位数", "median")
            .with(&names[1], Type::Money, "同类离散程度", "spread")
            .with(&names[2], Type::Int, "同类笔数", "peers"),
        context: Vec::new(),
        needs: by.into_iter().chain([of]).collect(),
        subject,
        per: Per::Row,
        burst: 30,
        amount: ask.amount(),
        facts: [
            ("median", &names[0], Type::Money),
            ("spread", &names[1], Type::Money),
            ("peers", &names[2], Type::Int),
        ]
        .map(|(fact, name, ty)| (fact.to_owned(), column(name, ty)))
        .into(),
        others: Vec::new(),
        filter: parts.filter,
        reads,
    })
}

/// The value at ⌈n · num / den⌉ of the ordered n.
fn quantile(num: u32, den: u32) -> Aggregate {
    Aggregate::OrderStat { num, den }
}

/// Median, and the median of the distances from it.
fn deviations(plan: Plan, by: &[String], of: &str, names: &[String; 3]) -> Plan {
    let [median, spread, number] = names;
    let plan = window(
        plan,
        by,
        &[],
        Frame::Partition,
        vec![
            measure(number, Aggregate::Count, of, None),
            measure(median, quantile(1, 2), of, None),
        ],
    );
    let cash = |name: &str| column(name, Type::Money);
    let plan = derive(
        plan,
        vec![(
            "_distance",
            size(minus(cash(of), cash(median), Type::Money)),
        )],
    );
    window(
        plan,
        by,
        &[],
        Frame::Partition,
        vec![measure(spread, quantile(1, 2), "_distance", None)],
    )
}

/// Quartiles, and the distance between the outer ones.
fn quartiles(plan: Plan, by: &[String], of: &str, names: &[String; 3]) -> Plan {
    let [median, spread, number] = names;
    let plan = window(
        plan,
        by,
        &[],
        Frame::Partition,
        vec![
            measure(number, Aggregate::Count, of, None),
            measure("_lower", quantile(1, 4), of, None),
            measure(median, quantile(1, 2), of, None),
            measure("_upper", quantile(3, 4), of, None),
        ],
    );
    let cash = |name: &str| column(name, Type::Money);
    derive(
        plan,
        vec![(spread, minus(cash("_upper"), cash("_lower"), Type::Money))],
    )
}

/// Whether a row lies beyond the fence, both sides of the comparison multiplied until they are whole.
fn beyond(asked: &Asked, of: &str, names: &[String; 3]) -> Expr {
    let [median, spread, _] = names;
    let (num, den) = asked.factor;
    let (near, far) = if asked.quartile {
        lowest(den, num)
    } else {
        lowest(6745 * den, 10_000 * num)
    };
    let cash = |name: &str| column(name, Type::Money);
    let scaled = |value: Expr, by: i64| {
        if by == 1 {
            value
        } else {
            product(value, int(by), Type::Money)
        }
    };
    let past = |distance: Expr| more(scaled(distance, near), scaled(cash(spread), far));
    let (low, high) = if asked.quartile {
        ("_lower", "_upper")
    } else {
        (median.as_str(), median.as_str())
    };
    let above = || past(minus(cash(of), cash(high), Type::Money));
    let below = || past(minus(cash(low), cash(of), Type::Money));
    match asked.side {
        "lower" => below(),
        "both" => any_of(vec![above(), below()]),
        _ => above(),
    }
}

fn lowest(a: i64, b: i64) -> (i64, i64) {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    (a / x.max(1), b / x.max(1))
}

fn reads(
    ask: &Ask<'_>,
    [filter, among]: [Option<&Expr>; 2],
    by: &[String],
    of: &str,
    asked: Asked,
) -> Wording {
    let rows = rows_read(ask.given, filter, &ask.columns());
    let peers = among.map_or_else(Wording::default, |among| {
        let read = rows_read(ask.given, Some(among), &ask.columns());
        Wording::new(format!("{}，", read.zh), format!("{}, ", read.en))
    });
    let same = columns_read(by, &ask.columns());
    let of = columns_read(&[of.to_owned()], &ask.columns());
    let (num, den) = asked.factor;
    let factor = decimal(num, den);
    let least = asked.least;
    let (side_zh, side_en) = match asked.side {
        "lower" => ("低于", "below"),
        "both" => ("高于或低于", "above or below"),
        _ => ("高于", "above"),
    };
    let (fence_zh, fence_en) = if asked.quartile {
        (
            format!("四分位数超过四分位距的 {factor} 倍（不含）"),
            format!("the quartile by more than {factor} times the distance of the quartiles"),
        )
    } else {
        (
            format!("中位数，且距离的 0.6745 倍超过绝对中位差的 {factor} 倍（不含）"),
            format!(
                "the median, 0.6745 of the distance being more than {factor} times the median deviation"
            ),
        )
    };
    Wording::new(
        format!(
            "{}，其{}{side_zh}{}相同的同类（{}至少 {least} 笔）的{fence_zh}",
            rows.zh, of.zh, same.zh, peers.zh
        ),
        format!(
            "{} whose {} is {side_en} {fence_en} of its peers ({}at least {least}) with the same {}",
            rows.en, of.en, peers.en, same.en
        ),
    )
}

/// A number with at most three decimals.
fn decimal(num: i64, den: i64) -> String {
    let thousandths = num * 1000 / den.max(1);
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{decimal, lowest};

    #[test]
    fn factors_become_whole_numbers() {
        // 0.6745 d > 3.5 m is 1349 d > 7000 m; a factor of 6.745 is ten median deviations.
        assert_eq!(lowest(6745 * 2, 10_000 * 7), (1349, 7000));
        assert_eq!(lowest(6745 * 200, 10_000 * 1349), (1, 10));
        assert_eq!(lowest(2, 3), (2, 3));
    }

    #[test]
    fn factors_read_back_with_their_decimals() {
        for (num, den, text) in [(7, 2, "3.5"), (10, 1, "10"), (1349, 200, "6.745")] {
            assert_eq!(decimal(num, den), text);
        }
    }
}
