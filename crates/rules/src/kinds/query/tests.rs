//! What a SELECT compiles to, and what is told of one that is refused.

use crate::sample::{faults, load, plans, reads, rule};

fn query(select: &str) -> String {
    rule(&format!(
        "[[detect]]\nkind = \"query\"\nselect = '''{select}'''\n"
    ))
}

/// Where a SELECT is not told that, as `code ‹text at fault›`, and nothing else.
fn untold(select: &str, told: &str) -> Option<String> {
    let found = load(&query(select)).map_or_else(|found| faults(&found), |_| String::new());
    let right = found.starts_with(told) && found.lines().count() == usize::from(!told.is_empty());
    (!right).then(|| format!("{select}\n  {told} is not\n  {found}"))
}

#[test]
fn a_select_is_the_plan_that_other_kinds_make() {
    insta::assert_snapshot!(plans(&query("SELECT * FROM payments WHERE direction = 'out' AND amount >= 200")), @r#"
    query payments needs amount, date others []
    subject org, party per Row at "date" amount "amount" context [] facts []
    Filter (direction = 'out' AND amount >= 200元)
      Feed payments (net)
    "#);
    insta::assert_snapshot!(plans(&query("SELECT count(*) AS times, sum(amount) AS total FROM payments JOIN decisions AS d ON org = d.org AND payee = d.payee AND amount > d.amount WHERE d.filed IS NULL GROUP BY org, payee, year(date) HAVING sum(amount) >= 2 * max(d.amount) AND count(DISTINCT voucher_no) > 1")), @r#"
    query payments needs amount, date, payee others ["decisions"]
    subject org, payee, _key_2 per All at "date" amount "amount" context ["d"] facts ["times", "total"]
    Filter (_measured_1 >= (2 * _measured_2) AND _measured_3 > 1)
      Window by org, payee, _key_2 over all: _measured_0 = count(); _measured_1 = sum(amount); _measured_2 = max(d.amount); _measured_3 = distinct(voucher_no)
        Derive _key_2 = Year(date)
          Filter d.filed IS NULL
            Join inner d on org, payee, where amount > d.amount, absence of decisions at any time
              Feed payments (net)
              Feed decisions (net)
    "#);
    insta::assert_snapshot!(plans(&query("SELECT payee FROM 资金收支 GROUP BY 收款人")), @r#"
    query payments needs amount, date, payee others []
    subject payee per All at "date" amount "amount" context [] facts []
    Filter NOT payee IS NULL
      Feed payments (net)
    "#);
}

#[test]
fn a_group_of_too_few_rows_is_open() {
    let with =
        |select: &str| query(select).replace("kind = \"query\"", "kind = \"query\"\nleast = 5");
    insta::assert_snapshot!(plans(&with("SELECT count(*) AS times FROM payments GROUP BY org, payee HAVING sum(amount) >= 2000")), @r#"
    query payments needs amount, date, payee others []
    subject org, payee per All at "date" amount "amount" context [] facts ["times"]
    Filter (NOT _measured_0 IS NULL AND Provided { lacking: Peers(5) }(_measured_0 >= 5, _measured_1 >= 2000元))
      Window by org, payee over all: _measured_0 = count(); _measured_1 = sum(amount)
        Feed payments (net)
    "#);
    insta::assert_snapshot!(plans(&with("SELECT count(*) AS times FROM payments JOIN payments AS p ON org = p.org AND payee = p.payee GROUP BY org, payee HAVING sum(p.amount) >= 2000")), @r#"
    query payments needs amount, date, payee others ["payments"]
    subject org, payee per All at "date" amount "amount" context ["p"] facts ["times"]
    Filter (NOT _measured_0 IS NULL AND Provided { lacking: Peers(5) }(_measured_0 >= 5, _measured_1 >= 2000元))
      Window by org, payee over all: _measured_0 = count(); _measured_1 = sum(p.amount)
        Join inner p on org, payee, absence of payments at any time, judged beside 5 at least
          Feed payments (net)
          Feed payments (net)
    "#);
    let found = load(&with("SELECT payee FROM payments GROUP BY payee"));
    let told = found.map_or_else(|found| faults(&found), |_| String::new());
    assert!(told.starts_with("nothing-to-judge ‹payments›"), "{told}");
}

#[test]
fn a_select_reads_back() {
    insta::assert_snapshot!(reads(&query("SELECT count(*) AS times FROM payments JOIN decisions AS d ON org = d.org WHERE amount > d.amount GROUP BY org HAVING count(*) > 3 AND sum(amount) > max(d.amount)")), @"X01“疑似某事”（红）：在“资金收支”中，满足（金额超过三重一大的核准金额）的记录，与“三重一大”（d）的记录相配（org = d.org），按单位分组，且 count(*) > 3 AND sum(amount) > max(d.amount)。");
}

#[test]
fn what_is_refused_is_said() {
    let cases = [
        ("SELECT * FROM payments", ""),
        ("", "empty ‹"),
        (
            "SELECT * FROM payments; DROP TABLE payments",
            "stray-sign ‹;›",
        ),
        ("SELECT * FROM payments LIMIT 3", "not-in-the-language ‹"),
        (
            "SELECT * FROM payments ORDER BY date",
            "not-in-the-language ‹",
        ),
        (
            "SELECT DISTINCT payee FROM payments",
            "not-in-the-language ‹",
        ),
        (
            "SELECT * FROM payments UNION SELECT * FROM payments",
            "not-in-the-language ‹",
        ),
        (
            "WITH x AS (SELECT * FROM payments) SELECT * FROM payments",
            "not-in-the-language ‹",
        ),
        (
            "SELECT * FROM (SELECT * FROM payments) AS x",
            "not-in-the-language ‹",
        ),
        ("SELECT * FROM payments AS p", "not-in-the-language ‹p›"),
        ("SELECT * FROM payments, decisions", "not-in-the-language ‹"),
        (
            "SELECT * FROM payments LEFT JOIN decisions AS d ON org = d.org",
            "not-in-the-language ‹decisions›",
        ),
        (
            "SELECT * FROM payments CROSS JOIN decisions",
            "not-in-the-language ‹decisions›",
        ),
        (
            "SELECT * FROM payments WHERE payee IN (SELECT payee FROM decisions)",
            "not-in-the-language ‹",
        ),
        (
            "SELECT * FROM payments WHERE EXISTS (SELECT payee FROM decisions)",
            "not-in-the-language ‹",
        ),
        (
            "SELECT sum(amount) OVER (GROUP BY org) AS x FROM payments",
            "unexpected ‹",
        ),
        ("SELECT * FROM decisions", "other-feed ‹decisions›"),
        (
            "SELECT * FROM payments JOIN decison AS d ON org = d.org",
            "unknown-feed ‹decison›",
        ),
        (
            "SELECT * FROM payments JOIN decisions AS payments ON org = payments.org",
            "named-twice ‹payments›",
        ),
        (
            "SELECT * FROM payments JOIN decisions AS d ON amount > d.amount",
            "no-equality ‹amount > d.amount›",
        ),
        (
            "SELECT * FROM payments JOIN decisions AS d ON org = d.orgg",
            "unknown-column ‹orgg›",
        ),
        ("SELECT amount * 2 FROM payments", "no-name ‹amount * 2›"),
        (
            "SELECT * FROM payments WHERE sum(amount) > 100",
            "unknown-function ‹sum›",
        ),
        ("SELECT * FROM payments HAVING count(*) > 3", "no-groups ‹"),
        (
            "SELECT * FROM payments GROUP BY org HAVING amount > 3",
            "not-of-groups ‹amount > 3›",
        ),
        (
            "SELECT * FROM payments GROUP BY org HAVING avg(amount) > 3",
            "not-in-the-language ‹",
        ),
        (
            "SELECT * FROM payments GROUP BY org HAVING sum(payee) > 3",
            "type-mismatch ‹payee›",
        ),
        (
            "SELECT * FROM payments GROUP BY org HAVING sum(sum(amount)) > 3",
            "unknown-function ‹sum›",
        ),
        (
            "SELECT * FROM payments GROUP BY org HAVING count(*)",
            "not-a-condition ‹",
        ),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(s, told)| untold(s, told))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_too_long_or_lacking_is_said() {
    let long = format!(
        "SELECT * FROM payments WHERE {}",
        "amount > 1 AND ".repeat(2000)
    );
    assert_eq!(untold(&long, "too-long ‹"), None);
    let bare = rule("[[detect]]\nkind = \"query\"\n");
    assert!(faults(&load(&bare).expect_err("nothing is selected")).starts_with("missing-key ‹"));
}
