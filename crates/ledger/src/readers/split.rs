//! Splits whole records of text into cells: ranges into the text itself, unescaped only where quotes are doubled.

use memchr::{memchr, memchr3};

use super::decode::Mark;
use super::quotes::{
    Broken, LONGEST, Quoted, behind_line_end, line_ends, next_line, quoted, starts,
};
use super::records::offset;
use super::{CellKind, Fault, Records, TextBatch};

/// How much of a record beyond all limits is kept, in bytes.
pub(super) const KEPT: usize = 256;

/// Cells are mostly short: so many bytes are looked at by eights before a search is set up.
const NEAR: usize = 24;
/// Bytes of text for each cell and each record, by which room is made.
const CELL: usize = 8;
const RECORD: usize = 64;

/// Splits a batch. The same text gives the same records wherever batches were cut.
pub(super) fn split(batch: TextBatch) -> Records {
    let cells = batch.text.len() / CELL;
    let records = batch.text.len() / RECORD;
    split_with(batch, (cells, records), |_| true)
}

/// Splits the wanted records of a batch; the others are passed over by their line ends, unless a quote may hide one.
pub(super) fn split_wanted(batch: TextBatch, wanted: impl FnMut(u32) -> bool) -> Records {
    if memchr(b'"', batch.text.as_bytes()).is_some() {
        return split(batch);
    }
    split_with(batch, (0, 0), wanted)
}

fn split_with(
    batch: TextBatch,
    (cells, records): (usize, usize),
    mut wanted: impl FnMut(u32) -> bool,
) -> Records {
    let TextBatch {
        text,
        separator,
        first_row,
        first_line,
        marks,
    } = batch;
    let mut splitter = Splitter {
        bytes: text.as_bytes(),
        separator: separator.as_bytes(),
        unescaped: String::new(),
        quoted: false,
        records: Records::default(),
    };
    splitter.records.cells.reserve(cells);
    splitter.records.records.reserve(records);
    let (mut at, mut row, mut line) = (0, first_row, first_line);
    let mut marks = marks.into_iter().peekable();
    while at < text.len() {
        let next = if wanted(row) {
            splitter.record(at, row, line, &mut marks)
        } else {
            let next = next_line(splitter.bytes, at);
            while marks.next_if(|mark| mark.at < next).is_some() {}
            splitter.quoted = false;
            next
        };
        let lines = if splitter.quoted {
            line_ends(splitter.bytes.get(at..next).unwrap_or(&[])).max(1)
        } else {
            1
        };
        line = line.saturating_add(lines);
        row = row.saturating_add(1);
        at = next;
    }
    let Splitter {
        unescaped,
        mut records,
        ..
    } = splitter;
    records.text = text;
    records.text.push_str(&unescaped);
    records
}

struct Splitter<'a> {
    bytes: &'a [u8],
    separator: &'a [u8],
    unescaped: String,
    /// Whether a cell of the record at hand is quoted, so that line ends may stand inside it.
    quoted: bool,
    records: Records,
}

impl Splitter<'_> {
    /// Reads the record that begins at `start`, and says where the next one begins.
    fn record(
        &mut self,
        start: usize,
        row: u32,
        line: u64,
        marks: &mut std::iter::Peekable<std::vec::IntoIter<Mark>>,
    ) -> usize {
        self.records.begin(row, line);
        self.quoted = false;
        let first_cell = self.records.cells.len();
        let (end, next, broken) = if let Ok((end, next)) = self.cells(start) {
            (end, next, None)
        } else {
            let next = next_line(self.bytes, start);
            let end = self.before_line_end(start, next);
            (end, next, Some(self.cause(start, end)))
        };
        let mut fault = broken.map(|broken| broken.fault(row));
        if fault.is_none() && end - start > LONGEST {
            fault = Some(too_long(row));
        }
        while let Some(mark) = marks.next_if(|mark| mark.at < next) {
            fault.get_or_insert_with(|| mark.fault(row));
        }
        if let Some(fault) = fault {
            self.records.cells.truncate(first_cell);
            let end = if end - start > LONGEST {
                self.cut(start)
            } else {
                end
            };
            self.push(start, end);
            self.records.fault(fault);
        }
        next
    }

    /// Pushes the cells of a record; gives the end of its content and the beginning of the next record.
    fn cells(&mut self, start: usize) -> Result<(usize, usize), Broken> {
        let [first, ..] = self.separator else {
            return Ok((start, next_line(self.bytes, start)));
        };
        if matches!(self.bytes.get(start), Some(b'\n' | b'\r')) {
            return Ok((start, behind_line_end(self.bytes, start)));
        }
        let mut at = start;
        loop {
            let end = if self.bytes.get(at) == Some(&b'"') {
                self.quoted = true;
                match quoted(self.bytes, at + 1, start, self.separator, true) {
                    Quoted::Closed {
                        end,
                        after,
                        doubled,
                    } => {
                        if doubled {
                            self.push_unescaped(at + 1, end);
                        } else {
                            self.push(at + 1, end);
                        }
                        after
                    }
                    Quoted::Broken(broken) => return Err(broken),
                    Quoted::Open => return Err(Broken::Unclosed),
                }
            } else {
                let end = self.plain_end(at, *first);
                self.push(at, end);
                end
            };
            match self.bytes.get(end) {
                None => return Ok((end, end)),
                Some(b'\n' | b'\r') => return Ok((end, behind_line_end(self.bytes, end))),
                Some(_) => at = end + self.separator.len(),
            }
        }
    }

    /// Why a record is broken, judged by its first line alone, so that the cause does not hang on where batches were cut.
    fn cause(&self, start: usize, end: usize) -> Broken {
        let mut line = Splitter {
            bytes: self.bytes.get(..end).unwrap_or(self.bytes),
            separator: self.separator,
            unescaped: String::new(),
            quoted: false,
            records: Records::default(),
        };
        line.cells(start).err().unwrap_or(Broken::Unclosed)
    }

    fn plain_end(&self, from: usize, first: u8) -> usize {
        let stops = |byte: u8| byte == first || byte == b'\n' || byte == b'\r';
        let mut at = from;
        while at < from + NEAR
            && let Some(word) = self.bytes.get(at..).and_then(<[u8]>::first_chunk)
        {
            let found = stop_in(u64::from_le_bytes(*word), first);
            at += found;
            if found < 8 {
                break;
            }
        }
        loop {
            let rest = self.bytes.get(at..).unwrap_or(&[]);
            if let Some(byte) = rest.first()
                && stops(*byte)
                && (*byte != first || starts(self.bytes, at, self.separator))
            {
                return at;
            }
            let Some(place) = memchr3(first, b'\n', b'\r', rest).map(|k| at + k) else {
                return self.bytes.len();
            };
            if self.bytes.get(place) != Some(&first) || starts(self.bytes, place, self.separator) {
                return place;
            }
            at = place + 1;
        }
    }

    fn push(&mut self, from: usize, to: usize) {
        self.records
            .cells
            .push((offset(from), offset(to), CellKind::Text));
    }

    fn push_unescaped(&mut self, from: usize, to: usize) {
        let begin = self.bytes.len() + self.unescaped.len();
        // The range lies between ASCII characters of a string, so that it is valid UTF-8.
        let content = self.bytes.get(from..to).unwrap_or(&[]);
        let content = std::str::from_utf8(content).unwrap_or("");
        self.unescaped.push_str(&content.replace("\"\"", "\""));
        self.push(begin, self.bytes.len() + self.unescaped.len());
    }

    fn before_line_end(&self, start: usize, next: usize) -> usize {
        let line = self.bytes.get(start..next).unwrap_or(&[]);
        let content = line.iter().rposition(|b| !matches!(b, b'\n' | b'\r'));
        content.map_or(start, |k| start + k + 1)
    }

    /// Where to cut a record that is too long, between characters.
    fn cut(&self, start: usize) -> usize {
        let mut end = (start + KEPT).min(self.bytes.len());
        while end > start && self.bytes.get(end).is_some_and(|b| b & 0xC0 == 0x80) {
            end -= 1;
        }
        end
    }
}

/// Where in eight bytes the first line end or separator stands; 8 where none does. All bytes are looked at together: a byte that is
/// sought is 0 in `found`, and taking 1 from it borrows from its highest bit.
fn stop_in(word: u64, separator: u8) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let is = |byte: u8| {
        let found = word ^ (ONES * u64::from(byte));
        found.wrapping_sub(ONES) & !found & (ONES << 7)
    };
    let found = is(separator) | is(b'\n') | is(b'\r');
    (found.trailing_zeros() / 8) as usize
}

impl Broken {
    fn fault(self, row: u32) -> Fault {
        match self {
            Self::Unclosed => Fault::row(
                "unclosed-quote",
                row,
                "引号没有闭合，该行未导入，从下一行继续读取。请在原文件中补上引号或重新导出",
                "a quote is never closed, so the row is kept out and reading goes on at the next line; close it or export again",
            ),
            Self::Stray => Fault::row(
                "stray-quote",
                row,
                "字段内的引号没有成对，该行未导入，从下一行继续读取。请核对原文件",
                "a quote inside a quoted field has no partner, so the row is kept out and reading goes on at the next line; check the original",
            ),
        }
    }
}

fn too_long(row: u32) -> Fault {
    Fault::row(
        "record-too-long",
        row,
        "该行超过 2 MiB，未导入。请核对原文件是否完整",
        "the row is longer than 2 MiB, so it is kept out; check the original",
    )
}

#[cfg(test)]
#[path = "split_tests.rs"]
mod tests;
