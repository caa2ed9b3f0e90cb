//! Tables in memory, read by the same code as files.

use std::sync::Arc;

use super::examine::Task;
use super::join::join;
use crate::readers::Bytes;
use crate::{Config, Error, Ledger, Schema, SourcePin, Table};

/// The collective of rows that name none.
const ORG: &str = "示例集体";

/// See [`crate::in_memory`].
pub(crate) fn in_memory(tables: &[Table], config: &Config) -> Result<Ledger, Error> {
    let schema = Schema::of(config)?;
    let mut pins = Vec::with_capacity(tables.len());
    for table in tables {
        let feed = schema
            .feed(&table.feed)
            .ok_or_else(|| Error::NoColumn(table.feed.clone()))?;
        let first = table
            .text
            .lines()
            .position(|l| !l.trim().is_empty())
            .unwrap_or(0);
        let mut pin = SourcePin {
            feed: Some(table.feed.clone()),
            encoding: Some("utf-8".to_owned()),
            heading: u32::try_from(first + 1).ok(),
            ..SourcePin::default()
        };
        let headings: Vec<&str> = table
            .text
            .lines()
            .nth(first)
            .unwrap_or("")
            .split(',')
            .map(str::trim)
            .collect();
        for column in &feed.columns {
            // Canonical names are headings of their own.
            if headings.contains(&column.name.as_str()) {
                pin.columns.insert(
                    column.name.clone(),
                    crate::ColumnPin(vec![column.name.clone()]),
                );
            }
        }
        if feed.column("org").is_some() && !pin.columns.contains_key("org") {
            pin.constant.insert("org".to_owned(), ORG.to_owned());
        }
        pins.push(pin);
    }
    let tasks: Vec<Task<'_>> = tables
        .iter()
        .zip(&pins)
        .enumerate()
        .map(|(at, (table, pin))| Task {
            // The place keeps tables in the order given.
            name: format!("{at:03}-{}", table.feed),
            bytes: Bytes::Memory(Arc::from(table.text.as_bytes())),
            named: true,
            trouble: None,
            pins: vec![pin],
            archive: None,
        })
        .collect();
    join(&tasks, schema, config, false)
}
