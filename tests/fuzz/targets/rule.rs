//! Rule files, as a folder of one.
#![no_main]

use std::sync::LazyLock;

use ledger::{Config, Schema};

static SCHEMA: LazyLock<Option<Schema>> = LazyLock::new(|| Schema::of(&Config::default()).ok());

libfuzzer_sys::fuzz_target!(|text: &str| {
    let (Some(schema), Ok(folder)) = (SCHEMA.as_ref(), tempfile::tempdir()) else {
        return;
    };
    if std::fs::write(folder.path().join("x.toml"), text).is_err() {
        return;
    }
    match rules::load(folder.path(), schema, &rules::Settings::default()) {
        Ok(rulebook) => {
            for rule in &rulebook.rules {
                let _ = rules::show(rule, schema, ledger::Lang::Zh);
            }
        }
        Err(mistakes) => {
            for mistake in &mistakes {
                let _ = rules::render(mistake, ledger::Lang::Zh);
            }
        }
    }
});
