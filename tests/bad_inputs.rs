//! What arrives broken: a clear error, notice or reject that names file and place, the right exit code, nothing lost, no panic.

use std::fmt::Write as _;
use std::path::Path;

use crate::sanzi::{Run, folder, sanzi, table, with};

const HEAD: &str = "单位名称,日期,方向,金额,收款人,摘要\n";
const ROW: &str = "石溪经济联合社,2024-01-12,支出,120.00,永亮五金店,购灯泡\n";

fn scan(folder: &Path) -> Run {
    sanzi(folder, ["scan", "in", "--out", "out"])
}

/// The five classes of every source add up, and the counts of the only source.
fn counts(folder: &Path) -> [u64; 6] {
    let run: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("out/run.json")).unwrap())
            .unwrap();
    let mut sum = [0; 6];
    for source in run["sources"].as_array().unwrap() {
        let of = |class: &str| source["counts"][class].as_u64().unwrap();
        let found = ["lines", "detail", "subtotal", "layout", "repeat", "reject"].map(of);
        assert_eq!(found[0], found[1..].iter().sum::<u64>(), "{source}");
        sum.iter_mut().zip(found).for_each(|(s, f)| *s += f);
    }
    sum
}

#[track_caller]
fn rejects(folder: &Path, want: &[(&str, &str)]) {
    let rejects = table(&folder.join("out/rejects.csv"));
    let found: Vec<(&str, &str)> = rejects
        .iter()
        .map(|r| (r["file"].as_str(), r["row"].as_str()))
        .collect();
    assert_eq!(found, want, "{rejects:?}");
    assert!(rejects.iter().all(|r| !r["reason"].is_empty()));
}

#[test]
fn an_empty_file_is_named() {
    let place = with("payments.csv", "");
    sanzi(place.path(), ["scan", "in/payments.csv", "--out", "out"])
        .ends(3)
        .says("payments.csv");
}

#[test]
fn a_heading_alone_is_read_and_holds_nothing() {
    let place = with("payments.csv", HEAD);
    scan(place.path()).ends(0);
    assert_eq!(counts(place.path())[1], 0);
}

#[test]
fn a_truncated_last_row_is_rejected_and_the_rest_kept() {
    let place = with(
        "payments.csv",
        format!("{HEAD}{}石溪经济联合社,2024-01-1", ROW.repeat(300)),
    );
    scan(place.path()).ends(0);
    rejects(place.path(), &[("payments.csv", "302")]);
    assert_eq!(counts(place.path())[1], 300);
}

#[test]
fn the_extension_does_not_matter() {
    let place = with("payments.xls", format!("{HEAD}{ROW}"));
    scan(place.path()).ends(0);
    assert_eq!(counts(place.path())[1], 1);
}

#[test]
fn a_file_that_is_no_table_is_said_to_be_none() {
    let place = with("scan.pdf", "%PDF-1.7\n1 0 obj\n");
    std::fs::write(place.path().join("in/payments.csv"), format!("{HEAD}{ROW}")).unwrap();
    scan(place.path()).ends(0);
    sanzi(place.path(), ["inspect", "in"])
        .ends(0)
        .says("scan.pdf");
}

#[test]
fn one_unclosed_quote_does_not_swallow_a_large_file() {
    let mut text = format!("{HEAD}石溪经济联合社,2024-01-12,支出,120.00,\"永亮五金店,购灯泡\n");
    for _ in 0..60_000 {
        text.push_str(ROW);
    }
    let place = with("payments.csv", text);
    scan(place.path()).ends(0);
    rejects(place.path(), &[("payments.csv", "2")]);
    assert_eq!(counts(place.path())[1], 60_000);
}

#[test]
fn mixed_encodings_lose_no_row() {
    let mut bytes = format!("{HEAD}{}", ROW.repeat(250)).into_bytes();
    bytes.extend_from_slice(&encoding_rs::GBK.encode(ROW).0);
    bytes.extend_from_slice(ROW.as_bytes());
    let place = with("payments.csv", bytes);
    scan(place.path()).ends(0);
    rejects(place.path(), &[("payments.csv", "252")]);
    assert_eq!(counts(place.path())[1], 251);
}

#[test]
fn nul_bytes_are_a_reject() {
    let place = with(
        "payments.csv",
        format!(
            "{HEAD}{}石溪经济联合社,2024-01-12,支出,120.00,永\0亮,灯泡\n",
            ROW.repeat(200)
        ),
    );
    scan(place.path()).ends(0);
    rejects(place.path(), &[("payments.csv", "202")]);
}

#[test]
fn two_equal_headings_are_asked_never_guessed() {
    let place = with(
        "payments.csv",
        "单位名称,日期,方向,金额,金额,摘要\n石溪经济联合社,2024-01-12,支出,120.00,130.00,购灯泡\n",
    );
    sanzi(place.path(), ["scan", "in/payments.csv", "--out", "out"])
        .ends(3)
        .says("金额");
}

#[test]
fn ten_thousand_yuan_headings_are_converted() {
    let text = "单位名称,日期,方向,金额（万元）,收款人,摘要\n石溪经济联合社,2024-01-12,支出,1.2345,永亮五金店,购路灯\n";
    let place = with("payments.csv", text);
    sanzi(place.path(), ["inspect", "in"])
        .ends(0)
        .says("12345.00");
}

#[test]
fn a_total_in_the_middle_is_no_payment() {
    let total = "合计,,,240.00,,\n";
    let place = with("payments.csv", format!("{HEAD}{ROW}{ROW}{total}{ROW}"));
    scan(place.path()).ends(0);
    let found = counts(place.path());
    assert_eq!((found[1], found[2]), (3, 1));
}

#[test]
fn excel_serial_dates_are_dates() {
    let place = with(
        "payments.csv",
        format!("{HEAD}石溪经济联合社,45322,支出,120.00,永亮五金店,付足浴消费\n"),
    );
    scan(place.path()).ends(0);
    let leads = std::fs::read_to_string(place.path().join("out/leads.jsonl")).unwrap();
    assert!(leads.contains("2024-01-31"), "{leads}");
}

#[test]
fn a_year_far_away_is_a_reject() {
    let mut text = format!("{HEAD}{}", ROW.repeat(120));
    let _ = writeln!(
        text,
        "石溪经济联合社,2204-01-12,支出,120.00,永亮五金店,购灯泡"
    );
    let place = with("payments.csv", text);
    scan(place.path()).ends(0);
    rejects(place.path(), &[("payments.csv", "122")]);
}

#[test]
fn too_many_rejects_make_the_run_partial() {
    let place = with(
        "payments.csv",
        format!("{HEAD}{ROW}石溪经济联合社,2204-01-12,支出,120.00,永亮五金店,购灯泡\n"),
    );
    scan(place.path()).ends(3).says("rejects.csv");
}

#[test]
fn ids_that_lost_digits_are_not_trusted() {
    let text = "单位名称,日期,方向,金额,收款人,收款账号,摘要\n石溪经济联合社,2024-01-12,支出,120.00,永亮五金店,6.21700001E+18,购灯泡\n";
    let place = with("payments.csv", text);
    scan(place.path()).ends(0);
    sanzi(place.path(), ["inspect", "in"])
        .ends(0)
        .says("收款账号");
}

#[test]
fn a_folder_without_readable_files_and_a_path_that_does_not_exist() {
    let place = folder();
    std::fs::create_dir(place.path().join("in")).unwrap();
    scan(place.path()).ends(2).says("in");
    sanzi(place.path(), ["scan", "nowhere"])
        .ends(2)
        .says("nowhere");
}

#[test]
fn an_unreadable_rule_folder_is_named() {
    let place = with("payments.csv", format!("{HEAD}{ROW}"));
    sanzi(place.path(), ["scan", "in", "--rules", "no-rules"])
        .ends(2)
        .says("no-rules");
    std::fs::create_dir(place.path().join("broken")).unwrap();
    std::fs::write(place.path().join("broken/x.toml"), "id = \n").unwrap();
    sanzi(place.path(), ["rules", "check", "broken"])
        .ends(2)
        .says("x.toml:1");
}

#[test]
fn an_output_that_cannot_be_written_leaves_the_old_one() {
    let place = with("payments.csv", format!("{HEAD}{ROW}"));
    std::fs::write(place.path().join("out"), "mine").unwrap();
    scan(place.path()).ends(6).says("out");
    assert_eq!(
        std::fs::read_to_string(place.path().join("out")).unwrap(),
        "mine"
    );
    std::fs::remove_file(place.path().join("out")).unwrap();
    std::fs::create_dir(place.path().join("out")).unwrap();
    std::fs::write(place.path().join("out/thesis.docx"), "mine").unwrap();
    scan(place.path()).ends(6);
    assert!(place.path().join("out/thesis.docx").exists());
}

#[test]
fn a_workbook_bomb_is_refused_and_the_others_are_read() {
    let place = with("payments.csv", format!("{HEAD}{ROW}"));
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    bomb.start_file("xl/workbook.xml", options).unwrap();
    let block = vec![b' '; 1 << 20];
    for _ in 0..600 {
        std::io::Write::write_all(&mut bomb, &block).unwrap();
    }
    std::fs::write(
        place.path().join("in/bomb.xlsx"),
        bomb.finish().unwrap().into_inner(),
    )
    .unwrap();
    let clock = std::time::Instant::now();
    scan(place.path()).ends(3).says("bomb.xlsx");
    assert!(
        clock.elapsed().as_secs() < 20,
        "refusing a bomb must not inflate it"
    );
    assert_eq!(counts(place.path())[1], 1);
}

#[test]
fn too_little_memory_ends_with_a_message_not_with_a_kill() {
    let place = with("payments.csv", format!("{HEAD}{}", ROW.repeat(50_000)));
    sanzi(place.path(), ["scan", "in", "--memory", "1M"])
        .ends(5)
        .says("--memory");
    assert!(!place.path().join("sanzi-out").exists(), "nothing is left");
}

#[test]
fn a_budget_that_one_rule_keeps_to_may_be_too_little_for_all() {
    let text = format!("{HEAD}{}", ROW.repeat(200_000));
    let budget = format!("{}M", 64 + ((text.len() * 6 / 5) >> 20));
    let place = with("payments.csv", text);
    let scan = ["scan", "in", "--memory", &budget];
    sanzi(place.path(), scan).ends(5).says("--memory");
    let one = [&scan[..], &["--only", "A03"]].concat();
    sanzi(place.path(), one).ends(0);
}

#[test]
fn a_cell_never_becomes_a_formula() {
    let place = with(
        "payments.csv",
        format!("{HEAD}石溪经济联合社,2024-01-12,支出,120.00,=cmd|'/c calc'!A1,付足浴消费\n"),
    );
    sanzi(
        place.path(),
        ["scan", "in", "--out", "out", "--format", "csv,xlsx,jsonl"],
    )
    .ends(0);
    for line in std::fs::read_to_string(place.path().join("out/leads.csv"))
        .unwrap()
        .lines()
    {
        assert!(
            !line
                .split(',')
                .any(|cell| cell.trim_matches('"').starts_with('=')),
            "{line}"
        );
    }
}

/// A compound file whose one stream, `Workbook`, begins with `stream`.
fn compound(stream: &[u8]) -> Vec<u8> {
    let mut file = vec![0_u8; 512 * 11];
    let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    put(24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    let end = 0xFFFF_FFFE_u32;
    for (at, value) in [(44, 1), (48, 1), (56, 4096), (60, end), (68, end)] {
        put(at, &u32::to_le_bytes(value));
    }
    put(80, &[0xFF; 432]);
    // The table of sectors, then the directory, then eight sectors of the stream.
    put(512, &[0xFF; 512]);
    let chain = [0xFFFF_FFFD, end, 3, 4, 5, 6, 7, 8, 9, end];
    put(512, &chain.map(u32::to_le_bytes).concat());
    for (at, name, kind, start, length) in [
        (1024, "Root Entry", 5, end, 0),
        (1152, "Workbook", 2, 2, 4096_u32),
    ] {
        let letters: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        put(at, &letters);
        put(
            at + 64,
            &[u8::try_from(letters.len() + 2).unwrap(), 0, kind],
        );
        put(at + 116, &u32::to_le_bytes(start));
        put(at + 120, &u32::to_le_bytes(length));
    }
    put(1536, stream);
    file
}

#[test]
fn a_workbook_on_which_a_library_panics_is_a_file_that_cannot_be_read() {
    // The first record says that it is empty; the library looks into it all the same.
    let place = with("坏.xls", compound(&[9, 8, 0, 0]));
    std::fs::write(place.path().join("in/payments.csv"), format!("{HEAD}{ROW}")).unwrap();
    let run = scan(place.path())
        .ends(3)
        .says("坏.xls")
        .says("文件内部结构损坏");
    assert!(!run.err().contains("calamine"), "{}", run.err());
}
