//! Feed files: embedded in the binary, read strictly, and extended by what `sanzi.toml` adds.

mod unpivot;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use super::{Column, Domain, Feed, Role, Schema, Type};
use crate::headings::normalise;
use crate::{Config, ConfigFault, ExtraColumn, Wording};
use unpivot::UnpivotFile;

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/feeds");

/// The embedded feeds are the same for every run, so they are read once.
static EMBEDDED: LazyLock<Result<Vec<Arc<Feed>>, Vec<ConfigFault>>> =
    LazyLock::new(|| Ok(embedded()?.into_iter().map(Arc::new).collect()));

/// The embedded feeds with the extra columns and feeds of `config`.
pub(super) fn schema(config: &Config) -> Result<Schema, Vec<ConfigFault>> {
    let mut feeds = EMBEDDED.clone()?;
    let mut faults = Vec::new();
    for (name, columns) in &config.feeds {
        if let Some(feed) = feeds.iter_mut().find(|f| &f.name == name) {
            extend(Arc::make_mut(feed), columns, &mut faults);
        } else {
            let mut feed = empty_feed(name);
            extend(&mut feed, columns, &mut faults);
            choose_common(&mut feed);
            // Every row belongs to a collective, whether the user thought of it or not.
            if feed.column("org").is_none() {
                let like = feeds.iter().find_map(|f| f.column("org"));
                feed.columns.extend(like.cloned());
            }
            feeds.push(Arc::new(feed));
        }
    }
    for pin in config.sources.iter().filter(|pin| !pin.extra.is_empty()) {
        let Some(name) = &pin.feed else {
            faults.push(fault(
                format!(
                    "[[source]] path = \"{}\" 有 extra 栏，但没有写 feed；请加上 feed = \"payments\" 之类",
                    pin.path
                ),
                format!(
                    "[[source]] path = \"{}\" has `extra` columns but no `feed`; write feed = \"payments\" or another",
                    pin.path
                ),
            ));
            continue;
        };
        match feeds.iter_mut().find(|f| &f.name == name) {
            Some(feed) => extend(Arc::make_mut(feed), &pin.extra, &mut faults),
            None => faults.push(fault(
                format!("没有名为 {name} 的数据表；自有数据表须先写 [feed.{name}.columns]"),
                format!(
                    "there is no feed {name}; one of your own needs [feed.{name}.columns] first"
                ),
            )),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    feeds.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Schema { feeds })
}

/// Names of the embedded feeds, for checks of `sanzi.toml` and their suggestions.
pub(crate) fn embedded_names() -> Vec<&'static str> {
    EMBEDDED
        .as_ref()
        .map(|feeds| feeds.iter().map(|f| f.name.as_str()).collect())
        .unwrap_or_default()
}

/// Names of the columns of an embedded feed.
pub(crate) fn embedded_columns(feed: &str) -> Option<Vec<&'static str>> {
    let feed = EMBEDDED.as_ref().ok()?.iter().find(|f| f.name == feed)?;
    Some(feed.columns.iter().map(|c| c.name.as_str()).collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FeedFile {
    name: String,
    label: Wording,
    doc: Wording,
    #[serde(default)]
    key: Vec<String>,
    #[serde(default)]
    any_of: Vec<Vec<String>>,
    date: Option<String>,
    end: Option<String>,
    amount: Option<String>,
    party: Option<String>,
    party_account: Option<String>,
    party_id: Option<String>,
    summary: Option<String>,
    unpivot: Option<UnpivotFile>,
    column: Vec<ColumnFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnFile {
    name: String,
    r#type: String,
    domain: Option<String>,
    role: Option<String>,
    label: Wording,
    doc: Wording,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    derived: bool,
    #[serde(default)]
    internal: bool,
    #[serde(default)]
    fallback: Vec<String>,
    #[serde(default)]
    values: Vec<ValueFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueFile {
    is: String,
    words: Vec<String>,
}

fn embedded() -> Result<Vec<Feed>, Vec<ConfigFault>> {
    let mut feeds = Vec::new();
    let mut faults = Vec::new();
    for file in FOLDER.files() {
        let path = file.path().display().to_string();
        let text = file.contents_utf8().unwrap_or_default();
        match toml::from_str::<FeedFile>(text)
            .map_err(|e| (e.message().to_owned(), e.span().unwrap_or_default()))
            .and_then(|f| feed(f).map_err(|cause| (cause, 0..0)))
        {
            Ok(feed) => feeds.push(feed),
            Err((cause, span)) => faults.push(ConfigFault {
                file: format!("feeds/{path}"),
                span,
                text: Wording::new(
                    format!("数据表文件有误：{cause}"),
                    format!("the feed file is wrong: {cause}"),
                ),
            }),
        }
    }
    feeds.sort_by(|a, b| a.name.cmp(&b.name));
    if faults.is_empty() {
        Ok(feeds)
    } else {
        Err(faults)
    }
}

fn feed(file: FeedFile) -> Result<Feed, String> {
    let columns = file
        .column
        .into_iter()
        .map(column)
        .collect::<Result<Vec<Column>, String>>()?;
    let unpivot = file.unpivot.map(|u| u.checked(&columns)).transpose()?;
    Ok(Feed {
        unpivot,
        name: file.name,
        label: file.label,
        doc: file.doc,
        columns,
        key: file.key,
        any_of: file.any_of,
        date: file.date,
        end: file.end,
        amount: file.amount,
        party: file.party,
        party_account: file.party_account,
        party_id: file.party_id,
        summary: file.summary,
    })
}

fn column(file: ColumnFile) -> Result<Column, String> {
    let name = file.name;
    let ty =
        word(&Type::WORDS, &file.r#type).ok_or_else(|| format!("{name}: type {}", file.r#type))?;
    let role = match &file.role {
        Some(role) => Some(word(&Role::WORDS, role).ok_or_else(|| format!("{name}: role {role}"))?),
        None => None,
    };
    let domain = match file.domain.as_deref() {
        Some("party") => Domain::Party,
        Some("account") => Domain::Account,
        Some("id") => Domain::Id,
        Some("place") => Domain::Place,
        Some("prose") | None => Domain::Prose,
        Some(other) => return Err(format!("{name}: domain {other}")),
    };
    let aliases = file.aliases.iter().map(String::as_str);
    Ok(Column {
        aliases: aliases_of(&name, aliases, file.derived),
        label: file.label,
        doc: file.doc,
        ty,
        domain,
        role,
        required: file.required,
        derived: file.derived,
        internal: file.internal,
        fallback: file.fallback,
        values: file.values.into_iter().map(|v| (v.is, v.words)).collect(),
        name,
    })
}

/// A column answers to its canonical name before anything else, so that tables written by hand need no aliases.
fn aliases_of<'a>(
    name: &'a str,
    aliases: impl Iterator<Item = &'a str>,
    derived: bool,
) -> Vec<String> {
    if derived {
        return Vec::new();
    }
    let mut all: Vec<String> = Vec::new();
    for alias in std::iter::once(name).chain(aliases) {
        let alias = normalise(alias);
        if !alias.is_empty() && !all.contains(&alias) {
            all.push(alias);
        }
    }
    all
}

fn extend(feed: &mut Feed, columns: &BTreeMap<String, ExtraColumn>, faults: &mut Vec<ConfigFault>) {
    for (name, extra) in columns {
        match extra_column(name, extra) {
            Err(text) => faults.push(text),
            Ok(column) => match feed.column(name) {
                None => feed.columns.push(column),
                Some(old) if *old == column => {}
                Some(_) => faults.push(fault(
                    format!("数据表 {} 已有名为 {name} 的栏，请换一个名称", feed.name),
                    format!(
                        "feed {} has a column {name} already; take another name",
                        feed.name
                    ),
                )),
            },
        }
    }
}

fn extra_column(name: &str, extra: &ExtraColumn) -> Result<Column, ConfigFault> {
    let ty = word(&Type::WORDS, &extra.r#type).ok_or_else(|| {
        fault(
            format!(
                "栏 {name} 的 type = \"{}\" 无效；可写 {}",
                extra.r#type,
                words(&Type::WORDS)
            ),
            format!(
                "column {name} has no valid type \"{}\"; write one of {}",
                extra.r#type,
                words(&Type::WORDS)
            ),
        )
    })?;
    let role = match &extra.role {
        None => None,
        Some(role) => Some(word(&Role::WORDS, role).ok_or_else(|| {
            fault(
                format!(
                    "栏 {name} 的 role = \"{role}\" 无效；可写 {}",
                    words(&Role::WORDS)
                ),
                format!(
                    "column {name} has no valid role \"{role}\"; write one of {}",
                    words(&Role::WORDS)
                ),
            )
        })?),
    };
    let label = extra
        .label
        .clone()
        .or_else(|| extra.heading.clone())
        .unwrap_or_else(|| name.to_owned());
    let aliases = extra.heading.iter().chain(&extra.label).map(String::as_str);
    Ok(Column {
        name: name.to_owned(),
        label: Wording::new(label, name),
        doc: Wording::new(
            "配置文件中自定义的栏",
            "A column of the configuration's own",
        ),
        ty,
        // The collective is a party in every feed, so that it is one text everywhere.
        domain: if name == "org" {
            Domain::Party
        } else {
            role.map_or(Domain::Prose, Role::domain)
        },
        role,
        aliases: aliases_of(name, aliases, false),
        required: false,
        derived: false,
        internal: false,
        fallback: Vec::new(),
        values: Vec::new(),
    })
}

fn empty_feed(name: &str) -> Feed {
    Feed {
        name: name.to_owned(),
        label: Wording::new(name, name),
        doc: Wording::new(
            "配置文件中自定义的数据表",
            "A feed of the configuration's own",
        ),
        columns: Vec::new(),
        key: Vec::new(),
        any_of: Vec::new(),
        date: None,
        end: None,
        amount: None,
        party: None,
        party_account: None,
        party_id: None,
        summary: None,
        unpivot: None,
    }
}

/// A feed of the user's own has no room for common names, so the first column that fits each takes it.
fn choose_common(feed: &mut Feed) {
    let first = |test: &dyn Fn(&Column) -> bool| {
        feed.columns
            .iter()
            .find(|c| test(c))
            .map(|c| c.name.clone())
    };
    feed.date = first(&|c| c.ty == Type::Date);
    feed.amount = first(&|c| c.ty == Type::Money);
    feed.party = first(&|c| matches!(c.role, Some(Role::Party | Role::Person)));
    feed.party_account = first(&|c| c.role == Some(Role::Account));
    feed.party_id = first(&|c| c.role == Some(Role::Identity));
    feed.summary = first(&|c| c.role == Some(Role::Prose));
}

/// The value that a word of a closed table stands for.
pub(crate) fn word<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table
        .iter()
        .find(|(w, _)| *w == word)
        .map(|(_, value)| *value)
}

/// The words of a closed table, for messages.
pub(crate) fn words<T>(table: &[(&str, T)]) -> String {
    table.iter().map(|(w, _)| *w).collect::<Vec<_>>().join(", ")
}

fn fault(zh: String, en: String) -> ConfigFault {
    ConfigFault {
        file: "sanzi.toml".to_owned(),
        span: 0..0,
        text: Wording::new(zh, en),
    }
}

#[cfg(test)]
mod tests;
