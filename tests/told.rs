//! What a run tells on the terminal: what was passed over, what could not be judged, where a mistake stands, in one language.

use std::fs;

use crate::sanzi::{Run, folder, root, sanzi, with};

const HEAD: &str = "单位名称,日期,方向,金额,收款人,摘要\n";
const ROW: &str = "石溪经济联合社,2024-01-12,支出,120.00,永亮五金店,购灯泡\n";

fn scan(place: &std::path::Path, more: &[&str]) -> Run {
    let mut arguments = vec!["scan", "in", "--out", "out"];
    arguments.extend(more);
    sanzi(place, arguments)
}

/// A folder of files under `in`.
fn files(all: &[(&str, &[u8])]) -> tempfile::TempDir {
    let place = folder();
    for (name, bytes) in all {
        let file = place.path().join("in").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    place
}

#[track_caller]
fn silent_of(run: &Run, texts: &[&str]) {
    let all = format!("{}{}", run.out(), run.err());
    for text in texts {
        assert!(!all.contains(text), "{text:?} is in:\n{all}");
    }
}

#[test]
fn a_ledger_that_fits_no_feed_is_named_with_its_reason() {
    let good = format!("{HEAD}{ROW}");
    let odd = "甲,乙,丙,丁\n1,2,3,4\n2024-01-01,付旅游费,30000,某旅行社\n";
    let place = files(&[
        ("good.csv", good.as_bytes()),
        ("奇.csv", odd.as_bytes()),
        ("scan.pdf", b"%PDF-1.7\n"),
    ]);
    scan(place.path(), &[])
        .ends(0)
        .says("另有 2 个文件不合任何数据表，未读取：")
        .says("奇.csv：表头不合任何数据表")
        .says("scan.pdf：这是PDF 文件");
    scan(place.path(), &["--lang", "en"])
        .ends(0)
        .says("files that fit no feed and were not read: 2")
        .says("奇.csv: its headings fit no feed");
}

#[test]
fn garbled_text_is_an_unreadable_source() {
    let good = format!("{HEAD}{ROW}");
    let gbk = encoding_rs::GBK.encode(&good).0.into_owned();
    // Saved again by programs that took the bytes for UTF-8, for Latin-1, and UTF-8 for GBK.
    let lost = String::from_utf8_lossy(&gbk).into_owned();
    let latin: String = gbk.iter().map(|b| char::from(*b)).collect();
    let turned = encoding_rs::GBK.decode(good.as_bytes()).0.into_owned();
    for garbled in [lost, latin, turned] {
        let place = files(&[
            ("good.csv", good.as_bytes()),
            ("坏.csv", garbled.as_bytes()),
        ]);
        scan(place.path(), &[]).ends(3).says("坏.csv").says("乱码");
    }
}

#[test]
fn where_nothing_can_be_read_files_and_reasons_are_named() {
    let place = files(&[("奇.csv", b"a,b,c\n1,2,3\n"), ("d.pdf", b"%PDF-1.4 x")]);
    scan(place.path(), &[])
        .ends(2)
        .says("奇.csv：表头不合任何数据表")
        .says("d.pdf：这是PDF 文件")
        .says("ods");
    let run = scan(place.path(), &["--lang", "en"]).ends(2);
    assert!(
        run.err().contains("d.pdf: this is a PDF file"),
        "{}",
        run.err()
    );
}

#[test]
fn an_empty_rule_folder_is_refused() {
    let place = with("payments.csv", format!("{HEAD}{ROW}"));
    fs::create_dir(place.path().join("empty")).unwrap();
    let run = scan(place.path(), &["--rules", "empty"])
        .ends(2)
        .says("empty")
        .says("没有规则文件");
    silent_of(&run, &["未发现疑点"]);
    assert!(!place.path().join("out").exists());
}

#[test]
fn nothing_read_or_judged_is_never_no_leads() {
    let place = files(&[("payments.csv", b"")]);
    let run = scan(place.path(), &[]).ends(3).says("没有读取到数据");
    silent_of(&run, &["发现：未发现疑点", "先看红色疑点"]);
    let place = with("payments.csv", format!("{HEAD}{ROW}"));
    let run = scan(place.path(), &["--only", "H02"])
        .ends(0)
        .says("没有一条规则能够核查");
    silent_of(&run, &["发现：未发现疑点", "先看红色疑点"]);
}

#[test]
fn a_heading_alone_is_told() {
    let place = with("payments.csv", HEAD);
    scan(place.path(), &[])
        .ends(0)
        .says("payments.csv")
        .says("只有表头，没有数据行");
}

#[test]
fn notices_reach_the_terminal() {
    let twin = "石溪经济联社,2024-01-12,支出,120.00,永亮五金店,购灯泡\n";
    let place = with("payments.csv", format!("{HEAD}{ROW}{twin}"));
    scan(place.path(), &[])
        .ends(0)
        .says("提醒：")
        .says("石溪经济联社")
        .says("扫描记录");
}

#[test]
fn a_pin_that_matches_no_file_is_told() {
    let place = with("payments.csv", format!("{HEAD}{ROW}"));
    let pins = "[[source]]\npath = \"paymnets.csv\"\nfeed = \"payments\"\n\n[[source]]\npath = \"payments.csv\"\nfeed = \"payments\"\n";
    fs::write(place.path().join("in/sanzi.toml"), pins).unwrap();
    let run = scan(place.path(), &[]).ends(0).says("paymnets.csv");
    assert_eq!(
        run.out().matches("paymnets.csv").count(),
        1,
        "{}",
        run.out()
    );
    // A pin of the same project that was not asked for is no mistake.
    fs::write(place.path().join("in/other.csv"), format!("{HEAD}{ROW}")).unwrap();
    let run = sanzi(place.path(), ["scan", "in/other.csv", "--out", "out"]).ends(0);
    silent_of(&run, &["没有文件与之相符：payments.csv"]);
}

#[test]
fn revealing_needs_a_reason() {
    let place = with("payments.csv", format!("{HEAD}{ROW}"));
    for empty in ["", "  "] {
        scan(place.path(), &["--reveal", empty])
            .ends(2)
            .says("--reveal");
    }
    assert!(!place.path().join("out").exists());
}

#[test]
fn all_mistakes_of_a_rule_file_are_told_at_once() {
    let place = folder();
    fs::create_dir(place.path().join("mine")).unwrap();
    let rule = "id = \"X01\"\nslug = \"x\"\ntitle = { zh = \"试\", en = \"try\" }\ngrade = \"yelow\"\nstatuss = \"trial\"\nfeed = [\"payments\"]\nwhy = { zh = \"试\", en = \"try\" }\nsay = { zh = \"待核实\", en = \"to be verified\" }\n[[detect]]\nkind = \"match\"\nwhere = \"amont > 3\"\n";
    fs::write(place.path().join("mine/x.toml"), rule).unwrap();
    sanzi(place.path(), ["rules", "check", "mine"])
        .ends(2)
        .says("yelow")
        .says("statuss")
        .says("amont");
}

#[test]
fn mistakes_of_the_configuration_have_a_place_and_a_caret() {
    let place = with("payments.csv", format!("{HEAD}{ROW}"));
    let check = |toml: &str, says: &[&str]| {
        fs::write(place.path().join("in/sanzi.toml"), toml).unwrap();
        let mut run = scan(place.path(), &[]).ends(2);
        for text in says {
            run = run.says(text);
        }
        assert!(run.err().contains('^'), "{}", run.err());
        run
    };
    check("[[source]]\npth = \"a\"\n", &["sanzi.toml:2:1", "path"]);
    let run = check("[[source]]\npath = a\n", &["sanzi.toml:2:8"]);
    assert_eq!(
        run.err().matches("sanzi.toml:2").count(),
        1,
        "{}",
        run.err()
    );
    let set = "\n[[set]]\nrule = \"A0l\"\nparam = \"least\"\nvalue = \"500元\"\nreason = \"x\"\nby = \"y\"\n";
    let run = check(set, &["sanzi.toml:3:8", "A01"]);
    assert!(
        run.err().lines().all(|l| l.chars().count() < 200),
        "{}",
        run.err()
    );
    let limit = "[[limits]]\nname = \"cash-payment\"\nvalue = \"5天\"\nbasis = \"x\"\n";
    check(limit, &["sanzi.toml:3"]);
}

#[test]
fn a_rule_of_ones_own_need_not_be_as_rich_as_a_shipped_one() {
    let readme = fs::read_to_string(root().join("rules/README.md")).unwrap();
    let rule = readme
        .split("```toml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let place = folder();
    fs::create_dir(place.path().join("mine")).unwrap();
    let file = place.path().join("mine/large-round-cash.toml");
    fs::write(&file, rule).unwrap();
    sanzi(place.path(), ["rules", "check", "mine"])
        .ends(0)
        .says("--shipped");
    sanzi(place.path(), ["rules", "check", "mine", "--shipped"]).ends(2);
    // Examples that there are must come out as written.
    let wrong = rule.replace("\"hit\"", "\"no\"");
    assert_ne!(wrong, rule);
    fs::write(&file, wrong).unwrap();
    sanzi(place.path(), ["rules", "check", "mine"]).ends(2);
}

#[test]
fn chinese_messages_hold_no_english() {
    let place = with("payments.csv", format!("{HEAD}{ROW}"));
    for (arguments, says) in [
        (vec!["scan", "in", "--fail-on", "pink"], "pink"),
        (vec!["scan", "in", "--frm", "x"], "--frm"),
        (vec!["scna", "in"], "scan"),
        (vec!["scan"], "PATH"),
        (vec!["scan", "in", "--threads", "0"], "--threads"),
        (vec!["scan", "in", "--out", "no/such/place/out"], "文件夹"),
        (vec!["scan", "in", "--out", "/proc/x"], "文件夹"),
    ] {
        let run = sanzi(place.path(), arguments).says(says);
        assert_ne!(run.code(), 0);
        silent_of(
            &run,
            &[
                "error", "os error", "invalid", "required", "Usage", "tip:", "No such",
            ],
        );
    }
    let place = files(&[("坏.xlsx", b"PK\x03\x04broken")]);
    let run = scan(place.path(), &[]).says("坏.xlsx");
    silent_of(&run, &["invalid", "EOCD"]);
    let help = sanzi(place.path(), ["scan", "--help"]).ends(0);
    silent_of(
        &help,
        &[
            "Usage",
            "Options",
            "Arguments",
            "Print help",
            "possible values",
            "default:",
        ],
    );
    let help = sanzi(place.path(), ["scan", "--help", "--lang", "en"]).ends(0);
    help.says("Usage").says("md");
}

#[test]
fn the_json_log_ends_with_the_exit_code_even_of_a_wrong_command_line() {
    let place = folder();
    for arguments in [
        ["scan", "--log", "json"].as_slice(),
        &["scan", "in", "--log=json", "--nonsense"],
    ] {
        let err = sanzi(place.path(), arguments).ends(2).err();
        let lines: Vec<serde_json::Value> = err
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let last = lines.last().unwrap();
        assert_eq!(
            (last["type"].as_str(), last["code"].as_i64()),
            (Some("exit"), Some(2))
        );
        assert!(!last["reasons"].as_array().unwrap().is_empty());
    }
}

#[test]
fn what_turns_the_direction_of_text_is_escaped_in_json() {
    let row = "石溪经济联合社,2024-01-12,支出,120.00,金\u{202e}碧,付足浴消费\n";
    let place = with("payments.csv", format!("{HEAD}{row}"));
    scan(place.path(), &[]).ends(0);
    for file in ["leads.jsonl", "run.json"] {
        let text = fs::read_to_string(place.path().join("out").join(file)).unwrap();
        assert!(!text.contains('\u{202e}'), "{file}");
    }
    let leads = fs::read_to_string(place.path().join("out/leads.jsonl")).unwrap();
    assert!(leads.contains("\\u202e"), "{leads}");
}

#[test]
fn a_name_in_the_name_of_a_file_is_masked() {
    let row = "石溪经济联合社,2024-01-12,支出,120.00,张小明,付足浴消费\n";
    let place = with("张小明流水.csv", format!("{HEAD}{row}{ROW}石溪,x\n"));
    let formats = ["--format", "xlsx,jsonl,csv,md,table", "--log", "json"];
    let run = scan(place.path(), &formats);
    let mut all = format!("{}{}", run.out(), run.err());
    for file in fs::read_dir(place.path().join("out")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|e| e != "xlsx") {
            all.push_str(&fs::read_to_string(path).unwrap());
        }
    }
    let inspected = sanzi(place.path(), ["inspect", "in"]);
    all.push_str(&inspected.out());
    all.push_str(&inspected.err());
    assert!(
        !all.contains("张小明") && all.contains("张**流水.csv"),
        "{all}"
    );
}

#[test]
fn scan_and_inspect_use_the_same_words() {
    let row = "石溪经济联合社,2024-01-12,支出,,永亮五金店,付足浴消费\n";
    let place = with("payments.csv", format!("{HEAD}{ROW}合计,,,120.00,,\n{row}"));
    for run in [
        scan(place.path(), &[]),
        sanzi(place.path(), ["inspect", "in"]),
    ] {
        run.says("合计类 1").says("版式 1");
    }
    silent_of(&scan(place.path(), &[]), &["约 0.00 元"]);
    let help = sanzi(place.path(), ["scan", "--help"]);
    help.says("md");
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_not_followed() {
    let place = with("payments.csv", format!("{HEAD}{ROW}"));
    let other = with("secret.csv", format!("{HEAD}{ROW}"));
    std::os::unix::fs::symlink(other.path().join("in"), place.path().join("in/外")).unwrap();
    scan(place.path(), &[]).ends(0).says("外").says("链接");
    let run = fs::read_to_string(place.path().join("out/run.json")).unwrap();
    assert!(!run.contains("secret.csv"), "{run}");
}

#[test]
fn a_scan_explains_how_its_rules_were_run() {
    let place = folder();
    let sample = root().join("sample-data");
    for (lang, judged, note) in [
        ("zh", "在全部记录上逐条核查", "共用的步骤计入先用到它的规则"),
        (
            "en",
            "judged one by one on all rows",
            "a shared step counts with the rule",
        ),
    ] {
        let arguments = [
            "scan",
            sample.to_str().unwrap(),
            "--explain",
            "--lang",
            lang,
        ];
        let mut ran = sanzi(place.path(), arguments).ends(0);
        for told in [judged, note, "A01"] {
            ran = ran.says(told);
        }
    }
}
