//! ods workbooks, JSON lines and forms with steps in columns, through the built program.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use crate::sanzi::{sanzi, table, with};

/// An ods workbook of one sheet, row by row; a cell is text, or a date or a sum as it is stored.
fn ods(manifest: &str, rows: &[&[&str]]) -> Vec<u8> {
    let mut content = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content><office:body><office:spreadsheet><table:table table:name=\"流水\"><table:table-column table:number-columns-repeated=\"4\"/><table:table-column table:visibility=\"collapse\"/>",
    );
    for row in rows {
        // A row that says so in its last cell is hidden.
        let hidden = row.last() == Some(&HIDDEN);
        let row = row.strip_suffix(&[HIDDEN]).unwrap_or(row);
        content.push_str(if hidden {
            "<table:table-row table:visibility=\"filter\">"
        } else {
            "<table:table-row>"
        });
        for cell in row {
            let stored = if cell.is_empty() {
                String::new()
            } else if cell.contains('-') {
                format!(" office:value-type=\"date\" office:date-value=\"{cell}\"")
            } else if cell.parse::<f64>().is_ok() {
                format!(
                    " office:value-type=\"currency\" office:currency=\"CNY\" office:value=\"{cell}\""
                )
            } else {
                " office:value-type=\"string\"".to_owned()
            };
            write!(
                content,
                "<table:table-cell{stored}><text:p>{cell}</text:p></table:table-cell>"
            )
            .unwrap();
        }
        content.push_str("</table:table-row>");
    }
    content.push_str("<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>");
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
        ("META-INF/manifest.xml", manifest),
    ] {
        writer.start_file(name, stored).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const HIDDEN: &str = "hidden";

const HEAD: &[&str] = &["单位名称", "日期", "方向", "金额", "收款人", "摘要"];

/// File, sheet and row of every hit.
fn hits(folder: &Path) -> Vec<(String, String, String)> {
    let all = table(&folder.join("out/hits.csv"));
    all.iter()
        .filter(|h| h["role"] == "hit")
        .map(|h| (h["file"].clone(), h["sheet"].clone(), h["row"].clone()))
        .collect()
}

#[test]
fn an_ods_workbook_is_read_and_cited() {
    let book = ods(
        "<manifest:manifest/>",
        &[
            HEAD,
            &[
                "石溪经济联合社",
                "2024-01-12",
                "支出",
                "120",
                "永亮五金店",
                "购灯泡",
            ],
            &["", "", "", "", "", ""],
            &[
                "石溪经济联合社",
                "2024-01-13",
                "支出",
                "880.5",
                "碧水足浴城",
                "付足浴消费",
            ],
        ],
    );
    let place = with("流水.ods", book);
    sanzi(place.path(), ["scan", "in", "--out", "out"]).ends(0);
    let found = hits(place.path());
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|h| *h == ("流水.ods".to_owned(), "流水".to_owned(), "4".to_owned())),
        "{found:?}"
    );
    let leads = std::fs::read_to_string(place.path().join("out/leads.jsonl")).unwrap();
    assert!(
        leads.contains("880.50") && leads.contains("2024-01-13"),
        "{leads}"
    );
}

#[test]
fn what_a_workbook_hides_is_read_and_marked_where_a_lead_cites_it() {
    let row = |date, payee, summary| ["石溪经济联合社", date, "支出", "880.5", payee, summary];
    let hidden = [
        &row("2024-01-13", "碧水足浴城", "付足浴消费")[..],
        &[HIDDEN],
    ]
    .concat();
    let book = ods(
        "<manifest:manifest/>",
        &[
            HEAD,
            &row("2024-01-12", "永亮五金店", "购灯泡"),
            &hidden,
            &row("2024-03-14", "碧水足浴城", "付足浴消费"),
        ],
    );
    let place = with("流水.ods", book);
    sanzi(place.path(), ["inspect", "in"])
        .ends(0)
        .says("hidden-rows = 3")
        .says("hidden-columns = E");
    sanzi(
        place.path(),
        ["scan", "in", "--out", "out", "--format", "xlsx,jsonl"],
    )
    .ends(0);
    let leads = std::fs::read_to_string(place.path().join("out/leads.jsonl")).unwrap();
    let marked = |place: &str| {
        let line = leads.lines().find(|line| line.contains(place));
        let line = line.unwrap_or_else(|| panic!("no lead cites {place}: {leads}"));
        assert!(line.contains(r#""hidden_columns":["收款人"]"#), "{line}");
        line.contains(r#""hidden":true"#)
    };
    assert!(marked(r#""row":3,"#));
    assert!(!marked(r#""row":4,"#));
}

#[test]
fn an_ods_workbook_with_a_password_is_named() {
    let book = ods(
        "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>",
        &[HEAD],
    );
    let place = with("流水.ods", book);
    sanzi(place.path(), ["scan", "in", "--out", "out"])
        .ends(3)
        .says("流水.ods")
        .says("密码");
}

#[test]
fn json_lines_keep_going_behind_a_broken_one() {
    let mut text = String::new();
    for day in 1..=28 {
        writeln!(text, "{{\"单位名称\":\"石溪经济联合社\",\"日期\":\"2024-01-{day:02}\",\"方向\":\"支出\",\"金额\":120.10,\"收款人\":\"永亮五金店\",\"摘要\":\"购灯泡\"}}").unwrap();
    }
    let good = text.repeat(10);
    let place = with("流水.jsonl", format!("{good}{{\"日期\":\n{text}"));
    sanzi(place.path(), ["scan", "in", "--out", "out"]).ends(0);
    let rejects = table(&place.path().join("out/rejects.csv"));
    assert_eq!(rejects.len(), 1);
    // Line 281 of the file; the keys are record 1.
    assert_eq!(rejects[0]["row"], "282");
    assert!(rejects[0]["reason"].contains("JSON"), "{rejects:?}");
    sanzi(place.path(), ["inspect", "in"])
        .ends(0)
        .says("jsonl")
        .says("明细 308");
}

#[test]
fn a_form_of_steps_is_shown_by_inspect_and_pinned() {
    let text = "事项名称,党支部提议时间,两委商议时间,党员大会审议时间,村民代表会议决议时间\n修村道,2024-01-05,2024-01-08,2024-01-12,2024-01-20\n";
    let place = with("石溪经济联合社四议两公开.csv", text);
    let shown = sanzi(place.path(), ["inspect", "in", "--write", "in/sanzi.toml"])
        .ends(0)
        .says("unpivot =")
        .says("明细 1");
    let again = sanzi(place.path(), ["inspect", "in"]).ends(0);
    assert!(
        again
            .out()
            .contains("石溪经济联合社四议两公开.csv: text → steps"),
        "{}",
        again.out()
    );
    let choice = |run: &str| {
        let line = run.lines().find(|l| l.contains("unpivot =")).unwrap();
        line.split("  (").next().unwrap().to_owned()
    };
    assert_eq!(choice(&shown.out()), choice(&again.out()));
}
