//! Tests of ods workbooks, made here part by part: honest ones, liars and bombs.

use std::io::Write as _;
use std::time::{Duration, Instant};

use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::super::{Bytes, CellKind, open as open_file};
use super::*;

const MIMETYPE: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

fn document(tables: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content><office:automatic-styles><style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    )
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    writer
        .start_file("mimetype", stored)
        .expect("memory takes a part");
    writer.write_all(MIMETYPE).expect("memory takes all bytes");
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

fn workbook(tables: &str) -> Vec<u8> {
    packed(&[("content.xml", document(tables).as_bytes())])
}

fn open_bytes(bytes: Vec<u8>) -> Result<Vec<Opened>, &'static str> {
    open_file(&Bytes::Memory(bytes.into()), &ReadOptions::default()).map_err(|fault| fault.code)
}

/// Row number and cells with their kinds, of one sheet.
type Rows = Vec<(u32, Vec<(String, CellKind)>)>;

fn rows(opened: &Opened) -> Result<Rows, &'static str> {
    let mut all = Vec::new();
    for batch in (opened.batches)().map_err(|fault| fault.code)? {
        let records = batch.map_err(|fault| fault.code)?.split();
        for index in 0..records.len() {
            let own = |c: &(u32, u32, CellKind)| (records.text_of(*c).to_owned(), c.2);
            let cells = records.cells_of(index).iter().map(own).collect();
            all.push((records.records[index].1, cells));
        }
    }
    Ok(all)
}

/// The rows of the first sheet of a workbook with this one table.
fn check(table: &str, expected: &[(u32, &[(&str, CellKind)])]) {
    let all =
        format!(r#"<table:table table:name="一" table:style-name="ta1">{table}</table:table>"#);
    let sheets = open_bytes(workbook(&all)).expect("it can be opened");
    let own = |(row, cells): &(u32, &[(&str, CellKind)])| {
        let cells = cells.iter().map(|(text, kind)| ((*text).to_owned(), *kind));
        (*row, cells.collect())
    };
    let expected: Rows = expected.iter().map(own).collect();
    assert_eq!(rows(&sheets[0]), Ok(expected), "{table}");
}

/// One cell in a row of its own.
fn one(attributes: &str, inside: &str, text: &str, kind: CellKind) {
    check(
        &format!(
            "<table:table-row><table:table-cell {attributes}>{inside}</table:table-cell></table:table-row>"
        ),
        &[(1, &[(text, kind)])],
    );
}

#[test]
fn values_are_those_that_are_stored() {
    use CellKind::{Date, Error, LongNumber, Number, Text};
    one(
        "office:value-type=\"float\" office:value=\"18600.5\"",
        "<text:p>18,600.50</text:p>",
        "18600.5",
        Number,
    );
    one(
        "office:value-type=\"currency\" office:currency=\"CNY\" office:value=\"-120\"",
        "<text:p>-￥120.00</text:p>",
        "-120",
        Number,
    );
    one(
        "office:value-type=\"percentage\" office:value=\"0.035\"",
        "<text:p>3.5%</text:p>",
        "0.035",
        Number,
    );
    one(
        "office:value-type=\"float\" office:value=\"6217000010001234567\"",
        "<text:p>6.2E+18</text:p>",
        "6217000010001230000",
        LongNumber,
    );
    one(
        "office:value-type=\"date\" office:date-value=\"2024-01-31\"",
        "<text:p>24年1月31日</text:p>",
        "2024-01-31",
        Date,
    );
    one(
        "office:value-type=\"date\" office:date-value=\"2024-01-31T09:15:22.5\"",
        "<text:p>x</text:p>",
        "2024-01-31 09:15:22",
        Date,
    );
    one(
        "office:value-type=\"time\" office:time-value=\"PT09H15M22S\"",
        "<text:p>9:15</text:p>",
        "09:15:22",
        Text,
    );
    one(
        "office:value-type=\"boolean\" office:boolean-value=\"true\"",
        "<text:p>是</text:p>",
        "TRUE",
        Text,
    );
    one(
        "office:value-type=\"string\"",
        "<text:p>甲&amp;乙 &#x4E00;<text:s text:c=\"2\"/><text:span>丙</text:span></text:p><text:p>丁</text:p>",
        "甲&乙 一  丙\n丁",
        Text,
    );
    one(
        "office:value-type=\"string\"",
        "<office:annotation><text:p>批注</text:p></office:annotation><text:p>值</text:p>",
        "值",
        Text,
    );
    one(
        "table:formula=\"of:=[.A9]\" office:value-type=\"string\" calcext:value-type=\"error\"",
        "<text:p>#REF!</text:p>",
        "#REF!",
        Error,
    );
    one(
        "table:formula=\"of:=SUM([.A1:.A3])\"",
        "",
        "=SUM([.A1:.A3])",
        Error,
    );
    one(
        "table:formula=\"of:=SUM([.A1:.A3])\" office:value-type=\"float\" office:value=\"3\"",
        "<text:p>3</text:p>",
        "3",
        Number,
    );
}

#[test]
fn repetitions_keep_places() {
    let x = ("x", CellKind::Text);
    let blank = ("", CellKind::Text);
    let cell =
        "<table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell>";
    check(
        &format!(
            "<table:table-header-rows><table:table-row table:number-rows-repeated=\"2\">{cell}</table:table-row></table:table-header-rows>\
             <table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>\
             <table:table-row><table:table-cell table:number-columns-repeated=\"2\"/>\
             <table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row>\
             <table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>"
        ),
        &[
            (1, &[x]),
            (2, &[x]),
            (3, &[]),
            (4, &[]),
            (5, &[]),
            (6, &[blank, blank, x, x]),
        ],
    );
}

#[test]
fn merged_headings_are_filled_and_sheets_are_told_apart() {
    let cell = |more: &str, text: &str| {
        format!(
            "<table:table-cell {more} office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let wide = cell(
        "table:number-columns-spanned=\"2\" table:number-rows-spanned=\"1\"",
        "借方",
    );
    let tables = format!(
        "<table:tracked-changes><table:deletion><table:table table:name=\"旧\"/></table:deletion></table:tracked-changes>\
         <table:table table:name=\"一月 &amp; 二月\" table:style-name=\"ta1\"><table:table-row>{wide}<table:covered-table-cell/></table:table-row>\
         <table:table-row>{}{}</table:table-row></table:table>\
         <table:table table:name=\"藏\" table:style-name=\"ta2\"><table:table-row>{}</table:table-row></table:table>\
         <table:table table:name=\"'file:///x.ods'#$一\" table:style-name=\"ta_extref\"><table:table-row>{}</table:table-row></table:table>",
        cell("", "金额"),
        cell("", "数量"),
        cell("", "y"),
        cell("", "别的文件"),
    );
    let sheets = open_bytes(workbook(&tables)).expect("it can be opened");
    let names: Vec<&str> = sheets.iter().map(|s| s.sheet.as_str()).collect();
    assert_eq!(names, ["一月 & 二月", "藏"]);
    assert!(sheets[0].choices.is_empty());
    assert_eq!(sheets[1].choices[0].value, "hidden");
    let text = |sheet: &Opened| -> Vec<Vec<String>> {
        let all = rows(sheet).expect("it can be read");
        all.into_iter()
            .map(|(_, cells)| cells.into_iter().map(|(text, _)| text).collect())
            .collect()
    };
    assert_eq!(text(&sheets[0]), [["借方", "借方"], ["金额", "数量"]]);
    assert_eq!(text(&sheets[1]), [["y"]]);
}

#[test]
fn liars_bombs_and_locked_ones_are_refused_at_once() {
    let start = Instant::now();
    let cell = "<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/>";
    let flood = format!(
        "<table:table table:name=\"一\"><table:table-row table:number-rows-repeated=\"1048576\">{cell}</table:table-row></table:table>"
    );
    assert_eq!(open_bytes(workbook(&flood)).err(), Some("bomb"));
    let far = "<table:table table:name=\"一\"><table:table-row table:number-rows-repeated=\"4294967295\"/><table:table-row>\
               <table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table>";
    let sheets = open_bytes(workbook(far)).expect("it can be opened");
    assert_eq!(rows(&sheets[0]), Err("damaged"));
    let zeros = vec![b' '; 64 << 20];
    assert_eq!(
        open_bytes(packed(&[("content.xml", &zeros)])).err(),
        Some("bomb")
    );
    let laughs = b"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\">]><x>&a;</x>";
    assert_eq!(
        open_bytes(packed(&[("content.xml", laughs)])).err(),
        Some("refused-xml")
    );
    let locked: &[(&str, &[u8])] = &[
        ("content.xml", b"\x00\x01\x02noise"),
        (
            "META-INF/manifest.xml",
            b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>",
        ),
    ];
    assert_eq!(open_bytes(packed(locked)).err(), Some("encrypted"));
    let open_end = "<table:table table:name=\"一\"><table:table-row>";
    assert_eq!(open_bytes(workbook(open_end)).err(), Some("damaged"));
    assert_eq!(open_bytes(workbook("")).err(), Some("damaged"));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn no_truncation_or_flipped_bit_makes_it_panic() {
    let cell =
        "<table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell>";
    let whole = workbook(&format!(
        "<table:table table:name=\"一\"><table:table-row>{cell}</table:table-row></table:table>"
    ));
    let read = |bytes: Vec<u8>| {
        for sheet in open_bytes(bytes).into_iter().flatten() {
            let _ = rows(&sheet);
        }
    };
    for end in 0..whole.len() {
        read(whole[..end].to_vec());
    }
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        read(flipped);
    }
}
