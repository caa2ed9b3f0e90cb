//! `[[source]]`: how files are to be read.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Entry, Walk, field};
use crate::config::{ColumnPin, SourcePin, nearest};
use crate::schema::{embedded_columns, embedded_names};

const SOURCE: [&str; 16] = [
    "path", "feed", "book", "encoding", "heading", "sheet", "unit", "date", "decimal", "sign",
    "columns", "constant", "extra", "complete", "expected", "unpivot",
];
const BOOKS: [&str; 4] = ["statement", "bank_book", "cash_book", "list"];
const SIGNS: [&str; 8] = [
    "direction-column",
    "two-columns",
    "signed",
    "signed-reversed",
    "out",
    "in",
    "book",
    "bank",
];
const UNITS: [&str; 7] = ["元", "千元", "万元", "百万元", "亿元", "角", "分"];

impl Walk {
    pub(super) fn source(&mut self, value: &Spanned<DeValue<'_>>) -> SourcePin {
        let mut pin = SourcePin::default();
        let Some(table) = self.table(value, "source") else {
            return pin;
        };
        self.known(table, &SOURCE);
        for entry in table {
            let (key, value) = entry;
            match key.get_ref().as_ref() {
                "path" => pin.path = self.glob(entry).unwrap_or_default(),
                "feed" => pin.feed = self.feed(entry),
                "book" => pin.book = self.one_of(entry, &BOOKS),
                "encoding" => pin.encoding = self.encoding(entry),
                "heading" => pin.heading = self.row(entry),
                "sheet" => pin.sheet = self.text(entry),
                "unit" => pin.unit = self.one_of(entry, &UNITS),
                "date" => pin.date = self.date(entry),
                "decimal" => pin.decimal = self.one_of(entry, &[".", ","]),
                "sign" => pin.sign = self.one_of(entry, &SIGNS),
                "columns" => pin.columns = self.columns(value),
                "unpivot" => pin.unpivot = Some(self.words(value, "unpivot")),
                "constant" => pin.constant = self.words(value, "constant"),
                "extra" => pin.extra = self.extras(value, "extra"),
                "complete" => pin.complete = self.complete(entry),
                "expected" => match value.get_ref().as_bool() {
                    Some(expected) => pin.expected = expected,
                    None => self.fault(
                        value.span(),
                        "expected 只能是 true 或 false",
                        "`expected` is true or false",
                    ),
                },
                _ => {}
            }
        }
        if field(table, "path").is_none() {
            self.fault(
                value.span(),
                "[[source]] 缺少 path，例如 path = \"bank/*.csv\"",
                "[[source]] needs a path, such as path = \"bank/*.csv\"",
            );
        }
        if let Some(feed) = &pin.feed {
            self.columns_exist(table, feed, &pin);
        }
        pin
    }

    fn columns_exist(&mut self, table: &DeTable<'_>, feed: &str, pin: &SourcePin) {
        let Some(names) = embedded_columns(feed) else {
            return;
        };
        let known: Vec<&str> = names
            .into_iter()
            .chain(pin.extra.keys().map(String::as_str))
            .collect();
        for part in ["columns", "constant"] {
            let Some(part) = field(table, part).and_then(|v| v.get_ref().as_table()) else {
                continue;
            };
            for (key, _) in part {
                let name = key.get_ref().as_ref();
                if known.contains(&name) || self.feeds.iter().any(|f| f == feed) {
                    continue;
                }
                let near = nearest(name, &known)
                    .map(|n| (format!("；是否应写 {n}？"), format!("; did you mean {n}?")));
                let (zh, en) = near.unwrap_or_else(|| {
                    (
                        "；自有的栏请写在 extra 里".to_owned(),
                        "; a column of your own goes into `extra`".to_owned(),
                    )
                });
                self.fault(
                    key.span(),
                    format!("数据表 {feed} 没有 {name} 这一栏{zh}"),
                    format!("feed {feed} has no column {name}{en}"),
                );
            }
        }
    }

    fn glob(&mut self, entry: Entry<'_>) -> Option<String> {
        let path = self.text(entry)?;
        if path.contains('\\') {
            self.fault(
                entry.1.span(),
                "path 请用 / 分隔文件夹",
                "write path with / between folders",
            );
            return None;
        }
        match globset::Glob::new(&path) {
            Ok(_) => Some(path),
            Err(cause) => {
                self.fault(
                    entry.1.span(),
                    "path 的通配符有误：方括号、花括号要成对，** 只能单独占一层文件夹".to_owned(),
                    format!("the pattern of path is wrong: {cause}"),
                );
                None
            }
        }
    }

    fn feed(&mut self, entry: Entry<'_>) -> Option<String> {
        let feed = self.text(entry)?;
        let own = self.feeds.clone();
        let known: Vec<&str> = embedded_names()
            .into_iter()
            .chain(own.iter().map(String::as_str))
            .collect();
        if known.contains(&feed.as_str()) {
            return Some(feed);
        }
        let near = nearest(&feed, &known);
        let zh = near.map_or_else(
            || format!("；可写 {}", known.join(", ")),
            |n| format!("；是否应写 {n}？"),
        );
        let en = near.map_or_else(
            || format!("; write one of {}", known.join(", ")),
            |n| format!("; did you mean {n}?"),
        );
        self.fault(
            entry.1.span(),
            format!("没有名为 {feed} 的数据表{zh}"),
            format!("there is no feed {feed}{en}"),
        );
        None
    }

    fn encoding(&mut self, entry: Entry<'_>) -> Option<String> {
        let label = self.text(entry)?;
        if encoding_rs::Encoding::for_label(label.as_bytes()).is_some() {
            return Some(label);
        }
        self.fault(
            entry.1.span(),
            format!("不认识编码 {label}；可写 utf-8、gb18030、utf-16le、big5"),
            format!("the encoding {label} is not known; write utf-8, gb18030, utf-16le or big5"),
        );
        None
    }

    fn row(&mut self, (key, value): Entry<'_>) -> Option<u32> {
        let row = value
            .get_ref()
            .as_integer()
            .and_then(|i| u32::from_str_radix(i.as_str(), i.radix()).ok())
            .filter(|r| *r > 0);
        if row.is_none() {
            let key = key.get_ref();
            self.fault(
                value.span(),
                format!("{key} 是表头所在的行号，从 1 起"),
                format!("{key} is the number of the heading row, from 1"),
            );
        }
        row
    }

    fn date(&mut self, entry: Entry<'_>) -> Option<String> {
        let text = self.text(entry)?;
        let mut parts = text.split_whitespace();
        let order = parts
            .next()
            .is_some_and(|o| ["ymd", "dmy", "mdy"].contains(&o));
        let year = parts
            .next()
            .is_none_or(|y| y.parse::<i16>().is_ok_and(|y| (1949..=2100).contains(&y)));
        if order && year && parts.next().is_none() {
            return Some(text);
        }
        self.fault(
            entry.1.span(),
            format!("date = \"{text}\" 无效；可写 ymd、dmy、mdy，后面可加年份，如 \"ymd 2024\""),
            format!("date = \"{text}\" is not known; write ymd, dmy or mdy, and a year after it if need be: \"ymd 2024\""),
        );
        None
    }

    fn complete(&mut self, entry: Entry<'_>) -> Vec<String> {
        let mut periods = Vec::new();
        for (text, span) in self.texts(entry) {
            let (year, month) = text.split_once('-').unwrap_or((&text, "01"));
            let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
            let year =
                digits(year, 4) && year.parse().is_ok_and(|y: u16| (1949..=2100).contains(&y));
            if year && digits(month, 2) && month.parse().is_ok_and(|m: u8| (1..=12).contains(&m)) {
                periods.push(text);
            } else {
                self.fault(
                    span,
                    format!("“{text}”不是年份或月份；请写 \"2024\" 或 \"2024-03\""),
                    format!("\"{text}\" is no year or month; write \"2024\" or \"2024-03\""),
                );
            }
        }
        periods
    }

    fn columns(&mut self, value: &Spanned<DeValue<'_>>) -> BTreeMap<String, ColumnPin> {
        let mut pins = BTreeMap::new();
        for entry in self.table(value, "columns").into_iter().flatten() {
            let headings = if entry.1.get_ref().is_array() {
                self.texts(entry)
                    .into_iter()
                    .map(|(text, _)| text)
                    .collect()
            } else {
                self.text(entry).into_iter().collect()
            };
            pins.insert(entry.0.get_ref().to_string(), ColumnPin(headings));
        }
        pins
    }

    fn words(&mut self, value: &Spanned<DeValue<'_>>, key: &str) -> BTreeMap<String, String> {
        let mut words = BTreeMap::new();
        for entry in self.table(value, key).into_iter().flatten() {
            if let Some(text) = self.text(entry) {
                words.insert(entry.0.get_ref().to_string(), text);
            }
        }
        words
    }
}
