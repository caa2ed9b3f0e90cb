//! Missing or repeated numbers.

use engine::HitRole;

use super::{Case, check, found};

const GAP: &str = "kind = \"gap\"";

#[test]
fn the_row_after_a_gap_is_told() {
    check(&[
        Case {
            name: "three of one month, one missing; the next month begins anew; a voucher has several rows",
            keys: GAP,
            rows: "date,amount,voucher_no\n2024-01-01,1,1\n2024-01-02,1,2\n2024-01-05,1,4\n2024-01-05,1,4\n2024-02-01,1,1\n2024-02-01,1,2",
            expect: "no no hit no no no",
        },
        Case {
            name: "by the year February goes on where January ended",
            keys: "kind = \"gap\"\nperiod = \"year\"",
            rows: "date,amount,voucher_no\n2024-01-01,1,1\n2024-01-02,1,2\n2024-02-05,1,3\n2024-02-05,1,5",
            expect: "no no no hit",
        },
        Case {
            name: "each type has its own numbers",
            keys: GAP,
            rows: "date,amount,voucher_no\n2024-01-01,1,记-1\n2024-01-02,1,收-1\n2024-01-02,1,记-2\n2024-01-02,1,收-3\n2024-01-02,1,付-9",
            expect: "no no no hit no",
        },
        Case {
            name: "a sequence that does not begin with its first number",
            keys: "kind = \"gap\"\nstart = 1",
            rows: "date,amount,voucher_no\n2024-01-01,1,2\n2024-01-02,1,3\n2024-02-01,1,1",
            expect: "hit no no",
        },
        Case {
            name: "numbers grow longer",
            keys: GAP,
            rows: "date,amount,voucher_no\n2024-01-01,1,8\n2024-01-01,1,09\n2024-01-01,1,10\n2024-01-01,1,12",
            expect: "no no no hit",
        },
        Case {
            name: "each collective has its own numbers",
            keys: GAP,
            rows: "org,date,amount,voucher_no\n甲村,2024-01-01,1,1\n乙村,2024-01-01,1,2\n甲村,2024-01-01,1,3",
            expect: "no no hit",
        },
    ]);
}

#[test]
fn what_bears_no_number_may_be_the_missing_one() {
    check(&[
        Case {
            name: "a blank number: nothing of its month is judged",
            keys: GAP,
            rows: "date,amount,voucher_no\n2024-01-01,1,1\n2024-01-02,1,\n2024-01-05,1,3\n2024-02-01,1,1\n2024-02-01,1,3",
            expect: "unknown unknown unknown no hit",
        },
        Case {
            name: "rows that may or may not be asked may be the missing ones",
            keys: "kind = \"gap\"\nwhere = \"amount < 5 OR amount > limit('large-payment')\"",
            rows: "date,amount,voucher_no\n2024-01-01,1,1\n2024-01-02,9,2\n2024-01-05,1,3\n2024-02-01,1,1\n2024-02-01,1,3",
            expect: "unknown unknown unknown no hit",
        },
        Case {
            name: "twenty digits are no place in a sequence",
            keys: GAP,
            rows: "date,amount,voucher_no\n2024-01-01,1,24442000000012345678\n2024-01-01,1,24442000000012345680\n2024-01-05,1,8",
            expect: "unknown unknown no",
        },
    ]);
}

#[test]
fn a_number_borne_twice() {
    let keys = "kind = \"gap\"\ncheck = \"repeated\"\napart = \"date\"";
    check(&[Case {
        name: "on two days of a month, not on one",
        keys,
        rows: "date,amount,voucher_no\n2024-01-01,1,1\n2024-01-01,1,1\n2024-01-02,1,2\n2024-01-09,1,2\n2024-02-02,1,1\n2024-02-03,1,",
        expect: "no no hit hit no unknown",
    }]);
}

#[test]
fn a_gap_says_what_is_missing_and_shows_the_row_before() {
    let found = found(
        "kind = \"gap\"\ntail = 2",
        "date,amount,voucher_no\n2024-01-01,1,记08\n2024-01-05,1,记08\n2024-01-05,1,记12\n2024-01-06,1,记12",
    );
    let lead = &found.leads[0];
    let facts: Vec<&str> = lead.facts.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(facts, ["3", "9", "11"]);
    let places = |role: HitRole| -> Vec<u32> {
        let of = found.hits.iter().filter(|hit| hit.role == role);
        of.filter_map(|hit| hit.row.map(|row| row.place)).collect()
    };
    assert_eq!(
        (places(HitRole::Hit), places(HitRole::Context)),
        (vec![4], vec![3])
    );
}
