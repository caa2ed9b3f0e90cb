//! The fifty traps of precision: each has a place where it is tested, and those that concern whole leads are tested here.

use serde_json::Value;

use crate::sanzi::{folder, root, sanzi};

/// The leads of a scan of these files with one rule.
fn leads(rule: &str, files: &[(&str, &str)]) -> Vec<Value> {
    let place = folder();
    std::fs::create_dir_all(place.path().join("in")).unwrap();
    for (name, text) in files {
        std::fs::write(place.path().join("in").join(name), text).unwrap();
    }
    sanzi(
        place.path(),
        ["scan", "in", "--only", rule, "--out", "out", "--lang", "zh"],
    )
    .ends(0);
    std::fs::read_to_string(place.path().join("out/leads.jsonl"))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn every_trap_has_a_place_or_says_what_it_waits_for() {
    let text = std::fs::read_to_string(root().join("tests/traps.md")).unwrap();
    let rows = text.lines().skip_while(|l| !l.starts_with("|--:")).skip(1);
    let mut seen = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [no, _, wanted, place, name] = cells[..] else {
            panic!("a row of five cells: {row}");
        };
        assert!(["no", "yes", "weak"].contains(&wanted), "{row}");
        seen.push(no.parse::<u32>().unwrap());
        if place.starts_with('待') {
            assert!(name.is_empty(), "{row}");
            continue;
        }
        let file =
            std::fs::read_to_string(root().join(place)).unwrap_or_else(|e| panic!("{place}: {e}"));
        let held = if place.starts_with("rules/") {
            file.lines().any(|line| {
                line.trim_start().starts_with("name") && line.contains(&format!("\"{name}\""))
            })
        } else {
            file.contains(&format!("fn {name}()"))
        };
        assert!(held, "{place} has no {name}");
    }
    seen.dedup();
    assert_eq!(seen, (1..=50).collect::<Vec<u32>>());
}

#[test]
fn a_tour_between_two_meetings_is_one_lead() {
    let meetings = "单位,会议日期,会议名称\n\
        青禾经济联合社,2024-01-08,年度经济总结会\n\
        青禾经济联合社,2024-01-12,年度工作总结表彰会\n";
    let tour = |day: &str| {
        format!(
            "单位,日期,收支,金额,对方户名,摘要\n\
             青禾经济联合社,{day},支出,18600.00,景程旅行社,付股东代表三日游团费\n"
        )
    };
    for (day, want) in [("2024-01-10", 1), ("2024-01-11", 1), ("2024-01-25", 0)] {
        let found = leads("A01", &[("会议.csv", meetings), ("付款.csv", &tour(day))]);
        assert_eq!(found.len(), want, "{day}: {found:#?}");
    }
}

#[test]
fn an_act_is_judged_by_what_was_in_force_then() {
    for (day, in_force) in [
        ("2024-12-20", false),
        ("2025-04-30", false),
        ("2025-05-01", true),
    ] {
        let paid = format!(
            "单位,日期,收支,金额,对方户名,摘要\n\
             青禾经济联合社,{day},支出,18600.00,景程旅行社,付股东代表三日游团费\n"
        );
        let found = leads("A02", &[("付款.csv", &paid)]);
        assert_eq!(found.len(), 1, "{day}");
        let basis = found[0]["basis"].as_array().unwrap();
        assert!(!basis.is_empty(), "{day}");
        let law = basis.iter().any(|b| b["title"] == "《农村集体经济组织法》");
        assert_eq!(law, in_force, "{day}");
    }
}
