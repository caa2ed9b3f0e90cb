//! Tests of reading text as a whole: any buffer, any bytes, real exports.

use std::fmt::Write as _;

use encoding_rs::GB18030;
use proptest::prelude::*;

use super::super::{Bytes, Records, open as open_file};
use super::*;

/// Row, line, cells, and the code of a fault.
type Row = (u32, u64, Vec<String>, Option<&'static str>);

/// All records of a text, read in blocks of `block` bytes.
fn read(bytes: &[u8], block: usize) -> Vec<Row> {
    let content = Content::plain(Bytes::Memory(bytes.into()));
    let decided =
        encoding::decide(&content, &ReadOptions::default()).expect("text has an encoding");
    let blocks = Blocks::new(
        content.reader().expect("memory can be read"),
        Layout {
            encoding: decided.encoding,
            mark: decided.mark,
            separator: ",",
            block,
        },
    );
    let mut all = Vec::new();
    for batch in blocks {
        let records = batch.expect("memory can be read").split();
        for index in 0..records.len() {
            all.push(record(&records, index));
        }
    }
    all
}

fn record(records: &Records, index: usize) -> Row {
    let (_, row, line) = records.records[index];
    let cells = records.cells_of(index).iter();
    let cells = cells
        .map(|cell| records.text_of(*cell).to_owned())
        .collect();
    let fault = records.faults.iter().find(|(i, _)| *i as usize == index);
    (row, line, cells, fault.map(|(_, fault)| fault.code))
}

/// Reads with several buffers, which must agree, and compares rows and faults.
fn check(bytes: &[u8], expected: &[(&[&str], Option<&str>)]) {
    let whole = read(bytes, BLOCK);
    for block in [1, 2, 3, 7, 64] {
        assert_eq!(read(bytes, block), whole, "block of {block} bytes");
    }
    let found: Vec<_> = whole
        .iter()
        .map(|(_, _, cells, fault)| (cells.iter().map(String::as_str).collect::<Vec<_>>(), *fault))
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(cells, fault)| (cells.to_vec(), *fault))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn reads_any_encoding_in_any_blocks() {
    let rows: &[(&[&str], Option<&str>)] = &[(&["日期", "摘要"], None), (&["1", "租,金"], None)];
    let text = "日期,摘要\r\n1,\"租,金\"\r\n";
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    check(text.as_bytes(), rows);
    check(format!("\u{FEFF}{text}").as_bytes(), rows);
    check(&GB18030.encode(text).0, rows);
    check(&wide, rows);
    check(&[&[0xFF, 0xFE], wide.as_slice()].concat(), rows);
    check(&[text.as_bytes(), &[0x1A]].concat(), rows);
}

#[test]
fn rejects_rows_and_keeps_the_rest() {
    check(
        b"a,1\nb\xFF,2\n\"c\n\xFE\",3\nd,4\n",
        &[
            (&["a", "1"], None),
            (&["b\\xFF,2"], Some("bad-bytes")),
            (&["\"c\n\\xFE\",3"], Some("bad-bytes")),
            (&["d", "4"], None),
        ],
    );
    check(
        b"a,1\nb\0,2\nc\x1A,3\n\n",
        &[
            (&["a", "1"], None),
            (&["b\\x00,2"], Some("control-byte")),
            (&["c\\x1A,3"], Some("control-byte")),
            (&[], None),
        ],
    );
    let gbk = GB18030.encode("租金,1\n付款,2\n收款,3\n").0.into_owned();
    check(
        &[gbk.as_slice(), "付款,4\n".as_bytes(), &[0xD5]].concat(),
        &[
            (&["租金", "1"], None),
            (&["付款", "2"], None),
            (&["收款", "3"], None),
            (&["付款,4"], Some("mixed-encoding")),
            (&["\\xD5"], Some("bad-bytes")),
        ],
    );
}

#[test]
fn an_unclosed_quote_swallows_no_rows() {
    let mut text = "a,\"b,0\n".to_owned();
    for row in 0..200_000 {
        let _ = writeln!(text, "2024-01-02,租金 {row},12.50");
    }
    let rows = read(text.as_bytes(), BLOCK);
    assert_eq!(rows.len(), 200_001);
    assert_eq!(rows[0].3, Some("unclosed-quote"));
    assert!(
        rows[1..]
            .iter()
            .all(|row| row.3.is_none() && row.2.len() == 3)
    );
    assert_eq!((rows[200_000].0, rows[200_000].1), (200_001, 200_001));
}

#[test]
fn gives_up_records_beyond_the_limit() {
    for length in [LONGEST + 10, LONGEST_LINE + BLOCK, 3 * LONGEST_LINE] {
        let text = [b"a,1\n".as_slice(), &vec![b'x'; length], b",2\r\nb,3\n"].concat();
        let rows = read(&text, BLOCK);
        let codes: Vec<_> = rows.iter().map(|row| (row.0, row.1, row.3)).collect();
        assert_eq!(
            codes,
            [(1, 1, None), (2, 2, Some("record-too-long")), (3, 3, None)]
        );
        assert_eq!(rows[1].2, ["x".repeat(KEPT)]);
    }
}

#[test]
fn the_cause_of_a_broken_record_does_not_hang_on_blocks() {
    check(
        b"a,\"\nb\n\",c,\"\"d\n",
        &[
            (&["a,\""], Some("unclosed-quote")),
            (&["b"], None),
            (&["\",c,\"\"d"], Some("unclosed-quote")),
        ],
    );
}

#[test]
fn every_truncation_is_read() {
    let text = "日期,摘要,金额\r\n2024-01-02,\"付 \"\"甲\"\" 款\n二\",1,234\n\n2024-01-03,租金,5\n";
    for bytes in [
        text.as_bytes().to_vec(),
        GB18030.encode(text).0.into_owned(),
    ] {
        for end in 0..bytes.len() {
            let (small, large) = (read(&bytes[..end], 3), read(&bytes[..end], BLOCK));
            assert_eq!(small, large, "cut at {end}");
        }
    }
}

fn quote(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

proptest! {
    #[test]
    fn split_of_join_is_the_rows(rows in prop::collection::vec(prop::collection::vec("[a,\"\n\r 中；\t]{0,6}", 1..5), 1..20)) {
        let lines: Vec<String> = rows.iter().map(|row| {
            let cells: Vec<String> = row.iter().map(|cell| quote(cell)).collect();
            cells.join(",")
        }).collect();
        let text = lines.join("\n");
        let found: Vec<Vec<String>> = read(text.as_bytes(), 5).into_iter().map(|row| row.2).collect();
        prop_assert_eq!(found, rows);
    }

    #[test]
    fn any_block_gives_the_same_records(text in "[a,\"\n\r \t中\u{0}é]{0,200}", block in 1_usize..50) {
        prop_assert_eq!(read(text.as_bytes(), block), read(text.as_bytes(), BLOCK));
    }

    #[test]
    fn any_bytes_give_the_same_records(bytes in prop::collection::vec(any::<u8>(), 0..400), block in 1_usize..50) {
        prop_assert_eq!(read(&bytes, block), read(&bytes, BLOCK));
    }

    #[test]
    fn no_bytes_make_it_panic(
        beginning in prop::sample::select(vec![
            &b""[..], b"\xFF\xFE", b"PK\x03\x04", b"\x1F\x8B\x08", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"<html><table>",
            b"<?xml?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet>",
        ]),
        bytes in prop::collection::vec(any::<u8>(), 0..800),
    ) {
        let bytes = [beginning, &bytes].concat();
        if let Ok(sources) = open_file(&Bytes::Memory(bytes.into()), &ReadOptions::default()) {
            for source in sources {
                for batch in (source.batches)().expect("memory can be read") {
                    let _ = batch.map(Batch::split);
                }
            }
        }
    }
}
