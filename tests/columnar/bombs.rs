//! Small files of columns that would become too much: refused soon, in bounded memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Int64Array};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions};
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::FixedLenByteArrayType;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::damage::{BOMB, refused};
use super::{arrow, columns, parquet, texts};
use crate::sanzi::{Run, table, with};

/// What a run took.
pub(super) struct Cost {
    time: Duration,
    /// The most memory that was in use, in MiB; 0 where the system does not say.
    peak: u64,
}

impl Cost {
    #[track_caller]
    pub(super) fn is_below(&self, milliseconds: u64, mebibytes: u64) {
        assert!(
            self.time < Duration::from_millis(milliseconds),
            "{:?}",
            self.time
        );
        assert!(self.peak < mebibytes, "{} MiB", self.peak);
    }
}

/// A scan of a folder by two threads, and what it took.
pub(super) fn watched(folder: &Path) -> (Run, Cost) {
    let all = "scan in --out out --format jsonl --threads 2";
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_sanzi"))
        .args(all.split(' '))
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    // What the program says is less than a pipe holds, so that it never waits to be read.
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let most = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let most = most.and_then(|kb| kb.split_whitespace().next()?.parse().ok());
        peak = peak.max(most.unwrap_or(0) >> 10);
        std::thread::sleep(Duration::from_millis(2));
    }
    let time = start.elapsed();
    (Run(child.wait_with_output().unwrap()), Cost { time, peak })
}

/// A bomb is refused, at the cost of a small file: a second, doubled again and again for machines that are busy.
fn bomb(name: &str, bytes: &[u8]) {
    let (run, cost) = watched(with(name, bytes).path());
    run.ends(3).says(BOMB[0]);
    cost.is_below(8_000, 1_024);
    refused(name, bytes, BOMB);
}

fn zeros(mebibytes: usize) -> String {
    "0".repeat(mebibytes << 20)
}

fn zstd() -> Compression {
    Compression::ZSTD(ZstdLevel::default())
}

#[test]
fn a_page_or_a_batch_that_unpacks_to_too_much_is_refused() {
    let text = zeros(40);
    let batch = columns(vec![
        ("单位名称", texts([text.as_str()])),
        ("日期", texts(["2024-01-12"])),
    ]);
    bomb("一.parquet", &parquet(&batch, zstd(), 10));
    let text = zeros(80);
    let batch = columns(vec![("单位名称", texts([text.as_str()]))]);
    bomb("二.arrow", &arrow(&batch, Some(CompressionType::ZSTD)));
}

#[test]
fn parts_that_pass_one_by_one_are_refused_together() {
    // Each column is below what one page may be.
    let text = zeros(12);
    let names: Vec<String> = (0..8).map(|at| format!("列{at}")).collect();
    let wide = names
        .iter()
        .map(|name| (name.as_str(), texts([text.as_str()])));
    bomb("列.parquet", &parquet(&columns(wide.collect()), zstd(), 10));
    // Each group of rows is below what may be unpacked at once.
    let long = columns(vec![("摘要", texts(vec![text.as_str(); 24]))]);
    bomb("组.parquet", &parquet(&long, zstd(), 1));
    // Each message is below what one may be.
    let options = IpcWriteOptions::default()
        .try_with_compression(Some(CompressionType::ZSTD))
        .unwrap();
    let mut writer = FileWriter::try_new_with_options(Vec::new(), &long.schema(), options).unwrap();
    for _ in 0..6 {
        writer.write(&long.slice(0, 4)).unwrap();
    }
    bomb("批.arrow", &writer.into_inner().unwrap());
}

#[test]
fn rows_that_take_no_bytes_are_refused() {
    let says = ["行", "states"];
    let rows = 8 << 20;
    let batch = columns(vec![("金额", Arc::new(Int64Array::from(vec![1; rows])))]);
    refused("行.parquet", &parquet(&batch, zstd(), rows), says);
}

#[test]
fn values_of_a_fixed_enormous_length_are_refused() {
    // NULL takes no byte in the file, and as much room as any value once it is unpacked.
    let schema =
        "message m { optional binary 摘要 (UTF8); optional fixed_len_byte_array(134217727) x; }";
    let schema = schema.replace("摘要", "summary");
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let typed = column.typed::<parquet::data_type::ByteArrayType>();
    typed.write_batch(&[], Some(&[0; 1000]), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let typed = column.typed::<FixedLenByteArrayType>();
    typed.write_batch(&[], Some(&[0; 1000]), None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    let bytes = writer.into_inner().unwrap();
    let (run, cost) = watched(with("长.parquet", &bytes).path());
    run.ends(3).says("每个值超过 1 MiB");
    cost.is_below(8_000, 256);
    let says = ["每个值超过 1 MiB", "more than 1 MiB"];
    refused("长.parquet", &bytes, says);
}

/// Rows that share one text of so many bytes, each with a sum that is none.
fn shared(rows: usize, bytes: usize) -> arrow_array::RecordBatch {
    let text = "付款".repeat(bytes / "付款".len());
    let notes: DictionaryArray<Int32Type> = vec![text.as_str(); rows].into_iter().collect();
    columns(vec![
        ("单位名称", texts(vec!["石溪经济联合社"; rows])),
        ("日期", texts(vec!["2024-01-12"; rows])),
        ("方向", texts(vec!["支出"; rows])),
        ("金额", texts(vec!["约三千"; rows])),
        ("收款人", texts(vec!["碧水足浴城"; rows])),
        ("摘要", Arc::new(notes) as ArrayRef),
    ])
}

#[test]
fn a_long_text_that_every_row_shares_is_refused() {
    // 100 GB of text, of which no row is plain, in some KB.
    let batch = shared(100_000, 1_000_000);
    bomb("同.parquet", &parquet(&batch, zstd(), 1 << 20));
    let packed = arrow(&batch, Some(CompressionType::ZSTD));
    bomb("同.arrow", &packed);
}

#[test]
fn a_text_that_many_rows_share_is_held_a_few_rows_at_a_time_where_they_are_kept_out() {
    let batch = shared(2_000, 100_000);
    let place = with("同.parquet", parquet(&batch, zstd(), 1 << 20));
    let (run, cost) = watched(place.path());
    // So many rows are kept out that the run says so; the file itself is read.
    run.ends(3).says("2000");
    cost.is_below(20_000, 512);
    let rejects = table(&place.path().join("out/rejects.csv"));
    assert_eq!(rejects.len(), 2_000);
    let longest = rejects.iter().flat_map(|row| row.values()).map(String::len);
    assert!(longest.max().unwrap() < 4_096);
}
