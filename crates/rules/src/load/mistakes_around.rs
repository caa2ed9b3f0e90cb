//! What users get wrong around the logics of a rule, and what they are told.

use super::mistakes::{check, matching, told_of};
use crate::sample;

/// What stands after a rule's logic, and what it is told.
const AROUND: &[(&str, &str)] = &[
    (
        "[params]\nleast = { value = \"1元\", doc = { zh = \"数\", en = \"n\" } }\n",
        "unused-param ‹least›",
    ),
    (
        "[[unless]]\nname = \"x\"\nwhere = \"amount > 2\"\nthen = \"skip\"\n",
        "unknown-word ‹\"skip\"›",
    ),
    (
        "[[unless]]\nname = \"x\"\nthen = \"drop\"\n",
        "missing-key ‹",
    ),
    (
        "[[unless]]\nname = \"x\"\nwhere = \"amout > 2\"\nthen = \"drop\"\n",
        "unknown-column ‹amout›",
    ),
    (
        "[[unless]]\nname = \"x\"\nwhere = \"other.title = '会'\"\nthen = \"drop\"\n",
        "unknown-",
    ),
    (
        "[[unless]]\nname = \"x\"\nwhere = \"amout > 2\"\nthen = \"weaken\"\n",
        "unknown-column ‹amout›",
    ),
    (
        "[[raise]]\nname = \"x\"\nwhere = \"days > 2\"\n",
        "unknown-column ‹days›",
    ),
    ("[lead]\nper = \"week\"\n", "unknown-word ‹\"week\"›"),
    (
        "[lead]\nsubject = [\"org\", \"payer\"]\n",
        "unknown-column ‹\"payer\"›",
    ),
    (
        "[lead]\ndays = \"7元\"\nper = \"burst\"\n",
        "wrong-unit ‹\"7元\"›",
    ),
    ("[lead]\nsubjects = [\"org\"]\n", "unknown-key ‹subjects›"),
    (
        "[[example]]\nname = \"x\"\npayments = \"\"\"\norg,date\n村A,2024-01-01\n\"\"\"\nexpect = []\n",
        "wrong-count ‹[]›",
    ),
    (
        "[[example]]\nname = \"x\"\npayments = \"\"\"\norg,dat\n村A,2024-01-01\n\"\"\"\nexpect = [\"hit\"]\n",
        "unknown-column ‹dat›",
    ),
    (
        "[[example]]\nname = \"x\"\npayments = \"\"\"\norg,date\n村A\n\"\"\"\nexpect = [\"hit\"]\n",
        "wrong-count ‹村A›",
    ),
    (
        "[[example]]\nname = \"x\"\npayments = \"\"\"\norg,date\n村A,2024-01-01\n\"\"\"\nexpect = [\"hti\"]\n",
        "unknown-word ‹\"hti\"›",
    ),
    (
        "[[example]]\nname = \"x\"\npayment = \"org\\n村A\"\nexpect = [\"hit\"]\n",
        "unknown-key ‹payment›",
    ),
    (
        "[[example]]\nname = \"x\"\nmeetings = \"org\\n村A\"\nexpect = [\"hit\"]\n",
        "missing-key ‹",
    ),
    (
        "[[example]]\nname = \"x\"\npayments = \"org\\n村A\"\nexpect = [\"hit\"]\nlimits = { \"payment-aproval\" = \"1元\" }\n",
        "unknown-limit ‹\"payment-aproval\"›",
    ),
    (
        "[[example]]\nname = \"x\"\npayments = \"org\\n村A\"\nexpect = [\"hit\"]\nas_of = \"2024\"\n",
        "wrong-type ‹\"2024\"›",
    ),
    (
        "[[example]]\nname = \"x\"\npayments = \"org\\n村A\"\nexpect = [\"hit\"]\nregion = \"广州\"\n",
        "bad-region ‹\"广州\"›",
    ),
];

#[test]
fn mistakes_of_what_surrounds_a_logic() {
    let after = |rest: &str| format!("{}{rest}", matching("amount > $least"));
    let param = |body: &str| after(&format!("[params]\nleast = {{ {body} }}\n"));
    let doc = "doc = { zh = \"数\", en = \"n\" }";
    check(&param(&format!("value = \"200元\", {doc}")), &[]);
    for (toml, told) in [
        (param("value = \"200元\""), "missing-key ‹"),
        (
            param(&format!("value = \"200块\", {doc}")),
            "bad-unit ‹200块›",
        ),
        (
            param(&format!("value = \"5元\", min = \"10元\", {doc}")),
            "out-of-bounds ‹\"5元\"›",
        ),
        (
            param(&format!("value = \"5元\", max = \"1天\", {doc}")),
            "wrong-unit ‹\"1天\"›",
        ),
        (
            param(&format!("value = \"5元\", most = \"9元\", {doc}")),
            "unknown-key ‹most›",
        ),
    ] {
        let found = sample::faults(&sample::load(&toml).expect_err("it is wrong"));
        assert!(
            found.lines().any(|l| l.starts_with(told)),
            "{told} is not in\n{found}"
        );
    }
}

#[test]
fn mistakes_of_exceptions_leads_and_examples() {
    let after = |rest: &str| format!("{}{rest}", matching("amount > 1"));
    for (rest, told) in AROUND {
        let found = told_of(&after(rest));
        assert!(
            found.lines().any(|l| l.starts_with(told)),
            "{told} is not in\n{found}\n{rest}"
        );
    }
}
