//! What `sanzi.toml` and the command line say about rules: overrides of params, limits in force, which rules run.

use std::path::Path;

use ledger::ConfigFault;
use serde::Deserialize;

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
}

impl Settings {
    /// Reads the part of `sanzi.toml` that rules need; keys of other rooms are theirs to check.
    ///
    /// # Errors
    /// Everything that is wrong, in one pass.
    pub fn parse(_text: &str, _file: &Path) -> Result<Self, Vec<ConfigFault>> {
        todo!()
    }
}
