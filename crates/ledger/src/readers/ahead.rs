//! Batches of records that a thread makes a few ahead of whoever takes them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{IntoIter, sync_channel};
use std::thread::JoinHandle;

use super::grid::guarded;
use super::{Batch, Batches, Fault, Records};

/// Runs a producer of records on a thread of its own, a few batches ahead; a panic in it is a fault of the file.
///
/// A thread, because the readers of workbooks lend from the workbook that they read and cannot be moved into an iterator. It has ended
/// when the batches are dropped, so that what it read from is free again.
pub(super) fn stream(
    produce: impl FnOnce(&mut dyn FnMut(Records) -> bool) -> Result<(), Fault> + Send + 'static,
) -> Result<Batches, Fault> {
    let (sender, receiver) = sync_channel(2);
    let stopped = Arc::new(AtomicBool::new(false));
    let is_stopped = Arc::clone(&stopped);
    let thread = std::thread::Builder::new()
        .name("read-sheet".to_owned())
        .spawn(move || {
            let faults = sender.clone();
            let mut sink = move |records: Records| {
                !is_stopped.load(Ordering::Relaxed)
                    && (records.is_empty() || sender.send(Ok(Batch::Split(records))).is_ok())
            };
            if let Err(fault) = guarded(|| produce(&mut sink)) {
                // The receiver may be gone already, and then nobody asks.
                let _ = faults.send(Err(fault));
            }
        })
        .map_err(Fault::io)?;
    Ok(Box::new(Ahead {
        batches: Some(receiver.into_iter()),
        thread: Some(thread),
        stopped,
    }))
}

/// Batches of a thread that reads ahead.
struct Ahead {
    batches: Option<IntoIter<Result<Batch, Fault>>>,
    thread: Option<JoinHandle<()>>,
    stopped: Arc<AtomicBool>,
}

impl Iterator for Ahead {
    type Item = Result<Batch, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.batches.as_mut()?.next()
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        // It may wait for room, which comes when nobody can receive any more.
        self.batches = None;
        if let Some(thread) = self.thread.take() {
            // What went wrong in it was told already.
            let _ = thread.join();
        }
    }
}
