//! Tags and text of HTML and XML that need not be well formed: banks write pages that no strict parser takes.

use std::borrow::Cow;

use memchr::memmem;

/// A piece of markup, with its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    /// Byte in the text where it begins.
    pub(super) at: usize,
    /// What it is.
    pub(super) token: Token<'t>,
}

/// What a piece of markup is. Names are lower-case and without prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// `<name …>`; `closed`: `<name …/>`.
    Open {
        name: String,
        attributes: &'t str,
        closed: bool,
    },
    /// `</name>`.
    Close(String),
    /// Characters between tags, with entities.
    Text(&'t str),
    /// Characters as they are.
    Raw(&'t str),
}

/// Names that stand for one character, beside the five of XML.
const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("yen", '¥'),
    ("pound", '£'),
    ("euro", '€'),
    ("middot", '·'),
    ("times", '×'),
    ("deg", '°'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("hellip", '…'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("copy", '©'),
    ("reg", '®'),
    ("ensp", ' '),
    ("emsp", ' '),
];

/// Goes through a text piece by piece; comments, declarations, scripts and style sheets are left out.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
            let begin = at;
            let (token, length) = next(rest);
            at += length.max(1);
            if let Some(Token::Open {
                name,
                closed: false,
                ..
            }) = &token
                && matches!(name.as_str(), "script" | "style")
            {
                at = end_of(text, at, name);
            }
            if let Some(token) = token {
                return Some(Piece { at: begin, token });
            }
        }
    })
}

/// The value of an attribute (lower-case, without prefix), entities decoded.
pub(super) fn attribute<'t>(attributes: &'t str, wanted: &str) -> Option<Cow<'t, str>> {
    let mut rest = attributes.trim_start();
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| c == '=' || c == '/' || c.is_whitespace())
            .unwrap_or(rest.len());
        let (name, tail) = rest.split_at_checked(end)?;
        let name = name.rsplit(':').next().unwrap_or(name);
        let tail = tail.trim_start();
        let (value, tail) = match tail.strip_prefix('=').map(str::trim_start) {
            None => ("", tail.strip_prefix('/').unwrap_or(tail)),
            Some(tail) => match tail.chars().next().filter(|c| matches!(c, '"' | '\'')) {
                Some(quote) => {
                    let tail = tail.get(1..)?;
                    tail.split_once(quote).unwrap_or((tail, ""))
                }
                None => {
                    tail.split_at_checked(tail.find(char::is_whitespace).unwrap_or(tail.len()))?
                }
            },
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(decoded(value));
        }
        rest = tail.trim_start();
    }
    None
}

/// Text with its entities decoded; what is no entity stays as it stands.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('&') {
        out.push_str(before);
        let end = tail
            .bytes()
            .take(12)
            .position(|b| !b.is_ascii_alphanumeric() && b != b'#');
        let name = end.and_then(|end| tail.get(..end)).unwrap_or("");
        if let Some(c) = entity(name) {
            out.push(c);
            let behind = tail.get(name.len()..).unwrap_or("");
            rest = behind.strip_prefix(';').unwrap_or(behind);
        } else {
            out.push('&');
            rest = tail;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        let c = char::from_u32(code).filter(|c| *c != '\0')?;
        return Some(if c == '\u{A0}' { ' ' } else { c });
    }
    let found = ENTITIES.iter().find(|(other, _)| *other == name);
    found.map(|(_, c)| *c)
}

/// The first piece of a text and its length; none for what is left out.
fn next(rest: &str) -> (Option<Token<'_>>, usize) {
    if !rest.starts_with('<') {
        return text_until_tag(rest, 0);
    }
    for (open, close) in [
        ("<!--", "-->"),
        ("<![CDATA[", "]]>"),
        ("<!", ">"),
        ("<?", ">"),
    ] {
        if let Some(inside) = rest.strip_prefix(open) {
            let end = memmem::find(inside.as_bytes(), close.as_bytes()).unwrap_or(inside.len());
            let token = (open == "<![CDATA[").then(|| Token::Raw(inside.get(..end).unwrap_or("")));
            return (token, (open.len() + end + close.len()).min(rest.len()));
        }
    }
    let inside = rest.get(1..).unwrap_or("");
    let (closing, inside) = match inside.strip_prefix('/') {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    if !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return text_until_tag(rest, 1);
    }
    let Some(end) = tag_end(inside) else {
        return (Some(Token::Text(rest)), rest.len());
    };
    let tag = inside.get(..end).unwrap_or("");
    let length = rest.len() - inside.len() + end + 1;
    let name_end = tag
        .find(|c: char| c.is_whitespace() || c == '/')
        .unwrap_or(tag.len());
    let (name, attributes) = tag.split_at_checked(name_end).unwrap_or((tag, ""));
    let name = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
    if closing {
        return (Some(Token::Close(name)), length);
    }
    let closed = attributes.trim_end().ends_with('/');
    (
        Some(Token::Open {
            name,
            attributes,
            closed,
        }),
        length,
    )
}

fn text_until_tag(rest: &str, from: usize) -> (Option<Token<'_>>, usize) {
    let found = rest.get(from..).and_then(|tail| tail.find('<'));
    let end = found.map_or(rest.len(), |end| from + end);
    (rest.get(..end).map(Token::Text), end)
}

/// Where a tag ends: at the first `>` outside of quotes, or at the first one at all where quotes do not close nearby.
fn tag_end(inside: &str) -> Option<usize> {
    let first = inside.find('>')?;
    let mut quote = None;
    for (at, byte) in inside.bytes().enumerate().take(first + 4096) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    Some(first)
}

fn end_of(text: &str, from: usize, name: &str) -> usize {
    let rest = text.get(from..).unwrap_or("");
    let close = format!("</{name}");
    let found = rest.match_indices("</").find(|(at, _)| {
        rest.get(*at..at + close.len())
            .is_some_and(|tag| tag.eq_ignore_ascii_case(&close))
    });
    found.map_or(text.len(), |(at, _)| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = pieces(text)
            .map(|piece| match piece.token {
                Token::Open { name, closed, .. } => {
                    format!("<{name}{}>", if closed { "/" } else { "" })
                }
                Token::Close(name) => format!("</{name}>"),
                Token::Text(text) => decoded(text).into_owned(),
                Token::Raw(text) => format!("!{text}"),
            })
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn takes_markup_as_it_comes() {
        check(
            "<TABLE a='>'><td>x &amp; y<br/>",
            &["<table>", "<td>", "x & y", "<br/>"],
        );
        check("<!DOCTYPE html><!-- <td> --><ss:Cell/>", &["<cell/>"]);
        check(
            "<style>td { a > b }</style>a",
            &["<style>", "</style>", "a"],
        );
        check("<script>if (a<b) x</SCRIPT>", &["<script>", "</script>"]);
        check("a < b <td>", &["a ", "< b ", "<td>"]);
        check("<td title=\"x>1<td", &["<td>", "1", "<td"]);
        check("<![CDATA[a&amp;b]]>", &["!a&amp;b"]);
        check("&nbsp;&#165;&#x4e2d;&unknown;&", &[" ¥中&unknown;&"]);
        check("<!-- never closed", &[]);
    }

    #[test]
    fn finds_attributes() {
        let check = |attributes: &str, name: &str, value: Option<&str>| {
            assert_eq!(attribute(attributes, name).as_deref(), value);
        };
        check(" COLSPAN=2 rowspan='3'", "colspan", Some("2"));
        check(" COLSPAN=2 rowspan='3'", "rowspan", Some("3"));
        check(" nowrap ss:Index=\"4\"/", "index", Some("4"));
        check(" data-colspan=2 x", "colspan", None);
        check(" title=\"a=&quot;b\"", "title", Some("a=\"b"));
    }
}
