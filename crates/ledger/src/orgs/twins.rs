//! Names that differ only in the words which every collective bears.

use std::collections::{BTreeMap, BTreeSet};

use super::{Orgs, normalise_org};
use crate::{Notice, Wording};

/// A notice for each group of names that are probably one collective.
pub(super) fn notices(orgs: &Orgs, names: &[String]) -> Vec<Notice> {
    let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let declared = orgs.declared().iter().map(|pin| &pin.name);
    for name in names.iter().chain(declared) {
        let name = orgs.resolve(name).name;
        if super::is_org_like(&name) {
            groups.entry(skeleton(&name)).or_default().insert(name);
        }
    }
    groups
        .into_values()
        .filter(|group| group.len() > 1)
        .map(|group| notice(orgs, &group))
        .collect()
}

/// 石溪股份合作经济联合社, 石溪经济联社 and 石溪联社 are 石溪联社 all three.
fn skeleton(name: &str) -> String {
    let mut name = normalise_org(name).replace("联合", "联");
    for word in ["股份", "合作", "经济"] {
        name = name.replace(word, "");
    }
    name
}

fn notice(orgs: &Orgs, group: &BTreeSet<String>) -> Notice {
    let pin = group
        .iter()
        .find_map(|name| orgs.declared().iter().find(|pin| &pin.name == name));
    let name = pin
        .map(|pin| &pin.name)
        .or_else(|| group.iter().max_by_key(|n| n.chars().count()))
        .cloned()
        .unwrap_or_default();
    let known = pin.map(|pin| pin.aliases.clone()).unwrap_or_default();
    let others: Vec<&String> = group.iter().filter(|n| **n != name).collect();
    let aliases: Vec<String> = known
        .iter()
        .chain(others.iter().copied())
        .map(|a| format!("{a:?}"))
        .collect();
    let lines = format!(
        "[[org]]\nname = {name:?}\naliases = [{}]",
        aliases.join(", ")
    );
    let all: Vec<&str> = group.iter().map(String::as_str).collect();
    Notice {
        code: "near-twin-org".to_owned(),
        file: String::new(),
        sheet: String::new(),
        row: 0,
        column: "org".to_owned(),
        text: Wording::new(
            format!(
                "{} 名称相近，暂按不同单位处理；如为同一单位，请在 sanzi.toml 中写：\n{lines}",
                all.join("、")
            ),
            format!(
                "{} are alike and taken as different collectives; if they are one, write in sanzi.toml:\n{lines}",
                all.join(", ")
            ),
        ),
    }
}
