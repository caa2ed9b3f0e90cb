//! Tests of xls workbooks, made here record by record.

use super::super::{Bytes, CellKind, open as open_file};
use super::*;

const END: u32 = 0xFFFF_FFFE;

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).expect("records are short");
    [&kind.to_le_bytes(), &length.to_le_bytes(), body].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn text(row: u16, column: u16, index: u32) -> Vec<u8> {
    record(
        0x00FD,
        &[words(&[row, column, 0]), index.to_le_bytes().to_vec()].concat(),
    )
}

fn number(row: u16, column: u16, style: u16, value: f64) -> Vec<u8> {
    record(
        0x0203,
        &[words(&[row, column, style]), value.to_le_bytes().to_vec()].concat(),
    )
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The stream of a workbook with one sheet that holds these records.
fn stream_of(sheet: &[Vec<u8>], hidden: u8, is_1904: u16) -> Vec<u8> {
    let begin = |kind: u16| record(0x0809, &[words(&[0x0600, kind, 0, 0]), vec![0; 8]].concat());
    let style = |format: u16| record(0x00E0, &[words(&[0, format]), vec![0; 16]].concat());
    let shared = ["日期", "金额"]
        .map(|t| [&words(&[2])[..], &[1], &wide(t)].concat())
        .concat();
    let before = [
        begin(5),
        record(0x0042, &words(&[1200])),
        record(0x0022, &words(&[is_1904])),
        style(0),
        style(14),
    ]
    .concat();
    let after = [
        record(
            0x00FC,
            &[
                2_u32.to_le_bytes().to_vec(),
                2_u32.to_le_bytes().to_vec(),
                shared,
            ]
            .concat(),
        ),
        record(0x000A, &[]),
    ]
    .concat();
    let name = [&[2, 1], wide("明细").as_slice()].concat();
    let place =
        u32::try_from(before.len() + 4 + 6 + name.len() + after.len()).expect("it is short");
    let bound = record(
        0x0085,
        &[place.to_le_bytes().as_slice(), &[hidden, 0], &name].concat(),
    );
    [
        before,
        bound,
        after,
        begin(16),
        sheet.concat(),
        record(0x000A, &[]),
    ]
    .concat()
}

/// A compound file that holds one stream of this name.
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    stream.resize(stream.len().next_multiple_of(512).max(4096), 0);
    let sectors = u32::try_from(stream.len() / 512).expect("it is short");
    let mut header = vec![0; 512];
    header[..8].copy_from_slice(MAGIC);
    header[24..34].copy_from_slice(&words(&[0x3E, 3, 0xFFFE, 9, 6]));
    for (at, value) in [
        (44, 1_u32),
        (48, 1),
        (56, 4096),
        (60, END),
        (68, END),
        (76, 0),
    ] {
        header[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    header[80..].fill(0xFF);
    let chain = (2..2 + sectors).map(|n| if n == 1 + sectors { END } else { n + 1 });
    let mut table: Vec<u8> = [0xFFFF_FFFD, END]
        .into_iter()
        .chain(chain)
        .flat_map(u32::to_le_bytes)
        .collect();
    table.resize(512, 0xFF);
    let entry = |name: &str, kind: u8, start: u32, length: usize| {
        let mut entry = vec![0; 128];
        let letters = wide(name);
        entry[..letters.len()].copy_from_slice(&letters);
        entry[64] = u8::try_from(letters.len() + 2).expect("names are short");
        entry[66] = kind;
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&u32::try_from(length).expect("it is short").to_le_bytes());
        entry
    };
    let mut directory = [
        entry("Root Entry", 5, END, 0),
        entry(name, 2, 2, stream.len()),
    ]
    .concat();
    directory.resize(512, 0);
    [header, table, directory, stream].concat()
}

fn read(bytes: Vec<u8>) -> Result<Vec<String>, &'static str> {
    let opened = open_file(&Bytes::Memory(bytes.into()), &ReadOptions::default())
        .map_err(|fault| fault.code)?;
    let mut all = Vec::new();
    for source in opened {
        let hidden = source
            .choices
            .iter()
            .map(|choice| choice.value.as_str())
            .collect::<String>();
        for batch in (source.batches)().map_err(|fault| fault.code)? {
            let records = batch.map_err(|fault| fault.code)?.split();
            for index in 0..records.len() {
                let cells = records.cells_of(index).iter().map(|cell| match cell.2 {
                    CellKind::Text => records.text_of(*cell).to_owned(),
                    kind => format!("{kind:?}:{}", records.text_of(*cell)),
                });
                let cells: Vec<String> = cells.collect();
                all.push(format!(
                    "{}{hidden}@{}[{}]",
                    source.sheet,
                    records.records[index].1,
                    cells.join("|")
                ));
            }
        }
    }
    Ok(all)
}

fn check(bytes: Vec<u8>, expected: Result<&[&str], &str>) {
    let expected =
        expected.map(|rows| rows.iter().map(|row| (*row).to_owned()).collect::<Vec<_>>());
    assert_eq!(read(bytes), expected);
}

fn sample() -> Vec<Vec<u8>> {
    vec![
        text(1, 0, 0),
        text(1, 1, 1),
        number(2, 0, 1, 45658.0),
        number(2, 2, 0, 1234.5),
        record(0x0205, &[words(&[3, 0, 0]), vec![0x17, 1]].concat()),
        number(3, 1, 0, 440_105_198_001_010_012.0),
        record(0x00E5, &words(&[1, 1, 1, 1, 2])),
    ]
}

#[test]
fn reads_cells_where_they_stand() {
    check(
        compound("Workbook", &stream_of(&sample(), 0, 0)),
        Ok(&[
            "明细@1[]",
            "明细@2[日期|金额|金额]",
            "明细@3[Date:2025-01-01||Number:1234.5]",
            "明细@4[Error:#REF!|LongNumber:440105198001010000]",
        ]),
    );
    let dates = [number(0, 0, 1, 44196.0), number(0, 1, 1, 60.0)];
    check(
        compound("Workbook", &stream_of(&dates, 1, 1)),
        Ok(&["明细hidden@1[Date:2025-01-01|Date:1904-03-01]"]),
    );
    check(compound("Workbook", &stream_of(&[], 2, 0)), Ok(&[]));
    // A claim of four thousand million rows is not believed.
    let claim = [
        [0, 0, 0, 0, 255, 255, 255, 255].as_slice(),
        &[0, 0, 255, 0, 0, 0],
    ]
    .concat();
    let claiming = [record(0x0200, &claim), text(0, 0, 0)];
    check(
        compound("Workbook", &stream_of(&claiming, 0, 0)),
        Ok(&["明细@1[日期]"]),
    );
}

#[test]
fn hidden_rows_and_columns_are_known() {
    // Rows 3 and 4 and columns C to E are hidden; row 2 is only folded.
    let row =
        |number: u16, flags: u16| record(0x0208, &words(&[number, 0, 3, 255, 0, 0, flags, 0]));
    let mut sheet = vec![record(0x007D, &words(&[2, 4, 0, 0, 1, 0]))];
    sheet.extend([row(1, 0x10), row(2, 0x20), row(3, 0x30)]);
    sheet.extend(sample());
    let bytes = Bytes::Memory(compound("Workbook", &stream_of(&sheet, 0, 0)).into());
    let opened = open_file(&bytes, &ReadOptions::default()).expect("it can be opened");
    let hidden = &opened[0].hidden;
    let rows: Vec<u32> = (1..6).filter(|&row| hidden.has_row(row)).collect();
    let columns: Vec<u32> = (1..7).filter(|&column| hidden.has_column(column)).collect();
    assert_eq!((rows, columns), (vec![3, 4], vec![3, 4, 5]));
    let told: Vec<&str> = opened[0].choices.iter().map(|c| c.value.as_str()).collect();
    assert_eq!(told, ["3-4", "C-E"]);
}

#[test]
fn refuses_what_is_no_honest_workbook() {
    let far = [number(0, 0, 0, 1.0), number(65_535, 255, 0, 2.0)];
    check(compound("Workbook", &stream_of(&far, 0, 0)), Err("sparse"));
    check(
        compound("Workbook", &record(0x002F, &[1, 0, 0, 0])),
        Err("encrypted"),
    );
    check(compound("EncryptedPackage", b"x"), Err("encrypted"));
    check(compound("WordDocument", b"x"), Err("not-a-table"));
    let mut lying = compound("Workbook", &stream_of(&sample(), 0, 0));
    lying[44..48].copy_from_slice(&u32::MAX.to_le_bytes());
    check(lying, Err("lying-header"));
    check([MAGIC, &[0; 700]].concat(), Err("lying-header"));
}

#[test]
fn no_truncation_or_flipped_bit_makes_it_panic() {
    let whole = compound("Workbook", &stream_of(&sample(), 0, 0));
    // Beyond the records there is only filling.
    let end = 1536 + stream_of(&sample(), 0, 0).len();
    for end in (0..whole.len()).filter(|at| *at < end || at % 64 == 0) {
        let _ = read(whole[..end].to_vec());
    }
    for at in (0..end).filter(|at| !(80..512).contains(at)) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        let _ = read(flipped);
    }
}
