//! What `sanzi.toml` and the command line say about rules: overrides of params, limits in force, which rules run.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use ledger::{ConfigFault, Wording};
use serde::Deserialize;
use toml::de::DeTable;

use crate::Diagnostic;
use crate::expr::Literal;
use crate::load::{File, Table, Text, Told};

/// The part of `sanzi.toml` and of the command line that rules need.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// `[[set]]` and `--set`, later ones win.
    pub sets: Vec<SetPin>,
    /// `[[limits]]`.
    pub limits: Vec<LimitPin>,
}

/// `[[set]]`: an override with its author.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SetPin {
    /// Rule id or slug.
    pub rule: String,
    /// Name of the param.
    pub param: String,
    /// Value with its unit, `500元`.
    pub value: String,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// Since when, `2024-01-01`.
    pub from: Option<toml::value::Datetime>,
    /// Where it was set, `sanzi.toml:12` or `--set`; filled in by `parse`.
    #[serde(skip)]
    pub origin: String,
    /// Where rule, param and value stand in a file, for a caret; filled in by `parse`.
    #[serde(skip)]
    pub placed: Option<Placed>,
}

/// Where the parts of a setting stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// The file.
    pub file: String,
    /// Its text.
    pub source: Arc<str>,
    /// Byte ranges in the text, in the order of the setting's keys.
    pub spans: Vec<Range<usize>>,
}

impl Placed {
    /// A mistake in one part, at its place.
    pub(crate) fn fault(
        &self,
        part: usize,
        code: &'static str,
        message: Wording,
        help: Wording,
    ) -> Diagnostic {
        Diagnostic {
            file: self.file.clone(),
            source: Arc::clone(&self.source),
            span: self.spans.get(part).cloned().unwrap_or(0..0),
            code,
            message,
            help,
        }
    }

    fn of(texts: &[&Text<'_>]) -> Option<Self> {
        let file = texts.first()?.file;
        Some(Self {
            file: file.name.clone(),
            source: Arc::clone(&file.source),
            spans: texts.iter().map(|text| text.span.clone()).collect(),
        })
    }
}

/// `[[limits]]`: a local limit in force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitPin {
    /// Name that rules use, `payment-approval`.
    pub name: String,
    /// Value with its unit, `10000元`.
    pub value: String,
    /// Division code; everywhere without it.
    pub region: String,
    /// First day in force, inclusive; always without it.
    pub from: Option<toml::value::Datetime>,
    /// Last day in force, inclusive; open without it.
    pub until: Option<toml::value::Datetime>,
    /// Document that sets it.
    pub basis: String,
    /// Who entered it.
    pub by: String,
    /// Where it was set, `sanzi.toml:12`; filled in by `parse`.
    #[serde(skip)]
    pub origin: String,
    /// Where name and value stand in a file, for a caret; filled in by `parse`.
    #[serde(skip)]
    pub placed: Option<Placed>,
}

impl Settings {
    /// Reads the part of `sanzi.toml` that rules need; keys of other rooms are theirs to check. Whether a rule or limit exists and
    /// whether a value fits it is found out by [`crate::load()`].
    ///
    /// # Errors
    /// Everything that is wrong, in one pass.
    pub fn parse(text: &str, file: &Path) -> Result<Self, Vec<ConfigFault>> {
        let read = File::new(file.to_string_lossy(), text);
        let (document, errors) = DeTable::parse_recoverable(&read.source);
        for error in &errors {
            read.fault(
                error.span().unwrap_or(0..0),
                "toml",
                Wording::new("此处不合 TOML 语法", error.message()),
                Wording::new(
                    "文本加引号，括号成对，每项一行。",
                    "Put text in quotes, close brackets, and write one key a line.",
                ),
            );
        }
        let mut settings = Self::default();
        if errors.is_empty() {
            let table = Table::new(&read, &document);
            let name = file
                .file_name()
                .map_or_else(|| "sanzi.toml".into(), |n| n.to_string_lossy());
            let place = |t: &Table<'_>| format!("{name}:{}", read.line(t.span.start));
            for pin in table.tables("set").unwrap_or_default() {
                settings.sets.extend(set_pin(&pin, place(&pin)).ok());
            }
            for pin in table.tables("limits").unwrap_or_default() {
                settings.limits.extend(limit_pin(&pin, place(&pin)).ok());
            }
        }
        drop(document);
        let faults = read.into_faults();
        if faults.is_empty() {
            return Ok(settings);
        }
        Err(faults
            .into_iter()
            .map(|fault| ConfigFault {
                file: fault.file,
                span: fault.span,
                text: Wording::new(
                    format!("{}。{}", fault.message.zh, fault.help.zh),
                    format!("{}. {}", fault.message.en, fault.help.en),
                ),
            })
            .collect())
    }
}

fn set_pin(table: &Table<'_>, origin: String) -> Result<SetPin, Told> {
    table.only(&["rule", "param", "value", "reason", "by", "from"]);
    let rule = table.require(
        "rule",
        Wording::new(
            "请写规则编号，如 rule = \"A01\"。",
            "Write the rule's id, as in rule = \"A01\".",
        ),
    );
    let param = table.require(
        "param",
        Wording::new(
            "请写参数名，如 param = \"least\"。",
            "Write the param's name, as in param = \"least\".",
        ),
    );
    let value = value(table, "500元");
    let reason = table.require(
        "reason",
        Wording::new("请写修改理由。", "Say why it is changed."),
    );
    let by = table.require("by", Wording::new("请写由谁修改。", "Say who changed it."));
    let from = table.datetime("from");
    let (rule, param, value) = (rule?, param?, value?);
    Ok(SetPin {
        placed: Placed::of(&[&rule, &param, &value]),
        rule: owned(&rule),
        param: owned(&param),
        value: owned(&value),
        reason: owned(&reason?),
        by: owned(&by?),
        from: from?,
        origin,
    })
}

fn limit_pin(table: &Table<'_>, origin: String) -> Result<LimitPin, Told> {
    table.only(&["name", "value", "region", "from", "until", "basis", "by"]);
    let name = table.require(
        "name",
        Wording::new(
            "请写限额名，如 name = \"payment-approval\"。",
            "Name the limit, as in name = \"payment-approval\".",
        ),
    );
    let value = value(table, "10000元");
    let basis = table.require(
        "basis",
        Wording::new("请写规定该限额的文件。", "Name the document that sets it."),
    );
    let [region, by] = ["region", "by"]
        .map(|key| Ok::<_, Told>(table.text(key)?.map_or_else(String::new, |t| owned(&t))));
    let (from, until) = (table.datetime("from"), table.datetime("until"));
    let (name, value) = (name?, value?);
    Ok(LimitPin {
        placed: Placed::of(&[&name, &value]),
        name: owned(&name),
        value: owned(&value),
        region: region?,
        from: from?,
        until: until?,
        basis: owned(&basis?),
        by: by?,
        origin,
    })
}

/// A value that reads as one; whether it fits its param or limit is not known here.
fn value<'a>(table: &Table<'a>, example: &str) -> Result<Text<'a>, Told> {
    let help = Wording::new(
        format!("请写带单位的值，如 value = \"{example}\"。"),
        format!("Write a value with its unit, as in value = \"{example}\"."),
    );
    let text = table.require("value", help)?;
    match Literal::parse(text.value) {
        Ok(_) => Ok(text),
        Err(mistake) => Err(text.file.fault(
            text.place(&mistake.span),
            mistake.code,
            mistake.message,
            mistake.help,
        )),
    }
}

fn owned(text: &Text<'_>) -> String {
    text.value.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(toml: &str) -> Result<Settings, Vec<String>> {
        Settings::parse(toml, Path::new("conf/sanzi.toml")).map_err(|faults| {
            let shown = |f: &ConfigFault| format!("{} | {}", &toml[f.span.clone()], f.text.en);
            faults.iter().map(shown).collect()
        })
    }

    #[test]
    fn pins_know_where_they_stand() {
        let settings = check(
            "[[source]]\npath = \"x\"\n\n[[set]]\nrule = \"A01\"\nparam = \"least\"\nvalue = \"500元\"\nreason = \"镇规定\"\nby = \"王某\"\nfrom = 2024-01-01\n\n[[limits]]\nname = \"payment-approval\"\nvalue = \"1万元\"\nbasis = \"某镇〔2023〕1号\"\n",
        )
        .expect("nothing is wrong with it");
        assert_eq!(settings.sets[0].origin, "sanzi.toml:4");
        assert_eq!(settings.sets[0].value, "500元");
        assert_eq!(settings.limits[0].origin, "sanzi.toml:12");
        assert_eq!(settings.limits[0].basis, "某镇〔2023〕1号");
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let faults = check("[[set]]\nrule = \"A01\"\nparm = \"least\"\nvalue = \"五百\"\nreason = \"x\"\nby = 3\n[[limits]]\nname = \"\"\nvalue = 5\nfrom = \"2024\"\n")
            .expect_err("a lot is wrong with it");
        let codes: Vec<&str> = faults
            .iter()
            .map(|f| f.split(" | ").next().unwrap_or(""))
            .collect();
        assert!(codes.contains(&"parm"), "{faults:#?}");
        assert!(
            faults.iter().any(|f| f.contains("`param` is missing")),
            "{faults:#?}"
        );
        assert!(faults.iter().any(|f| f.starts_with("五百")), "{faults:#?}");
        assert!(
            faults
                .iter()
                .any(|f| f.starts_with("3 | `by` cannot be a whole number")),
            "{faults:#?}"
        );
        assert!(
            faults.iter().any(|f| f.contains("`name` is empty")),
            "{faults:#?}"
        );
        assert!(
            faults.iter().any(|f| f.contains("`basis` is missing")),
            "{faults:#?}"
        );
        assert!(
            faults
                .iter()
                .any(|f| f.starts_with("\"2024\" | `from` cannot be text")),
            "{faults:#?}"
        );
    }
}
