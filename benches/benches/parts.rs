//! The parts of a scan by themselves: `cargo bench -p sanzi-benches`, or with a word of a part's name behind `--`.
//!
//! Parts are private to their rooms, so each is measured through its room's door, on texts in which hardly anything else is to be done:
//! what finding separators costs is what lines of cells cost that no column takes, and what dates, money and names cost is what their
//! lines take more than the bare ones. Figures of one run are held against each other, never against those of another machine.

use std::error::Error;
use std::fmt::Write as _;
use std::fs::File;
use std::hint::black_box;
use std::io::BufReader;
use std::path::Path;

use calamine::{Reader as _, Xlsx, open_workbook};
use criterion::{BenchmarkId, Criterion, Throughput};
use engine::Options;
use ledger::{Config, Dictionary, Domain, Ledger, Table};
use rules::{Rulebook, Settings};
use rust_xlsxwriter::Workbook;
use sanzi_benches::random::Random;
use tempfile::NamedTempFile;

/// Lines of each text.
const LINES: u64 = 100_000;
/// Rows of each workbook.
const WORKBOOK_ROWS: u32 = 50_000;
/// Its columns.
const HEADINGS: [&str; 16] = [
    "流水号",
    "单位名称",
    "日期",
    "凭证号",
    "科目编码",
    "摘要",
    "收款人",
    "收款账号",
    "金额",
    "收支方向",
    "支付方式",
    "地点",
    "制单人",
    "审批人",
    "发票号码",
    "备注",
];

fn main() {
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    reading(&mut criterion);
    workbook(&mut criterion);
    dictionary(&mut criterion);
    lexicon(&mut criterion);
    judging(&mut criterion);
    criterion.final_summary();
}

/// A table of payments of one collective: a day and a sum, and what else a line holds.
fn payments(more: &str, mut line: impl FnMut(&mut Random) -> [String; 3]) -> Table {
    let mut random = Random::new(7);
    let mut text = format!("org,date,amount{more}\n");
    for _ in 0..LINES {
        let [date, amount, rest] = line(&mut random);
        // Writing to a string does not fail.
        _ = writeln!(text, "甲村,{date},{amount}{rest}");
    }
    Table {
        feed: "payments".to_owned(),
        text,
    }
}

/// A line whose day and sum are always the same.
fn plain(rest: String) -> [String; 3] {
    ["2024-01-02".to_owned(), "1.00".to_owned(), rest]
}

fn day(random: &mut Random) -> String {
    format!(
        "{}-{:02}-{:02}",
        2020 + random.below(5),
        1 + random.below(12),
        1 + random.below(28)
    )
}

fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reading");
    let texts = [
        ("bare", payments("", |_| plain(String::new()))),
        (
            "separators: ten cells that no column takes",
            payments(",a,b,c,d,e,f,g,h,i,j", |random| {
                let cell = |line: String, _| line + "," + &random.below(9_999).to_string();
                plain((0..10).fold(String::new(), cell))
            }),
        ),
        (
            "dates",
            payments("", |random| {
                let [_, amount, rest] = plain(String::new());
                [day(random), amount, rest]
            }),
        ),
        (
            "money",
            payments("", |random| {
                let [date, _, rest] = plain(String::new());
                let amount = format!("{}.{:02}", random.below(99_999), random.below(100));
                [date, amount, rest]
            }),
        ),
        (
            "names, two hundred",
            payments(",payee", |random| {
                plain(format!(",收款单位{}", random.below(200)))
            }),
        ),
        (
            "names, hardly any twice",
            payments(",payee", |random| {
                plain(format!(",收款单位{}", random.below(10_000_000)))
            }),
        ),
    ];
    for (name, table) in texts {
        group.throughput(Throughput::Bytes(table.text.len() as u64));
        let tables = [table];
        group.bench_function(name, |b| b.iter(|| opened(black_box(&tables))));
    }
    group.finish();
}

fn opened(tables: &[Table]) -> Ledger {
    match ledger::in_memory(tables, &Config::default()) {
        Ok(ledger) => ledger,
        Err(error) => panic!("an invented table is not read: {error}"),
    }
}

/// A workbook of sixteen columns and a table of shared texts, as spreadsheets write it: opened as a ledger and, beside it, read to its end
/// by the library's own reader of cells and dropped. The gate is that opening takes no more than twice as long.
fn workbook(criterion: &mut Criterion) {
    let file = match written() {
        Ok(file) => file,
        Err(why) => panic!("a workbook is not written: {why}"),
    };
    let paths = [file.path().to_owned()];
    let open = || match ledger::open(black_box(&paths), &Config::default()) {
        Ok(ledger) => ledger,
        Err(error) => panic!("an invented workbook is not read: {error}"),
    };
    let read: u64 = open().sources().iter().map(|s| s.counts.detail).sum();
    assert_eq!(u64::from(WORKBOOK_ROWS), read, "all rows are read");
    let mut group = criterion.benchmark_group("workbook");
    group.throughput(Throughput::Elements(WORKBOOK_ROWS.into()));
    group.bench_function("cells alone", |b| b.iter(|| cells(black_box(file.path()))));
    group.bench_function("opened", |b| b.iter(open));
    group.finish();
}

/// How many cells the library's reader finds.
fn cells(path: &Path) -> usize {
    let count = || -> Result<usize, calamine::XlsxError> {
        let mut book: Xlsx<BufReader<File>> = open_workbook(path)?;
        let sheet = book.sheet_names().concat();
        let mut cells = book.worksheet_cells_reader(&sheet)?;
        let mut found = 0;
        while black_box(cells.next_cell()?).is_some() {
            found += 1;
        }
        Ok(found)
    };
    count().unwrap_or_else(|error| panic!("an invented workbook is not read: {error}"))
}

/// Writes payments with headings that need no pins.
fn written() -> Result<NamedTempFile, Box<dyn Error>> {
    let mut random = Random::new(17);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0_u16..).zip(HEADINGS) {
        sheet.write(0, column, heading)?;
    }
    for row in 1..=WORKBOOK_ROWS {
        for (column, heading) in (0_u16..).zip(HEADINGS) {
            match heading {
                "日期" => sheet.write(row, column, day(&mut random))?,
                "金额" => {
                    let yuan = format!("{}.{:02}", random.below(99_999), random.below(100));
                    sheet.write(row, column, yuan.parse::<f64>()?)?
                }
                "流水号" => sheet.write(row, column, row)?,
                "科目编码" | "发票号码" => {
                    sheet.write(row, column, u32::try_from(random.below(99_999_999))?)?
                }
                "收支方向" => sheet.write(row, column, "支出")?,
                _ => sheet.write(row, column, format!("{heading}{}", random.below(5_000)))?,
            };
        }
    }
    let file = tempfile::Builder::new()
        .prefix("payments")
        .suffix(".xlsx")
        .tempfile()?;
    book.save(file.path())?;
    Ok(file)
}

fn dictionary(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dictionary");
    for distinct in [200, 10_000_000] {
        let mut random = Random::new(9);
        let texts: Vec<String> = (0..LINES)
            .map(|_| format!("收款单位{}", random.below(distinct)))
            .collect();
        group.throughput(Throughput::Elements(LINES));
        group.bench_with_input(
            BenchmarkId::new("intern, of", distinct),
            &texts,
            |b, texts| {
                b.iter(|| {
                    let mut dictionary = Dictionary::of(Domain::Party);
                    texts
                        .iter()
                        .map(|text| u64::from(dictionary.intern(text)))
                        .sum::<u64>()
                });
            },
        );
    }
    group.finish();
}

fn lexicon(criterion: &mut Criterion) {
    let rulebook = rulebook();
    let mut random = Random::new(11);
    let words = [
        "购灯泡",
        "村道硬化工程款",
        "慰问老人",
        "外出考察学习",
        "办公用品",
        "水电费",
    ];
    let texts: Vec<String> = (0..LINES / 10)
        .map(|n| format!("付{}第{n}期", random.pick(&words)))
        .collect();
    let mut group = criterion.benchmark_group("lexicon");
    group.throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("one text after the other", |b| {
        b.iter(|| {
            let found = texts
                .iter()
                .filter(|t| rulebook.lists.find("bench-words", t).is_some());
            found.count()
        });
    });
    group.finish();
}

/// The rules of the measurement.
fn rulebook() -> Rulebook {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let empty = opened(&[]);
    match rules::load(folder, empty.schema(), &Settings::default()) {
        Ok(rulebook) => rulebook,
        Err(faults) => panic!("{} mistakes in the rules of the measurement", faults.len()),
    }
}

/// Rows put in the order of a key (scatter) and judged in that order (sweep), over parts of several sizes. A rule of single rows needs no
/// order, so that what it takes is what the others take without one.
fn judging(criterion: &mut Criterion) {
    let rulebook = rulebook();
    let mut random = Random::new(13);
    let mut text = String::from("org,date,direction,amount,payee,summary\n");
    for row in 0..LINES * 2 {
        _ = writeln!(
            text,
            "{}村,{},out,{}.00,收款单位{},付第{row}期款",
            random.below(300),
            day(&mut random),
            1 + random.below(20_000),
            random.below(5_000)
        );
    }
    let ledger = opened(&[Table {
        feed: "payments".to_owned(),
        text,
    }]);
    let mut group = criterion.benchmark_group("judging");
    group.throughput(Throughput::Elements(LINES * 2));
    for (name, rule) in [
        ("row by row", "R01"),
        ("scattered by collective and payee, swept for splits", "R06"),
        ("scattered by collective, medians", "R09"),
        ("scattered by payee, first seen", "R11"),
    ] {
        for rows_a_part in [1 << 13, 1 << 16, 1 << 20] {
            let options = Options {
                only: vec![rule.to_owned()],
                rows_a_part: Some(rows_a_part),
                most_leads: Some(0),
                without_units: true,
                ..Options::default()
            };
            group.bench_with_input(
                BenchmarkId::new(name, rows_a_part),
                &options,
                |b, options| {
                    b.iter(|| {
                        engine::scan(&ledger, &rulebook, options)
                            .map(|f| f.hits.len())
                            .ok()
                    });
                },
            );
        }
    }
    group.finish();
}
