//! Loading a folder, settings, and what shipped rules must have.

use std::fs;

use ledger::Wording;

use crate::expr::Literal;
use crate::sample::{self, rule, schema};
use crate::{SetPin, Settings};

const LOGIC: &str = "[[detect]]\nkind = \"match\"\nwhere = \"amount > $least\"\n[params]\nleast = { value = \"200元\", min = \"0元\", max = \"1000元\", doc = { zh = \"数\", en = \"n\" } }\n";

fn set(rule: &str, param: &str, value: &str) -> Settings {
    Settings {
        sets: vec![SetPin {
            rule: rule.to_owned(),
            param: param.to_owned(),
            value: value.to_owned(),
            by: "王某".to_owned(),
            origin: "sanzi.toml:12".to_owned(),
            ..SetPin::default()
        }],
        limits: Vec::new(),
    }
}

#[test]
fn a_folder_tells_the_mistakes_of_all_its_files() {
    let folder = tempfile::tempdir().expect("a folder to write to");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("a/x.toml", &rule(LOGIC).replace("amount >", "amont >"));
    write("b/c/x.toml", &rule(LOGIC).replace("\"red\"", "\"rot\""));
    write("b/broken.toml", "id = \"X02\nslug");
    write("b/notes.md", "not a rule");
    write("binary.toml", "x");
    fs::write(folder.path().join("binary.toml"), [0xff, 0xfe, 0x00]).expect("a file");
    let found =
        crate::load(folder.path(), &schema(), &Settings::default()).expect_err("all are broken");
    let told: Vec<(&str, &str)> = found.iter().map(|f| (f.file.as_str(), f.code)).collect();
    for expected in [
        ("a/x.toml", "unknown-column"),
        ("a/x.toml", "same-id"),
        ("b/c/x.toml", "unknown-word"),
        ("b/c/x.toml", "same-id"),
        ("b/broken.toml", "toml"),
        ("binary.toml", "not-utf8"),
    ] {
        assert!(told.contains(&expected), "{expected:?} is not in {told:?}");
    }
    let twins: Vec<&str> = found
        .iter()
        .filter(|f| f.code == "same-id")
        .map(|f| f.message.en.as_str())
        .collect();
    assert_eq!(
        twins,
        [
            "the id X01 also stands in b/c/x.toml:1",
            "the id X01 also stands in a/x.toml:1"
        ]
    );
}

#[test]
fn a_folder_that_is_not_there_is_a_diagnostic() {
    let found = crate::load("no/such/folder", &schema(), &Settings::default())
        .expect_err("it is not there");
    assert_eq!(
        found
            .iter()
            .map(|f| (f.file.as_str(), f.code))
            .collect::<Vec<_>>(),
        [("no/such/folder", "unreadable")]
    );
}

#[test]
#[cfg(unix)]
fn a_link_out_of_the_folder_is_refused() {
    let (inside, outside) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    fs::write(outside.path().join("x.toml"), rule(LOGIC)).expect("a file");
    std::os::unix::fs::symlink(outside.path().join("x.toml"), inside.path().join("x.toml"))
        .expect("a link");
    let found = crate::load(inside.path(), &schema(), &Settings::default())
        .expect_err("the link leads out");
    assert_eq!(
        found
            .iter()
            .map(|f| (f.file.as_str(), f.code))
            .collect::<Vec<_>>(),
        [("x.toml", "outside-folder")]
    );
}

#[test]
fn too_large_a_file_and_too_deep_a_folder_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut large = rule(LOGIC);
    large.push_str(&"#".repeat(1024 * 1024));
    fs::write(folder.path().join("x.toml"), large).expect("a file");
    fs::create_dir_all(folder.path().join("d/".repeat(18))).expect("folders");
    let found =
        crate::load(folder.path(), &schema(), &Settings::default()).expect_err("both are refused");
    let mut codes: Vec<&str> = found.iter().map(|f| f.code).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["too-deep", "too-large"]);
}

#[test]
fn a_setting_overrides_a_param_and_says_whence() {
    let book = sample::load_with(&rule(LOGIC), &set("X01", "least", "500元")).expect("it is right");
    let rule_read = book.rule("x").expect("it is there");
    let param = rule_read.params.first().expect("it has one");
    assert_eq!(
        (&param.value, &param.default),
        (&Literal::Money(50_000), &Literal::Money(20_000))
    );
    assert_eq!(
        (param.origin.as_str(), param.by.as_str()),
        ("sanzi.toml:12", "王某")
    );
    let shown = sample::faults(&[]) + &crate::plan::sketch(&rule_read.detects[0].cite.hits);
    assert!(shown.contains("amount > 500元"), "{shown}");
    for (settings, told) in [
        (set("X1", "least", "500元"), "unknown-rule ‹X1›"),
        (set("x", "lest", "500元"), "unknown-param ‹lest›"),
        (set("X01", "least", "5天"), "wrong-unit ‹5天›"),
        (set("X01", "least", "1001元"), "out-of-bounds ‹1001元›"),
        (set("X01", "least", "很多"), "bad-value ‹很多›"),
    ] {
        let found = sample::load_with(&rule(LOGIC), &settings).expect_err("it is wrong");
        assert!(
            sample::faults(&found).starts_with(told),
            "{told}: {}",
            sample::faults(&found)
        );
        assert_eq!(found[0].file, "sanzi.toml:12");
    }
}

#[test]
fn a_rule_knows_its_file_group_and_examples() {
    let toml = rule(LOGIC)
        + "[[example]]\nname = \"边界\"\npayments = \"\"\"\norg,date,amount,payee\n村A,2024-01-01,200.01,\"甲,乙\"\n\n村A,2024-01-01,200.00,丙\n\"\"\"\nexpect = [\"hit\", \"no\"]\nlimits = { \"payment-approval\" = \"1万元\" }\nas_of = 2024-12-31\n";
    let book = sample::load(&toml)
        .map_err(|f| sample::faults(&f))
        .expect("it is right");
    let found = &book.rules[0];
    assert_eq!(
        (
            found.file.as_str(),
            found.group.as_str(),
            found.sha256.len()
        ),
        ("X-group/x.toml", "X-group", 64)
    );
    let example = &found.examples[0];
    assert_eq!(
        (example.feed.as_str(), example.expect.len(), example.line),
        ("payments", 2, 14)
    );
    assert_eq!(example.limits.get("payment-approval"), Some(&1_000_000));
    assert_eq!(example.as_of, Some(20_088));
    let breaches: Vec<&str> = crate::check_shipped(&book).iter().map(|b| b.code).collect();
    assert_eq!(
        breaches,
        [
            "too-few-examples",
            "too-few-examples",
            "missing-key",
            "missing-key",
            "missing-key",
            "missing-key"
        ]
    );
}

#[test]
fn a_param_is_filled_into_the_sentence() {
    let toml = rule(LOGIC).replace("{amount} 元\"", "{amount} 元（超过 {$least}）\"");
    let book = sample::load(&toml)
        .map_err(|f| sample::faults(&f))
        .expect("it is right");
    assert_eq!(
        book.rules[0].say,
        Wording::new(
            "{date} 付 {party} {amount} 元（超过 200元）",
            "{date}: {amount} yuan to {party}"
        )
    );
}

#[test]
fn shipped_rules_load_and_are_sound_and_complete() {
    let schema = ledger::Schema::of(&ledger::Config::default()).expect("shipped feeds are right");
    let book = crate::embedded(&schema, &Settings::default())
        .map_err(|f| sample::faults(&f))
        .expect("shipped rules are right");
    assert!(!book.rules.is_empty());
    let served = super::served(&schema);
    for detect in book.rules.iter().flat_map(|r| &r.detects) {
        let cite = &detect.cite;
        let unsound = crate::compile::sound::unsound(cite, &served);
        assert_eq!(unsound, [""; 0], "{}", crate::plan::sketch(&cite.hits));
    }
    assert_eq!(sample::faults(&crate::check_shipped(&book)), "");
}

#[test]
fn an_exception_speaks_only_of_the_feeds_that_have_its_columns() {
    let toml = rule(LOGIC).replace("[\"payments\"]", "[\"payments\", \"journal\"]")
        + "[[unless]]\nname = \"x\"\nwhere = \"preparer = reviewer\"\nthen = \"drop\"\n[[unless]]\nname = \"y\"\nwhere = \"method = '现金'\"\nthen = \"weaken\"\n";
    let book = sample::load(&toml)
        .map_err(|f| sample::faults(&f))
        .expect("it is right");
    let detects = &book.rules[0].detects;
    let asked: Vec<(&str, bool, usize)> = detects
        .iter()
        .map(|d| {
            let dropped = crate::plan::sketch(&d.cite.hits).contains("preparer");
            (d.feed.as_str(), dropped, d.cite.unless.len())
        })
        .collect();
    assert_eq!(asked, [("payments", false, 1), ("journal", true, 0)]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn a_rule_with_a_hole_or_a_stranger_in_it_never_panics(at in 0_usize..1200, length in 0_usize..40, put in "[\"\\\\{}$.=\\[\\]元天会0-9a-z\n]{0,6}") {
        let whole = rule(LOGIC) + "[[detect]]\nkind = \"during\"\nother = \"meetings\"\nbefore = \"3天\"\n[[unless]]\nname = \"x\"\nwhere = \"other.title = '会'\"\nthen = \"drop\"\n[[example]]\nname = \"x\"\npayments = \"\"\"\norg,date\n村A,2024-01-01\n\"\"\"\nexpect = [\"hit\"]\n";
        let kept: String = whole.chars().take(at).collect();
        let rest: String = whole.chars().skip(at + length).collect();
        drop(sample::load(&format!("{kept}{put}{rest}")).map_err(|f| sample::faults(&f)));
    }
}
