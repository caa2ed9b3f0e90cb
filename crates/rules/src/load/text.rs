//! A TOML string that knows where each of its characters stands in the file.

use std::ops::Range;

use ledger::Wording;

use super::file::{File, Told};

/// A string value with its place.
#[derive(Clone)]
pub(crate) struct Text<'a> {
    /// File it stands in.
    pub(crate) file: &'a File,
    /// Its value, escapes resolved.
    pub(crate) value: &'a str,
    /// Its place, quotes included.
    pub(crate) span: Range<usize>,
}

impl Text<'_> {
    /// A mistake about the whole string.
    pub(crate) fn fault(&self, code: &'static str, message: Wording, help: Wording) -> Told {
        self.file.fault(self.span.clone(), code, message, help)
    }

    /// The place in the file of a byte range of the value.
    pub(crate) fn place(&self, within: &Range<usize>) -> Range<usize> {
        let Some(raw) = self.file.source.get(self.span.clone()) else {
            return self.span.clone();
        };
        let offsets = offsets(raw, self.value);
        let at = |i: usize| offsets.get(i).or(offsets.last()).copied().unwrap_or(0);
        let start = self.span.start + at(within.start);
        // The end of a range is right after its last byte, so that a line continuation behind it does not belong to it.
        let end = match within.end.checked_sub(1) {
            Some(last) if within.end > within.start => {
                let next = at(within.end);
                let after = offsets.get(last).map_or(next, |o| o + 1);
                self.span.start + if next > after + 12 { after } else { next }
            }
            _ => start,
        };
        start..end.max(start)
    }
}

/// For each byte of `value`, and for its end, the offset in `raw` (the string as written, with quotes).
fn offsets(raw: &str, value: &str) -> Vec<usize> {
    let (quotes, basic) = if raw.starts_with("\"\"\"") {
        (3, true)
    } else if raw.starts_with("'''") {
        (3, false)
    } else {
        (1, raw.starts_with('"'))
    };
    let mut at = quotes;
    if quotes == 3 {
        let body = raw.get(at..).unwrap_or("");
        at += if body.starts_with("\r\n") {
            2
        } else {
            usize::from(body.starts_with('\n'))
        };
    }
    let mut offsets = Vec::with_capacity(value.len() + 1);
    for wanted in value.chars() {
        if basic && quotes == 3 {
            at = after_continuation(raw, at);
        }
        let rest = raw.get(at..).unwrap_or("");
        let here = at;
        at += if basic && rest.starts_with('\\') {
            match rest.as_bytes().get(1) {
                Some(b'u') => 6,
                Some(b'U') => 10,
                Some(b'x') => 4,
                _ => 2,
            }
        } else if rest.starts_with("\r\n") && wanted == '\n' {
            2
        } else {
            wanted.len_utf8()
        };
        offsets.extend((0..wanted.len_utf8()).map(|k| here + k.min(at - here - 1)));
    }
    offsets.push(at);
    offsets
}

/// Skips a backslash at the end of a line with the white space after it.
fn after_continuation(raw: &str, mut at: usize) -> usize {
    while let Some(rest) = raw.get(at..).and_then(|r| r.strip_prefix('\\')) {
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let skipped = rest.len() - trimmed.len();
        if skipped == 0 || !rest[..skipped].contains('\n') {
            break;
        }
        at += 1 + skipped;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(toml: &str, word: &str) {
        let file = File::new("x.toml", toml);
        let table =
            toml::de::DeTable::parse(&file.source).expect("the literals of this test are TOML");
        let (_, value) = table
            .get_ref()
            .iter()
            .next()
            .expect("the literals have one key");
        let text = Text {
            file: &file,
            value: value.get_ref().as_str().expect("the literals are strings"),
            span: value.span(),
        };
        let start = text.value.find(word).expect("the word stands in the value");
        let place = text.place(&(start..start + word.len()));
        assert_eq!(&toml[place], word, "{toml}");
    }

    #[test]
    fn every_way_to_write_a_string_keeps_its_places() {
        check("a = \"金额 > 1\"", "> 1");
        check("a = '金额 > 1'", "金额");
        check("a = \"\"\"\n金额\n且 x\"\"\"", "且 x");
        check("a = '''金额\n且 x'''", "且");
        check("a = \"x = \\\"中\\\" 且 amont\"", "amont");
        check("a = \"\\u4e2d = amont\"", "amont");
        check("a = \"\"\"\n金额 \\\n    amont\"\"\"", "amont");
        check("a = \"\"\"\r\n金额\r\namont\"\"\"", "amont");
    }
}
