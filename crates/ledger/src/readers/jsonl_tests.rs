//! Tests of JSON lines and arrays.

use super::super::{Bytes, open as open_file};
use super::*;

/// Row, line, cells or the code of the record's fault.
type Rows = Vec<(u32, u64, Result<Vec<String>, &'static str>)>;

/// The same, as tests write it.
type Row<'c> = (u32, u64, Result<&'c [&'c str], &'static str>);

fn rows(bytes: &[u8]) -> Result<Rows, &'static str> {
    let opened = open_file(&Bytes::Memory(bytes.into()), &ReadOptions::default())
        .map_err(|fault| fault.code)?;
    assert_eq!(opened[0].format, "jsonl");
    let mut all = Vec::new();
    for batch in (opened[0].batches)().map_err(|fault| fault.code)? {
        let records = batch.map_err(|fault| fault.code)?.split();
        for (index, &(_, row, line)) in records.records.iter().enumerate() {
            let fault = records.faults.iter().find(|(at, _)| *at as usize == index);
            let own = |c: &(u32, u32, CellKind)| records.text_of(*c).to_owned();
            let cells = records.cells_of(index).iter().map(own).collect();
            all.push((row, line, fault.map_or(Ok(cells), |(_, f)| Err(f.code))));
        }
    }
    Ok(all)
}

fn check(text: &str, expected: &[Row<'_>]) {
    let own = |(row, line, cells): &Row<'_>| {
        let cells = cells.map(|all| all.iter().map(|c| (*c).to_owned()).collect());
        (*row, *line, cells)
    };
    let expected: Rows = expected.iter().map(own).collect();
    assert_eq!(rows(text.as_bytes()), Ok(expected), "{text}");
}

#[test]
fn keys_are_headings_and_numbers_keep_their_digits() {
    check(
        "{\"日期\":\"2024-01-12\",\"金额\":1234567890123456.70}\n\n{\"金额\":0.1,\"对方\":null,\"公开\":true}\r\n{}",
        &[
            (1, 0, Ok(&["日期", "金额", "对方", "公开"])),
            (2, 1, Ok(&["2024-01-12", "1234567890123456.70"])),
            (3, 2, Ok(&[])),
            (4, 3, Ok(&["", "0.1", "", "TRUE"])),
            (5, 4, Ok(&[])),
        ],
    );
}

#[test]
fn what_is_no_flat_object_is_a_reject_and_the_rest_is_kept() {
    check(
        "{\"a\":\"x\\ny\"}\n{\"a\":1\n{\"a\":[1]}\n{\"a\":{}}\n{\"a\":1,\"a\":2}\n[1]\n7\n{\"a\":1} x\n{\"a\":01}\n{\"a\":2}\n",
        &[
            (1, 0, Ok(&["a"])),
            (2, 1, Ok(&["x\ny"])),
            (3, 2, Err("broken-json")),
            (4, 3, Err("nested-value")),
            (5, 4, Err("nested-value")),
            (6, 5, Err("duplicate-key")),
            (7, 6, Err("broken-json")),
            (8, 7, Err("broken-json")),
            (9, 8, Err("broken-json")),
            (10, 9, Err("broken-json")),
            (11, 10, Ok(&["2"])),
        ],
    );
}

#[test]
fn arrays_are_read_object_by_object() {
    check(
        "[\n  {\"a\": 1},\n  {\n    \"a\": 2,\n    \"b\": \"]\"\n  },\n  3\n]\n",
        &[
            (1, 0, Ok(&["a", "b"])),
            (2, 2, Ok(&["1"])),
            (3, 3, Ok(&["2", "]"])),
            (4, 7, Err("broken-json")),
        ],
    );
    for broken in [
        "[{\"a\":1}",
        "[{\"a\":1},]",
        "[{\"a\":1}] x",
        "[{\"a\":1} {\"a\":2}]",
    ] {
        assert_eq!(rows(broken.as_bytes()), Err("broken-json"), "{broken}");
    }
}

#[test]
fn any_encoding_is_read_and_bad_bytes_are_a_reject() {
    let line = "{\"摘要\":\"购买办公用品一批\",\"金额\":\"十二元\"}\n";
    let want = rows(line.as_bytes()).expect("it can be read");
    assert_eq!(want[1].2.as_ref().map(Vec::len), Ok(2));
    for bytes in [
        encoding_rs::GBK.encode(line).0.into_owned(),
        [&b"\xEF\xBB\xBF"[..], line.as_bytes()].concat(),
        [0xFEFF]
            .into_iter()
            .chain(line.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect(),
    ] {
        assert_eq!(rows(&bytes), Ok(want.clone()));
    }
    let mut mixed = line.repeat(50).into_bytes();
    mixed.extend_from_slice(b"{\"\xE6\x91\":1}\n");
    let found = rows(&mixed).expect("it can be read");
    assert_eq!(found[51], (52, 51, Err("bad-bytes")));
}

#[test]
fn long_lines_and_many_keys_are_refused() {
    let long = format!(
        "{{\"a\":1}}\n{{\"a\":\"{}\"}}\n{{\"a\":2}}\n",
        "x".repeat(5 << 20)
    );
    let found = rows(long.as_bytes()).expect("it can be read");
    assert_eq!(found.len(), 4);
    assert_eq!(found[2], (3, 2, Err("too-long")));
    assert_eq!(found[3], (4, 3, Ok(vec!["2".to_owned()])));
    let keys: Vec<String> = (0..1025).map(|n| format!("\"{n}\":1")).collect();
    assert_eq!(
        rows(format!("{{{}}}", keys.join(",")).as_bytes()),
        Err("too-many-columns")
    );
    let deep = format!("{{\"a\":{}}}\n", "[".repeat(100_000));
    assert_eq!(
        rows(format!("{{\"a\":1}}\n{deep}").as_bytes()).expect("it can be read")[2].2,
        Err("broken-json")
    );
}

#[test]
fn other_json_is_left_to_others() {
    for text in ["{\n  \"name\": \"x\"\n}\n", "[1,2]\n", "{a},{b}\n1,2\n"] {
        let opened = open_file(
            &Bytes::Memory(text.as_bytes().into()),
            &ReadOptions::default(),
        );
        assert_eq!(opened.expect("text is read")[0].format, "text", "{text}");
    }
}

#[test]
fn no_truncation_or_flipped_bit_makes_it_panic() {
    for whole in [
        "{\"日期\":\"2024\",\"a\":[1]}\n{\"a\":1e5}\n",
        "[{\"a\":1},\n{\"日\":2}]",
    ] {
        let whole = whole.as_bytes();
        let read = |bytes: &[u8]| {
            for opened in open_file(&Bytes::Memory(bytes.into()), &ReadOptions::default())
                .into_iter()
                .flatten()
            {
                for batch in (opened.batches)().into_iter().flatten().flatten() {
                    let _ = batch.split();
                }
            }
        };
        for end in 0..whole.len() {
            read(&whole[..end]);
        }
        for at in 0..whole.len() {
            let mut flipped = whole.to_vec();
            flipped[at] ^= 1 << (at % 8);
            read(&flipped);
        }
    }
}
