//! A party seen for the first time.

use super::{Case, check, found};

const LARGE: &str = "kind = \"first\"\nwhere = \"amount >= 50000\"\nsettle = \"10天\"";

#[test]
fn a_large_sum_to_a_party_never_seen_before() {
    check(&[
        Case {
            name: "the tenth day is judged, the ninth is not; who was paid before is not new",
            keys: LARGE,
            rows: "date,amount,payee\n2024-01-01,1,甲\n2024-01-10,50000,乙\n2024-01-11,50000,丙\n2024-01-11,49999.99,丁\n2024-01-12,50000,丁\n2024-01-12,50000,甲",
            expect: "no unknown hit no no no",
        },
        Case {
            name: "in the first days a party that was seen is clear",
            keys: LARGE,
            rows: "date,amount,payee\n2024-01-01,1,甲\n2024-01-02,60000,甲",
            expect: "no no",
        },
        Case {
            name: "every row of the first day is the first, in any order of files",
            keys: LARGE,
            rows: "date,amount,payee\n2023-01-01,1,甲\n2024-01-11,0.01,丙\n2024-01-11,50000,丙\n2024-01-12,50000,丙",
            expect: "no no hit no",
        },
        Case {
            name: "each collective has its own history",
            keys: LARGE,
            rows: "org,date,amount,payee\n甲村,2023-01-01,1,甲\n乙村,2023-01-01,1,乙\n甲村,2024-01-11,50000,乙\n乙村,2024-01-11,50000,乙",
            expect: "no no hit no",
        },
        Case {
            name: "rows that are no history do not make a party known",
            keys: "kind = \"first\"\nwhere = \"amount >= 50000\"\namong = \"direction = 'out'\"\nsettle = \"0天\"",
            rows: "date,direction,amount,payee\n2024-01-01,in,1,甲\n2024-01-02,out,50000,甲\n2024-01-01,out,1,乙\n2024-01-02,out,50000,乙\n2024-01-03,in,50000,丙",
            expect: "no hit no no no",
        },
        Case {
            name: "a row that may be history leaves its party open; the other party is new",
            keys: "kind = \"first\"\nwhere = \"amount >= 50000\"\namong = \"amount < limit('large-payment') OR amount >= 50000\"\nsettle = \"0天\"",
            rows: "date,amount,payee\n2024-01-01,1,甲\n2024-01-02,50000,甲\n2024-01-02,50000,乙",
            expect: "no unknown hit",
        },
        Case {
            name: "a reversed pair is neither history nor hit; without party or date nothing is first",
            keys: LARGE,
            rows: "date,direction,amount,payee,summary\n2023-01-01,out,1,甲,购物\n2024-01-11,out,60000,丙,货款\n2024-01-12,out,-60000,丙,冲销货款\n2024-01-20,out,70000,丙,货款\n2024-01-20,out,70000,,货款",
            expect: "no no no hit no",
        },
    ]);
}

#[test]
fn what_a_drop_clears_is_history_still() {
    let keys = "kind = \"first\"\nsettle = \"0天\"\n[[unless]]\nname = \"x\"\nwhere = \"mentions('wages')\"\nthen = \"drop\"";
    check(&[Case {
        name: "wages first, then a contract",
        keys,
        rows: "date,amount,payee,summary\n2024-01-01,1,甲,工资\n2024-01-02,1,甲,工程款\n2024-01-02,1,乙,工程款",
        expect: "no no hit",
    }]);
}

#[test]
fn too_short_a_history_is_the_reason() {
    let rows = "date,amount,payee\n2024-01-01,1,甲\n2024-01-10,50000,乙";
    let found = found(LARGE, rows);
    let codes: Vec<String> = found
        .coverage
        .iter()
        .filter_map(|line| line.reason.map(engine::Reason::code))
        .collect();
    assert_eq!(codes, ["short-history:10"]);
}
