//! The program of the README's first screen: four lines from folders to a workbook.

use engine::Options;
use ledger::Config;
use report::{Format, WriteOptions};
use rules::Settings;

use crate::sanzi::{folder, root};

#[test]
fn four_lines_are_the_whole_idea() {
    let place = folder();
    let sources = [root().join("sample-data")];
    let text = std::fs::read_to_string(root().join("sample-data/sanzi.toml")).unwrap();
    let config = Config::parse(&text, &root().join("sample-data/sanzi.toml")).unwrap();
    let settings = Settings::parse(&text, &root().join("sample-data/sanzi.toml")).unwrap();

    let ledger = ledger::open(&sources, &config).unwrap();
    let rulebook = rules::load(root().join("rules"), ledger.schema(), &settings).unwrap();
    let findings = engine::scan(&ledger, &rulebook, &Options::default()).unwrap();
    let xlsx = Format::named("xlsx").unwrap();
    report::write(
        &ledger,
        &findings,
        &place.path().join("out"),
        &[xlsx],
        &WriteOptions::default(),
    )
    .unwrap();

    assert!(!findings.leads.is_empty());
    assert!(place.path().join("out/leads.xlsx").exists());
}
