//! The points at which a disk may fail; tests make the Nth one fail.

use std::io;

/// Passes, unless a test asked this point to fail.
#[cfg(not(test))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "Under test the same function fails."
)]
pub(crate) fn point() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
thread_local! {
    static LEFT: std::cell::Cell<Option<u32>> = const { std::cell::Cell::new(None) };
}

/// Passes, unless a test asked this point to fail.
#[cfg(test)]
pub(crate) fn point() -> io::Result<()> {
    LEFT.with(|left| match left.get() {
        None => Ok(()),
        Some(0) => Err(io::Error::from(io::ErrorKind::StorageFull)),
        Some(more) => {
            left.set(Some(more - 1));
            Ok(())
        }
    })
}

/// Lets `passes` points pass and fails every later one; `None` lets all pass.
#[cfg(test)]
pub(crate) fn arm(passes: Option<u32>) {
    LEFT.with(|left| left.set(passes));
}
