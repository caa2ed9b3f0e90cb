//! What holds of any text whatever.

use proptest::prelude::*;

use super::{Folder, ORG, rows, summary};

/// A cell such as exports hold, or anything.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("2024-01-02".to_owned()),
        Just("100.00".to_owned()),
        Just("-5".to_owned()),
        Just("合计".to_owned()),
        Just("日期".to_owned()),
        Just(String::new()),
        Just("制表人：甲".to_owned()),
        Just("\"".to_owned()),
        "[^\\x00]{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_line_is_of_one_class(lines in prop::collection::vec(prop::collection::vec(cell(), 0..6), 0..12)) {
        let body: Vec<String> = lines.iter().map(|cells| cells.join(",")).collect();
        let text = format!("日期,收款人,金额,摘要\n{}\n", body.join("\n"));
        let folder = Folder::of(&[("1.csv", &text)]);
        let ledger = match folder.try_open(ORG) {
            Ok(ledger) => ledger,
            // Lines may speak for another separator, under which there is no heading, and the only file is named as no source.
            Err(ledger::Error::NothingToRead { .. }) => return Ok(()),
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        };
        // The helper asserts that the classes add up.
        summary(&ledger, 0);
        let source = &ledger.sources()[0];
        // Lines that hold headings of their own may make another feed of it.
        let detail = match &source.state {
            ledger::SourceState::Read { feed, .. } => rows(&ledger, feed, &[]).len(),
            _ => 0,
        };
        let detail = u64::try_from(detail).unwrap_or(0);
        prop_assert_eq!(source.counts.detail, detail);
        prop_assert_eq!(source.counts.reject, ledger.rejects().len() as u64);
    }

    #[test]
    fn names_of_files_do_not_change_what_is_read(order in Just(vec![0_usize, 1, 2]).prop_shuffle()) {
        let texts = [
            "交易日期,交易金额,余额,对方户名,摘要\n2024-01-02,-10.00,90.00,甲,面\n2024-01-03,+5.00,95.00,乙,米\n",
            "日期,凭证号,摘要,收入,支出,余额\n2024-02-03,记1,油,,10.00,90.00\n",
            "日期,收款人,金额,摘要\n2024-03-02,甲,100.00,水泥\n",
        ];
        let read = |order: &[usize]| {
            let names = ["a.csv", "b.csv", "c.csv"];
            let files: Vec<(&str, &str)> = order.iter().zip(names).map(|(at, name)| (name, texts[*at])).collect();
            let folder = Folder::of(&files);
            let mut all = rows(&folder.open(ORG), "payments", &["org", "book", "date", "direction", "amount", "payee", "summary"]);
            all.sort();
            all
        };
        prop_assert_eq!(read(&order), read(&[0, 1, 2]));
    }
}

#[test]
fn the_order_of_paths_does_not_matter() {
    let body = "日期,收款人,金额,摘要\n2024-01-02,甲,100.00,水泥\n";
    let folder = Folder::of(&[
        ("a.csv", body),
        ("b/c.csv", &body.replace("甲", "乙")),
        ("d.csv", body),
    ]);
    let open = |names: [&str; 3]| {
        let paths: Vec<std::path::PathBuf> = names.iter().map(|n| folder.0.join(n)).collect();
        let ledger = ledger::open(&paths, &ledger::Config::default()).expect("the files are there");
        let sources: Vec<String> = ledger
            .sources()
            .iter()
            .map(|s| format!("{} {:?}", s.file, s.counts))
            .collect();
        let rejects: Vec<String> = ledger.rejects().iter().map(|r| format!("{r:?}")).collect();
        (sources, rejects)
    };
    assert_eq!(open(["a.csv", "b", "d.csv"]), open(["d.csv", "a.csv", "b"]));
}

#[test]
fn what_is_wrapped_around_a_text_is_taken_off_whatever_stood_before() {
    let first = "日期,收款人,收款账号,金额,摘要\n2024-01-02,甲,''62220000111,100.00,水泥\n";
    let text = format!(
        "{first}2024-01-03,乙,'62220000111,200.00,水泥\n2024-01-04,丙,62220000111,300.00,水泥\n"
    );
    let folder = Folder::of(&[("1.csv", &text)]);
    let found = rows(&folder.open(ORG), "payments", &["payee_account"]);
    assert_eq!(found, ["'62220000111", "62220000111", "62220000111"]);
}
