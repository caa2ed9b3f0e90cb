//! Files of columns that are damaged: each is named with what is wrong, and the others are read.

use std::path::Path;

use parquet::basic::{Compression, ZstdLevel};

use super::{arrow, columns, leads, ledger, parquet, scan, stream, texts};
use crate::sanzi::{Run, folder, sanzi, with};

/// A table that is read whatever lies beside it.
const GOOD: &str = "单位名称,日期,方向,金额,收款人,摘要\n石溪经济联合社,2024-01-13,支出,880.50,碧水足浴城,付足浴消费\n";

/// What is said of a file that is broken, and of one that would become too much.
pub(super) const DAMAGED: [&str; 2] = ["损坏", "damaged"];
pub(super) const BOMB: [&str; 2] = ["异常庞大", "unpacks to too much"];

/// Puts a damaged file beside a good one: it is named with what is wrong, in both languages, and the good one is read.
pub(super) fn refused(name: &str, bytes: &[u8], [zh, en]: [&str; 2]) {
    let place = with(name, bytes);
    std::fs::write(place.path().join("in/好.csv"), GOOD).unwrap();
    let run = scan(place.path()).ends(3).says(name).says(zh);
    assert!(!leads(place.path()).is_empty(), "{}", run.out());
    in_english(place.path()).says(name).says(en);
}

fn in_english(folder: &Path) -> Run {
    sanzi(folder, ["inspect", "in", "--lang", "en"]).ends(3)
}

/// Where a file of columns holds these bytes last, puts others.
fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let at = bytes
        .windows(old.len())
        .rposition(|window| window == old)
        .unwrap();
    let mut bytes = bytes.to_vec();
    bytes[at..at + new.len()].copy_from_slice(new);
    bytes
}

#[test]
fn damaged_files_are_named_and_the_others_read() {
    let (batch, _) = ledger(5_000);
    let whole = parquet(&batch, Compression::ZSTD(ZstdLevel::default()), 2_000);
    let ipc = arrow(&batch, Some(arrow_ipc::CompressionType::ZSTD));
    let streamed = stream(&batch);
    let length = |bytes: &[u8], by: i32| {
        // Four bytes before the mark at the end say how long the footer is.
        let at = bytes.len() - if bytes.starts_with(b"PAR1") { 8 } else { 10 };
        let old = i32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
        let mut bytes = bytes.to_vec();
        bytes[at..at + 4].copy_from_slice(&(old + by).to_le_bytes());
        bytes
    };
    // The header of the first page. What lies inside a page has no checksum in such files: damage that still unpacks cannot be noticed.
    let mut header = whole.clone();
    for byte in &mut header[4..24] {
        *byte ^= 0x55;
    }
    let encrypted = [&b"PARE"[..], &whole[4..]].concat();
    for (name, bytes, says) in [
        ("1.parquet", whole[..whole.len() - 1].to_vec(), DAMAGED),
        ("2.parquet", whole[..whole.len() / 2].to_vec(), DAMAGED),
        ("3.parquet", b"PAR1".to_vec(), DAMAGED),
        ("4.parquet", b"PAR1PAR1".to_vec(), DAMAGED),
        ("5.parquet", length(&whole, 1_000_000), DAMAGED),
        ("6.parquet", length(&whole, i32::MIN), DAMAGED),
        ("7.parquet", length(&whole, -7), DAMAGED),
        ("8.parquet", encrypted, ["加密", "encrypted"]),
        ("9.parquet", header, DAMAGED),
        (
            "10.parquet",
            [&whole[..100], &whole[300..]].concat(),
            DAMAGED,
        ),
        ("1.arrow", ipc[..ipc.len() - 1].to_vec(), DAMAGED),
        ("2.arrow", ipc[..ipc.len() / 2].to_vec(), DAMAGED),
        ("3.arrow", b"ARROW1\0\0".to_vec(), DAMAGED),
        ("4.arrow", length(&ipc, 1_000_000), DAMAGED),
        ("5.arrow", length(&ipc, i32::MIN), DAMAGED),
        ("6.arrow", [&ipc[..300], &ipc[500..]].concat(), DAMAGED),
        ("1.arrows", streamed[..streamed.len() - 8].to_vec(), DAMAGED),
        ("2.arrows", streamed[..streamed.len() / 2].to_vec(), DAMAGED),
    ] {
        refused(name, &bytes, says);
    }
}

#[test]
fn numbers_that_lie_are_found_before_room_is_made_for_them() {
    // 5,000 rows as footers write them: doubled, seven bits a byte, the lowest first.
    let (batch, _) = ledger(5_000);
    let whole = parquet(&batch, Compression::UNCOMPRESSED, 1 << 20);
    let lies = replaced(&whole, &[0x90, 0x4E], &[0x92, 0x4E]);
    refused("行数.parquet", &lies, DAMAGED);
    let mut lies = arrow(&columns(vec![("金额", texts(["1.00"]))]), None);
    // Messages begin at multiples of 64 here, and behind the mark of each stands how long it is; the second one holds the rows.
    let mark = |at: &usize| lies[*at..*at + 4] == [0xFF; 4];
    let second = (8..lies.len() - 4).step_by(8).filter(mark).nth(1).unwrap();
    for byte in &mut lies[second + 4..second + 8] {
        *byte = 0x7F;
    }
    refused("长度.arrow", &lies, DAMAGED);
}

#[test]
fn a_file_that_breaks_off_anywhere_is_damaged() {
    let (batch, _) = ledger(600);
    let whole = [
        ("parquet", parquet(&batch, Compression::SNAPPY, 400)),
        ("arrow", arrow(&batch, None)),
    ];
    for (kind, bytes) in whole {
        // Many damaged files a run, so that one run of the program tries them all.
        let place = with("好.csv", GOOD);
        let mut names = Vec::new();
        for point in 0..200 {
            let end = 8 + (bytes.len() - 9) * point / 199;
            names.push(format!("{point:03}-{end}.{kind}"));
            let path = place.path().join("in").join(names.last().unwrap());
            std::fs::write(path, &bytes[..end]).unwrap();
        }
        let (run, cost) = super::bombs::watched(place.path());
        cost.is_below(200 * 1000, 512);
        let run = run.ends(3);
        assert!(!leads(place.path()).is_empty(), "{}", run.out());
        for (run, says) in [
            (sanzi(place.path(), ["inspect", "in"]).ends(3), DAMAGED[0]),
            (in_english(place.path()), DAMAGED[1]),
        ] {
            let all = format!("{}{}", run.out(), run.err());
            for name in &names {
                let said = all.lines().any(|l| l.contains(name) && l.contains(says));
                assert!(said, "{name} {says}:\n{all}");
            }
        }
    }
}

#[test]
fn flipped_bytes_never_end_in_a_panic() {
    let (batch, _) = ledger(300);
    let lz4 = Some(arrow_ipc::CompressionType::LZ4_FRAME);
    let files = [
        ("a.parquet", parquet(&batch, Compression::SNAPPY, 200)),
        ("b.arrow", arrow(&batch, lz4)),
        ("c.arrows", stream(&batch)),
    ];
    let place = folder();
    std::fs::create_dir(place.path().join("in")).unwrap();
    let mut seed = 7_u32;
    let mut next = |most: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % most
    };
    // Many damaged files a run, so that one run of the program tries them all.
    for round in 0..340 {
        for (name, bytes) in &files {
            let mut bytes = bytes.clone();
            for _ in 0..=next(3) {
                // Every other time in the footer, where numbers lie.
                let from = if round % 2 == 0 {
                    0
                } else {
                    bytes.len().saturating_sub(1_500)
                };
                let at = from + next(bytes.len() - from);
                bytes[at] = u8::try_from(next(256)).unwrap();
            }
            std::fs::write(place.path().join(format!("in/{round}-{name}")), bytes).unwrap();
        }
    }
    let run = scan(place.path());
    assert!([0, 3].contains(&run.code()), "{}\n{}", run.out(), run.err());
    assert!(!run.err().contains("panicked"), "{}", run.err());
}
