//! Collectives, citations, pins and tables in memory.

use super::{Folder, ORG, choice, rows, summary};
use ledger::Config;

#[test]
fn the_collective_comes_from_where_it_stands() {
    let body = "日期,收款人,金额,摘要\n2024-01-02,甲,100.00,水泥\n";
    for (name, text, want) in [
        ("南塘经济合作社.csv", body.to_owned(), "南塘经济合作社"),
        ("南塘经济合作社/2024.csv", body.to_owned(), "南塘经济合作社"),
        (
            "1.csv",
            format!("石溪经济联合社2024年支付清单,,,\n{body}"),
            "石溪经济联合社",
        ),
        (
            "1.csv",
            format!("单位名称：北村经济社,,,\n{body}"),
            "北村经济社",
        ),
        (
            "1.csv",
            "单位,日期,收款人,金额\n东村经济社,2024-01-02,甲,1\n".to_owned(),
            "东村经济社",
        ),
    ] {
        let folder = Folder::of(&[(name, &text)]);
        let ledger = folder.open("");
        assert_eq!(rows(&ledger, "payments", &["org"]), [want], "{name} {text}");
        assert_eq!(
            ledger
                .orgs()
                .iter()
                .map(|o| o.name.as_str())
                .collect::<Vec<_>>(),
            [want]
        );
    }
    let folder = Folder::of(&[("1.csv", body)]);
    let ledger = folder.open("");
    assert_eq!(
        summary(&ledger, 0),
        "payments/list: 0 0 1 0 1; out 10000 in 0"
    );
    assert_eq!(ledger.rejects()[0].code, "no-org");
    assert_eq!(ledger.rejects()[0].raw, "2024-01-02,甲,100.00,水泥");
}

#[test]
fn citations_show_the_cells_as_they_stand() {
    let folder = Folder::of(&[(
        "1.csv",
        "支付清单,,,\n日期,收款人,金额（元）,编号\n2024-01-02,\"甲, 乙\", ￥100.00 ,x\n",
    )]);
    let ledger = folder.open(ORG);
    assert_eq!(
        summary(&ledger, 0),
        "payments/list: 1 0 2 0 0; out 10000 in 0",
        "{:?}",
        ledger.rejects()
    );
    let row = ledger
        .chunks("payments", &[])
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .rows
        .get(0)
        .unwrap();
    assert_eq!((row.source, row.place), (0, 3));
    let cited = ledger.cite(&[row]).unwrap();
    assert_eq!(cited[0].line, 3);
    let cells: Vec<(&str, &str, &str)> = cited[0]
        .cells
        .iter()
        .map(|c| (&*c.column, &*c.heading, c.raw.as_str()))
        .collect();
    assert_eq!(cells[0], ("date", "日期", "2024-01-02"));
    assert_eq!(cells[1], ("payee", "收款人", "甲, 乙"));
    assert_eq!(cells[2], ("amount", "金额（元）", " ￥100.00 "));
    assert!(ledger.unchanged().is_ok());
    std::fs::write(folder.0.join("1.csv"), "x").unwrap();
    assert!(matches!(
        ledger.unchanged(),
        Err(ledger::Error::Changed { file }) if file == "1.csv"
    ));
    assert!(matches!(
        ledger.cite(&[row]),
        Err(ledger::Error::Changed { .. })
    ));
}

#[test]
fn a_file_that_changed_is_never_cited_whatever_its_size_and_time() {
    let text = |sum: u32| format!("日期,收款人,金额\n2024-01-02,甲,{sum}\n");
    let hour_ago = std::time::SystemTime::now() - std::time::Duration::from_hours(1);
    for (name, age) in [("old", true), ("new", false)] {
        let folder = Folder::of(&[("甲经济社.csv", &text(100))]);
        let path = folder.0.join("甲经济社.csv");
        let file = || std::fs::File::options().append(true).open(&path).unwrap();
        if age {
            file().set_modified(hour_ago).unwrap();
        }
        let written = std::fs::metadata(&path).unwrap().modified().unwrap();
        let ledger = folder.open("");
        let rows = ledger.chunks("payments", &[]).unwrap().next().unwrap();
        let row = rows.unwrap().rows.get(0).unwrap();
        assert_eq!(
            ledger.cite(&[row]).unwrap()[0].cells[2].raw,
            "100",
            "{name}"
        );
        std::fs::write(&path, text(900)).unwrap();
        if !age {
            // A disk that keeps coarse times would say the same of both.
            file().set_modified(written).unwrap();
        }
        let cited = ledger.cite(&[row]);
        assert!(
            matches!(cited, Err(ledger::Error::Changed { .. })),
            "{name}"
        );
    }
}

#[test]
fn tables_in_memory_are_read_like_files() {
    let tables = [
        ledger::Table {
            feed: "payments".into(),
            text: "\norg,date,direction,amount,payee,summary\n村A,2024-01-12,out,18600.00,广之旅,总结会桂林四天团费\n".into(),
        },
        ledger::Table { feed: "meetings".into(), text: "\norg,start,end,title\n村A,2024-01-09,2024-01-10,年度经济总结会\n".into() },
    ];
    let ledger = ledger::in_memory(&tables, &Config::default()).unwrap();
    assert_eq!(
        rows(
            &ledger,
            "payments",
            &["org", "direction", "amount", "payee"]
        ),
        ["村A|out|1860000|广之旅"]
    );
    assert_eq!(
        rows(&ledger, "meetings", &["org", "start", "title"]),
        ["村A|19731|年度经济总结会"]
    );
    assert!(ledger.supplied("payments").unwrap().contains(&"summary"));
    assert!(ledger.supplied("contracts").is_none());
    assert!(ledger.rejects().is_empty());
}

#[test]
fn declared_complete_and_expected() {
    let folder = Folder::of(&[(
        "石溪经济联合社.csv",
        "日期,收款人,金额,摘要\n2024-01-02,甲,100.00,水泥\n",
    )]);
    let ledger = folder.open("[[source]]\npath = \"*.csv\"\ncomplete = [\"2024\"]\n[[source]]\npath = \"没有.xlsx\"\nexpected = true\n");
    assert!(ledger.declared_complete("payments", "石溪经济联合社", 2024 * 12));
    assert!(ledger.declared_complete("payments", "石溪经济联合社", 2024 * 12 + 11));
    assert!(!ledger.declared_complete("payments", "石溪经济联合社", 2025 * 12));
    assert_eq!(
        ledger
            .notices()
            .iter()
            .map(|n| n.code.as_str())
            .collect::<Vec<_>>(),
        ["expected-missing"]
    );
}

#[test]
fn pins_read_back_the_same() {
    let folder = Folder::of(&[(
        "流水.csv",
        "户名：石溪经济联合社,,,,\n交易日期,交易金额,余额,对方户名,摘要\n2024-01-02,-10.00,90.00,甲,付面\n2024-01-05,-20.00,70.00,乙,付米\n",
    )]);
    let ledger = folder.open("");
    let pins = ledger::pins(&ledger.sources()[0]);
    let again = folder.open(&pins);
    assert_eq!(summary(&again, 0), summary(&ledger, 0), "{pins}");
    assert_eq!(
        rows(&again, "payments", &["org", "date", "amount"]),
        rows(&ledger, "payments", &["org", "date", "amount"])
    );
    assert_eq!(choice(&again, 0, "heading"), "2");
}

#[test]
fn a_statement_of_a_person_or_a_firm_is_judged_as_nobodys_books() {
    let text = |holder: &str| {
        format!(
            "户名：{holder}\n账号：6217003320012345678\n日期,摘要,支出,收入,余额,对方户名\n\
             2024-03-05,KTV消费,900,,100,金碧KTV\n"
        )
    };
    for (holder, said) in [("张伟", "张*"), ("恒通商贸有限公司", "恒通商贸有限公司")]
    {
        // Neither the file nor its folder makes the holder's money that of the collective named there.
        let folder = Folder::of(&[("石溪经济联合社/流水.csv", &text(holder))]);
        let ledger = folder.open("");
        assert_eq!(
            summary(&ledger, 0),
            "payments/statement: 0 0 3 0 1; out 90000 in 0"
        );
        assert_eq!(choice(&ledger, 0, "org"), "?");
        let reason = &ledger.rejects()[0].reason.zh;
        assert!(reason.contains(&format!("户名：{said}”")), "{reason}");
        assert!(reason.contains("constant = { org ="), "{reason}");
        assert!(ledger.orgs().is_empty());
        // Who says whose it is has it judged.
        let pinned = folder.open(&format!(
            "[[source]]\npath = \"**/*\"\nconstant = {{ org = \"{holder}\" }}\n"
        ));
        assert_eq!(rows(&pinned, "payments", &["org"]), [holder]);
    }
    let folder = Folder::of(&[("流水.csv", &text("石溪村"))]);
    let ledger = folder.open("[[org]]\nname = \"石溪经济联合社\"\naliases = [\"石溪村\"]\n");
    assert_eq!(rows(&ledger, "payments", &["org"]), ["石溪经济联合社"]);
}

#[test]
fn months_and_days_take_their_year_from_a_name_or_a_pin_or_ask_for_it() {
    let text = "月,日,摘要,支出金额,收款人\n1,5,付料,900,乙\n";
    let check = |name: &str, pins: &str, want: &[&str], date: &str| {
        let folder = Folder::of(&[(name, text)]);
        let ledger = folder.open(pins);
        assert_eq!(rows(&ledger, "payments", &["date"]), want, "{name} {pins}");
        assert_eq!(choice(&ledger, 0, "date"), date, "{name} {pins}");
        ledger
    };
    // 2024-01-05 and 2023-01-05 as days since 1970-01-01.
    check("石溪经济联合社2024年支出.csv", "", &["19727"], "ymd 2024?");
    check("石溪经济联合社/支出2024.csv", "", &["19727"], "ymd 2024?");
    let pin = |year: &str| format!("[[source]]\npath = \"**/*\"\ndate = \"ymd {year}\"\n");
    check("石溪经济联合社支出.csv", &pin("2024"), &["19727"], "");
    check("石溪经济联合社2024年支出.csv", &pin("2023"), &["19362"], "");
    let ledger = check("石溪经济联合社支出.csv", "", &[], "");
    assert_eq!(ledger.rejects()[0].code, "no-year");
}

#[test]
fn bottles_and_pieces_are_no_collectives() {
    let check = |text: &str, want: &str, unit: &str| {
        let folder = Folder::of(&[("1.csv", text)]);
        let ledger = folder.open("");
        let found = rows(&ledger, "payments", &["org"]);
        assert_eq!(found, [want], "{text}\n{:?}", ledger.rejects());
        assert_eq!(choice(&ledger, 0, "columns"), unit, "{text}");
    };
    let org = "石溪经济联合社";
    check(
        &format!(
            "单位名称,日期,摘要,数量,单位,单价,支出金额\n{org},2024-01-05,购酒,6,瓶,1500,9000\n"
        ),
        org,
        "",
    );
    // A longer heading names it, wherever the measure stands.
    check(
        &format!("单位,日期,摘要,支出金额,单位名称\n次,2024-01-05,购酒,9000,{org}\n"),
        org,
        "",
    );
    check(
        &format!("{org}\n日期,摘要,数量,单位,单价,支出金额\n2024-01-05,购酒,6,瓶,1500,9000\n"),
        org,
        "",
    );
    // Where no heading tells, the values do.
    check(
        &format!("{org}\n日期,摘要,单位,支出金额\n2024-01-05,购酒,次,9000\n"),
        org,
        "org = \"\"?",
    );
    check(
        &format!("单位,日期,摘要,支出金额\n{org},2024-01-05,购酒,9000\n"),
        org,
        "",
    );
}

#[test]
fn a_heading_that_serves_two_columns_serves_both_when_it_is_pinned() {
    let text = "交易时间,收/支,金额,交易说明\n2024-01-05 09:15:22,支出,9.00,付料\n";
    let folder = Folder::of(&[("1.csv", text)]);
    let ledger = folder.open(ORG);
    let pins = ledger::pins(&ledger.sources()[0]);
    assert!(
        pins.contains("date = \"交易时间\"") && pins.contains("time = \"交易时间\""),
        "{pins}"
    );
    let again = folder.open(&pins);
    let columns = ["date", "time", "direction", "amount", "summary"];
    assert_eq!(
        rows(&again, "payments", &columns),
        rows(&ledger, "payments", &columns)
    );
    assert_eq!(again.sources()[0].columns, ledger.sources()[0].columns);
    assert!(again.sources()[0].notices.is_empty());
}
