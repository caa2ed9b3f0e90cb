//! Accounts and names that an export writes in one cell: 对方账号与户名, `6217000011112222/张三`.

use rustc_hash::FxHashMap;

use super::Names;
use crate::dictionary::text_of;
use crate::lines::{Lines, Stored};
use crate::{Domain, NULL_CODE};

/// The column that holds both.
const TOGETHER: &str = "payee_with_account";

/// Parts what stands together; an account or a name in a column of its own stays as it is.
pub(crate) fn part_accounts(lines: &mut Lines, feed: Names<'_>) {
    let (Some(both), Some(account), Some(name)) = (
        feed.at(TOGETHER),
        feed.at("payee_account"),
        feed.at("payee"),
    ) else {
        return;
    };
    if lines.table.stored(both).is_none() {
        return;
    }
    let from = feed.domain(TOGETHER);
    let mut known: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
    let mut columns = (Vec::new(), Vec::new());
    for row in 0..lines.table.len() {
        let code = lines.table.code(both, row);
        let parts = *known.entry(code).or_insert_with(|| {
            let text = text_of(lines.dictionaries.get(from as usize), code).into_owned();
            let (account, name) = parts(&text);
            let mut intern = |domain: Domain, text: &str| {
                let clean = crate::lines::text(text, domain);
                let dictionary = lines.dictionaries.get_mut(domain as usize);
                clean
                    .zip(dictionary)
                    .map_or(NULL_CODE, |(text, dictionary)| dictionary.intern(&text))
            };
            (
                intern(Domain::Account, account),
                intern(Domain::Party, name),
            )
        });
        let own = |column: usize, part: u32| match lines.table.code(column, row) {
            NULL_CODE => part,
            own => own,
        };
        columns.0.push(own(account, parts.0));
        columns.1.push(own(name, parts.1));
    }
    lines.table.set(account, Some(Stored::Text(columns.0)));
    lines.table.set(name, Some(Stored::Text(columns.1)));
}

/// Account and name of a cell; what cannot be parted is a name, unless it is figures alone.
fn parts(text: &str) -> (&str, &str) {
    let text = text.trim();
    let separators =
        |c: char| matches!(c, '/' | '／' | '|' | '，' | ',' | ';' | '；') || c.is_whitespace();
    if is_account(text) {
        return (text, "");
    }
    // A name may hold a blank or a stroke itself, so that only the outer parts are tried.
    let outer = [text.split_once(separators), text.rsplit_once(separators)];
    for (left, right) in outer.into_iter().flatten() {
        if is_account(left.trim()) {
            return (left.trim(), trimmed(right, separators));
        }
        if is_account(right.trim()) {
            return (right.trim(), trimmed(left, separators));
        }
    }
    // No separator: 6217000011112222张三, 张三6217000011112222, 张三(6217000011112222).
    let number = |c: char| c.is_ascii_digit() || c == '*';
    let rest = text.trim_start_matches(number);
    let head = text.get(..text.len() - rest.len()).unwrap_or_default();
    if is_account(head) && !rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return (head, rest);
    }
    let closed = text.trim_end_matches([')', '）']);
    let rest = closed.trim_end_matches(number);
    let tail = closed.get(rest.len()..).unwrap_or_default();
    if is_account(tail) && !rest.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return (tail, rest.trim_end_matches(['(', '（']));
    }
    ("", trimmed(text, separators))
}

fn trimmed(text: &str, separators: impl Fn(char) -> bool) -> &str {
    text.trim_matches(separators)
}

/// Whether a text is an account: at least six figures or stars, four figures among them, and nothing that a name holds.
fn is_account(text: &str) -> bool {
    let figures = text.bytes().filter(u8::is_ascii_digit).count();
    let hidden = text.bytes().filter(|b| *b == b'*').count();
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'*' | b'-'))
        && figures >= 4
        && figures + hidden >= 6
        && letters * 2 <= figures + hidden
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn accounts_and_names_that_stand_together() {
        for (text, account, name) in [
            ("6217000011112222/张三", "6217000011112222", "张三"),
            ("6217********1234/张三", "6217********1234", "张三"),
            ("张三/6217000011112222", "6217000011112222", "张三"),
            (
                "44001234567052500123 宏业建筑 (广州) 公司",
                "44001234567052500123",
                "宏业建筑 (广州) 公司",
            ),
            (
                "Z2004933000010N/某某支付有限公司",
                "Z2004933000010N",
                "某某支付有限公司",
            ),
            ("6217000011112222张三", "6217000011112222", "张三"),
            ("张三(6217000011112222)", "6217000011112222", "张三"),
            ("6217000011112222", "6217000011112222", ""),
            ("6217000011112222/", "6217000011112222", ""),
            ("/张三", "", "张三"),
            ("第3经济社", "", "第3经济社"),
            ("甲店/乙店", "", "甲店/乙店"),
            ("2024年货款", "", "2024年货款"),
            ("", "", ""),
        ] {
            assert_eq!(parts(text), (account, name), "{text}");
        }
    }
}
