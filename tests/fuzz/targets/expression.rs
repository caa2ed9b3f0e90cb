//! Expressions over the columns of payments.
#![no_main]

use std::sync::LazyLock;

use ledger::{Config, Schema};
use rules::expr::{Scope, ScopeTable, parse};

static SCHEMA: LazyLock<Option<Schema>> = LazyLock::new(|| Schema::of(&Config::default()).ok());

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Some(schema) = SCHEMA.as_ref() else {
        return;
    };
    let own = ScopeTable {
        feed: schema.feed("payments"),
        ..ScopeTable::default()
    };
    let scope = Scope {
        tables: vec![own],
        params: std::collections::BTreeMap::new(),
        lists: Vec::new(),
        limits: std::collections::BTreeSet::new(),
        schema,
    };
    if let Err(mistakes) = parse(text, &scope) {
        for mistake in mistakes {
            assert!(mistake.span.start <= mistake.span.end && mistake.span.end <= text.len());
        }
    }
});
