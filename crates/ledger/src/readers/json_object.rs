//! One JSON object as cells: flat, each key once, each value as text.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Fault;

/// Different keys of one file. A table of a ledger has dozens.
const MOST_KEYS: usize = 1024;
/// How much is kept of a record that cannot be used, in bytes.
const KEPT: usize = 4096;

/// One object, or what stands in its place.
pub(super) struct Object {
    /// 1-based number of the record; the keys are record 1.
    pub(super) row: u32,
    /// 1-based line where it begins.
    pub(super) line: u64,
    /// Keys and values in their order; a blank line has none.
    pub(super) values: Result<Vec<(String, String)>, Fault>,
    /// Its own text where it cannot be used.
    pub(super) raw: String,
}

/// Keys in the order in which they first appear.
#[derive(Default)]
pub(super) struct Keys {
    names: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Keys {
    pub(super) fn add<'k>(&mut self, keys: impl Iterator<Item = &'k str>) -> Result<(), Fault> {
        for key in keys {
            if self.places.contains_key(key) {
                continue;
            }
            if self.names.len() == MOST_KEYS {
                return Err(Fault::file(
                    "too-many-columns",
                    format!(
                        "JSON 对象的键名超过 {MOST_KEYS} 种，不是表格。请导出为 csv 或 xlsx 后再读取"
                    ),
                    format!(
                        "the JSON objects have more than {MOST_KEYS} different keys, which is no table; export csv or xlsx"
                    ),
                ));
            }
            self.places.insert(key.to_owned(), self.names.len());
            self.names.push(key.to_owned());
        }
        Ok(())
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    pub(super) fn at(&self, key: &str) -> Option<usize> {
        self.places.get(key).copied()
    }
}

/// Reads one text that should be an object, or blank.
pub(super) fn read(text: &str, row: u32, line: u64) -> Object {
    let values = if text.trim().is_empty() {
        Ok(Vec::new())
    } else {
        parsed(text).map_err(|why| why.fault(row))
    };
    let raw = match &values {
        Ok(_) => String::new(),
        Err(_) => text
            .get(..text.floor_char_boundary(KEPT))
            .unwrap_or(text)
            .to_owned(),
    };
    Object {
        row,
        line,
        values,
        raw,
    }
}

/// The objects of an array; one that is broken breaks all that follow, so that nothing of the file is used.
pub(super) fn array(text: &str) -> Result<Vec<Result<Object, Fault>>, Fault> {
    let mut all = Vec::new();
    let mut line = 1_u64;
    let mut rest = text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    line += lines(text, rest);
    rest = rest.strip_prefix('[').unwrap_or(rest);
    loop {
        let value = rest.trim_start();
        line += lines(rest, value);
        if let (Some(behind), true) = (value.strip_prefix(']'), all.is_empty()) {
            return ended(behind, line).map(|()| all);
        }
        let mut stream = serde_json::Deserializer::from_str(value).into_iter::<&RawValue>();
        let raw = match stream.next() {
            Some(Ok(raw)) => raw.get(),
            _ => return Err(broken(line)),
        };
        let behind = value.get(stream.byte_offset()..).unwrap_or("");
        let row = u32::try_from(all.len() + 2).unwrap_or(u32::MAX);
        all.push(Ok(read(raw, row, line)));
        line += lines(value, behind);
        let next = behind.trim_start();
        line += lines(behind, next);
        if let Some(behind) = next.strip_prefix(']') {
            return ended(behind, line).map(|()| all);
        }
        rest = next.strip_prefix(',').ok_or_else(|| broken(line))?;
    }
}

/// Line ends between two places of a text, both given by what follows them.
fn lines(from: &str, to: &str) -> u64 {
    let passed = from.len().saturating_sub(to.len());
    let passed = from.as_bytes().get(..passed).unwrap_or(&[]);
    memchr::memchr_iter(b'\n', passed).count() as u64
}

fn ended(behind: &str, line: u64) -> Result<(), Fault> {
    if behind.trim().is_empty() {
        Ok(())
    } else {
        Err(broken(line))
    }
}

fn broken(line: u64) -> Fault {
    Fault::file(
        "broken-json",
        format!("JSON 数组在第 {line} 行处不完整或有语法错误，其中的数据一概不用。请重新导出"),
        format!(
            "the JSON array is incomplete or broken at line {line}; nothing of it is used; export it again"
        ),
    )
}

/// Why an object cannot be used.
enum Why {
    Broken(String),
    Nested(String),
    Twice(String),
}

impl Why {
    fn fault(self, row: u32) -> Fault {
        let (code, zh, en) = match self {
            Self::Broken(error) => (
                "broken-json",
                "不是完整的 JSON 对象（缺括号、引号或逗号），未导入。请核对原文件".to_owned(),
                format!("it is no whole JSON object ({error}) and is not imported; check the file"),
            ),
            Self::Nested(key) => (
                "nested-value",
                format!("“{key}”的值是对象或数组，不是单个值，该行未导入。请导出为每个键一个值"),
                format!(
                    "the value of {key:?} is an object or array, not one value; the row is not imported; export one value a key"
                ),
            ),
            Self::Twice(key) => (
                "duplicate-key",
                format!("“{key}”在同一对象内出现两次，无法分辨，该行未导入"),
                format!("{key:?} stands twice in the object, so that the row is not imported"),
            ),
        };
        Fault::row(code, row, zh, en)
    }
}

fn parsed(text: &str) -> Result<Vec<(String, String)>, Why> {
    let error = |error: serde_json::Error| Why::Broken(error.to_string());
    let mut reader = serde_json::Deserializer::from_str(text);
    let pairs = reader.deserialize_map(Pairs).map_err(error)?;
    reader.end().map_err(error)?;
    let mut values: Vec<(String, String)> = Vec::with_capacity(pairs.len());
    for (key, raw) in pairs {
        if values.iter().any(|(other, _)| *other == key) {
            return Err(Why::Twice(key));
        }
        let value = match raw.get().as_bytes() {
            [b'{' | b'[', ..] => return Err(Why::Nested(key)),
            [b'"', ..] => serde_json::from_str::<String>(raw.get()).map_err(error)?,
            b"null" => String::new(),
            b"true" | b"false" => raw.get().to_uppercase(),
            _ => raw.get().to_owned(),
        };
        values.push((key, value));
    }
    Ok(values)
}

/// Keys with their values as they are written, in order, those that stand twice included.
struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(pair) = map.next_entry()? {
            all.push(pair);
        }
        Ok(all)
    }
}
