//! Text that was garbled before it came here: what a program leaves that read bytes in a wrong encoding and wrote them back.

use memchr::memmem::Finder;

use super::{Fault, Opened, Records, all_records};

/// U+FFFD, and the three characters as which two of it are read in GBK.
pub(super) const LEFT: [&str; 2] = ["\u{fffd}", "锟斤拷"];

/// Marks the records that hold such text, but for those that are marked already: what stood there cannot be known any more.
pub(super) fn mark(records: &mut Records) {
    let mut found: Vec<u32> = Vec::new();
    for left in LEFT {
        let finder = Finder::new(left);
        found.extend(
            finder
                .find_iter(records.text.as_bytes())
                .filter_map(|at| record_at(records, at)),
        );
    }
    if found.is_empty() {
        return;
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|index| records.faults.iter().all(|(known, _)| known != index));
    let faults = found.into_iter().map(|index| {
        let row = records.records.get(index as usize).map_or(0, |r| r.1);
        (index, fault(row))
    });
    let faults: Vec<(u32, Fault)> = faults.collect();
    records.faults.extend(faults);
    records.faults.sort_by_key(|(index, _)| *index);
}

/// Whether a source's first records are text that was read in a wrong encoding and written back: it holds what such programs
/// leave, or reads as Chinese once it is turned back.
pub(crate) fn is_garbled(opened: &Opened) -> bool {
    let Ok(batches) = (opened.batches)() else {
        return false;
    };
    let Some(Ok(records)) = all_records(batches).next() else {
        return false;
    };
    let head: String = records.text.chars().take(4_000).collect();
    LEFT.iter().any(|left| head.contains(left)) || turned_back(&records)
}

/// The fault of a source that [`is_garbled`].
pub(crate) fn garbled() -> Fault {
    Fault::file(
        "garbled",
        "内容是乱码（曾以错误的编码打开并保存），原文已无法可靠还原，未读取。请从原系统重新导出",
        "it holds garbled text (it was opened in a wrong encoding and saved), so it is not read; export it again from the original system",
    )
}

/// Whether most of the first cells that hold more than ASCII become Chinese words when the bytes that they came from are
/// decoded as they should have been: GBK taken for Latin letters, or UTF-8 taken for GBK.
fn turned_back(records: &Records) -> bool {
    let cells = records.cells.iter().map(|&cell| records.text_of(cell));
    let odd: Vec<&str> = cells.filter(|c| !c.is_ascii()).take(60).collect();
    let count = |back: fn(&str) -> bool| odd.iter().filter(|cell| back(cell)).count();
    let most = odd.len().div_ceil(2).max(2);
    count(latin_of_gbk) >= most || count(gbk_of_utf8) >= most
}

fn latin_of_gbk(cell: &str) -> bool {
    let bytes: Option<Vec<u8>> = cell
        .chars()
        .map(|c| u8::try_from(u32::from(c)).ok())
        .collect();
    bytes.is_some_and(|bytes| {
        let (text, wrong) = encoding_rs::GBK.decode_without_bom_handling(&bytes);
        !wrong && chinese(&text)
    })
}

fn gbk_of_utf8(cell: &str) -> bool {
    let (bytes, _, lost) = encoding_rs::GBK.encode(cell);
    // The last character of an odd number of bytes is lost on the way there.
    let whole = std::str::from_utf8(&bytes).map_or_else(|e| e.valid_up_to(), str::len);
    let back = bytes.get(..whole).and_then(|b| std::str::from_utf8(b).ok());
    !lost && whole + 3 > bytes.len() && whole > 2 && back.is_some_and(chinese)
}

/// Whether most of a text's characters are common Chinese ones.
fn chinese(text: &str) -> bool {
    let (mut han, mut all) = (0, 0);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        // GB 2312 holds the common ones.
        let bytes = encoding_rs::GBK
            .encode(c.encode_utf8(&mut [0; 4]))
            .0
            .into_owned();
        han +=
            usize::from(('\u{4e00}'..='\u{9fff}').contains(&c) && bytes.iter().all(|b| *b >= 0xA1));
    }
    han > 0 && han * 5 >= all * 4
}

fn record_at(records: &Records, at: usize) -> Option<u32> {
    let cell = records
        .cells
        .partition_point(|c| c.0 as usize <= at)
        .checked_sub(1)?;
    let record = records
        .records
        .partition_point(|r| r.0 as usize <= cell)
        .checked_sub(1)?;
    u32::try_from(record).ok()
}

fn fault(row: u32) -> Fault {
    Fault::row(
        "garbled",
        row,
        "该行有“锟斤拷”一类乱码，原文已无法还原，未导入。请从原系统重新导出",
        "it holds garbled characters (U+FFFD) whose original is lost, so the row is kept out; export again from the original system",
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Batch, TextBatch};

    #[test]
    fn a_record_of_garbled_text_is_a_fault_and_its_neighbours_are_not() {
        let batch = Batch::Text(TextBatch {
            text: "日期,摘要\n1,办公\n2,锟斤拷\n3,付\u{fffd}款\n4,斤拷\n\"5\",\"锟\n斤拷锟斤拷\"\n"
                .to_owned(),
            separator: ",",
            first_row: 1,
            first_line: 1,
            marks: Vec::new(),
        });
        let records = batch.split();
        let faults: Vec<(u32, &str, u32)> = records
            .faults
            .iter()
            .map(|(at, f)| (*at, f.code, f.row))
            .collect();
        assert_eq!(
            faults,
            [(2, "garbled", 3), (3, "garbled", 4), (5, "garbled", 6)]
        );
    }
}
