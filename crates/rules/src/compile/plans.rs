//! What each kind compiles to.

use crate::sample::{plans, reads, rule};

/// The plans of a rule over payments with one logic.
fn check(keys: &str) -> String {
    plans(&rule(&format!("[[detect]]\n{keys}\n")))
}

/// The same over the journal.
fn journal(keys: &str) -> String {
    plans(&rule(&format!("[[detect]]\n{keys}\n")).replace("\"payments\"", "\"journal\""))
}

#[test]
fn match_is_a_filter() {
    insta::assert_snapshot!(check("kind = \"match\"\nwhere = \"direction = 'out' AND amount >= 200\"\nrows = \"all\"\nbooks = \"all\""), @"");
}

#[test]
fn drops_are_laid_under_every_grouping() {
    insta::assert_snapshot!(check("kind = \"match\"\nwhere = \"amount >= 200\"\n[[unless]]\nname = \"x\"\nwhere = \"mentions('deposit')\"\nthen = \"drop\"\n[[unless]]\nname = \"y\"\nwhere = \"payee = handler\"\nthen = \"drop\""), @"");
}

#[test]
fn during_is_a_join_by_days() {
    insta::assert_snapshot!(check("kind = \"during\"\nwhere = \"mentions('travel')\"\nother = \"meetings\"\nother_where = \"mentions('meeting')\"\nbefore = \"3天\"\nafter = \"7天\""), @"");
}

#[test]
fn during_over_the_same_feed_and_a_drop_about_pairs() {
    insta::assert_snapshot!(check("kind = \"during\"\nother = \"payments\"\nafter = \"30天\"\npick = \"all\"\ngrade = \"yellow\"\n[[unless]]\nname = \"x\"\nwhere = \"other.amount > amount\"\nthen = \"drop\""), @"");
}

#[test]
fn missing_is_an_anti_join() {
    insta::assert_snapshot!(check("kind = \"missing\"\nother = \"decisions\"\non = [\"org\", \"payee\"]\nbefore = \"365天\""), @"");
}

#[test]
fn missing_with_instalments_compares_running_sums() {
    insta::assert_snapshot!(check("kind = \"missing\"\nwhere = \"amount >= limit('large-payment')\"\nother = \"decisions\"\non = [\"org\", \"payee\"]\ncovers = \"amount\""), @"");
}

#[test]
fn burst_asks_windows_of_days() {
    insta::assert_snapshot!(check("kind = \"burst\"\nwhere = \"amount < limit('payment-approval')\"\nwithin = \"7天\"\nreach = \"limit('payment-approval')\""), @"");
}

#[test]
fn duplicate_with_guards() {
    insta::assert_snapshot!(check("kind = \"duplicate\"\nsame = [\"org\", \"party\", \"amount\"]\nwithin = \"30天\"\nperiodic = true\nbatch = 5"), @"");
}

#[test]
fn duplicate_that_differs_somewhere() {
    insta::assert_snapshot!(check("kind = \"duplicate\"\nsame = [\"invoice_no\"]\ndiffer = [\"voucher_no\"]"), @"");
}

#[test]
fn total_of_a_month() {
    insta::assert_snapshot!(check("kind = \"total\"\nby = [\"org\"]\nwhere = \"mentions('reception')\"\nover = \"5000元\""), @"");
}

#[test]
fn total_against_a_limit_of_its_last_row() {
    insta::assert_snapshot!(check("kind = \"total\"\nperiod = \"all\"\nreach = \"limit('payment-approval')\""), @"");
}

#[test]
fn balance_of_vouchers() {
    insta::assert_snapshot!(journal("kind = \"balance\"\ncheck = \"voucher\""), @"");
}

#[test]
fn balance_that_runs() {
    insta::assert_snapshot!(check("kind = \"balance\"\ncheck = \"running\""), @"");
}

#[test]
fn balance_with_a_floor_and_a_limit() {
    insta::assert_snapshot!(check("kind = \"balance\"\ncheck = \"floor\"\nwhere = \"book = 'cash_book'\"\nabove = \"5000元\"\nmoment = \"day\""), @"");
}

#[test]
fn balance_against_controls() {
    let toml = rule("[[detect]]\nkind = \"balance\"\ncheck = \"controls\"\n")
        .replace("\"payments\"", "\"controls\"")
        .replace("needs = [\"date\", \"amount\"]\n", "")
        .replace("{date} 付 {party} {amount} 元", "{source} {what}")
        .replace("{date}: {amount} yuan to {party}", "{source} {what}");
    insta::assert_snapshot!(plans(&toml), @"");
}

#[test]
fn lead_overrides_what_the_kind_says() {
    insta::assert_snapshot!(check("kind = \"during\"\nother = \"meetings\"\nafter = \"7天\"\nfacts = { half = \"amount / 2\" }\n[lead]\nsubject = [\"org\", \"party\", \"other\"]\nper = \"burst\""), @"");
}

#[test]
fn an_exception_of_pairs_does_not_touch_a_logic_without_pairs() {
    insta::assert_snapshot!(check("kind = \"match\"\nwhere = \"amount > 1\"\n[[detect]]\nkind = \"during\"\nother = \"meetings\"\n[[unless]]\nname = \"x\"\nwhere = \"other.title = '会'\"\nthen = \"drop\""), @"");
}

#[test]
fn rules_read_back_in_one_sentence() {
    let read = |keys: &str| reads(&rule(&format!("[[detect]]\n{keys}\n")));
    let all = [
        read("kind = \"match\"\nwhere = \"direction = 'out' AND amount >= 200\"\n[[unless]]\nname = { zh = \"退押金\", en = \"deposit\" }\nwhere = \"mentions('deposit')\"\nthen = \"drop\""),
        read("kind = \"during\"\nwhere = \"mentions('travel')\"\nother = \"meetings\"\nbefore = \"3天\"\nafter = \"7天\"\ngrade = \"yellow\""),
        read("kind = \"missing\"\nother = \"decisions\"\non = [\"org\", \"payee\"]\nbefore = \"365天\"\ncovers = \"amount\""),
        read("kind = \"burst\"\nwithin = \"7天\"\nreach = \"limit('payment-approval')\""),
        read("kind = \"duplicate\"\nsame = [\"org\", \"party\", \"amount\"]\nwithin = \"30天\"\nperiodic = true\nbatch = 5"),
        read("kind = \"total\"\nby = [\"org\"]\nover = \"5000元\""),
        read("kind = \"balance\"\ncheck = \"floor\"\nabove = \"5000元\"\nmoment = \"day\""),
    ];
    insta::assert_snapshot!(all.join("\n"), @"");
}
