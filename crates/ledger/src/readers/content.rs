//! The bytes of one file or member of an archive, read from the beginning as often as needed, through gzip or not.

use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::Path;
use std::sync::Arc;

use super::{Bytes, Fault, member};

/// What a reader can seek in.
pub(super) trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

/// One file's bytes, after gzip was taken off.
#[derive(Clone, Debug)]
pub(super) struct Content {
    bytes: Bytes,
    gzip: bool,
}

impl Content {
    /// The bytes as they are.
    pub(super) fn plain(bytes: Bytes) -> Self {
        Self { bytes, gzip: false }
    }

    /// What comes out when `self` is gunzipped, which must have been verified before.
    pub(super) fn gunzipped(&self) -> Self {
        Self {
            bytes: self.bytes.clone(),
            gzip: true,
        }
    }

    /// Whether something was unpacked already, so that nothing packed inside is unpacked again.
    pub(super) fn is_unpacked(&self) -> bool {
        self.gzip || matches!(self.bytes, Bytes::Member(_))
    }

    /// A reader from the beginning.
    pub(super) fn reader(&self) -> Result<Box<dyn Read + Send>, Fault> {
        let plain: Box<dyn Read + Send> = match &self.bytes {
            Bytes::File(path) => Box::new(regular(path)?),
            Bytes::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
            Bytes::Member(member) => member::reader(member)?,
        };
        Ok(if self.gzip {
            Box::new(flate2::read::MultiGzDecoder::new(plain))
        } else {
            plain
        })
    }

    /// The file itself, where its bytes need no unpacking.
    pub(super) fn file(&self) -> Result<Option<File>, Fault> {
        match &self.bytes {
            Bytes::File(path) if !self.gzip => regular(path).map(Some),
            _ => Ok(None),
        }
    }

    /// A reader that can seek, for containers; what was unpacked is held in memory, up to `cap` bytes.
    pub(super) fn seekable(&self, cap: u64) -> Result<Box<dyn ReadSeek>, Fault> {
        Ok(match &self.bytes {
            Bytes::File(path) if !self.gzip => Box::new(regular(path)?),
            Bytes::Memory(bytes) if !self.gzip => Box::new(Cursor::new(Arc::clone(bytes))),
            _ => Box::new(Cursor::new(self.all(cap)?)),
        })
    }

    /// Everything, in memory; more than `cap` bytes are a fault.
    pub(super) fn all(&self, cap: u64) -> Result<Arc<[u8]>, Fault> {
        if let (Bytes::Memory(bytes), false) = (&self.bytes, self.gzip)
            && bytes.len() as u64 <= cap
        {
            return Ok(Arc::clone(bytes));
        }
        let mut all = Vec::new();
        self.reader()?
            .take(cap.saturating_add(1))
            .read_to_end(&mut all)
            .map_err(Fault::io)?;
        if all.len() as u64 > cap {
            return Err(Fault::file(
                "too-large",
                format!(
                    "文件超过 {} MiB，这种格式不能一次读完。请拆分，或导出为 csv、xlsx 再试",
                    cap >> 20
                ),
                format!(
                    "the file is larger than {} MiB, too much for this format; split it, or export csv or xlsx",
                    cap >> 20
                ),
            ));
        }
        Ok(all.into())
    }

    /// The first bytes, at most `most`.
    pub(super) fn head(&self, most: usize) -> Result<Vec<u8>, Fault> {
        let mut head = Vec::new();
        self.reader()?
            .take(most as u64)
            .read_to_end(&mut head)
            .map_err(Fault::io)?;
        Ok(head)
    }
}

/// A file, opened to be read.
pub(super) fn regular(path: &Path) -> Result<File, Fault> {
    // A pipe or a device may block for ever, so only regular files are opened.
    if !std::fs::metadata(path).map_err(Fault::io)?.is_file() {
        return Err(Fault::file(
            "not-a-file",
            "这不是普通文件，不能读取",
            "this is not a regular file, so it is not read",
        ));
    }
    File::open(path).map_err(Fault::io)
}

/// Appends to `to` until it has grown by `want` bytes or the input ends; says by how much it grew.
pub(super) fn fill(reader: &mut dyn Read, to: &mut Vec<u8>, want: usize) -> std::io::Result<usize> {
    // Room is not filled with zeros first, as it would have to be for `read`.
    reader.take(want as u64).read_to_end(to)
}
