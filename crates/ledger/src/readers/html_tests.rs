//! Tests of pages with tables, as systems write them.

use encoding_rs::{BIG5, GB18030};
use proptest::prelude::*;

use super::super::{Bytes, open as open_file};
use super::*;

/// Rows of all tables as `sheet@row[cell|cell]` with `!code` for faults, or the code of the file's fault.
fn read(bytes: &[u8]) -> Result<Vec<String>, &'static str> {
    let opened = open_file(&Bytes::Memory(bytes.into()), &ReadOptions::default())
        .map_err(|fault| fault.code)?;
    let mut all = Vec::new();
    for source in opened {
        for batch in (source.batches)().map_err(|fault| fault.code)? {
            let records = batch.map_err(|fault| fault.code)?.split();
            for index in 0..records.len() {
                let cells: Vec<&str> = records
                    .cells_of(index)
                    .iter()
                    .map(|c| records.text_of(*c))
                    .collect();
                let fault = records.faults.iter().find(|(i, _)| *i as usize == index);
                let fault = fault.map_or(String::new(), |(_, f)| format!("!{}", f.code));
                let row = records.records[index].1;
                all.push(format!(
                    "{}@{row}{fault}[{}]",
                    source.sheet,
                    cells.join("|")
                ));
            }
        }
    }
    Ok(all)
}

fn check(bytes: &[u8], expected: Result<&[&str], &str>) {
    let found = read(bytes);
    let expected =
        expected.map(|rows| rows.iter().map(|row| (*row).to_owned()).collect::<Vec<_>>());
    assert_eq!(found, expected, "{}", String::from_utf8_lossy(bytes));
}

#[test]
fn reads_tables_as_they_are_written() {
    check(
        "<html><table><tr><th>日期<th>金额</tr><tr><td>2024-01-02</td><td>&yen;1,234.50&nbsp;</td></tr></table>".as_bytes(),
        Ok(&["1@1[日期|金额]", "1@2[2024-01-02|¥1,234.50]"]),
    );
    check(
        b"<TABLE><TR><TD>a<br>b<TD>  c\n d </TR><TR></TR><TR><TD><TD>e",
        Ok(&["1@1[a\nb|c d]", "1@2[]", "1@3[|e]"]),
    );
    check(
        "<table><tr><td rowspan=2>日期</td><td colspan=2>发生额</td></tr><tr><td>借</td><td>贷</td></tr><tr><td>1</td><td colspan=2>5</td><td>x</td></tr></table>".as_bytes(),
        Ok(&["1@1[日期|发生额|发生额]", "1@2[日期|借|贷]", "1@3[1|5||x]"]),
    );
    check(
        b"<table><tr><td rowspan=3>7</td><td>a</td></tr><tr><td>b</td></tr><tr><td>c</td></tr></table>",
        Ok(&["1@1[7|a]", "1@2[|b]", "1@3[|c]"]),
    );
    check(
        b"<table><tr><td>title</td></tr></table><table><tr><td>a</td></tr><tr><td><table><tr><td>x<tr><td>y</table></td></tr></table>",
        Ok(&["2@1[a]", "2@2[]", "3@1[x]", "3@2[y]"]),
    );
}

#[test]
fn reads_pages_in_any_encoding() {
    let page = "<html><table><tr><td>摘要</td></tr><tr><td>付工程款</td></tr></table>";
    let rows: Result<&[&str], &str> = Ok(&["1@1[摘要]", "1@2[付工程款]"]);
    let wide: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
    check(page.as_bytes(), rows);
    check(&GB18030.encode(page).0, rows);
    check(&[&[0xFF, 0xFE], wide.as_slice()].concat(), rows);
    let lying = page.replace("<html>", "<html><meta charset=utf-8>");
    check(&GB18030.encode(&lying).0, rows);
    let big5 =
        "<html><meta charset=big5><table><tr><td>摘要</td></tr><tr><td>備註</td></tr></table>";
    check(&BIG5.encode(big5).0, Ok(&["1@1[摘要]", "1@2[備註]"]));
}

#[test]
fn rejects_rows_and_pages() {
    let page =
        "<table><tr><td>摘要</td></tr><tr><td>X</td><td>1</td></tr><tr><td>付款</td></tr></table>";
    let mut bytes = page.as_bytes().to_vec();
    let place = bytes.iter().position(|b| *b == b'X').expect("it is there");
    bytes[place] = 0xFF;
    check(
        &bytes,
        Ok(&["1@1[摘要]", "1@2!bad-bytes[\\xFF\t1]", "1@3[付款]"]),
    );
    check(b"<html><p>nothing</p></html>", Err("not-a-table"));
    check("<table>".repeat(100).as_bytes(), Err("not-a-table"));
    let wide =
        "<table><tr>".to_owned() + &"<td colspan=256>x</td>".repeat(100) + "</tr><tr></tr></table>";
    check(wide.as_bytes(), Err("damaged"));
}

proptest! {
    #[test]
    fn no_page_makes_it_panic(parts in prop::collection::vec(prop::sample::select(vec![
        "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td rowspan=2>", "<td colspan=3>", "a", "中", "&amp;", "&#0;", "<!--", "-->", "<script>", "<", ">", "\"", "<td title='", "<br>",
    ]), 0..60)) {
        let _ = read(format!("<html>{}", parts.concat()).as_bytes());
    }
}

#[test]
fn every_truncation_is_read() {
    let page = "<html><style>a</style><!-- x --><table border=\"1\"><tr><td rowspan='2'>摘要</td><td>&yen;1</td></tr><tr><td>2</td></tr></table></html>";
    for bytes in [
        page.as_bytes().to_vec(),
        GB18030.encode(page).0.into_owned(),
    ] {
        for end in 0..bytes.len() {
            let _ = read(&bytes[..end]);
        }
    }
}
