//! Amounts beyond the fence of their peers.

use super::{Case, check, found};

const FIVE: &str =
    "date,amount,payee\n2024-01-01,100,甲\n2024-01-02,110,甲\n2024-01-03,90,甲\n2024-01-04,105,甲";

fn with(row: &str) -> String {
    format!("{FIVE}\n{row}")
}

#[test]
fn the_fence_of_median_deviations_is_exact() {
    // Median of 90 100 105 110 x is 105, distances 15 5 0 5 and x − 105: their median is 5. A factor of 6.745 is ten of them.
    let keys = "kind = \"outlier\"\nfactor = \"6.745\"";
    let at = with("2024-01-05,155,甲");
    let past = with("2024-01-05,155.01,甲");
    let low = with("2024-01-05,0.01,甲");
    let below = low.as_str();
    check(&[
        Case {
            name: "at the fence",
            keys,
            rows: &at,
            expect: "no no no no no",
        },
        Case {
            name: "one fen past it",
            keys,
            rows: &past,
            expect: "no no no no hit",
        },
        Case {
            name: "the lower side is not looked at",
            keys,
            rows: below,
            expect: "no no no no no",
        },
        Case {
            name: "unless it is asked for",
            keys: "kind = \"outlier\"\nfactor = 6\nside = \"both\"",
            rows: below,
            expect: "no no no no hit",
        },
    ]);
}

#[test]
fn the_default_is_three_and_a_half() {
    // 0.6745 × d > 3.5 × 5 yuan where d > 25.945…: 130.94 lies inside, 130.95 outside.
    let keys = "kind = \"outlier\"";
    let inside = with("2024-01-05,130.94,甲");
    let outside = with("2024-01-05,130.95,甲");
    check(&[
        Case {
            name: "inside",
            keys,
            rows: &inside,
            expect: "no no no no no",
        },
        Case {
            name: "outside",
            keys,
            rows: &outside,
            expect: "no no no no hit",
        },
    ]);
}

#[test]
fn quartiles_are_order_statistics() {
    // Of 90 100 105 110 x: Q1 is the second (⌈5/4⌉), 100; Q3 the fourth, 110; the fence 110 + 1.5 × 10.
    let keys = "kind = \"outlier\"\nfence = \"quartile\"";
    let at = with("2024-01-05,125,甲");
    let past = with("2024-01-05,125.01,甲");
    check(&[
        Case {
            name: "at the fence",
            keys,
            rows: &at,
            expect: "no no no no no",
        },
        Case {
            name: "one fen past it",
            keys,
            rows: &past,
            expect: "no no no no hit",
        },
    ]);
}

#[test]
fn too_few_peers_or_no_spread_are_not_judged() {
    let alike = "date,amount,payee\n2024-01-01,100,甲\n2024-01-02,100,甲\n2024-01-03,100,甲\n2024-01-04,100,甲\n2024-01-05,9000,甲";
    check(&[
        Case {
            name: "four are too few",
            keys: "kind = \"outlier\"",
            rows: FIVE,
            expect: "unknown unknown unknown unknown",
        },
        Case {
            name: "no spread",
            keys: "kind = \"outlier\"",
            rows: alike,
            expect: "unknown unknown unknown unknown unknown",
        },
        Case {
            name: "peers of their own account; a row without one has none",
            keys: "kind = \"outlier\"\nby = [\"org\", \"account_name\"]\nleast = 3",
            rows: "date,amount,account_name\n2024-01-01,100,办公费\n2024-01-02,110,办公费\n2024-01-03,990,办公费\n2024-01-03,1,水电费\n2024-01-03,5,",
            expect: "no no hit unknown no",
        },
        Case {
            name: "peers beyond the rows that are asked",
            keys: "kind = \"outlier\"\nwhere = \"payee = '乙'\"\namong = \"direction = 'out'\"",
            rows: "date,direction,amount,payee\n2024-01-01,out,100,甲\n2024-01-02,out,110,甲\n2024-01-03,out,90,甲\n2024-01-04,out,105,甲\n2024-01-05,out,9999,甲\n2024-01-05,out,9999,乙\n2024-01-05,in,9999,乙",
            expect: "no no no no no hit no",
        },
    ]);
    let codes = |rows: &str| -> Vec<String> {
        let found = found("kind = \"outlier\"", rows);
        let reasons = found.coverage.iter().filter_map(|line| line.reason);
        reasons.map(engine::Reason::code).collect()
    };
    assert_eq!(codes(FIVE), ["too-few:5"]);
    assert_eq!(codes(alike), ["no-spread"]);
}

#[test]
fn a_lead_says_what_it_was_compared_with() {
    let found = found("kind = \"outlier\"", &with("2024-01-05,9000,乙"));
    let facts: Vec<(&str, &str)> = found.leads[0]
        .facts
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        facts,
        [("median", "105.00"), ("spread", "5.00"), ("peers", "5")]
    );
}
