//! Parquet and Arrow files through the built program: the same rows as text, every type of value, files that are damaged, outputs.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, DictionaryArray,
    Float32Array, Float64Array, Int64Array, LargeStringArray, RecordBatch, StringArray,
    StringViewArray, TimestampMicrosecondArray, TimestampSecondArray, new_null_array,
};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use arrow_schema::DataType;
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
        let summary = notes[at % 7 % notes.len()];
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

/// Level, amount and sentence of every lead.
fn leads(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("out/leads.jsonl")).unwrap();
    let lead = |line: &str| {
        let lead: serde_json::Value = serde_json::from_str(line).unwrap();
        format!(
            "{} {} {} {} {}",
            lead["rule_id"], lead["level"], lead["amount"], lead["text"], lead["evidence_total"]
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
fn every_type_of_value_is_read_or_named() {
    let second = 1_705_017_600; // 2024-01-12 00:00:00 UTC
    let dates: Vec<(&str, ArrayRef, &str)> = vec![
        ("text", texts(["2024-01-12"]), "2024-01-12"),
        (
            "large text",
            Arc::new(LargeStringArray::from(vec!["2024-01-12"])),
            "2024-01-12",
        ),
        (
            "text view",
            Arc::new(StringViewArray::from(vec!["2024-01-12"])),
            "2024-01-12",
        ),
        (
            "binary",
            Arc::new(BinaryArray::from_vec(vec!["2024-01-12".as_bytes()])),
            "2024-01-12",
        ),
        (
            "day",
            Arc::new(Date32Array::from(vec![19_734])),
            "2024-01-12",
        ),
        (
            "moment",
            Arc::new(TimestampSecondArray::from(vec![second + 86_399])),
            "2024-01-12",
        ),
        // 16:00 in Greenwich is the next day in Beijing.
        (
            "instant",
            Arc::new(
                TimestampMicrosecondArray::from(vec![(second - 8 * 3600) * 1_000_000])
                    .with_timezone("UTC"),
            ),
            "2024-01-12",
        ),
    ];
    let sums: Vec<(&str, ArrayRef, Option<&str>)> = vec![
        (
            "whole",
            Arc::new(Int64Array::from(vec![88_123])),
            Some("88123.00"),
        ),
        (
            "decimal",
            Arc::new(
                Decimal128Array::from(vec![8_812_345])
                    .with_precision_and_scale(38, 2)
                    .unwrap(),
            ),
            Some("88123.45"),
        ),
        (
            "long decimal",
            Arc::new(
                Decimal128Array::from(vec![881_234_500])
                    .with_precision_and_scale(20, 4)
                    .unwrap(),
            ),
            Some("88123.45"),
        ),
        (
            "decimal of too many places",
            Arc::new(
                Decimal128Array::from(vec![881_234_501])
                    .with_precision_and_scale(20, 4)
                    .unwrap(),
            ),
            None,
        ),
        (
            "double",
            Arc::new(Float64Array::from(vec![88_123.45])),
            Some("88123.45"),
        ),
        (
            "double with dust",
            Arc::new(Float64Array::from(vec![88_123.449_999_999_99])),
            Some("88123.45"),
        ),
        (
            "no number",
            Arc::new(Float64Array::from(vec![f64::NAN])),
            None,
        ),
        (
            "single",
            Arc::new(Float32Array::from(vec![88_123.4])),
            Some("88123.40"),
        ),
        (
            "single of too many digits",
            Arc::new(Float32Array::from(vec![1_688_123.4])),
            None,
        ),
        ("text", texts(["88,123.45"]), Some("88123.45")),
        ("truth", Arc::new(BooleanArray::from(vec![true])), None),
        ("nothing", new_null_array(&DataType::Null, 1), None),
    ];
    let usual: ArrayRef = Arc::new(Int64Array::from(vec![88_123]));
    let day = texts(["2024-01-12"]);
    let mut cases: Vec<(&str, ArrayRef, ArrayRef, Option<String>)> = Vec::new();
    for (name, date, want) in dates {
        cases.push((name, date, usual.clone(), Some(format!("{want} 88123.00"))));
    }
    for (name, sum, want) in sums {
        cases.push((
            name,
            day.clone(),
            sum,
            want.map(|sum| format!("2024-01-12 {sum}")),
        ));
    }
    for (name, date, sum, want) in cases {
        let batch = columns(vec![
            ("单位名称", texts(["石溪经济联合社"])),
            ("日期", date),
            ("方向", texts(["支出"])),
            ("金额", sum),
            ("收款人", texts(["碧水足浴城"])),
            ("摘要", texts(["付足浴消费"])),
        ]);
        for bytes in [
            parquet(&batch, Compression::SNAPPY, 10),
            arrow(&batch, None),
        ] {
            let place = with("流水.bin", bytes);
            let run = scan(place.path());
            let rejects = table(&place.path().join("out/rejects.csv"));
            let text = std::fs::read_to_string(place.path().join("out/leads.jsonl")).unwrap();
            let values = text.lines().next().map(|line| {
                let lead: serde_json::Value = serde_json::from_str(line).unwrap();
                let values = &lead["evidence"][0]["values"];
                format!(
                    "{} {}",
                    values["date"].as_str().unwrap(),
                    values["amount"].as_str().unwrap()
                )
            });
            assert_eq!(values, want, "{name}: {} {}", run.out(), run.err());
            assert_eq!(
                rejects.len(),
                usize::from(want.is_none()),
                "{name}: {rejects:?}"
            );
        }
    }
}

#[test]
fn nested_columns_are_named_and_the_others_read() {
    let mut lists = ListBuilder::new(StringBuilder::new());
    lists.append_value([Some("a"), Some("b")]);
    let lists: ArrayRef = Arc::new(lists.finish());
    let flat = vec![
        ("附件", lists.clone()),
        ("单位名称", texts(["石溪经济联合社"])),
        ("日期", texts(["2024-01-13"])),
        ("方向", texts(["支出"])),
        ("金额", texts(["880.50"])),
        ("收款人", texts(["碧水足浴城"])),
        ("摘要", texts(["付足浴消费"])),
    ];
    let batch = columns(flat);
    for bytes in [
        parquet(&batch, Compression::SNAPPY, 10),
        arrow(&batch, None),
        stream(&batch),
    ] {
        let place = with("流水.bin", bytes);
        scan(place.path()).ends(0);
        assert!(!leads(place.path()).is_empty());
        let run = std::fs::read_to_string(place.path().join("out/run.json")).unwrap();
        assert!(
            run.contains("nested-column") && run.contains("附件"),
            "{run}"
        );
    }
    let place = with(
        "流水.parquet",
        parquet(&columns(vec![("附件", lists)]), Compression::SNAPPY, 10),
    );
    scan(place.path()).ends(3).says("流水.parquet").says("嵌套");
}

/// Puts a damaged file beside a good one: it is named with what is wrong, and the good one is read.
fn refused(name: &str, bytes: &[u8], says: &str) {
    let place = with(name, bytes);
    let good = "单位名称,日期,方向,金额,收款人,摘要\n石溪经济联合社,2024-01-13,支出,880.50,碧水足浴城,付足浴消费\n";
    std::fs::write(place.path().join("in/好.csv"), good).unwrap();
    let run = scan(place.path()).ends(3).says(name).says(says);
    assert!(!leads(place.path()).is_empty(), "{}", run.out());
}

/// Where a file of columns holds this number of four or eight bytes, or of the variable length of footers, puts another.
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
    let ipc = arrow(&batch, Some(CompressionType::ZSTD));
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
    for (name, bytes, says) in [
        ("1.parquet", whole[..whole.len() - 1].to_vec(), "损坏"),
        ("2.parquet", whole[..whole.len() / 2].to_vec(), "损坏"),
        ("3.parquet", b"PAR1".to_vec(), "损坏"),
        ("4.parquet", b"PAR1PAR1".to_vec(), "损坏"),
        ("5.parquet", length(&whole, 1_000_000), "损坏"),
        ("6.parquet", length(&whole, i32::MIN), "损坏"),
        ("7.parquet", length(&whole, -7), "损坏"),
        ("8.parquet", [&b"PARE"[..], &whole[4..]].concat(), "加密"),
        ("9.parquet", header, "损坏"),
        (
            "10.parquet",
            [&whole[..100], &whole[300..]].concat(),
            "损坏",
        ),
        ("1.arrow", ipc[..ipc.len() - 1].to_vec(), "损坏"),
        ("2.arrow", ipc[..ipc.len() / 2].to_vec(), "损坏"),
        ("3.arrow", b"ARROW1\0\0".to_vec(), "损坏"),
        ("4.arrow", length(&ipc, 1_000_000), "损坏"),
        ("5.arrow", length(&ipc, i32::MIN), "损坏"),
        ("6.arrow", [&ipc[..300], &ipc[500..]].concat(), "损坏"),
        ("1.arrows", streamed[..streamed.len() - 8].to_vec(), "损坏"),
        ("2.arrows", streamed[..streamed.len() / 2].to_vec(), "损坏"),
    ] {
        refused(name, &bytes, says);
    }
}

#[test]
fn numbers_that_lie_are_found_before_room_is_made_for_them() {
    // 5,000 rows as footers write them: doubled, seven bits a byte, the lowest first.
    let (batch, _) = ledger(5_000);
    let whole = parquet(&batch, Compression::UNCOMPRESSED, 1 << 20);
    refused(
        "行数.parquet",
        &replaced(&whole, &[0x90, 0x4E], &[0x92, 0x4E]),
        "损坏",
    );
    let one = columns(vec![("金额", texts(["1.00"]))]);
    let ipc = arrow(&one, None);
    let mut lies = ipc.clone();
    // Behind the mark of a message stands how long it is; the second one holds the rows.
    let first = u32::from_le_bytes(ipc[12..16].try_into().unwrap());
    let second = 16 + usize::try_from(first).unwrap();
    assert_eq!(ipc[second..second + 4], [0xFF; 4]);
    for byte in &mut lies[second + 4..second + 8] {
        *byte = 0x7F;
    }
    refused("长度.arrow", &lies, "损坏");
}

#[test]
fn bombs_are_refused() {
    // A text of 40 MB that packs into a few KB.
    let zeros = "0".repeat(40 << 20);
    let batch = columns(vec![
        ("单位名称", texts([zeros.as_str()])),
        ("日期", texts(["2024-01-12"])),
    ]);
    refused(
        "一.parquet",
        &parquet(&batch, Compression::ZSTD(ZstdLevel::default()), 10),
        "展开后异常庞大",
    );
    let zeros = "0".repeat(80 << 20);
    let batch = columns(vec![("单位名称", texts([zeros.as_str()]))]);
    refused(
        "二.arrow",
        &arrow(&batch, Some(CompressionType::ZSTD)),
        "展开后异常庞大",
    );
    // Millions of rows of one value take next to nothing.
    let rows = 8 << 20;
    let batch = columns(vec![("金额", Arc::new(Int64Array::from(vec![1; rows])))]);
    refused(
        "三.parquet",
        &parquet(&batch, Compression::ZSTD(ZstdLevel::default()), rows),
        "行",
    );
}

#[test]
fn flipped_bytes_never_end_in_a_panic() {
    let (batch, _) = ledger(300);
    let files = [
        ("a.parquet", parquet(&batch, Compression::SNAPPY, 200)),
        ("b.arrow", arrow(&batch, Some(CompressionType::LZ4_FRAME))),
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
    for round in 0..40 {
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
