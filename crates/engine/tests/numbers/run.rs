//! Consecutive numbers.

use super::{Case, check, found};

const RUN: &str = "kind = \"run\"";

fn case<'a>(name: &'a str, keys: &'a str, rows: &'a str, expect: &'a str) -> Case<'a> {
    Case {
        name,
        keys,
        rows,
        expect,
    }
}

#[test]
fn three_numbers_that_follow_each_other_are_a_run() {
    check(&[
        case(
            "three, in any order of rows; a fourth lies two further",
            RUN,
            "date,amount,payee,invoice_no\n2024-01-03,3,甲,00000012\n2024-01-01,1,甲,00000010\n2024-02-02,2,甲,00000011\n2024-02-02,2,甲,00000014",
            "hit hit hit no",
        ),
        case(
            "two are too few",
            RUN,
            "date,amount,payee,invoice_no\n2024-01-01,1,甲,10\n2024-01-02,2,甲,11",
            "no no",
        ),
        case(
            "equal numbers count once, and where they belong to a run all are hits",
            RUN,
            "date,amount,payee,invoice_no\n2024-01-01,1,甲,10\n2024-01-02,2,甲,11\n2024-01-02,3,甲,11\n2024-01-01,1,乙,20\n2024-01-02,2,乙,21\n2024-01-02,2,乙,21\n2024-01-02,2,乙,22",
            "no no no hit hit hit hit",
        ),
        case(
            "of one party only",
            RUN,
            "date,amount,payee,invoice_no\n2024-01-01,1,甲,10\n2024-01-02,2,乙,11\n2024-01-02,2,甲,12",
            "no no no",
        ),
        case(
            "numbering restarts with every series and length",
            RUN,
            "date,amount,payee,invoice_no\n2024-01-01,1,甲,A009\n2024-01-02,2,甲,A010\n2024-01-02,2,甲,B011\n2024-01-02,2,甲,A11\n2024-01-02,2,甲,A011",
            "hit hit no no hit",
        ),
        case(
            "up to two apart",
            "kind = \"run\"\nstep = 2",
            "date,amount,payee,invoice_no\n2024-01-01,1,甲,10\n2024-01-02,2,甲,12\n2024-01-02,2,甲,14\n2024-01-02,2,甲,17",
            "hit hit hit no",
        ),
        case(
            "reversed pairs are no part of a run",
            RUN,
            "date,direction,amount,payee,invoice_no,summary\n2024-01-01,out,1,甲,10,购物\n2024-01-02,out,2,甲,11,购物\n2024-01-02,out,9,甲,12,购物\n2024-01-03,out,-9,甲,12,冲销",
            "no no no no",
        ),
    ]);
}

#[test]
fn what_is_no_number_of_a_sequence() {
    check(&[
        case(
            "blank, or without digits at its end: in no sequence",
            RUN,
            "date,amount,payee,invoice_no\n2024-01-01,1,甲,\n2024-01-02,2,甲,无\n2024-01-02,2,甲,12号",
            "no no no",
        ),
        case(
            "twenty digits do not overflow and are not judged",
            RUN,
            "date,amount,payee,invoice_no\n2024-01-01,1,甲,24442000000012345678\n2024-01-01,1,甲,24442000000012345679\n2024-01-01,1,甲,24442000000012345680\n2024-01-01,1,甲,7",
            "unknown unknown unknown no",
        ),
        case(
            "their last eight digits may be asked for",
            "kind = \"run\"\ntail = 8",
            "date,amount,payee,invoice_no\n2024-01-01,1,甲,24442000000012345678\n2024-01-01,1,甲,24442000000012345679\n2024-01-01,1,甲,24442000000012345680\n2024-01-01,1,甲,24442000000112345681",
            "hit hit hit no",
        ),
        case(
            "eighteen digits are the most that are read",
            RUN,
            "date,amount,payee,invoice_no\n2024-01-01,1,甲,999999999999999997\n2024-01-01,1,甲,999999999999999998\n2024-01-01,1,甲,999999999999999999\n2024-01-01,1,甲,0999999999999999999",
            "hit hit hit unknown",
        ),
    ]);
}

#[test]
fn within_and_apart_are_asked_of_neighbouring_numbers() {
    check(&[
        case(
            "thirty days are within thirty days, thirty-one are not",
            "kind = \"run\"\nwithin = \"30天\"",
            "date,amount,payee,invoice_no\n2024-01-01,1,甲,10\n2024-01-15,1,甲,11\n2024-01-31,1,甲,12\n2024-01-01,1,乙,10\n2024-01-15,1,乙,11\n2024-02-01,1,乙,12",
            "hit hit hit no no no",
        ),
        case(
            "a long run with a stretch inside the days",
            "kind = \"run\"\nwithin = \"5天\"",
            "date,amount,payee,invoice_no\n2024-01-01,1,甲,10\n2024-03-01,1,甲,11\n2024-03-03,1,甲,12\n2024-03-06,1,甲,13\n2024-06-01,1,甲,14",
            "no hit hit hit no",
        ),
        case(
            "three numbers on three vouchers, not on two",
            "kind = \"run\"\napart = \"voucher_no\"",
            "date,amount,payee,invoice_no,voucher_no\n2024-01-01,1,甲,10,1\n2024-01-01,1,甲,11,2\n2024-01-01,1,甲,12,3\n2024-01-01,1,乙,10,1\n2024-01-01,1,乙,11,1\n2024-01-01,1,乙,12,2",
            "hit hit hit no no no",
        ),
    ]);
}

#[test]
fn a_run_is_one_lead_with_its_first_and_last_number() {
    let rows = "date,amount,payee,invoice_no\n2024-01-01,1,甲,10\n2024-01-02,2,甲,11\n2024-05-01,3,甲,12\n2024-05-01,5,甲,20\n2024-05-01,5,甲,21\n2024-05-01,5,甲,22\n2024-05-01,5,甲,23";
    let found = found(RUN, rows);
    let facts: Vec<Vec<&str>> = found
        .leads
        .iter()
        .map(|lead| lead.facts.iter().map(|(_, value)| value.as_str()).collect())
        .collect();
    assert_eq!(facts.len(), 2);
    assert!(facts.contains(&vec!["3", "10", "12"]) && facts.contains(&vec!["4", "20", "23"]));
    let amounts: Vec<Option<i64>> = found.leads.iter().map(|lead| lead.amount).collect();
    assert!(amounts.contains(&Some(600)) && amounts.contains(&Some(2000)));
}
