//! Lends an output to a writer that wants to own it: what it writes waits here until it is passed on.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Holds what was written since the last [`Pipe::drain`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Pipe {
    /// Passes on what waits, once it is worth it.
    pub(crate) fn drain(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.write_all(&held)?;
        held.clear();
        Ok(())
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
