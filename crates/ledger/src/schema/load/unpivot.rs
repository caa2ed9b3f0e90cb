//! `[unpivot]` of a feed file.

use serde::Deserialize;

use super::{ValueFile, normalise};
use crate::{Column, Unpivot};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnpivotFile {
    column: String,
    of: Vec<ValueFile>,
    values: Vec<EndsFile>,
    least: usize,
    #[serde(default)]
    dated: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EndsFile {
    column: String,
    ends: Vec<String>,
}

impl UnpivotFile {
    /// What it says, where the feed has the columns that it names.
    pub(super) fn checked(self, columns: &[Column]) -> Result<Unpivot, String> {
        let named = self.values.iter().map(|v| &v.column).chain([&self.column]);
        for name in named {
            if !columns.iter().any(|c| c.name == *name) {
                return Err(format!("unpivot: column {name}"));
            }
        }
        if self.values.is_empty() || self.least < 2 {
            return Err("unpivot: one value column and two headings at least".to_owned());
        }
        let plain = |words: Vec<String>| words.iter().map(|w| normalise(w)).collect();
        let of = self.of.into_iter().map(|v| (v.is, plain(v.words)));
        let values = self.values.into_iter().map(|v| (v.column, plain(v.ends)));
        Ok(Unpivot {
            column: self.column,
            of: of.collect(),
            values: values.collect(),
            least: self.least,
            dated: self.dated,
        })
    }
}
