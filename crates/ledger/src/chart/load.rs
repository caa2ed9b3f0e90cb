//! Chart files: embedded in the binary and read once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use super::{AccountClass, plain};

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/charts");

/// All charts. A chart file that cannot be read is left out here, and a test over the folder says so.
pub(super) static CHARTS: LazyLock<Charts> = LazyLock::new(charts);

/// Codes of each chart, and names of all of them: no name means two things, which a test checks.
#[derive(Default)]
pub(super) struct Charts {
    pub(super) y2004: Chart,
    pub(super) y2023: Chart,
    pub(super) enterprise: Chart,
    /// Names of general accounts.
    pub(super) general: BTreeMap<String, AccountClass>,
    /// Names of details.
    pub(super) details: BTreeMap<String, AccountClass>,
}

/// Codes of one chart.
#[derive(Default)]
pub(super) struct Chart {
    pub(super) codes: BTreeMap<String, AccountClass>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChartFile {
    account: Vec<AccountFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountFile {
    #[serde(default)]
    codes: Vec<String>,
    name: String,
    class: ClassWord,
    #[serde(default)]
    aliases: Vec<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ClassWord {
    Cash,
    Bank,
    Receivable,
    Asset,
    Payable,
    Equity,
    Cost,
    Income,
    Expense,
}

impl From<ClassWord> for AccountClass {
    fn from(word: ClassWord) -> Self {
        match word {
            ClassWord::Cash => Self::Cash,
            ClassWord::Bank => Self::Bank,
            ClassWord::Receivable => Self::Receivable,
            ClassWord::Asset => Self::Asset,
            ClassWord::Payable => Self::Payable,
            ClassWord::Equity => Self::Equity,
            ClassWord::Cost => Self::Cost,
            ClassWord::Income => Self::Income,
            ClassWord::Expense => Self::Expense,
        }
    }
}

fn accounts(stem: &str) -> Result<Vec<AccountFile>, String> {
    let name = format!("{stem}.toml");
    let file = FOLDER
        .get_file(&name)
        .ok_or_else(|| format!("{name} is missing"))?;
    let text = file
        .contents_utf8()
        .ok_or_else(|| format!("{name} is not UTF-8"))?;
    toml::from_str::<ChartFile>(text)
        .map(|f| f.account)
        .map_err(|e| format!("{name}: {e}"))
}

fn charts() -> Charts {
    let mut charts = Charts::default();
    for stem in ["2004", "2023", "enterprise", "details"] {
        for account in accounts(stem).unwrap_or_default() {
            let class = AccountClass::from(account.class);
            let chart = match stem {
                "2004" => Some(&mut charts.y2004),
                "2023" => Some(&mut charts.y2023),
                "enterprise" => Some(&mut charts.enterprise),
                _ => None,
            };
            let names = if chart.is_some() {
                &mut charts.general
            } else {
                &mut charts.details
            };
            for name in account.aliases.iter().chain([&account.name]) {
                names.insert(plain(name), class);
            }
            if let Some(chart) = chart {
                chart
                    .codes
                    .extend(account.codes.into_iter().map(|code| (code, class)));
            }
        }
    }
    charts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chart_file_is_sound_and_no_name_means_two_things() {
        let mut seen: BTreeMap<String, AccountClass> = BTreeMap::new();
        for stem in ["2004", "2023", "enterprise", "details"] {
            let mut codes = BTreeMap::new();
            for account in accounts(stem).expect("chart files are sound") {
                let class = AccountClass::from(account.class);
                for name in account.aliases.iter().chain([&account.name]) {
                    let old = seen.insert(plain(name), class);
                    assert!(
                        old.is_none_or(|old| old == class),
                        "{stem}: {name} is {old:?} and {class:?}"
                    );
                }
                for code in account.codes {
                    assert!(
                        codes.insert(code.clone(), class).is_none(),
                        "{stem}: {code} stands twice"
                    );
                }
            }
            assert_eq!(codes.is_empty(), stem == "details", "{stem}");
        }
        assert_eq!(FOLDER.files().count(), 4);
    }

    #[test]
    fn the_charts_are_whole() {
        let three = |chart: &Chart| chart.codes.keys().filter(|c| c.len() == 3).count();
        assert_eq!(three(&CHARTS.y2023), 42);
        assert_eq!(three(&CHARTS.y2004), 35);
    }
}
