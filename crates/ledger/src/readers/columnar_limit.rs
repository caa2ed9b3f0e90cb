//! How much may be made of a file of columns: a few bytes of it can stand for any number of rows, and for a text in each of them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use super::Fault;

/// What may be unpacked, and written out as text, of a file of any size, in bytes.
pub(super) const FREE: u64 = 256 << 20;
/// Beyond that, how many times its size, as for gzip.
pub(super) const RATIO: u64 = 300;
/// Rows that a file may hold whatever its size, and beyond them for each byte: no ledger packs a row into less.
const FREE_ROWS: u64 = 1 << 20;
const ROWS_A_BYTE: u64 = 4;
/// The same for cells.
const FREE_CELLS: u64 = 128 << 20;
const CELLS_A_BYTE: u64 = 64;

/// What is left of the bytes that a file may be written out to in one pass, whichever threads read it.
#[derive(Clone, Debug)]
pub(crate) struct Allowance(Arc<AtomicU64>);

impl Allowance {
    /// For a file of `length` bytes.
    pub(super) fn of(length: u64) -> Self {
        Self(Arc::new(AtomicU64::new(most(length))))
    }

    /// Takes so many bytes of it; a fault where they are not left.
    pub(super) fn spend(&self, bytes: u64) -> Result<(), Fault> {
        let less = |left: u64| left.checked_sub(bytes);
        match self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
        {
            Ok(_) => Ok(()),
            Err(_) => Err(Fault::file(
                "bomb",
                format!(
                    "文件中同样的长文字在各行反复出现，展开后异常庞大（上限为文件的 {RATIO} 倍、{} MiB），未读取。请核对文件来源，或导出为 csv 再试",
                    FREE >> 20
                ),
                format!(
                    "long texts of the file stand in row after row, which unpacks to too much (the limits are {RATIO} times the file and {} MiB); it is not read; check where the file is from, or export csv",
                    FREE >> 20
                ),
            )),
        }
    }
}

/// Lets threads unpack large parts of a file only while all that lie unpacked fit a limit.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    limit: u64,
    /// Bytes that lie unpacked.
    held: Arc<(Mutex<u64>, Condvar)>,
}

/// The right to hold so many bytes, until it is dropped. Whoever has it must not ask for another.
#[derive(Debug)]
pub(super) struct Pass {
    gate: Gate,
    bytes: u64,
}

impl Gate {
    /// For so many bytes at once.
    pub(super) fn of(limit: u64) -> Self {
        Self {
            limit,
            held: Arc::default(),
        }
    }

    /// Waits until there is room; what would never fit is let through alone.
    pub(super) fn pass(&self, bytes: u64) -> Pass {
        let bytes = bytes.min(self.limit);
        let (held, freed) = &*self.held;
        let known = held.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |held: &mut u64| held.saturating_add(bytes) > self.limit;
        let known = freed.wait_while(known, full);
        *known.unwrap_or_else(PoisonError::into_inner) += bytes;
        Pass {
            gate: self.clone(),
            bytes,
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let (held, freed) = &*self.gate.held;
        let mut known = held.lock().unwrap_or_else(PoisonError::into_inner);
        *known = known.saturating_sub(self.bytes);
        freed.notify_all();
    }
}

/// What may be made of a file of `length` bytes.
pub(super) fn most(length: u64) -> u64 {
    FREE.max(length.saturating_mul(RATIO))
}

/// Refuses a number of rows of so many cells that no file of that many bytes holds, and more than record numbers can count.
pub(super) fn plausible(rows: u64, columns: usize, bytes: u64) -> Result<(), Fault> {
    let cells = rows.saturating_mul(columns as u64);
    if rows > FREE_ROWS && rows / ROWS_A_BYTE > bytes
        || cells > FREE_CELLS && cells / CELLS_A_BYTE > bytes
    {
        return Err(Fault::file(
            "bomb",
            format!(
                "文件只有 {bytes} 字节，却声明有 {rows} 行 {columns} 列，为安全起见未读取。请核对文件来源"
            ),
            format!(
                "the file of {bytes} bytes states {rows} rows of {columns} columns; it is not read for safety; check where it is from"
            ),
        ));
    }
    if rows >= u64::from(u32::MAX) {
        return Err(Fault::file(
            "too-large",
            "文件超过 42 亿行，不能读取。请按年度拆分",
            "the file has more than 4.2 thousand million rows, too many to be read; split it by year",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_may_become_hangs_on_its_size() {
        let small = Allowance::of(1);
        assert!(small.spend(FREE).is_ok());
        assert_eq!(small.spend(1).map_err(|fault| fault.code), Err("bomb"));
        assert!(Allowance::of(FREE).spend(FREE * RATIO).is_ok());
        assert!(plausible(FREE_ROWS, 16, 1).is_ok());
        assert!(plausible(40_000_000, 16, 10_000_000).is_ok());
        for (rows, columns, bytes) in [
            (5 << 20, 1, 1 << 20),
            (FREE_ROWS, 1024, 1 << 20),
            (u64::MAX, 2, 1 << 20),
            (1 << 32, 1, 1 << 40),
        ] {
            assert!(plausible(rows, columns, bytes).is_err(), "{rows} {columns}");
        }
    }
}
