//! How a call of a function is read.

use ledger::Lang;

use super::read_back::Reader;
use super::row_calls::class_words;
use super::{Expr, Function};

/// One phrase for a call; `denied` where NOT stands before it.
pub(super) fn read(reader: &Reader, function: &Function, args: &[Expr], denied: bool) -> String {
    let arg = |i: usize| args.get(i).map(|a| reader.value(a)).unwrap_or_default();
    let after = |i: usize| reader.columns(args.get(i..).unwrap_or(&[]));
    let first = arg(0);
    match function {
        Function::Known => verb(
            reader,
            &reader.columns(args),
            denied,
            ["可核对（否则不判断）", "不可核对"],
            ["can be compared (else not judged)", "cannot be compared"],
        ),
        Function::Abs => reader.pick(
            &format!("{first}的绝对值"),
            &format!("the absolute value of {first}"),
        ),
        Function::Length => {
            reader.pick(&format!("{first}的字数"), &format!("the length of {first}"))
        }
        Function::Coalesce => {
            let rest: Vec<String> = (1..args.len()).map(arg).collect();
            reader.pick(
                &format!("{first}（为空时取{}）", rest.join("、")),
                &format!("{first} (else {})", rest.join(", ")),
            )
        }
        Function::NumberPrefix(n) => reader.pick(
            &format!("{first}末 {n} 位之前的部分"),
            &format!("the part of {first} before its last {n} digits"),
        ),
        Function::NumberTail(n) => reader.pick(
            &format!("{first}的末 {n} 位"),
            &format!("the last {n} digits of {first}"),
        ),
        Function::WorkdaysBetween => {
            let until = arg(1);
            reader.pick(
                &format!("{first}至{until}的工作日"),
                &format!("the workdays from {first} to {until}"),
            )
        }
        Function::Limit { name } => {
            let name = reader.named(name);
            reader.pick(&format!("{name}限额"), &format!("the limit {name}"))
        }
        Function::OutOfTown => verb(
            reader,
            &after(1),
            denied,
            ["涉及外地", "未涉及外地"],
            ["names a place out of town", "names no place out of town"],
        ),
        Function::HoldsOffice => verb(
            reader,
            &arg(1),
            denied,
            ["当时在本单位任职", "当时未在本单位任职"],
            [
                "held an office of the collective at that time",
                "held no office of the collective at that time",
            ],
        ),
        Function::OnRecord { feed, column } => {
            let value = arg(1);
            let place = format!("{feed}.{column}");
            match (reader.lang, denied) {
                (Lang::Zh, false) => format!("本单位的 {place} 中有{value}"),
                (Lang::Zh, true) => format!("本单位的 {place} 中没有{value}"),
                (Lang::En, false) => format!("a {place} of the collective has {value}"),
                (Lang::En, true) => format!("no {place} of the collective has {value}"),
            }
        }
        Function::Supplied { feed, column } => {
            let place = format!("{feed}.{column}");
            match (reader.lang, denied) {
                (Lang::Zh, false) => format!("本单位提供的资料有 {place} 这一列"),
                (Lang::Zh, true) => format!("本单位提供的资料没有 {place} 这一列"),
                (Lang::En, false) => format!("the collective supplied the column {place}"),
                (Lang::En, true) => format!("the collective did not supply the column {place}"),
            }
        }
        other => dated(reader, other, args).unwrap_or_else(|| tested(reader, other, args, denied)),
    }
}

/// Functions whose value is a part of a date, or dates some months or years apart.
fn dated(reader: &Reader, function: &Function, args: &[Expr]) -> Option<String> {
    let arg = |i: usize| args.get(i).map(|a| reader.value(a)).unwrap_or_default();
    let first = arg(0);
    let phrase = match function {
        Function::Year => reader.pick(&format!("{first}的年份"), &format!("the year of {first}")),
        Function::Month => reader.pick(&format!("{first}的月份"), &format!("the month of {first}")),
        Function::Day => reader.pick(
            &format!("{first}的几号"),
            &format!("the day of the month of {first}"),
        ),
        Function::AddMonths | Function::AddYears => {
            let n = arg(1);
            let (zh, en) = if *function == Function::AddMonths {
                ("个月", "months")
            } else {
                ("年", "years")
            };
            reader.pick(
                &format!("{first}之后 {n} {zh}（按日历）"),
                &format!("{n} calendar {en} after {first}"),
            )
        }
        Function::MonthsBetween | Function::YearsBetween => {
            let until = arg(1);
            let (zh, en) = if *function == Function::MonthsBetween {
                ("月", "months")
            } else {
                ("年", "years")
            };
            reader.pick(
                &format!("{first}至{until}的整{zh}数"),
                &format!("the whole {en} from {first} to {until}"),
            )
        }
        Function::AsOf => reader.pick("截至日", "the as-of day"),
        _ => return None,
    };
    Some(phrase)
}

/// Functions that are true or false of the texts or the date before them.
fn tested(reader: &Reader, function: &Function, args: &[Expr], denied: bool) -> String {
    // Three columns and more are all that a row says; their names would bury the sentence.
    let columns = if args.len() >= 3 {
        reader.pick("本行文字", "any text of the row")
    } else {
        reader.columns(args)
    };
    let first = args.first().map(|a| reader.value(a)).unwrap_or_default();
    match function {
        Function::Mentions { list } => {
            let list = reader.named(list);
            let zh = [format!("提到{list}词表"), format!("未提到{list}词表")];
            let en = [
                format!("mentions the list {list}"),
                format!("does not mention the list {list}"),
            ];
            verb(reader, &columns, denied, strs(&zh), strs(&en))
        }
        Function::InList { list } => {
            let list = reader.named(list);
            let zh = [format!("在{list}代码表中"), format!("不在{list}代码表中")];
            let en = [
                format!("is in the list {list}"),
                format!("is not in the list {list}"),
            ];
            verb(reader, &first, denied, strs(&zh), strs(&en))
        }
        Function::IsDayOff => verb(
            reader,
            &first,
            denied,
            ["是休息日", "不是休息日"],
            ["is a day off", "is not a day off"],
        ),
        Function::AccountIs { class } => {
            let (en, zh) = class_words(*class);
            let zh = [format!("属于{zh}类"), format!("不属于{zh}类")];
            let en = [
                format!("is of the class {en}"),
                format!("is not of the class {en}"),
            ];
            verb(
                reader,
                &reader.pick("科目", "the account"),
                denied,
                strs(&zh),
                strs(&en),
            )
        }
        Function::StartsWith(text) => {
            let text = reader.quoted(text);
            let zh = [format!("以{text}开头"), format!("不以{text}开头")];
            let en = [
                format!("starts with {text}"),
                format!("does not start with {text}"),
            ];
            verb(reader, &first, denied, strs(&zh), strs(&en))
        }
        Function::Contains(text) => {
            let text = reader.quoted(text);
            let zh = [format!("含{text}"), format!("不含{text}")];
            let en = [
                format!("contains {text}"),
                format!("does not contain {text}"),
            ];
            verb(reader, &first, denied, strs(&zh), strs(&en))
        }
        Function::Like(text) => {
            let text = reader.quoted(text);
            let zh = [format!("符合样式{text}"), format!("不符合样式{text}")];
            let en = [format!("is like {text}"), format!("is not like {text}")];
            verb(reader, &first, denied, strs(&zh), strs(&en))
        }
        Function::RegexpLike(pattern) => {
            let text = reader.quoted(pattern.as_str());
            let zh = [format!("匹配{text}"), format!("不匹配{text}")];
            let en = [format!("matches {text}"), format!("does not match {text}")];
            verb(reader, &first, denied, strs(&zh), strs(&en))
        }
        // The rest are read by `read`, with their arguments named.
        _ => columns,
    }
}

fn strs(pair: &[String; 2]) -> [&str; 2] {
    [&pair[0], &pair[1]]
}

/// Who, and what is said of it: affirmed, denied.
fn verb(reader: &Reader, who: &str, denied: bool, zh: [&str; 2], en: [&str; 2]) -> String {
    let [zh, en] = [zh, en].map(|[affirmed, no]| if denied { no } else { affirmed });
    reader.pick(&format!("{who}{zh}"), &format!("{who} {en}"))
}
