//! Where records end: quotes, and the guard against a quote that is never closed.
//!
//! A field is quoted when it begins with a quote; a quote elsewhere is a character like others.
//! Inside, a doubled quote stands for one, and a single one that no separator or line end follows is a character too
//! (`"A "B" LTD",`), provided that the field closes on the same line.
//! A quote that is not closed is a fault of the record that opened it, and reading goes on at the next line.

use memchr::{memchr_iter, memchr3};

/// The longest record that is read, in bytes.
pub(super) const LONGEST: usize = 2 << 20;

/// Why a record makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// A quote that is not closed.
    Unclosed,
    /// A quote inside a quoted field that does not close on its line.
    Stray,
}

/// What follows an opening quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoted {
    /// The content ends before `end`; the separator, line end or end of text is at `after`.
    Closed {
        end: usize,
        after: usize,
        /// Whether quotes are doubled in the content.
        doubled: bool,
    },
    /// The record makes no sense.
    Broken(Broken),
    /// More text is needed.
    Open,
}

/// Where a record ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The next record begins here.
    At(usize),
    /// More text is needed.
    Open,
}

/// Reads a quoted field whose content begins at `from`, in a record that begins at `record`. `last`: no more text follows.
pub(super) fn quoted(
    text: &[u8],
    from: usize,
    record: usize,
    separator: &[u8],
    last: bool,
) -> Quoted {
    let mut at = from;
    let (mut broken, mut stray, mut doubled) = (false, false, false);
    loop {
        let found = memchr3(b'"', b'\n', b'\r', text.get(at..).unwrap_or(&[])).map(|k| at + k);
        let Some(place) = found else {
            return if stray && last {
                Quoted::Broken(Broken::Stray)
            } else if last || text.len() - record > LONGEST {
                Quoted::Broken(Broken::Unclosed)
            } else {
                Quoted::Open
            };
        };
        if place - record > LONGEST {
            return Quoted::Broken(Broken::Unclosed);
        }
        at = place + 1;
        if text.get(place) != Some(&b'"') {
            if stray {
                return Quoted::Broken(Broken::Stray);
            }
            broken = true;
            continue;
        }
        if text.get(at) == Some(&b'"') {
            doubled = true;
            at += 1;
            continue;
        }
        let mut after = at;
        while matches!(text.get(after), Some(b' ' | b'\t')) && !starts(text, after, separator) {
            after += 1;
        }
        match text.get(after) {
            None if !last => return Quoted::Open,
            None | Some(b'\n' | b'\r') => {
                return Quoted::Closed {
                    end: place,
                    after,
                    doubled,
                };
            }
            Some(_) if starts(text, after, separator) => {
                return Quoted::Closed {
                    end: place,
                    after,
                    doubled,
                };
            }
            // Once a line was crossed, a quote in the midst of text is where another field began: ours was never closed.
            Some(_) if broken => return Quoted::Broken(Broken::Unclosed),
            Some(_) => stray = true,
        }
    }
}

/// Where the record that begins at `start` ends, without looking at its fields.
pub(super) fn next_record(text: &[u8], start: usize, separator: &[u8], last: bool) -> Next {
    let mut at = start;
    loop {
        let found = memchr3(b'"', b'\n', b'\r', text.get(at..).unwrap_or(&[])).map(|k| at + k);
        let Some(place) = found else {
            return if last {
                Next::At(text.len())
            } else {
                Next::Open
            };
        };
        if text.get(place) != Some(&b'"') {
            return Next::At(behind_line_end(text, place));
        }
        let opens = place == start
            || text
                .get(start..place)
                .is_some_and(|before| before.ends_with(separator));
        if !opens {
            at = place + 1;
            continue;
        }
        match quoted(text, place + 1, start, separator, last) {
            Quoted::Closed { after, .. } => at = after,
            Quoted::Open => return Next::Open,
            Quoted::Broken(_) => return Next::At(next_line(text, start)),
        }
    }
}

/// Just behind the line end at `place`, which may be CR LF.
pub(super) fn behind_line_end(text: &[u8], place: usize) -> usize {
    match (text.get(place), text.get(place + 1)) {
        (Some(b'\r'), Some(b'\n')) => place + 2,
        (Some(_), _) => place + 1,
        (None, _) => text.len(),
    }
}

/// Where the line after the one that holds `from` begins.
pub(super) fn next_line(text: &[u8], from: usize) -> usize {
    let rest = text.get(from..).unwrap_or(&[]);
    memchr::memchr2(b'\n', b'\r', rest).map_or(text.len(), |k| behind_line_end(text, from + k))
}

/// How many line ends there are: LF, CR LF, and CR alone.
pub(super) fn line_ends(text: &[u8]) -> u64 {
    let feeds = memchr_iter(b'\n', text).count();
    let alone = memchr_iter(b'\r', text)
        .filter(|at| text.get(at + 1) != Some(&b'\n'))
        .count();
    (feeds + alone) as u64
}

/// Whether the separator stands at `at`.
pub(super) fn starts(text: &[u8], at: usize, separator: &[u8]) -> bool {
    text.get(at..)
        .is_some_and(|rest| rest.starts_with(separator))
}
