//! Archives of many files: each member is a source with a place of its own, and a bad archive is a clear error.

use std::io::Write as _;
use std::path::Path;

use crate::sanzi::{folder, sanzi, table, with};

const HEAD: &str = "日期,方向,金额,收款人,摘要\n";
const ROW: &str = "2024-01-12,支出,120.00,永亮五金店,购灯泡\n";
/// A row on which a shipped rule makes a lead.
const FOOT_BATH: &str = "2024-01-13,支出,880.00,碧水足浴城,付足浴消费\n";

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The archive with the name of one member written in GBK, as Chinese Windows does, without saying so.
fn in_gbk(archive: &[u8], placeholder: &str, name: &str) -> Vec<u8> {
    let gbk = encoding_rs::GBK.encode(name).0.into_owned();
    assert_eq!(gbk.len(), placeholder.len());
    let mut bytes = archive.to_vec();
    for at in 0..=bytes.len() - gbk.len() {
        if bytes[at..].starts_with(placeholder.as_bytes()) {
            bytes[at..at + gbk.len()].copy_from_slice(&gbk);
        }
    }
    bytes
}

/// File and state of each source in the run record.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(folder.join("out/run.json")).unwrap();
    let run: serde_json::Value = serde_json::from_str(&text).unwrap();
    let all = run["sources"].as_array().unwrap();
    all.iter()
        .map(|source| {
            let state = &source["state"];
            let word = state.as_str().map(str::to_owned).or_else(|| {
                let keys = state.as_object()?;
                keys.keys().next().cloned()
            });
            let file = source["file"].as_str().unwrap().to_owned();
            (file, word.unwrap_or_default())
        })
        .collect()
}

#[test]
fn each_member_is_a_source_with_its_place() {
    let first = format!("{HEAD}{ROW}{FOOT_BATH}");
    let packed = zip(&[
        ("bank/1234567890.csv", first.as_bytes()),
        ("README.md", "说明".as_bytes()),
        (".hidden.csv", first.as_bytes()),
        ("__MACOSX/bank/._1.csv", b"\0\x05\x16\x07"),
        ("脚本.py", b"print(1)"),
    ]);
    let packed = in_gbk(&packed, "1234567890.csv", "一月流水账.csv");
    let place = with("石溪经济联合社.zip", packed);
    sanzi(place.path(), ["scan", "in", "--out", "out"]).ends(0);
    let name = "石溪经济联合社.zip!bank/一月流水账.csv";
    assert_eq!(
        sources(place.path()),
        [(name.to_owned(), "read".to_owned())]
    );
    let hits = table(&place.path().join("out/hits.csv"));
    let found: Vec<_> = hits
        .iter()
        .filter(|h| h["role"] == "hit")
        .map(|h| (h["file"].as_str(), h["row"].as_str(), h["org"].as_str()))
        .collect();
    assert!(!found.is_empty());
    assert!(
        found.iter().all(|h| *h == (name, "3", "石溪经济联合社")),
        "{found:?}"
    );
    // The evidence of a lead is read again from the archive.
    let leads = std::fs::read_to_string(place.path().join("out/leads.jsonl")).unwrap();
    assert!(leads.contains("付足浴消费"), "{leads}");
    sanzi(place.path(), ["inspect", "in", "--write", "pins.toml"])
        .ends(0)
        .says(name)
        .says("archive =");
    let pins = std::fs::read_to_string(place.path().join("pins.toml")).unwrap();
    assert!(pins.contains(&format!("path     = \"{name}\"")), "{pins}");
}

#[test]
fn pins_speak_of_a_member_or_of_the_archive() {
    let text = format!("{HEAD}{ROW}");
    let packed = zip(&[("a/1.csv", text.as_bytes()), ("b/2.csv", text.as_bytes())]);
    let place = with("x.zip", packed);
    let pins = "[[source]]\npath = \"x.zip!a/*.csv\"\nconstant = { org = \"甲村经济联合社\" }\n\
                [[source]]\npath = \"x.zip\"\nconstant = { org = \"乙村经济联合社\" }\n";
    std::fs::write(place.path().join("in/sanzi.toml"), pins).unwrap();
    sanzi(place.path(), ["inspect", "in"])
        .ends(0)
        .says("甲村经济联合社")
        .says("乙村经济联合社");
}

#[test]
fn a_file_in_an_archive_and_beside_it_counts_once() {
    let text = format!("单位名称,{HEAD}石溪经济联合社,{ROW}");
    let place = with("1.csv", &text);
    std::fs::write(
        place.path().join("in/all.zip"),
        zip(&[("1.csv", text.as_bytes())]),
    )
    .unwrap();
    sanzi(place.path(), ["scan", "in", "--out", "out"]).ends(0);
    let found = sources(place.path());
    assert_eq!(found[0], ("1.csv".to_owned(), "read".to_owned()));
    assert_eq!(found[1], ("all.zip!1.csv".to_owned(), "repeat".to_owned()));
}

#[test]
fn bad_archives_and_members_are_named() {
    let good = format!("单位名称,{HEAD}石溪经济联合社,{ROW}");
    let inner = zip(&[("a.csv", good.as_bytes())]);
    let mut cut = inner.clone();
    cut.truncate(inner.len() / 2);
    let mut sum = inner.clone();
    // The checksum in the directory, so that what comes out is another text than was packed.
    let central = (0..sum.len())
        .find(|at| sum[*at..].starts_with(b"PK\x01\x02"))
        .unwrap();
    sum[central + 16] ^= 1;
    let mut locked = inner.clone();
    locked[central + 8] |= 1;
    let zeros = vec![b'0'; 64 << 20];
    for (name, bytes, says) in [
        ("cut.zip", cut, "损坏"),
        ("sum.zip", sum, "校验和不符"),
        ("locked.zip", locked, "密码"),
        ("up.zip", zip(&[("../a.csv", b"x")]), "指向文件之外"),
        ("bomb.zip", zip(&[("a.csv", &zeros)]), "异常庞大"),
        ("nested.zip", zip(&[("b.zip", &inner)]), "不再解开"),
        ("empty.zip", zip(&[]), "没有可作数据来源"),
    ] {
        let place = folder();
        std::fs::create_dir(place.path().join("in")).unwrap();
        std::fs::write(place.path().join("in/good.csv"), &good).unwrap();
        std::fs::write(place.path().join("in").join(name), bytes).unwrap();
        sanzi(place.path(), ["scan", "in", "--out", "out"])
            .ends(3)
            .says(name)
            .says(says);
        let read = sources(place.path());
        assert!(
            read.contains(&("good.csv".to_owned(), "read".to_owned())),
            "{name}: {read:?}"
        );
    }
}
