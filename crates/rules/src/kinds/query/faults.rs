//! What users get wrong in a SELECT that is one, and what they are told.

use std::ops::Range;

use ledger::{Feed, Schema, Wording};

use crate::expr::{Mistake, NameAt};
use crate::load::nearest;

fn fault(code: &'static str, span: Range<usize>, message: Wording, help: Wording) -> Mistake {
    Mistake {
        span,
        code,
        message,
        help,
    }
}

/// `FROM` names another feed than that of the logic.
pub(super) fn other_feed(from: &NameAt, feed: &Feed) -> Mistake {
    fault(
        "other-feed",
        from.span.clone(),
        Wording::new(
            format!("FROM 应是本逻辑的数据表“{}”", feed.name),
            format!("FROM names the feed of this logic, {}", feed.name),
        ),
        Wording::new(
            format!(
                "写 FROM {}；或用 feed = [\"…\"] 限定这段逻辑的数据表。",
                feed.name
            ),
            format!(
                "Write FROM {}, or restrict the logic by `feed = [\"…\"]`.",
                feed.name
            ),
        ),
    )
}

/// `JOIN` names no feed.
pub(super) fn no_feed(name: &NameAt, schema: &Schema) -> Mistake {
    fault(
        "unknown-feed",
        name.span.clone(),
        Wording::new(
            format!("没有数据表“{}”", name.name),
            format!("there is no feed `{}`", name.name),
        ),
        nearest::help(&name.name, schema.feeds.iter().map(|f| f.name.as_str())),
    )
}

/// Two tables have one name.
pub(super) fn named_twice(name: &NameAt) -> Mistake {
    fault(
        "named-twice",
        name.span.clone(),
        Wording::new(
            format!("“{}”指两个表", name.name),
            format!("`{}` names two tables", name.name),
        ),
        Wording::new(
            "另起一个名称，如 JOIN payments AS later。",
            "Give it another name, as in JOIN payments AS later.",
        ),
    )
}

/// A join that would try all pairs.
pub(super) fn no_equality(span: Range<usize>) -> Mistake {
    fault(
        "no-equality",
        span,
        Wording::new(
            "ON 中没有两表相等的列，会逐对比较全部记录",
            "no column of both tables is equal here, so that all pairs would be tried",
        ),
        Wording::new(
            "至少写一个相等，如 ON payments.org = d.org。",
            "Write at least one equality, as in ON org = d.org.",
        ),
    )
}

/// A value without a name.
pub(super) fn no_name(span: Range<usize>) -> Mistake {
    fault(
        "no-name",
        span,
        Wording::new("选出的值没有名称", "what is selected has no name"),
        Wording::new(
            "写 AS 名称，如 sum(amount) AS total。",
            "Give it one, as in sum(amount) AS total.",
        ),
    )
}

/// `HAVING` without groups.
pub(super) fn no_groups(span: Range<usize>) -> Mistake {
    fault(
        "no-groups",
        span,
        Wording::new(
            "没有 GROUP BY 就没有 HAVING",
            "HAVING asks groups, and there are none",
        ),
        Wording::new(
            "写 GROUP BY 列；对单行的条件写在 WHERE。",
            "Write GROUP BY columns; conditions on a row stand in WHERE.",
        ),
    )
}

/// A column of rows where groups are asked.
pub(super) fn not_of_groups(column: &str, span: Range<usize>) -> Mistake {
    fault(
        "not-of-groups",
        span,
        Wording::new(
            format!("HAVING 问的是组，而 {column} 各行不同"),
            format!("HAVING asks groups, and {column} differs within them"),
        ),
        Wording::new(
            "把它写进 GROUP BY，或放在 sum、count、min、max 之内。",
            "Add it to GROUP BY, or put it into sum, count, min or max.",
        ),
    )
}

/// `HAVING` with a value that is neither true nor false.
pub(super) fn no_condition(span: Range<usize>) -> Mistake {
    fault(
        "not-a-condition",
        span,
        Wording::new("这不是条件", "this is no condition"),
        Wording::new(
            "加上比较，如 count(*) > 3。",
            "Compare it with something, as in count(*) > 3.",
        ),
    )
}

/// `least` without `HAVING`.
pub(super) fn nothing_to_judge(span: Range<usize>) -> Mistake {
    fault(
        "nothing-to-judge",
        span,
        Wording::new(
            "写了 least，却没有 HAVING：各组无需判断，也就谈不上不足",
            "least is given, but there is no HAVING: groups are not judged, so none is too small",
        ),
        Wording::new(
            "写 GROUP BY … HAVING 条件，或去掉 least。",
            "Write GROUP BY … HAVING condition, or leave least out.",
        ),
    )
}
