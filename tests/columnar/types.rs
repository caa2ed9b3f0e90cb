//! Every type of value that a file of columns may hold.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, Float32Array, Float64Array,
    Int64Array, LargeStringArray, StringViewArray, TimestampMicrosecondArray, TimestampSecondArray,
    new_null_array,
};
use arrow_schema::DataType;
use parquet::basic::Compression;

use super::{arrow, columns, leads, parquet, scan, stream, texts};
use crate::sanzi::{table, with};

/// Ways to hold 2024-01-12.
fn dates() -> Vec<(&'static str, ArrayRef, &'static str)> {
    let second = 1_705_017_600; // 2024-01-12 00:00:00 UTC
    vec![
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
    ]
}

/// Ways to hold a sum, and the sum that is read, or none where the row is kept out.
fn sums() -> Vec<(&'static str, ArrayRef, Option<&'static str>)> {
    vec![
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
            Arc::new(Float64Array::from(vec![88_123.45_f64.next_down()])),
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
    ]
}

#[test]
fn every_type_of_value_is_read_or_named() {
    let usual: ArrayRef = Arc::new(Int64Array::from(vec![88_123]));
    let day = texts(["2024-01-12"]);
    let mut cases: Vec<(&str, ArrayRef, ArrayRef, Option<String>)> = Vec::new();
    for (name, date, want) in dates() {
        cases.push((name, date, usual.clone(), Some(format!("{want} 88123.00"))));
    }
    for (name, sum, want) in sums() {
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
