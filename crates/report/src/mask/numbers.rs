//! Numbers inside sentences: which of them are of a person, and how they are shown.

use super::shapes;

/// What stands before a number when it is an account.
const ACCOUNT: [&str; 12] = [
    "账号",
    "帐号",
    "卡号",
    "账户",
    "帐户",
    "银行卡",
    "存折",
    "卡尾号",
    "account",
    "acct",
    "card",
    "a/c",
];
/// What stands before a number that is of a document, not of a person.
const DOCUMENT: [&str; 19] = [
    "发票号",
    "发票号码",
    "发票代码",
    "票号",
    "凭证号",
    "凭证",
    "流水号",
    "流水",
    "单号",
    "合同号",
    "合同编号",
    "编号",
    "订单号",
    "交易号",
    "信用代码",
    "税号",
    "invoice",
    "voucher",
    "order",
];
/// What stands before a telephone.
const PHONE: [&str; 7] = ["电话", "手机", "联系方式", "座机", "传真", "tel", "phone"];
/// What stands before an identity number.
const IDENTITY: [&str; 5] = ["身份证", "身份证号", "证件号", "证件号码", "身份证号码"];

/// Digits of the shortest telephone.
const SHORTEST: usize = 7;

/// Replaces the numbers of persons in a sentence; `known` says which tokens are accounts of the run.
pub(super) fn mask(text: &str, known: &dyn Fn(&str) -> bool) -> String {
    // No number of a person has fewer than seven digits, in however many groups.
    if text.chars().filter(|c| digit(*c).is_some()).count() < SHORTEST {
        return text.to_owned();
    }
    let places: Vec<char> = text.chars().collect();
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = places.get(at) {
        let end = token_end(&places, at);
        if end == at {
            shown.push(c);
            at += 1;
            continue;
        }
        let (text, next) = grouped(&places, at, end, known)
            .unwrap_or_else(|| (single(&places, at, end, known), end));
        shown.push_str(&text);
        at = next;
    }
    shown
}

/// First and last places of a number with stars between, for whole cells and sentences alike.
pub(super) fn ends(token: &str, first: usize, stars: usize, last: usize) -> String {
    let places: Vec<char> = token.chars().collect();
    let tail = places.len().saturating_sub(last);
    let head: String = places.iter().take(first.min(tail)).collect();
    let rest: String = places.iter().skip(tail).collect();
    format!("{head}{}{rest}", "*".repeat(stars))
}

/// An identity number as it is shown.
pub(super) fn identity(token: &str) -> String {
    ends(token, 6, token.chars().count().saturating_sub(10), 4)
}

/// An account as it is shown: short ones only by their end, account codes as they are.
pub(super) fn account(token: &str) -> String {
    match token.chars().count() {
        0..8 => token.to_owned(),
        8..12 => ends(token, 0, 4, 4),
        _ => ends(token, 6, 4, 4),
    }
}

/// A telephone as it is shown.
pub(super) fn phone(token: &str) -> String {
    match token.chars().count() {
        0..7 => token.to_owned(),
        11.. if shapes::mobile(token) => ends(token, token.len() - 8, 4, 4),
        _ => ends(token, 0, 4, 4),
    }
}

/// The value of a digit of either width.
pub(super) fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')),
        _ => None,
    }
}

/// Letters and digits of either width, as ASCII.
pub(super) fn plain(c: char) -> Option<char> {
    match c {
        'a'..='z' | 'A'..='Z' => Some(c),
        'Ａ'..='Ｚ' => char::from_u32(u32::from(c) - u32::from('Ａ') + u32::from('A')),
        _ => digit(c),
    }
}

fn token_end(places: &[char], start: usize) -> usize {
    start
        + places
            .iter()
            .skip(start)
            .take_while(|c| plain(**c).is_some())
            .count()
}

fn token(places: &[char], start: usize, end: usize) -> String {
    places
        .iter()
        .skip(start)
        .take(end - start)
        .filter_map(|c| plain(*c))
        .collect()
}

/// Numbers written in groups, `138 0013 8000`, `(020)87654321`; the text to show and where it ends.
fn grouped(
    places: &[char],
    start: usize,
    end: usize,
    known: &dyn Fn(&str) -> bool,
) -> Option<(String, usize)> {
    let mut groups = vec![token(places, start, end)];
    let mut ends_at = vec![end];
    let mut at = end;
    while groups.len() < 6
        && matches!(
            places.get(at),
            Some(' ' | '-' | '－' | '—' | ')' | '）' | '\u{a0}')
        )
    {
        let next = token_end(places, at + 1);
        if next == at + 1 {
            break;
        }
        groups.push(token(places, at + 1, next));
        ends_at.push(next);
        at = next;
    }
    for count in (2..=groups.len()).rev() {
        let taken = groups.get(..count)?;
        let joint = places.get(end).copied().unwrap_or('-');
        if let Some(shown) = group(taken, joint, &|| label(places, start), known) {
            return Some((shown, *ends_at.get(count - 1)?));
        }
    }
    None
}

fn group(
    groups: &[String],
    joint: char,
    label: &dyn Fn() -> Label,
    known: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let joined = groups.concat();
    let lengths: Vec<usize> = groups.iter().map(String::len).collect();
    let card_fits = || shapes::card(&joined) || known(&joined) || label() == Label::Account;
    match lengths.as_slice() {
        [3, 4, 4] if shapes::mobile(&joined) => Some(phone(&joined)),
        [6, 8, 4] | [6, 4, 4, 4] if shapes::identity_shaped(&joined) => Some(identity(&joined)),
        [4, 4, 4, 4] | [4, 4, 4, 4, 1..=3] if digits(&joined) && card_fits() => {
            Some(account(&joined))
        }
        [3 | 4, 7 | 8] => {
            let [area, local] = groups else { return None };
            shapes::landline(area, local).then(|| format!("{area}{joint}{}", ends(local, 0, 4, 4)))
        }
        _ => None,
    }
}

fn single(places: &[char], start: usize, end: usize, known: &dyn Fn(&str) -> bool) -> String {
    let raw: String = places.iter().skip(start).take(end - start).collect();
    let token = token(places, start, end);
    if token.len() < SHORTEST || decimal(places, start, end) {
        return raw;
    }
    if digits(&token) || (token.len() == 18 && shapes::identity_shaped(&token)) {
        return number(&token, label(places, start), known).unwrap_or(raw);
    }
    if shapes::credit_code(&token) || token.len() > 40 {
        return raw;
    }
    runs(&token, known).unwrap_or(raw)
}

/// A token of digits only (an identity number may end in X); `None` where it may be shown.
fn number(token: &str, label: Label, known: &dyn Fn(&str) -> bool) -> Option<String> {
    let length = token.len();
    if shapes::identity_checked(token)
        || (label == Label::Identity && (15..=18).contains(&length))
        || (label != Label::Document && shapes::identity_shaped(token))
    {
        return Some(identity(token));
    }
    match label {
        Label::Account if length >= 8 => return Some(account(token)),
        Label::Phone if length >= 7 => return Some(phone(token)),
        Label::Document => return known(token).then(|| account(token)),
        _ => {}
    }
    if shapes::mobile(token) {
        Some(phone(token))
    } else if (length >= 8 && known(token)) || (shapes::card(token) && !shapes::credit_code(token))
    {
        Some(account(token))
    } else {
        None
    }
}

/// Runs of digits in a token with letters: only what is of a person beyond doubt.
fn runs(token: &str, known: &dyn Fn(&str) -> bool) -> Option<String> {
    let mut shown = String::new();
    let mut run = String::new();
    let mut masked = false;
    for c in token.chars().map(Some).chain([None]) {
        if let Some(c) = c.filter(char::is_ascii_digit) {
            run.push(c);
            continue;
        }
        match number(&run, Label::None, known) {
            Some(text) => {
                masked = true;
                shown.push_str(&text);
            }
            None => shown.push_str(&run),
        }
        run.clear();
        shown.extend(c);
    }
    masked.then_some(shown)
}

/// Whether the number is part of an amount: a point and at most two digits after it, or a point and digits before it.
fn decimal(places: &[char], start: usize, end: usize) -> bool {
    let at = |i: usize| places.get(i).copied();
    let before =
        start >= 2 && at(start - 1) == Some('.') && at(start - 2).and_then(digit).is_some();
    let tail = token_end(places, end + 1);
    let after = at(end) == Some('.') && (1..=2).contains(&tail.saturating_sub(end + 1));
    before || after
}

fn digits(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|b| b.is_ascii_digit())
}

/// What the words before a number say that it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    None,
    Account,
    Document,
    Phone,
    Identity,
}

fn label(places: &[char], start: usize) -> Label {
    let before: String = places
        .iter()
        .skip(start.saturating_sub(14))
        .take(start.min(14))
        .flat_map(|c| c.to_lowercase())
        .collect();
    let words = before.trim_end_matches([
        ' ', ':', '：', '(', '（', '为', '是', '#', '.', '=', '-', '+', '码',
    ]);
    let said = |labels: &[&str]| {
        labels
            .iter()
            .any(|l| words.ends_with(l.trim_end_matches('码')))
    };
    if said(&IDENTITY) {
        Label::Identity
    } else if said(&DOCUMENT) {
        Label::Document
    } else if said(&ACCOUNT) {
        Label::Account
    } else if said(&PHONE) {
        Label::Phone
    } else {
        Label::None
    }
}
