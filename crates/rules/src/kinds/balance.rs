//! Sums that must agree.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `check` | `voucher`, `running`, `floor` or `controls`, see below | – |
//! | `by` | columns of one voucher or account | by the check |
//! | `above` | `floor`: a balance over it is an excess (exclusive); may hang on `limit(…)` | none |
//! | `below` | `floor`: a balance under it is an excess (exclusive) | `0元`, none where `above` stands alone |
//! | `moment` | `floor`: `row` judges every balance, `day` only the last one of a day | `row` |
//!
//! * `voucher`: debits and credits of one voucher (`org`, `voucher_no`, in a month) are equal. Hits: its lines. A lead a month.
//! * `running`: the balance of a row is the one before it, plus what came in, less what went out (`org`, `book`, `account`; by date,
//!   then `seq`). Hits: the rows where it breaks; a break that the next row takes back is one. A lead a row.
//! * `floor`: the balance is not under `below` nor over `above`. Hits: the rows of an excess; a lead for each excess.
//! * `controls`: what a source states of itself is what was computed from it. Hits: its rows of the feed `controls`. A lead a row.
//!
//! All rows are looked at, reversed ones too. Facts: `difference` (`floor`: `excess_from`, the day on which it begins). No amount.

use ledger::Wording;

use super::{Entry, Key};
use crate::compile::{Ask, Shape};
use crate::load::Told;

mod controls;
mod floor;
mod running;
mod voucher;

pub(super) const ENTRY: Entry = Entry {
    name: "balance",
    zh: "应当相等而不相等的数",
    en: "sums that must agree",
    keys: &[
        Key {
            name: "check",
            zh: "voucher 借贷平衡、running 余额连续、floor 余额下限与限额、controls 与来源自身合计核对",
            en: "voucher, running, floor or controls",
        },
        Key {
            name: "by",
            zh: "同一凭证或账户相同的列；默认因核对方式而异",
            en: "columns of one voucher or account; default by the check",
        },
        Key {
            name: "above",
            zh: "floor：余额超过此数（不含）为超限；默认无",
            en: "floor: a balance over it (exclusive) is an excess; default none",
        },
        Key {
            name: "below",
            zh: "floor：余额低于此数（不含）为异常；默认 0元，只写 above 时无",
            en: "floor: a balance under it (exclusive) is an excess; default 0, none where above stands alone",
        },
        Key {
            name: "moment",
            zh: "floor：row 看每笔余额（默认），day 只看每日最后余额",
            en: "floor: row (default) judges every balance, day the last of a day",
        },
    ],
    compile,
};

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    let check = ask.word("check", &["voucher", "running", "floor", "controls"])?;
    match check {
        Some("voucher") => voucher::compile(ask),
        Some("running") => running::compile(ask),
        Some("floor") => floor::compile(ask),
        Some(_) => controls::compile(ask),
        None => Err(ask.table.missing(
            "check",
            Wording::new(
                "请写核对方式：voucher、running、floor 或 controls。",
                "Write how: voucher, running, floor or controls.",
            ),
        )),
    }
}
