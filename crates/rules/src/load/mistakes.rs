//! What users get wrong in a rule file, and what they are told.

use crate::sample::{self, rule};

/// `told` must stand in the list of mistakes, as `code ‹text at fault›`, and nothing else must be wrong.
pub(super) fn check(toml: &str, told: &[&str]) {
    let found = told_of(toml);
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(lines.len(), told.len(), "{toml}\n{found}");
    for told in told {
        assert!(
            lines.iter().any(|l| l.starts_with(told)),
            "{told} is not in\n{found}"
        );
    }
}

/// What a rule file is told, a line a mistake.
pub(super) fn told_of(toml: &str) -> String {
    sample::load(toml).map_or_else(|found| sample::faults(&found), |_| String::new())
}

/// A rule with `[[detect]] kind = "match"` whose condition is `condition`.
pub(super) fn matching(condition: &str) -> String {
    rule(&format!(
        "[[detect]]\nkind = \"match\"\nwhere = \"{condition}\"\n"
    ))
}

/// The rule that lacks nothing, with one text of its head put in place of another.
fn head(from: &str, to: &str) -> String {
    let whole = matching("amount > 1");
    assert!(whole.contains(from), "{from}");
    whole.replace(from, to)
}

#[test]
fn a_rule_that_lacks_nothing_loads() {
    check(&matching("amount > 1"), &[]);
}

#[test]
fn mistakes_of_the_head() {
    for (toml, told) in [
        (
            head("grade = \"red\"", "grade = \"rde\""),
            "unknown-word ‹\"rde\"›",
        ),
        (
            head("grade = \"red\"", "graed = \"red\""),
            "unknown-key ‹graed›",
        ),
        (head("grade = \"red\"", "grade = 3"), "wrong-type ‹3›"),
        (head("id = \"X01\"", "id = \"x 1\""), "bad-name ‹\"x 1\"›"),
        (head("slug = \"x\"", "slug = \"y\""), "slug ‹\"y\"›"),
        (
            head("\"payments\"", "\"paymens\""),
            "unknown-feed ‹\"paymens\"›",
        ),
        (head("\"payments\"", "\"orgs\""), "no-collective ‹\"orgs\"›"),
        (head("\"date\", ", "\"dat\", "), "unknown-column ‹\"dat\"›"),
        (head(", en = \"Possible something\"", ""), "missing-key ‹"),
        (
            head("en = \"Possible something\"", "en = \" \""),
            "empty ‹\" \"›",
        ),
        (
            head("en = \"Possible something\"", "en = \"x\", de = \"y\""),
            "unknown-key ‹de›",
        ),
        (
            head(
                "why = { zh = \"原因\", en = \"a reason\" }",
                "why = \"原因\"",
            ),
            "wrong-type ‹\"原因\"›",
        ),
        (
            head("{date} 付 {party}", "{date} 付 {prty}"),
            "unknown-placeholder ‹prty›",
        ),
        (
            head("{date}: {amount}", "{date}: {$least}"),
            "unknown-placeholder ‹$least›",
        ),
        (
            head("{date}: {amount} yuan", "{date}: {amount yuan to party"),
            "unknown-placeholder ‹",
        ),
        (
            head("grade = \"red\"", "grade = \"red\"\nstatus = \"final\""),
            "unknown-word ‹\"final\"›",
        ),
        (
            head("grade = \"red\"", "grade = \"red\"\ngrade = \"red\""),
            "toml ‹",
        ),
        (
            head(
                "grade = \"red\"",
                "grade = \"red\"\nbasis = [{ title = \"法\", from = \"2024\" }]",
            ),
            "wrong-type ‹\"2024\"›",
        ),
        (
            head(
                "grade = \"red\"",
                "grade = \"red\"\nbasis = [{ title = \"法\", from = 2024-01-02, until = 2024-01-01 }]",
            ),
            "bad-dates ‹2024-01-01›",
        ),
        (
            head(
                "grade = \"red\"",
                "grade = \"red\"\ncheck = { zh = [\"一\", \"二\"], en = [\"one\"] }",
            ),
            "missing-language ‹",
        ),
        (
            head("grade = \"red\"", "grade = \"red\"\nneeds_more = true"),
            "unknown-key ‹needs_more›",
        ),
    ] {
        // A head that cannot be read hides nothing else here, because the rest of the rule is right.
        let found = told_of(&toml);
        assert!(
            found.lines().any(|l| l.starts_with(told)),
            "{told} is not in\n{found}\n{toml}"
        );
    }
    for key in ["id", "slug", "title", "grade", "feed", "why", "say"] {
        let without: String = matching("amount > 1")
            .lines()
            .filter(|l| !l.starts_with(&format!("{key} =")))
            .flat_map(|l| [l, "\n"])
            .collect();
        let found = sample::faults(&sample::load(&without).expect_err("a key is missing"));
        assert!(
            found.contains(&format!("the key `{key}` is missing")),
            "{key}\n{found}"
        );
    }
}

#[test]
fn mistakes_of_conditions_stand_under_their_characters() {
    check(
        &matching("金额 > 1 且 摘药 = '旅游'"),
        &["unknown-column ‹摘药›"],
    );
    check(&matching("amont > 1"), &["unknown-column ‹amont›"]);
    check(&matching("flag = '冲'"), &["unknown-column ‹flag›"]);
    check(&matching("amount + 1"), &["not-a-condition ‹amount + 1›"]);
    check(&matching("amount > $least"), &["unknown-param ‹$least›"]);
    check(&matching("mentions('travl')"), &["unknown-list"]);
}

#[test]
fn one_pass_names_all_mistakes() {
    let toml = head("grade = \"red\"", "grade = \"rde\"\nlevel = 1")
        .replace("feed = [\"payments\"]", "feed = [\"payments\", \"jurnal\"]");
    check(
        &toml,
        &[
            "unknown-word ‹\"rde\"›",
            "unknown-key ‹level›",
            "unknown-feed ‹\"jurnal\"›",
        ],
    );
}
