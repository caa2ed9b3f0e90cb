//! Delimited text: separated by comma, tab, semicolon, pipe, caret or full-width comma, in any encoding, whatever its name.

use std::io::Read;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::content::{Content, fill};
use super::decode::{Cause, Mark, decode, first_line_end, last_line_end};
use super::quotes::{LONGEST, Next, line_ends, next_record};
use super::split::KEPT;
use super::{
    Batch, Batches, Entry, Fault, Opened, ReadOptions, TextBatch, encoding, not_a_table, separator,
};

/// See [`super::ENTRIES`]. Text is what is left when no other format took a file.
pub(super) const ENTRY: Entry = Entry {
    name: "text",
    sniff: |head| !not_a_table::is_binary(head),
    open,
};

/// Bytes read at a time: what a batch of them takes while it is read lies in the caches that a core has to itself.
const BLOCK: usize = 1 << 18;
/// Bytes by which the separator is told.
const HEAD: usize = 256 << 10;
/// A line without an end is given up after this many bytes; above [`LONGEST`], so that lines just over that are kept as faults.
const LONGEST_LINE: usize = 2 * LONGEST;

fn open(content: &Content, options: &ReadOptions) -> Result<Vec<Opened>, Fault> {
    let decided = encoding::decide(content, options)?;
    let mut head = content.head(HEAD)?;
    if head.len() == HEAD {
        match last_line_end(decided.encoding, &head, false) {
            0 => {}
            end => head.truncate(end),
        }
    }
    let mut text = String::new();
    let body = head.get(decided.mark..).unwrap_or(&[]);
    decode(decided.encoding, body, 0, &mut text, &mut Vec::new());
    let (separator, choice) = separator::decide(&text);
    let layout = Layout {
        encoding: decided.encoding,
        mark: decided.mark,
        separator,
        block: BLOCK,
    };
    let content = Arc::new(content.clone());
    Ok(vec![Opened {
        sheet: String::new(),
        format: ENTRY.name,
        choices: vec![decided.choice, choice],
        notices: Vec::new(),
        headings: None,
        hidden: super::Hidden::default(),
        batches: Box::new(move || {
            let blocks = Blocks::new(content.reader()?, layout);
            Ok(Box::new(blocks) as Batches)
        }),
    }])
}

/// How a text is to be read.
#[derive(Clone, Copy)]
struct Layout {
    encoding: &'static Encoding,
    mark: usize,
    separator: &'static str,
    block: usize,
}

/// Reads blocks, decodes their whole lines, and hands on whole records.
struct Blocks {
    reader: Box<dyn Read + Send>,
    layout: Layout,
    /// Bytes that are not decoded yet: less than a line, after a pull.
    raw: Vec<u8>,
    /// Place of `raw` in the file.
    offset: u64,
    /// Text that is not handed on yet.
    text: String,
    marks: Vec<Mark>,
    row: u32,
    line: u64,
    started: bool,
    ended: bool,
    /// Inside a line that is too long, up to its end.
    skipping: bool,
}

impl Blocks {
    fn new(reader: Box<dyn Read + Send>, layout: Layout) -> Self {
        Self {
            reader,
            layout,
            raw: Vec::new(),
            offset: 0,
            text: String::new(),
            marks: Vec::new(),
            row: 1,
            line: 1,
            started: false,
            ended: false,
            skipping: false,
        }
    }

    fn advance(&mut self) -> Result<Option<TextBatch>, Fault> {
        loop {
            let (end, records) = self.whole_records();
            if end > 0 {
                return Ok(Some(self.hand_on(end, records)));
            }
            if self.ended {
                return Ok(None);
            }
            self.pull()?;
        }
    }

    /// Where the last whole record of the text ends, and how many there are.
    fn whole_records(&self) -> (usize, u64) {
        let bytes = self.text.as_bytes();
        if memchr::memchr(b'"', bytes).is_none() {
            // Without quotes lines are records, and only whole lines were decoded.
            let ends = line_ends(bytes);
            let unended = !bytes.is_empty() && !bytes.ends_with(b"\n") && !bytes.ends_with(b"\r");
            return (bytes.len(), ends + u64::from(unended));
        }
        let (mut end, mut records) = (0, 0);
        while end < bytes.len() {
            match next_record(bytes, end, self.layout.separator.as_bytes(), self.ended) {
                Next::At(next) => {
                    end = next;
                    records += 1;
                }
                Next::Open => break,
            }
        }
        (end, records)
    }

    fn hand_on(&mut self, end: usize, records: u64) -> TextBatch {
        let rest = self.text.split_off(end);
        let text = std::mem::replace(&mut self.text, rest);
        let later = self.marks.partition_point(|mark| mark.at < end);
        let mut rest = self.marks.split_off(later);
        for mark in &mut rest {
            mark.at -= end;
        }
        let marks = std::mem::replace(&mut self.marks, rest);
        let (first_row, first_line) = (self.row, self.line);
        self.row = self
            .row
            .saturating_add(u32::try_from(records).unwrap_or(u32::MAX));
        self.line = self.line.saturating_add(line_ends(text.as_bytes()));
        TextBatch {
            text,
            separator: self.layout.separator,
            first_row,
            first_line,
            marks,
        }
    }

    /// Reads one block more and decodes the lines that are whole now.
    fn pull(&mut self) -> Result<(), Fault> {
        let read =
            fill(self.reader.as_mut(), &mut self.raw, self.layout.block).map_err(Fault::io)?;
        self.ended = read == 0;
        if !self.started {
            if self.raw.len() < self.layout.mark && !self.ended {
                return Ok(());
            }
            self.started = true;
            self.drop_raw(self.layout.mark);
        }
        if self.skipping && !self.skip() {
            return Ok(());
        }
        let cut = if self.ended {
            // Ctrl-Z ends a text of old systems; it is no part of its last row.
            while self.raw.last() == Some(&0x1A) {
                self.raw.pop();
            }
            self.raw.len()
        } else {
            last_line_end(self.layout.encoding, &self.raw, false)
        };
        if cut == 0 && self.raw.len() > LONGEST_LINE {
            self.give_up_line();
            return Ok(());
        }
        let lines = self.raw.get(..cut).unwrap_or(&[]);
        decode(
            self.layout.encoding,
            lines,
            self.offset,
            &mut self.text,
            &mut self.marks,
        );
        self.drop_raw(cut);
        Ok(())
    }

    /// Drops bytes up to the end of the line; says whether it was found.
    fn skip(&mut self) -> bool {
        if let Some(end) = first_line_end(self.layout.encoding, &self.raw) {
            self.drop_raw(end);
            self.skipping = false;
            return true;
        }
        // A CR at the very end may be the first half of a line end.
        let keep = if self.ended {
            0
        } else {
            2 + self.raw.len() % 2
        };
        self.drop_raw(self.raw.len().saturating_sub(keep));
        false
    }

    /// Puts a marked beginning in the place of a line that is too long.
    fn give_up_line(&mut self) {
        let mut beginning = String::new();
        let head = self.raw.get(..KEPT).unwrap_or(&self.raw);
        decode(
            self.layout.encoding,
            head,
            0,
            &mut beginning,
            &mut Vec::new(),
        );
        self.marks.push(Mark {
            at: self.text.len(),
            offset: self.offset,
            cause: Cause::LongLine,
        });
        // A quote that is cut off from its partner would reach for the rows that follow.
        self.text.extend(beginning.chars().filter(|c| *c != '"'));
        self.text.push('\n');
        self.drop_raw(self.raw.len() - self.raw.len() % 2);
        self.skipping = true;
    }

    fn drop_raw(&mut self, bytes: usize) {
        let bytes = bytes.min(self.raw.len());
        self.raw.drain(..bytes);
        self.offset = self.offset.saturating_add(bytes as u64);
    }
}

impl Iterator for Blocks {
    type Item = Result<Batch, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.advance() {
            Ok(batch) => Some(Ok(Batch::Text(batch?))),
            Err(fault) => {
                self.ended = true;
                self.text.clear();
                Some(Err(fault))
            }
        }
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
