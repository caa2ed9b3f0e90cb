//! Lines of a text in any encoding, one by one, in bounded memory.

use std::io::Read;

use encoding_rs::Encoding;

use super::Fault;
use super::content::fill;
use super::decode::first_line_end;

/// Bytes read at a time.
const BLOCK: usize = 256 << 10;
/// A line that is longer is cut here, and what follows up to its end is passed over.
const LONGEST: usize = 2 << 20;

/// One line with its end, as bytes.
pub(super) struct Line {
    /// 1-based.
    pub(super) number: u32,
    /// Place of its first byte in the file.
    pub(super) offset: u64,
    pub(super) bytes: Vec<u8>,
    /// Whether it was too long to be kept whole.
    pub(super) is_cut: bool,
}

/// Reads lines.
pub(super) struct Lines {
    reader: Box<dyn Read + Send>,
    encoding: &'static Encoding,
    /// Bytes that are read and not handed on.
    raw: Vec<u8>,
    /// Where in `raw` the next line begins.
    from: usize,
    offset: u64,
    number: u32,
    ended: bool,
    /// Bytes of a byte order mark that are still to be passed over.
    mark: usize,
}

impl Lines {
    pub(super) fn new(
        reader: Box<dyn Read + Send>,
        encoding: &'static Encoding,
        mark: usize,
    ) -> Self {
        Self {
            reader,
            encoding,
            raw: Vec::new(),
            from: 0,
            offset: 0,
            number: 0,
            ended: false,
            mark,
        }
    }

    fn advance(&mut self) -> Result<Option<Line>, Fault> {
        let mut cut: Option<Line> = None;
        loop {
            if self.mark > 0 && (self.raw.len() >= self.mark || self.ended) {
                self.from = self.mark.min(self.raw.len());
                self.offset = self.from as u64;
                self.mark = 0;
            }
            let rest = self.raw.get(self.from..).unwrap_or(&[]);
            let end = first_line_end(self.encoding, rest)
                // A CR at the very end may be the first half of a line end.
                .filter(|end| *end < rest.len() || self.ended || rest.ends_with(b"\n"))
                .or((self.ended && !rest.is_empty()).then_some(rest.len()));
            if let (Some(end), 0) = (end, self.mark) {
                let line = self.taken(end, end);
                return Ok(Some(cut.map_or(line, |cut| cut)));
            }
            if self.ended {
                return Ok(cut);
            }
            let length = rest.len();
            if length > LONGEST {
                // An even number, so that no character of UTF-16 is cut.
                let pass = length - length % 2 - 2;
                let begun = self.taken(pass, 1024);
                self.number = self.number.saturating_sub(1);
                cut.get_or_insert(Line {
                    is_cut: true,
                    ..begun
                });
            }
            self.raw.drain(..self.from);
            self.from = 0;
            self.ended = fill(self.reader.as_mut(), &mut self.raw, BLOCK).map_err(Fault::io)? == 0;
        }
    }

    /// Takes `end` bytes as a line, of which `keep` are kept.
    fn taken(&mut self, end: usize, keep: usize) -> Line {
        let bytes = self
            .raw
            .get(self.from..self.from.saturating_add(keep.min(end)));
        let line = Line {
            number: self.number.saturating_add(1),
            offset: self.offset,
            bytes: bytes.unwrap_or(&[]).to_vec(),
            is_cut: false,
        };
        self.number = line.number;
        self.from = self.from.saturating_add(end);
        self.offset = self.offset.saturating_add(end as u64);
        line
    }
}

impl Iterator for Lines {
    type Item = Result<Line, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}
