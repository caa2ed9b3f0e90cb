//! Parquet and Arrow files through the built program: the same rows as text, every type of value, files that are damaged, outputs.

mod bombs;
mod damage;
mod types;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, Date32Array, Decimal128Array, DictionaryArray, Float64Array, Int64Array, RecordBatch,
    StringArray,
};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReader;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::sanzi::{Run, folder, sanzi, table, with};

fn parquet(batch: &RecordBatch, compression: Compression, rows: usize) -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(rows))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn arrow(batch: &RecordBatch, compression: Option<CompressionType>) -> Vec<u8> {
    let options = IpcWriteOptions::default()
        .try_with_compression(compression)
        .unwrap();
    let mut writer =
        FileWriter::try_new_with_options(Vec::new(), &batch.schema(), options).unwrap();
    writer.write(batch).unwrap();
    writer.write(&batch.slice(0, 0)).unwrap();
    writer.into_inner().unwrap()
}

fn stream(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    let half = batch.num_rows() / 2;
    writer.write(&batch.slice(0, half)).unwrap();
    writer
        .write(&batch.slice(half, batch.num_rows() - half))
        .unwrap();
    writer.into_inner().unwrap()
}

fn texts<'a>(values: impl IntoIterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn columns(all: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(
        all.into_iter().map(|(name, array)| (name, array, true)),
    )
    .unwrap()
}

/// A ledger of `rows` payments, some of which rules point at, with rows that are no details: as columns and as delimited text.
fn ledger(rows: usize) -> (RecordBatch, String) {
    let parties = ["永亮五金店", "碧水足浴城", "宏业建筑队", "", "李四"];
    let notes = [
        "购灯泡",
        "付足浴消费",
        "修路工程款",
        "本月合计",
        "会议餐费，桂林四天团费",
    ];
    // Longer than any cell that people write, and evidence from the first to the last character.
    let long = format!("付足浴消费：{}", "洗脚按摩。".repeat(1_000));
    let mut text = String::from("单位名称,日期,方向,金额,收款人,摘要,凭证号\n");
    let (mut days, mut sums, mut to, mut note, mut vouchers) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for at in 0..rows {
        let fen = match at % 997 {
            13 => None,
            _ => Some(i128::try_from(at * 7919 % 3_000_000 + 100).unwrap()),
        };
        let day = 19_723 + i32::try_from(at % 300).unwrap();
        let party = parties[at % parties.len()];
        let summary = match at % 1_999 {
            1 => long.as_str(),
            _ => notes[at % 7 % notes.len()],
        };
        let voucher = i64::try_from(at).unwrap() + 1;
        let sum = fen.map_or(String::new(), |fen| {
            format!("{}.{:02}", fen / 100, fen % 100)
        });
        let date = civil(day);
        writeln!(
            text,
            "石溪经济联合社,{date},支出,{sum},{party},{summary},{voucher}"
        )
        .unwrap();
        days.push(day);
        sums.push(fen);
        to.push(party);
        note.push(summary);
        vouchers.push(voucher);
    }
    let to: DictionaryArray<Int32Type> = to.into_iter().collect();
    let batch = columns(vec![
        ("单位名称", texts(vec!["石溪经济联合社"; rows])),
        ("日期", Arc::new(Date32Array::from(days))),
        ("方向", texts(vec!["支出"; rows])),
        (
            "金额",
            Arc::new(
                Decimal128Array::from(sums)
                    .with_precision_and_scale(18, 2)
                    .unwrap(),
            ),
        ),
        ("收款人", Arc::new(to)),
        ("摘要", texts(note)),
        ("凭证号", Arc::new(Int64Array::from(vouchers))),
    ]);
    (batch, text)
}

/// `2024-01-31` of days since 1970-01-01, within 2024.
fn civil(day: i32) -> String {
    let mut left = day - 19_723;
    for (month, length) in [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        .into_iter()
        .enumerate()
    {
        if left < length {
            return format!("2024-{:02}-{:02}", month + 1, left + 1);
        }
        left -= length;
    }
    unreachable!("within a year")
}

/// Rule, role, record and collective of every hit, and why each row was not imported; records of text begin under the headings.
fn found(folder: &Path, heading: u32) -> (Vec<[String; 4]>, Vec<[String; 2]>) {
    let row = |text: &String| {
        text.parse::<u32>()
            .map_or(String::new(), |row| (row - heading).to_string())
    };
    let hits = table(&folder.join("out/hits.csv"));
    let hits = hits.iter().map(|h| {
        [
            h["rule_id"].clone(),
            h["role"].clone(),
            row(&h["row"]),
            h["org"].clone(),
        ]
    });
    let rejects = table(&folder.join("out/rejects.csv"));
    let rejects = rejects
        .iter()
        .map(|r| [row(&r["row"]), r["reason"].clone()]);
    let (mut hits, mut rejects) = (hits.collect::<Vec<_>>(), rejects.collect::<Vec<_>>());
    hits.sort();
    rejects.sort();
    (hits, rejects)
}

/// Level, amount, sentence and raw evidence of every lead.
fn leads(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("out/leads.jsonl")).unwrap();
    let lead = |line: &str| {
        let lead: serde_json::Value = serde_json::from_str(line).unwrap();
        let rows = lead["evidence"].as_array().unwrap().iter();
        let cells: Vec<String> = rows.map(|row| row["cells"].to_string()).collect();
        format!(
            "{} {} {} {} {} {}",
            lead["rule_id"],
            lead["level"],
            lead["amount"],
            lead["text"],
            lead["evidence_total"],
            cells.join(" ")
        )
    };
    let mut all: Vec<String> = text.lines().map(lead).collect();
    all.sort();
    all
}

fn scan(folder: &Path) -> Run {
    sanzi(folder, ["scan", "in", "--out", "out", "--format", "jsonl"])
}

#[test]
fn columns_say_what_the_same_rows_say_as_text() {
    let (batch, text) = ledger(20_000);
    let place = with("流水.csv", text);
    scan(place.path()).ends(0);
    let (hits, rejects) = found(place.path(), 1);
    let wanted = leads(place.path());
    assert!(hits.len() > 100 && !rejects.is_empty() && !wanted.is_empty());
    let whole = "洗脚按摩。".repeat(1_000);
    assert!(wanted.iter().any(|lead| lead.contains(&whole)));
    for (name, bytes) in [
        (
            "a.parquet",
            parquet(&batch, Compression::UNCOMPRESSED, 7_000),
        ),
        ("b.parquet", parquet(&batch, Compression::SNAPPY, 1 << 20)),
        (
            "c.parquet",
            parquet(&batch, Compression::ZSTD(ZstdLevel::default()), 9_000),
        ),
        (
            "d.parquet",
            parquet(&batch, Compression::GZIP(GzipLevel::default()), 9_000),
        ),
        ("e.parquet", parquet(&batch, Compression::LZ4_RAW, 9_000)),
        ("f.arrow", arrow(&batch, None)),
        ("g.arrow", arrow(&batch, Some(CompressionType::LZ4_FRAME))),
        ("h.arrow", arrow(&batch, Some(CompressionType::ZSTD))),
        ("i.arrows", stream(&batch)),
        // The content tells, not the name.
        ("流水.csv", parquet(&batch, Compression::SNAPPY, 9_000)),
    ] {
        let place = with(name, bytes);
        scan(place.path()).ends(0);
        assert_eq!(
            found(place.path(), 0),
            (hits.clone(), rejects.clone()),
            "{name}"
        );
        assert_eq!(leads(place.path()), wanted, "{name}");
    }
}

#[test]
fn a_row_of_columns_is_cited_by_its_number() {
    let batch = columns(vec![
        ("单位名称", texts(["石溪经济联合社"; 3])),
        ("日期", texts(["2024-01-12", "2024-01-13", "2024-01-14"])),
        ("方向", texts(["支出"; 3])),
        (
            "金额",
            Arc::new(Float64Array::from(vec![120.0, 0.1 + 0.2, 880.5])),
        ),
        ("收款人", texts(["永亮五金店", "永亮五金店", "碧水足浴城"])),
        ("摘要", texts(["购灯泡", "购灯泡", "付足浴消费"])),
    ]);
    let place = with("流水.parquet", parquet(&batch, Compression::SNAPPY, 2));
    scan(place.path()).ends(0);
    let hits = table(&place.path().join("out/hits.csv"));
    let hits: Vec<&String> = hits
        .iter()
        .filter(|h| h["role"] == "hit")
        .map(|h| &h["row"])
        .collect();
    assert!(
        !hits.is_empty() && hits.iter().all(|row| *row == "3"),
        "{hits:?}"
    );
    let leads = std::fs::read_to_string(place.path().join("out/leads.jsonl")).unwrap();
    assert!(leads.contains("\"金额\":\"880.5\""), "{leads}");
    sanzi(place.path(), ["inspect", "in"])
        .ends(0)
        .says("parquet")
        .says("明细 3");
}

#[test]
fn outputs_as_columns_hold_what_the_others_hold_whatever_the_threads() {
    let (_, text) = ledger(3_000);
    let place = with("流水.csv", text);
    let mut runs = Vec::new();
    for threads in ["1", "2", "8"] {
        let all = [
            "scan",
            "in",
            "--out",
            "out",
            "--threads",
            threads,
            "--format",
            "parquet,arrow,jsonl",
        ];
        sanzi(place.path(), all).ends(0);
        let read = |name: &str| std::fs::read(place.path().join("out").join(name)).unwrap();
        let names = ["hits", "leads", "coverage"];
        runs.push(names.map(|name| {
            [
                read(&format!("{name}.parquet")),
                read(&format!("{name}.arrow")),
            ]
        }));
        let run = String::from_utf8(read("run.json")).unwrap();
        for name in names {
            assert!(
                run.contains(&format!("\"{name}.parquet\""))
                    && run.contains(&format!("\"{name}.arrow\""))
            );
        }
    }
    assert!(runs.iter().all(|run| *run == runs[0]));
    let count = |name: &str| table(&place.path().join("out").join(name)).len();
    let lines = std::fs::read_to_string(place.path().join("out/leads.jsonl")).unwrap();
    let wanted = [
        count("hits.csv"),
        lines.lines().count(),
        count("coverage.csv"),
    ];
    for ([columns, _], wanted) in runs[0].iter().zip(wanted) {
        let reader =
            ParquetRecordBatchReader::try_new(bytes::Bytes::from(columns.clone()), 1024).unwrap();
        assert_eq!(
            reader.map(|batch| batch.unwrap().num_rows()).sum::<usize>(),
            wanted
        );
    }
    // What was written can be looked at by the program itself.
    let again = folder();
    std::fs::create_dir(again.path().join("in")).unwrap();
    std::fs::copy(
        place.path().join("out/hits.arrow"),
        again.path().join("in/hits.arrow"),
    )
    .unwrap();
    sanzi(again.path(), ["inspect", "in"]).says("hits.arrow");
}
