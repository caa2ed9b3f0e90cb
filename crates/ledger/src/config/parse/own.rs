//! Feeds and columns of the user's own.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeString, DeValue};

use super::{Walk, field};
use crate::config::ExtraColumn;
use crate::schema::{Role, Type, word, words};

const EXTRA: [&str; 4] = ["heading", "type", "role", "label"];

impl Walk {
    pub(super) fn own_feeds(
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

    pub(super) fn extras(
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
                            .unwrap_or_default();
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
}
