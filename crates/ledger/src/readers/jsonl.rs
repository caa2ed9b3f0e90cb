//! JSON lines: one object a line, or all of them in one array. Keys are headings, in the order in which they first appear.
//!
//! The keys are record 1, as if a spreadsheet showed them; the object of line n is record n + 1, that of an array by its number.
//! Numbers are taken as they are written, never through a binary fraction.

use std::sync::Arc;

use super::content::Content;
use super::decode::decode;
use super::html::{Page, plain_head};
use super::json_lines::Lines;
use super::json_object::{Keys, Object, read};
use super::{
    Batch, Batches, CellKind, Entry, Fault, Opened, ReadOptions, Records, encoding, not_a_table,
};
use crate::{Choice, Wording};

/// See [`super::ENTRIES`].
pub(super) const ENTRY: Entry = Entry {
    name: "jsonl",
    sniff: |head| !not_a_table::is_binary(head) && shape(head).is_some(),
    open,
};

/// A batch is handed on at this many records or bytes of text.
const BATCH_ROWS: usize = 4096;
const BATCH_TEXT: usize = 1 << 20;

/// How objects stand in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Lines,
    Array,
}

/// An object on the first line, or an array of objects; anything else that is JSON is no table.
fn shape(head: &[u8]) -> Option<Shape> {
    let head = plain_head(head);
    let behind = |mark: char| head.strip_prefix(mark);
    if behind('{').is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with('"')) {
        return Some(Shape::Lines);
    }
    let array = behind('[').is_some_and(|rest| rest.trim_start().starts_with('{'));
    array.then_some(Shape::Array)
}

fn open(content: &Content, options: &ReadOptions) -> Result<Vec<Opened>, Fault> {
    let decided = encoding::decide(content, options)?;
    let how = How {
        content: Arc::new(content.clone()),
        shape: shape(&content.head(4096)?).unwrap_or(Shape::Lines),
        options: options.clone(),
        encoding: decided.encoding,
        mark: decided.mark,
    };
    let mut keys = Keys::default();
    for object in how.objects()? {
        if let Ok(values) = object?.values {
            keys.add(values.iter().map(|(key, _)| key.as_str()))?;
        }
    }
    if keys.is_empty() {
        return Err(not_a_table::no_table(
            "没有键值的 JSON 文件",
            "a JSON file without keys",
        ));
    }
    let keys = Arc::new(keys);
    Ok(vec![Opened {
        sheet: String::new(),
        format: ENTRY.name,
        choices: vec![decided.choice, records(how.shape)],
        notices: Vec::new(),
        headings: None,
        hidden: super::Hidden::default(),
        batches: Box::new(move || {
            let batches = Written {
                objects: how.objects()?,
                keys: Arc::clone(&keys),
                began: false,
                ended: false,
            };
            Ok(Box::new(batches) as Batches)
        }),
    }])
}

/// What the run record says of the numbers of records.
fn records(shape: Shape) -> Choice {
    let (value, zh, en) = match shape {
        Shape::Lines => (
            "line + 1",
            "每行一个 JSON 对象，键名作为第 1 行，文件的第 n 行为第 n+1 行",
            "a JSON object a line: the keys are record 1, line n of the file is record n + 1",
        ),
        Shape::Array => (
            "object + 1",
            "一个 JSON 数组，键名作为第 1 行，第 n 个对象为第 n+1 行",
            "one JSON array: the keys are record 1, the nth object is record n + 1",
        ),
    };
    Choice {
        what: "record".to_owned(),
        value: value.to_owned(),
        evidence: Wording::new(zh, en),
        doubtful: false,
    }
}

/// How objects are read from the beginning, as often as needed.
#[derive(Clone)]
struct How {
    content: Arc<Content>,
    shape: Shape,
    options: ReadOptions,
    encoding: &'static encoding_rs::Encoding,
    mark: usize,
}

type Objects = Box<dyn Iterator<Item = Result<Object, Fault>> + Send>;

impl How {
    fn objects(&self) -> Result<Objects, Fault> {
        match self.shape {
            Shape::Lines => {
                let encoding = self.encoding;
                let lines = Lines::new(self.content.reader()?, encoding, self.mark);
                Ok(Box::new(lines.map(move |line| {
                    let line = line?;
                    let row = line.number.saturating_add(1);
                    let (mut text, mut marks) = (String::new(), Vec::new());
                    decode(encoding, &line.bytes, line.offset, &mut text, &mut marks);
                    let text = text.trim_end_matches(['\n', '\r']);
                    let mut object = read(text, row, u64::from(line.number));
                    if let Some(mark) = marks.first() {
                        object.values = Err(mark.fault(row));
                    } else if line.is_cut {
                        object.values = Err(too_long(row));
                    }
                    Ok(object)
                })))
            }
            Shape::Array => {
                let page = Page::read(&self.content, &self.options)?;
                if let Some(mark) = page.mark(0, page.text.len()) {
                    return Err(mark.fault(0));
                }
                Ok(Box::new(super::json_object::array(&page.text)?.into_iter()))
            }
        }
    }
}

/// Objects as records of one cell a key.
struct Written {
    objects: Objects,
    keys: Arc<Keys>,
    began: bool,
    ended: bool,
}

impl Iterator for Written {
    type Item = Result<Batch, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let mut records = Records::default();
        if !self.began {
            self.began = true;
            records.begin(1, 0);
            for key in self.keys.names() {
                records.cell(key, CellKind::Text);
            }
        }
        while records.len() < BATCH_ROWS && records.text.len() < BATCH_TEXT {
            match self.objects.next() {
                None => {
                    self.ended = true;
                    break;
                }
                Some(Err(fault)) => {
                    self.ended = true;
                    return Some(Err(fault));
                }
                Some(Ok(object)) => self.record(object, &mut records),
            }
        }
        (!records.is_empty()).then_some(Ok(Batch::Split(records)))
    }
}

impl Written {
    fn record(&self, object: Object, records: &mut Records) {
        records.begin(object.row, object.line);
        match object.values {
            Ok(values) => {
                let mut cells = vec![""; self.keys.names().len()];
                let mut width = 0;
                for (key, value) in &values {
                    if let Some(at) = self.keys.at(key)
                        && let Some(cell) = cells.get_mut(at)
                    {
                        *cell = value;
                        width = width.max(at.saturating_add(1));
                    }
                }
                for cell in cells.iter().take(width) {
                    records.cell(cell, CellKind::Text);
                }
            }
            Err(fault) => {
                records.cell(&object.raw, CellKind::Text);
                records.fault(fault);
            }
        }
    }
}

fn too_long(row: u32) -> Fault {
    Fault::row(
        "too-long",
        row,
        "该行超过 2 MiB，未导入。请核对文件是否缺少换行",
        "the line is longer than 2 MiB and is not imported; check whether line ends are missing",
    )
}

#[cfg(test)]
#[path = "jsonl_tests.rs"]
mod tests;
