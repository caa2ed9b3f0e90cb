//! Decodes whole lines to UTF-8, and marks the places where the bytes are not what they should be.

use std::fmt::Write as _;

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::{memchr_iter, memchr2, memrchr2};

use super::Fault;
use super::evidence::is_clearly_utf8;

/// Something wrong in decoded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Byte in the decoded text.
    pub(super) at: usize,
    /// Byte in the file (after gzip), from 0.
    pub(super) offset: u64,
    /// What is wrong.
    pub(super) cause: Cause,
}

/// What decoding may find wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// Bytes that the encoding does not know.
    BadBytes,
    /// A zero byte, or Ctrl-Z before the end.
    Control,
    /// A line of UTF-8 in a file of another encoding.
    OtherEncoding,
    /// A line beyond all limits, of which only the beginning is kept.
    LongLine,
}

impl Mark {
    /// The fault of the record that holds this mark.
    pub(super) fn fault(&self, row: u32) -> Fault {
        let offset = self.offset;
        match self.cause {
            Cause::BadBytes => Fault::row(
                "bad-bytes",
                row,
                format!("第 {offset} 字节处不是本文件编码的有效字符，该行未导入。请核对原文件"),
                format!(
                    "the bytes at offset {offset} are not valid in the file's encoding, so the row is kept out; check the original"
                ),
            ),
            Cause::Control => Fault::row(
                "control-byte",
                row,
                format!("第 {offset} 字节处有空字符或文件结束符，该行未导入。请重新导出"),
                format!(
                    "a NUL or end-of-file byte stands at offset {offset}, so the row is kept out; export again"
                ),
            ),
            Cause::OtherEncoding => Fault::row(
                "mixed-encoding",
                row,
                format!("从第 {offset} 字节起的一行是 UTF-8，与文件其余部分的编码不同，该行未导入"),
                format!(
                    "the line at offset {offset} is UTF-8, unlike the rest of the file, so it is kept out"
                ),
            ),
            Cause::LongLine => Fault::row(
                "record-too-long",
                row,
                format!("从第 {offset} 字节起的一行超过 2 MiB，该行未导入"),
                format!("the line at offset {offset} is longer than 2 MiB, so it is kept out"),
            ),
        }
    }
}

/// Decodes `bytes`, which are whole lines that begin at `offset` of the file, and appends to `out`.
pub(super) fn decode(
    encoding: &'static Encoding,
    bytes: &[u8],
    offset: u64,
    out: &mut String,
    marks: &mut Vec<Mark>,
) {
    let mut sink = Sink { out, marks };
    if encoding == UTF_16LE || encoding == UTF_16BE {
        utf16(encoding == UTF_16BE, bytes, offset, &mut sink);
        return;
    }
    // Neither byte is ever a part of a character in the encodings read here.
    let (mut rest, mut at) = (bytes, offset);
    while let Some(place) = memchr2(0, 0x1A, rest) {
        let (before, tail) = rest.split_at(place);
        lines(encoding, before, at, &mut sink);
        at = at.saturating_add(place as u64);
        if let Some((control, tail)) = tail.split_first() {
            sink.bad(at, &[*control], Cause::Control);
            rest = tail;
            at = at.saturating_add(1);
        }
    }
    lines(encoding, rest, at, &mut sink);
}

/// Just behind the last line end of `bytes`, 0 where there is none. A CR at the very end counts only if nothing follows (`ended`).
pub(super) fn last_line_end(encoding: &'static Encoding, bytes: &[u8], ended: bool) -> usize {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        let big = encoding == UTF_16BE;
        let whole = bytes.len() - bytes.len() % 2;
        let mut end = whole;
        for pair in bytes.get(..whole).unwrap_or(bytes).rchunks_exact(2) {
            match unit(big, pair) {
                unit if unit == 0x0A || unit == 0x0D && (end < whole || ended) => return end,
                _ => end -= 2,
            }
        }
        return 0;
    }
    match memrchr2(b'\n', b'\r', bytes) {
        Some(at) if bytes.get(at) == Some(&b'\r') && at + 1 == bytes.len() && !ended => {
            memrchr2(b'\n', b'\r', bytes.get(..at).unwrap_or(&[])).map_or(0, |at| at + 1)
        }
        Some(at) => at + 1,
        None => 0,
    }
}

/// Just behind the first line end, none where there is none or a CR stands at the very end.
pub(super) fn first_line_end(encoding: &'static Encoding, bytes: &[u8]) -> Option<usize> {
    let width = if encoding == UTF_16LE || encoding == UTF_16BE {
        2
    } else {
        1
    };
    let value = |chunk: &[u8]| match chunk {
        [byte] => u16::from(*byte),
        pair => unit(encoding == UTF_16BE, pair),
    };
    let mut units = bytes.chunks_exact(width).map(value).enumerate().peekable();
    while let Some((index, unit)) = units.next() {
        let end = (index + 1) * width;
        match (unit, units.peek()) {
            (0x0D, Some((_, 0x0A))) => return Some(end + width),
            (0x0A, _) | (0x0D, Some(_)) => return Some(end),
            _ => {}
        }
    }
    None
}

struct Sink<'a> {
    out: &'a mut String,
    marks: &'a mut Vec<Mark>,
}

impl Sink<'_> {
    fn mark(&mut self, offset: u64, cause: Cause) {
        self.marks.push(Mark {
            at: self.out.len(),
            offset,
            cause,
        });
    }

    /// Writes bytes as `\xD5`, so that what cannot be read is seen as it is.
    fn bad(&mut self, offset: u64, bytes: &[u8], cause: Cause) {
        self.mark(offset, cause);
        for byte in bytes {
            // Writing to a string cannot fail.
            let _ = write!(self.out, "\\x{byte:02X}");
        }
    }
}

fn lines(encoding: &'static Encoding, bytes: &[u8], offset: u64, sink: &mut Sink<'_>) {
    if encoding == UTF_8 || bytes.is_ascii() {
        return utf8(bytes, offset, sink);
    }
    let least = if encoding.is_single_byte() { 1 } else { 2 };
    let mut from = 0;
    let mut begin = 0;
    let ends = memchr_iter(b'\n', bytes).map(|at| at + 1);
    for end in ends.chain(std::iter::once(bytes.len())) {
        let line = bytes.get(begin..end).unwrap_or(&[]);
        if is_clearly_utf8(line, least) {
            let before = bytes.get(from..begin).unwrap_or(&[]);
            run(encoding, before, offset.saturating_add(from as u64), sink);
            let at = offset.saturating_add(begin as u64);
            sink.mark(at, Cause::OtherEncoding);
            utf8(line, at, sink);
            from = end;
        }
        begin = end;
    }
    let rest = bytes.get(from..).unwrap_or(&[]);
    run(encoding, rest, offset.saturating_add(from as u64), sink);
}

fn utf8(bytes: &[u8], offset: u64, sink: &mut Sink<'_>) {
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        sink.out.push_str(text);
        return;
    }
    let mut at = offset;
    for chunk in bytes.utf8_chunks() {
        sink.out.push_str(chunk.valid());
        at = at.saturating_add(chunk.valid().len() as u64);
        if !chunk.invalid().is_empty() {
            sink.bad(at, chunk.invalid(), Cause::BadBytes);
            at = at.saturating_add(chunk.invalid().len() as u64);
        }
    }
}

fn run(encoding: &'static Encoding, bytes: &[u8], offset: u64, sink: &mut Sink<'_>) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or(&[]);
        let room = decoder
            .max_utf8_buffer_length_without_replacement(rest.len())
            .unwrap_or(rest.len());
        sink.out.reserve(room);
        let (result, read) = decoder.decode_to_string_without_replacement(rest, sink.out, true);
        at = at.saturating_add(read);
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(bad, behind) => {
                let end = at.saturating_sub(usize::from(behind));
                let start = end.saturating_sub(usize::from(bad));
                let place = offset.saturating_add(start as u64);
                sink.bad(place, bytes.get(start..end).unwrap_or(&[]), Cause::BadBytes);
            }
        }
    }
}

fn utf16(big: bool, bytes: &[u8], offset: u64, sink: &mut Sink<'_>) {
    let mut at = offset;
    let pairs = bytes.chunks_exact(2);
    let odd = pairs.remainder();
    for decoded in char::decode_utf16(pairs.map(|pair| unit(big, pair))) {
        match decoded {
            Ok('\0') => sink.bad(at, &[0], Cause::Control),
            Ok('\x1A') => sink.bad(at, &[0x1A], Cause::Control),
            Ok(c) => sink.out.push(c),
            Err(ref lone) => {
                let value = lone.unpaired_surrogate();
                sink.bad(at, &value.to_be_bytes(), Cause::BadBytes);
            }
        }
        at = at.saturating_add(decoded.map_or(2, |c| 2 * c.len_utf16()) as u64);
    }
    if !odd.is_empty() {
        sink.bad(at, odd, Cause::BadBytes);
    }
}

fn unit(big: bool, pair: &[u8]) -> u16 {
    match (pair, big) {
        ([a, b, ..], true) => u16::from_be_bytes([*a, *b]),
        ([a, b, ..], false) => u16::from_le_bytes([*a, *b]),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, GB18030, WINDOWS_1252};

    use super::*;

    fn check(encoding: &'static Encoding, bytes: &[u8], text: &str, faults: &[(u64, Cause)]) {
        let (mut out, mut marks) = (String::new(), Vec::new());
        decode(encoding, bytes, 100, &mut out, &mut marks);
        let found: Vec<_> = marks.iter().map(|m| (m.offset - 100, m.cause)).collect();
        assert_eq!((out.as_str(), found.as_slice()), (text, faults));
    }

    #[test]
    fn decodes_and_marks() {
        check(UTF_8, "摘要\n".as_bytes(), "摘要\n", &[]);
        check(
            UTF_8,
            b"a\xD5\xAAb,\xFF\n",
            "aժb,\\xFF\n",
            &[(5, Cause::BadBytes)],
        );
        check(
            UTF_8,
            b"a\0b\x1Ac\n",
            "a\\x00b\\x1Ac\n",
            &[(1, Cause::Control), (3, Cause::Control)],
        );
        check(
            GB18030,
            b"\xD5\xAA\xD2\xAA,\x95\x32\x82\x36\n",
            "摘要,𠀀\n",
            &[],
        );
        check(
            GB18030,
            b"\xD5,\xD5\xAA\n",
            "\\xD5,摘\n",
            &[(0, Cause::BadBytes)],
        );
        check(GB18030, b"\xD5\xAA\xD2", "摘\\xD2", &[(2, Cause::BadBytes)]);
        check(
            GB18030,
            &[b"\xD5\xAA\n".as_slice(), "付款\n".as_bytes(), b"\xD2\xAA\n"].concat(),
            "摘\n付款\n要\n",
            &[(3, Cause::OtherEncoding)],
        );
        check(WINDOWS_1252, b"\xA35 \x93x\x94\n", "£5 “x”\n", &[]);
        check(BIG5, b"\xA4\xA4\n", "中\n", &[]);
        check(UTF_16LE, b"a\0\x2d\x4e\n\0", "a中\n", &[]);
        check(
            UTF_16BE,
            b"\0a\xD8\x00\0b\0",
            "a\\xD8\\x00b\\x00",
            &[(2, Cause::BadBytes), (6, Cause::BadBytes)],
        );
    }

    #[test]
    fn finds_line_ends() {
        let last = |encoding, bytes: &[u8], ended, end| {
            assert_eq!(last_line_end(encoding, bytes, ended), end, "{bytes:?}");
        };
        last(UTF_8, b"a\nb", false, 2);
        last(UTF_8, b"a\rb\r", false, 2);
        last(UTF_8, b"a\rb\r", true, 4);
        last(UTF_8, b"ab", false, 0);
        last(UTF_16LE, b"a\0\n\0b\0", false, 4);
        last(UTF_16LE, b"\x0a\x4e\x0d\x0a", false, 0);
        assert_eq!(first_line_end(UTF_8, b"ab\r\nc"), Some(4));
        assert_eq!(first_line_end(UTF_8, b"ab\rc"), Some(3));
        assert_eq!(first_line_end(UTF_8, b"ab\r"), None);
        assert_eq!(first_line_end(UTF_16BE, b"\0a\0\n\0b"), Some(4));
    }
}
