//! A SELECT over tables in memory.

use super::{Case, check, found};

fn query(select: &str) -> String {
    format!("kind = \"query\"\nselect = '''{select}'''")
}

#[test]
fn what_a_select_leaves_is_a_hit() {
    let rows = query("SELECT * FROM payments WHERE 收支为支出 且 amount >= 200");
    let pairs = query(
        "SELECT later.date AS next FROM payments JOIN payments AS later
         ON org = later.org AND payee = later.payee AND later.date > date AND later.date - date <= 2天",
    );
    let groups = query(
        "SELECT sum(amount) AS total FROM payments GROUP BY org, payee
         HAVING sum(amount) > 100 AND count(DISTINCT date) = 2",
    );
    check(&[
        Case {
            name: "rows",
            keys: &rows,
            rows: "date,direction,amount,payee\n2024-01-01,out,200,甲\n2024-01-01,out,199.99,甲\n2024-01-01,in,300,甲",
            expect: "hit no no",
        },
        Case {
            name: "pairs by equal columns and two days",
            keys: &pairs,
            rows: "date,direction,amount,payee\n2024-01-01,out,1,甲\n2024-01-03,out,1,甲\n2024-01-06,out,1,甲\n2024-01-01,out,1,乙",
            expect: "hit no no no",
        },
        Case {
            name: "groups by their sum and their days; NULL is in no group",
            keys: &groups,
            rows: "date,direction,amount,payee\n2024-01-01,out,60,甲\n2024-01-02,out,60,甲\n2024-01-01,out,60,乙\n2024-01-01,out,60,乙\n2024-01-01,out,60,\n2024-01-02,out,60,",
            expect: "hit hit no no no no",
        },
    ]);
}

#[test]
fn what_a_condition_hangs_on_is_not_judged() {
    let keys = query("SELECT * FROM payments WHERE amount >= limit('payment-approval')");
    check(&[Case {
        name: "no limit is set here",
        keys: &keys,
        rows: "date,direction,amount,payee\n2024-01-01,out,200,甲",
        expect: "unknown",
    }]);
}

#[test]
fn a_group_is_one_lead_with_its_facts() {
    let keys = query(
        "SELECT count(*) AS times, sum(amount) AS total, max(date) AS until, amount FROM payments
         GROUP BY org, payee HAVING count(*) >= 2",
    );
    let months = query("SELECT month(date) AS month FROM payments GROUP BY org, month(date)");
    let parted = found(
        &months,
        "date,direction,amount,payee\n2024-01-01,out,60,甲\n2024-02-09,out,70,甲\n2024-02-10,out,60,乙",
    );
    let subjects: Vec<&str> = parted
        .leads
        .iter()
        .map(|l| l.subject[1].1.as_str())
        .collect();
    assert_eq!(parted.leads[0].subject[1].0, "month");
    assert!(subjects.contains(&"1") && subjects.contains(&"2") && subjects.len() == 2);
    let found = found(
        &keys,
        "date,direction,amount,payee\n2024-01-01,out,60,甲\n2024-01-09,out,70,甲\n2024-01-01,out,60,乙",
    );
    let facts: Vec<(&str, &str)> = found.leads[0]
        .facts
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        facts,
        [("times", "2"), ("total", "130.00"), ("until", "2024-01-09")]
    );
    assert_eq!(found.leads.len(), 1);
}

#[test]
fn a_row_without_any_pair_lacks_what_it_is_judged_beside() {
    let pairs = |least: &str| {
        let select = "SELECT count(*) AS times FROM payments JOIN payments AS p
            ON org = p.org AND payee = p.payee AND p.amount > 100 GROUP BY org, payee HAVING count(*) >= 2";
        format!("{least}{}", query(select))
    };
    let rows = "date,direction,amount,payee\n2024-01-01,out,1,甲\n2024-01-02,out,101,乙\n2024-01-03,out,1,乙\n2024-01-04,out,1,";
    check(&[
        Case {
            name: "without least it is clear",
            keys: &pairs(""),
            rows,
            expect: "no hit hit no",
        },
        Case {
            name: "with least it is not judged, but for one that is blank in a key",
            keys: &pairs("least = 1\n"),
            rows,
            expect: "unknown hit hit no",
        },
    ]);
}
