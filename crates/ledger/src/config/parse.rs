//! Reads `sanzi.toml` by hand rather than through serde, so that every fault has its place and one pass names them all.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{ColumnPin, Config, ConfigFault, ExtraColumn, OrgPin, SourcePin, nearest};
use crate::Wording;
use crate::schema::{Role, Type, embedded_names, word, words};

/// Keys that other rooms read and check.
const ELSEWHERE: [&str; 6] = ["limits", "set", "job", "register", "rules", "lang"];
const OURS: [&str; 3] = ["source", "feed", "org"];
const SOURCE: [&str; 15] = [
    "path", "feed", "book", "encoding", "heading", "sheet", "unit", "date", "decimal", "sign",
    "columns", "constant", "extra", "complete", "expected",
];
const EXTRA: [&str; 4] = ["heading", "type", "role", "label"];
const ORG: [&str; 7] = [
    "name", "code", "aliases", "region", "town", "parent", "chart",
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
const CHARTS: [&str; 3] = ["2004", "2023", "enterprise"];

type Entry<'t> = (&'t Spanned<DeString<'t>>, &'t Spanned<DeValue<'t>>);

pub(super) fn config(text: &str, file: &Path) -> Result<Config, Vec<ConfigFault>> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut walk = Walk {
        file: file.display().to_string(),
        faults: Vec::new(),
        feeds: Vec::new(),
    };
    for error in errors {
        walk.fault(
            error.span().unwrap_or_default(),
            format!("TOML 语法有误：{}", error.message()),
            format!("this is no TOML: {}", error.message()),
        );
    }
    let root = root.get_ref();
    let known: Vec<&str> = OURS.iter().chain(&ELSEWHERE).copied().collect();
    walk.known(root, &known);
    let mut config = Config {
        root: file.parent().map(Path::to_path_buf).unwrap_or_default(),
        ..Config::default()
    };
    // Feeds of the user's own come first, because sources may name them.
    if let Some(feeds) = field(root, "feed") {
        config.feeds = walk.own_feeds(feeds);
    }
    walk.feeds = config.feeds.keys().cloned().collect();
    config.sources = walk
        .tables(field(root, "source"), "source")
        .into_iter()
        .map(|t| walk.source(t))
        .collect();
    config.orgs = walk
        .tables(field(root, "org"), "org")
        .into_iter()
        .map(|t| walk.org(t))
        .collect();
    walk.names_once(root);
    if walk.faults.is_empty() {
        Ok(config)
    } else {
        walk.faults.sort_by_key(|f| (f.span.start, f.span.end));
        Err(walk.faults)
    }
}

struct Walk {
    file: String,
    faults: Vec<ConfigFault>,
    feeds: Vec<String>,
}

fn field<'t>(table: &'t DeTable<'t>, name: &str) -> Option<&'t Spanned<DeValue<'t>>> {
    table
        .iter()
        .find(|(key, _)| key.get_ref() == name)
        .map(|(_, value)| value)
}

impl Walk {
    fn fault(&mut self, span: Range<usize>, zh: impl Into<String>, en: impl Into<String>) {
        self.faults.push(ConfigFault {
            file: self.file.clone(),
            span,
            text: Wording::new(zh, en),
        });
    }

    fn known(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for (key, _) in table {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            match nearest(name, known) {
                Some(near) => self.fault(
                    key.span(),
                    format!("没有 {name} 这个键；是否应写 {near}？"),
                    format!("there is no key {name}; did you mean {near}?"),
                ),
                None => {
                    let list = known.join(", ");
                    self.fault(
                        key.span(),
                        format!("没有 {name} 这个键；此处可写 {list}"),
                        format!("there is no key {name}; here you may write {list}"),
                    );
                }
            }
        }
    }

    fn tables<'t>(
        &mut self,
        value: Option<&'t Spanned<DeValue<'t>>>,
        name: &str,
    ) -> Vec<&'t Spanned<DeValue<'t>>> {
        let Some(value) = value else {
            return Vec::new();
        };
        let Some(list) = value.get_ref().as_array() else {
            self.fault(
                value.span(),
                format!("{name} 是一组表，请写 [[{name}]]"),
                format!("`{name}` is a list of tables; write [[{name}]]"),
            );
            return Vec::new();
        };
        list.iter().collect()
    }

    fn table<'t>(
        &mut self,
        value: &'t Spanned<DeValue<'t>>,
        name: &str,
    ) -> Option<&'t DeTable<'t>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.fault(
                value.span(),
                format!("{name} 应为一个表：{{ 键 = 值 }}"),
                format!("`{name}` must be a table: {{ key = value }}"),
            );
        }
        table
    }

    fn text(&mut self, (key, value): Entry<'_>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            let key = key.get_ref();
            self.fault(
                value.span(),
                format!("{key} 的值要加引号：{key} = \"…\""),
                format!("the value of {key} needs quotes: {key} = \"…\""),
            );
        }
        text
    }

    fn texts(&mut self, (key, value): Entry<'_>) -> Vec<(String, Range<usize>)> {
        let mut texts = Vec::new();
        let Some(list) = value.get_ref().as_array() else {
            let key = key.get_ref();
            self.fault(
                value.span(),
                format!("{key} 应为列表：{key} = [\"…\"]"),
                format!("{key} must be a list: {key} = [\"…\"]"),
            );
            return texts;
        };
        for item in list {
            if let Some(text) = self.text((key, item)) {
                texts.push((text, item.span()));
            }
        }
        texts
    }

    fn one_of(&mut self, entry: Entry<'_>, allowed: &[&str]) -> Option<String> {
        let text = self.text(entry)?;
        if allowed.contains(&text.as_str()) {
            return Some(text);
        }
        let (key, list) = (entry.0.get_ref(), allowed.join(", "));
        self.fault(
            entry.1.span(),
            format!("{key} = \"{text}\" 无效；可写 {list}"),
            format!("{key} = \"{text}\" is not known; write one of {list}"),
        );
        None
    }

    fn source(&mut self, value: &Spanned<DeValue<'_>>) -> SourcePin {
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
                "constant" => pin.constant = self.constant(value),
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
        let Some(names) = crate::schema::embedded_columns(feed) else {
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
                    format!("path 的通配符有误：{cause}"),
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

    fn constant(&mut self, value: &Spanned<DeValue<'_>>) -> BTreeMap<String, String> {
        let mut constants = BTreeMap::new();
        for entry in self.table(value, "constant").into_iter().flatten() {
            if let Some(text) = self.text(entry) {
                constants.insert(entry.0.get_ref().to_string(), text);
            }
        }
        constants
    }

    fn own_feeds(
        &mut self,
        value: &Spanned<DeValue<'_>>,
    ) -> BTreeMap<String, BTreeMap<String, ExtraColumn>> {
        let mut feeds = BTreeMap::new();
        for (key, value) in self.table(value, "feed").into_iter().flatten() {
            self.name(key);
            let Some(table) = self.table(value, key.get_ref()) else {
                continue;
            };
            self.known(table, &["columns"]);
            match field(table, "columns") {
                Some(columns) => {
                    feeds.insert(key.get_ref().to_string(), self.extras(columns, "columns"));
                }
                None => self.fault(
                    value.span(),
                    format!("数据表 {} 没有 columns", key.get_ref()),
                    format!("feed {} has no columns", key.get_ref()),
                ),
            }
        }
        feeds
    }

    fn extras(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        name: &str,
    ) -> BTreeMap<String, ExtraColumn> {
        let mut columns = BTreeMap::new();
        for (key, value) in self.table(value, name).into_iter().flatten() {
            self.name(key);
            let Some(table) = self.table(value, key.get_ref()) else {
                continue;
            };
            self.known(table, &EXTRA);
            let mut column = ExtraColumn::default();
            for entry in table {
                match entry.0.get_ref().as_ref() {
                    "heading" => column.heading = self.text(entry),
                    "label" => column.label = self.text(entry),
                    "type" => {
                        column.r#type = self
                            .one_of(entry, &Type::WORDS.map(|(w, _)| w))
                            .unwrap_or_default()
                    }
                    "role" => column.role = self.one_of(entry, &Role::WORDS.map(|(w, _)| w)),
                    _ => {}
                }
            }
            if field(table, "type").is_none() {
                let list = words(&Type::WORDS);
                self.fault(
                    value.span(),
                    format!("栏 {} 缺少 type；可写 {list}", key.get_ref()),
                    format!("column {} needs a type: one of {list}", key.get_ref()),
                );
            }
            if column.role.is_some()
                && word(&Type::WORDS, &column.r#type).is_some_and(|t| t != Type::Text)
            {
                self.fault(
                    value.span(),
                    "只有 type = \"text\" 的栏可以有 role",
                    "only a column of type = \"text\" may have a role",
                );
            }
            columns.insert(key.get_ref().to_string(), column);
        }
        columns
    }

    /// Names of feeds and columns stand in expressions, where anything but plain words would not be read.
    fn name(&mut self, key: &Spanned<DeString<'_>>) {
        let name = key.get_ref();
        let plain = name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !plain || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            self.fault(key.span(), format!("名称 {name} 只能用小写英文字母、数字和下划线，中文写在 label"), format!("the name {name} may have lower-case letters, digits and _ only; other words go into `label`"));
        }
    }

    fn org(&mut self, value: &Spanned<DeValue<'_>>) -> OrgPin {
        let mut pin = OrgPin::default();
        let Some(table) = self.table(value, "org") else {
            return pin;
        };
        self.known(table, &ORG);
        for entry in table {
            match entry.0.get_ref().as_ref() {
                "name" => pin.name = self.text(entry).unwrap_or_default(),
                "code" => pin.code = self.text(entry),
                "aliases" => {
                    pin.aliases = self
                        .texts(entry)
                        .into_iter()
                        .map(|(text, _)| text)
                        .collect()
                }
                "region" => pin.region = self.region(entry),
                "town" => pin.town = self.text(entry),
                "parent" => pin.parent = self.text(entry),
                "chart" => pin.chart = self.one_of(entry, &CHARTS),
                _ => {}
            }
        }
        if pin.name.trim().is_empty() {
            self.fault(
                value.span(),
                "[[org]] 缺少 name（单位全称）",
                "[[org]] needs a name",
            );
        }
        pin
    }

    fn region(&mut self, entry: Entry<'_>) -> Option<String> {
        let region = self.text(entry)?;
        if (2..=12).contains(&region.len()) && region.bytes().all(|b| b.is_ascii_digit()) {
            return Some(region);
        }
        self.fault(entry.1.span(), format!("region = \"{region}\" 不是行政区划代码；请写 2 至 12 位数字，如 \"440105\""), format!("region = \"{region}\" is no division code; write 2 to 12 digits, such as \"440105\""));
        None
    }

    /// Two collectives with one name could not be told apart in any row.
    fn names_once(&mut self, root: &DeTable<'_>) {
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        let orgs = field(root, "org").and_then(|v| v.get_ref().as_array());
        for table in orgs
            .into_iter()
            .flatten()
            .filter_map(|v| v.get_ref().as_table())
        {
            let own = field(table, "name")
                .and_then(|v| v.get_ref().as_str())
                .unwrap_or_default()
                .to_owned();
            let aliases = field(table, "aliases").and_then(|v| v.get_ref().as_array());
            for value in field(table, "name")
                .into_iter()
                .chain(field(table, "code"))
                .chain(aliases.into_iter().flatten())
            {
                let Some(name) = value.get_ref().as_str() else {
                    continue;
                };
                match seen.insert(crate::orgs::normalise_org(name), own.clone()) {
                    Some(other) if other != own => self.fault(
                        value.span(),
                        format!("“{name}”已属于“{other}”，一个名称只能对应一个单位"),
                        format!(
                            "\"{name}\" belongs to \"{other}\" already; a name means one collective"
                        ),
                    ),
                    _ => {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
