//! What `sanzi.toml` may say, and what is said of its faults.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::path::Path;

use crate::{ColumnPin, Config};

/// Faults as (text under the caret, part of the English text).
fn check(text: &str, wanted: &[(&str, &str)]) {
    let found = match Config::parse(text, Path::new("books/sanzi.toml")) {
        Ok(_) => Vec::new(),
        Err(faults) => faults,
    };
    let shown: Vec<_> = found
        .iter()
        .map(|f| (&text[f.span.clone()], f.text.en.as_str()))
        .collect();
    assert_eq!(shown.len(), wanted.len(), "{shown:#?}");
    for ((caret, en), (want_caret, want_en)) in shown.iter().zip(wanted) {
        assert!(caret.starts_with(want_caret), "{caret} is not {want_caret}");
        assert!(en.contains(want_en), "{en} does not say {want_en}");
    }
    assert!(
        found
            .iter()
            .all(|f| f.file == "books/sanzi.toml" && !f.text.zh.is_empty())
    );
}

const WHOLE: &str = r#"
[[source]]
path     = "bank/*.csv"
feed     = "payments"
book     = "statement"
encoding = "gb18030"
heading  = 3
sheet    = "一月"
unit     = "万元"
date     = "dmy 2024"
decimal  = ","
sign     = "two-columns"
columns  = { date = "交易日期", amount = ["发生额", "金额"], payee = "对方户名" }
constant = { org = "石溪经济联合社" }
extra    = { card = { heading = "CARDNUM", type = "text", role = "party" } }
complete = ["2024", "2025-03"]
expected = true

[feed.cards.columns]
card = { type = "text", label = "卡号" }

[[org]]
name    = "石溪经济联合社"
code    = "440105001"
aliases = ["石溪联社"]
region  = "440105"
town    = "瑞宝街"
parent  = "瑞宝"
chart   = "2023"

[[limits]]
name = "payment-approval"

[[set]]
rule = "A01"

[job]
x = 1

[register]
path = "r.db"
"#;

#[test]
fn everything_that_may_be_said() {
    let config = Config::parse(WHOLE, Path::new("books/sanzi.toml")).unwrap();
    assert_eq!(config.root, Path::new("books"));
    let pin = &config.sources[0];
    assert_eq!(pin.heading, Some(3));
    assert_eq!(pin.date.as_deref(), Some("dmy 2024"));
    assert_eq!(
        pin.columns["amount"],
        ColumnPin(vec!["发生额".into(), "金额".into()])
    );
    assert_eq!(pin.constant["org"], "石溪经济联合社");
    assert_eq!(pin.extra["card"].heading.as_deref(), Some("CARDNUM"));
    assert_eq!(pin.complete, ["2024", "2025-03"]);
    assert!(pin.expected);
    assert_eq!(config.feeds["cards"]["card"].label.as_deref(), Some("卡号"));
    assert_eq!(config.orgs[0].chart.as_deref(), Some("2023"));
    crate::Schema::of(&config).unwrap();
}

#[test]
fn an_empty_file_says_nothing() {
    assert_eq!(
        Config::parse("", Path::new("sanzi.toml")).unwrap(),
        Config::default()
    );
}

#[test]
fn every_fault_in_one_pass() {
    check(
        "sorce = 1\n[[source]]\npth = \"a.csv\"\nfeed = \"payment\"\nheading = 0\nencoding = \"gbx\"\ncomplete = [\"24\", \"2024-13\"]\n",
        &[
            ("sorce", "did you mean source"),
            ("", "needs a path"),
            ("pth", "did you mean path"),
            ("\"payment\"", "did you mean payments"),
            ("0", "heading row"),
            ("\"gbx\"", "gb18030"),
            ("\"24\"", "2024-03"),
            ("\"2024-13\"", "2024-03"),
        ],
    );
}

#[test]
fn each_closed_word_is_checked() {
    let source = |line: &str| format!("[[source]]\npath = \"a.csv\"\n{line}\n");
    for (line, caret, says) in [
        ("book = \"bank\"", "\"bank\"", "statement, bank_book"),
        ("unit = \"美元\"", "\"美元\"", "万元"),
        ("date = \"YMD\"", "\"YMD\"", "dmy"),
        ("date = \"ymd 24\"", "\"ymd 24\"", "dmy"),
        ("decimal = \"·\"", "\"·\"", "., ,"),
        ("sign = \"minus\"", "\"minus\"", "signed-reversed"),
        ("expected = 1", "1", "true or false"),
        ("sheet = 1", "1", "quotes"),
        ("complete = \"2024\"", "\"2024\"", "must be a list"),
        ("columns = \"date\"", "\"date\"", "must be a table"),
        ("path2 = \"\"", "path2", "did you mean path"),
        (
            "extra = { Card = { type = \"text\" } }",
            "Card",
            "lower-case",
        ),
        (
            "extra = { card = { type = \"decimal\" } }",
            "\"decimal\"",
            "money, int",
        ),
        (
            "extra = { card = { role = \"party\" } }",
            "{ role",
            "needs a type",
        ),
        (
            "extra = { card = { type = \"int\", role = \"party\" } }",
            "{ type",
            "may have a role",
        ),
        (
            "extra = { card = { type = \"text\", role = \"name\" } }",
            "\"name\"",
            "prose, party",
        ),
        (
            "feed = \"payments\"\ncolumns = { dat = \"x\" }",
            "dat",
            "did you mean date",
        ),
        (
            "feed = \"payments\"\nconstant = { colour = \"x\" }",
            "colour",
            "`extra`",
        ),
    ] {
        check(&source(line), &[(caret, says)]);
    }
    check("[[source]]\npath = \"a\\\\b.csv\"\n", &[("\"a", "with /")]);
    check("[[source]]\npath = \"a[.csv\"\n", &[("\"a[", "pattern")]);
    check("[source]\npath = \"a.csv\"\n", &[("", "[[source]]")]);
    check("[[org]]\ntown = \"x\"\n", &[("", "needs a name")]);
    check(
        "[[org]]\nname = \"x社\"\nregion = \"海珠\"\n",
        &[("\"海珠\"", "440105")],
    );
    check(
        "[[org]]\nname = \"a\"\n[[org]]\nname = \"b\"\naliases = [\"a\"]\n",
        &[("\"a\"", "already")],
    );
    check("[feed.cards]\n", &[("", "has no columns")]);
}

#[test]
fn broken_toml_has_a_place() {
    let faults = Config::parse("[[source]]\npath = \n", Path::new("sanzi.toml")).unwrap_err();
    assert!(
        faults
            .iter()
            .any(|f| f.text.en.contains("no TOML") && f.span.start > 0),
        "{faults:?}"
    );
}
