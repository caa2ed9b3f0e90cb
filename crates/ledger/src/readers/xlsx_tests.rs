//! Tests of xlsx workbooks, made here part by part: honest ones, liars and bombs.

use std::io::Write as _;
use std::time::{Duration, Instant};

use zip::write::{SimpleFileOptions, ZipWriter};

use super::super::{Bytes, open as open_file};
use super::*;

const TYPES: &str = "<Types/>";
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="/xl/worksheets/sheet2.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="收支 &amp; 明细" sheetId="1" r:id="rId1"/><sheet name="旧账" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>"#;
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
const SHARED: &str = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2" uniqueCount="2"><si><t>日期</t></si><si><t>金额</t></si></sst>"#;

fn sheet(rows: &str) -> String {
    format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("memory takes a part");
        writer.write_all(bytes).expect("memory takes all bytes");
    }
    writer
        .finish()
        .expect("memory takes the directory")
        .into_inner()
}

/// A workbook of two sheets, with parts replaced or added.
fn workbook(changed: &[(&str, &[u8])]) -> Vec<u8> {
    let (first, second) = (
        sheet(r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#),
        sheet(""),
    );
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/sharedStrings.xml", SHARED.as_bytes()),
        ("xl/worksheets/sheet1.xml", first.as_bytes()),
        ("xl/worksheets/sheet2.xml", second.as_bytes()),
    ];
    for (name, bytes) in changed {
        parts.retain(|(other, _)| other != name);
        parts.push((name, bytes));
    }
    zip(&parts)
}

/// Sheet, record number, and cells as `kind:text`.
type Row = (String, u32, Vec<String>);

/// Everything of a file, or the code of the first fault.
fn read(bytes: Vec<u8>) -> Result<Vec<Row>, &'static str> {
    let mut all = Vec::new();
    let sheets = open_file(&Bytes::Memory(bytes.into()), &ReadOptions::default())
        .map_err(|fault| fault.code)?;
    for opened in sheets {
        for batch in (opened.batches)().map_err(|fault| fault.code)? {
            let records = batch.map_err(|fault| fault.code)?.split();
            for index in 0..records.len() {
                let cells = records.cells_of(index).iter().map(|cell| match cell.2 {
                    CellKind::Text => records.text_of(*cell).to_owned(),
                    kind => format!("{kind:?}:{}", records.text_of(*cell)),
                });
                all.push((
                    opened.sheet.clone(),
                    records.records[index].1,
                    cells.collect(),
                ));
            }
        }
    }
    Ok(all)
}

fn check(bytes: Vec<u8>, expected: Result<&[(u32, &[&str])], &str>) {
    let found = read(bytes).map(|rows| {
        rows.into_iter()
            .map(|(_, row, cells)| (row, cells))
            .collect::<Vec<_>>()
    });
    let expected = expected.map(|rows| {
        let own =
            |(row, cells): &(u32, &[&str])| (*row, cells.iter().map(|c| (*c).to_owned()).collect());
        rows.iter().map(own).collect::<Vec<(u32, Vec<String>)>>()
    });
    assert_eq!(found, expected);
}

#[test]
fn reads_cells_as_they_are_stored() {
    let rows = sheet(concat!(
        r#"<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>"#,
        r#"<row r="3"><c r="A3" s="1"><v>45658</v></c><c r="B3" s="1"><v>60</v></c><c r="C3"><v>1234.5</v></c></row>"#,
        r##"<row r="5"><c r="A5" t="e"><v>#REF!</v></c><c r="B5" t="b"><v>1</v></c><c r="C5"><v>440105198001010012</v></c>"##,
        r#"<c r="D5" t="inlineStr"><is><t>租金</t></is></c><c r="E5" t="str"><f>A1</f><v>x &amp; y</v></c><c r="F5" s="1"/><c r="G5"><f>SUM(A1:A2)</f></c></row>"#,
    ));
    check(
        workbook(&[("xl/worksheets/sheet1.xml", rows.as_bytes())]),
        Ok(&[
            (1, &[]),
            (2, &["日期", "", "金额"]),
            (3, &["Date:2025-01-01", "Error:60", "Number:1234.5"]),
            (4, &[]),
            (
                5,
                &[
                    "Error:#REF!",
                    "TRUE",
                    "LongNumber:440105198001010000",
                    "租金",
                    "x & y",
                    "",
                    "Error:=SUM(A1:A2)",
                ],
            ),
        ]),
    );
}

#[test]
fn honours_the_1904_epoch_hidden_sheets_and_merged_headings() {
    let book = BOOK.replace("<sheets>", r#"<workbookPr date1904="1"/><sheets>"#);
    let rows = sheet(
        r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" s="1"><v>44196</v></c></row>"#,
    );
    let rows = rows.replace(
        "</worksheet>",
        r#"<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>"#,
    );
    let bytes = workbook(&[
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/worksheets/sheet2.xml", rows.as_bytes()),
        ("xl/vbaProject.bin", b"x"),
    ]);
    let sheets = open_file(
        &Bytes::Memory(bytes.clone().into()),
        &ReadOptions::default(),
    )
    .expect("it can be opened");
    let seen: Vec<_> = sheets
        .iter()
        .map(|s| (s.sheet.as_str(), s.choices.len(), s.notices.len()))
        .collect();
    assert_eq!(seen, [("收支 & 明细", 0, 1), ("旧账", 1, 1)]);
    check(
        bytes,
        Ok(&[
            (1, &["日期"]),
            (1, &["日期", "日期"]),
            (2, &["Date:2025-01-01"]),
        ]),
    );
}

#[test]
fn far_cells_stream() {
    let far = sheet(
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#,
    );
    let rows = read(workbook(&[("xl/worksheets/sheet1.xml", far.as_bytes())]))
        .expect("two cells can be read");
    assert_eq!((rows.len(), rows[1_048_575].2.len()), (1_048_576, 16_384));
    let lying = sheet("").replace(
        "<sheetData>",
        r#"<dimension ref="A1:XFD1048576"/><sheetData>"#,
    );
    check(
        workbook(&[("xl/worksheets/sheet1.xml", lying.as_bytes())]),
        Ok(&[]),
    );
}

#[test]
fn refuses_liars_and_bombs_at_once() {
    let long = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(64 << 20));
    let huge = format!("<worksheet><sheetData>{}", "<row/>".repeat(8 << 20));
    let laughs =
        r#"<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><sst><si><t>&c;</t></si></sst>"#;
    let unique = SHARED.replace("uniqueCount=\"2\"", "uniqueCount=\"400000000000\"");
    let cases: &[(&str, &[u8], &str)] = &[
        ("xl/sharedStrings.xml", long.as_bytes(), "bomb"),
        ("xl/worksheets/sheet1.xml", huge.as_bytes(), "bomb"),
        ("xl/sharedStrings.xml", laughs.as_bytes(), "refused-xml"),
        (
            "xl/worksheets/sheet1.xml",
            b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'><worksheet/>",
            "refused-xml",
        ),
        ("xl/sharedStrings.xml", unique.as_bytes(), "lying-header"),
        ("../evil.xml", b"<a/>", "unsafe-archive"),
        ("/abs.xml", b"<a/>", "unsafe-archive"),
        ("XL/workbook.xml", b"<a/>", "unsafe-archive"),
        ("xl/workbook.xml", b"<workbook><sheets>", "damaged"),
    ];
    for (name, part, code) in cases {
        let bytes = workbook(&[(name, part)]);
        let start = Instant::now();
        check(bytes, Err(code));
        assert!(
            start.elapsed() < Duration::from_secs(1),
            "{name} took {:?}",
            start.elapsed()
        );
    }
    let many: Vec<String> = (0..10_001).map(|n| format!("p{n}")).collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|name| (name.as_str(), b"".as_slice()))
        .collect();
    check(zip(&many), Err("unsafe-archive"));
}

#[test]
fn a_part_that_lies_about_its_size_is_a_bomb() {
    let long = format!("<sst>{}</sst>", "<si/>".repeat(4 << 20));
    let mut bytes = workbook(&[("xl/sharedStrings.xml", long.as_bytes())]);
    let length = u32::try_from(long.len())
        .expect("it is small")
        .to_le_bytes();
    // Both headers state the inflated size; make them say a thousand.
    let places: Vec<usize> = bytes
        .windows(4)
        .enumerate()
        .filter(|(_, w)| *w == length)
        .map(|(at, _)| at)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    let start = Instant::now();
    let code = read(bytes).expect_err("a lie is not read");
    assert!(
        ["bomb", "damaged", "lying-header"].contains(&code),
        "{code}"
    );
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[test]
fn names_other_archives() {
    let check = |name: &str, code: &str, en: &str| {
        let bytes = zip(&[(name, b"x")]);
        let fault = open_file(&Bytes::Memory(bytes.into()), &ReadOptions::default())
            .err()
            .expect("it is no table");
        assert!(
            fault.code == code && fault.text.en.contains(en),
            "{}",
            fault.text.en
        );
    };
    check("word/document.xml", "not-a-table", "Word document");
    check("ppt/presentation.xml", "not-a-table", "presentation");
    check("xl/workbook.bin", "unsupported-format", "xlsb");
    check("ledger.csv", "not-a-table", "zip archive of 1 files");
}

#[test]
fn no_truncation_or_flipped_bit_makes_it_panic() {
    let whole = workbook(&[]);
    for end in 0..whole.len() {
        let _ = read(whole[..end].to_vec());
    }
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        let _ = read(flipped);
    }
}

#[test]
fn a_million_cells_stream_in_batches() {
    use std::fmt::Write as _;
    let mut rows = String::new();
    for row in 1..=100_000_u64 {
        let _ = write!(
            rows,
            r#"<row r="{row}"><c r="A{row}"><v>{}</v></c><c r="B{row}"><v>{}.5</v></c></row>"#,
            row * 7919 % 99_991,
            row * 104_729 % 99_989
        );
    }
    let bytes = workbook(&[("xl/worksheets/sheet1.xml", sheet(&rows).as_bytes())]);
    let sheets =
        open_file(&Bytes::Memory(bytes.into()), &ReadOptions::default()).expect("it can be opened");
    let mut seen = 0;
    for batch in (sheets[0].batches)().expect("it can be read") {
        let records = batch.expect("it can be read").split();
        assert!(records.len() <= 4096);
        seen += records.len();
    }
    assert_eq!(seen, 100_000);
    // Whoever stops early stops the reader.
    drop((sheets[0].batches)().expect("it can be read").next());
}
