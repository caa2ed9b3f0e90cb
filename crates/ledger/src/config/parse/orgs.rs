//! `[[org]]`: collectives and what is known of them.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Entry, Walk, field};
use crate::config::OrgPin;

const ORG: [&str; 7] = [
    "name", "code", "aliases", "region", "town", "parent", "chart",
];
const CHARTS: [&str; 3] = ["2004", "2023", "enterprise"];

impl Walk {
    pub(super) fn org(&mut self, value: &Spanned<DeValue<'_>>) -> OrgPin {
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
                        .collect();
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
    pub(super) fn names_once(&mut self, root: &DeTable<'_>) {
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
