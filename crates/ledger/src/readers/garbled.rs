//! Text that was garbled before it came here: what a program leaves that read bytes in a wrong encoding and wrote them back.

use memchr::memmem::Finder;

use super::{Fault, Records};

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
