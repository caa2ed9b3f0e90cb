//! Tests of archives, packed here member by member: honest ones, and those that no program would write.

use std::io::Write as _;

use zip::write::{SimpleFileOptions, ZipWriter};

use super::super::{ReadOptions, open};
use super::*;

/// Bytes of a member, or the code of its fault.
type Read<'b> = Result<&'b [u8], &'static str>;
/// Members that cannot be read are named with the code of their fault.
type Members = Vec<(String, Result<Vec<u8>, &'static str>)>;

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("memory takes a member");
        writer.write_all(bytes).expect("memory takes all bytes");
    }
    writer
        .finish()
        .expect("memory takes the directory")
        .into_inner()
}

/// Puts other bytes of the same length in the place of all that are found.
fn replaced(mut bytes: Vec<u8>, old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let places: Vec<usize> = (0..bytes.len())
        .filter(|at| bytes[*at..].starts_with(old))
        .collect();
    assert!(!places.is_empty(), "there is nothing to replace");
    for at in places {
        bytes[at..at + old.len()].copy_from_slice(new);
    }
    bytes
}

fn members(bytes: Vec<u8>) -> Result<Option<Members>, &'static str> {
    let listed = list(&Bytes::Memory(bytes.into())).map_err(|fault| fault.code)?;
    let read = |member: Listed| {
        let bytes = member.bytes.map_err(|fault| fault.code).and_then(|bytes| {
            let Bytes::Member(place) = &bytes else {
                panic!("a member is in its archive");
            };
            super::super::member::verify(place).map_err(|fault| fault.code)?;
            let mut all = Vec::new();
            super::super::reader(&bytes)
                .expect("a verified member opens")
                .read_to_end(&mut all)
                .expect("a verified member reads");
            Ok(all)
        });
        (member.name, bytes)
    };
    Ok(listed.map(|all| all.into_iter().map(read).collect()))
}

fn check(bytes: Vec<u8>, expected: Result<&[(&str, Read<'_>)], &'static str>) {
    let expected = expected.map(|all| {
        let own =
            |(name, bytes): &(&str, Read<'_>)| ((*name).to_owned(), bytes.map(<[u8]>::to_vec));
        Some(all.iter().map(own).collect())
    });
    assert_eq!(members(bytes), expected);
}

#[test]
fn members_are_listed_with_their_paths() {
    let bytes = zip(&[("2024/流水.csv", b"a,b\n"), ("空.csv", b"")]);
    check(
        bytes,
        Ok(&[("2024/流水.csv", Ok(b"a,b\n")), ("空.csv", Ok(b""))]),
    );
    check(
        replaced(zip(&[("bb/c.csv", b"x")]), b"bb/c.csv", b"bb\\c.csv"),
        Ok(&[("bb/c.csv", Ok(b"x"))]),
    );
}

#[test]
fn names_without_a_flag_are_gbk_or_utf8_as_they_read() {
    // 摘要 in GBK is valid UTF-8 as well.
    for (placeholder, name) in [("12345678.csv", "石溪流水.csv"), ("1234.csv", "摘要.csv")] {
        let gbk = encoding_rs::GBK.encode(name).0.into_owned();
        let bytes = replaced(zip(&[(placeholder, b"x")]), placeholder.as_bytes(), &gbk);
        check(bytes, Ok(&[(name, Ok(b"x"))]));
    }
    let utf8 = replaced(
        zip(&[("123456.csv", b"x")]),
        b"123456.csv",
        "摘要.csv".as_bytes(),
    );
    check(utf8, Ok(&[("摘要.csv", Ok(b"x"))]));
}

#[test]
fn archives_that_no_program_writes_are_refused_whole() {
    let check = |parts: &[(&str, &[u8])], code| check(zip(parts), Err(code));
    check(&[("../a.csv", b"x")], "unsafe-archive");
    check(&[("/a.csv", b"x")], "unsafe-archive");
    check(&[("c:/a.csv", b"x")], "unsafe-archive");
    check(&[("a.csv", b"x"), ("A.csv", b"y")], "unsafe-archive");
    let twice = replaced(zip(&[("a.csv", b"x"), ("b.csv", b"y")]), b"b.csv", b"a.csv");
    assert_eq!(members(twice), Err("unsafe-archive"));
    let many: Vec<String> = (0..10_001).map(|n| n.to_string()).collect();
    let parts: Vec<(&str, &[u8])> = many.iter().map(|n| (n.as_str(), &b""[..])).collect();
    check(&parts, "unsafe-archive");
    check(&[("a.csv", &vec![b'0'; 64 << 20])], "bomb");
}

#[test]
fn a_member_that_cannot_be_read_does_not_take_the_others_along() {
    let two = || zip(&[("a.csv", b"aaaaaaaa,1"), ("b.csv", b"bbbbbbbb,2")]);
    let crc = {
        let mut sum = flate2::Crc::new();
        sum.update(b"aaaaaaaa,1");
        sum.sum().to_le_bytes()
    };
    check(
        replaced(two(), &crc, &[1, 2, 3, 4]),
        Ok(&[("a.csv", Err("truncated")), ("b.csv", Ok(b"bbbbbbbb,2"))]),
    );
    let mut locked = two();
    let central = (0..locked.len())
        .find(|at| locked[*at..].starts_with(b"PK\x01\x02"))
        .expect("there is a directory");
    locked[central + 8] |= 1;
    check(
        locked,
        Ok(&[("a.csv", Err("encrypted")), ("b.csv", Ok(b"bbbbbbbb,2"))]),
    );
    let mut other = two();
    other[central + 10] = 14;
    check(
        other,
        Ok(&[
            ("a.csv", Err("unsupported-format")),
            ("b.csv", Ok(b"bbbbbbbb,2")),
        ]),
    );
}

#[test]
fn a_member_that_says_less_than_it_holds_is_a_bomb() {
    let text = b"0123456789".repeat(100);
    let size = 1000_u32.to_le_bytes();
    let lying = replaced(zip(&[("a.csv", &text)]), &size, &10_u32.to_le_bytes());
    check(lying, Ok(&[("a.csv", Err("bomb"))]));
}

#[test]
fn documents_and_what_is_packed_twice_are_no_archives() {
    for name in [
        "word/document.xml",
        "xl/workbook.xml",
        "META-INF/MANIFEST.MF",
    ] {
        assert_eq!(members(zip(&[(name, b"x")])), Ok(None), "{name}");
    }
    assert_eq!(members(b"a,b\n1,2\n".to_vec()), Ok(None));
    assert_eq!(members(b"PK\x03\x04 and nothing".to_vec()), Ok(None));
    // A folder of documents is one all the same.
    check(
        zip(&[("word/a.csv", b"x")]),
        Ok(&[("word/a.csv", Ok(b"x"))]),
    );
    let inner = zip(&[("a.csv", b"x")]);
    let outer = list(&Bytes::Memory(zip(&[("b.zip", &inner)]).into()))
        .expect("it can be listed")
        .expect("it is an archive");
    let member = outer[0].bytes.as_ref().expect("it can be unpacked");
    let fault = open(member, &ReadOptions::default()).err();
    assert_eq!(fault.map(|f| f.code), Some("nested"));
}

#[test]
fn no_truncation_or_flipped_bit_makes_it_panic() {
    let whole = zip(&[("a.csv", b"a,b\n1,2\n"), ("c/流水.csv", b"x")]);
    for end in 0..whole.len() {
        let _ = members(whole[..end].to_vec());
    }
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        let _ = members(flipped);
    }
}
