//! One run at a time for an output folder: a lock of the operating system, so that a dead holder never blocks.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::place::Place;
use crate::Error;

/// An output folder held by this run until it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
}

/// Keeps other runs away from `out` until the lock is dropped.
///
/// # Errors
/// [`Error::Locked`] where another run holds it; an unwritable parent.
pub fn lock(out: &Path) -> Result<Lock, Error> {
    let place = Place::of(out)?;
    let path = place.parent.join(format!(".{}.lock", place.name));
    // A holder removes the file when it ends, so what was locked may no longer be what others will find.
    for _ in 0..64 {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|cause| place.unwritable(cause))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Locked {
                    path: out.to_owned(),
                    holder: holder(&mut file),
                });
            }
            Err(TryLockError::Error(cause)) => return Err(place.unwritable(cause)),
        }
        if same(&file, &path) {
            let stamped = file
                .set_len(0)
                .and_then(|()| write!(file, "{}", std::process::id()));
            stamped.map_err(|cause| place.unwritable(cause))?;
            return Ok(Lock { file, path });
        }
    }
    Err(Error::Locked {
        path: out.to_owned(),
        holder: "?".to_owned(),
    })
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while still held; where that fails, an unlocked file stays behind and harms nobody.
        let _ = fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.take(20).read_to_string(&mut text);
    let known = read.is_ok() && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if known { text } else { "?".to_owned() }
}

/// Whether an open file is still the one at `path`.
#[cfg(unix)]
fn same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(open), Ok(found)) = (file.metadata(), fs::metadata(path)) else {
        return false;
    };
    open.ino() == found.ino() && open.dev() == found.dev()
}

/// Whether an open file is still the one at `path`: here an open file cannot be removed.
#[cfg(not(unix))]
fn same(_file: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_the_others_are_told_who() {
        let home = tempfile::tempdir().expect("a scratch folder");
        let out = home.path().join("out");
        let held = lock(&out).expect("free");
        let told = match lock(&out) {
            Err(Error::Locked { holder, .. }) => holder,
            other => panic!("{other:?}"),
        };
        assert_eq!(told, std::process::id().to_string());
        assert!(lock(&home.path().join("other")).is_ok());
        drop(held);
        drop(lock(&out).expect("free again"));
        assert_eq!(fs::read_dir(home.path()).expect("listed").count(), 0);
    }

    #[test]
    fn what_a_dead_holder_left_does_not_block() {
        let home = tempfile::tempdir().expect("a scratch folder");
        fs::write(home.path().join(".out.lock"), "4294967295").expect("written");
        assert!(lock(&home.path().join("out")).is_ok());
    }
}
