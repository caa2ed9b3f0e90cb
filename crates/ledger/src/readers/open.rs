//! Opening a file: looks at its head, and gives it to the first format of the shelf that takes it.

use std::io::Read;

use super::{Bytes, Content, ENTRIES, Fault, Opened, ReadOptions, member, not_a_table};

/// How much of a file its format is told by.
const HEAD: usize = 64 << 10;

/// The bytes as they are, from the beginning, to be hashed; nothing is told of them.
pub(crate) fn reader(bytes: &Bytes) -> Result<Box<dyn Read + Send>, Fault> {
    Content::plain(bytes.clone()).reader()
}

/// Opens a file told by its content; a workbook gives several sources. A member of an archive is verified to its end first.
pub(crate) fn open(bytes: &Bytes, options: &ReadOptions) -> Result<Vec<Opened>, Fault> {
    if let Bytes::Member(member) = bytes {
        member::verify(member)?;
    }
    dispatch(&Content::plain(bytes.clone()), options)
}

/// Opens what may have come out of gzip.
pub(super) fn dispatch(content: &Content, options: &ReadOptions) -> Result<Vec<Opened>, Fault> {
    let head = content.head(HEAD)?;
    if head.is_empty() {
        return Err(Fault::file(
            "empty",
            "文件是空的（0 字节）。请重新导出",
            "the file is empty (0 bytes); export it again",
        ));
    }
    for entry in ENTRIES {
        if (entry.sniff)(&head) {
            return (entry.open)(content, options);
        }
    }
    Err(not_a_table::name(&head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_of_the_folder_is_in_the_table() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/readers");
        let mut entries: Vec<String> = Vec::new();
        for file in std::fs::read_dir(folder).expect("the shelf is a folder") {
            let path = file.expect("a file can be listed").path();
            let text = std::fs::read_to_string(&path).expect("a source file is text");
            if text
                .lines()
                .any(|line| line.starts_with("pub(super) const ENTRY"))
            {
                let stem = path.file_stem().expect("a source file has a name");
                entries.push(stem.to_string_lossy().into_owned());
            }
        }
        entries.sort();
        let mut table: Vec<String> = ENTRIES.iter().map(|e| e.name.to_owned()).collect();
        table.sort();
        assert_eq!(table, entries);
    }
}
