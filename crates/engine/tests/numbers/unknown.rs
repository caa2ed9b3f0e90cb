//! What a collective did not supply, in whole or in a column, is neither a hit nor clear.

use engine::examples;

use super::{book, written};

/// A rule on a feed, what it shows, its tables, and what must come of the rows of the first.
struct Case<'a> {
    name: &'a str,
    keys: &'a str,
    tables: &'a [(&'a str, &'a str)],
    expect: &'a str,
}

fn check(cases: &[Case<'_>]) {
    let rule = |(index, case): (usize, &Case<'_>)| {
        let feed = case.tables[0].0;
        let expect = (case.expect, Some("2024-12-31"));
        written((index, feed), case.name, case.keys, case.tables, expect)
    };
    let rules: Vec<String> = cases.iter().enumerate().map(rule).collect();
    let wrong: Vec<String> = examples(&book(&rules))
        .iter()
        .filter(|outcome| !outcome.passed())
        .map(|o| format!("{}: {:?} {}", o.name, o.wrong, o.failed))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_collective_without_a_needed_column_is_no_hit() {
    check(&[Case {
        name: "村B never fills credit",
        keys: "kind = \"balance\"\ncheck = \"voucher\"\nby = [\"org\", \"voucher_no\"]",
        tables: &[(
            "journal",
            "org,date,voucher_no,summary,account_code,account_name,debit,credit
村A,2024-05-12,记-1,购办公用品,51301,管理费用,360.00,
村A,2024-05-12,记-1,购办公用品,102,银行存款,,359.99
村B,2024-05-12,记-1,购办公用品,51301,管理费用,360.00,
村B,2024-05-12,记-2,购办公用品,51301,管理费用,20.00,",
        )],
        expect: "hit hit unknown unknown",
    }]);
}

#[test]
fn absence_is_judged_only_where_the_other_feed_fills_its_keys() {
    let keys = "kind = \"missing\"\nother = \"journal\"\nother_where = \"debit > 0\"\non = [\"org\", \"amount = debit\"]\nbefore = \"9天\"\nafter = \"9天\"";
    let journal = "org,date,voucher_no,summary,account_code,account_name,debit,credit
村A,2024-05-12,记-1,收租,101,现金,5.00,
村B,2024-05-12,记-1,收租,101,现金,,5.00";
    check(&[Case {
        name: "村B's debits are unread, 村C has no journal; a blank day",
        keys,
        tables: &[
            (
                "receipts",
                "org,date,receipt_no,amount\n村A,2024-05-12,1,5\n村A,2024-05-12,2,6\n村B,2024-05-12,1,5\n村C,2024-05-12,1,5\n村A,,3,6",
            ),
            ("journal", journal),
        ],
        expect: "no hit unknown unknown unknown",
    }]);
}

#[test]
fn a_collective_that_supplied_nothing_of_the_other_feed_is_not_clear() {
    let during = "kind = \"during\"\nother = \"meetings\"\non = [\"org\"]\nafter = \"9天\"";
    let query = "kind = \"query\"\nselect = \"SELECT held.title AS title FROM payments JOIN meetings AS held ON held.org = org AND held.start <= date\"";
    let office = "kind = \"match\"\nwhere = \"holds_office(party, date)\"";
    let payments = "org,date,direction,amount,payee\n村A,2024-01-12,out,1,何一\n村A,2023-12-12,out,1,何二\n村B,2024-01-12,out,1,何一\n村A,2021-12-12,out,1,何二";
    let meetings = "org,start,end,title\n村A,2024-01-09,2024-01-10,年度会议";
    let people = "org,name,office,start\n村A,何一,主任,2020-01-01";
    check(&[
        Case {
            name: "during",
            keys: during,
            tables: &[("payments", payments), ("meetings", meetings)],
            expect: "hit no unknown unknown",
        },
        Case {
            name: "query asks for a row at any time",
            keys: query,
            tables: &[("payments", payments), ("meetings", meetings)],
            expect: "hit no unknown no",
        },
        Case {
            name: "offices",
            keys: office,
            tables: &[("payments", payments), ("people", people)],
            expect: "hit no unknown no",
        },
    ]);
}

#[test]
fn a_key_that_lost_digits_is_not_judged_on_either_side() {
    let group = "kind = \"duplicate\"\nsame = [\"org\", \"payee_account\"]\ndiffer = [\"payee\"]";
    let missing = "kind = \"missing\"\nother = \"invoices\"\non = [\"org\", \"invoice_no\"]\nbefore = \"30天\"\nafter = \"30天\"";
    let numbered = "org,date,direction,amount,payee,invoice_no
村A,2024-01-12,out,1,何一,24442000000000000201
村A,2024-01-13,out,1,何二,24442000000000000202
村A,2024-06-13,out,1,何三,24442000000000000203
村B,2024-01-13,out,1,何四,24442000000000000204";
    let invoices = "org,date,seller,amount,invoice_no
村A,2024-01-11,何一,1,24442000000000000201
村A,2024-01-20,何二,1,2.4442E+19
村B,2024-01-20,何五,1,24442000000000000205";
    let payments = "org,date,direction,amount,payee,payee_account,payee_id\n村A,2024-01-12,out,1,何一,6.217E+18,440105198001011230\n村A,2024-01-13,out,1,何二,6.217E+18,440105198001011231\n村A,2024-01-13,out,1,何三,6217001234567890123,440105198001011232\n村A,2024-01-13,out,1,何四,6217001234567890123,440105198001011233";
    check(&[
        Case {
            name: "a group by an account",
            keys: group,
            tables: &[("payments", payments)],
            expect: "unknown unknown hit hit",
        },
        Case {
            name: "a damaged number hides no pair, and opens what lies within its days",
            keys: missing,
            tables: &[("payments", numbered), ("invoices", invoices)],
            expect: "no unknown hit hit",
        },
    ]);
}
