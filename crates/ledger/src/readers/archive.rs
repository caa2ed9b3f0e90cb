//! zip archives of many files: looked over as containers are, then taken apart into members, each a source of its own.

use std::io::Read as _;
use std::sync::Arc;

use encoding_rs::GB18030;
use zip::{CompressionMethod, ZipArchive};

use super::container::{self, Kind};
use super::grid::guarded;
use super::member::{Member, outside};
use super::{Bytes, Fault};

/// What a member may unpack to whatever its ratio, in bytes.
const FREE: u64 = 16 << 20;
/// Beyond that, how many times its size it may unpack to, as for gzip.
const RATIO: u64 = 300;
/// All members together, in bytes.
const TOTAL: u64 = 8 << 30;
/// The flag by which an archive says that a name is UTF-8.
const UTF8: u16 = 1 << 11;

/// A file in an archive.
#[derive(Debug)]
pub(crate) struct Listed {
    /// Its path in the archive, with `/`.
    pub(crate) name: String,
    /// Where its bytes are, or why they cannot be read.
    pub(crate) bytes: Result<Bytes, Fault>,
}

/// The files of an archive in the order of its directory; `None` where the bytes are no archive, but a table or anything else.
///
/// An archive that lies, or that no program would write, is refused as a whole: nothing in it can be trusted.
pub(crate) fn list(bytes: &Bytes) -> Result<Option<Vec<Listed>>, Fault> {
    guarded(|| {
        let mut beginning = [0; 4];
        let mut reader = outside(bytes)?;
        if reader.read_exact(&mut beginning).is_err()
            || !matches!(&beginning, b"PK\x03\x04" | b"PK\x05\x06" | b"PK\x07\x08")
        {
            return Ok(None);
        }
        let Ok(mut archive) = ZipArchive::new(reader) else {
            // What breaks off may be a workbook; the reader of workbooks says what to do.
            return Ok(None);
        };
        let names = container::names(&mut archive)?;
        if !matches!(container::kind(&names), Kind::Archive) {
            return Ok(None);
        }
        let mut listed = Vec::new();
        let mut total = 0_u64;
        for index in 0..archive.len() {
            let part = archive
                .by_index_raw(index)
                .map_err(|error| Fault::damaged(&error))?;
            if part.is_dir() || part.name_raw().ends_with(b"\\") {
                continue;
            }
            let name = decoded(part.name_raw(), part.flags().as_u16() & UTF8 != 0);
            let (packed, size) = (part.compressed_size(), part.size());
            total = total.saturating_add(size);
            if size > FREE && size / packed.max(1) > RATIO || total > TOTAL {
                return Err(bomb(&name, packed, size));
            }
            let start = part
                .data_start()
                .ok_or_else(|| Fault::damaged(&"a member without a place"))?;
            let refused = if part.encrypted() {
                Some(encrypted())
            } else if part.is_symlink() {
                Some(link())
            } else {
                unpackable(part.compression())
            };
            let member = Member {
                archive: bytes.clone(),
                start,
                packed,
                size,
                crc: part.crc32(),
                deflated: part.compression() == CompressionMethod::Deflated,
            };
            listed.push(Listed {
                name,
                bytes: refused.map_or_else(|| Ok(Bytes::Member(Arc::new(member))), Err),
            });
        }
        Ok(Some(listed))
    })
}

/// A name as the archiver meant it: Chinese Windows writes GBK and says nothing, others write UTF-8 and may forget to say so.
fn decoded(raw: &[u8], is_utf8: bool) -> String {
    let text = match std::str::from_utf8(raw) {
        // Two bytes of GBK are often valid UTF-8 as well (摘要); three in a row that are valid were written as UTF-8.
        Ok(text) if is_utf8 || text.chars().all(|c| c.is_ascii() || c.len_utf8() > 2) => {
            text.to_owned()
        }
        _ => GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    text.replace('\\', "/")
}

fn unpackable(method: CompressionMethod) -> Option<Fault> {
    if matches!(
        method,
        CompressionMethod::Stored | CompressionMethod::Deflated
    ) {
        return None;
    }
    Some(Fault::file(
        "unsupported-format",
        format!("压缩包内的文件采用了不支持的压缩方法（{method}）。请解压后再读取"),
        format!(
            "the member is packed by a method that is not supported ({method}); unpack the archive and read what comes out"
        ),
    ))
}

fn encrypted() -> Fault {
    Fault::file(
        "encrypted",
        "压缩包内的文件设有密码，无法读取。请用密码解压后再读取",
        "the member is encrypted with a password; unpack the archive with it and read what comes out",
    )
}

fn link() -> Fault {
    Fault::file(
        "not-a-file",
        "压缩包内的这一项是指向别处的链接，不是文件，未读取。请把文件本身放入压缩包",
        "the member is a link to somewhere else, not a file, and is not read; put the file itself into the archive",
    )
}

fn bomb(name: &str, packed: u64, size: u64) -> Fault {
    Fault::file(
        "bomb",
        format!(
            "压缩包内的 {name} 展开后异常庞大（{packed} 字节展开为 {size} 字节，上限 {RATIO} 倍、合计 8 GiB），整个压缩包未读取。请先自行解压核对"
        ),
        format!(
            "the member {name} unpacks to too much ({packed} bytes to {size}, the limits are {RATIO} times and 8 GiB in all); the whole archive is not read; unpack and check it yourself"
        ),
    )
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
