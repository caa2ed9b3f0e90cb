//! A plan as an indented text, for tests and for `rules show --plan`: a node a line, inputs below it.

use std::fmt::Write as _;

use super::{Aggregate, Books, Bound, Frame, How, Measure, Pick, Plan, Rows};
use crate::expr::{Comparison, Expr, Operator};

/// The tree of a plan; stable, but no format to read back.
pub fn sketch(plan: &Plan) -> String {
    let mut text = String::new();
    node(plan, 0, &mut text);
    text
}

/// What one node of a plan does, in a line, without what is below it.
pub fn line(plan: &Plan) -> String {
    head(plan).0
}

fn node(plan: &Plan, depth: usize, text: &mut String) {
    let (line, inputs) = head(plan);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{}{line}", "  ".repeat(depth));
    for input in inputs {
        node(input, depth + 1, text);
    }
}

fn head(plan: &Plan) -> (String, Vec<&Plan>) {
    match plan {
        Plan::Feed { feed, rows, books } => {
            let rows = if *rows == Rows::Net {
                "net"
            } else {
                "all rows"
            };
            let books = if *books == Books::One {
                ""
            } else {
                ", all books"
            };
            (format!("Feed {feed} ({rows}{books})"), Vec::new())
        }
        Plan::Spine { feed } => (format!("Spine {feed}"), Vec::new()),
        Plan::Filter { input, keep } => (format!("Filter {}", expr(keep)), vec![input]),
        Plan::Derive { input, columns } => {
            let columns: Vec<String> = columns
                .iter()
                .map(|(n, e)| format!("{n} = {}", expr(e)))
                .collect();
            (format!("Derive {}", columns.join("; ")), vec![input])
        }
        Plan::Group {
            input,
            keys,
            measures,
        } => (
            format!("Group by {}: {}", keys.join(", "), list(measures)),
            vec![input],
        ),
        Plan::Window {
            input,
            partition,
            order,
            frame,
            measures,
        } => {
            let order = if order.is_empty() {
                String::new()
            } else {
                format!(" order {}", order.join(", "))
            };
            (
                format!(
                    "Window by {}{order} over {}: {}",
                    partition.join(", "),
                    span(*frame),
                    list(measures)
                ),
                vec![input],
            )
        }
        Plan::Join { left, right, .. } => (join(plan), vec![left, right]),
        Plan::Union(inputs) => (
            "Union".to_owned(),
            inputs.iter().map(AsRef::as_ref).collect(),
        ),
        Plan::Match {
            left,
            right,
            on,
            dates,
            days,
            amounts,
            fen,
        } => (
            format!(
                "Match on {}, {} ~ {} within {days} days, {} ~ {} within {fen} fen",
                pairs(on),
                dates.0,
                dates.1,
                amounts.0,
                amounts.1
            ),
            vec![left, right],
        ),
    }
}

fn join(plan: &Plan) -> String {
    let Plan::Join {
        on,
        between,
        residual,
        how,
        pick,
        prefix,
        absence,
        ..
    } = plan
    else {
        return String::new();
    };
    let mut parts = vec![format!("Join {} {prefix} on {}", kind(*how), pairs(on))];
    parts.extend(between.iter().map(|bound| inequality(bound, prefix)));
    parts.extend(residual.iter().map(|r| format!("where {}", expr(r))));
    if let Pick::Nearest { left, right } = pick {
        parts.push(format!("nearest {left} ~ {prefix}.{right}"));
    }
    if let Some(absence) = absence {
        let when = absence
            .date
            .as_deref()
            .map_or_else(|| "at any time".to_owned(), |date| format!("at {date}"));
        let by = match absence.keys.as_slice() {
            [] => String::new(),
            keys => format!(" by {}", keys.join(", ")),
        };
        parts.push(format!("absence of {} {when}{by}", absence.feed));
        let least = absence.least.map(|n| format!("judged beside {n} at least"));
        parts.extend(least);
    }
    parts.join(", ")
}

fn pairs(on: &[(String, String)]) -> String {
    let pairs: Vec<String> = on
        .iter()
        .map(|(l, r)| {
            if l == r {
                l.clone()
            } else {
                format!("{l} = {r}")
            }
        })
        .collect();
    pairs.join(", ")
}

fn inequality(bound: &Bound, prefix: &str) -> String {
    let shift = match bound.shift {
        0 => String::new(),
        n if n < 0 => format!(" - {}", n.unsigned_abs()),
        n => format!(" + {n}"),
    };
    let op = if bound.at_least { ">=" } else { "<=" };
    format!("{}{shift} {op} {prefix}.{}", bound.left, bound.right)
}

fn kind(how: How) -> &'static str {
    match how {
        How::Inner => "inner",
        How::Left => "left",
        How::Semi => "semi",
        How::Anti => "anti",
    }
}

fn span(frame: Frame) -> String {
    match frame {
        Frame::Partition => "all".to_owned(),
        Frame::Rows { before, after } => format!("rows -{before}..+{after}"),
        Frame::Days { before, after } => format!("days -{before}..+{after}"),
        Frame::Preceding => "preceding".to_owned(),
    }
}

fn list(measures: &[Measure]) -> String {
    let measures: Vec<String> = measures.iter().map(measure).collect();
    measures.join("; ")
}

fn measure(measure: &Measure) -> String {
    let function = match measure.function {
        Aggregate::Count => "count".to_owned(),
        Aggregate::Sum => "sum".to_owned(),
        Aggregate::Min => "min".to_owned(),
        Aggregate::Max => "max".to_owned(),
        Aggregate::Distinct => "distinct".to_owned(),
        Aggregate::OrderStat { num, den } => format!("order_stat[{num}/{den}]"),
        Aggregate::Lag(n) => format!("lag[{n}]"),
        Aggregate::RowNumber => "row_number".to_owned(),
    };
    let of = measure.of.as_deref().unwrap_or("");
    let filter = measure
        .filter
        .as_ref()
        .map_or_else(String::new, |f| format!(" if {}", expr(f)));
    format!("{} = {function}({of}){filter}", measure.name)
}

/// An expression in the manner of SQL, every operator in brackets.
fn expr(value: &Expr) -> String {
    let joined = |terms: &[Expr], by: &str| terms.iter().map(expr).collect::<Vec<_>>().join(by);
    match value {
        Expr::Literal(literal) => literal.write(),
        Expr::Column { name, .. } => name.clone(),
        Expr::Not(inner) => format!("NOT {}", expr(inner)),
        Expr::And(terms) => format!("({})", joined(terms, " AND ")),
        Expr::Or(terms) => format!("({})", joined(terms, " OR ")),
        Expr::Negate(inner) => format!("-{}", expr(inner)),
        Expr::Compare { op, left, right } => {
            let op = match op {
                Comparison::Equal => "=",
                Comparison::Differs => "<>",
                Comparison::Less => "<",
                Comparison::AtMost => "<=",
                Comparison::More => ">",
                Comparison::AtLeast => ">=",
            };
            format!("{} {op} {}", expr(left), expr(right))
        }
        Expr::Arithmetic {
            op, left, right, ..
        } => {
            let op = match op {
                Operator::Add => "+",
                Operator::Subtract => "-",
                Operator::Multiply => "*",
                Operator::Divide => "/",
            };
            format!("({} {op} {})", expr(left), expr(right))
        }
        Expr::IsNull(inner) => format!("{} IS NULL", expr(inner)),
        Expr::In { value, list } => {
            let list: Vec<String> = list.iter().map(crate::Literal::write).collect();
            format!("{} IN ({})", expr(value), list.join(", "))
        }
        Expr::Call { function, args, .. } => format!("{function:?}({})", joined(args, ", ")),
    }
}
