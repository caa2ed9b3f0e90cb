//! A file by its bytes: how it is read again, and what proves that it is still the same.

use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use crate::readers::{self, Bytes, Fault, ReadOptions};

/// How a source is read again.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// Its file.
    pub(crate) bytes: Bytes,
    /// What a pin said about it.
    pub(crate) options: ReadOptions,
    /// Which of the file's sources it is.
    pub(crate) at: usize,
    /// Column and heading of each cell.
    pub(crate) cells: Vec<(String, String)>,
    /// The same of the form as it stands, where its columns were turned into rows; else empty.
    pub(crate) form: Vec<(String, String)>,
    /// Its [`state`] when it was read; none where it could not be.
    pub(crate) state: State,
    /// Whether that state proves that nothing changed; see [`settled`].
    pub(crate) settled: bool,
}

/// Size and time of change of a file, by which one that is written to meanwhile is known; nothing for bytes in memory.
pub(crate) type State = Option<(u64, SystemTime)>;

/// The state of a file as it stands now; of a member, that of its archive.
pub(crate) fn state(bytes: &Bytes) -> State {
    match bytes {
        Bytes::File(path) => std::fs::metadata(path)
            .ok()
            .and_then(|m| Some((m.len(), m.modified().ok()?))),
        Bytes::Memory(_) => None,
        Bytes::Member(member) => state(member.archive()),
    }
}

/// Whether a file had been left alone for a while when it was read: whoever writes to it later gives it another time, even where a disk
/// keeps times in steps of two seconds. One that was written just before may change without a trace but in its bytes.
pub(crate) fn settled(state: State) -> bool {
    const STEPS: Duration = Duration::from_secs(4);
    let age = state.and_then(|(_, changed)| changed.elapsed().ok());
    age.is_some_and(|age| age > STEPS)
}

/// SHA-256 in lower-case hex, and the size; never more than a block of the file is held.
pub(crate) fn sha256(bytes: &Bytes) -> Result<(String, u64), Fault> {
    let mut hasher = Sha256::new();
    let mut size = 0_u64;
    let mut reader = readers::reader(bytes)?;
    let mut block = vec![0_u8; 1 << 18];
    loop {
        let read = match reader.read(&mut block) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Fault::io(error)),
        };
        hasher.update(block.get(..read).unwrap_or(&[]));
        size += read as u64;
    }
    let hex = hasher
        .finalize()
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            for half in [byte >> 4, byte & 15] {
                hex.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
            }
            hex
        });
    Ok((hex, size))
}
