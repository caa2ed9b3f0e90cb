//! Digits of amounts.

use std::fmt::Write as _;

use engine::{HitRole, Outcome, Reason};

use super::found;

/// A year of payments, one a day, of these amounts in yuan.
fn year(org: &str, year: i32, amounts: &[(i64, usize)]) -> String {
    let mut text = String::new();
    let all = amounts
        .iter()
        .flat_map(|&(yuan, times)| std::iter::repeat_n(yuan, times));
    for (at, yuan) in all.enumerate() {
        let (month, day) = (at / 28 % 12 + 1, at % 28 + 1);
        writeln!(text, "{org},{year}-{month:02}-{day:02},{yuan},甲").unwrap();
    }
    text
}

/// How many rows of each role, and the facts of the one lead or signal.
fn roles(keys: &str, rows: &str) -> (usize, usize) {
    let rows = format!("org,date,amount,payee\n{rows}");
    let found = found(
        &format!("kind = \"digits\"\ngrade = \"blue\"\n{keys}"),
        &rows,
    );
    let of = |role| found.hits.iter().filter(|hit| hit.role == role).count();
    (of(HitRole::Hit), of(HitRole::Member))
}

/// A thousand rows whose first digits are Benford's, to the nearest row.
const BENFORD: [(i64, usize); 9] = [
    (1, 301),
    (2, 176),
    (3, 125),
    (4, 97),
    (5, 79),
    (6, 67),
    (7, 58),
    (8, 51),
    (9, 46),
];

#[test]
fn first_digits_by_benford() {
    let fair = year("甲村", 2024, &BENFORD);
    assert_eq!(roles("", &fair), (0, 0));
    let even: Vec<(i64, usize)> = (1..=9).map(|d| (d * 1000, 60)).collect();
    let even = year("甲村", 2024, &even);
    assert_eq!(roles("", &even), (1, 539));
    assert_eq!(roles("statistic = \"mad\"", &even), (1, 539));
    // Each population stands alone: another collective and another year of the same one are as they should be.
    let all = even + &fair + &year("甲村", 2023, &BENFORD) + &year("乙村", 2024, &BENFORD);
    assert_eq!(roles("period = \"all\"", &all), (1, 2539));
}

#[test]
fn the_critical_value_is_exclusive_and_exact() {
    // 50 and 50 of the last digits 0 and 5 where each of ten should be 10: (2 × 40² + 8 × 10²) / 10 = 400.
    let rows = year("甲村", 2024, &[(100, 50), (105, 50)]);
    let keys = |critical: &str| format!("which = \"last\"\nleast = 100\ncritical = \"{critical}\"");
    assert_eq!(roles(&keys("400"), &rows), (0, 0));
    assert_eq!(roles(&keys("399.999"), &rows), (1, 99));
    // The shares are off by 0.4 twice and by 0.1 eight times: 0.16 on the mean.
    let mad = |critical: &str| format!("statistic = \"mad\"\n{}", keys(critical));
    assert_eq!(roles(&mad("0.16"), &rows), (0, 0));
    assert_eq!(roles(&mad("0.159"), &rows), (1, 99));
}

#[test]
fn last_two_digits_are_of_whole_yuan() {
    let even: Vec<(i64, usize)> = (100..200).map(|yuan| (yuan, 5)).collect();
    let even = year("甲村", 2024, &even);
    assert_eq!(roles("which = \"last_two\"", &even), (0, 0));
    let round = year("甲村", 2024, &[(100, 250), (250, 250)]);
    assert_eq!(roles("which = \"last_two\"", &round), (1, 499));
}

#[test]
fn too_small_a_population_is_not_judged_and_a_told_one_is_told_in_all_its_months() {
    let keys = "kind = \"digits\"\ngrade = \"blue\"\nleast = 100";
    let rows = year("乙村", 2024, &[(9, 99), (0, 5)]) + &year("甲村", 2024, &[(9, 100)]);
    let found = found(keys, &format!("org,date,amount,payee\n{rows}"));
    let lines: Vec<(&str, Outcome, Option<String>)> = found
        .coverage
        .iter()
        .map(|line| {
            let why = line.reason.map(Reason::code);
            (line.org, line.outcome, why)
        })
        .collect();
    let too_few = Some("too-few:100".to_owned());
    assert_eq!(
        lines,
        [
            ("乙村", Outcome::NotJudged, too_few),
            ("甲村", Outcome::Flagged, None)
        ]
    );
    assert_eq!(found.leads.len(), 0, "blue never makes a lead alone");
}
