//! Comparable forms of a text: NFKC, lower case, simplified, without characters of no width; and the same without the gaps that
//! hide words (`K T V`, `旅 游`, `按.摩`).

use unicode_normalization::UnicodeNormalization;

use super::folding::Folding;

/// A text in both forms.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Normal {
    /// As it is written, normalised; runs of blanks are one space.
    pub(super) plain: String,
    /// Without hiding gaps, where there are any.
    pub(super) tight: Option<Tight>,
}

/// The form without hiding gaps, and where its bytes stand in the plain one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tight {
    /// The text.
    pub(super) text: String,
    at: Vec<usize>,
}

impl Tight {
    /// The byte of the plain form where this byte of the tight form stands; its end for the end.
    pub(super) fn plain(&self, byte: usize) -> usize {
        self.at.get(byte).copied().unwrap_or(0)
    }
}

impl Normal {
    pub(super) fn of(text: &str, folding: &Folding) -> Self {
        let plain = plain(text, folding);
        let tight = tighten(&plain);
        Self { plain, tight }
    }
}

/// The plain form alone, for terms and names that are written by us.
pub(super) fn plain(text: &str, folding: &Folding) -> String {
    let mut out = String::with_capacity(text.len());
    if text.chars().all(is_settled) {
        text.chars().for_each(|c| push(&mut out, c, folding));
    } else {
        text.nfkc().for_each(|c| push(&mut out, c, folding));
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

fn push(out: &mut String, c: char, folding: &Folding) {
    if has_no_width(c) {
        return;
    }
    if c.is_whitespace() || c.is_control() {
        if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    } else if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
    } else if is_han(c) {
        out.push(folding.fold(c));
    } else {
        out.extend(c.to_lowercase());
    }
}

/// Whether NFKC leaves the character alone for certain.
fn is_settled(c: char) -> bool {
    c.is_ascii() || is_han(c) || matches!(c, '、' | '。' | '《' | '》' | '“' | '”')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

fn has_no_width(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

fn is_gap(c: char) -> bool {
    matches!(
        c,
        ' ' | '.'
            | '·'
            | '•'
            | '・'
            | '*'
            | '_'
            | '-'
            | '|'
            | '/'
            | '\\'
            | '、'
            | '~'
            | '+'
            | '…'
            | '—'
            | '–'
            | '^'
            | '#'
    )
}

/// A run of characters that are no gaps.
struct Token {
    start: usize,
    end: usize,
    single: bool,
    first: char,
    last: char,
}

fn tighten(plain: &str) -> Option<Tight> {
    if !plain.contains(is_gap) {
        return None;
    }
    let tokens = tokens(plain);
    let mut text = String::with_capacity(plain.len());
    let mut at = Vec::with_capacity(plain.len() + 1);
    let mut copy = |from: usize, to: usize| {
        if let Some(part) = plain.get(from..to) {
            text.push_str(part);
            at.extend(from..to);
        }
    };
    copy(0, tokens.first().map_or(plain.len(), |token| token.start));
    for (i, token) in tokens.iter().enumerate() {
        copy(token.start, token.end);
        match tokens.get(i + 1) {
            Some(next) if hides(plain, token, next) => {}
            Some(next) => copy(token.end, next.start),
            None => copy(token.end, plain.len()),
        }
    }
    if text.len() == plain.len() {
        return None;
    }
    at.push(plain.len());
    Some(Tight { text, at })
}

fn tokens(plain: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut open = false;
    for (start, c) in plain.char_indices() {
        if is_gap(c) {
            open = false;
            continue;
        }
        let end = start + c.len_utf8();
        match tokens.last_mut().filter(|_| open) {
            Some(token) => {
                token.end = end;
                token.single = false;
                token.last = c;
            }
            None => tokens.push(Token {
                start,
                end,
                single: true,
                first: c,
                last: c,
            }),
        }
        open = true;
    }
    tokens
}

/// Whether the gap between two tokens only hides a word. Latin letters: one letter stands alone at it, or blanks part a run (`kt v`).
/// Chinese: an odd mark, blanks beside a single character, or any mark between two single characters.
fn hides(plain: &str, left: &Token, right: &Token) -> bool {
    let gap = plain.get(left.end..right.start).unwrap_or("");
    let blanks = gap.chars().all(|c| c == ' ');
    let odd = gap.chars().any(is_odd);
    if left.last.is_ascii_alphabetic() && right.first.is_ascii_alphabetic() {
        return left.single || right.single || lone_letter(plain, left, right);
    }
    if !is_han(left.last) || !is_han(right.first) {
        return false;
    }
    odd || (left.single && right.single) || (blanks && (left.single || right.single))
}

/// Marks that no clerk writes between two Chinese characters of a sentence.
fn is_odd(c: char) -> bool {
    matches!(c, '.' | '·' | '•' | '・' | '*' | '_' | '|' | '^' | '#')
}

/// Whether one Latin letter stands alone at the gap, be its token longer (`付k tv`).
fn lone_letter(plain: &str, left: &Token, right: &Token) -> bool {
    let before = plain.get(left.start..left.end).map_or(0, |t| {
        t.chars()
            .rev()
            .take_while(char::is_ascii_alphabetic)
            .count()
    });
    let after = plain.get(right.start..right.end).map_or(0, |t| {
        t.chars().take_while(char::is_ascii_alphabetic).count()
    });
    before == 1 || after == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, plain: &str, tight: &str) {
        let normal = Normal::of(text, &Folding::default());
        assert_eq!(normal.plain, plain, "{text}");
        let got = normal
            .tight
            .as_ref()
            .map_or(normal.plain.as_str(), |t| &t.text);
        assert_eq!(got, tight, "{text}");
    }

    #[test]
    fn forms() {
        check("ＫＴＶ　消费", "ktv 消费", "ktv 消费");
        check("K T V 包房", "k t v 包房", "ktv 包房");
        check("付K.T.V费", "付k.t.v费", "付ktv费");
        check("KT V", "kt v", "ktv");
        check("bar tab", "bar tab", "bar tab");
        check("旅 游 费", "旅 游 费", "旅游费");
        check("付 旅 游费", "付 旅 游费", "付旅游费");
        check("足\u{200b}浴", "足浴", "足浴");
        check("付按.摩费", "付按.摩费", "付按摩费");
        check("烟、酒", "烟、酒", "烟酒");
        check("工程-旅游", "工程-旅游", "工程-旅游");
        check("会议-会所需", "会议-会所需", "会议-会所需");
        check("公路 旅游", "公路 旅游", "公路 旅游");
        check("  a  ", "a", "a");
        check("", "", "");
    }

    #[test]
    fn tight_bytes_know_their_place() {
        let normal = Normal::of("付 旅 游", &Folding::default());
        let at = normal.tight.as_ref().map(|t| t.plain("付旅".len()));
        assert_eq!(at, Some("付 旅 ".len()));
    }
}
