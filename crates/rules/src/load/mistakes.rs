//! What users get wrong in a rule file, and what they are told.

use crate::sample::{self, rule};

/// `told` must stand in the list of mistakes, as `code ‹text at fault›`, and nothing else must be wrong.
fn check(toml: &str, told: &[&str]) {
    let found = match sample::load(toml) {
        Ok(_) => String::new(),
        Err(found) => sample::faults(&found),
    };
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(lines.len(), told.len(), "{toml}\n{found}");
    for told in told {
        assert!(lines.iter().any(|l| l.starts_with(told)), "{told} is not in\n{found}");
    }
}

/// A rule with `[[detect]] kind = "match"` whose condition is `condition`.
fn matching(condition: &str) -> String {
    rule(&format!("[[detect]]\nkind = \"match\"\nwhere = \"{condition}\"\n"))
}

/// A rule with a logic of that kind and keys, over all rows.
fn logic(keys: &str) -> String {
    rule(&format!("[[detect]]\n{keys}\n"))
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
        (head("grade = \"red\"", "grade = \"rde\""), "unknown-word ‹\"rde\"›"),
        (head("grade = \"red\"", "graed = \"red\""), "unknown-key ‹graed›"),
        (head("grade = \"red\"", "grade = 3"), "wrong-type ‹3›"),
        (head("id = \"X01\"", "id = \"x 1\""), "bad-name ‹\"x 1\"›"),
        (head("slug = \"x\"", "slug = \"y\""), "slug ‹\"y\"›"),
        (head("\"payments\"", "\"paymens\""), "unknown-feed ‹\"paymens\"›"),
        (head("\"date\", ", "\"dat\", "), "unknown-column ‹\"dat\"›"),
        (head(", en = \"Possible something\"", ""), "missing-key ‹"),
        (head("en = \"Possible something\"", "en = \" \""), "empty ‹\" \"›"),
        (head("en = \"Possible something\"", "en = \"x\", de = \"y\""), "unknown-key ‹de›"),
        (head("why = { zh = \"原因\", en = \"a reason\" }", "why = \"原因\""), "wrong-type ‹\"原因\"›"),
        (head("{date} 付 {party}", "{date} 付 {prty}"), "unknown-placeholder ‹prty›"),
        (head("{date}: {amount}", "{date}: {$least}"), "unknown-placeholder ‹$least›"),
        (head("{date}: {amount} yuan", "{date}: {amount yuan to party"), "unknown-placeholder ‹"),
        (head("grade = \"red\"", "grade = \"red\"\nstatus = \"final\""), "unknown-word ‹\"final\"›"),
        (head("grade = \"red\"", "grade = \"red\"\ngrade = \"red\""), "toml ‹"),
        (head("grade = \"red\"", "grade = \"red\"\nbasis = [{ title = \"法\", from = \"2024\" }]"), "wrong-type ‹\"2024\"›"),
        (head("grade = \"red\"", "grade = \"red\"\nbasis = [{ title = \"法\", from = 2024-01-02, until = 2024-01-01 }]"), "bad-dates ‹2024-01-01›"),
        (head("grade = \"red\"", "grade = \"red\"\ncheck = { zh = [\"一\", \"二\"], en = [\"one\"] }"), "missing-language ‹"),
        (head("grade = \"red\"", "grade = \"red\"\nneeds_more = true"), "unknown-key ‹needs_more›"),
    ] {
        // A head that cannot be read hides nothing else here, because the rest of the rule is right.
        let found = sample::load(&toml).map(|_| String::new()).unwrap_or_else(|f| sample::faults(&f));
        assert!(found.lines().any(|l| l.starts_with(told)), "{told} is not in\n{found}\n{toml}");
    }
    for key in ["id", "slug", "title", "grade", "feed", "why", "say"] {
        let without: String = matching("amount > 1").lines().filter(|l| !l.starts_with(&format!("{key} ="))).map(|l| format!("{l}\n")).collect();
        let found = sample::faults(&sample::load(&without).expect_err("a key is missing"));
        assert!(found.contains(&format!("the key `{key}` is missing")), "{key}\n{found}");
    }
}

#[test]
fn mistakes_of_conditions_stand_under_their_characters() {
    check(&matching("金额 > 1 且 摘药 = '旅游'"), &["unknown-column ‹摘药›"]);
    check(&matching("amont > 1"), &["unknown-column ‹amont›"]);
    check(&matching("amount + 1"), &["not-a-condition ‹amount + 1›"]);
    check(&matching("amount > $least"), &["unknown-param ‹$least›"]);
    check(&matching("mentions('travl')"), &["unknown-list"]);
}

#[test]
fn mistakes_of_logics() {
    for (keys, told) in [
        ("kind = \"mach\"\nwhere = \"amount > 1\"", "unknown-kind ‹\"mach\"›"),
        ("where = \"amount > 1\"", "missing-key ‹"),
        ("kind = \"match\"", "missing-key ‹"),
        ("kind = \"match\"\nwhere = \"amount > 1\"\nbefore = \"3天\"", "unknown-key ‹before›"),
        ("kind = \"match\"\nwhere = \"amount > 1\"\nrows = \"some\"", "unknown-word ‹\"some\"›"),
        ("kind = \"match\"\nwhere = \"amount > 1\"\nfeed = [\"meetings\"]", "unknown-feed ‹\"meetings\"›"),
        ("kind = \"match\"\nwhere = \"amount > 1\"\ngrade = \"green\"", "unknown-word ‹\"green\"›"),
        ("kind = \"match\"\nwhere = \"amount > 1\"\nfacts = { half = \"amuont / 2\" }", "unknown-column ‹amuont›"),
        ("kind = \"during\"", "missing-key ‹"),
        ("kind = \"during\"\nother = \"meeting\"", "unknown-feed ‹\"meeting\"›"),
        ("kind = \"during\"\nother = \"meetings\"\nbefore = \"200元\"", "wrong-unit ‹\"200元\"›"),
        ("kind = \"during\"\nother = \"meetings\"\nbefore = \"3天半\"", "bad-unit ‹3天半›"),
        ("kind = \"during\"\nother = \"meetings\"\nbefore = \"-3天\"", "out-of-bounds ‹\"-3天\"›"),
        ("kind = \"during\"\nother = \"meetings\"\nbefore = \"$before\"", "unknown-param ‹\"$before\"›"),
        ("kind = \"during\"\nother = \"meetings\"\nbefore = 3", "wrong-type ‹3›"),
        ("kind = \"during\"\nother = \"meetings\"\non = [\"org\", \"payee = hall\"]", "unknown-column ‹\"payee = hall\"›"),
        ("kind = \"during\"\nother = \"meetings\"\non = [\"payee = start\"]", "type-mismatch ‹\"payee = start\"›"),
        ("kind = \"during\"\nother = \"meetings\"\nother_where = \"amount > 1\"", "unknown-column ‹amount›"),
        ("kind = \"during\"\nother = \"controls\"", "unknown-column ‹\"during\"›"),
        ("kind = \"missing\"\nother = \"decisions\"\ncovers = \"subject\"", "wrong-unit ‹\"subject\"›"),
        ("kind = \"burst\"", "missing-key ‹"),
        ("kind = \"burst\"\nwithin = \"7天\"\nreach = \"3天\"", "wrong-unit ‹3天›"),
        ("kind = \"burst\"\nwithin = \"7天\"\nleast = \"0\"", "out-of-bounds ‹\"0\"›"),
        ("kind = \"burst\"\nwithin = \"7天\"\nby = [\"payer\"]", "unknown-column ‹\"payer\"›"),
        ("kind = \"duplicate\"", "missing-key ‹"),
        ("kind = \"duplicate\"\nsame = [\"org\", \"amonut\"]", "unknown-column ‹\"amonut\"›"),
        ("kind = \"duplicate\"\nsame = \"org\"", "wrong-type ‹\"org\"›"),
        ("kind = \"duplicate\"\nsame = [\"org\"]\nperiodic = \"yes\"", "wrong-type ‹\"yes\"›"),
        ("kind = \"total\"", "missing-key ‹"),
        ("kind = \"total\"\nover = \"1元\"\nreach = \"1元\"", "missing-key ‹"),
        ("kind = \"total\"\nover = \"1元\"\nperiod = \"week\"", "unknown-word ‹\"week\"›"),
        ("kind = \"total\"\nmeasure = \"count\"\nover = \"1元\"", "wrong-unit ‹1元›"),
        ("kind = \"balance\"", "missing-key ‹"),
        ("kind = \"balance\"\ncheck = \"vouchers\"", "unknown-word ‹\"vouchers\"›"),
        ("kind = \"balance\"\ncheck = \"voucher\"", "unknown-column ‹\"balance\"›"),
    ] {
        check(&logic(keys), &[told]);
    }
    check(&rule(""), &["missing-key ‹"]);
}

#[test]
fn mistakes_of_what_surrounds_a_logic() {
    let after = |rest: &str| format!("{}{rest}", matching("amount > $least"));
    let param = |body: &str| after(&format!("[params]\nleast = {{ {body} }}\n"));
    let doc = "doc = { zh = \"数\", en = \"n\" }";
    check(&param(&format!("value = \"200元\", {doc}")), &[]);
    for (toml, told) in [
        (param("value = \"200元\""), "missing-key ‹"),
        (param(&format!("value = \"200块\", {doc}")), "bad-unit ‹200块›"),
        (param(&format!("value = \"5元\", min = \"10元\", {doc}")), "out-of-bounds ‹\"5元\"›"),
        (param(&format!("value = \"5元\", max = \"1天\", {doc}")), "wrong-unit ‹\"1天\"›"),
        (param(&format!("value = \"5元\", most = \"9元\", {doc}")), "unknown-key ‹most›"),
    ] {
        let found = sample::faults(&sample::load(&toml).expect_err("it is wrong"));
        assert!(found.lines().any(|l| l.starts_with(told)), "{told} is not in\n{found}");
    }
    let after = |rest: &str| format!("{}{rest}", matching("amount > 1"));
    for (rest, told) in [
        ("[params]\nleast = { value = \"1元\", doc = { zh = \"数\", en = \"n\" } }\n", "unused-param ‹least›"),
        ("[[unless]]\nname = \"x\"\nwhere = \"amount > 2\"\nthen = \"skip\"\n", "unknown-word ‹\"skip\"›"),
        ("[[unless]]\nname = \"x\"\nthen = \"drop\"\n", "missing-key ‹"),
        ("[[unless]]\nname = \"x\"\nwhere = \"amout > 2\"\nthen = \"drop\"\n", "unknown-column ‹amout›"),
        ("[[unless]]\nname = \"x\"\nwhere = \"other.title = '会'\"\nthen = \"drop\"\n", "unknown-"),
        ("[[unless]]\nname = \"x\"\nwhere = \"amout > 2\"\nthen = \"weaken\"\n", "unknown-column ‹amout›"),
        ("[[raise]]\nname = \"x\"\nwhere = \"days > 2\"\n", "unknown-column ‹days›"),
        ("[lead]\nper = \"week\"\n", "unknown-word ‹\"week\"›"),
        ("[lead]\nsubject = [\"org\", \"payer\"]\n", "unknown-column ‹\"payer\"›"),
        ("[lead]\ndays = \"7元\"\nper = \"burst\"\n", "wrong-unit ‹\"7元\"›"),
        ("[lead]\nsubjects = [\"org\"]\n", "unknown-key ‹subjects›"),
        ("[[example]]\nname = \"x\"\npayments = \"\"\"\norg,date\n村A,2024-01-01\n\"\"\"\nexpect = []\n", "wrong-count ‹[]›"),
        ("[[example]]\nname = \"x\"\npayments = \"\"\"\norg,dat\n村A,2024-01-01\n\"\"\"\nexpect = [\"hit\"]\n", "unknown-column ‹dat›"),
        ("[[example]]\nname = \"x\"\npayments = \"\"\"\norg,date\n村A\n\"\"\"\nexpect = [\"hit\"]\n", "wrong-count ‹村A›"),
        ("[[example]]\nname = \"x\"\npayments = \"\"\"\norg,date\n村A,2024-01-01\n\"\"\"\nexpect = [\"hti\"]\n", "unknown-word ‹\"hti\"›"),
        ("[[example]]\nname = \"x\"\npayment = \"org\\n村A\"\nexpect = [\"hit\"]\n", "unknown-key ‹payment›"),
        ("[[example]]\nname = \"x\"\nmeetings = \"org\\n村A\"\nexpect = [\"hit\"]\n", "missing-key ‹"),
        ("[[example]]\nname = \"x\"\npayments = \"org\\n村A\"\nexpect = [\"hit\"]\nlimits = { \"payment-aproval\" = \"1元\" }\n", "unknown-limit ‹\"payment-aproval\"›"),
        ("[[example]]\nname = \"x\"\npayments = \"org\\n村A\"\nexpect = [\"hit\"]\nas_of = \"2024\"\n", "wrong-type ‹\"2024\"›"),
        ("[[example]]\nname = \"x\"\npayments = \"org\\n村A\"\nexpect = [\"hit\"]\nregion = \"广州\"\n", "bad-region ‹\"广州\"›"),
    ] {
        let found = sample::load(&after(rest)).map(|_| String::new()).unwrap_or_else(|f| sample::faults(&f));
        assert!(found.lines().any(|l| l.starts_with(told)), "{told} is not in\n{found}\n{rest}");
    }
}

#[test]
fn one_pass_names_all_mistakes() {
    let toml = head("grade = \"red\"", "grade = \"rde\"\nlevel = 1").replace("feed = [\"payments\"]", "feed = [\"payments\", \"jurnal\"]");
    check(&toml, &["unknown-word ‹\"rde\"›", "unknown-key ‹level›", "unknown-feed ‹\"jurnal\"›"]);
}
