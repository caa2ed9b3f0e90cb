//! Small sources as text: how each is read, line by line.
#![expect(
    clippy::unwrap_used,
    reason = "A test that cannot write its files has failed already."
)]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use ledger::{Cells, Config, Domain, Ledger, NULL, NULL_CODE, SourceState};

static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A folder of files that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn of(files: &[(&str, &str)]) -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("sanzi-sources-{}-{number}", std::process::id()));
        for (name, text) in files {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    fn open(&self, pins: &str) -> Ledger {
        let mut config = Config::parse(pins, Path::new("sanzi.toml")).unwrap();
        config.root.clone_from(&self.0);
        ledger::open(std::slice::from_ref(&self.0), &config).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// State, book, counts (detail subtotal layout repeat reject) and sums of the one source of a text.
fn summary(ledger: &Ledger, at: usize) -> String {
    let source = &ledger.sources()[at];
    let c = source.counts;
    let state = match &source.state {
        SourceState::Read { feed, book } if book.is_empty() => feed.clone(),
        SourceState::Read { feed, book } => format!("{feed}/{book}"),
        SourceState::NotASource(_) => "not a source".to_owned(),
        SourceState::Repeat(_) => "repeat".to_owned(),
        SourceState::Unreadable(_) => "unreadable".to_owned(),
    };
    assert_eq!(c.detail + c.subtotal + c.layout + c.repeat + c.reject, c.lines, "{}", source.file);
    format!(
        "{state}: {} {} {} {} {}; out {} in {}",
        c.detail, c.subtotal, c.layout, c.repeat, c.reject, source.total_out, source.total_in
    )
}

fn choice(ledger: &Ledger, at: usize, what: &str) -> String {
    let found = ledger.sources()[at].choices.iter().find(|c| c.what == what);
    found.map_or_else(String::new, |c| c.value.clone() + if c.doubtful { "?" } else { "" })
}

/// Values of columns, a row a line, separated by `|`.
fn rows(ledger: &Ledger, feed: &str, columns: &[&str]) -> Vec<String> {
    let schema = ledger.schema().feed(feed).unwrap();
    let mut all = Vec::new();
    for chunk in ledger.chunks(feed, columns).unwrap() {
        let chunk = chunk.unwrap();
        for row in 0..chunk.rows.len() {
            let cells: Vec<String> = chunk
                .columns
                .iter()
                .zip(columns)
                .map(|(cells, name)| match cells {
                    Cells::Int(v) if v[row] == NULL => String::new(),
                    Cells::Int(v) => v[row].to_string(),
                    Cells::Text(v) if v[row] == NULL_CODE => String::new(),
                    Cells::Text(v) if v[row] == ledger::UNKNOWN_CODE => "?".to_owned(),
                    Cells::Text(v) => {
                        let domain: Domain = schema.column(name).unwrap().domain;
                        ledger.dictionary(domain).text(v[row]).to_owned()
                    }
                })
                .collect();
            all.push(cells.join("|") + if chunk.primary[row] { "" } else { "*" });
        }
    }
    all
}

const ORG: &str = "[[source]]\npath = \"**/*\"\nconstant = { org = \"石溪经济联合社\" }\n";

/// One payments file: its summary, its sign, its rows as direction, amount, summary.
fn check(text: &str, want: &str, sign: &str, want_rows: &[&str]) {
    let folder = Folder::of(&[("1.csv", text)]);
    let ledger = folder.open(ORG);
    assert_eq!(summary(&ledger, 0), want, "{text}\n{:?}", ledger.rejects());
    assert_eq!(choice(&ledger, 0, "sign"), sign, "{text}");
    assert_eq!(rows(&ledger, "payments", &["direction", "amount", "summary"]), want_rows, "{text}");
}

#[test]
fn a_plain_list_is_money_out() {
    check(
        "日期,收款人,金额,摘要\n2024-01-02,甲,100.00,水泥\n2024-01-03,乙,-5.50,退水泥\n2024-01-04,丙,7,沙\n2024-01-05,丙,8,沙\n2024-01-06,丙,9,沙\n",
        "payments/list: 5 0 1 0 0; out 11850 in 0",
        "out?",
        &["out|10000|水泥", "out|-550|退水泥", "out|700|沙", "out|800|沙", "out|900|沙"],
    );
}

#[test]
fn signed_sums_tell_the_way() {
    check(
        "交易日期,交易金额,余额,对方户名,摘要\n2024-01-02,+100.00,200.00,甲,存\n2024-01-03,-50.00,150.00,乙,付\n",
        "payments/statement: 2 0 1 0 0; out 5000 in 10000",
        "signed",
        &["in|10000|存", "out|5000|付"],
    );
}

#[test]
fn two_columns_and_red_entries() {
    check(
        "日期,摘要,收入,支出,余额\n2024-01-02,租金,100.00,,100.00\n2024-01-03,水泥,,30.00,70.00\n2024-01-04,冲水泥,,-30.00,100.00\n2024-01-05,零,0,0,100.00\n",
        "payments/bank_book: 4 0 1 0 0; out 0 in 10000",
        "two-columns",
        &["in|10000|租金", "out|3000|水泥", "out|-3000|冲水泥", "|0|零"],
    );
}

#[test]
fn debit_of_a_bank_is_out_and_of_the_books_in() {
    let rows = "2024-01-02,水泥,30.00,,70.00\n2024-01-03,租金,,100.00,170.00\n2024-01-04,沙,20.00,,150.00\n";
    check(
        &format!("交易日期,摘要,借方发生额,贷方发生额,余额,对方户名\n{}", rows.replace(".00\n", ".00,甲\n")),
        "payments/statement: 3 0 1 0 0; out 5000 in 10000",
        "bank",
        &["out|3000|水泥", "in|10000|租金", "out|2000|沙"],
    );
    // A book that a bank's way fits is turned, and the other way round.
    check(
        &format!("日期,凭证号,摘要,借方金额,贷方金额,余额\n{}", rows.replace(",水泥", ",记1,水泥").replace(",租金", ",记2,租金").replace(",沙", ",记3,沙")),
        "payments/bank_book: 3 0 1 0 0; out 5000 in 10000",
        "bank",
        &["out|3000|水泥", "in|10000|租金", "out|2000|沙"],
    );
    check(
        "日期,凭证号,摘要,借方金额,贷方金额,余额\n2024-01-02,记1,租金,100.00,,100.00\n2024-01-03,记2,水泥,,30.00,70.00\n2024-01-04,记3,沙,,20.00,50.00\n",
        "payments/bank_book: 3 0 1 0 0; out 5000 in 10000",
        "book",
        &["in|10000|租金", "out|3000|水泥", "out|2000|沙"],
    );
}

#[test]
fn flags_and_neutral_words() {
    check(
        "交易时间,交易对方,商品,收/支,金额(元),备注\n2024-01-02 10:00:00,甲,面,支出,¥12.00,/\n2024-01-02 09:00:00,乙,红包,收入,¥0.35,/\n2024-01-01 09:00:00,/,转入零钱通,/,¥2000.00,/\n",
        "payments/list: 3 0 1 0 0; out 1200 in 35",
        "direction-column",
        &["out|1200|面", "in|35|红包", "|200000|转入零钱通"],
    );
    check(
        "交易日期,借贷标志,交易金额,余额,对方户名,摘要\n20240102,D,10.00,90.00,甲,付\n20240103,C,5.00,95.00,乙,收\n",
        "payments/statement: 2 0 1 0 0; out 1000 in 500",
        "direction-column",
        &["out|1000|付", "in|500|收"],
    );
}

#[test]
fn ten_thousand_yuan_in_heading_and_banner() {
    check(
        "日期,收款人,金额（万元）,摘要\n2024-01-02,甲,1.5,路\n",
        "payments/list: 1 0 1 0 0; out 1500000 in 0",
        "out?",
        &["out|1500000|路"],
    );
    check(
        "石溪经济联合社支付清单,,,\n单位：万元,,,\n日期,收款人,金额,摘要\n2024-01-02,甲,1.5,路\n",
        "payments/list: 1 0 3 0 0; out 1500000 in 0",
        "out?",
        &["out|1500000|路"],
    );
}

#[test]
fn totals_headings_again_and_footers_are_no_payments() {
    check(
        "银行存款日记账,,,,\n日期,摘要,收入,支出,余额\n,期初余额,,,10.00\n2024-01-02,租金,100.00,,110.00\n2024-01-31,本月合计,100.00,0.00,110.00\n日期,摘要,收入,支出,余额\n2024-02-01,水泥,,30.00,80.00\n,承前页,100.00,30.00,80.00\n2024-02-29,本月合计,0.00,30.00,80.00\n2024-02-29,本年累计,100.00,30.00,80.00\n,,,,\n制表人：甲,,审核：乙,,\n第 1 页 共 1 页\n",
        "payments/bank_book: 2 5 6 0 0; out 3000 in 10000",
        "two-columns",
        &["in|10000|租金", "out|3000|水泥"],
    );
}

#[test]
fn a_total_that_disagrees_is_noticed() {
    let folder = Folder::of(&[("1.csv", "日期,收款人,金额,摘要\n2024-01-02,甲,100.00,水泥\n2024-01-03,乙,5.50,沙\n合计,,105.60,\n")]);
    let ledger = folder.open(ORG);
    let controls: Vec<(u32, i64, i64, bool)> = ledger.sources()[0].controls.iter().map(|c| (c.row, c.stated, c.found, c.agrees)).collect();
    assert_eq!(controls, [(4, 10_560, 10_550, false)]);
    assert!(ledger.sources()[0].notices.iter().any(|n| n.code == "subtotal-differs" && n.row == 4));
    assert_eq!(rows(&ledger, "controls", &["what", "line", "stated", "found", "agrees"]), ["subtotal|4|10560|10550|0"]);
}

#[test]
fn what_cannot_be_read_is_a_reject_with_its_reason() {
    let text = "日期,收款人,金额,摘要\n2024-01-02,甲,100.00,水泥\n2024-02-30,甲,1.00,假日\n2024-01-02,甲,1.005,三位\n,甲,2.00,无日期\n2024-01-02,甲,,无金额\n2204-01-02,甲,3.00,远\n2024-01-02,甲,4.00,多,一栏\n2024-01-03,\"甲\n乙\",5.00,两行\n";
    let folder = Folder::of(&[("1.csv", text)]);
    let ledger = folder.open(ORG);
    assert_eq!(summary(&ledger, 0), "payments/list: 2 0 1 0 6; out 10500 in 0");
    let found: Vec<(u32, &str, &str, &str)> =
        ledger.rejects().iter().map(|r| (r.row, r.column.as_str(), r.code.as_str(), r.raw.as_str())).collect();
    assert_eq!(
        found,
        [
            (3, "日期", "no-such-day", "2024-02-30"),
            (4, "金额", "too-many-decimals", "1.005"),
            (5, "日期", "no-date", ",甲,2.00,无日期"),
            (6, "", "no-amount", "2024-01-02,甲,,无金额"),
            (7, "日期", "year-out-of-range", "2204-01-02"),
            (8, "", "too-many-cells", "2024-01-02,甲,4.00,多,一栏"),
        ]
    );
}

#[test]
fn newest_first_is_counted_back() {
    let folder = Folder::of(&[(
        "1.csv",
        "交易日期,交易金额,余额,对方户名,摘要\n2024-01-03,-50.00,150.00,乙,三\n2024-01-03,+20.00,200.00,乙,二\n2024-01-02,+100.00,180.00,甲,一\n",
    )]);
    let ledger = folder.open(ORG);
    assert_eq!(choice(&ledger, 0, "order"), "newest-first");
    assert_eq!(rows(&ledger, "payments", &["seq", "summary"]), ["3|三", "2|二", "1|一"]);
    assert!(ledger.sources()[0].controls.iter().all(|c| c.agrees), "{:?}", ledger.sources()[0].controls);
}

#[test]
fn the_collective_comes_from_where_it_stands() {
    let body = "日期,收款人,金额,摘要\n2024-01-02,甲,100.00,水泥\n";
    for (name, text, want) in [
        ("南塘经济合作社.csv", body.to_owned(), "南塘经济合作社"),
        ("南塘经济合作社/2024.csv", body.to_owned(), "南塘经济合作社"),
        ("1.csv", format!("石溪经济联合社2024年支付清单,,,\n{body}"), "石溪经济联合社"),
        ("1.csv", format!("单位名称：北村经济社,,,\n{body}"), "北村经济社"),
        ("1.csv", "单位,日期,收款人,金额\n东村经济社,2024-01-02,甲,1\n".to_owned(), "东村经济社"),
    ] {
        let folder = Folder::of(&[(name, &text)]);
        let ledger = folder.open("");
        assert_eq!(rows(&ledger, "payments", &["org"]), [want], "{name} {text}");
        assert_eq!(ledger.orgs().iter().map(|o| o.name.as_str()).collect::<Vec<_>>(), [want]);
    }
    let folder = Folder::of(&[("1.csv", body)]);
    let ledger = folder.open("");
    assert_eq!(summary(&ledger, 0), "payments/list: 0 0 1 0 1; out 10000 in 0");
    assert_eq!(ledger.rejects()[0].code, "no-org");
    assert_eq!(ledger.rejects()[0].raw, "2024-01-02,甲,100.00,水泥");
}

#[test]
fn two_layers_of_headings() {
    check(
        "石溪经济联合社银行存款日记账,,,,,,\n2024年,,凭证,摘要,借方,贷方,余额\n月,日,号数,,金额,金额,\n1,2,记1,租金,100.00,,100.00\n,3,记2,水泥,,30.00,70.00\n2,4,记3,沙,,20.00,50.00\n",
        "payments/bank_book: 3 0 3 0 0; out 5000 in 10000",
        "book",
        &["in|10000|租金", "out|3000|水泥", "out|2000|沙"],
    );
}

#[test]
fn equal_headings_are_asked_not_guessed() {
    let folder = Folder::of(&[("1.csv", "日期,收款人,金额,金额,摘要\n2024-01-02,甲,100.00,90.00,水泥\n")]);
    let ledger = folder.open(ORG);
    assert!(summary(&ledger, 0).starts_with("unreadable"), "{}", summary(&ledger, 0));
    // Where they agree, or one is empty, nothing hangs on it.
    for text in ["日期,收款人,金额,金额,摘要\n2024-01-02,甲,100.00,100.00,水泥\n", "日期,收款人,金额,金额,摘要\n2024-01-02,甲,,100.00,水泥\n"] {
        let folder = Folder::of(&[("1.csv", text)]);
        assert_eq!(summary(&folder.open(ORG), 0), "payments/list: 1 0 1 0 0; out 10000 in 0", "{text}");
    }
}

#[test]
fn the_same_file_twice_and_the_month_in_the_year() {
    let january = "交易日期,交易金额,余额,对方户名,摘要,流水号\n2024-01-02,-10.00,90.00,甲,面,1\n2024-01-02,-10.00,80.00,甲,面,2\n";
    let year = format!("{january}2024-02-02,-5.00,75.00,甲,面,3\n");
    let folder = Folder::of(&[("a.csv", january), ("b.csv", january), ("year.csv", &year)]);
    let ledger = folder.open(ORG);
    assert_eq!(summary(&ledger, 0), "payments/statement: 2 0 1 0 0; out 2000 in 0");
    assert_eq!(summary(&ledger, 1), "repeat: 0 0 1 2 0; out 0 in 0");
    assert_eq!(summary(&ledger, 2), "payments/statement: 1 0 1 2 0; out 500 in 0");
    assert_eq!(rows(&ledger, "payments", &["txn_no"]), ["1", "2", "3"]);
}

#[test]
fn one_book_a_month_statement_first() {
    let statement = "账号：6222,,,,\n交易日期,交易金额,余额,对方户名,摘要\n2024-01-02,-10.00,90.00,甲,付面\n2024-01-05,-20.00,70.00,乙,付米\n";
    let book = "日期,凭证号,摘要,收入,支出,余额\n2024-01-03,记1,面,,10.00,90.00\n2024-01-06,记2,米,,20.00,70.00\n2024-02-06,记3,油,,5.00,65.00\n";
    let cash = "日期,凭证号,摘要,收入,支出,余额\n2024-01-03,现1,纸,,1.00,9.00\n";
    let folder = Folder::of(&[("流水.csv", statement), ("银行日记账.csv", book), ("现金日记账.csv", cash)]);
    let ledger = folder.open(ORG);
    assert_eq!(
        rows(&ledger, "payments", &["book", "summary"]),
        ["statement|付面", "statement|付米", "cash_book|纸", "bank_book|面*", "bank_book|米*", "bank_book|油"]
    );
}

#[test]
fn a_voucher_is_counted_once() {
    let text = "日期,凭证号,摘要,科目编码,科目名称,借方金额,贷方金额\n2024-03-01,记-1,付水泥款,513,管理费用,100.00,\n,,付水泥款,102,银行存款,,100.00\n2024-03-02,记-2,收租金,102,银行存款,500.00,\n,,收租金,501,经营收入,,500.00\n2024-03-03,记-3,提现,101,库存现金,30.00,\n,,提现,102,银行存款,,30.00\n合计,,,,,630.00,630.00\n";
    let folder = Folder::of(&[("凭证.csv", text)]);
    let ledger = folder.open(ORG);
    assert_eq!(summary(&ledger, 0), "journal: 6 1 1 0 0; out 63000 in 63000");
    assert_eq!(
        rows(&ledger, "journal", &["voucher_no", "direction", "amount", "account_name"]),
        ["记-1|out|10000|管理费用", "记-1|||银行存款", "记-2|||银行存款", "记-2|in|50000|经营收入", "记-3|||库存现金", "记-3|||银行存款"]
    );
}

#[test]
fn citations_show_the_cells_as_they_stand() {
    let folder = Folder::of(&[("1.csv", "支付清单,,,\n日期,收款人,金额（元）,编号\n2024-01-02,\"甲, 乙\", ￥100.00 ,x\n")]);
    let ledger = folder.open(ORG);
    assert_eq!(summary(&ledger, 0), "payments/list: 1 0 2 0 0; out 10000 in 0", "{:?}", ledger.rejects());
    let row = ledger.chunks("payments", &[]).unwrap().next().unwrap().unwrap().rows[0];
    assert_eq!((row.source, row.place), (0, 3));
    let cited = ledger.cite(&[row]).unwrap();
    assert_eq!(cited[0].line, 3);
    let cells: Vec<(&str, &str, &str)> =
        cited[0].cells.iter().map(|c| (c.column.as_str(), c.heading.as_str(), c.raw.as_str())).collect();
    assert_eq!(cells[0], ("date", "日期", "2024-01-02"));
    assert_eq!(cells[1], ("payee", "收款人", "甲, 乙"));
    assert_eq!(cells[2], ("amount", "金额（元）", " ￥100.00 "));
    std::fs::write(folder.0.join("1.csv"), "x").unwrap();
    assert!(matches!(ledger.cite(&[row]), Err(ledger::Error::Changed { .. })));
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
    assert_eq!(rows(&ledger, "payments", &["org", "direction", "amount", "payee"]), ["村A|out|1860000|广之旅"]);
    assert_eq!(rows(&ledger, "meetings", &["org", "start", "title"]), ["村A|19731|年度经济总结会"]);
    assert!(ledger.supplied("payments").unwrap().contains(&"summary"));
    assert!(ledger.supplied("contracts").is_none());
    assert!(ledger.rejects().is_empty());
}

#[test]
fn declared_complete_and_expected() {
    let folder = Folder::of(&[("石溪经济联合社.csv", "日期,收款人,金额,摘要\n2024-01-02,甲,100.00,水泥\n")]);
    let ledger = folder.open("[[source]]\npath = \"*.csv\"\ncomplete = [\"2024\"]\n[[source]]\npath = \"没有.xlsx\"\nexpected = true\n");
    assert!(ledger.declared_complete("payments", "石溪经济联合社", 2024 * 12));
    assert!(ledger.declared_complete("payments", "石溪经济联合社", 2024 * 12 + 11));
    assert!(!ledger.declared_complete("payments", "石溪经济联合社", 2025 * 12));
    assert_eq!(ledger.notices().iter().map(|n| n.code.as_str()).collect::<Vec<_>>(), ["expected-missing"]);
}

#[test]
fn pins_read_back_the_same() {
    let folder = Folder::of(&[("流水.csv", "户名：石溪经济联合社,,,,\n交易日期,交易金额,余额,对方户名,摘要\n2024-01-02,-10.00,90.00,甲,付面\n2024-01-05,-20.00,70.00,乙,付米\n")]);
    let ledger = folder.open("");
    let pins = ledger::pins(&ledger.sources()[0]);
    let again = folder.open(&pins);
    assert_eq!(summary(&again, 0), summary(&ledger, 0), "{pins}");
    assert_eq!(rows(&again, "payments", &["org", "date", "amount"]), rows(&ledger, "payments", &["org", "date", "amount"]));
    assert_eq!(choice(&again, 0, "heading"), "2");
}
