//! What `sanzi.toml` says about reading: pins for sources, feeds and columns of the user's own, collectives.

mod parse;
mod suggest;

pub(crate) use suggest::nearest;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use crate::Wording;

/// The part of `sanzi.toml` that reading needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Folder that `path` patterns are relative to.
    pub root: PathBuf,
    /// `[[source]]` entries, first match wins.
    pub sources: Vec<SourcePin>,
    /// `[feed.NAME.columns]`: feeds of the user's own, by name.
    pub feeds: BTreeMap<String, BTreeMap<String, ExtraColumn>>,
    /// `[[org]]` entries.
    pub orgs: Vec<OrgPin>,
}

/// `[[source]]`: how files that match `path` are to be read; every key but `path` is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SourcePin {
    /// Glob relative to the folder of `sanzi.toml`.
    pub path: String,
    /// Feed to read it as.
    pub feed: Option<String>,
    /// Book of payments: `statement`, `bank_book`, `cash_book`, `list`.
    pub book: Option<String>,
    /// Encoding label, `gb18030`.
    pub encoding: Option<String>,
    /// 1-based record number of the last heading row.
    pub heading: Option<u32>,
    /// Sheet this pin is for; all sheets without it.
    pub sheet: Option<String>,
    /// Unit of amounts: `元`, `万元`, `分`.
    pub unit: Option<String>,
    /// Order of ambiguous dates: `ymd`, `dmy`, `mdy`; a year may follow (`ymd 2024`) for days without one and two-digit years.
    pub date: Option<String>,
    /// Decimal sign: `.` or `,`.
    pub decimal: Option<String>,
    /// How signs are told: `direction-column`, `two-columns`, `signed`, `signed-reversed`, `out`, `in`, `book`, `bank`.
    pub sign: Option<String>,
    /// Canonical column → heading or headings.
    pub columns: BTreeMap<String, ColumnPin>,
    /// What stands in columns and is read as rows: value → its heading, `提议` → `党支部提议时间`, and for a further column of the same
    /// `提议.hand` → `提议主持人`. Empty: the form is read as it stands.
    pub unpivot: Option<BTreeMap<String, String>>,
    /// Canonical column → the same value for every row; `{stem}`, `{parent}`, `{sheet}` are filled in.
    pub constant: BTreeMap<String, String>,
    /// Columns beyond the feed's own, by name.
    pub extra: BTreeMap<String, ExtraColumn>,
    /// Years (`2024`) or months (`2024-03`) for which the source is declared complete, so that absence may be judged.
    pub complete: Vec<String>,
    /// The run is partial when no file matches.
    pub expected: bool,
}

/// A heading, or several of which the first that exists is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnPin(pub Vec<String>);

/// A column of the user's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExtraColumn {
    /// Heading, where it is not the column's name or label.
    pub heading: Option<String>,
    /// `money`, `int`, `ratio`, `date`, `time`, `text` or `bool`.
    pub r#type: String,
    /// `prose`, `party`, `person`, `identity`, `account`, `phone` or `place`.
    pub role: Option<String>,
    /// What users read.
    pub label: Option<String>,
}

/// `[[org]]`: a collective and what is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OrgPin {
    /// Full name.
    pub name: String,
    /// Code in exports, where they use one.
    pub code: Option<String>,
    /// Other names that mean the same.
    pub aliases: Vec<String>,
    /// Division code (GB/T 2260), the longest known.
    pub region: Option<String>,
    /// Town or street.
    pub town: Option<String>,
    /// Name of the collective above it.
    pub parent: Option<String>,
    /// Chart of accounts: `2004`, `2023` or `enterprise`.
    pub chart: Option<String>,
}

impl OrgPin {
    /// What is said, by columns of the feed `orgs`; aliases are not.
    pub fn texts(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("name", Some(&self.name)),
            ("code", self.code.as_ref()),
            ("region", self.region.as_ref()),
            ("town", self.town.as_ref()),
            ("parent", self.parent.as_ref()),
            ("chart", self.chart.as_ref()),
        ];
        let said = all
            .into_iter()
            .filter_map(|(column, text)| Some((column, text?.as_str())));
        said.filter(|(_, text)| !text.is_empty()).collect()
    }
}

/// Something that cannot be used in `sanzi.toml`, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFault {
    /// The file.
    pub file: String,
    /// Byte range in the file, for a caret; `0..0` where unknown.
    pub span: std::ops::Range<usize>,
    /// What is wrong, and what to write instead.
    pub text: Wording,
}

impl Config {
    /// Reads the part of `sanzi.toml` that reading needs; keys of other rooms (`limits`, `set`, `job`, `register`) are
    /// theirs to check.
    ///
    /// # Errors
    /// Everything that is wrong, in one pass.
    pub fn parse(text: &str, file: &std::path::Path) -> Result<Self, Vec<ConfigFault>> {
        parse::config(text, file)
    }
}

impl<'de> Deserialize<'de> for ColumnPin {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> serde::de::Visitor<'de> for OneOrMany {
            type Value = ColumnPin;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a heading or a list of headings")
            }

            fn visit_str<E>(self, heading: &str) -> Result<ColumnPin, E> {
                Ok(ColumnPin(vec![heading.to_owned()]))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut seq: A,
            ) -> Result<ColumnPin, A::Error> {
                let mut headings = Vec::new();
                while let Some(heading) = seq.next_element()? {
                    headings.push(heading);
                }
                Ok(ColumnPin(headings))
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}
