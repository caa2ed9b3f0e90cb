//! The way that money takes: out and back, on to a person of the collective, or to one party under many names.
//!
//! | key | meaning | default |
//! |---|---|---|
//! | `check` | `back`, `chain` or `names` | `back` |
//! | `other` | feed of the second row | the feed itself |
//! | `other_where` | which of its rows | all |
//! | `on` | columns that say that both rows are of one party | org and id, account, name in turn; for `chain` our party is their collective |
//! | `or_on` | alternatives, each a list like `on`, tried in turn | none where `on` stands there |
//! | `within` | the second row is dated at most so many days after the first (inclusive) | `30天` |
//! | `same_day` | whether the same day counts; files seldom say what came first on a day | `true` |
//! | `share` | the sums differ by at most this share of what went out (inclusive) | `0%` |
//! | `money` | … or by at most so much money (inclusive), whichever is more | `0元` |
//! | `where_pair` | predicate over both rows (`other.…`) | all pairs |
//! | `by` | for `names`: columns of one party | its account, over all collectives |
//! | `least` | for `names`: so many names (inclusive) | 3 |
//!
//! Where a feed says which way money goes, only rows that go out are looked at; the second row comes in for `back` and goes out for
//! `chain`. **Pairs are one to one**: the earliest payment takes the earliest row that fits and is free, ties by place, as the
//! operator `Match` does; a row that came in accuses one payment. It is done with windows, because `Match` knows only differences in
//! money, not shares, and does not say who the partner is. Each payment asks at most six rows in turn: of a batch of more than six
//! payments that all fit the same rows six find a partner.
//!
//! - `back`: hits are payments whose money came back. Rungs are tried as in the kind `pair`: what finds a partner by id is not asked
//!   by account; a pair by a later rung does not count where an id of an earlier one stands on both sides and differs.
//! - `chain`: the party of the first row keeps books among the sources, and pays a person of the first collective on: cadre, finance
//!   staff or kin by the feed `people`, in office on that day (both ends included, blank is open), by id, else account, else name.
//!   One hop. A person by account or name does not count where both ids are known and differ. Hits: rows of the first collective.
//! - `names`: rows of an account, or of what `by` says, that bears `least` different names or more; a blank name is none.
//!
//! Facts: `days` between the rows, `rung`, `matched` (what says that it is one party, or for `chain` who the person is), `name_only`;
//! for `names`: `names`. **Not judged**: rows none of whose rungs has all of its values, for `chain` rows of a collective
//! of which `people` has no row.

use super::{Entry, Key};
use crate::Per;
use crate::compile::{Ask, Shape};
use crate::load::Told;

mod back;
mod chain;
mod names;
mod pairs;
mod reads;

pub(super) const ENTRY: Entry = Entry {
    name: "route",
    zh: "钱付出去又回来、经对方转给本集体人员，或者同一对方以多个名称收款",
    en: "money that goes out and comes back or on to a person of the collective; one party, many names",
    keys: &[
        Key {
            name: "check",
            zh: "back 回流（默认）、chain 转给本集体人员、names 一户多名",
            en: "back (default), chain or names",
        },
        Key {
            name: "other",
            zh: "后一笔所在的数据表；默认本表",
            en: "feed of the second row; default the feed itself",
        },
        Key {
            name: "other_where",
            zh: "后一笔只看满足此条件的记录；默认全部",
            en: "which of its rows; default all",
        },
        Key {
            name: "on",
            zh: "说明两笔属同一对方的相等的列；back 默认单位相同且证件号、账号、名称依次比，chain 默认我方的往来对象即对方的单位",
            en: "equal columns that make both rows one party's; default for back org with id, account, name in turn, for chain our party is their collective",
        },
        Key {
            name: "or_on",
            zh: "前一组列找不到时依次改用的各组列；写了 on 的默认无",
            en: "alternatives to `on`, each a list like it, tried in turn; default none where `on` is written",
        },
        Key {
            name: "within",
            zh: "后一笔最多晚几天（含）；默认 30天",
            en: "the second is at most so many days later (inclusive); default 30",
        },
        Key {
            name: "same_day",
            zh: "同日是否算；默认 true",
            en: "whether the same day counts; default true",
        },
        Key {
            name: "share",
            zh: "两笔金额相差不超过付出的这一比例（含）；默认 0%",
            en: "the sums differ by at most this share of what went out (inclusive); default 0%",
        },
        Key {
            name: "money",
            zh: "或者相差不超过此数（含），两者取大；默认 0元",
            en: "or by at most so much (inclusive), whichever is more; default 0",
        },
        Key {
            name: "where_pair",
            zh: "对两笔的条件，后一笔的列写作 other.列名；默认无",
            en: "predicate over both rows, those of the second as other.column; default none",
        },
        Key {
            name: "by",
            zh: "names：说明是同一对方的列；默认收款账号，不分单位",
            en: "names: columns of one party; default its account, over all collectives",
        },
        Key {
            name: "least",
            zh: "names：至少几个名称（含）；默认 3",
            en: "names: so many names (inclusive); default 3",
        },
    ],
    compile,
};

fn compile<'a>(ask: &Ask<'a>) -> Result<Shape<'a>, Told> {
    match ask.word("check", &["back", "chain", "names"])? {
        Some("names") => names::names(ask),
        Some("chain") => {
            ask.refuse("chain", &["by", "least"])?;
            chain::chain(ask)
        }
        _ => {
            ask.refuse("back", &["by", "least"])?;
            back::back(ask)
        }
    }
}
