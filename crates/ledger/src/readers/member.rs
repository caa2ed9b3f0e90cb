//! A member of a zip archive: where its bytes lie, and how they are unpacked.

use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;

use super::content::{ReadSeek, regular};
use super::{Bytes, Fault};

/// Where a member lies in its archive, as the archive's directory states it.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// The archive; never a member itself.
    pub(super) archive: Bytes,
    /// Its first byte there.
    pub(super) start: u64,
    /// Bytes that it takes there.
    pub(super) packed: u64,
    /// Bytes that come out.
    pub(super) size: u64,
    /// CRC-32 of what comes out.
    pub(super) crc: u32,
    /// Whether it is deflated, else it is stored as it is.
    pub(super) deflated: bool,
}

impl Member {
    /// The archive that it is in.
    pub(crate) fn archive(&self) -> &Bytes {
        &self.archive
    }
}

/// The archive itself, to be looked through.
pub(super) fn outside(bytes: &Bytes) -> Result<Box<dyn ReadSeek>, Fault> {
    match bytes {
        Bytes::File(path) => Ok(Box::new(regular(path)?)),
        Bytes::Memory(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
        Bytes::Member(_) => Err(Fault::damaged(&"a member holds no members")),
    }
}

/// What comes out, never more than the directory states.
pub(super) fn reader(member: &Member) -> Result<Box<dyn Read + Send>, Fault> {
    let mut archive = outside(&member.archive)?;
    archive
        .seek(SeekFrom::Start(member.start))
        .map_err(Fault::io)?;
    let packed = archive.take(member.packed);
    Ok(if member.deflated {
        let inflated = flate2::bufread::DeflateDecoder::new(BufReader::new(packed));
        Box::new(inflated.take(member.size))
    } else {
        Box::new(packed.take(member.size))
    })
}

/// Unpacks everything once, in bounded memory: what is cut off, differs from its checksum, or is larger than stated is a fault.
pub(super) fn verify(member: &Member) -> Result<(), Fault> {
    let whole = Member {
        // One byte more than is stated, so that a lie shows.
        size: member.size.saturating_add(1),
        ..member.clone()
    };
    let mut reader = reader(&whole)?;
    let mut sum = flate2::Crc::new();
    let mut length = 0_u64;
    let mut block = vec![0; 64 << 10];
    loop {
        let read = match reader.read(&mut block) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(_) => return Err(broken()),
        };
        sum.update(block.get(..read).unwrap_or(&[]));
        length = length.saturating_add(read as u64);
    }
    if length > member.size {
        return Err(Fault::file(
            "bomb",
            format!(
                "压缩包内的文件展开后超过其声明的 {} 字节，为安全起见未读取。请核对压缩包来源",
                member.size
            ),
            format!(
                "the member unpacks to more than the {} bytes that the archive states; it is not read for safety; check where the archive is from",
                member.size
            ),
        ));
    }
    if length < member.size || sum.sum() != member.crc {
        return Err(broken());
    }
    Ok(())
}

fn broken() -> Fault {
    Fault::file(
        "truncated",
        "压缩包内的文件不完整或校验和不符，其中的数据一概不用。请重新下载或重新压缩",
        "the member is incomplete or differs from its checksum; nothing of it is used; fetch or pack the archive again",
    )
}
