//! The program as a user meets it: help, exit codes, filters, formats, languages, masking.

use std::fmt::Write as _;

use crate::sanzi::{Run, folder, root, sanzi, table, with};

const PAYMENTS: &str = "单位名称,日期,方向,金额,收款人,摘要\n\
石溪经济联合社,2024-01-12,支出,18600.00,张小明,付足浴消费 联系13812345678\n\
石溪经济联合社,2024-02-12,支出,120.00,永亮五金店,购灯泡\n";

fn scan(text: &str, more: &[&str]) -> (tempfile::TempDir, Run) {
    let place = with("payments.csv", text);
    let mut arguments = vec!["scan", "in", "--out", "out"];
    arguments.extend(more);
    let run = sanzi(place.path(), arguments);
    (place, run)
}

#[test]
fn help_speaks_both_languages_and_lists_exit_codes() {
    let place = folder();
    sanzi(place.path(), ["--help"])
        .ends(0)
        .says("退出码")
        .says("70");
    sanzi(place.path(), ["--help", "--lang", "en"])
        .ends(0)
        .says("Exit codes")
        .says("nothing scanned");
    sanzi(place.path(), ["scan", "--help"])
        .ends(0)
        .says("--fail-on");
    sanzi(place.path(), ["no-such-command"]).ends(2);
    sanzi(place.path(), ["scan"]).ends(2);
}

#[test]
fn fail_on_turns_leads_into_an_exit_code_only_when_asked() {
    scan(PAYMENTS, &[]).1.ends(0);
    scan(PAYMENTS, &["--fail-on", "red"]).1.ends(1);
    scan(PAYMENTS, &["--fail-on", "red", "--only", "B01"])
        .1
        .ends(0);
}

#[test]
fn a_dry_run_writes_nothing() {
    let (place, run) = scan(PAYMENTS, &["--dry-run"]);
    run.ends(0).says("A03");
    assert!(!place.path().join("out").exists());
}

#[test]
fn only_org_and_period_restrict_what_is_found() {
    let other = format!("{PAYMENTS}别的经济社,2024-02-12,支出,120.00,永亮五金店,购灯泡\n");
    let leads = |more: &[&str]| {
        let (place, run) = scan(&other, more);
        run.ends(0);
        std::fs::read_to_string(place.path().join("out/leads.jsonl"))
            .unwrap()
            .lines()
            .count()
    };
    assert_eq!(leads(&["--only", "A03"]), 1);
    assert_eq!(leads(&["--only", "A03", "--period", "2024-02..2024-03"]), 0);
    assert_eq!(leads(&["--only", "A03", "--org", "别的经济社"]), 0);
    scan(PAYMENTS, &["--only", "Z99"]).1.ends(2).says("Z99");
    scan(PAYMENTS, &["--period", "june"]).1.ends(2).says("june");
}

#[test]
fn a_collective_is_asked_for_by_alias_and_a_mistyped_one_is_refused() {
    let folder = folder();
    let sample = root().join("sample-data");
    let sample = sample.to_str().unwrap();
    let leads = |org: &str| {
        let run = sanzi(folder.path(), ["scan", sample, "--org", org]).ends(0);
        let hits = table(&folder.path().join("sanzi-out/hits.csv"));
        (run, hits)
    };
    let (_, by_name) = leads("云溪经济联合社");
    assert!(!by_name.is_empty());
    assert_eq!(leads("云溪联社").1, by_name);
    sanzi(folder.path(), ["scan", sample, "--org", "云溪经联社"])
        .ends(2)
        .says("没有单位“云溪经联社”")
        .says("云溪经济联合社");
}

#[test]
fn a_mistyped_year_does_not_move_the_day_of_judgement() {
    let mut text = "单位名称,日期,方向,金额,收款人,摘要\n".to_owned();
    for day in 10..30 {
        writeln!(
            text,
            "石溪经济联合社,2024-01-{day},支出,120.00,永亮五金店,购灯泡"
        )
        .unwrap();
    }
    text.push_str("石溪经济联合社,2094-01-12,支出,120.00,永亮五金店,购灯泡\n");
    let (folder, run) = scan(&text, &[]);
    run.ends(0).says("2024-01-29");
    let run = std::fs::read_to_string(folder.path().join("out/run.json")).unwrap();
    assert!(run.contains("date-far-ahead"), "{run}");
}

#[test]
fn a_lead_tells_its_own_count_and_not_that_of_its_first_window() {
    let mut text = "单位名称,日期,方向,金额,收款人,摘要\n".to_owned();
    for day in ["01-02", "01-22", "02-11"] {
        writeln!(
            text,
            "石溪经济联合社,2024-{day},支出,5000.00,宏业建材店,购水泥"
        )
        .unwrap();
    }
    let (folder, run) = scan(&text, &["--only", "B10", "--format", "jsonl"]);
    run.ends(0);
    let leads = std::fs::read_to_string(folder.path().join("out/leads.jsonl")).unwrap();
    assert_eq!(leads.lines().count(), 1, "{leads}");
    assert!(leads.contains("同类共 3 笔，合计 15,000.00 元"), "{leads}");
}

#[test]
fn a_param_can_be_set_and_a_wrong_one_is_refused() {
    scan(PAYMENTS, &["--set", "A03.nonsense=5元"])
        .1
        .ends(2)
        .says("nonsense");
    scan(PAYMENTS, &["--set", "A03"]).1.ends(2).says("--set");
}

#[test]
fn private_persons_are_masked_unless_revealed_with_a_reason() {
    let (place, run) = scan(
        PAYMENTS,
        &["--format", "xlsx,jsonl,csv,table", "--log", "json"],
    );
    let said = format!("{}{}", run.out(), run.err());
    run.ends(0);
    let mut all = said;
    for file in std::fs::read_dir(place.path().join("out")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|e| e != "xlsx") {
            all.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
    assert!(
        !all.contains("张小明") && !all.contains("13812345678"),
        "{all}"
    );
    let (place, run) = scan(PAYMENTS, &["--reveal", "案件核查 2024-17"]);
    run.ends(0);
    assert!(
        std::fs::read_to_string(place.path().join("out/leads.jsonl"))
            .unwrap()
            .contains("张小明")
    );
    assert!(
        std::fs::read_to_string(place.path().join("out/run.json"))
            .unwrap()
            .contains("案件核查 2024-17")
    );
}

#[test]
fn the_json_log_ends_with_the_exit_code() {
    let (_place, run) = scan(PAYMENTS, &["--log", "json"]);
    let err = run.ends(0).err();
    let last = err.lines().last().unwrap();
    let line: serde_json::Value = serde_json::from_str(last).unwrap();
    assert_eq!(
        (line["type"].as_str(), line["code"].as_i64()),
        (Some("exit"), Some(0))
    );
}

#[test]
fn coverage_says_flagged_clear_and_not_judged() {
    let (place, run) = scan(PAYMENTS, &[]);
    run.ends(0);
    let lines = table(&place.path().join("out/coverage.csv"));
    let of = |rule: &str, outcome: &str| {
        lines
            .iter()
            .filter(|l| l["rule_id"] == rule && l["outcome"] == outcome)
            .count()
    };
    assert_eq!(of("A03", "flagged"), 1);
    assert_eq!(of("A03", "clear"), 1);
    assert!(
        of("B13", "not_judged") > 0,
        "no local limit, so B13 is not judged"
    );
    assert!(of("H02", "not_judged") > 0);
    assert!(
        lines
            .iter()
            .filter(|l| l["outcome"] == "not_judged")
            .all(|l| !l["reason"].is_empty())
    );
}

#[test]
fn units_are_counted_and_indexed_for_internal_reference() {
    let (place, run) = scan(PAYMENTS, &[]);
    run.ends(0);
    let lines = table(&place.path().join("out/units.csv"));
    let of = |index: &str, part: &str| {
        let found: Vec<_> = lines
            .iter()
            .filter(|l| l["index"] == index && l["part"] == part && !l["period"].is_empty())
            .collect();
        assert_eq!(found.len(), 1, "{index} {part}");
        found[0]
    };
    assert_eq!(of("risk", "red-leads")["volume"], "2");
    assert_eq!(
        of("risk", "red-leads")["counted"],
        of("counts", "leads-red")["value"]
    );
    assert_ne!(of("counts", "leads-red")["value"], "0");
    assert_eq!(of("counts", "trades")["measure"], "not_supplied");
    let thousandths = |part: &str| {
        let value = of("risk", part)["value"].replace('.', "");
        value.parse::<i64>().unwrap()
    };
    let parts = ["red-leads", "yellow-leads", "amount", "unsupplied"];
    assert_eq!(
        parts.map(thousandths).iter().sum::<i64>(),
        thousandths("total")
    );
    assert!(thousandths("unsupplied") > 0);
    let index = lines.iter().filter(|l| l["index"] == "risk");
    assert!(index.clone().count() > 0 && index.clone().all(|l| l["note"] == "internal_only"));
    assert!(
        lines
            .iter()
            .any(|l| l["index"] == "supply" && l["part"] == "contracts")
    );
    let record = std::fs::read(place.path().join("out/run.json")).unwrap();
    let record: serde_json::Value = serde_json::from_slice(&record).unwrap();
    assert_eq!(record["indices"][0]["name"], "risk");
    let outputs = record["outputs"].as_array().unwrap();
    let file = outputs.iter().find(|o| o["file"] == "units.csv").unwrap();
    assert_eq!(file["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn a_wrong_index_is_told_at_its_place() {
    let place = folder();
    let indices = place.path().join("rules/indices");
    std::fs::create_dir_all(&indices).unwrap();
    std::fs::write(indices.join("risk.toml"), "name = \"risk\"\nwieght = 3\n").unwrap();
    sanzi(place.path(), ["rules", "check", "rules"])
        .ends(2)
        .says("indices/risk.toml:2:1")
        .says("wieght");
}

#[test]
fn rules_are_listed_shown_checked_and_their_examples_run() {
    let place = folder();
    sanzi(place.path(), ["rules", "list"])
        .ends(0)
        .says("A01")
        .says("H02");
    sanzi(place.path(), ["rules", "show", "B13"])
        .ends(0)
        .says("80%");
    sanzi(place.path(), ["rules", "show", "B13", "--lang", "en"]).ends(0);
    sanzi(place.path(), ["rules", "show", "Z99"])
        .ends(2)
        .says("Z99");
    sanzi(place.path(), ["rules", "show", "--kind", "run"])
        .ends(0)
        .says("算例");
    sanzi(place.path(), ["rules", "show", "--kind", "runn"])
        .ends(2)
        .says("runn");
    sanzi(place.path(), ["rules", "show"]).ends(2);
    sanzi(place.path(), ["rules", "check"]).ends(0);
    sanzi(
        place.path(),
        ["rules", "check", root().join("rules").to_str().unwrap()],
    )
    .ends(0);
    sanzi(place.path(), ["rules", "test"]).ends(0);
}

#[test]
fn the_demo_is_the_sample_data() {
    let place = folder();
    sanzi(place.path(), ["demo", "district"]).ends(0);
    for (path, bytes) in sanzi_benches::sample::files() {
        assert_eq!(
            std::fs::read(place.path().join("district").join(&path)).unwrap(),
            bytes,
            "{path}"
        );
    }
    sanzi(place.path(), ["demo", "district"]).ends(6);
}

#[test]
fn config_show_names_where_values_come_from() {
    let place = folder();
    let sample = root().join("sample-data");
    sanzi(place.path(), ["config", "show", sample.to_str().unwrap()])
        .ends(0)
        .says("payment-approval")
        .says("default");
}

#[test]
fn extra_columns_and_feeds_of_the_users_own_serve_rules() {
    let place = with(
        "cards.csv",
        "单位名称,日期,方向,金额,收款人,摘要,CARDNUM\n石溪经济联合社,2024-01-12,支出,120.00,永亮五金店,购灯泡,A-77\n",
    );
    let write = |name: &str, text: &str| {
        let file = place.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    };
    write(
        "in/visits.csv",
        "单位名称,到访日期,访客\n石溪经济联合社,2024-01-12,甲\n",
    );
    write(
        "in/sanzi.toml",
        r#"
[[source]]
path  = "cards.csv"
feed  = "payments"
extra = { card = { heading = "CARDNUM", type = "text" } }

[[source]]
path = "visits.csv"
feed = "visits"

[feed.visits.columns]
day   = { type = "date", label = "到访日期" }
guest = { type = "text", label = "访客" }
"#,
    );
    let rule = |id: &str, feed: &str, condition: &str| {
        format!(
            r#"
id     = "{id}"
slug   = "{feed}"
title  = {{ zh = "试", en = "try" }}
grade  = "yellow"
feed   = ["{feed}"]
why    = {{ zh = "试", en = "try" }}
say    = {{ zh = "待核实", en = "to be verified" }}

[[detect]]
kind  = "match"
where = "{condition}"
"#
        )
    };
    write(
        "mine/payments.toml",
        &rule("X01", "payments", "card ＝ 'A-77' 且 金额大于100"),
    );
    write("mine/visits.toml", &rule("X02", "visits", "访客 = '甲'"));
    sanzi(
        place.path(),
        ["scan", "in", "--rules", "mine", "--out", "out"],
    )
    .ends(0);
    let hits = table(&place.path().join("out/hits.csv"));
    let found: Vec<(&str, &str)> = hits
        .iter()
        .map(|h| (h["rule_id"].as_str(), h["org"].as_str()))
        .collect();
    assert_eq!(
        found,
        [("X01", "石溪经济联合社"), ("X02", "石溪经济联合社")]
    );
}

/// What `inspect` says of one file.
fn inspected(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let place = with(name, bytes);
    sanzi(place.path(), ["inspect", "in", "--lang", "en"]).out()
}

#[test]
fn a_list_of_payments_with_a_few_credits_is_money_out() {
    let text = "Entity,Date of payment,Supplier,Transaction number,Amount in £,Description\n\
        DfX Core,02/04/2019,ACME LTD,5001,\"£25,123.40\",Q1 rent\n\
        DfX Core,15/04/2019,\"BYTE, CO\",5002,\"-£1,250.00\",credit\n\
        DfX Core,30/04/2019,\"BYTE, CO\",5003,\"£31,250.55\",licences\n";
    let said = inspected("list.csv", text);
    assert!(
        said.contains("sign = out") && said.contains("out (debit) 55123.95"),
        "{said}"
    );
    assert!(said.contains("date = dmy"), "{said}");
}

#[test]
fn layered_headings_with_month_and_day_are_a_date() {
    // The year stands in the title, in a banner cell, in the cell after its key, or over the month and the day.
    for (title, year, over) in [
        ("东河经济合作社2024年银行日记账", "", "日期"),
        ("东河经济合作社银行日记账", "年度：2024", "日期"),
        ("东河经济合作社银行日记账", "会计年度\t2024", "日期"),
        (
            "东河经济合作社银行日记账",
            "年份：2024年\t打印日期：2025-01-06",
            "日期",
        ),
        ("东河经济合作社银行日记账", "", "2024年"),
    ] {
        let text = format!(
            "{title}\t\t\t\t\t\t\n\
             单位名称：东河经济合作社\t\t{year}\t单位：元\t\t\n\
             {over}\t\t凭证号\t摘要\t金额\t\t余额\n\
             月\t日\t\t\t收入\t支出\t\n\
             1\t1\t\t上年结转\t\t\t10,000.00\n\
             1\t5\t记-1\t收地租\t2,000.00\t\t12,000.00\n\
             1\t8\t记-2\t付旅行社团费\t\t3,000.00\t9,000.00\n\
             \t\t\t本月合计\t2,000.00\t3,000.00\t9,000.00\n"
        );
        let said = inspected("东河.xls", encoding_rs::GB18030.encode(&text).0);
        assert!(said.contains("detail 2 + subtotal 2"), "{said}");
        assert!(
            said.contains("out (debit) 3000.00 yuan, in (credit) 2000.00 yuan"),
            "{said}"
        );
    }
}
