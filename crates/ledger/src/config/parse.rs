//! Reads `sanzi.toml` by hand rather than through serde, so that every fault has its place and one pass names them all.

mod orgs;
mod own;
mod source;

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{Config, ConfigFault, nearest};
use crate::Wording;

/// Keys that other rooms read and check.
const ELSEWHERE: [&str; 6] = ["limits", "set", "job", "register", "rules", "lang"];
const OURS: [&str; 3] = ["source", "feed", "org"];

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
            "此处不合 TOML 语法：文本加引号，括号成对，每项一行",
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
            if let Some(near) = nearest(name, known) {
                self.fault(
                    key.span(),
                    format!("没有 {name} 这个键；是否应写 {near}？"),
                    format!("there is no key {name}; did you mean {near}?"),
                );
            } else {
                let list = known.join(", ");
                self.fault(
                    key.span(),
                    format!("没有 {name} 这个键；此处可写 {list}"),
                    format!("there is no key {name}; here you may write {list}"),
                );
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
}

#[cfg(test)]
mod tests;
